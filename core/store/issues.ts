/** One issue per cause: what is wrong, how many it touches, what to do. Opened by machines, closed when mended. */
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
}

/** Opens the issue or counts one more in the open one. @returns its id */
export async function raise(db: Db, issue: NewIssue, now: number): Promise<string> {
  const row = await db.get<{ id: string }>(
    `insert into issue (id, cause, kind, subject, title, todo, state, n, first_at, last_at, closed_at) values ($1, $2, $3, $4, $5, $6, 'open', 1, $7, $7, null)
     on conflict (cause) where state = 'open' do update set n = issue.n + 1, last_at = excluded.last_at, title = excluded.title, todo = excluded.todo returning id`,
    [issue.id, issue.cause, issue.kind, issue.subject, issue.title, issue.todo, now],
  )
  return row!.id
}

export async function closeCause(db: Db, cause: string, now: number): Promise<void> {
  await db.run("update issue set state = 'closed', closed_at = $2 where cause = $1 and state = 'open'", [cause, now])
}

/** All about something that is gone. */
export async function closeAbout(db: Db, kind: IssueKind, subject: string, now: number): Promise<void> {
  await db.run("update issue set state = 'closed', closed_at = $3 where kind = $1 and subject = $2 and state = 'open'", [kind, subject, now])
}

export async function close(db: Db, id: string, now: number): Promise<boolean> {
  return (await db.run("update issue set state = 'closed', closed_at = $2 where id = $1 and state = 'open'", [id, now])) === 1
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

interface StoredIssue extends Omit<IssueRow, 'firstAt' | 'lastAt' | 'closedAt'> {
  first_at: number
  last_at: number
  closed_at: number | null
}

const issueOf = ({ first_at, last_at, closed_at, ...row }: StoredIssue): IssueRow => ({ ...row, firstAt: first_at, lastAt: last_at, closedAt: closed_at })
