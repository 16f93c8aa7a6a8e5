/** What makes problems one issue, where the hub itself reads it again: which leads it touches, and what can be done anew. */

import type { Tie } from '../store/issue-leads.ts'
import type { IssueRow } from '../store/issues.ts'

export const heldCause = (source: string, code: string | null, path: string | null): string => `held|${source}|${code}|${path}`
export const refusedCause = (connection: string): string => `connection|${connection}|unauthorised`
export const restoredCause = (connection: string): string => `connection|${connection}|restored`
const LATE = 'agreement|late|'
export const lateCause = (owner: string | null, product: string): string => `${LATE}${owner ?? ''}|${product}`
export const stoppedCause = (replay: string): string => `replay|${replay}|stopped`
export const groundsCause = (replay: string): string => `replay|${replay}`
const ERASURE = 'privacy|'
export const erasureCause = (event: string): string => `${ERASURE}${event}`

type Issue = Pick<IssueRow, 'id' | 'kind' | 'subject' | 'cause'>

/** What holds deliveries; null: the issue is about something else. */
export function holdOf({ kind, subject: source, cause }: Issue): { source: string; code: string; path: string } | null {
  const start = `held|${source}|`
  if (kind !== 'held' || !cause.startsWith(start)) return null
  const [code = '', ...path] = cause.slice(start.length).split('|')
  return { source, code, path: path.join('|') }
}

/** What ties leads to the issue; null: it is about no leads. @param now Unix ms */
export function tieOf(issue: Issue, now: number): Tie | null {
  const { id, kind, subject, cause } = issue
  const hold = holdOf(issue)
  if (hold) return { by: 'held', ...hold }
  if (kind === 'parked') return { by: 'parked', connection: subject, issue: id }
  if (isPausedBy(issue)) return { by: 'waiting', connection: subject }
  if (cause === groundsCause(subject)) return { by: 'replay', id: subject }
  if (subject.startsWith('led_')) return { by: 'lead', id: subject }
  if (subject.startsWith('acc_')) return { by: 'account', id: subject }
  if (cause.startsWith(LATE)) return { by: 'late', owner: cause.slice(LATE.length, -`|${subject}`.length), product: subject, now }
  return cause.startsWith(ERASURE) ? { by: 'event', id: cause.slice(ERASURE.length) } : null
}

const isPausedBy = ({ cause, subject }: Issue): boolean => cause === refusedCause(subject) || cause === restoredCause(subject)

/** What the hub does anew once the cause is mended. */
export type Remedy = 'release' | 'resume' | 'reconnect' | 'continue'

/** null: there is nothing that it could do. */
export function remedyOf(issue: Issue): Remedy | null {
  if (holdOf(issue)) return 'release'
  if (issue.kind === 'parked') return 'resume'
  if (isPausedBy(issue)) return 'reconnect'
  return issue.cause === stoppedCause(issue.subject) ? 'continue' : null
}

/** So much more than was acknowledged that it is news again: twice as many, and at least five more. */
export const hasGrown = ({ n, acknowledged }: Pick<IssueRow, 'n' | 'acknowledged'>): boolean =>
  acknowledged !== null && n >= 2 * acknowledged.n && n >= acknowledged.n + 5
