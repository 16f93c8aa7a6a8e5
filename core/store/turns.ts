/** Whose turn it is to get a lead, and how many each got in a month. */
import { type Db, holdText } from './db.ts'
import { placeholders } from './sql.ts'

/**
 * The one whose last turn is longest ago; who is full is passed over. Held to the end of the transaction, so that nobody gets
 * more than their number, however many decide at once.
 * @param names in the order in which they begin
 * @param most of the month; null: any number
 * @returns null where all are full
 */
export async function next(db: Db, names: readonly string[], most: (name: string) => number | null, month: string): Promise<string | null> {
  await holdText(db, 'turns')
  const team = [...names].sort().join('\n')
  const [counts, lasts] = [await countsOf(db, names, month), names.length > 1 ? await lastsOf(db, team) : new Map<string, number>()]
  const free = names.filter((name) => (counts.get(name) ?? 0) < (most(name) ?? Number.POSITIVE_INFINITY))
  const chosen = free.reduce<string | null>((best, name) => (best === null || (lasts.get(name) ?? 0) < (lasts.get(best) ?? 0) ? name : best), null)
  if (chosen === null) return null
  await db.run('insert into owner_month (owner, month, n) values ($1, $2, 1) on conflict (owner, month) do update set n = owner_month.n + 1', [chosen, month])
  if (names.length > 1)
    await db.run('insert into turn (team, owner, last) values ($1, $2, $3) on conflict (team, owner) do update set last = excluded.last', [
      team,
      chosen,
      Math.max(0, ...lasts.values()) + 1,
    ])
  return chosen
}

async function countsOf(db: Db, names: readonly string[], month: string): Promise<Map<string, number>> {
  const rows = await db.all<{ owner: string; n: number }>(`select owner, n from owner_month where month = $1 and owner in (${placeholders(2, names.length)})`, [
    month,
    ...names,
  ])
  return new Map(rows.map(({ owner, n }) => [owner, n]))
}

async function lastsOf(db: Db, team: string): Promise<Map<string, number>> {
  const rows = await db.all<{ owner: string; last: number }>('select owner, last from turn where team = $1', [team])
  return new Map(rows.map(({ owner, last }) => [owner, last]))
}

/** How many leads each was given in a month. */
export const given = (db: Db, month: string): Promise<{ owner: string; n: number }[]> =>
  db.all('select owner, n from owner_month where month = $1 order by owner', [month])
