/** Imports of lists: runs, the pieces of their files, and how far each is. */
import type { ImportOptions, RowOutcome, Survey, Totals } from '../list.ts'
import { type Db, json, type Page, pageOf, parsed, Where } from './db.ts'

export const IMPORT_STATES = ['uploading', 'running', 'stopped', 'done'] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export interface ImportRow {
  id: string
  source: string
  file: string
  options: ImportOptions
  /** `stopped`: it cannot go on before somebody gives the file again. */
  state: ImportState
  size: number
  /** SHA-256 of the file. */
  hash: string | null
  survey: Survey | null
  /** Rows that were read and stored. */
  position: number
  totals: Totals
  createdAt: number
  by: string
  endedAt: number | null
  reason: string | null
}

export async function add(db: Db, row: Pick<ImportRow, 'id' | 'source' | 'file' | 'options' | 'createdAt' | 'by'>): Promise<void> {
  await db.run(
    `insert into import_run (id, source, file, options, state, size, hash, survey, position, n_new, n_merged, n_duplicate, n_held, n_filtered, created_at, by_whom, ended_at, reason, leased_until, leased_by)
     values ($1, $2, $3, $4, 'uploading', 0, null, null, 0, 0, 0, 0, 0, 0, $5, $6, null, null, 0, null)`,
    [row.id, row.source, row.file, json(row.options), row.createdAt, row.by],
  )
}

/** The next piece of a file that is on its way; the same piece again changes nothing. @returns false when it is not, or a piece before is missing */
export async function addPiece(db: Db, id: string, n: number, offset: number, body: Uint8Array): Promise<boolean> {
  const moved = await db.run("update import_run set size = $3 where id = $1 and state = 'uploading' and size = $2", [id, offset, offset + body.length])
  if (moved === 0) return (await db.get('select 1 as there from import_piece where run_id = $1 and n = $2', [id, n])) !== undefined
  await db.run('insert into import_piece (run_id, n, body) values ($1, $2, $3)', [id, n, body])
  return true
}

export async function piece(db: Db, id: string, n: number): Promise<Uint8Array> {
  const row = await db.get<{ body: Uint8Array }>('select body from import_piece where run_id = $1 and n = $2', [id, n])
  return row?.body ?? new Uint8Array()
}

/** All of the file is there, and it can be read. */
export async function begin(db: Db, id: string, hash: string, survey: Survey): Promise<void> {
  await db.run("update import_run set state = 'running', hash = $2, survey = $3 where id = $1 and state = 'uploading'", [id, hash, json(survey)])
}

/** The newest unfinished run of the same file, read the same way. */
export async function unfinished(db: Db, source: string, hash: string, options: ImportOptions): Promise<ImportRow | undefined> {
  const row = await db.get<StoredRun>(
    "select * from import_run where source = $1 and hash = $2 and options = $3 and state in ('running', 'stopped') order by id desc limit 1",
    [source, hash, json(options)],
  )
  return row && runOf(row)
}

export async function resume(db: Db, id: string): Promise<void> {
  await db.run("update import_run set state = 'running', reason = null where id = $1 and state = 'stopped'", [id])
}

/** A run of which nothing was taken in, and its file. */
export async function drop(db: Db, id: string): Promise<void> {
  await db.run("delete from import_piece where run_id in (select id from import_run where id = $1 and state = 'uploading')", [id])
  await db.run("delete from import_run where id = $1 and state = 'uploading'", [id])
}

/** Files that nobody went on sending. */
export async function dropAbandoned(db: Db, before: number): Promise<void> {
  const rows = await db.all<{ id: string }>("select id from import_run where state = 'uploading' and created_at < $1", [before])
  for (const { id } of rows) await drop(db, id)
}

export async function find(db: Db, id: string): Promise<ImportRow | undefined> {
  const row = await db.get<StoredRun>('select * from import_run where id = $1', [id])
  return row && runOf(row)
}

/** Newest first, without files that are still on their way. */
export async function list(db: Db, filter: { source?: string | undefined; before?: string | undefined; limit: number }): Promise<Page<ImportRow>> {
  const where = new Where().always("state <> 'uploading'").add('source = ?', filter.source).add('id < ?', filter.before)
  const rows = await db.all<StoredRun>(`select * from import_run ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`, where.values)
  return pageOf(rows, filter.limit, (row) => row.id, runOf)
}

/** Takes a run that is not under way elsewhere, or goes on with this process's own. */
export async function lease(db: Db, by: string, now: number, until: number): Promise<ImportRow | null> {
  const row = await db.get<StoredRun>(
    `update import_run set leased_until = $3, leased_by = $1
     where id = (select min(id) from import_run where state = 'running' and (leased_until <= $2 or leased_by = $1))
       and state = 'running' and (leased_until <= $2 or leased_by = $1) returning *`,
    [by, now, until],
  )
  return row ? runOf(row) : null
}

/** Keeps the run this process's to the end of the transaction. @returns false when it was ended or taken */
export async function holdLease(db: Db, id: string, by: string, until: number): Promise<boolean> {
  return (await db.run("update import_run set leased_until = $3 where id = $1 and leased_by = $2 and state = 'running'", [id, by, until])) === 1
}

/** Frees all runs: for a process that knows it is the only one. */
export async function unlease(db: Db): Promise<void> {
  await db.run("update import_run set leased_until = 0 where state = 'running'")
}

export async function move(db: Db, id: string, position: number): Promise<void> {
  await db.run('update import_run set position = $2 where id = $1', [id, position])
}

/** Counts rows whose fate is known now. */
export async function count(db: Db, id: string, outcomes: readonly RowOutcome[]): Promise<void> {
  const n = (outcome: RowOutcome): number => outcomes.filter((one) => one === outcome).length
  await db.run(
    'update import_run set n_new = n_new + $2, n_merged = n_merged + $3, n_duplicate = n_duplicate + $4, n_held = n_held + $5, n_filtered = n_filtered + $6 where id = $1',
    [id, n('new'), n('merged'), n('duplicate'), n('held'), n('filtered')],
  )
}

/** The file is kept no longer than it is needed. */
export async function end(db: Db, id: string, state: 'stopped' | 'done', reason: string | null, now: number): Promise<void> {
  await db.run("update import_run set state = $2, reason = $3, ended_at = $4, leased_until = 0 where id = $1 and state = 'running'", [
    id,
    state,
    reason,
    state === 'done' ? now : null,
  ])
  if (state === 'done') await db.run('delete from import_piece where run_id = $1', [id])
}

interface StoredRun {
  id: string
  source: string
  file: string
  options: string
  state: ImportState
  size: number
  hash: string | null
  survey: string | null
  position: number
  n_new: number
  n_merged: number
  n_duplicate: number
  n_held: number
  n_filtered: number
  created_at: number
  by_whom: string
  ended_at: number | null
  reason: string | null
}

const runOf = (row: StoredRun): ImportRow => ({
  id: row.id,
  source: row.source,
  file: row.file,
  options: parsed<ImportOptions>(row.options) ?? {},
  state: row.state,
  size: row.size,
  hash: row.hash,
  survey: parsed<Survey>(row.survey),
  position: row.position,
  totals: { new: row.n_new, merged: row.n_merged, duplicate: row.n_duplicate, held: row.n_held, filtered: row.n_filtered },
  createdAt: row.created_at,
  by: row.by_whom,
  endedAt: row.ended_at,
  reason: row.reason,
})
