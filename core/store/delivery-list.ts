/** Deliveries, newest first, by what is looked for; how long the history is does not matter. */
import { type Db, type Page, pageOf } from './db.ts'
import { type DeliveryRow, type DeliveryState, deliveryOf, type StoredDelivery } from './deliveries.ts'
import { newest } from './newest.ts'

export interface DeliveryFilter {
  source?: string | undefined
  state?: DeliveryState | undefined
  code?: string | undefined
  /** Unix ms: received from then on. */
  from?: number | undefined
  /** Unix ms: received before. */
  to?: number | undefined
  /** The id the last page ended with. */
  before?: string | undefined
  limit: number
}

const STATES: readonly DeliveryState[] = ['pending', 'processed', 'held', 'duplicate', 'filtered', 'test', 'erased']
/** What waits or went well has no code. */
const WITH_CODE = STATES.filter((state) => state !== 'pending' && state !== 'processed')

export async function listDeliveries(db: Db, { limit, before, ...filter }: DeliveryFilter): Promise<Page<DeliveryRow>> {
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const rows = isFiltered ? await filtered(db, { limit, before, ...filter }) : await latest(db, limit, before)
  return pageOf(rows, limit, ({ id }) => id, deliveryOf)
}

function latest(db: Db, limit: number, before: string | undefined): Promise<StoredDelivery[]> {
  if (before === undefined) return db.all('select * from delivery order by id desc limit $1', [limit + 1])
  return db.all('select * from delivery where id < $1 order by id desc limit $2', [before, limit + 1])
}

/** Over the index `delivery_ledger`. */
async function filtered(db: Db, { source, state, code, from, to, before, limit }: DeliveryFilter): Promise<StoredDelivery[]> {
  const sources = source === undefined ? (await db.all<{ source: string }>('select source from source_counter')).map((row) => row.source) : [source]
  const states = state === undefined ? (code === undefined ? STATES : WITH_CODE) : [state]
  const last = before === undefined ? undefined : await db.get<{ at: number }>('select received_at as at from delivery where id = $1', [before])
  return newest(db, {
    table: 'delivery',
    groupedBy: ['source', 'state'],
    groups: sources.flatMap((one) => states.map((other) => [one, other])),
    orderedBy: ['received_at', 'id'],
    behind: last && [last.at, before!],
    where: [
      // Of one that is gone it is not known when it came; ids are in that order, too.
      ['id < ?', last ? undefined : before],
      ['code = ?', code],
      ['received_at >= ?', from],
      ['received_at < ?', to],
    ],
    limit: limit + 1,
  })
}
