/** Records of Salesforce that could be one of the hub's: by its key in the external id field, else by evidence. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Entity, Found, MatchKeys, Sought } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import type { Refusal } from '../../core/outcome.ts'
import { type Known, matches } from '../match.ts'
import { textOf, textsOf } from '../texts.ts'
import { ENTITY, query } from './api.ts'
import { among, containing, quoted, type Soql } from './soql.ts'

/** More than so many is no match any more. */
const MOST = 50
/** Rows of one answer. */
const PAGE = 2000
/** Records sought by one query, whose address must stay short. */
const TOGETHER = 50

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

export const select = (entity: Entity, settings: Settings, where: readonly string[], limit = MOST): Soql => ({
  fields: tellingFields(entity, settings),
  from: ENTITY[entity],
  where,
  limit,
})

export function* findRecord(entity: Entity, key: string, evidence: MatchKeys, settings: Settings): Generator<Call, Found | Refusal, Reply> {
  const found = yield* findSome([{ entity, key, evidence }], settings)
  return 'kind' in found ? found : found[0]!
}

/** As `findRecord` finds each of them; all of one entity. */
export function* findRecords(all: readonly Sought[], settings: Settings): Generator<Call, readonly Found[] | Refusal, Reply> {
  const found: Found[] = []
  for (let at = 0; at < all.length; at += TOGETHER) {
    const some = yield* findSome(all.slice(at, at + TOGETHER), settings)
    if ('kind' in some) return some
    found.push(...some)
  }
  return found
}

function* findSome(all: readonly Sought[], settings: Settings): Generator<Call, Found[] | Refusal, Reply> {
  const { keyField = '' } = settings
  const entity = all[0]!.entity
  const read = (where: readonly string[], by: string) =>
    readAlike(select(entity, settings, where, all.length === 1 ? MOST : PAGE), `find the ${entity} by ${by}`, settings)
  const keyed = yield* read([`${keyField} IN ${among(all.map(({ key }) => key))}`], 'key')
  if ('kind' in keyed) return keyed
  const byKey = Map.groupBy(keyed, (row) => textOf(row[keyField]))
  const others = all.filter(({ key }) => !byKey.has(key))
  const where = evidenceWhere(entity, others, settings)
  const alike = where.length === 0 ? [] : yield* read(where, 'evidence')
  if ('kind' in alike) return alike
  const known = alike.map((row) => knownOf(row, settings))
  return all.map(({ key, evidence }) => ({
    kind: 'found',
    candidates: byKey.get(key)?.map(keyedCandidate) ?? matches(entity, key, evidence, known),
  }))
}

/** Of one record some rows say enough; where many are too much for one query or one answer, each is sought by itself. */
function* readAlike(soql: Soql, purpose: string, settings: Settings): Generator<Call, JsonObject[] | Refusal, Reply> {
  const found = yield* query(settings, soql, purpose)
  const isOfMany = soql.limit === PAGE
  if (!found.ok) return isOfMany && found.tooMuch ? { kind: 'conflict', reason: found.refusal.reason } : found.refusal
  return isOfMany && found.rows.length === PAGE ? { kind: 'conflict', reason: 'more records are alike than one answer holds' } : found.rows
}

/** Wide enough to hold every match of each; the rules decide afterwards. */
function evidenceWhere(entity: Entity, sought: readonly Sought[], { vatField = '', overStatuses = '' }: Settings): string[] {
  if (entity === 'opportunity') return []
  if (entity === 'account') {
    const any = sought.flatMap(({ evidence }) => companyWhere(evidence, vatField))
    return any.length === 0 ? [] : [`(${any.join(' OR ')})`]
  }
  const emails = sought.flatMap(({ evidence }) => evidence.email ?? [])
  if (emails.length === 0) return []
  return [`Email IN ${among(emails)}`, ...(entity === 'lead' ? ['IsConverted = false', ...notOver(overStatuses)] : [])]
}

function companyWhere({ name, domain, vatId }: MatchKeys, vatField: string): string[] {
  const core = companyName(name)?.core
  return [
    ...(core ? [`Name LIKE ${containing(core)}`] : []),
    ...(domain ? [`Website LIKE ${containing(domain)}`] : []),
    ...(vatId && vatField !== '' ? [`${vatField} = ${quoted(vatId)}`] : []),
  ]
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
