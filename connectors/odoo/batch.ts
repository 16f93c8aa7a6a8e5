/** Many records of a kind: the known ones are read together, what is new or changed is loaded together. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Write } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { loadRows, type Row } from './load.ts'
import { MODEL } from './models.ts'
import { searchRead } from './rpc.ts'
import { explained, lookUpIn, prepared, type Values } from './values.ts'
import { changedIn, namesRead, newRow } from './write.ts'

interface Ready {
  index: number
  write: Write
  values: Values
}

export function* writeBatch(writes: readonly Write[], settings: Settings): Generator<Call, readonly Outcome[] | Refusal, Reply> {
  const outcomes = new Map<number, Outcome>()
  const lookUp = lookUpIn(settings)
  const ready: Ready[] = []
  for (const [index, write] of writes.entries()) {
    const one = yield* prepared(write, lookUp)
    if (one.ok) ready.push({ index, write, values: one.values })
    else outcomes.set(index, one.refusal)
  }
  const there = yield* standing(ready, settings)
  if (!(there instanceof Map)) return there
  const rows = new Map<number, Row>()
  for (const one of ready) {
    const row = rowOf(one, there, settings)
    if ('kind' in row) outcomes.set(one.index, row)
    else rows.set(one.index, row)
  }
  const entity = writes[0]?.entity ?? 'account'
  const loaded = yield* loadRows(MODEL[entity], [...rows.values()], settings, `write ${entity} records`)
  if ('kind' in loaded) return loaded
  for (const [i, index] of [...rows.keys()].entries()) outcomes.set(index, loaded[i]!)
  return writes.map((_, index) => outcomes.get(index)!)
}

/** The known ones as they stand, by id. */
function* standing(ready: readonly Ready[], settings: Settings): Generator<Call, Map<string, JsonObject> | Refusal, Reply> {
  const known = ready.filter(({ write }) => write.remoteId !== undefined)
  const [first] = known
  if (!first) return new Map()
  const model = MODEL[first.write.entity]
  const names = [...new Set(known.flatMap(({ values }) => Object.keys(values.fields)))]
  const ids = known.map(({ write }) => Number(write.remoteId))
  const found = yield* searchRead(settings, model, [['id', 'in', ids]], namesRead(first.write, names), 'read the records', { limit: ids.length })
  if (!found.ok) return yield* explained(found.refusal, model, names, settings)
  return new Map(found.rows.map((row) => [String(row.id), row]))
}

function rowOf({ write, values }: Ready, there: ReadonlyMap<string, JsonObject>, settings: Settings): Row | Outcome {
  if (write.remoteId === undefined) return newRow(write, values, settings)
  const { remoteId } = write
  const row = there.get(remoteId)
  if (!row) return { kind: 'notFound', reason: `Odoo has no ${MODEL[write.entity]} ${remoteId} any more` }
  const fields = changedIn(row, write, values)
  return Object.keys(fields).length === 0 ? { kind: 'unchanged', remoteId } : { remoteId, values: { ...values, fields } }
}
