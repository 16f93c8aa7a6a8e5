/** What became of units in the world, as of a date: joined to another, moved to another company, split off, closed. */
import { type Db, json, type Page, pageOf, Where } from './db.ts'
import type { UnitSeed } from './identity.ts'
import { inParts, padded, placeholders } from './sql.ts'

export const CHANGE_KINDS = ['joined', 'moved', 'split', 'closed'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

export interface UnitChange {
  id: string
  kind: ChangeKind
  unitId: string
  /** The unit that has what was its from then on; of a split the new one. */
  into: string | null
  /** When it happened, Unix ms. */
  at: number
  recordedAt: number
  by: string
  reason: string | null
  undoneAt: number | null
}

export async function add(db: Db, row: Omit<UnitChange, 'undoneAt'>): Promise<void> {
  await db.run(
    'insert into unit_change (id, kind, unit_id, into_id, at, recorded_at, by_whom, reason, undone_at) values ($1, $2, $3, $4, $5, $6, $7, $8, null)',
    [row.id, row.kind, row.unitId, row.into, row.at, row.recordedAt, row.by, row.reason],
  )
}

export async function find(db: Db, id: string): Promise<UnitChange | undefined> {
  const row = await db.get<StoredChange>('select * from unit_change where id = $1', [id])
  return row && changeOf(row)
}

/** Newest first. */
export async function list(db: Db, filter: { unit?: string | undefined; before?: string | undefined; limit: number }): Promise<Page<UnitChange>> {
  const where = new Where().add('(unit_id = ? or into_id = ?)', filter.unit).add('id < ?', filter.before)
  const rows = await db.all<StoredChange>(`select * from unit_change ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`, where.values)
  return pageOf(rows, filter.limit, (row) => row.id, changeOf)
}

/** The newest standing change recorded after this merge that concerns one of these units: it has to be taken back first. */
export async function laterThan(db: Db, merge: string, unitIds: readonly string[]): Promise<string | undefined> {
  const rows = await inParts(unitIds, (part) => {
    const list = padded(part)
    const those = placeholders(2, list.length)
    return db.all<{ id: string }>(
      `select id from unit_change where undone_at is null and substr(id, 5) > substr($1, 5) and (unit_id in (${those}) or into_id in (${those}))`,
      [merge, ...list],
    )
  })
  return rows
    .map(({ id }) => id)
    .sort()
    .at(-1)
}

export async function undo(db: Db, id: string, now: number): Promise<void> {
  await db.run('update unit_change set undone_at = $2 where id = $1', [id, now])
}

/** Those of these events that are where they are because their unit had a successor when they happened, by the evidence of the decision. */
export async function inherited(db: Db, eventIds: readonly string[]): Promise<Set<string>> {
  const rows = await inParts(eventIds, (part) => {
    const list = padded(part)
    return db.all<{ event_id: string }>(
      `select event_id from assignment where closed_at is null and evidence like '%"unit: successor"%' and event_id in (${placeholders(1, list.length)})`,
      list,
    )
  })
  return new Set(rows.map(({ event_id: id }) => id))
}

/** When a unit decides by itself, and who follows it. */
export async function setTerm(db: Db, unitId: string, term: { until?: number | null; since?: number | null; successor?: string | null }): Promise<void> {
  for (const [column, value] of Object.entries(term)) await db.run(`update unit set ${column} = $2 where id = $1`, [unitId, value])
}

export async function setSeed(db: Db, unitId: string, seed: UnitSeed | null): Promise<void> {
  await db.run('update unit set seed = $2 where id = $1', [unitId, seed === null ? null : json(seed)])
}

/** Those of these accounts of whose units people said what they are. */
export async function confirmedAmong(db: Db, accountIds: readonly string[]): Promise<Set<string>> {
  const rows = await inParts([...accountIds], (part) => {
    const list = padded(part)
    return db.all<{ id: string }>(`select distinct account_id as id from unit where seed is not null and account_id in (${placeholders(1, list.length)})`, list)
  })
  return new Set(rows.map(({ id }) => id))
}

interface StoredChange {
  id: string
  kind: ChangeKind
  unit_id: string
  into_id: string | null
  at: number
  recorded_at: number
  by_whom: string
  reason: string | null
  undone_at: number | null
}

const changeOf = (row: StoredChange): UnitChange => ({
  id: row.id,
  kind: row.kind,
  unitId: row.unit_id,
  into: row.into_id,
  at: row.at,
  recordedAt: row.recorded_at,
  by: row.by_whom,
  reason: row.reason,
  undoneAt: row.undone_at,
})
