/** What people answer to a question of identity, and how an answer is taken back: all of it, with the merges that followed from it. */
import type { Entity } from '../crm.ts'
import { Refusal } from '../refusal.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import { listJobs } from '../store/job-list.ts'
import * as judgements from '../store/judgements.ts'
import * as lanes from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import * as operation from '../store/operation.ts'
import * as reviews from '../store/reviews.ts'
import type { Context } from './context.ts'
import { absorbWaiting } from './feedback.ts'
import { merge } from './merge.ts'
import { sitesAsked } from './review-sides.ts'
import { unmerge } from './unmerge.ts'

type Level = judgements.Judgement['level']

export interface ReviewDecision {
  review: string
  decision: 'same' | 'different' | 'unsure' | 'adopt'
  /** Of two accounts that are the same: whether their sites are one, too. Absent: the hub decides by what was told. */
  unit?: 'same' | 'different' | undefined
  remoteId?: string | undefined
  reason?: string | undefined
}

/** Which answers a question takes. */
const ANSWERS: Readonly<Record<reviews.ReviewKind, readonly ReviewDecision['decision'][]>> = {
  same_account: ['same', 'different', 'unsure'],
  same_unit: ['same', 'different', 'unsure'],
  crm_candidates: ['adopt', 'different'],
}

/** Judgements about accounts and units are kept for every later decision; a choice among CRM records takes effect at once. */
export async function decideReview(db: Db, on: Context, input: ReviewDecision, by: string): Promise<boolean> {
  const now = on.now()
  const review = await reviews.find(db, input.review)
  if (!review) return false
  const allowed = ANSWERS[review.kind]
  if (!allowed.includes(input.decision)) throw new Refusal(`this question takes ${allowed.join(', ')}, not '${input.decision}'`)
  if (input.unit !== undefined && (review.kind !== 'same_account' || input.decision !== 'same'))
    throw new Refusal("`unit` goes with the answer 'same' to a question about two accounts")
  if (!(await reviews.decide(db, input.review, input.decision, by, now))) return false
  await operation.audit(db, { id: on.newId('aud'), at: now, by, action: 'review.decided', subject: input.review, detail: saidOf(input) })
  if (review.kind === 'crm_candidates') await chooseRecord(db, on, review, input)
  else await reviews.keepFollowed(db, review, await judge(db, on, review.kind === 'same_account' ? 'account' : 'unit', review, input, by))
  return true
}

const saidOf = ({ decision, unit }: ReviewDecision): string => (unit === undefined ? decision : `${decision}, unit ${unit}`)

/** @returns what followed from it, so that it can be taken back */
async function judge(db: Db, on: Context, level: Level, review: reviews.ReviewRow, input: ReviewDecision, by: string): Promise<reviews.Followed> {
  const [a, b] = [review.subject!, review.other!].sort() as [string, string]
  const reason = input.reason ?? null
  const pair = { level, a, b }
  if (input.decision !== 'same') {
    await judgements.add(db, { id: on.newId('jdg'), ...pair, verdict: input.decision as judgements.Verdict, by, at: on.now(), reason })
    return { merges: [], pairs: [pair], unit: null }
  }
  const sites = input.unit === undefined ? null : await demandSites(db, a, b)
  const units = sites && { level: 'unit' as const, a: sites[0], b: sites[1] }
  // Said before the accounts are one: what is told of either then stays where it is.
  if (units && input.unit === 'different') await judgements.add(db, { id: on.newId('jdg'), ...units, verdict: 'different', by, at: on.now(), reason })
  const merges = [await mergePair(db, on, pair, reason, by)]
  if (sites && input.unit === 'same') merges.push(...(await mergeUnits(db, on, sites, reason, by)))
  return { merges, pairs: units ? [pair, units] : [pair], unit: input.unit ?? null }
}

/** @throws Refusal where it is not clear which two sites are meant */
async function demandSites(db: Db, a: string, b: string): Promise<[string, string]> {
  const sites = await sitesAsked(db, a, b)
  if (sites === null) throw new Refusal('one of the two accounts has several sites: say that the accounts are the same, and then which of their sites are one')
  return sites
}

async function mergePair(db: Db, on: Context, { level, a, b }: { level: Level; a: string; b: string }, reason: string | null, by: string): Promise<string> {
  const survivor = (await isInCrm(db, level, b)) && !(await isInCrm(db, level, a)) ? b : a
  return merge(db, on, { level, survivor, absorbed: survivor === a ? b : a, reason }, by)
}

/** Units that were not put together when their accounts were. */
async function mergeUnits(db: Db, on: Context, units: readonly string[], reason: string | null, by: string): Promise<string[]> {
  const rows = await identity.unitsByIds(db, units)
  const standing = await identity.unitsByIds(db, [...new Set(rows.map(({ id, mergedInto }) => mergedInto ?? id))])
  const [one, other] = standing.sort((x, y) => (x.id < y.id ? -1 : 1))
  if (!one || !other) return []
  const pair = { level: 'unit' as const, a: one.id, b: other.id }
  if (one.kind === other.kind) return [await mergePair(db, on, pair, reason, by)]
  const survivor = one.kind === 'site' ? one.id : other.id
  return [await merge(db, on, { level: 'unit', survivor, absorbed: survivor === one.id ? other.id : one.id, reason }, by)]
}

/** The one that a CRM knows stays, else the older one: of a unit, it knows the leads. */
async function isInCrm(db: Db, level: Level, id: string): Promise<boolean> {
  const ids = level === 'account' ? [id] : (await leads.ofUnits(db, [id])).map((lead) => lead.id)
  return (await crosswalk.ofHubIds(db, ids)).length > 0
}

/** The question is open again, as if nobody had answered. @throws Refusal where more than the hub is concerned, or others build on it @returns false: it was open */
export async function takeBackReview(db: Db, on: Context, id: string, by: string): Promise<boolean> {
  const review = await reviews.find(db, id)
  if (!review || review.state === 'open') return false
  const followed = reviews.followedOf(review)
  if (review.kind === 'crm_candidates') throw new Refusal('the CRM was told of this answer: change it there, or hold its records against the hub’s anew')
  if (followed === null) throw new Refusal('it is not known what followed from this answer: take back the merge of the two, if there is one')
  for (const merged of followed.merges.toReversed()) await unmerge(db, on, merged, 'the answer to a question was taken back', by)
  // What a merge that is taken back says of the two for ever is taken back, too: nothing is said of them.
  for (const pair of followed.pairs) await judgements.takeBack(db, pair, on.now())
  await reviews.reopen(db, review)
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'review.taken_back', subject: id, detail: review.decision })
  return true
}

/** `adopt`: it is that record. `different`: none of them, so it is made. Then the parked job goes on. */
async function chooseRecord(db: Db, on: Context, review: reviews.ReviewRow, input: ReviewDecision): Promise<void> {
  const { entity, key } = review.detail as { entity: Entity; key?: string } // written by the deliver step
  const lead = await leads.find(db, review.subject ?? '')
  if (!lead || review.connection === null) return
  const hubId = key ?? lead.id
  const adopt = input.decision === 'adopt' && input.remoteId !== undefined
  const record = adopt && (entity === 'lead' || entity === 'opportunity') ? { connection: review.connection, entity, remoteId: input.remoteId! } : null
  if (record) await crosswalk.holdRemote(db, record)
  await crosswalk.put(
    db,
    {
      connection: review.connection,
      entity,
      hubId,
      remoteId: adopt ? input.remoteId! : '',
      state: adopt ? 'adopted' : 'insist',
      hash: null,
      remoteVersion: null,
      url: null,
    },
    on.now(),
  )
  if (record) await absorbWaiting(db, on, record)
  const parked = await listJobs(db, { connection: review.connection, state: 'parked', subject: lead.id, limit: 10 })
  await lanes.resume(db, { connection: review.connection, ids: parked.rows.map(({ id }) => id) }, on.now())
}
