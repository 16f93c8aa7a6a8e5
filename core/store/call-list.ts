/** The call list: leads that somebody should call, those with the most points first. */
import type { CallReason } from '../lead/call.ts'
import { type Db, type Page, pageOf, Where } from './db.ts'
import { type LeadRow, leadOf, type StoredLead } from './leads.ts'

export interface CallFilter {
  /** Due until then, Unix ms. */
  at: number
  /** What nobody classified counts from so many points on. */
  points: number
  product?: string | undefined
  class?: string | undefined
  why?: CallReason | undefined
  cursor?: string | undefined
  limit: number
}

export interface CallRow {
  lead: LeadRow
  why: CallReason
  since: number
  /** At its last touch. */
  points: number
}

export async function due(db: Db, { at, points, product, class: of, why, cursor, limit }: CallFilter): Promise<Page<CallRow>> {
  const [behind, id] = cursor?.split(' ') ?? []
  const where = new Where()
    .add('call_at <= ?', at)
    .add("(call_why <> 'unclassified' or points >= ?)", points)
    .add('product = ?', product)
    .add('class = ?', of)
    .add('call_why = ?', why)
    .always('merged_into is null')
  if (behind !== undefined && id !== undefined) where.always(`(points, id) < (${where.value(Number(behind))}, ${where.value(id)})`)
  const rows = await db.all<StoredCall>(`select * from lead ${where.text} order by points desc, id desc limit ${where.value(limit + 1)}`, where.values)
  return pageOf(
    rows,
    limit,
    (row) => `${row.points} ${row.id}`,
    (row) => ({ lead: leadOf(row), why: row.call_why, since: row.call_at, points: row.points }),
  )
}

interface StoredCall extends StoredLead {
  call_at: number
  call_why: CallReason
  points: number
}
