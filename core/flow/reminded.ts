/** What a reminder is about, and whether it still is: who answered meanwhile is not reminded any more. */
import { LIMIT_KINDS, type LimitKind, limitsOf, type Running, running } from '../lead/handover-limits.ts'
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import type { NoticeRow } from '../store/notices.ts'
import type { Context } from './context.ts'

export interface Reminder {
  lead: leads.LeadRow
  offer: string
  kind: LimitKind
  /** Unix ms. */
  dueAt: number
  /** What the hub did because nobody did anything. */
  settled: string | null
  /** The limit, while sales is waited for. */
  limit: Running | null
  /** Who is told when nothing happens. */
  above: string | null
}

/** @returns null where the notice is no reminder, or its lead is gone */
export async function reminderOf(db: Db, on: Context, { type, data }: NoticeRow): Promise<Reminder | null> {
  const { lead: id, offer, limit: kind, due, settled = null } = data as Partial<Record<string, string | null>> // as `remind` wrote it
  const known = LIMIT_KINDS.find((one) => one === kind)
  if (!type.startsWith('handover.') || known === undefined || !id || !offer || !due) return null
  const lead = await leads.standing(db, id)
  if (!lead) return null
  const { limits } = on.setup
  const isCurrent = lead.state.offer?.id === offer
  const limit = isCurrent ? (running(limits, lead).find((one) => one.kind === known) ?? null) : null
  const above = limitsOf(limits, lead).find((one) => one.kind === known)?.limit.escalate?.to ?? null
  return { lead, offer, kind: known, dueAt: Date.parse(due), settled, limit, above }
}

export async function isOutdated(db: Db, on: Context, row: NoticeRow): Promise<boolean> {
  const reminder = await reminderOf(db, on, row)
  return reminder !== null && reminder.settled === null && reminder.limit === null
}
