/**
 * Many parties together: `create` and `write` of Tryton take lists, each list in one transaction. Where Tryton refuses a
 * list because of one of them, each is written by itself, so that every one gets its own outcome.
 */
import type { Call, JsonObject, Reply } from '../../core/connector.ts'
import type { Write } from '../../core/crm.ts'
import { isWritten, type Outcome, type Refusal } from '../../core/outcome.ts'
import { delivered } from '../delivered.ts'
import { asCreated } from './lists.ts'
import { changesOf, partiesById, writeParty } from './party.ts'
import { type Answer, tell } from './rpc.ts'
import { prepared } from './values.ts'

interface Ready {
  index: number
  write: Write
  values: JsonObject
  remarks: readonly string[]
}
type Batching<Result> = Generator<Call, Result, Reply>

export function* writeParties(writes: readonly Write[]): Batching<readonly Outcome[] | Refusal> {
  const outcomes = new Map<number, Outcome>()
  const ready: Ready[] = []
  for (const [index, write] of writes.entries()) {
    const one = yield* prepared(write.fields)
    if (one.ok) ready.push({ index, write, values: one.values, remarks: one.remarks })
    else outcomes.set(index, one.refusal)
  }
  const made = yield* createAll(ready.filter(({ write }) => write.remoteId === undefined))
  const changed = isRefusal(made) ? made : yield* changeAll(ready.filter(({ write }) => write.remoteId !== undefined))
  for (const part of [made, changed]) {
    if (isRefusal(part)) return part
    for (const [index, outcome] of part) outcomes.set(index, outcome)
  }
  return writes.map((_, index) => outcomes.get(index)!)
}

type Part = ReadonlyMap<number, Outcome> | Refusal
const isRefusal = (part: Part): part is Refusal => 'kind' in part

function* createAll(all: readonly Ready[]): Batching<Part> {
  if (all.length === 0) return new Map()
  const values = all.map(({ write, values }) => ({ ...asCreated(values), code: write.key }))
  const made = yield* tell('model.party.party.create', [values, {}], 'create the parties')
  if (!made.ok) return isAboutOne(made) ? yield* eachByItself(all) : made.refusal
  const ids = Array.isArray(made.result) ? made.result : []
  return new Map(all.map(({ index, remarks }, i) => [index, delivered(String(ids[i]), true, remarks)]))
}

function* changeAll(all: readonly Ready[]): Batching<Part> {
  if (all.length === 0) return new Map()
  const found = yield* partiesById(
    all.map(({ write }) => Number(write.remoteId)),
    all.flatMap(({ values }) => Object.keys(values)),
  )
  if (!found.ok) return isAboutOne(found) ? yield* eachByItself(all) : found.refusal
  const rows = new Map(found.rows.map((row) => [String(row.id), row]))
  const outcomes = new Map<number, Outcome>()
  const changing: { one: Ready; changed: JsonObject; row: JsonObject }[] = []
  for (const one of all) {
    const row = rows.get(one.write.remoteId!)
    const remoteId = one.write.remoteId!
    if (!row) {
      outcomes.set(one.index, { kind: 'notFound', reason: `Tryton has no party ${remoteId} any more` })
      continue
    }
    const changed = changesOf(row, one.values, one.write)
    if ('gone' in changed) outcomes.set(one.index, changed.gone)
    else if (Object.keys(changed.fields).length === 0) outcomes.set(one.index, { kind: 'unchanged', remoteId })
    else changing.push({ one, changed: changed.fields, row })
  }
  if (changing.length === 0) return outcomes
  const read = Object.fromEntries(changing.map(({ one, row }) => [`party.party,${one.write.remoteId}`, row._timestamp ?? null]))
  const lists = changing.flatMap(({ one, changed }) => [[Number(one.write.remoteId)], changed])
  const done = yield* tell('model.party.party.write', [...lists, { _timestamp: read }], 'update the parties')
  if (!done.ok && !isAboutOne(done)) return done.refusal
  const apart = done.ok ? null : yield* eachByItself(changing.map(({ one }) => one))
  if (apart && isRefusal(apart)) return apart
  for (const { one } of changing) outcomes.set(one.index, apart?.get(one.index) ?? delivered(one.write.remoteId!, false, one.remarks))
  return outcomes
}

/** Something about one of them: a value, a key that is taken, a field that does not exist, somebody's change in between. */
const isAboutOne = ({ because }: Extract<Answer, { ok: false }>): boolean => because === 'refused' || because === 'inside'

/** What is no answer of Tryton at all, but of a network or proxy, is told of the whole batch. */
function* eachByItself(all: readonly Ready[]): Batching<Part> {
  const outcomes = new Map<number, Outcome>()
  for (const { index, write } of all) {
    const dialogue = writeParty(write)
    let last: Reply | null = null
    let step = dialogue.next()
    while (!step.done) {
      last = yield step.value
      step = dialogue.next(last)
    }
    if (last !== null && (last.status >= 300 || typeof last.body === 'string') && !isWritten(step.value)) return step.value
    outcomes.set(index, step.value)
  }
  return outcomes
}
