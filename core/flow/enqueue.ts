/** Step: jobs written in the same transaction as the change that causes them. */
import type { Db } from '../store/db.ts'
import * as lanes from '../store/lanes.ts'
import type { LeadRow } from '../store/leads.ts'
import type { Context } from './context.ts'

/** Queues a lead that was handed over for every connection that takes its lane; the newest state counts. */
export async function enqueueLead(db: Db, on: Context, lead: LeadRow): Promise<void> {
  const { offer } = lead.state
  if (!offer) return
  for (const connection of on.setup.connections.values()) {
    if (!connection.handover.lanes.includes(offer.lane)) continue
    await enqueueTo(db, on, lead, connection.id)
  }
}

export const enqueueTo = (db: Db, on: Context, lead: Pick<LeadRow, 'id' | 'accountId'>, connection: string): Promise<void> =>
  lanes.enqueue(db, { id: on.newId('job'), connection, lane: lead.accountId, kind: 'state', subject: lead.id, task: 'sync', ...on.cause }, on.now())
