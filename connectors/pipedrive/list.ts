/** All records of Pipedrive, page by page, as far as they say who they are. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Listed, Recorded } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { createdOn, given } from '../recorded.ts'
import { textOf, textsOf } from '../texts.ts'
import { dataOf, idOf, NAME, nextCursor, PATH, refused } from './api.ts'
import { codeOf, fieldsFor, flat, ownText } from './fields.ts'
import { label, valuesOf } from './find.ts'

/** The most there is of version 2; leads, of version 1, are counted instead of pointed at. */
const PAGE = 500
const LEADS = 100

export function* listRecords(entity: Entity, cursor: string | null, settings: Settings): Generator<Call, Listed | Refusal, Reply> {
  const fields = yield* fieldsFor(entity, settings)
  if (!fields.ok) return fields.refusal
  const query: Record<string, string> =
    entity === 'lead' ? { limit: String(LEADS), start: cursor ?? '0', sort: 'add_time ASC' } : { limit: String(PAGE), ...(cursor !== null && { cursor }) }
  const reply = yield { method: 'GET', path: PATH[entity], query, purpose: `list ${NAME[entity]}` }
  const data = dataOf(reply)
  if (data === undefined || (data !== null && !Array.isArray(data))) return refused(reply)
  const vatCode = codeOf(fields.value.all, settings.vatField ?? '')
  const found = (data ?? []).filter(isObject).map(flat)
  return {
    kind: 'listed',
    records: found.map((row) => recorded(entity, row, fields.value.keyCode, vatCode)),
    cursor: entity === 'lead' ? nextStart(found.length, cursor) : nextCursor(reply),
  }
}

const nextStart = (found: number, cursor: string | null): string | null => (found < LEADS ? null : String(Number(cursor ?? 0) + found))

function recorded(entity: Entity, row: JsonObject, keyCode: string, vatCode: string | undefined): Recorded {
  return {
    remoteId: idOf(row.id),
    hubKey: ownText(row, keyCode) || null,
    label: label(row),
    accountId: idOf(row.org_id) || idOf(row.organization_id) || null,
    company: entity === 'account' ? companyOf(row, ownText(row, vatCode)) : undefined,
    person: entity === 'contact' ? personOf(row) : undefined,
    ...createdOn(row.add_time),
  }
}

function companyOf(row: JsonObject, vatId: string): Recorded['company'] {
  const address = isObject(row.address) ? row.address : {}
  const street = textsOf(address.route, address.street_number).join(' ')
  return given({
    name: textOf(row.name),
    website: textOf(row.website),
    vatId,
    street,
    postalCode: textOf(address.postal_code),
    city: textOf(address.locality),
    country: textOf(address.country),
  })
}

function personOf(row: JsonObject): Recorded['person'] {
  const [first, last] = [textOf(row.first_name), textOf(row.last_name)]
  const name = first === '' && last === '' ? { fullName: textOf(row.name) } : { firstName: first, lastName: last }
  return given({ ...name, email: valuesOf(row, 'emails')[0] ?? '', phone: valuesOf(row, 'phones')[0] ?? '', jobTitle: textOf(row.job_title) })
}
