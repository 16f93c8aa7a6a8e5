/** Once the cause of an issue is mended: what waited because of it is done again, all of it, and the issue is closed. */
import { Refusal } from '../refusal.ts'
import type { Db } from '../store/db.ts'
import { heldFor } from '../store/held.ts'
import * as issues from '../store/issues.ts'
import * as lanes from '../store/lanes.ts'
import * as replays from '../store/replays.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import { holdOf, type Remedy, remedyOf } from './issue-cause.ts'
import { closeIssue, releaseDeliveries, resumeConnection, resumeJobs } from './operate.ts'
import { moveReplay } from './replays.ts'

/** Deliveries released in one transaction. */
const PAGE = 500

/** What would be done, with how many deliveries, jobs or replays, and the newest deliveries among them. */
export interface Foreseen {
  kind: Remedy
  count: number
  deliveries: string[]
}

/** null: there is nothing that the hub could do again. */
export async function foreseeResume(db: Db, issue: issues.IssueRow): Promise<Foreseen | null> {
  const kind = remedyOf(issue)
  const hold = holdOf(issue)
  if (hold) {
    const { n, newest } = await heldFor(db, hold)
    return { kind: 'release', count: n, deliveries: newest }
  }
  if (kind === null) return null
  const count = kind === 'continue' ? 1 : await lanes.countHeldBack(db, issue.subject, kind === 'resume' ? issue.id : undefined)
  return { kind, count, deliveries: [] }
}

/** @throws a sentence where there is nothing that the hub could do again @returns how many deliveries, jobs or replays */
export async function resumeIssue(store: Store, on: Context, id: string, by: string): Promise<number> {
  const issue = await issues.find(store.db, id)
  if (!issue) throw new Refusal(`there is no issue ${id}`)
  const foreseen = await foreseeResume(store.db, issue)
  if (!foreseen) throw new Refusal(`the hub can do nothing again for the issue ${id}: do what it says, then close it`)
  const { subject } = issue
  const close = (db: Db) => closeIssue(db, on, id, by)
  switch (foreseen.kind) {
    case 'release':
      await store.write(close) // before the rest: what is held again opens it anew
      return releaseHeld(store, on, issue, by)
    case 'resume':
      return store.write(async (db) => {
        await close(db)
        return resumeJobs(db, on, { connection: subject, issueId: id }, by)
      })
    case 'reconnect':
      await store.write(async (db) => {
        await close(db)
        await resumeConnection(db, on, subject, by)
      })
      return foreseen.count
    case 'continue':
      await store.write(async (db) => {
        await moveReplay(db, on, subject, 'start', by)
        await close(db)
      })
      return foreseen.count
    default:
      return foreseen.kind satisfies never
  }
}

/** Each once, though it may be held again at once. */
async function releaseHeld(store: Store, on: Context, issue: issues.IssueRow, by: string): Promise<number> {
  const { source, code, path } = holdOf(issue)!
  let released = 0
  for (let after = ''; ; ) {
    const ids = await replays.matching(store.db, { source, state: 'held', reason: code, path }, after, PAGE)
    if (ids.length === 0) return released
    released += await store.write((db) => releaseDeliveries(db, on, ids, by))
    after = ids.at(-1)!
  }
}
