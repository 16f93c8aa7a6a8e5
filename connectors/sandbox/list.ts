/** All records of the sandbox CRM, page by page, for a first load. */
import type { Call, JsonObject, Reply } from '../../core/connector.ts'
import type { Entity, Listed, Recorded } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { createdOn, given } from '../recorded.ts'
import { textOf } from '../texts.ts'
import { label, PATH, refused, rowsOf } from './api.ts'

const PAGE = 200

/** Behind the last record that was read, so that what is made or deleted meanwhile moves nothing out of sight. */
export function* listRecords(entity: Entity, cursor: string | null): Generator<Call, Listed | Refusal, Reply> {
  const query = { limit: String(PAGE), after: cursor ?? '' }
  const reply = yield { method: 'GET', path: PATH[entity], query, purpose: `list ${PATH[entity].slice(1)}` }
  const rows = rowsOf(reply)
  if (!rows) return refused(reply)
  return { kind: 'listed', records: rows.map((row) => recorded(entity, row)), cursor: rows.length < PAGE ? null : textOf(rows.at(-1)?.id) }
}

const CLOSED: readonly string[] = ['rejected', 'converted', 'won', 'lost']

const recorded = (entity: Entity, row: JsonObject): Recorded => ({
  remoteId: textOf(row.id),
  hubKey: textOf(row.externalKey) || null,
  label: label(row),
  accountId: textOf(row.accountId) || null,
  company: companyOf(entity, row),
  person: personOf(entity, row),
  ...(CLOSED.includes(textOf(row.status)) && { closed: true }),
  ...createdOn(row.createdAt),
})

function companyOf(entity: Entity, row: JsonObject): Recorded['company'] {
  if (entity === 'lead') return given({ site: row.site })
  if (entity !== 'account') return undefined
  const { name, website, vatId, street, postalCode, city, country, industry } = row
  return given({ name, website, vatId, street, postalCode, city, country, industry })
}

/** A company's telephone is told as that of somebody there. */
function personOf(entity: Entity, row: JsonObject): Recorded['person'] {
  if (entity === 'account') return given({ phone: row.phone })
  if (entity !== 'contact') return undefined
  const { salutation, title, firstName, lastName, email, phone, mobile, jobTitle } = row
  return given({ salutation, title, firstName, lastName, email, phone, mobile, jobTitle })
}
