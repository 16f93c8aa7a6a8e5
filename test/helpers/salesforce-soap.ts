/** The one call of the SOAP API that has no other way: convertLead, with the session in the header of the envelope. */
import type { JsonObject } from '../../core/connector.ts'
import { parseXml } from '../../core/decode/xml.ts'
import type { SalesforceTables } from './salesforce-tables.ts'

interface Told {
  status: number
  body: string
}

const NAMESPACES = 'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com"'
const enveloped = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ${NAMESPACES}><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
const fault = (code: string, said: string): Told => ({
  status: 500,
  body: enveloped(`<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${said}</faultstring></soapenv:Fault>`),
})

/** The order of the schema; anything else is refused. */
const ORDER = [
  'accountId',
  'bypassAccountDedupeCheck',
  'bypassContactDedupeCheck',
  'contactId',
  'convertedStatus',
  'doNotCreateOpportunity',
  'leadId',
  'opportunityId',
  'opportunityName',
  'overwriteLeadSource',
  'ownerId',
  'sendNotificationEmail',
]

export function convertedBy(text: string, tables: SalesforceTables, tokens: ReadonlySet<string>): Told {
  const parsed = parseXml(text)
  if (parsed.kind !== 'decoded') return fault('UNKNOWN_EXCEPTION', 'not well formed')
  const { Header, Body } = (parsed.value as { Envelope: { Header: JsonObject; Body: JsonObject } }).Envelope
  const { sessionId } = Header.SessionHeader as { sessionId?: string }
  if (!tokens.has(sessionId ?? '')) return fault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Illegal Session')
  const { leadConverts } = Body.convertLead as { leadConverts: Record<string, string> }
  const names = Object.keys(leadConverts)
  if (names.some((name, i) => ORDER.indexOf(name) < 0 || (i > 0 && ORDER.indexOf(name) < ORDER.indexOf(names[i - 1]!))))
    return fault('INVALID_SOAP', 'unexpected element')
  return convert(leadConverts, tables)
}

function convert(asked: Record<string, string>, tables: SalesforceTables): Told {
  const lead = tables
    .seen(false)
    .rows('Lead')
    .find(({ Id }) => Id === asked.leadId)
  if (!lead) return failed('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
  if (lead.IsConverted) return failed('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead')
  if (asked.convertedStatus !== 'Qualified') return failed('INVALID_STATUS', 'invalid convertedStatus')
  if (lead.OwnerId === tables.queue && !asked.ownerId) return failed('OPERATION_NOT_ALLOWED', 'Unable to convert a lead that is owned by a queue')
  const account = asked.accountId ?? tables.put('Account', { Name: lead.Company }).Id
  const contact = asked.contactId ?? tables.put('Contact', { FirstName: lead.FirstName, LastName: lead.LastName, Email: lead.Email, AccountId: account }).Id
  const isNone = asked.doNotCreateOpportunity === 'true'
  if (isNone && asked.opportunityId) return failed('INVALID_FIELD', 'opportunityId must be blank')
  const opportunity = isNone
    ? null
    : (asked.opportunityId ?? tables.put('Opportunity', { Name: lead.Company, AccountId: account, StageName: 'Prospecting', CloseDate: '2027-03-31' }).Id)
  tables.edit(
    'Lead',
    lead.Id,
    { IsConverted: true, Status: asked.convertedStatus, ConvertedAccountId: account, ConvertedContactId: contact, ConvertedOpportunityId: opportunity },
    tables.hubUser,
  )
  const ids = `<accountId>${account}</accountId><contactId>${contact}</contactId><leadId>${lead.Id}</leadId>`
  return result(
    `${ids}${opportunity === null ? '<opportunityId xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>' : `<opportunityId>${opportunity}</opportunityId>`}<success>true</success>`,
  )
}

const result = (inside: string): Told => ({ status: 200, body: enveloped(`<convertLeadResponse><result>${inside}</result></convertLeadResponse>`) })
const failed = (code: string, said: string): Told =>
  result(`<errors><message>${said}</message><statusCode>${code}</statusCode></errors><success>false</success>`)
