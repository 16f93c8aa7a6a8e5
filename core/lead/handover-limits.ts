/** Until when sales must have answered a hand-over and been in contact, and who is reminded when. Pure: folded facts in, instants out. */
import type { OfferLane } from './fact.ts'
import type { LeadState, Offer } from './lead-state.ts'
import { partnerOf } from './route.ts'
import { afterHours, beforeHours, type Calendar, endOfDay } from './working-time.ts'

export const LIMIT_KINDS = ['acceptance', 'first_contact'] as const
export type LimitKind = (typeof LIMIT_KINDS)[number]

export interface TimeLimit {
  within: { hours: number } | { days: number }
  /** From when on time is counted. */
  after: 'handover' | 'acceptance'
  /** Working hours before and after the end at which the owner is reminded. */
  remindBefore: readonly number[]
  remindAfter: readonly number[]
  escalate: { to: string; afterHours: number } | null
  /** What happens when nothing happened. */
  otherwise: { do: 'issue' | 'accept' | 'passOn' | 'nothing'; afterHours: number }
}

export interface LimitRule {
  lanes: readonly OfferLane[]
  /** Empty: all. */
  products: readonly string[]
  /** Of what was handed over from then on, Unix ms; null: of everything. */
  from: number | null
  calendarId: string
  calendar: Calendar
  limits: Readonly<Partial<Record<LimitKind, TimeLimit>>>
}

/** One time limit of a hand-over, as it stands. */
export interface Limited {
  kind: LimitKind
  limit: TimeLimit
  calendar: Calendar
  /** null: the time does not run yet. */
  startedAt: number | null
  dueAt: number | null
  /** When sales did what was agreed. */
  doneAt: number | null
  /** Nobody waits for it any more, though it was not done. */
  isOver: boolean
}

/** One whose time runs, or is over without an answer. */
export type Running = Limited & { startedAt: number; dueAt: number }

/** Something to be said or done at a point in time; `id` is the same whenever it is computed. */
export interface LimitStep {
  id: string
  what: 'before' | 'after' | 'escalate' | 'otherwise'
  at: number
}

/** When a schedule must look at a lead. */
export interface HandoverClock {
  /** Hand-over that waits for an answer or a first contact. */
  waitsSince: number
  /** The next time that is over; null: nothing was agreed, or it does not run yet. */
  dueAt: number | null
  /** The next reminder. */
  remindAt: number | null
}

interface HandedOver {
  product: string
  state: Pick<LeadState, 'offer'>
}

const isAsked = (offer: Offer): boolean => offer.state === 'open' && offer.answeredAt === undefined
const isAwaited = ({ state, contactedAt, movedOnAt }: Offer): boolean =>
  (state === 'open' || state === 'accepted') && contactedAt === undefined && movedOnAt === undefined

/** By saying so, or by beginning to work with it. */
const isTaken = ({ state }: Offer): boolean => state === 'accepted' || state === 'open'

/** The limits agreed on for a hand-over. What is offered to partners has a time limit of its own. */
export function limitsOf(rules: readonly LimitRule[], { product, state: { offer } }: HandedOver): Limited[] {
  if (offer === null || partnerOf(offer.owner) !== null) return []
  const rule = rules.find(
    ({ lanes, products, from }) => lanes.includes(offer.lane) && (products.length === 0 || products.includes(product)) && (from === null || offer.at >= from),
  )
  if (!rule) return []
  const { calendar, limits } = rule
  return LIMIT_KINDS.flatMap((kind): Limited[] => {
    const limit = limits[kind]
    if (!limit) return []
    const startedAt = limit.after === 'handover' ? offer.at : isTaken(offer) ? (offer.answeredAt ?? null) : null
    const dueAt = startedAt === null ? null : endOf(calendar, limit, startedAt)
    const doneAt = (kind === 'acceptance' ? offer.answeredAt : offer.contactedAt) ?? null
    return [{ kind, limit, calendar, startedAt, dueAt, doneAt, isOver: doneAt === null && !(kind === 'acceptance' ? isAsked(offer) : isAwaited(offer)) }]
  })
}

const endOf = (calendar: Calendar, { within }: TimeLimit, from: number): number =>
  'hours' in within ? afterHours(calendar, from, within.hours) : endOfDay(calendar, from, within.days)

export const running = (rules: readonly LimitRule[], lead: HandedOver): Running[] =>
  limitsOf(rules, lead).filter((one): one is Running => one.dueAt !== null && one.doneAt === null && !one.isOver)

/** What is to be said and done about a limit, and has not been yet, by time. A reminder that would come before the time begins is none. */
export function stepsLeft({ kind, limit, calendar, startedAt, dueAt }: Running, offer: Offer): LimitStep[] {
  const behind = (hours: number) => afterHours(calendar, dueAt, hours)
  const { escalate, otherwise } = limit
  const all: LimitStep[] = [
    ...limit.remindBefore.map((hours) => ({ id: `before:${hours}`, what: 'before' as const, at: beforeHours(calendar, dueAt, hours) })),
    ...limit.remindAfter.map((hours) => ({ id: `after:${hours}`, what: 'after' as const, at: behind(hours) })),
    ...(escalate ? [{ id: 'escalate', what: 'escalate' as const, at: behind(escalate.afterHours) }] : []),
    ...(otherwise.do === 'nothing' ? [] : [{ id: 'otherwise', what: 'otherwise' as const, at: behind(otherwise.afterHours) }]),
  ]
  const done = new Set((offer.reminders ?? []).filter((one) => one.limit === kind).flatMap(({ steps }) => steps))
  return all.filter(({ id, at }) => !done.has(id) && at > startedAt).sort((a, b) => a.at - b.at)
}

/** @returns null when nobody waits for sales */
export function handoverClock(rules: readonly LimitRule[], lead: HandedOver): HandoverClock | null {
  const { offer } = lead.state
  if (offer === null || !(isAsked(offer) || isAwaited(offer))) return null
  const limits = running(rules, lead)
  return {
    waitsSince: offer.at,
    dueAt: earliest(limits.map(({ dueAt }) => dueAt)),
    remindAt: earliest(limits.flatMap((one) => stepsLeft(one, offer)[0]?.at ?? [])),
  }
}

const earliest = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.min(...times))
