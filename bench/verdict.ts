/** What became of everything that a hub accepted: read from its database, when nothing is left to do. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../core/store/db.ts'
import type { Sent } from './senders.ts'

export interface Verdict {
  answered2xx: number
  /** Answered deliveries and submissions that are not there, and jobs that are done without an attempt that did it. */
  lost: number
  /** Touches beyond one for each submission, and attempts beyond those that were begun. */
  doubled: number
  /** Jobs of a lane that were done before an earlier one of it. */
  reordered: number
  parked: number
  unaccounted: number
}

const LEFT = "select (select count(*) from delivery where state = 'pending') + (select count(*) from job where state in ('pending', 'running')) as n"
/** Work of which none gets done for so long is stuck. */
const STUCK_MS = 60_000

/** Deliveries and jobs that are not in a final state. */
export const left = (db: Db): Promise<number> => count(db, LEFT)

/** Waits until nothing is left to do. The backlog may be long; it must only get shorter. @throws when it does not */
export async function drained(db: Db, say: (text: string) => void, stuckMs = STUCK_MS): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  let moved = Date.now()
  for (let told = moved; ; await sleep(250)) {
    const now = await left(db).catch(() => least)
    if (now === 0) return
    if (now < least) {
      least = now
      moved = Date.now()
    }
    if (Date.now() - moved > stuckMs) throw new Error(`${now} deliveries and jobs are left and none got done for ${stuckMs / 1000} s`)
    if (Date.now() - told > 15_000) {
      say(`${now} deliveries and jobs to go`)
      told = Date.now()
    }
  }
}

export async function judge(db: Db, answered: ReadonlySet<string>, sent: Sent): Promise<Verdict> {
  const stored = new Set((await db.all<{ id: string }>("select id from delivery where state <> 'pending'")).map(({ id }) => id))
  // Every submission counts as one touch, however often it was sent.
  const touches = await count(db, "select count(*) as n from lead_fact where kind = 'touch' and voided_at is null")
  const submissions = await count(db, "select count(*) as n from (select distinct source, item_key from event where state = 'active') as told")
  const folded = (await db.all<{ state: string }>('select state from lead where merged_into is null')).reduce(
    (sum, row) => sum + (JSON.parse(row.state) as { touches: number }).touches,
    0,
  )
  return {
    answered2xx: answered.size,
    lost: [...answered].filter((id) => !stored.has(id)).length + Math.max(0, sent.size - submissions - sent.unanswered) + (await count(db, UNTRIED)),
    doubled: Math.max(0, touches - submissions) + Math.abs(folded - touches) + (await count(db, OVERTRIED)),
    reordered: await reordered(db),
    parked: await count(db, "select count(*) as n from job where state = 'parked'"),
    unaccounted: await count(db, 'select coalesce(sum(last_seq), 0) - (select count(*) from delivery) as n from source_counter'),
  }
}

const UNTRIED = `select count(*) as n from job where state = 'delivered' and not exists (select 1 from attempt where job_id = job.id and outcome = 'delivered')`
const OVERTRIED = `select coalesce(sum(ended - attempts), 0) as n from (select job.attempts, (select count(*) from attempt where job_id = job.id) as ended from job) as tried where ended > attempts`

/** Leads that were handed over, and their notes, that stand nowhere in the CRM. @param keys that it holds */
export async function missing(db: Db, keys: ReadonlySet<string>): Promise<number> {
  const leads = await db.all<{ id: string }>('select id from lead where merged_into is null and id in (select subject from job)')
  const told = await db.all<{ known: string }>("select known from crosswalk where entity = 'notes'")
  const notes = told.flatMap(({ known }) => JSON.parse(known) as string[])
  return [...leads.map(({ id }) => id), ...notes].filter((key) => !keys.has(key)).length
}

const count = async (db: Db, text: string): Promise<number> => (await db.get<{ n: number }>(text))!.n

/** By the order in which the database took the attempts, since a clock may have jumped. */
async function reordered(db: Db): Promise<number> {
  const turn = db.dialect.manyWriters ? 'attempt.xmin::text::bigint' : 'attempt.rowid'
  const rows = await db.all<{ lane: string; seq: number }>(
    `select job.connection || ' ' || job.lane as lane, job.seq from attempt join job on job.id = attempt.job_id where attempt.outcome in ('delivered', 'unchanged') order by ${turn}`,
  )
  const last = new Map<string, number>()
  let wrong = 0
  for (const { lane, seq } of rows) {
    if (seq < (last.get(lane) ?? 0)) wrong++
    last.set(lane, Math.max(seq, last.get(lane) ?? 0))
  }
  return wrong
}
