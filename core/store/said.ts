/** What people said of single fields of accounts and contacts: it is shown whatever submissions tell. */
import { type Db, json, parsed } from './db.ts'
import { padded, placeholders } from './sql.ts'

export interface Said {
  subject: string
  field: string
  value: unknown
  by: string
  at: number
  reason: string | null
}

export async function put(db: Db, { subject, field, value, by, at, reason }: Said): Promise<void> {
  await db.run(
    `insert into said_field (subject, field, value, by_whom, at, reason) values ($1, $2, $3, $4, $5, $6)
     on conflict (subject, field) do update set value = excluded.value, by_whom = excluded.by_whom, at = excluded.at, reason = excluded.reason`,
    [subject, field, json(value), by, at, reason],
  )
}

/** What submissions tell counts again. @returns false when nobody had said anything */
export const remove = async (db: Db, subject: string, field: string): Promise<boolean> =>
  (await db.run('delete from said_field where subject = $1 and field = $2', [subject, field])) === 1

export async function of(db: Db, subjects: readonly string[]): Promise<Said[]> {
  if (subjects.length === 0) return []
  const list = padded(subjects)
  const rows = await db.all<{ subject: string; field: string; value: string; by_whom: string; at: number; reason: string | null }>(
    `select * from said_field where subject in (${placeholders(1, list.length)}) order by subject, field`,
    list,
  )
  return rows.map(({ by_whom, value, ...row }) => ({ ...row, value: parsed<unknown>(value), by: by_whom }))
}
