/** QualifyLead: a lead into an opportunity with the account and contact that are there, once, whoever did it. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Conversion, Converted } from '../../core/crm.ts'
import { isWritten, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { at, list, noApi, record, TABLE } from './api.ts'
import { isDuplicate, refused } from './errors.ts'
import { writeRecord } from './records.ts'
import { comparable, linkValues } from './values.ts'

type Converting = Generator<Call, Converted | Refusal, Reply>
type Part = 'account' | 'contact' | 'opportunity'
type Made = Readonly<Partial<Record<Part, string>>>

const OPEN = 0
const QUALIFIED = 1

export function* convertLead(conversion: Conversion, settings: Settings): Converting {
  const path = record('lead', conversion.leadRemoteId)
  const lead = yield { method: 'GET', path, purpose: 'read the lead' }
  if (!succeeded(lead)) return refused(lead)
  if (!isObject(lead.body) || typeof lead.body.statecode !== 'number') return noApi()
  if (lead.body.statecode === QUALIFIED) return yield* whatBecame(conversion, settings)
  if (lead.body.statecode !== OPEN)
    return {
      kind: 'invalid',
      reason: 'sales disqualified the lead in Dynamics 365: reopen it there, or reject it here',
      fields: [{ field: 'statecode', message: 'is disqualified' }],
    }
  const linked = yield* linkParents(conversion, lead.body, path)
  if (linked) return linked
  const reply = yield qualifying(conversion, settings)
  if (isDuplicate(reply)) return { kind: 'conflict', reason: 'Dynamics 365 sees duplicates of what the lead would become' }
  if (!succeeded(reply)) return refused(reply)
  if (!isObject(reply.body) || !Array.isArray(reply.body.value)) return noApi()
  return yield* completed(conversion, madeOf(reply.body.value.filter(isObject)), settings)
}

/** The lead names the records it goes into, so that Dynamics 365 ties them together and makes no others. */
function* linkParents({ leadRemoteId, account, contact }: Conversion, lead: JsonObject, path: string): Generator<Call, Refusal | null, Reply> {
  const links = { ...(account?.remoteId !== undefined && { account: account.remoteId }), ...(contact?.remoteId !== undefined && { contact: contact.remoteId }) }
  const wanted = linkValues({ entity: 'lead', links })
  const shown = comparable(lead, wanted)
  const body = Object.fromEntries(Object.entries(wanted).filter(([column, value]) => shown[column] !== value))
  if (Object.keys(body).length === 0) return null
  const reply = yield {
    method: 'PATCH',
    path: at(path, { $select: TABLE.lead.id }),
    body,
    headers: { prefer: 'return=representation', 'if-match': textOf(lead['@odata.etag']) || '*' },
    purpose: 'link the lead to account and contact',
    repeatable: true,
  }
  if (!succeeded(reply)) return refused(reply)
  return isObject(reply.body) && textOf(reply.body.leadid) === leadRemoteId ? null : noApi()
}

const qualifying = ({ leadRemoteId, account, contact, opportunity }: Conversion, { qualifiedStatus = '3' }: Settings): Call => ({
  method: 'POST',
  path: `${record('lead', leadRemoteId)}/Microsoft.Dynamics.CRM.QualifyLead`,
  body: {
    CreateAccount: isNew(account),
    CreateContact: isNew(contact),
    CreateOpportunity: isNew(opportunity),
    Status: Number(qualifiedStatus),
    ...(account?.remoteId !== undefined && { OpportunityCustomerId: { '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: account.remoteId } }),
  },
  purpose: 'qualify the lead',
})

const isNew = (part: Conversion[Part]): boolean => part !== undefined && part.remoteId === undefined

/** References to what was made, told apart by their type. */
function madeOf(rows: readonly JsonObject[]): Made {
  const id = (part: Part) => textOf(rows.find((row) => textOf(row['@odata.type']).endsWith(`.${part}`))?.[TABLE[part].id])
  return Object.fromEntries((['account', 'contact', 'opportunity'] as const).flatMap((part) => (id(part) === '' ? [] : [[part, id(part)]])))
}

/** What Dynamics 365 made of the lead gets the hub's key and values. */
function* completed(conversion: Conversion, made: Made, settings: Settings): Converting {
  const ids: Partial<Record<Part, string>> = { ...known(conversion), ...made }
  if (isNew(conversion.opportunity) && ids.opportunity === undefined) return yield* whatBecame(conversion, settings)
  const links = { ...(ids.account !== undefined && { account: ids.account }), ...(ids.contact !== undefined && { contact: ids.contact }) }
  for (const part of ['account', 'contact', 'opportunity'] as const) {
    const write = conversion[part]
    const remoteId = made[part]
    if (write === undefined || remoteId === undefined) continue
    const outcome = yield* writeRecord({ ...write, remoteId, links: part === 'account' ? {} : links }, settings)
    if (!isWritten(outcome)) return outcome
  }
  return { kind: 'converted', already: false, ...ids }
}

/** A lead qualified before: by sales, or by the hub whose answer was lost. An opportunity without our key gets it. */
function* whatBecame(conversion: Conversion, settings: Settings): Converting {
  const { keyColumn = '' } = settings
  const select = ['opportunityid', keyColumn, '_parentaccountid_value', '_parentcontactid_value']
  const filter = `_originatingleadid_value eq ${conversion.leadRemoteId}`
  const found = yield* list('opportunities', { select, filter, order: 'createdon asc' }, 'find the opportunity of the lead')
  if (!found.ok) return found.refusal
  const ours = conversion.opportunity && found.rows.find((row) => row[keyColumn] === conversion.opportunity?.key)
  const free = found.rows.find((row) => textOf(row[keyColumn]) === '')
  const row = ours ?? free
  if (!row) return { kind: 'converted', already: true, ...known(conversion) }
  const opportunity = textOf(row.opportunityid)
  const account = textOf(row._parentaccountid_value)
  const contact = textOf(row._parentcontactid_value)
  const ids = { ...known(conversion), ...(account !== '' && { account }), ...(contact !== '' && { contact }), opportunity }
  if (ours || conversion.opportunity === undefined) return { kind: 'converted', already: true, ...ids }
  const outcome = yield* writeRecord({ ...conversion.opportunity, remoteId: opportunity, links: {}, completeOnly: true }, settings)
  return isWritten(outcome) ? { kind: 'converted', already: outcome.kind === 'unchanged', ...ids } : outcome
}

function known({ account, contact, opportunity }: Conversion): Made {
  return {
    ...(account?.remoteId !== undefined && { account: account.remoteId }),
    ...(contact?.remoteId !== undefined && { contact: contact.remoteId }),
    ...(opportunity?.remoteId !== undefined && { opportunity: opportunity.remoteId }),
  }
}
