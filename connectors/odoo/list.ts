/** All records of a kind, by id, page by page; archived ones are left out, as people see it, but for opportunities: lost ones are archived, and count. */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Listed, Recorded } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { createdOn, given } from '../recorded.ts'
import { labelOf } from './find.ts'
import { keysOf } from './keys.ts'
import { IDENTIFYING, MODEL } from './models.ts'
import { idOf, nameOf, searchRead } from './rpc.ts'

const PAGE = 200
const OF_KIND: Readonly<Record<Entity, Json>> = {
  account: ['is_company', '=', true],
  contact: ['is_company', '=', false],
  lead: ['type', '=', 'lead'],
  opportunity: ['type', '=', 'opportunity'],
}

/** What opportunities are counted by. */
const COUNTED = ['active', 'create_date', 'date_conversion']

export function* listRecords(entity: Entity, cursor: string | null, settings: Settings): Generator<Call, Listed | Refusal, Reply> {
  const domain = [OF_KIND[entity], ['id', '>', Number(cursor ?? 0)]]
  const fields = [...IDENTIFYING[entity], ...(entity === 'opportunity' ? COUNTED : [])]
  const found = yield* searchRead(settings, MODEL[entity], domain, fields, `list ${entity} records`, {
    limit: PAGE,
    order: 'id',
    ...(entity !== 'opportunity' && { context: {} }),
  })
  if (!found.ok) return found.refusal
  const ids = found.rows.map(({ id }) => Number(id))
  const keys = yield* keysOf(entity, ids, settings)
  if (!keys.ok) return keys.refusal
  const records = found.rows.map((row) => recorded(entity, row, keys.value.get(Number(row.id)) ?? null))
  return { kind: 'listed', records, cursor: found.rows.length < PAGE ? null : String(ids.at(-1)) }
}

function recorded(entity: Entity, row: JsonObject, hubKey: string | null): Recorded {
  const accountId = entity === 'account' ? null : idOf(entity === 'contact' ? row.parent_id : row.partner_id)
  return {
    remoteId: String(row.id),
    hubKey,
    label: labelOf(row),
    accountId: accountId === null ? null : String(accountId),
    company: entity === 'contact' ? undefined : entity === 'account' ? companyOf(row) : given({ name: row.partner_name }),
    person: entity === 'account' ? undefined : personOf(row),
    ...(row.active === false && { closed: true }),
    // A lead becomes an opportunity in its own record, later than it was made.
    ...createdOn(row.date_conversion || row.create_date),
  }
}

const companyOf = ({ name, website, vat, street, zip, city, country_id }: JsonObject): Recorded['company'] =>
  given({ name, website, vatId: vat, street, postalCode: zip, city, country: nameOf(country_id) })

const personOf = (row: JsonObject): Recorded['person'] =>
  given({ fullName: row.contact_name ?? row.name, email: row.email ?? row.email_from, phone: row.phone, jobTitle: row.function })
