/** What people judged about pairs of accounts: same, different, unsure. Kept for ever: the matcher learns from them. */
import type { Db } from './db.ts'

export type Verdict = 'same' | 'different' | 'unsure'

export interface Judgement {
  id: string
  level: 'account'
  a: string
  b: string
  verdict: Verdict
  by: string
  at: number
  reason: string | null
}

export async function add(db: Db, row: Judgement): Promise<void> {
  await db.run('insert into judgement (id, level, a, b, verdict, by_whom, at, reason, voided_at) values ($1, $2, $3, $4, $5, $6, $7, $8, null)', [
    row.id,
    row.level,
    row.a,
    row.b,
    row.verdict,
    row.by,
    row.at,
    row.reason,
  ])
}

/** What people judged, and did not take back, where both accounts are among these. The newest word on a pair counts. */
export async function between(db: Db, accountIds: readonly string[]): Promise<Pick<Judgement, 'a' | 'b' | 'verdict'>[]> {
  const wanted = new Set(accountIds)
  const rows = await db.all<{ a: string; b: string; verdict: Verdict }>(
    "select a, b, verdict from judgement where level = 'account' and voided_at is null order by at, id",
  )
  const newest = new Map(
    rows.filter(({ a, b }) => wanted.has(a) && wanted.has(b)).map((row) => [row.a < row.b ? `${row.a} ${row.b}` : `${row.b} ${row.a}`, row]),
  )
  return [...newest.values()]
}
