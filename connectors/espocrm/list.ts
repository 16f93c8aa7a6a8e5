/** All records of EspoCRM, by id, page by page, for a first load (source: Select/Order/Applier.php and ItemGeneralConverter.php of EspoCRM). */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Listed, Recorded } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { createdOn, given } from '../recorded.ts'
import { textOf } from '../texts.ts'
import { ENTITY, list } from './api.ts'
import { labelOf } from './records.ts'

/** The most that EspoCRM gives at one time, unless its administrator allows more. */
const PAGE = 200
const PERSON = ['salutationName', 'firstName', 'lastName', 'emailAddress', 'phoneNumber']
const address = (prefix: string): string[] => ['Street', 'PostalCode', 'City', 'Country'].map((part) => `${prefix}${part}`)
const SELECT: Readonly<Record<Entity, readonly string[]>> = {
  account: ['name', 'website', 'emailAddress', 'phoneNumber', 'industry', ...address('billingAddress')],
  contact: ['name', ...PERSON, 'accountId'],
  lead: ['name', ...PERSON, 'title', 'accountName', 'website', 'status', ...address('address')],
  opportunity: ['name', 'stage', 'accountId', 'createdAt'],
}
const CLOSED: readonly string[] = ['Converted', 'Dead', 'Closed Won', 'Closed Lost']

export function* listRecords(entity: Entity, cursor: string | null, settings: Settings): Generator<Call, Listed | Refusal, Reply> {
  const { keyField = '', vatField = '' } = settings
  const select = ['id', ...SELECT[entity], keyField, ...(entity === 'account' && vatField !== '' ? [vatField] : [])]
  const behind = cursor === null ? [] : [{ type: 'greaterThan' as const, attribute: 'id', value: cursor }]
  const page = yield* list(ENTITY[entity], behind, `list ${entity} records`, select, PAGE)
  if (!page.ok) return page.refusal
  return {
    kind: 'listed',
    records: page.rows.map((row) => recorded(entity, row, settings)),
    cursor: page.rows.length < PAGE ? null : textOf(page.rows.at(-1)?.id),
  }
}

const recorded = (entity: Entity, row: JsonObject, { keyField = '', vatField = '' }: Settings): Recorded => ({
  remoteId: textOf(row.id),
  hubKey: textOf(row[keyField]) || null,
  label: labelOf(row),
  accountId: textOf(row.accountId) || null,
  company: companyOf(entity, row, vatField),
  person: personOf(entity, row),
  ...(CLOSED.includes(textOf(row.status) || textOf(row.stage)) && { closed: true }),
  ...createdOn(row.createdAt),
})

function companyOf(entity: Entity, row: JsonObject, vatField: string): Recorded['company'] {
  if (entity !== 'account' && entity !== 'lead') return undefined
  const part = (name: string) => row[`${entity === 'account' ? 'billingAddress' : 'address'}${name}`]
  return given({
    name: entity === 'account' ? row.name : row.accountName,
    website: row.website,
    vatId: vatField === '' ? undefined : row[vatField],
    street: part('Street'),
    postalCode: part('PostalCode'),
    city: part('City'),
    country: part('Country'),
    industry: row.industry,
  })
}

/** An account's own address and telephone are told as those of somebody there. */
function personOf(entity: Entity, row: JsonObject): Recorded['person'] {
  if (entity === 'opportunity') return undefined
  const reached = { email: row.emailAddress, phone: row.phoneNumber }
  if (entity === 'account') return given(reached)
  return given({ ...reached, salutation: row.salutationName, firstName: row.firstName, lastName: row.lastName, jobTitle: row.title })
}
