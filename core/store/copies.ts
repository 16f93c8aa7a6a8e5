/** Whether a database is an older copy: a backup bears a mark, and PostgreSQL says which server and database it is. */
import type { Db } from './db.ts'
import { setMeta } from './operation.ts'

const COPIED = 'copied_at'
const PLACE = 'place'

/** In the copy, which is no place to go on from unnoticed. @param at Unix ms */
export async function markAsCopy(db: Db, at: number): Promise<void> {
  await db.run('delete from meta where key = $1', [PLACE])
  await setMeta(db, COPIED, String(at))
}

/** Takes the mark away: one process of several gets it. @returns when the copy was made, Unix ms; null: it is none */
export async function takeCopyMark(db: Db): Promise<number | null> {
  const row = await db.get<{ value: string }>('delete from meta where key = $1 returning value', [COPIED])
  return row ? Number(row.value) : null
}

/** Server and database, as the database itself names them; null where it cannot. Outside a transaction: not every server lets itself be asked. */
export async function placeOf(db: Db): Promise<string | null> {
  try {
    return (await db.get<{ place: string | null }>(db.dialect.catalogue.place))?.place ?? null
  } catch {
    return null
  }
}

/** Notes where the database is. @returns whether it was elsewhere before; one process of several hears it */
export async function noteMove(db: Db, place: string): Promise<boolean> {
  const moved = await db.run('update meta set value = $2 where key = $1 and value <> $2', [PLACE, place])
  if (moved === 0) await db.run('insert into meta (key, value) values ($1, $2) on conflict (key) do nothing', [PLACE, place])
  return moved > 0
}
