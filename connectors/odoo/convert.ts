/**
 * A lead into an opportunity by Odoo's own wizard. The record stays the same and changes its type. The wizard proposes to
 * merge with leads that look alike, so it is told to convert (run against 17; source: crm_lead_to_opportunity.py).
 */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Conversion, Converted, Write } from '../../core/crm.ts'
import { isWritten, type Refusal } from '../../core/outcome.ts'
import { byKey } from './keys.ts'
import { idOf, searchRead, tell } from './rpc.ts'
import { writeRecord } from './write.ts'

const WIZARD = 'crm.lead2opportunity.partner'

type Step<Result> = Generator<Call, Result, Reply>

export function* convertLead(conversion: Conversion, settings: Settings): Step<Converted | Refusal> {
  const { leadRemoteId } = conversion
  const told = yield* read(leadRemoteId, 'read the lead', settings)
  if (!told.ok) return told.refusal
  const lead = told.row
  if (lead.type === 'opportunity') return became(conversion, true)
  if (lead.active === false)
    return { kind: 'invalid', reason: 'the lead is marked as lost or archived in Odoo: restore it there, then release this job', fields: [] }
  const partners = yield* partnersOf(conversion, settings)
  if ('kind' in partners) return partners
  // Same record: what the opportunity is to say is written first, so that the conversion is the last step.
  const { opportunity } = conversion
  if (opportunity && opportunity.remoteId === undefined) {
    const filled = yield* writeRecord({ ...opportunity, entity: 'lead', remoteId: leadRemoteId }, settings)
    if (!isWritten(filled)) return filled
  }
  const failure = yield* convert(Number(leadRemoteId), partners.contact ?? partners.account ?? idOf(lead.partner_id)?.toString(), settings)
  if (failure) return failure
  const after = yield* read(leadRemoteId, 'read what became of the lead', settings)
  if (!after.ok) return after.refusal
  if (after.row.type !== 'opportunity') return { kind: 'invalid', reason: 'Odoo left the lead as it is: it may be won already', fields: [] }
  return { ...became(conversion, false), ...partners }
}

function* read(remoteId: string, purpose: string, settings: Settings): Step<{ ok: true; row: JsonObject } | { ok: false; refusal: Refusal }> {
  const found = yield* searchRead(settings, 'crm.lead', [['id', '=', Number(remoteId)]], ['type', 'active', 'partner_id'], purpose, { limit: 1 })
  if (!found.ok) return found
  const [row] = found.rows
  return row ? { ok: true, row } : { ok: false, refusal: { kind: 'notFound', reason: `Odoo has no crm.lead ${remoteId} any more` } }
}

/** Account and contact: those that are there, else made under their keys. */
function* partnersOf({ account, contact }: Conversion, settings: Settings): Step<{ account?: string; contact?: string } | Refusal> {
  const company = account && (yield* standing(account, settings))
  if (typeof company === 'object') return company
  const links = company === undefined ? {} : { account: company }
  const person = contact && (yield* standing({ ...contact, links: { ...contact.links, ...links } }, settings))
  if (typeof person === 'object') return person
  return { ...(company !== undefined && { account: company }), ...(person !== undefined && { contact: person }) }
}

function* standing(write: Write, settings: Settings): Step<string | Refusal> {
  if (write.remoteId !== undefined) return write.remoteId
  const there = yield* byKey(write.entity, write.key, settings)
  if (!there.ok) return there.refusal
  if (there.value !== null) return String(there.value)
  const made = yield* writeRecord(write, settings)
  return isWritten(made) ? made.remoteId : made
}

function* convert(lead: number, partner: string | undefined, settings: Settings): Step<Refusal | null> {
  const context = { active_model: 'crm.lead', active_id: lead, active_ids: [lead] }
  const opened = yield* tell(settings, { model: WIZARD, method: 'create', args: { vals_list: [{}] }, context }, 'open the conversion')
  if (!opened.ok) return opened.refusal
  const ids = [opened.result].flat().map(Number)
  const vals: JsonObject = partner === undefined ? { name: 'convert', action: 'nothing' } : { name: 'convert', action: 'exist', partner_id: Number(partner) }
  const chosen = yield* tell(settings, { model: WIZARD, method: 'write', ids, args: { vals }, context }, 'choose to convert, not to merge')
  if (!chosen.ok) return chosen.refusal
  const done = yield* tell(settings, { model: WIZARD, method: 'action_apply', ids, context }, 'convert the lead')
  return done.ok ? null : done.refusal
}

const became = ({ leadRemoteId, account, contact }: Conversion, already: boolean): Converted => ({
  kind: 'converted',
  already,
  opportunity: leadRemoteId,
  ...(account?.remoteId !== undefined && { account: account.remoteId }),
  ...(contact?.remoteId !== undefined && { contact: contact.remoteId }),
})
