/** What people do to keep things running: release, pause, resume, cancel, close. Each is recorded. */

import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as identity from '../store/identity.ts'
import * as issues from '../store/issues.ts'
import * as lanes from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import * as operation from '../store/operation.ts'
import type { Context } from './context.ts'
import { cycleKey } from './feedback.ts'
import { refusedCause, restoredCause } from './issue-cause.ts'
import { notify } from './notify.ts'

const record = (db: Db, on: Context, by: string, action: string, subject: string, detail: string | null) =>
  operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action, subject, detail })

export async function releaseDeliveries(db: Db, on: Context, ids: readonly string[], by: string): Promise<number> {
  const released = await deliveries.release(db, ids, on.now())
  if (released > 0) await record(db, on, by, 'deliveries.released', ids.length === 1 ? ids[0]! : `${released} deliveries`, null)
  return released
}

export async function pauseConnection(db: Db, on: Context, id: string, reason: string, by: string): Promise<boolean> {
  const changed = await operation.setConnectionState(db, { connection: id, state: 'paused', reason, since: on.now(), by })
  if (!changed) return false
  await record(db, on, by, 'connection.paused', id, reason)
  await notify(db, on, { type: 'connection.paused', about: id, data: { connection: id, reason, by } })
  return true
}

export async function resumeConnection(db: Db, on: Context, id: string, by: string): Promise<boolean> {
  const changed = await operation.setConnectionState(db, { connection: id, state: 'active', reason: null, since: on.now(), by })
  for (const cause of [refusedCause(id), restoredCause(id)]) await issues.closeCause(db, cause, on.now(), by)
  await lanes.hasten(db, id, on.now()) // also where it was not paused: a person says that it answers again
  if (changed) await record(db, on, by, 'connection.resumed', id, null)
  return changed
}

/** Parked jobs go on; records that were deleted over there may be made again now that a person says so. */
export async function resumeJobs(
  db: Db,
  on: Context,
  input: { connection: string; issueId?: string | undefined; ids?: readonly string[] | undefined },
  by: string,
): Promise<number> {
  const subjects = await lanes.resume(db, input, on.now())
  for (const subject of new Set(subjects)) await lookAgain(db, input.connection, subject)
  const resumed = subjects.length
  if (input.issueId !== undefined) await issues.close(db, input.issueId, by, on.now())
  if (resumed > 0) await record(db, on, by, 'jobs.resumed', input.connection, `${resumed} jobs`)
  return resumed
}

/** What a lead's records were is no longer taken for granted: those that are gone are made again, the others written anew. */
async function lookAgain(db: Db, connection: string, leadId: string): Promise<void> {
  const lead = await leads.find(db, leadId)
  if (!lead) return
  const contacts = await identity.contactsOfUnit(db, lead.unitId, 200)
  const keys = Array.from({ length: lead.state.cycle }, (_, i) => cycleKey(lead.id, i + 1))
  await crosswalk.doubt(db, connection, [lead.accountId, ...contacts.map(({ id }) => id), ...keys])
}

export async function cancelJobs(db: Db, on: Context, ids: readonly string[], reason: string, by: string): Promise<number> {
  const cancelled = await lanes.cancel(db, ids, reason, on.now())
  if (cancelled > 0) await record(db, on, by, 'jobs.cancelled', `${cancelled} jobs`, reason)
  return cancelled
}

export async function closeIssue(db: Db, on: Context, id: string, by: string): Promise<boolean> {
  const closed = await issues.close(db, id, by, on.now())
  if (closed) await record(db, on, by, 'issue.closed', id, null)
  return closed
}

/** It stays open, and is new to nobody until it grows. @returns false where it is not open */
export async function acknowledgeIssue(db: Db, on: Context, { id, note }: { id: string; note: string | null }, by: string): Promise<boolean> {
  const done = await issues.acknowledge(db, id, { at: on.now(), by, note })
  if (done) await record(db, on, by, 'issue.acknowledged', id, null)
  return done
}

/** It is new again. @returns false where nobody had acknowledged it */
export async function unacknowledgeIssue(db: Db, on: Context, id: string, by: string): Promise<boolean> {
  const done = await issues.unacknowledge(db, id, by, on.now())
  if (done) await record(db, on, by, 'issue.unacknowledged', id, null)
  return done
}
