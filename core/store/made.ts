/** What people made in the console: sources and connections as they would stand in the file, and how often that was changed. */
import { type Db, json, parsed } from './db.ts'

export const MADE_KINDS = ['source', 'connection'] as const
export type MadeKind = (typeof MADE_KINDS)[number]
export type MadeEntry = Readonly<Record<string, unknown>>

export interface MadeRow {
  kind: MadeKind
  name: string
  /** Secrets by reference. */
  entry: MadeEntry
  changedAt: number
  by: string
}

/** All of them, by kind and name. */
export async function list(db: Db): Promise<MadeRow[]> {
  const rows = await db.all<{ kind: MadeKind; id: string; doc: string; updated_at: number; by_whom: string }>(
    "select * from setting where kind in ('source', 'connection') order by kind, id",
  )
  return rows.map(({ kind, id, doc, updated_at, by_whom }) => ({ kind, name: id, entry: parsed<MadeEntry>(doc) ?? {}, changedAt: updated_at, by: by_whom }))
}

export async function put(db: Db, { kind, name, entry, changedAt, by }: MadeRow): Promise<void> {
  await db.run(
    'insert into setting (kind, id, doc, updated_at, by_whom) values ($1, $2, $3, $4, $5) on conflict (kind, id) do update set doc = excluded.doc, updated_at = excluded.updated_at, by_whom = excluded.by_whom',
    [kind, name, json(entry), changedAt, by],
  )
}

/** @returns false when there is none */
export async function remove(db: Db, kind: MadeKind, name: string): Promise<boolean> {
  return (await db.run('delete from setting where kind = $1 and id = $2', [kind, name])) === 1
}

const REVISION = 'settings_revision'

/** How often they were changed: every process looks whether it works by the newest. */
export async function revision(db: Db): Promise<number> {
  const row = await db.get<{ value: string }>('select value from meta where key = $1', [REVISION])
  return Number(row?.value ?? 0)
}

/** Before a change: whoever changes something at the same moment waits. @returns the new revision */
export async function advance(db: Db): Promise<number> {
  const row = await db.get<{ value: string }>(
    `insert into meta (key, value) values ($1, '1') on conflict (key) do update set value = cast(cast(meta.value as integer) + 1 as text) returning value`,
    [REVISION],
  )
  return Number(row!.value)
}
