/** Opens an issue, or counts one more in the open one; of a new one everybody hears who wants to. */
import type { Db } from '../store/db.ts'
import * as issues from '../store/issues.ts'
import type { Context } from './context.ts'
import { notify } from './notify.ts'

/** @returns its id */
export async function raiseIssue(db: Db, on: Context, issue: Omit<issues.NewIssue, 'id'>): Promise<string> {
  const own = on.newId('iss')
  const id = await issues.raise(db, { id: own, ...issue }, on.now())
  const { kind, subject, title, todo } = issue
  if (id === own) await notify(db, on, { type: 'issue.opened', about: id, data: { issue: id, kind, subject, title, todo } })
  return id
}
