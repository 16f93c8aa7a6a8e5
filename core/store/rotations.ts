/** Secrets of sources that are being replaced, the new ones sealed. */
import type { Db } from './db.ts'

export interface RotationRow {
  source: string
  field: string
  sealed: string
  /** Fingerprint of the configured values it was made beside: once those are others, it is over. */
  replaces: string
  since: number
  /** The configured values count until then; Unix ms. */
  until: number
  by: string
}

export async function put(db: Db, row: RotationRow): Promise<void> {
  await db.run(
    `insert into rotation (source, field, sealed, replaces, since, until, by_whom) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (source, field) do update set sealed = excluded.sealed, replaces = excluded.replaces, since = excluded.since, until = excluded.until, by_whom = excluded.by_whom`,
    [row.source, row.field, row.sealed, row.replaces, row.since, row.until, row.by],
  )
}

export async function list(db: Db): Promise<RotationRow[]> {
  const rows = await db.all<Omit<RotationRow, 'by'> & { by_whom: string }>('select * from rotation order by source, field')
  return rows.map(({ by_whom, ...row }) => ({ ...row, by: by_whom }))
}

/** @returns false when there is none */
export async function finish(db: Db, source: string, field: string, now: number): Promise<boolean> {
  return (await db.run('update rotation set until = $3 where source = $1 and field = $2', [source, field, now])) === 1
}

export async function remove(db: Db, source: string, field: string): Promise<boolean> {
  return (await db.run('delete from rotation where source = $1 and field = $2', [source, field])) === 1
}
