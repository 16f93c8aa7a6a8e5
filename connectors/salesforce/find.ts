/** Records of Salesforce that could be one of the hub's: by its key in the external id field, else by evidence. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Entity, Found, MatchKeys } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import type { Refusal } from '../../core/outcome.ts'
import { type Known, matches } from '../match.ts'
import { textOf, textsOf } from '../texts.ts'
import { ENTITY, query } from './api.ts'
import { among, containing, quoted, type Soql } from './soql.ts'

/** More than so many is no match any more. */
const MOST = 50

const SELECT: Readonly<Record<Entity, readonly string[]>> = {
  account: ['Name', 'Website', 'BillingPostalCode', 'BillingCity'],
  contact: ['Name', 'LastName', 'Email', 'AccountId'],
  lead: ['Name', 'LastName', 'Email', 'Company', 'Status', 'IsConverted'],
  opportunity: ['Name', 'StageName'],
}

/** Fields that say who a record is, with the key and, on accounts, the VAT id. */
const tellingFields = (entity: Entity, { keyField = '', vatField = '' }: Settings): string[] => [
  'Id',
  keyField,
  ...SELECT[entity],
  ...(entity === 'account' && vatField !== '' ? [vatField] : []),
]

export const select = (entity: Entity, settings: Settings, where: readonly string[]): Soql => ({
  fields: tellingFields(entity, settings),
  from: ENTITY[entity],
  where,
  limit: MOST,
})

export function* findRecord(entity: Entity, key: string, evidence: MatchKeys, settings: Settings): Generator<Call, Found | Refusal, Reply> {
  const keyed = yield* query(settings, select(entity, settings, [`${settings.keyField} = ${quoted(key)}`]), `find the ${entity} by key`)
  if (!keyed.ok) return keyed.refusal
  if (keyed.rows.length > 0) return { kind: 'found', candidates: keyed.rows.map(keyedCandidate) }
  const where = evidenceWhere(entity, evidence, settings)
  if (where.length === 0) return { kind: 'found', candidates: [] }
  const alike = yield* query(settings, select(entity, settings, where), `find the ${entity} by evidence`)
  if (!alike.ok) return alike.refusal
  const known = alike.rows.map((row) => knownOf(row, settings))
  return { kind: 'found', candidates: matches(entity, key, evidence, known) }
}

function evidenceWhere(entity: Entity, { email, name, domain, vatId }: MatchKeys, { vatField = '', overStatuses = '' }: Settings): string[] {
  if (entity === 'opportunity') return []
  if (entity === 'contact') return email ? [`Email = ${quoted(email)}`] : []
  if (entity === 'lead') return email ? [`Email = ${quoted(email)}`, 'IsConverted = false', ...notOver(overStatuses)] : []
  const core = companyName(name)?.core
  const any = [
    ...(core ? [`Name LIKE ${containing(core)}`] : []),
    ...(domain ? [`Website LIKE ${containing(domain)}`] : []),
    ...(vatId && vatField !== '' ? [`${vatField} = ${quoted(vatId)}`] : []),
  ]
  return any.length === 0 ? [] : [`(${any.join(' OR ')})`]
}

/** A lead that sales has done with is no lead to go on with. */
function notOver(statuses: string): string[] {
  const over = listOf(statuses)
  return over.length === 0 ? [] : [`Status NOT IN ${among(over)}`]
}

export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

export function knownOf(row: JsonObject, { keyField = '', vatField = '' }: Settings): Known {
  return {
    remoteId: textOf(row.Id),
    label: label(row),
    hubKey: textOf(row[keyField]) || null,
    name: textOf(row.Name),
    vatIds: vatField === '' ? [] : textsOf(row[vatField]),
    websites: textsOf(row.Website),
    postalCodes: textsOf(row.BillingPostalCode),
    emails: textsOf(row.Email),
    lastName: textOf(row.LastName) || null,
    accountId: textOf(row.AccountId) || null,
  }
}

export const label = (row: JsonObject): string => textsOf(row.Name, textOf(row.BillingCity) || row.Company).join(', ')
const keyedCandidate = (row: JsonObject): Candidate => ({ remoteId: textOf(row.Id), rule: 'key', label: label(row) })
