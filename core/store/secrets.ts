/** Secrets kept in the database, sealed. */
import type { Db } from './db.ts'

export interface SecretRow {
  name: string
  sealed: string
  updatedAt: number
  by: string
}

export async function put(db: Db, row: SecretRow): Promise<void> {
  await db.run(
    'insert into secret (name, sealed, updated_at, by_whom) values ($1, $2, $3, $4) on conflict (name) do update set sealed = excluded.sealed, updated_at = excluded.updated_at, by_whom = excluded.by_whom',
    [row.name, row.sealed, row.updatedAt, row.by],
  )
}

export async function list(db: Db): Promise<SecretRow[]> {
  const rows = await db.all<{ name: string; sealed: string; updated_at: number; by_whom: string }>(
    'select name, sealed, updated_at, by_whom from secret order by name',
  )
  return rows.map((row) => ({ name: row.name, sealed: row.sealed, updatedAt: row.updated_at, by: row.by_whom }))
}

export async function remove(db: Db, name: string): Promise<boolean> {
  return (await db.run('delete from secret where name = $1', [name])) === 1
}
