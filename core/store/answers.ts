/** What people answered when they were asked whether two accounts are one, with the total that made the hub ask; and merges nobody was asked about. */
import type { Evidence } from '../lead/match/explain.ts'
import { type Db, parsed } from './db.ts'
import type { Verdict } from './judgements.ts'
import type { Before } from './merges.ts'
import { padded, placeholders } from './sql.ts'

export interface Answer {
  verdict: Verdict
  total: number
  evidence: readonly Evidence[]
  /** Version that the total comes from. */
  model: string
  isAsked: boolean
}

interface Detail {
  total?: number
  threshold?: number
  evidence?: Evidence[]
  model?: string
  /** Absent: they are. */
  isOfPair?: boolean
}

/** One per pair of accounts, as it was first asked; what people said of the pair last counts. */
export async function answers(db: Db): Promise<Answer[]> {
  const said = await lastWords(db)
  const rows = await db.all<{ account_id: string; other_id: string; decision: Verdict; detail: string }>(
    "select account_id, other_id, decision, detail from review where kind = 'same_account' and state = 'decided' and other_id is not null order by id",
  )
  const asked = new Map<string, Answer>()
  const pairs = new Set<string>()
  for (const row of rows) {
    const pair = pairOf(row.account_id, row.other_id)
    pairs.add(pair)
    const { total, threshold, evidence = [], model, isOfPair = true } = parsed<Detail>(row.detail) ?? {}
    // From the threshold on, the question is whether the runner-up is the same company, and the total is not the pair's.
    if (total === undefined || threshold === undefined || model === undefined || total >= threshold || !isOfPair || asked.has(pair)) continue
    asked.set(pair, { verdict: said.get(pair) ?? row.decision, total, evidence, model, isAsked: true })
  }
  return [...asked.values(), ...(await byHand(db, pairs, said))]
}

/** Accounts that the hub held against each other, made two of, and did not ask about; people merged them. */
async function byHand(db: Db, asked: ReadonlySet<string>, said: ReadonlyMap<string, Verdict>): Promise<Answer[]> {
  const merges = await db.all<{ id: string; survivor: string; absorbed: string; undone_at: number | null }>(
    "select id, survivor, absorbed, undone_at from merge where level = 'account' order by id",
  )
  const found = new Map<string, Answer>()
  for (const { id, survivor, absorbed, undone_at } of merges) {
    const pair = pairOf(survivor, absorbed)
    if (asked.has(pair) || found.has(pair)) continue
    const seen = await heldAgainst(db, id, survivor, absorbed)
    if (seen) found.set(pair, { ...seen, verdict: said.get(pair) ?? (undone_at === null ? 'same' : 'different'), isAsked: false })
  }
  return [...found.values()]
}

/** The decision by which the one was made beside the other. */
async function heldAgainst(db: Db, merge: string, a: string, b: string): Promise<Pick<Answer, 'total' | 'evidence' | 'model'> | undefined> {
  const row = await db.get<{ before: string }>('select before from merge where id = $1', [merge])
  const events = padded(
    parsed<Before>(row?.before ?? null)
      ?.places.map(({ eventId }) => eventId)
      .slice(0, LOOKED_AT) ?? [],
  )
  if (events.length === 0) return undefined
  const decisions = await db.all<{ account_id: string; runner_up: string; evidence: string; model: string }>(
    `select account_id, runner_up, evidence, model from assignment
     where event_id in (${placeholders(1, events.length)}) and decision = 'new' and decided_by = 'hub' and runner_up is not null order by decided_at`,
    events,
  )
  for (const one of decisions) {
    const nearest = parsed<{ account: string; total: number }>(one.runner_up)
    if (nearest && pairOf(one.account_id, nearest.account) === pairOf(a, b))
      return { total: nearest.total, evidence: parsed<Evidence[]>(one.evidence) ?? [], model: one.model }
  }
  return undefined
}

/** Of a merged company's submissions. */
const LOOKED_AT = 500

async function lastWords(db: Db): Promise<Map<string, Verdict>> {
  const rows = await db.all<{ a: string; b: string; verdict: Verdict }>(
    "select a, b, verdict from judgement where level = 'account' and voided_at is null order by at, id",
  )
  return new Map(rows.map(({ a, b, verdict }) => [pairOf(a, b), verdict]))
}

const pairOf = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`)
