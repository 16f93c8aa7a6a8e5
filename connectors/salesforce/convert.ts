/**
 * Lead into account, contact and opportunity. Salesforce converts only through SOAP (or Apex). The opportunity is made
 * first, by its key, and the lead is converted into it: a conversion that broke off goes on where it stopped and leaves
 * no second opportunity (developer.salesforce.com: SOAP API, convertLead; opportunityId among its arguments).
 */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Conversion, Converted, Write } from '../../core/crm.ts'
import { isWritten, type Refusal, refusal } from '../../core/outcome.ts'
import { textOf } from '../texts.ts'
import { ENTITY, query } from './api.ts'
import { writeRecord } from './records.ts'
import { type Fault, meaningOf, noApi, refused } from './refusals.ts'
import { readRows } from './rows.ts'
import { envelope, type Leaves, leavesOf } from './soap.ts'
import { quoted } from './soql.ts'

/** Ids of queues begin so; they own leads, but nothing that a lead becomes. */
const QUEUE = '00G'
const BECAME = ['ConvertedAccountId', 'ConvertedContactId', 'ConvertedOpportunityId', 'OwnerId'] as const

type Step<Result> = Generator<Call, Result | Refusal, Reply>
interface Parts {
  account?: string
  contact?: string
  opportunity?: string
}

export function* convertLead(conversion: Conversion, settings: Settings): Step<Converted> {
  const { leadRemoteId } = conversion
  const read = yield* readRows('lead', [leadRemoteId], BECAME, settings)
  if (!read.ok) return read.refusal
  const [lead] = read.rows
  if (lead === undefined) return { kind: 'notFound', reason: `Salesforce has no lead ${leadRemoteId}, or the user may not see it` }
  if (lead.IsDeleted === true) return { kind: 'gone', reason: 'the lead was deleted in Salesforce' }
  if (lead.IsConverted === true) return yield* whatBecame(lead, conversion, settings)
  const parts = yield* madeParts(conversion, settings)
  if ('kind' in parts) return parts
  const status = yield* convertedStatus(settings)
  if (typeof status !== 'string') return status
  const owner = textOf(lead.OwnerId).startsWith(QUEUE) ? yield* ownerOf(parts, settings) : ''
  if (typeof owner !== 'string') return owner
  return yield* converting(leadRemoteId, parts, status, owner, settings)
}

/** By sales, or by the hub whose answer was lost. */
function* whatBecame(lead: JsonObject, { account, contact, opportunity }: Conversion, settings: Settings): Step<Converted> {
  const became = (field: string, write: Write | undefined) => textOf(lead[field]) || write?.remoteId || ''
  const made = became('ConvertedOpportunityId', opportunity)
  const found = made === '' && opportunity ? yield* idByKey(opportunity, settings) : made
  if (typeof found !== 'string') return found
  return converted({ account: became('ConvertedAccountId', account), contact: became('ConvertedContactId', contact), opportunity: found }, true)
}

const converted = (parts: Parts, already: boolean): Converted => ({
  kind: 'converted',
  already,
  ...(Object.fromEntries(Object.entries(parts).filter(([, id]) => id !== '')) as Parts),
})

/** Each part that is not there yet, in the order in which they refer to each other. */
function* madeParts({ account, contact, opportunity }: Conversion, settings: Settings): Step<Parts> {
  const parts: Parts = {}
  for (const write of [account, contact, opportunity]) {
    if (write === undefined) continue
    const id = write.remoteId ?? (yield* standing({ ...write, links: { ...write.links, ...parts } }, settings))
    if (typeof id !== 'string') return id
    parts[write.entity as keyof Parts] = id
  }
  return parts
}

/** A part that an earlier try has made is used as it is. */
function* standing(write: Write, settings: Settings): Step<string> {
  const found = yield* idByKey(write, settings)
  if (found !== '') return found
  const outcome = yield* writeRecord(write, settings)
  return isWritten(outcome) ? outcome.remoteId : outcome
}

function* idByKey({ entity, key }: Write, settings: Settings): Step<string> {
  const where = [`${settings.keyField} = ${quoted(key)}`]
  const found = yield* query(settings, { fields: ['Id'], from: ENTITY[entity], where, limit: 1 }, `find the ${entity} by key`)
  return found.ok ? textOf(found.rows[0]?.Id) : found.refusal
}

function* convertedStatus(settings: Settings): Step<string> {
  if (settings.convertedStatus) return settings.convertedStatus
  const soql = { fields: ['ApiName'], from: 'LeadStatus', where: ['IsConverted = true'], order: ['SortOrder'], limit: 1 }
  const found = yield* query(settings, soql, 'ask for the status of converted leads')
  if (!found.ok) return found.refusal
  return textOf(found.rows[0]?.ApiName) || { kind: 'invalid', reason: 'Salesforce has no lead status for converted leads: mark one as Converted', fields: [] }
}

/** A lead of a queue wants a person as owner of what it becomes. */
function* ownerOf({ opportunity, account }: Parts, settings: Settings): Step<string> {
  const [entity, id] = opportunity ? (['opportunity', opportunity] as const) : (['account', account ?? ''] as const)
  const read = yield* readRows(entity, [id], ['OwnerId'], settings)
  return read.ok ? textOf(read.rows[0]?.OwnerId) : read.refusal
}

function* converting(lead: string, { account, contact, opportunity }: Parts, status: string, owner: string, settings: Settings): Step<Converted> {
  const reply = yield {
    method: 'POST',
    path: `/services/Soap/u/${settings.apiVersion}`,
    headers: { 'content-type': 'text/xml; charset=UTF-8', soapaction: '""', accept: 'text/xml' },
    text: envelope('convertLead', 'leadConverts', [
      ...(account ? [['accountId', account] as const] : []),
      ...(contact ? [['contactId', contact] as const] : []),
      ['convertedStatus', status],
      ['doNotCreateOpportunity', opportunity === undefined],
      ['leadId', lead],
      ...(opportunity ? [['opportunityId', opportunity] as const] : []),
      ['overwriteLeadSource', false],
      ...(owner === '' ? [] : [['ownerId', owner] as const]),
      ['sendNotificationEmail', false],
    ]),
    purpose: 'convert the lead',
  }
  const leaves = leavesOf(reply.body)
  if (leaves === null) return reply.status === 200 ? noApi() : refused(reply, 'lead')
  return resultOf(leaves, reply)
}

const RESULT = 'Body/convertLeadResponse/result'

function resultOf(leaves: Leaves, reply: Reply): Converted | Refusal {
  const at = (path: string) => leaves.get(path)?.[0] ?? ''
  const fault = at('Body/Fault/faultcode')
  if (fault !== '') return meaningOf({ code: fault.replace(/^.*:/, ''), message: at('Body/Fault/faultstring'), fields: [] }, 'lead', '')
  const told = (name: string) => at(`${RESULT}/${name}`)
  if (told('success') === 'true') return converted({ account: told('accountId'), contact: told('contactId'), opportunity: told('opportunityId') }, false)
  const error: Fault = { code: told('errors/statusCode'), message: told('errors/message'), fields: leaves.get(`${RESULT}/errors/fields`) ?? [] }
  return error.code === '' ? refusal(reply) : meaningOf(error, 'lead', '')
}
