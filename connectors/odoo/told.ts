/** What is told of a lead or opportunity of Odoo: how it stands, without anything that names the customer. */
import { createHash } from 'node:crypto'
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Refusal } from '../../core/outcome.ts'
import { textOf } from '../texts.ts'
import { keysOf } from './keys.ts'
import { idOf, nameOf, searchRead } from './rpc.ts'

export const TOLD = [
  'type',
  'active',
  'stage_id',
  'probability',
  'lost_reason_id',
  'user_id',
  'expected_revenue',
  'company_currency',
  'date_conversion',
  'write_date',
  'write_uid',
]

type Told = Generator<Call, { ok: true; bodies: JsonObject[] } | { ok: false; refusal: Refusal }, Reply>

/** @param rows read with the fields of `TOLD` */
export function* toldOf(rows: readonly JsonObject[], settings: Settings): Told {
  if (rows.length === 0) return { ok: true, bodies: [] }
  const ids = rows.map(({ id }) => Number(id))
  const keys = yield* keysOf('lead', ids, settings)
  if (!keys.ok) return keys
  const users = [...new Set(rows.flatMap(({ user_id }) => idOf(user_id) ?? []))]
  const people =
    users.length === 0 ? null : yield* searchRead(settings, 'res.users', [['id', 'in', users]], ['login', 'email'], 'read the owners', { limit: users.length })
  if (people && !people.ok) return people
  const addresses = new Map(people?.rows.map(({ id, login, email }) => [Number(id), textOf(email) || textOf(login)]))
  return { ok: true, bodies: rows.map((row) => bodyOf(row, keys.value.get(Number(row.id)) ?? null, addresses)) }
}

function bodyOf(row: JsonObject, key: string | null, addresses: ReadonlyMap<number, string>): JsonObject {
  const owner = idOf(row.user_id)
  const body: JsonObject = {
    id: row.id ?? null,
    key,
    type: row.type ?? null,
    active: row.active !== false,
    stage: nameOf(row.stage_id) || null,
    probability: row.probability ?? null,
    lostReason: nameOf(row.lost_reason_id) || null,
    owner: owner === null ? null : { id: owner, name: nameOf(row.user_id), email: addresses.get(owner) ?? null },
    amount: row.expected_revenue ?? null,
    currency: nameOf(row.company_currency) || null,
    converted: textOf(row.date_conversion) !== '',
    changedAt: textOf(row.write_date),
    changedBy: idOf(row.write_uid),
  }
  return { ...body, version: versionOf(row) }
}

/** Odoo tells times in whole seconds, in which a record can change twice: what it says belongs to its version. */
export const versionOf = (row: JsonObject): string =>
  `${row.id}@${textOf(row.write_date)}@${createHash('sha256')
    .update(JSON.stringify(TOLD.map((field) => row[field] ?? null)))
    .digest('hex')
    .slice(0, 12)}`
