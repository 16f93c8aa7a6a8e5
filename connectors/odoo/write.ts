/** One record of Odoo: made under the hub's key, or read and changed with care for what people did. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Write } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { changes, restraintOf } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { byKey } from './keys.ts'
import { isAboutVat, loadRows, vatRemark } from './load.ts'
import { externalId, MAKING, MODEL, SALES_OWN } from './models.ts'
import { searchRead, tell } from './rpc.ts'
import { comparable, explained, lookUpIn, prepared, type Values, written } from './values.ts'

export type Writing = Generator<Call, Outcome, Reply>

export function* writeRecord(write: Write, settings: Settings): Writing {
  const ready = yield* prepared(write, lookUpIn(settings))
  if (!ready.ok) return ready.refusal
  return write.remoteId === undefined ? yield* create(write, ready.values, settings) : yield* update(write, write.remoteId, ready.values, settings)
}

function* create(write: Write, values: Values, settings: Settings): Writing {
  const loaded = yield* loadRows(MODEL[write.entity], [newRow(write, values, settings)], settings, `create the ${write.entity}`)
  return 'kind' in loaded ? loaded : loaded[0]!
}

export const newRow = ({ entity, key }: Write, values: Values, settings: Settings) => ({
  id: externalId(settings, key),
  values: { ...values, fields: { ...values.fields, ...MAKING[entity] } },
})

function* update(write: Write, remoteId: string, values: Values, settings: Settings): Writing {
  const model = MODEL[write.entity]
  const names = Object.keys(values.fields)
  const found = yield* searchRead(settings, model, [['id', '=', Number(remoteId)]], namesRead(write, names), `read the ${write.entity}`, { limit: 1 })
  if (!found.ok) return yield* explained(found.refusal, model, names, settings)
  const [row] = found.rows
  if (!row) return yield* whereItWent(write, remoteId, settings)
  const changed = changedIn(row, write, values)
  if (Object.keys(changed).length === 0) return { kind: 'unchanged', remoteId }
  const first = yield* change(write, remoteId, changed, settings)
  const refused = first.ok || !isAboutVat(first.refusal, changed.vat) ? null : first.refusal
  const { vat: _refused, ...rest } = changed
  const done = refused && Object.keys(rest).length > 0 ? yield* change(write, remoteId, rest, settings) : first
  const remarks = [...values.remarks, ...(refused ? [vatRemark(refused)] : [])]
  if (refused && Object.keys(rest).length === 0) return { kind: 'unchanged', remoteId }
  return done.ok ? delivered(remoteId, false, remarks) : done.refusal
}

function* change({ entity }: Write, remoteId: string, changed: JsonObject, settings: Settings) {
  const model = MODEL[entity]
  const done = yield* tell(
    settings,
    { model, method: 'write', ids: [Number(remoteId)], args: { vals: written(changed) }, repeatable: true },
    `update the ${entity}`,
  )
  return done.ok ? done : { ...done, refusal: yield* explained(done.refusal, model, Object.keys(changed), settings) }
}

export const namesRead = ({ entity }: Pick<Write, 'entity'>, names: readonly string[]): string[] => [
  ...new Set([...names, ...(entity === 'opportunity' ? ['type'] : [])]),
]

/** A lead that is to be an opportunity becomes one, never the other way round. */
export function changedIn(row: JsonObject, write: Write, { fields }: Values): JsonObject {
  const wanted = write.entity === 'opportunity' ? { ...fields, type: 'opportunity' } : fields
  return changes(comparable(row, wanted), wanted, restraintOf(write, SALES_OWN[write.entity]))
}

/** Merging partners in Odoo hands their external ids on to the one that stays. */
function* whereItWent({ entity, key }: Write, remoteId: string, settings: Settings): Generator<Call, Refusal, Reply> {
  const now = yield* byKey(entity, key, settings)
  if (!now.ok) return now.refusal
  if (now.value === null || String(now.value) === remoteId) return { kind: 'notFound', reason: `Odoo has no ${MODEL[entity]} ${remoteId} any more` }
  return { kind: 'gone', reason: `the ${entity} was merged into another one in Odoo`, mergedInto: String(now.value) }
}
