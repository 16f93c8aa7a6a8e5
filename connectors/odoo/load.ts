/**
 * Odoo's import, `load`: creates or updates by external id, all rows in one transaction. It never raises for a row but
 * answers with messages, among them collisions with other writers (run against 17; source: odoo/models.py).
 */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { InvalidField, Outcome, Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { textOf } from '../texts.ts'
import { isCollision } from './faults.ts'
import { ARCHIVED_TOO, tell } from './rpc.ts'
import { columns, explained, type Values } from './values.ts'

/** `id`: its external id, made or found by Odoo; or the id of a record that is there. */
export type Row = { values: Values } & ({ id: string; remoteId?: never } | { remoteId: string; id?: never })

type Loading<Result> = Generator<Call, Result, Reply>
type Loaded = { ok: true; ids: readonly number[]; warnings: ReadonlyMap<number, string[]> } | { ok: false; refused: ReadonlyMap<number, Refusal> }

/** What came of each row, or of all. A row that is refused leaves the others alone: they are loaded again without it. */
export function* loadRows(model: string, rows: readonly Row[], settings: Settings, purpose: string): Loading<Outcome[] | Refusal> {
  const outcomes = new Map<number, Outcome>()
  for (const group of alike(rows)) {
    let left = group.map((index) => ({ index, row: rows[index]! }))
    while (left.length > 0) {
      const loaded = yield* loadOnce(
        model,
        left.map(({ row }) => row),
        settings,
        purpose,
      )
      if ('kind' in loaded) return loaded
      if (loaded.ok) {
        left.forEach(({ index, row }, i) => {
          outcomes.set(index, outcomeOf(row, loaded.ids[i]!, loaded.warnings.get(i) ?? []))
        })
        break
      }
      const next: typeof left = []
      left.forEach(({ index, row }, i) => {
        const refused = loaded.refused.get(i)
        const again = refused ? withoutVat(row, refused) : row
        if (again) next.push({ index, row: again })
        else outcomes.set(index, refused!)
      })
      left = next
    }
  }
  return rows.map((_, index) => outcomes.get(index)!)
}

/** Rows with the same columns go together: an empty cell would empty the field. */
function alike(rows: readonly Row[]): number[][] {
  const groups = new Map<string, number[]>()
  rows.forEach((row, index) => {
    const shape = [row.id === undefined ? '.id' : 'id', ...Object.keys(columns(row.values)).sort()].join()
    groups.set(shape, [...(groups.get(shape) ?? []), index])
  })
  return [...groups.values()]
}

function* loadOnce(model: string, rows: readonly Row[], settings: Settings, purpose: string): Loading<Loaded | Refusal> {
  const [first] = rows
  const names = Object.keys(columns(first!.values)).sort()
  const data = rows.map(({ id, remoteId, values }) => [id ?? remoteId, ...names.map((name) => columns(values)[name]!)])
  const args = { fields: [first!.id === undefined ? '.id' : 'id', ...names], data }
  const told = yield* tell(settings, { model, method: 'load', args, context: ARCHIVED_TOO, repeatable: true }, purpose)
  if (!told.ok) {
    const refusal = yield* explained(told.refusal, model, names.map(plainName), settings)
    // All rows have the same columns: what is wrong with these is wrong with each.
    return told.fault && refusal.kind === 'invalid' ? { ok: false, refused: new Map(rows.map((_, i) => [i, refusal])) } : refusal
  }
  const { ids, messages } = isObject(told.result) ? told.result : {}
  const said = Array.isArray(messages) ? messages.filter(isObject) : []
  if (Array.isArray(ids) && ids.length === rows.length) return { ok: true, ids: ids.map(Number), warnings: byRow(said) }
  const refused = new Map([...grouped(said.filter(({ type }) => type === 'error'))].map(([row, errors]) => [row, refusalOf(errors)]))
  if (refused.size > 0) return { ok: false, refused }
  return { kind: 'transient', reason: 'Odoo does not say which records it took in', uncertain: true }
}

const plainName = (column: string): string => column.replace(/\/.*$/, '')

const byRow = (messages: readonly JsonObject[]): Map<number, string[]> =>
  new Map([...grouped(messages)].map(([row, warnings]) => [row, warnings.map(({ message }) => textOf(message))]))

function grouped(messages: readonly JsonObject[]): Map<number, JsonObject[]> {
  const rows = new Map<number, JsonObject[]>()
  for (const message of messages) {
    const row = typeof message.record === 'number' ? message.record : isObject(message.rows) ? Number(message.rows.from ?? 0) : 0
    rows.set(row, [...(rows.get(row) ?? []), message])
  }
  return rows
}

function refusalOf(errors: readonly JsonObject[]): Refusal {
  const said = errors.map(({ message }) => textOf(message))
  if (said.some(isCollision)) return { kind: 'transient', reason: 'somebody wrote to Odoo at the same time' }
  if (said.some((message) => message.includes('odoo.exceptions.AccessError')))
    return { kind: 'unauthorised', reason: `Odoo denies it: ${said.join('; ').slice(0, 300)}` }
  const fields = errors.flatMap((error): InvalidField[] =>
    textOf(error.field) === '' ? [] : [{ field: plainName(textOf(error.field)), message: textOf(error.message) }],
  )
  return { kind: 'invalid', reason: said.join('; ').slice(0, 500) || 'Odoo refuses the values without saying why', fields }
}

/** Odoo checks the digits of VAT ids and would refuse the whole company over one. */
function withoutVat(row: Row, refusal: Refusal): Row | null {
  const { vat, ...fields } = row.values.fields
  if (!isAboutVat(refusal, vat)) return null
  return { ...row, values: { ...row.values, fields, remarks: [...row.values.remarks, vatRemark(refusal)] } }
}
export const isAboutVat = (refusal: Refusal, vat: Json | undefined): boolean =>
  refusal.kind === 'invalid' && typeof vat === 'string' && vat !== '' && (refusal.reason.includes(vat) || refusal.fields.some(({ field }) => field === 'vat'))
export const vatRemark = ({ reason }: Refusal): string => `the VAT id was left out: ${reason}`

function outcomeOf({ id, values }: Row, loaded: number, warnings: readonly string[]): Outcome {
  const remarks = [...values.remarks, ...warnings]
  return delivered(String(loaded), id !== undefined, remarks)
}
