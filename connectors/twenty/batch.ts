/**
 * Many records of one kind in few calls: those known are read together, new ones made together with their own ids.
 * Twenty refuses a whole batch because of one record: then its halves are made, until that record stands alone.
 */
import type { Json, JsonObject, Settings } from '../../core/connector.ts'
import type { Write } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { resolved } from '../references.ts'
import { textOf } from '../texts.ts'
import { type Asking, type Known, list, lookUp, MOST, noApi, OBJECT, quoted, refused, uuidOf } from './api.ts'
import { amend, createRecord, known, NO_LEADS, valuesOf } from './records.ts'

export const BATCH = MOST

interface Item {
  write: Write
  values: JsonObject
  remarks: readonly string[]
  outcome?: Outcome
}

export function* writeMany(writes: readonly Write[], settings: Settings): Asking<readonly Outcome[] | Refusal> {
  const entity = known(writes[0]?.entity ?? 'account')
  if (entity === null) return NO_LEADS
  const items: Item[] = []
  for (const write of writes) {
    const ready = yield* resolved(write.fields, lookUp)
    if (!ready.ok && ready.refusal.kind !== 'invalid') return ready.refusal
    items.push(
      ready.ok
        ? { write, values: valuesOf(write, ready.fields, settings), remarks: ready.remarks }
        : { write, values: {}, remarks: [], outcome: ready.refusal },
    )
  }
  const open = items.filter(({ outcome }) => outcome === undefined)
  const fresh = open.filter(({ write }) => write.remoteId === undefined)
  const refusal = (yield* amendKnown(entity, open)) ?? (yield* create(entity, fresh, settings, { calls: CALLS }))
  return refusal ?? items.map(({ outcome }) => outcome ?? LEFT_OVER)
}

/** Calls spent on halving refused batches; what is left over then comes again with the next. */
const CALLS = 60
const LEFT_OVER: Outcome = { kind: 'transient', reason: 'Twenty refused the batch because of other records; this one comes with the next' }

function* amendKnown(entity: Known, items: readonly Item[]): Asking<Refusal | null> {
  const there = items.filter(({ write }) => write.remoteId !== undefined)
  if (there.length === 0) return null
  const filter = `id[in]:[${there.map(({ write }) => quoted(write.remoteId ?? '')).join(',')}]`
  const found = yield* list(OBJECT[entity], { filter }, 'read the known records')
  if (!found.ok) return found.refusal
  for (const item of there) {
    const record = found.rows.find(({ id }) => id === item.write.remoteId)
    const outcome: Outcome = record
      ? yield* amend(entity, item.write, record, item.values, item.remarks)
      : { kind: 'notFound', reason: `Twenty has no such ${entity} any more` }
    if (STOPS.has(outcome.kind)) return outcome as Refusal
    item.outcome = outcome
  }
  return null
}

/** What would happen to all the others as well. */
const STOPS: ReadonlySet<string> = new Set(['unauthorised', 'rateLimited', 'quotaExhausted', 'transient'])
/** Refusals that are about a record, if Twenty itself says so; anything else ends the conversation. */
const ABOUT_RECORDS: ReadonlySet<string> = new Set(['invalid', 'conflict'])

function* create(entity: Known, items: readonly Item[], settings: Settings, budget: { calls: number }): Asking<Refusal | null> {
  const [first] = items
  if (!first || budget.calls <= 0) return null
  budget.calls--
  const body: Json = items.map(({ write, values }) => ({ ...values, id: uuidOf(write.entity, write.key) }))
  const reply = yield { method: 'POST', path: `/batch/${OBJECT[entity]}`, body, purpose: 'create several records', repeatable: true }
  if (succeeded(reply)) return taken(reply.body, items)
  const refusal = refused(reply)
  if (!ABOUT_RECORDS.has(refusal.kind) || !isObject(reply.body)) return refusal
  if (items.length === 1) {
    budget.calls -= 3
    // What may stand on one record only could stand on this one already.
    first.outcome = refusal.kind === 'conflict' ? yield* createRecord(entity, first.write, first.values, first.remarks, settings) : refusal
    return null
  }
  const half = Math.ceil(items.length / 2)
  return (yield* create(entity, items.slice(0, half), settings, budget)) ?? (yield* create(entity, items.slice(half), settings, budget))
}

function taken(body: Json, items: readonly Item[]): Refusal | null {
  const [rows] = isObject(body) && isObject(body.data) ? Object.values(body.data) : []
  if (!Array.isArray(rows)) return noApi()
  const made = new Set(rows.filter(isObject).map(({ id }) => textOf(id)))
  for (const item of items) {
    const id = uuidOf(item.write.entity, item.write.key)
    if (made.has(id)) item.outcome = delivered(id, true, item.remarks)
  }
  return null
}
