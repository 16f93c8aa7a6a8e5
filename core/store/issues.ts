/** One issue per cause: what is wrong, how many it touches, what to do, who knows of it. Opened by machines, closed when mended. */
import { type Db, type Page, pageOf, Where } from './db.ts'

export type IssueKind = 'held' | 'parked' | 'connection' | 'source' | 'mapping' | 'review' | 'ledger' | 'privacy' | 'agreement' | 'settings'

export interface NewIssue {
  id: string
  /** What makes two problems the same one, e.g. `crm-main|invalid|industry`. */
  cause: string
  kind: IssueKind
  /** Source or connection it belongs to. */
  subject: string
  title: string
  todo: string
}

export interface IssueRow extends NewIssue {
  state: 'open' | 'closed'
  n: number
  firstAt: number
  lastAt: number
  closedAt: number | null
  acknowledged: Acknowledgement | null
}

/** Somebody knows of it. */
export interface Acknowledgement {
  at: number
  by: string
  /** How many it touched then. */
  n: number
  note: string | null
}

/** What happened to an issue. `opened` again is another issue of the same cause. */
export interface Moment {
  issue: string
  at: number
  kind: 'opened' | 'grew' | 'acknowledged' | 'unacknowledged' | 'closed'
  /** How many it touched then. */
  n: number
  by: string
  note: string | null
}

/** Moments kept of one issue, the newest. */
const MOMENTS = 100

/** Opens the issue or counts one more in the open one. @returns its id */
export async function raise(db: Db, issue: NewIssue, now: number): Promise<string> {
  const row = await db.get<Counted>(
    `insert into issue (id, cause, kind, subject, title, todo, state, n, first_at, last_at, closed_at) values ($1, $2, $3, $4, $5, $6, 'open', 1, $7, $7, null)
     on conflict (cause) where state = 'open' do update set n = issue.n + 1, last_at = excluded.last_at, title = excluded.title, todo = excluded.todo returning id, n`,
    [issue.id, issue.cause, issue.kind, issue.subject, issue.title, issue.todo, now],
  )
  const { id, n } = row!
  if (isMilestone(n)) await remember(db, { issue: id, at: now, kind: n === 1 ? 'opened' : 'grew', n, by: 'hub', note: null })
  return id
}

/** 1, 2, 4, 8...: so few of any number that all of them are kept. */
const isMilestone = (n: number): boolean => Number.isInteger(Math.log2(n))

export async function closeCause(db: Db, cause: string, now: number, by = 'hub'): Promise<void> {
  await closeBy(db, 'cause', cause, by, now)
}

export const close = (db: Db, id: string, by: string, now: number): Promise<boolean> => closeBy(db, 'id', id, by, now)

/** All open ones about something that is gone. */
export async function closeAbout(db: Db, kind: IssueKind, subject: string, by: string, now: number): Promise<void> {
  const rows = await db.all<{ id: string }>("select id from issue where kind = $1 and subject = $2 and state = 'open'", [kind, subject])
  for (const { id } of rows) await close(db, id, by, now)
}

async function closeBy(db: Db, column: 'id' | 'cause', value: string, by: string, now: number): Promise<boolean> {
  const row = await db.get<Counted>(`update issue set state = 'closed', closed_at = $2 where ${column} = $1 and state = 'open' returning id, n`, [value, now])
  if (row) await remember(db, { issue: row.id, at: now, kind: 'closed', n: row.n, by, note: null })
  return row !== undefined
}

/** Somebody knows of the open issue; said again, the newer counts. @returns false where it is not open */
export async function acknowledge(db: Db, id: string, { at, by, note }: Omit<Acknowledgement, 'n'>): Promise<boolean> {
  const row = await db.get<Counted>(
    "update issue set acknowledged_at = $2, acknowledged_by = $3, acknowledged_n = n, acknowledged_note = $4 where id = $1 and state = 'open' returning id, n",
    [id, at, by, note],
  )
  if (row) await remember(db, { issue: id, at, kind: 'acknowledged', n: row.n, by, note })
  return row !== undefined
}

/** @returns false where nobody acknowledged it, or it is not open */
export async function unacknowledge(db: Db, id: string, by: string, now: number): Promise<boolean> {
  const row = await db.get<Counted>(
    "update issue set acknowledged_at = null, acknowledged_by = null, acknowledged_n = null, acknowledged_note = null where id = $1 and state = 'open' and acknowledged_at is not null returning id, n",
    [id],
  )
  if (row) await remember(db, { issue: id, at: now, kind: 'unacknowledged', n: row.n, by, note: null })
  return row !== undefined
}

/** The caller has written to the issue in this transaction, so that nobody else takes the same number. */
async function remember(db: Db, { issue, at, kind, n, by, note }: Moment): Promise<void> {
  const row = await db.get<{ seq: number }>(
    `insert into issue_moment (issue_id, seq, at, kind, n, by_whom, note)
     values ($1, (select coalesce(max(seq), 0) + 1 from issue_moment where issue_id = $1), $2, $3, $4, $5, $6) returning seq`,
    [issue, at, kind, n, by, note],
  )
  if (row!.seq > MOMENTS) await db.run('delete from issue_moment where issue_id = $1 and seq <= $2', [issue, row!.seq - MOMENTS])
}

/** Newest first, of all issues that a cause has had. @param limit moments; `isFirst`: the cause had no issue before */
export async function moments(db: Db, cause: string, limit: number): Promise<(Moment & { isFirst: boolean })[]> {
  const rows = await db.all<Omit<Moment, 'issue' | 'by'> & { issue_id: string; by_whom: string; before: number }>(
    `select m.issue_id, m.at, m.kind, m.n, m.by_whom, m.note, (select count(*) from issue e where e.cause = i.cause and e.id < i.id) as before
     from issue i join issue_moment m on m.issue_id = i.id where i.cause = $1 order by m.issue_id desc, m.seq desc limit $2`,
    [cause, limit],
  )
  return rows.map(({ issue_id, by_whom, before, ...row }) => ({ ...row, issue: issue_id, by: by_whom, isFirst: before === 0 }))
}

export async function list(db: Db, filter: { state?: string | undefined; before?: string | undefined; limit: number }): Promise<Page<IssueRow>> {
  const where = new Where().add('state = ?', filter.state).add('id < ?', filter.before)
  const rows = await db.all<StoredIssue>(`select * from issue ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`, where.values)
  return pageOf(rows, filter.limit, (row) => row.id, issueOf)
}

export async function find(db: Db, id: string): Promise<IssueRow | undefined> {
  const row = await db.get<StoredIssue>('select * from issue where id = $1', [id])
  return row && issueOf(row)
}

interface Counted {
  id: string
  n: number
}

interface StoredIssue extends Omit<IssueRow, 'firstAt' | 'lastAt' | 'closedAt' | 'acknowledged'> {
  first_at: number
  last_at: number
  closed_at: number | null
  acknowledged_at: number | null
  acknowledged_by: string | null
  acknowledged_n: number | null
  acknowledged_note: string | null
}

const issueOf = ({
  first_at,
  last_at,
  closed_at,
  acknowledged_at: at,
  acknowledged_by: by,
  acknowledged_n: n,
  acknowledged_note: note,
  ...row
}: StoredIssue): IssueRow => ({
  ...row,
  firstAt: first_at,
  lastAt: last_at,
  closedAt: closed_at,
  acknowledged: at === null ? null : { at, by: by ?? 'hub', n: n ?? 0, note },
})

/** Open ones by kind. */
export const countOpen = (db: Db): Promise<{ kind: IssueKind; n: number }[]> =>
  db.all("select kind, count(*) as n from issue where state = 'open' group by kind")
