/** What people judged about pairs of accounts or units: same, different, unsure. Kept for ever; the newest of a pair counts. */
import type { Db } from './db.ts'
import * as identity from './identity.ts'
import { inParts, padded, placeholders } from './sql.ts'

export type Verdict = 'same' | 'different' | 'unsure'

export interface Judgement {
  id: string
  level: 'account' | 'unit'
  a: string
  b: string
  verdict: Verdict
  by: string
  at: number
  reason: string | null
}

export async function add(db: Db, row: Judgement): Promise<void> {
  await takeBack(db, row, row.at)
  await db.send('insert into judgement (id, level, a, b, verdict, by_whom, at, reason, voided_at) values ($1, $2, $3, $4, $5, $6, $7, $8, null)', [
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

/** Nothing is said of these two any more. */
export async function takeBack(db: Db, { level, a, b }: Pick<Judgement, 'level' | 'a' | 'b'>, now: number): Promise<void> {
  await db.send('update judgement set voided_at = $4 where level = $1 and ((a = $2 and b = $3) or (a = $3 and b = $2)) and voided_at is null', [
    level,
    a,
    b,
    now,
  ])
}

/** Whether people said anything of these two. */
export async function isJudged(db: Db, level: Judgement['level'], a: string, b: string): Promise<boolean> {
  const row = await db.get('select 1 as judged from judgement where level = $1 and ((a = $2 and b = $3) or (a = $3 and b = $2)) and voided_at is null', [
    level,
    a,
    b,
  ])
  return row !== undefined
}

/** Accounts as they stand, each with those judged different from it: whatever was merged into either of them speaks for it. */
export async function different(db: Db, accountIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const apart = new Map<string, Set<string>>()
  const rows = await inParts(accountIds, (part) => {
    const list = padded(part)
    return db.all<{ root: string; other: string }>(
      `with recursive part(root, id) as (
         select id, id from account where id in (${placeholders(1, list.length)})
         union all select p.root, a.id from part p join account a on a.merged_into = p.id)
       select p.root, j.b as other from part p join judgement j on j.a = p.id where j.level = 'account' and j.verdict = 'different' and j.voided_at is null
       union select p.root, j.a as other from part p join judgement j on j.b = p.id where j.level = 'account' and j.verdict = 'different' and j.voided_at is null`,
      list,
    )
  })
  for (const { root, other } of rows) {
    const stands = (await identity.standing(db, other))?.id ?? other
    // Told apart once, and merged by way of others since: the later word counts.
    if (stands !== root) apart.set(root, (apart.get(root) ?? new Set()).add(stands))
  }
  return apart
}

/** Units as they stand of which people said that they are one with another, or that they are not, each with its account. */
export async function ofUnits(db: Db, by: 'id' | 'account_id', ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await inParts(ids, (part) => {
    const list = padded(part)
    return db.all<{ root: string; account: string }>(
      `with recursive part(root, account, id) as (
         select id, account_id, id from unit where ${by} in (${placeholders(1, list.length)}) and merged_into is null
         union all select p.root, p.account, u.id from part p join unit u on u.merged_into = p.id)
       select distinct p.root, p.account from part p
       join judgement j on (j.a = p.id or j.b = p.id) and j.level = 'unit' and j.verdict <> 'unsure' and j.voided_at is null`,
      list,
    )
  })
  return new Map(rows.map(({ root, account }) => [root, account]))
}
