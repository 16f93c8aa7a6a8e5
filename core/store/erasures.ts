/** Erasures: how far each is, what it still looks for, and what was done where. */
import { type Db, json, type Page, pageOf, parsed, Where } from './db.ts'
import type { Value } from './sql.ts'

export const ERASURE_STATES = ['running', 'waiting', 'done'] as const
/** `waiting`: all that the hub holds is erased, others have not answered yet. */
export type ErasureState = (typeof ERASURE_STATES)[number]
export const PHASES = ['records', 'requests', 'refused', 'submissions', 'tell', 'tables', 'files', 'clean', 'others', 'rest', 'clean again'] as const
export type Phase = (typeof PHASES)[number]

/** How far a phase is: a table and the key of the row seen last. */
export interface Place {
  table?: string
  after?: Value[]
}

/** What is looked for; kept only as long as it is needed. */
export interface ErasedPerson {
  mails: string[]
  numbers: string[]
  names: { first: string; last: string }[]
  loneNames: string[]
  contacts: { id: string; account: string }[]
  /** The person's own, and others that named them: what a CRM was told of these is taken back. */
  events: string[]
  accounts: string[]
  /** What the accounts are called, and their domains: a request that told nothing is theirs when it has one of them. */
  homes: string[]
  /** Names and domains of these companies that stay, though the person's name stands in them. */
  kept?: string[]
  /** The same where a row is the company itself: also the name without its legal form, which may be the person's own. */
  keptOfCompany?: string[]
  /** Companies whose name or domain holds the full name of the person, and stays. */
  namesakes?: string[]
  /** That the person touched. */
  leads: string[]
}

export interface ErasureRow {
  id: string
  state: ErasureState
  phase: Phase
  place: Place | null
  person: ErasedPerson | null
  /** Keyed hashes under which nothing of the person is taken in any more. */
  hashes: string[]
  contacts: number
  reason: string | null
  createdAt: number
  by: string
  endedAt: number | null
}

export async function add(db: Db, row: Omit<ErasureRow, 'endedAt' | 'state' | 'phase' | 'place'>): Promise<void> {
  await db.run(
    `insert into erasure (id, state, phase, place, person, hashes, contacts, reason, created_at, by_whom, ended_at, leased_until, leased_by)
     values ($1, 'running', 'records', null, $2, $3, $4, $5, $6, $7, null, 0, null)`,
    [row.id, json(row.person), json(row.hashes), row.contacts, row.reason, row.createdAt, row.by],
  )
}

export async function find(db: Db, id: string): Promise<ErasureRow | undefined> {
  const row = await db.get<StoredErasure>('select * from erasure where id = $1', [id])
  return row && erasureOf(row)
}

/** Newest first. */
export async function list(db: Db, filter: { before?: string | undefined; limit: number }): Promise<Page<ErasureRow>> {
  const where = new Where().add('id < ?', filter.before)
  const rows = await db.all<StoredErasure>(`select * from erasure ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`, where.values)
  return pageOf(rows, filter.limit, (row) => row.id, erasureOf)
}

/** The newest one under one of these hashes that is not done: asking twice is asking once. */
export async function openUnder(db: Db, hashes: readonly string[]): Promise<ErasureRow | undefined> {
  const rows = await db.all<StoredErasure>("select * from erasure where state <> 'done' order by id desc")
  return rows.map(erasureOf).find((row) => row.hashes.some((hash) => hashes.includes(hash)))
}

/** All of them, oldest first, by what a copy of the database is held to. @param but reason of those that it finds by itself */
export async function entries(db: Db, but: string): Promise<{ id: string; at: number; hashes: string[] }[]> {
  const rows = await db.all<{ id: string; created_at: number; hashes: string }>(
    "select id, created_at, hashes from erasure where coalesce(reason, '') <> $1 order by id",
    [but],
  )
  return rows.map((row) => ({ id: row.id, at: row.created_at, hashes: parsed<string[]>(row.hashes) ?? [] }))
}

/** One that was done before the database was what it is now. */
export async function addDone(db: Db, entry: { id: string; at: number; hashes: readonly string[] }, by: string, now: number): Promise<void> {
  await db.run(
    `insert into erasure (id, state, phase, place, person, hashes, contacts, reason, created_at, by_whom, ended_at, leased_until, leased_by)
     values ($1, 'done', 'clean again', null, null, $2, 0, null, $3, $4, $5, 0, null) on conflict (id) do nothing`,
    [entry.id, json(entry.hashes), entry.at, by, now],
  )
}

/** Takes the oldest that is not done and nobody is at. */
export async function lease(db: Db, by: string, now: number, until: number): Promise<ErasureRow | null> {
  const row = await db.get<StoredErasure>(
    `update erasure set leased_until = $3, leased_by = $1
     where id = (select min(id) from erasure where state <> 'done' and leased_until <= $2) and state <> 'done' and leased_until <= $2 returning *`,
    [by, now, until],
  )
  return row ? erasureOf(row) : null
}

/** Keeps it this process's to the end of the transaction. @returns false when another took it */
export async function holdLease(db: Db, id: string, by: string, until: number): Promise<boolean> {
  return (await db.run("update erasure set leased_until = $3 where id = $1 and leased_by = $2 and state <> 'done'", [id, by, until])) === 1
}

/** Lets it rest until then, to be taken up by anybody. */
export async function rest(db: Db, id: string, until: number): Promise<void> {
  await db.run('update erasure set leased_until = $2, leased_by = null where id = $1', [id, until])
}

/** Frees all: for a process that knows it is the only one. */
export async function unlease(db: Db): Promise<void> {
  await db.run("update erasure set leased_until = 0, leased_by = null where state <> 'done'")
}

export async function move(db: Db, id: string, phase: Phase, place: Place | null, state: 'running' | 'waiting' = 'running'): Promise<void> {
  await db.run('update erasure set phase = $2, place = $3, state = $4 where id = $1', [id, phase, place === null ? null : json(place), state])
}

export async function keepPerson(db: Db, id: string, person: ErasedPerson | null): Promise<void> {
  await db.run('update erasure set person = $2 where id = $1', [id, person === null ? null : json(person)])
}

export async function finish(db: Db, id: string, now: number): Promise<void> {
  await db.run("update erasure set state = 'done', place = null, person = null, ended_at = $2, leased_until = 0, leased_by = null where id = $1", [id, now])
}

/** How many have ended: what was read before one did may name somebody. */
export async function countDone(db: Db): Promise<number> {
  return (await db.get<{ n: number }>("select count(*) as n from erasure where state = 'done'"))!.n
}

// --- steps ----------------------------------------------------------------------------------

/** `table`: in one of our own; `crm`, `audience`: a record over there; `delivery`, `file`: what is still being worked on; `disk`: the bytes themselves. */
export type StepKind = 'table' | 'crm' | 'audience' | 'delivery' | 'file' | 'disk'
/** `byHand`: no API does it. */
export type StepState = 'open' | 'done' | 'byHand'

export interface StepRow {
  kind: StepKind
  /** Table, connection, audience. */
  place: string
  /** Kind and id of a record over there; id of a delivery. */
  subject: string
  state: StepState
  /** Rows, or records. */
  n: number
  detail: string | null
  at: number
}

/** A step is known by kind, place and subject; what was counted before is added to. */
export async function tell(db: Db, id: string, step: StepRow): Promise<void> {
  await db.run(
    `insert into erasure_step (erasure_id, kind, place, subject, state, n, detail, at) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (erasure_id, kind, place, subject) do update set state = excluded.state, n = erasure_step.n + excluded.n, detail = excluded.detail, at = excluded.at`,
    [id, step.kind, step.place, step.subject, step.state, step.n, step.detail, step.at],
  )
}

/** What was said of it before does not count. */
export async function retell(db: Db, id: string, step: StepRow): Promise<void> {
  await db.run('delete from erasure_step where erasure_id = $1 and kind = $2 and place = $3', [id, step.kind, step.place])
  await tell(db, id, step)
}

export async function steps(db: Db, id: string): Promise<StepRow[]> {
  return db.all<StepRow & Record<string, unknown>>(
    'select kind, place, subject, state, n, detail, at from erasure_step where erasure_id = $1 order by kind, place, subject',
    [id],
  )
}

export const openSteps = async (db: Db, id: string): Promise<StepRow[]> => (await steps(db, id)).filter(({ state }) => state === 'open')

interface StoredErasure {
  id: string
  state: ErasureState
  phase: Phase
  place: string | null
  person: string | null
  hashes: string
  contacts: number
  reason: string | null
  created_at: number
  by_whom: string
  ended_at: number | null
}

const erasureOf = (row: StoredErasure): ErasureRow => ({
  id: row.id,
  state: row.state,
  phase: row.phase,
  place: parsed<Place>(row.place),
  person: parsed<ErasedPerson>(row.person),
  hashes: parsed<string[]>(row.hashes) ?? [],
  contacts: row.contacts,
  reason: row.reason,
  createdAt: row.created_at,
  by: row.by_whom,
  endedAt: row.ended_at,
})
