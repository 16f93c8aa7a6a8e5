/** What a database says of its own state: how current its schema is, how large it is, whether it is whole. Reads only. */
import type { Db } from './db.ts'

/** The number of the last migration; null: there are no tables yet. */
export async function schemaNumber(db: Db): Promise<number | null> {
  if (!(await tableNames(db)).includes('migration')) return null
  return (await db.get<{ number: number | null }>('select max(number) as number from migration'))?.number ?? 0
}

/** All tables of the schema, ours or not, in order. */
export async function tableNames(db: Db): Promise<string[]> {
  return (await db.all<{ name: string }>(db.dialect.catalogue.tables)).map(({ name }) => name)
}

/** So many complaints are shown. */
const SHOWN = 3

/** What is wrong with the stored pages and indexes, in the database's own words; none: nothing was found. */
export async function damage(db: Db): Promise<string[]> {
  const rows = await db.all<{ said: string }>(db.dialect.catalogue.damage)
  return rows
    .map(({ said }) => said)
    .filter((said) => said !== 'ok')
    .slice(0, SHOWN) // 'ok': SQLite found nothing
}

export const sizeOf = async (db: Db): Promise<number> => (await db.get<{ bytes: number }>(db.dialect.catalogue.size))?.bytes ?? 0

/** Bytes of the log that the server keeps for copies that do not fetch them; null where there is no server. */
export const keptLog = async (db: Db): Promise<number | null> => (await db.get<{ bytes: number | null }>(db.dialect.catalogue.keptLog))?.bytes ?? null

/** The database's own clock, Unix ms; null where it is this machine's. */
export const clockOf = async (db: Db): Promise<number | null> => (await db.get<{ at: number | null }>(db.dialect.catalogue.clock))?.at ?? null

/** Connections of other processes of Leitwerk, as far as the database can tell; null where it cannot. */
export const others = async (db: Db): Promise<number | null> => (await db.get<{ n: number | null }>(db.dialect.catalogue.others))?.n ?? null

/** When the newest of what the hub wrote down was, by the hub's clock; Unix ms. */
export async function newest(db: Db): Promise<number | null> {
  const delivery = await db.get<{ at: number }>('select received_at as at from delivery order by id desc limit 1')
  const job = await db.get<{ at: number }>('select created_at as at from job order by seq desc limit 1')
  return delivery || job ? Math.max(delivery?.at ?? 0, job?.at ?? 0) : null
}
