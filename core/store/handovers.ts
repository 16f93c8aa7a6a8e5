/** Hand-overs that wait for sales: which time is over next, and when somebody must be reminded. */
import type { HandoverClock } from '../lead/handover-limits.ts'
import { type Db, type Page, pageOf, Where } from './db.ts'
import { type LeadRow, leadOf, type StoredLead } from './leads.ts'

export async function setClock(db: Db, leadId: string, clock: HandoverClock | null): Promise<void> {
  const { waitsSince, dueAt, remindAt } = clock ?? { waitsSince: null, dueAt: null, remindAt: null }
  await db.send('update lead set waits_since = $2, due_at = $3, remind_at = $4 where id = $1', [leadId, waitsSince, dueAt, remindAt])
}

/** A place in the list of those that must be looked at. */
export interface Reminded {
  id: string
  remindAt: number
}

/** Leads that must be looked at now, longest first. */
export async function toLookAt(db: Db, now: number, after: Reminded | null, limit: number): Promise<Reminded[]> {
  const rows = await db.all<{ id: string; remind_at: number }>(
    'select id, remind_at from lead where remind_at <= $1 and (remind_at, id) > ($2, $3) order by remind_at, id limit $4',
    [now, after?.remindAt ?? -1, after?.id ?? '', limit],
  )
  return rows.map(({ id, remind_at }) => ({ id, remindAt: remind_at }))
}

/** Other limits were agreed on: whoever waits is looked at again. */
export async function lookAgain(db: Db): Promise<void> {
  await db.run('update lead set remind_at = 0 where waits_since is not null')
}

/** Whether somebody lets a lead of a product wait for longer than agreed. @param owner null: whoever has none */
export async function isLate(db: Db, owner: string | null, product: string, now: number): Promise<boolean> {
  const row = await db.get("select 1 as late from lead where due_at <= $1 and coalesce(owner, '') = $2 and product = $3 and merged_into is null limit 1", [
    now,
    owner ?? '',
    product,
  ])
  return row !== undefined
}

export const HANDOVER_STATES = ['open', 'due', 'overdue', 'all'] as const
export type HandoverState = (typeof HANDOVER_STATES)[number]

export interface HandoverFilter {
  /** `open`: sales is waited for; `due`: the time is over until `before`; `overdue`: it is over; `all`: those that are done, too. */
  state: HandoverState
  now: number
  /** Unix ms. */
  before: number
  owner?: string | undefined
  product?: string | undefined
  lane?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** What is due first comes first; of `all` and `open` those handed over last. */
export async function page(db: Db, { state, now, before, owner, product, lane, cursor, limit }: HandoverFilter): Promise<Page<LeadRow>> {
  const byDue = state === 'due' || state === 'overdue'
  const [behind, id] = cursor?.split(' ') ?? []
  const where = new Where().add('owner = ?', owner).add('product = ?', product).add('handover = ?', lane).always('merged_into is null')
  if (state === 'all') where.always('handover is not null').add('id < ?', cursor)
  if (state === 'open') where.always('waits_since is not null')
  if (byDue) where.add('due_at <= ?', state === 'overdue' ? now : before)
  if (state === 'due') where.add('due_at > ?', now)
  if (state !== 'all' && id !== undefined && Number.isSafeInteger(Number(behind)))
    where.always(`(${byDue ? 'due_at' : 'waits_since'}, id) ${byDue ? '>' : '<'} (${where.value(Number(behind))}, ${where.value(id)})`)
  const order = { all: 'id desc', open: 'waits_since desc, id desc', due: 'due_at, id', overdue: 'due_at, id' }[state]
  const rows = await db.all<StoredClock>(`select * from lead ${where.text} order by ${order} limit ${where.value(limit + 1)}`, where.values)
  return pageOf(rows, limit, (row) => (state === 'all' ? row.id : `${byDue ? row.due_at : row.waits_since} ${row.id}`), leadOf)
}

interface StoredClock extends StoredLead {
  due_at: number | null
  waits_since: number | null
}
