/** What importing a list would do: how it is read, which column becomes what, and the fate of its rows, decided by the real steps. */
import type { Bytes } from '../decode/list/bytes.ts'
import { listRows } from '../decode/list/open.ts'
import { survey } from '../decode/list/survey.ts'
import type { Context } from '../flow/context.ts'
import { absorb } from '../flow/map.ts'
import { whereabouts } from '../flow/match.ts'
import { productsOf } from '../flow/products.ts'
import { deliveryOf, hashOf } from '../flow/take-rows.ts'
import { isTouch, type LeadEvent } from '../lead/event.ts'
import { submissionOf } from '../lead/submission.ts'
import type { ImportPreview, ListRow, PreviewInput, RowOutcome, Survey, Totals } from '../list.ts'
import type { Mapping, MapResult } from '../mapped.ts'
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import * as importRows from '../store/import-rows.ts'
import type { ImportRow } from '../store/imports.ts'
import * as leads from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import { taskOf } from './delivery-mapping.ts'
import { pathText } from './leaves.ts'
import { lineage } from './lineage/lineage.ts'
import { knowsColumn } from './list-columns.ts'
import type { MappingPool } from './mapping.ts'

/** Rows by which it is found out which column becomes what, and rows that are shown. */
const EXAMPLES = 3
const BATCH = 64
const REASONS = 20

export interface Foretelling {
  /** Only read. */
  real: Store
  /** An empty one that is thrown away afterwards. */
  trial: Store
  on: Context
  pool: MappingPool
  entry: SourceEntry
  mapping: Mapping
  bytes: Bytes
  progress: (done: number, total: number) => void
}

export async function foretellImport(parts: Foretelling, input: PreviewInput): Promise<ImportPreview> {
  const { bytes, on, progress } = parts
  const { survey: found, examples } = await survey(bytes, input.options, knowsColumn, EXAMPLES)
  const run = runOf(on, input, found)
  const shown = await Promise.all(examples.map(async (row) => ({ line: row.line, ...told(await mapRow(parts, run, row)) })))
  const columns = await columnsOf(parts, run, found, examples)
  const fates = new Fates()
  const most = Math.min(found.rows, input.first)
  let batch: ListRow[] = []
  for await (const row of listRows(bytes, found.format)) {
    if (fates.looked + batch.length === most) break
    batch.push(row)
    if (batch.length < BATCH) continue
    await lookAt(parts, run, batch, fates)
    batch = []
    progress(fates.looked, most)
  }
  await lookAt(parts, run, batch, fates)
  return { survey: found, columns, examples: shown, looked: fates.looked, totals: fates.totals, reasons: fates.reasons() }
}

/** The import as it would be. */
const runOf = (on: Context, { source, file, options }: PreviewInput, found: Survey): ImportRow => ({
  id: on.newId('imp'),
  source,
  file,
  options,
  state: 'running',
  size: 0,
  hash: null,
  survey: found,
  position: 0,
  totals: { new: 0, merged: 0, duplicate: 0, held: 0, filtered: 0 },
  createdAt: on.now(),
  by: 'cli',
  endedAt: null,
  reason: null,
})

// --- columns -----------------------------------------------------------------------------------------------

async function columnsOf(
  { pool, mapping, entry }: Foretelling,
  run: ImportRow,
  { format }: Survey,
  rows: readonly ListRow[],
): Promise<ImportPreview['columns']> {
  const samples = rows.filter(({ tooMany }) => tooMany === null)
  const settings = { ...entry.shown }
  const delivery = { receivedAt: new Date(run.createdAt).toISOString() }
  const { fields } = await lineage(
    'sources',
    mapping,
    samples.map(({ values, line }) => ({ name: `line ${line}`, input: values, settings, delivery })),
    pool,
  )
  return format.columns.map((column) => ({
    column,
    targets: fields
      .filter(({ from, target }) => target !== 'outcome' && from.includes(pathText([column])))
      .map(({ target }) => target.replace('events[].', '')),
    example: samples.map(({ values }) => values[column]).find((value) => value !== undefined) ?? null,
  }))
}

// --- rows --------------------------------------------------------------------------------------------------

class Fates {
  looked = 0
  readonly totals: Totals = { new: 0, merged: 0, duplicate: 0, held: 0, filtered: 0 }
  private readonly why = new Map<string, { n: number; lines: number[] }>()
  /** Of rows of this list, by what they say. */
  readonly before = new Map<string, RowOutcome>()

  add(line: number, outcome: RowOutcome, reason: string | null): void {
    this.looked++
    this.totals[outcome]++
    if (reason === null) return
    const known = this.why.get(reason) ?? { n: 0, lines: [] }
    known.n++
    if (known.lines.length < REASONS) known.lines.push(line)
    if (this.why.size < 1000 || this.why.has(reason)) this.why.set(reason, known)
  }

  reasons(): ImportPreview['reasons'] {
    return [...this.why]
      .map(([reason, more]) => ({ reason, ...more }))
      .sort((a, b) => b.n - a.n)
      .slice(0, REASONS)
  }
}

async function lookAt(parts: Foretelling, run: ImportRow, batch: readonly ListRow[], fates: Fates): Promise<void> {
  const { real } = parts
  const hashed = batch.map((row) => ({ row, hash: hashOf(row) }))
  const known = await importRows.known(
    real.db,
    run.source,
    hashed.map(({ hash }) => hash),
  )
  const mapped = await Promise.all(hashed.map(({ row, hash }) => (known.has(hash) || fates.before.has(hash) ? null : mapRow(parts, run, row))))
  for (const [i, { row, hash }] of hashed.entries()) {
    const result = mapped[i]
    const delivery = known.get(hash)
    if (delivery !== undefined) {
      const isHeld = (await deliveries.find(real.db, delivery))?.state === 'held'
      fates.add(row.line, isHeld ? 'held' : 'duplicate', isHeld ? 'was here before, and is held' : null)
    } else if (!result || fates.before.has(hash)) fates.add(row.line, fates.before.get(hash) === 'held' ? 'held' : 'duplicate', null)
    else {
      const { outcome, reason } = await fateOf(parts, run, row, hash, result)
      fates.before.set(hash, outcome)
      fates.add(row.line, outcome, reason)
    }
  }
}

async function mapRow({ on, pool, entry, mapping }: Foretelling, run: ImportRow, row: ListRow): Promise<MapResult> {
  const delivery = rawOf(on, run, row, hashOf(row))
  return pool.map(taskOf(entry, delivery, mapping))
}

function rawOf(on: Context, run: ImportRow, row: ListRow, hash: string): deliveries.RawDelivery {
  const made = deliveryOf(on, run, row, hash)
  return { ...made, headers: JSON.parse(made.headers) as Record<string, string> } // written by `deliveryOf`
}

const told = (mapped: MapResult): { events: readonly LeadEvent[]; reason: string | null } => {
  const result = mapped.kind === 'held' ? mapped : mapped.items[0]?.result
  if (result?.kind === 'events') return { events: result.events, reason: null }
  return { events: [], reason: result && 'reason' in result ? result.reason : null }
}

/** Added to a lead that the hub has, else whatever the real steps make of it in the store that is thrown away. */
async function fateOf(
  { real, trial, on, entry, mapping }: Foretelling,
  run: ImportRow,
  row: ListRow,
  hash: string,
  mapped: MapResult,
): Promise<{ outcome: RowOutcome; reason: string | null }> {
  const { events } = told(mapped)
  for (const event of events) if (isTouch(event.kind) && (await hasLead(real, on, entry, event))) return { outcome: 'merged', reason: null }
  const delivery = deliveryOf(on, run, row, hash)
  await trial.write((db) => deliveries.accept(db, [delivery]))
  const state = await absorb(trial, on, { entry, deliveryId: delivery.id, receivedAt: delivery.receivedAt, mappingId: mapping.id, again: false }, mapped)
  const { reason } = (await deliveries.find(trial.db, delivery.id))!
  if (state === 'held') return { outcome: 'held', reason: row.tooMany === null ? reason : 'more cells than columns' }
  if (state !== 'processed') return { outcome: state === 'duplicate' ? 'duplicate' : 'filtered', reason }
  return { outcome: (await importRows.leadsMade(trial.db, [delivery.id])).size > 0 ? 'new' : 'merged', reason: null }
}

async function hasLead({ db }: Store, on: Context, entry: SourceEntry, event: LeadEvent): Promise<boolean> {
  const products = productsOf(on.setup, event, entry.product)
  if (!Array.isArray(products)) return false
  const { within } = await whereabouts(db, on.model, submissionOf(event, on.now(), entry.trust))
  if (!within?.unitId) return false
  for (const product of products) if (!(await leads.ofUnit(db, within.unitId, product))) return false
  return products.length > 0
}
