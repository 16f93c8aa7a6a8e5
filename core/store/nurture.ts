/** Who is to be looked at for nurturing, what each is to get next, and what they were told about. Addresses go by their keyed hash, as members do. */
import type { Class } from '../lead/fact.ts'
import type { Frequency, NextReason } from '../lead/nurture.ts'
import { type Db, insertInto, json, type Page, pageOf, parsed, Where } from './db.ts'

export interface ReaderRow {
  address: string
  email: string
}

/** Looks at them again, soon. */
export async function mark(db: Db, { address, email }: ReaderRow, now: number): Promise<void> {
  await db.send(
    `insert into reader (address, email, look_at) values ($1, $2, $3) on conflict (address) do update set look_at = excluded.look_at
     where reader.look_at is null or reader.look_at > excluded.look_at`,
    [address, email, now],
  )
}

/** Those whose time has come, the longest waiting first; held to the end of the transaction, so that nobody else looks at them. */
export async function due(db: Db, now: number, limit: number): Promise<ReaderRow[]> {
  return db.all<ReaderRow>(`select address, email from reader where look_at <= $1 order by look_at limit $2 ${db.dialect.skipLocked}`, [now, limit])
}

/** @param lookAt when they are to be looked at again; null: when something changes */
export async function looked(db: Db, address: string, lookAt: number | null): Promise<void> {
  await db.run('update reader set look_at = $2 where address = $1', [address, lookAt])
}

/** Nothing stays that names them. @returns rows that went, by table */
export async function forget(db: Db, address: string): Promise<Record<string, number>> {
  const gone: Record<string, number> = {}
  for (const table of ['reader', 'next_step', 'told_content']) gone[table] = await db.run(`delete from ${table} where address = $1`, [address])
  return gone
}

export interface NextRow {
  address: string
  product: string
  leadId: string
  contactId: string
  class: Class | null
  function: string | null
  /** What is to come; null: nothing. */
  item: string | null
  /** What the e-mail tool is told to send: what fell due last. */
  offered: string | null
  why: NextReason
  /** Unix ms; null where nothing is to come. */
  dueAt: number | null
  lastAt: number | null
  wish: Wish | null
}

/** What somebody said last of how often, and of what, they want to hear. */
export interface Wish {
  frequency?: Frequency
  topics?: readonly string[]
}

const insertSteps = insertInto('next_step', [
  ...['address', 'product', 'lead_id', 'contact_id', 'class', 'function'],
  ...['item', 'offered', 'why', 'due_at', 'last_at', 'wish'],
])

/** Instead of all that was known of the address before. */
export async function put(db: Db, address: string, rows: readonly NextRow[]): Promise<void> {
  await db.run('delete from next_step where address = $1', [address])
  await insertSteps(
    db,
    rows.map((row) => [
      ...[address, row.product, row.leadId, row.contactId, row.class, row.function],
      ...[row.item, row.offered, row.why, row.dueAt, row.lastAt, row.wish && json(row.wish)],
    ]),
  )
}

export async function of(db: Db, address: string): Promise<NextRow[]> {
  return (await db.all<StoredNext>('select * from next_step where address = $1 order by product', [address])).map(nextOf)
}

/** An e-mail tool was told to send it; the first time counts. @returns false where it was told before */
export async function tell(db: Db, told: { address: string; item: string; product: string }, now: number): Promise<boolean> {
  const added = await db.run('insert into told_content (address, item, product, at) values ($1, $2, $3, $4) on conflict (address, item) do nothing', [
    told.address,
    told.item,
    told.product,
    now,
  ])
  return added === 1
}

export interface Told {
  item: string
  product: string
  at: number
}

export const toldOf = (db: Db, address: string): Promise<Told[]> =>
  db.all<Told>('select item, product, at from told_content where address = $1 order by at, item', [address])

export interface NextFilter {
  show: 'due' | 'planned' | 'none'
  now: number
  product?: string | undefined
  class?: string | undefined
  function?: string | undefined
  why?: string | undefined
  /** Only who is told of there. */
  audience?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** What is due or planned goes by its time, who gets nothing by the reason. */
export async function list(db: Db, { show, now, cursor, limit, audience, ...only }: NextFilter): Promise<Page<NextRow & ReaderRow>> {
  const by = show === 'none' ? 's.why' : 's.due_at'
  const where = new Where()
    .always(show === 'none' ? 's.due_at is null' : 's.due_at is not null')
    .add('s.due_at <= ?', show === 'due' ? now : undefined)
    .add('s.due_at > ?', show === 'planned' ? now : undefined)
    .add('s.product = ?', only.product)
    .add('s.class = ?', only.class)
    .add('s.function = ?', only.function)
    .add('s.why = ?', only.why)
    .add("exists (select 1 from member m where m.audience = ? and m.address = s.address and m.state = 'in')", audience)
  const [first, address, product] = cursor?.split(' ') ?? []
  if (first !== undefined && address !== undefined && product !== undefined)
    where.always(`(${by}, s.address, s.product) > (${where.value(show === 'none' ? first : Number(first))}, ${where.value(address)}, ${where.value(product)})`)
  const rows = await db.all<StoredNext & { email: string }>(
    `select s.*, r.email from next_step s join reader r on r.address = s.address ${where.text} order by ${by}, s.address, s.product limit ${where.value(limit + 1)}`,
    where.values,
  )
  return pageOf(
    rows,
    limit,
    (row) => `${show === 'none' ? row.why : row.due_at} ${row.address} ${row.product}`,
    (row) => ({ ...nextOf(row), email: row.email }),
  )
}

export interface CellCount {
  product: string
  class: Class
  function: string | null
  why: NextReason
  n: number
}

/** How many stand in each cell of the grid: read from one index. */
export async function cells(db: Db): Promise<CellCount[]> {
  const rows = await db.all<CellCount>(
    'select product, class, function, why, count(*) as n from next_step where class is not null group by product, class, function, why',
  )
  return rows.map((row) => ({ ...row, n: Number(row.n) }))
}

/** Everybody is looked at once where the rules are others than before: how far that is. `after`: id of a contact; null: done. */
export async function round(db: Db, rules: string): Promise<{ after: string | null }> {
  await db.run(
    `insert into nurture_round (id, rules, after) values (1, $1, '')
     on conflict (id) do update set rules = excluded.rules, after = '' where nurture_round.rules <> excluded.rules`,
    [rules],
  )
  return (await db.get<{ after: string | null }>(`select after from nurture_round where id = 1 ${db.dialect.forUpdate}`))!
}

export async function advanceRound(db: Db, after: string | null): Promise<void> {
  await db.run('update nurture_round set after = $1 where id = 1', [after])
}

interface StoredNext {
  address: string
  product: string
  lead_id: string
  contact_id: string
  class: Class | null
  function: string | null
  item: string | null
  offered: string | null
  why: NextReason
  due_at: number | null
  last_at: number | null
  wish: string | null
}

const nextOf = ({ lead_id, contact_id, due_at, last_at, wish, ...row }: StoredNext): NextRow => ({
  address: row.address,
  product: row.product,
  leadId: lead_id,
  contactId: contact_id,
  class: row.class,
  function: row.function,
  item: row.item,
  offered: row.offered,
  why: row.why,
  dueAt: due_at,
  lastAt: last_at,
  wish: parsed<Wish>(wish),
})
