/** The deliveries that a lead's touches came with, and whose each was found to be. */
import type { Db } from './db.ts'

export interface LeadArrival {
  eventId: string
  kind: string
  deliveryId: string
  source: string
  receivedAt: number
  settledAt: number | null
  recordedAt: number
  mappingId: string
  /** Null: it names nobody. */
  decision: string | null
  total: number | null
  threshold: number | null
  decidedBy: string | null
  decidedAt: number | null
}

interface StoredArrival {
  event_id: string
  kind: string
  delivery_id: string
  source: string
  received_at: number
  settled_at: number | null
  recorded_at: number
  mapping_id: string
  decision: string | null
  total: number | null
  threshold: number | null
  decided_by: string | null
  decided_at: number | null
}

/** The newest `limit`, newest first. */
export async function ofLead(db: Db, leadId: string, limit: number): Promise<LeadArrival[]> {
  const rows = await db.all<StoredArrival>(
    `select e.id as event_id, e.kind, e.delivery_id, e.source, d.received_at, d.settled_at, e.recorded_at, e.mapping_id,
       a.decision, a.total, a.threshold, a.decided_by, a.decided_at
     from lead_fact f
     join event e on e.id = f.event_id and e.revision = f.revision
     join delivery d on d.id = e.delivery_id
     left join assignment a on a.event_id = e.id and a.closed_at is null
     where f.lead_id = $1 and f.kind = 'touch' and f.voided_at is null order by f.at desc, f.id desc limit $2`,
    [leadId, limit],
  )
  return rows.map((row) => ({
    eventId: row.event_id,
    kind: row.kind,
    deliveryId: row.delivery_id,
    source: row.source,
    receivedAt: row.received_at,
    settledAt: row.settled_at,
    recordedAt: row.recorded_at,
    mappingId: row.mapping_id,
    decision: row.decision,
    total: row.total,
    threshold: row.threshold,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
  }))
}
