/**
 * All records of a kind, by id, page by page. Tryton does not say which parties are people: contacts are those that the
 * hub made or took over as such, accounts are all others.
 */
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Entity, Listed, Recorded } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { createdOn, given } from '../recorded.ts'
import { textOf } from '../texts.ts'
import { identifiersOf, mechanismsOf } from './lists.ts'
import { knownOf, PARTY_FIELDS } from './party.ts'
import { plain, related, relatedList, searchRead } from './rpc.ts'

const PAGE = 200
const OF_CONTACT: Json = ['OR', ['code', 'like', 'con_%'], ['identifiers.code', 'like', 'con_%']]

export function* listRecords(entity: Entity, cursor: string | null): Generator<Call, Listed | Refusal, Reply> {
  if (entity === 'lead') return { kind: 'listed', records: [], cursor: null }
  const behind: Json = ['id', '>', Number(cursor ?? 0)]
  const [model, domain, fields] =
    entity === 'opportunity'
      ? ['sale.opportunity', [behind], ['description', 'number', 'reference', 'party', 'state', 'start_date']]
      : ['party.party', entity === 'contact' ? [behind, OF_CONTACT] : [behind], [...PARTY_FIELDS, 'addresses.country.code']]
  const found = yield* searchRead(`model.${model}`, domain, fields, `list ${entity} records`, { limit: PAGE, order: [['id', 'ASC']] })
  if (!found.ok) return found.refusal
  const records = found.rows.map(entity === 'opportunity' ? opportunity : party(entity))
  return {
    kind: 'listed',
    records: entity === 'account' ? records.filter(({ hubKey }) => !hubKey?.startsWith('con_')) : records,
    cursor: found.rows.length < PAGE ? null : String(found.rows.at(-1)?.id),
  }
}

function opportunity(row: JsonObject): Recorded {
  const key = textOf(row.reference)
  return {
    remoteId: String(row.id),
    hubKey: key.startsWith('led_') ? key : null,
    label: textOf(row.description) || textOf(row.number),
    accountId: typeof row.party === 'number' ? String(row.party) : null,
    company: undefined,
    person: undefined,
    // In state lead it is none yet, which only Tryton's name for both hides.
    ...(row.state !== 'lead' && createdOn(plain(row.start_date))),
  }
}

const party =
  (entity: 'account' | 'contact') =>
  (row: JsonObject): Recorded => {
    const { remoteId, label, hubKey = null } = knownOf(row)
    const company = entity === 'account' ? companyOf(row) : undefined
    return { remoteId, label, hubKey, accountId: null, company, person: entity === 'contact' ? personOf(row) : undefined }
  }

function companyOf(row: JsonObject): Recorded['company'] {
  const [address = {}] = relatedList(row, 'addresses')
  return given({
    name: textOf(row.name),
    website: mechanismsOf(row, 'website')[0],
    vatId: identifiersOf(row).find((code) => /^[A-Z]{2}[A-Z0-9]{6,}$/.test(code)),
    street: textOf(address.street),
    postalCode: textOf(address.postal_code),
    city: textOf(address.city),
    country: textOf(related(address, 'country').code),
  })
}

const personOf = (row: JsonObject): Recorded['person'] =>
  given({ fullName: textOf(row.name), email: mechanismsOf(row, 'email')[0], phone: mechanismsOf(row, 'phone')[0], mobile: mechanismsOf(row, 'mobile')[0] })
