/**
 * Lead into account, contact and deal by Zoho's own conversion. Without ids it would choose account and contact by name and
 * address itself, so both are made or found before and named.
 */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Conversion, Converted, Write } from '../../core/crm.ts'
import { isWritten, type Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { criterion, entriesOf, type Got, idOf, meaning, record, recordPath, refused } from './api.ts'
import { search } from './find.ts'
import { writeRecord } from './records.ts'
import { prepared } from './values.ts'

type Converting = Generator<Call, Converted | Refusal, Reply>

export function* convertLead(conversion: Conversion, settings: Settings): Converting {
  const lead = yield* record('lead', conversion.leadRemoteId)
  if (!lead.ok) return lead.refusal
  // Among the open leads a converted one is not found any more.
  if (lead.value === null || lead.value.$converted === true) return yield* whatBecame(conversion, settings)
  const parts = yield* partsOf(conversion, settings)
  if (!parts.ok) return parts.refusal
  const data = { overwrite: false, notify_lead_owner: false, notify_new_entity_owner: false, ...parts.value }
  const path = `${recordPath('lead', conversion.leadRemoteId)}/actions/convert`
  const reply = yield { method: 'POST', path, body: { data: [data] }, purpose: 'convert the lead' }
  if (isObject(reply.body) && reply.body.code === 'ID_ALREADY_CONVERTED') return yield* whatBecame(conversion, settings)
  const [entry] = entriesOf(reply) ?? []
  if (entry === undefined) return refused(reply)
  const details = isObject(entry.details) ? entry.details : {}
  if (entry.code !== 'SUCCESS') return meaning(textOf(entry.code), entry) ?? refused(reply)
  return became(conversion, { account: details.Accounts, contact: details.Contacts, opportunity: details.Deals }, false)
}

function* partsOf({ account, contact, opportunity }: Conversion, settings: Settings): Generator<Call, Got<JsonObject>, Reply> {
  const parts: JsonObject = {}
  const links: { account?: string; contact?: string } = {}
  for (const [name, write] of [
    ['Accounts', account],
    ['Contacts', contact],
  ] as const) {
    if (!write) continue
    const id =
      write.remoteId === undefined ? yield* made({ ...write, links: { ...write.links, ...links } }, settings) : { ok: true as const, value: write.remoteId }
    if (!id.ok) return id
    parts[name] = { id: id.value }
    links[name === 'Accounts' ? 'account' : 'contact'] = id.value
  }
  if (!opportunity) return { ok: true, value: parts }
  const deal = yield* prepared({ ...opportunity, links: {} }, settings)
  return deal.ok ? { ok: true, value: { ...parts, Deals: deal.values } } : deal
}

function* made(write: Write, settings: Settings): Generator<Call, Got<string>, Reply> {
  const outcome = yield* writeRecord(write, settings)
  return isWritten(outcome) ? { ok: true, value: outcome.remoteId } : { ok: false, refusal: outcome }
}

/** A lead converted before, by sales or by the hub whose answer was lost: it is among the converted ones, and says into what. */
function* whatBecame(conversion: Conversion, { keyField = '' }: Settings): Converting {
  const lead = yield* record('lead', conversion.leadRemoteId, { converted: 'true' })
  if (!lead.ok) return lead.refusal
  if (lead.value === null) return { kind: 'gone', reason: 'the lead was deleted in Zoho CRM without being converted' }
  const done = became(conversion, targetsOf(lead.value), true)
  if (done.opportunity !== undefined || !conversion.opportunity) return done
  const found = yield* search('opportunity', { criteria: criterion(keyField, 'equals', conversion.opportunity.key) }, 'find the opportunity by key')
  if (!found.ok) return found.refusal
  const [deal] = found.value
  return deal ? { ...done, opportunity: textOf(deal.id) } : done
}

type Targets = Readonly<Record<'account' | 'contact' | 'opportunity', Json | undefined>>

/** Written as `Converted_Deal` in newer organisations, as `$converted_detail` in older ones. */
export function targetsOf(lead: JsonObject): Targets {
  const detail = isObject(lead.$converted_detail) ? lead.$converted_detail : {}
  return {
    account: lead.Converted_Account ?? detail.account,
    contact: lead.Converted_Contact ?? detail.contact,
    opportunity: lead.Converted_Deal ?? detail.deal,
  }
}

function became({ account, contact }: Conversion, targets: Targets, already: boolean): Converted {
  const part = (name: keyof Targets, known: string | undefined) => {
    const id = idOf(targets[name]) || known
    return id ? { [name]: id } : {}
  }
  return { kind: 'converted', already, ...part('account', account?.remoteId), ...part('contact', contact?.remoteId), ...part('opportunity', undefined) }
}
