/** Finding records of Zoho CRM: by the hub's key in an own unique field, then by evidence; and all of them for a first load. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Entity, Found, Listed, MatchKeys, Recorded } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import type { Refusal } from '../../core/outcome.ts'
import { type Known, matches } from '../match.ts'
import { createdOn, given } from '../recorded.ts'
import { textOf, textsOf } from '../texts.ts'
import { criterion, type Getting, idOf, MODULE, nextPage, refused, rows, rowsOf } from './api.ts'

/** A lead that ended so is no lead to go on with. */
const OVER: ReadonlySet<string> = new Set(['Junk Lead', 'Lost Lead', 'Not Qualified'])

export function* findRecord(entity: Entity, key: string, evidence: MatchKeys, settings: Settings): Generator<Call, Found | Refusal, Reply> {
  const keyed = yield* search(entity, { criteria: criterion(settings.keyField ?? '', 'equals', key) }, `find the ${entity} by key`)
  if (!keyed.ok) return keyed.refusal
  const own = keyed.value.filter((row) => row[settings.keyField ?? ''] === key)
  if (own.length > 0) return { kind: 'found', candidates: own.map((row): Candidate => ({ remoteId: textOf(row.id), rule: 'key', label: label(row) })) }
  const alike: JsonObject[] = []
  for (const query of evidenceQueries(entity, evidence, settings)) {
    const found = yield* search(entity, query, `find the ${entity} by evidence`)
    if (!found.ok) return found.refusal
    alike.push(...found.value.filter(({ Lead_Status: status }) => entity !== 'lead' || !OVER.has(textOf(status))))
  }
  const known = alike.map((row) => knownOf(row, settings))
  return { kind: 'found', candidates: matches(entity, key, evidence, known) }
}

export const search = (entity: Entity, query: Readonly<Record<string, string>>, purpose: string): Getting<JsonObject[]> =>
  rows({ method: 'GET', path: `/crm/v8/${MODULE[entity]}/search`, query, purpose })

function evidenceQueries(entity: Entity, { email, name, vatId }: MatchKeys, { vatField }: Settings): Record<string, string>[] {
  if (entity === 'contact' || entity === 'lead') return email ? [{ email }] : []
  if (entity === 'opportunity') return []
  const core = companyName(name)?.core
  return [
    ...(core ? [{ criteria: criterion('Account_Name', 'starts_with', core) }] : []),
    ...(vatId && vatField ? [{ criteria: criterion(vatField, 'equals', vatId) }] : []),
  ]
}

export function knownOf(row: JsonObject, { keyField = '', vatField = '' }: Settings): Known {
  return {
    remoteId: textOf(row.id),
    label: label(row),
    hubKey: textOf(row[keyField]) || null,
    name: textOf(row.Account_Name) || null,
    vatIds: vatField === '' ? [] : textsOf(row[vatField]),
    websites: textsOf(row.Website),
    postalCodes: textsOf(row.Billing_Code),
    emails: textsOf(row.Email, row.Secondary_Email),
    lastName: textOf(row.Last_Name) || null,
    accountId: idOf(row.Account_Name) || null,
  }
}

function label(row: JsonObject): string {
  const person = textsOf(row.First_Name, row.Last_Name).join(' ')
  const name = textOf(row.Deal_Name) || person || textOf(row.Account_Name)
  return textsOf(name, textOf(row.Company) || row.Billing_City).join(', ')
}

const LISTED: Readonly<Record<Entity, readonly string[]>> = {
  account: ['Account_Name', 'Website', 'Phone', 'Billing_Street', 'Billing_Code', 'Billing_City', 'Billing_Country'],
  contact: ['First_Name', 'Last_Name', 'Email', 'Phone', 'Mobile', 'Title', 'Account_Name'],
  lead: ['First_Name', 'Last_Name', 'Email', 'Phone', 'Mobile', 'Company', 'Website', 'Street', 'Zip_Code', 'City', 'Country'],
  opportunity: ['Deal_Name', 'Account_Name', 'Created_Time'],
}

export function* listRecords(entity: Entity, cursor: string | null, settings: Settings): Generator<Call, Listed | Refusal, Reply> {
  const own = [settings.keyField ?? '', ...(entity === 'account' && settings.vatField ? [settings.vatField] : [])]
  const query = { fields: [...LISTED[entity], ...own].join(','), per_page: '200', ...(cursor !== null && { page_token: cursor }) }
  const reply = yield { method: 'GET', path: `/crm/v8/${MODULE[entity]}`, query, purpose: `list ${MODULE[entity]}` }
  const found = rowsOf(reply)
  if (!found) return refused(reply)
  return { kind: 'listed', records: found.map((row) => recorded(entity, row, settings)), cursor: nextPage(reply) }
}

function recorded(entity: Entity, row: JsonObject, { keyField = '', vatField = '' }: Settings): Recorded {
  const text = (field: string) => textOf(row[field])
  const isLead = entity === 'lead'
  const company = isLead
    ? { name: text('Company'), website: text('Website'), street: text('Street'), postalCode: text('Zip_Code'), city: text('City'), country: text('Country') }
    : {
        name: text('Account_Name'),
        website: text('Website'),
        vatId: vatField === '' ? '' : text(vatField),
        street: text('Billing_Street'),
        postalCode: text('Billing_Code'),
        city: text('Billing_City'),
        country: text('Billing_Country'),
      }
  const person = {
    firstName: text('First_Name'),
    lastName: text('Last_Name'),
    email: text('Email'),
    phone: text('Phone'),
    mobile: text('Mobile'),
    jobTitle: text('Title'),
  }
  return {
    remoteId: text('id'),
    hubKey: text(keyField) || null,
    label: label(row),
    accountId: idOf(isLead ? null : row.Account_Name) && entity !== 'account' ? idOf(row.Account_Name) : null,
    company: entity === 'account' || isLead ? given(company) : undefined,
    person: entity === 'contact' || isLead ? given(person) : undefined,
    ...createdOn(row.Created_Time),
  }
}
