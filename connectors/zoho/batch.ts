/** Many records of one module in few calls: the known ones read and changed together, the new ones written by key. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { textOf } from '../texts.ts'
import { entriesOf, type Getting, MODULE, refused, rows } from './api.ts'
import { fieldNames } from './fields.ts'
import { missing, outcomeOf, upserting } from './records.ts'
import { changesOf, prepared, unknownFields } from './values.ts'

/** Fields that one read may name. */
const FIELDS = 50

interface Ready {
  /** Place among the writes. */
  at: number
  write: Write
  values: JsonObject
  remarks: readonly string[]
}

export function* writeBatch(writes: readonly Write[], settings: Settings): Generator<Call, readonly Outcome[] | Refusal, Reply> {
  const [first] = writes
  if (!first) return []
  const known = yield* fieldNames(first.entity)
  if (!known.ok) return known.refusal
  const outcomes: Outcome[] = []
  const ready: Ready[] = []
  for (const [at, write] of writes.entries()) {
    const one = yield* prepared(write, settings)
    const refusal = one.ok ? unknownFields(write.entity, known.value, one.values) : one.refusal
    if (refusal) outcomes[at] = refusal
    else if (one.ok) ready.push({ at, write, values: one.values, remarks: one.remarks })
  }
  const failure =
    (yield* change(
      first.entity,
      ready.filter(({ write }) => write.remoteId !== undefined),
      outcomes,
    )) ??
    (yield* make(
      first.entity,
      ready.filter(({ write }) => write.remoteId === undefined),
      outcomes,
      settings,
    ))
  return failure ?? outcomes
}

type Doing = Generator<Call, Refusal | null, Reply>

function* change(entity: Entity, ready: readonly Ready[], outcomes: Outcome[]): Doing {
  if (ready.length === 0) return null
  const read = yield* currently(entity, ready)
  if (!read.ok) return read.refusal
  const changed: (Ready & { changes: JsonObject })[] = []
  for (const one of ready) {
    const row = read.value.get(one.write.remoteId ?? '')
    const changes = row ? changesOf(row, one.values, one.write) : {}
    if (!row) outcomes[one.at] = missing(one.write)
    else if (Object.keys(changes).length === 0) outcomes[one.at] = { kind: 'unchanged', remoteId: one.write.remoteId ?? '' }
    else changed.push({ ...one, changes })
  }
  if (changed.length === 0) return null
  const data = changed.map(({ write, changes }): JsonObject => ({ id: write.remoteId ?? '', ...changes }))
  const reply = yield { method: 'PUT', path: `/crm/v8/${MODULE[entity]}`, body: { data }, purpose: `update several ${MODULE[entity]}`, repeatable: true }
  return noted(reply, changed, outcomes)
}

function* make(entity: Entity, ready: readonly Ready[], outcomes: Outcome[], settings: Settings): Doing {
  if (ready.length === 0) return null
  const data = ready.map(({ values }) => values)
  const reply = yield upserting(entity, data, settings, `create several ${MODULE[entity]}`)
  return noted(reply, ready, outcomes)
}

function noted(reply: Reply, ready: readonly Ready[], outcomes: Outcome[]): Refusal | null {
  const entries = entriesOf(reply)
  if (!entries || entries.length !== ready.length) return refused(reply)
  for (const [i, { at, remarks }] of ready.entries()) {
    const outcome = outcomeOf(entries[i]!)
    outcomes[at] = outcome.kind === 'delivered' && remarks.length > 0 ? { ...outcome, remarks } : outcome
  }
  return null
}

/** The records as they stand, by id, with the fields that are to be written. */
function* currently(entity: Entity, ready: readonly Ready[]): Getting<ReadonlyMap<string, JsonObject>> {
  const ids = ready.map(({ write }) => write.remoteId ?? '').join(',')
  const fields = [...new Set(ready.flatMap(({ values }) => Object.keys(values)))].sort()
  const found = new Map<string, JsonObject>()
  for (let from = 0; from < fields.length; from += FIELDS) {
    const query = { ids, fields: fields.slice(from, from + FIELDS).join(',') }
    const read = yield* rows({ method: 'GET', path: `/crm/v8/${MODULE[entity]}`, query, purpose: `read several ${MODULE[entity]}` })
    if (!read.ok) return read
    for (const row of read.value) found.set(textOf(row.id), { ...found.get(textOf(row.id)), ...row })
  }
  return { ok: true, value: found }
}
