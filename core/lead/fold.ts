/**
 * A lead's state as a fold over its facts, by the time they happened. The same facts give the same state in whatever
 * order they were recorded; a fact later than all others may be applied to the kept state instead of folding anew.
 */
import { byOrder, byTime, type Fact, type FitAttributes, type OfferLane, orderOf, type Stage } from './fact.ts'
import { type LeadState, nothing, type Offer, type Step } from './lead-state.ts'
import { localDay } from './local-time.ts'
import { arePhasesOwn, mayFollow, phaseOf } from './phase.ts'
import { criteriaAt } from './qualify.ts'
import { meaningOf } from './report.ts'
import { ownerOfPartner, partnerOf } from './route.ts'
import type { Rules } from './rules.ts'
import { engage, touchPoints } from './score.ts'

export interface Folded {
  state: LeadState
  steps: Step[]
}

/** Folds all facts of one lead. */
export function fold(rules: Rules, facts: readonly Fact[]): Folded {
  return [...facts].sort(byTime).reduce<Folded>((folded, fact) => apply(rules, folded.state, fact, folded.steps), { state: nothing(), steps: [] })
}

/** True when `fact` comes behind everything folded so far, so that `apply` gives what `fold` would. */
export const comesLast = (state: LeadState, fact: Fact): boolean => state.through === null || byOrder(state.through, orderOf(fact)) < 0

/** Applies the next fact in time: changes `state`, appends to `steps`. */
export function apply(rules: Rules, state: LeadState, fact: Fact, steps: Step[] = []): Folded {
  const step = (kind: Step['kind'], data: Step['data'] = {}) => steps.push({ kind, at: fact.at, recordedAt: fact.recordedAt, data })
  const move = (to: Stage, more: Step['data'] = {}) => {
    if (state.stage === to) return
    step('stage', { from: state.stage, to, cycle: state.cycle, ...more })
    state.stage = to
    state.substage = null
    if (state.offer && !BEFORE_SALES.has(to)) takeCare(state.offer, to, fact.at)
  }
  if (fact.body.kind === 'report') hear(rules, state, fact, fact.body, steps)
  else {
    APPLY[fact.body.kind]({ rules, state, fact, body: fact.body as never, step, move })
    followPhase(rules, state, fact.at, step)
  }
  state.through = orderOf(fact)
  return { state, steps }
}

function followPhase(rules: Rules, state: LeadState, at: number, step: Applying<'touch'>['step']): void {
  if (!arePhasesOwn(rules)) return
  const to = phaseOf(rules, state, at)?.id ?? null
  if (to !== (state.phase ?? null)) step('phase', { from: state.phase ?? null, to, cycle: state.cycle })
  state.phase = to
}

/** A report means what it changes beside the last one of its record. */
function hear(rules: Rules, state: LeadState, fact: Fact, body: Extract<Fact['body'], { kind: 'report' }>, steps: Step[]): void {
  const before = state.heard[body.record] ?? {}
  for (const meant of meaningOf(body, before, body.cycle < state.cycle)) apply(rules, state, { ...fact, body: meant }, steps)
  state.heard[body.record] = { ...before, ...body.said }
}

interface Applying<K extends Fact['body']['kind']> {
  rules: Rules
  state: LeadState
  fact: Fact
  body: Extract<Fact['body'], { kind: K }>
  step: (kind: Step['kind'], data?: Step['data']) => void
  move: (to: Stage, more?: Step['data']) => void
}

const BEFORE_SALES: ReadonlySet<Stage> = new Set(['unknown', 'lead', 'recycled', 'mql'])

const APPLY: { [K in Exclude<Fact['body']['kind'], 'report'>]: (applying: Applying<K>) => void } = {
  touch: applyTouch,
  class: ({ state, fact, body, step }) => {
    step('class', { from: state.class?.value ?? null, to: body.to, by: 'human', reason: body.reason })
    state.class = body.to === null ? null : { value: body.to, by: 'human', at: fact.at }
    state.suggestion = null
  },
  stage: ({ state, body, move }) => {
    if (state.stage === 'disqualified') state.sieved = 'overruled'
    move(body.to, { reason: body.reason })
    state.reason = body.reason
  },
  owner: ({ state, body, step }) => {
    if (state.owner !== body.to) step('owner', { to: body.to })
    state.owner = body.to
  },
  offer: ({ state, fact, body, step, move }) => {
    // What has left the house stays true, also when corrected facts would no longer lead there.
    if (body.lane === 'mql' && ['unknown', 'lead', 'recycled'].includes(state.stage)) move('mql')
    state.offer = {
      id: body.offer,
      lane: body.lane,
      at: fact.at,
      owner: body.owner,
      stage: body.stage,
      class: body.class,
      state: 'open',
      reason: null,
      ...(body.until !== undefined && { until: body.until }),
    }
    state.owner = body.owner ?? state.owner
    if (state.fastLane) state.fastLane.wanted = false
    step('offer', { offer: body.offer, lane: body.lane, owner: body.owner, stage: body.stage, class: body.class, cycle: state.cycle })
  },
  contact: ({ state, fact, body, step }) => {
    if (state.offer) state.offer.contactedAt ??= fact.at
    step('contact', { activity: body.activity })
  },
  accept: ({ state, fact, body, step, move }) => {
    if (state.offer?.state === 'accepted' && !BEFORE_SALES.has(state.stage)) return
    // Silence counts as consent only where nobody spoke, however late that was learnt.
    if (body.auto && (state.offer?.id !== body.offer || state.offer.state !== 'open')) return
    settleOffer(state, 'accepted', null, fact.at)
    endRound(state)
    step('accept', { offer: body.offer ?? state.offer?.id ?? null, auto: body.auto })
    if (BEFORE_SALES.has(state.stage)) move('sal')
  },
  reject: ({ state, fact, body, step, move }) => {
    if (body.passedOnBy !== undefined) return passOn(state, body.passedOnBy, body, fact.at, step)
    if (state.offer?.state === 'rejected' && state.stage === 'recycled') return
    // Given back after it had been accepted, the chance is lost; a rejection proper comes before.
    if (state.stage === 'sal' || state.stage === 'sql') return lose(state, body.reason, fact.at, step, move)
    settleOffer(state, 'rejected', body.reason, fact.at)
    endRound(state)
    if (partnerOf(state.owner) !== null) state.owner = null // a partner does not have what they gave back
    step('reject', { offer: body.offer ?? state.offer?.id ?? null, reason: body.reason })
    if (!BEFORE_SALES.has(state.stage)) return
    move('recycled', { reason: body.reason })
    state.reason = body.reason
    state.nurtured = { touches: 0, days: [] } // nurturing starts again before the lead is offered again
  },
  withdraw: ({ state, fact, body, step }) => {
    settleOffer(state, 'withdrawn', body.reason, fact.at)
    step('withdraw', { offer: body.offer, reason: body.reason })
    if (body.passedOnFrom !== undefined) declines(state, body.passedOnFrom)
  },
  reminder: ({ state, fact, body, step }) => {
    const { offer, limit, steps } = body
    if (state.offer?.id === offer) state.offer.reminders = [...(state.offer.reminders ?? []), { at: fact.at, limit, steps }]
    step('reminder', { offer, limit, steps: steps.join(' ') })
  },
  substage: ({ state, body, step }) => {
    if (state.substage !== body.to) step('substage', { stage: state.stage, to: body.to })
    state.substage = body.to
  },
  lost: ({ state, fact, body, step, move }) => {
    lose(state, body.reason, fact.at, step, move)
  },
  disqualified: ({ state, fact, body, step, move }) => {
    if (typeof state.sieved === 'object') delete state.sieved // now somebody said so
    if (state.stage === 'disqualified') return
    step('disqualified', { reason: body.reason })
    move('disqualified', { reason: body.reason })
    state.reason = body.reason
    settleOffer(state, 'withdrawn', body.reason, fact.at)
  },
  won: ({ state, fact, body, step, move }) => {
    if (state.orders.some(({ order }) => order === body.order)) return
    step('won', { order: body.order, amount: body.amount, currency: body.currency, cycle: state.cycle })
    state.orders.push({ order: body.order, amount: body.amount, currency: body.currency, at: fact.at })
    settleOffer(state, 'accepted', null, fact.at)
    if (state.offer) takeCare(state.offer, 'customer', fact.at)
    move('customer')
    state.reason = null
  },
  won_void: ({ state, body, step, move }) => {
    if (!state.orders.some(({ order }) => order === body.order)) return
    step('won_void', { order: body.order })
    state.orders = state.orders.filter(({ order }) => order !== body.order)
    if (state.orders.length === 0 && state.stage === 'customer') move('sql')
  },
}

function lose(state: LeadState, reason: string | null, at: number, step: Applying<'lost'>['step'], move: Applying<'lost'>['move']): void {
  if (state.stage === 'lost') return
  step('lost', { reason })
  if (state.stage === 'customer') return
  move('lost', { reason })
  state.reason = reason
  settleOffer(state, 'withdrawn', reason, at)
}

/** The lead stays where it is: the next offer comes at once. */
function passOn(
  state: LeadState,
  partner: string,
  { offer, reason }: { offer: string | null; reason: string | null },
  at: number,
  step: Applying<'reject'>['step'],
): void {
  step('reject', { offer, reason })
  if (state.offer?.id === offer) settleOffer(state, 'rejected', reason, at)
  declines(state, ownerOfPartner(partner))
}

/** Does not have the lead any more, and is not asked again in this round. */
function declines(state: LeadState, owner: string | null): void {
  if (owner !== null) state.declined = [...(state.declined ?? []), partnerOf(owner) ?? owner]
  if (state.owner === owner) state.owner = null
}

/** Who declined before is asked again when the lead is handed over anew. */
function endRound(state: LeadState): void {
  if (state.declined) state.declined = []
}

function settleOffer({ offer }: LeadState, to: 'accepted' | 'rejected' | 'withdrawn', reason: string | null, at: number): void {
  if (offer?.state === 'open') Object.assign(offer, { state: to, reason, answeredAt: offer.answeredAt ?? at })
}

/** Whoever works with the lead has answered, also where nobody said so. */
function takeCare(offer: Offer, stage: Stage, at: number): void {
  offer.answeredAt ??= at
  if (stage !== 'sal') offer.movedOnAt ??= at
}

/** Attributes by which figures compare. */
const COMPANY = ['industry', 'employees', 'country', 'postalCode'] as const

function applyTouch({ rules, state, fact, body, step, move }: Applying<'touch'>): void {
  const rule = rules.touches[body.touch]
  // Who stands on a list has said nothing yet: nobody identified themselves.
  const identifies = body.contact !== null && body.touch !== 'list_entry'
  const caught = state.sieved === 'overruled' ? undefined : caughtBy(body.fit)
  if (state.createdAt === null) {
    state.createdAt = fact.at
    state.firstTouch = { at: fact.at, origin: body.origin }
    step('created', { to: identifies ? 'lead' : 'unknown', origin: body.origin })
    if (identifies) state.stage = 'lead'
  }
  state.touches += 1
  noteTouched(rules, state, body.touch)
  state.lastTouchAt = fact.at
  if (caught?.isCompany === false) {
    disqualify(state, caught, step, move) // and nothing of theirs counts for their unit
    return
  }
  if (!caught) readmit(state, identifies, move)
  const { excluded: _, excludesPerson: __, ...fit } = body.fit
  if (COMPANY.some((name) => fit[name] !== undefined && fit[name] !== state.attributes[name]))
    step('unit', Object.fromEntries(COMPANY.map((name) => [name, fit[name] ?? state.attributes[name] ?? null])))
  Object.assign(state.attributes, fit)
  if (rule.active) returnOfTheLost(state, move)
  if (identifies && state.identifiedAt === null) {
    state.identifiedAt = fact.at
    if (state.stage === 'unknown') move('lead')
  } else if (state.identifiedAt !== null && rule.nurtures) nurture(rules, state, fact.at)
  engage(state.engagement, touchPoints(rules, body), rule.halfLifeDays, fact.at)
  suggestClass(rules, state, body.content, fact.at, step)
  if (caught) disqualify(state, caught, step, move)
  if (state.stage === 'disqualified') return
  if (body.wantsSales) askForSales(state, fact.at, step)
  if (['lead', 'recycled'].includes(state.stage) && qualifies(rules, state, fact.at) && mayBecome(rules, state, 'mql', fact.at)) move('mql')
}

/** Phases may ask what there was. */
function noteTouched({ phases }: Rules, state: LeadState, kind: string): void {
  if (!phases.some(({ when }) => when.touched?.includes(kind)) || state.touched?.includes(kind)) return
  state.touched = [...(state.touched ?? []), kind]
}

const mayBecome = (rules: Rules, state: LeadState, stage: Stage, at: number): boolean =>
  mayFollow(phaseOf(rules, state, at), phaseOf(rules, { ...state, stage, substage: null }, at))

const caughtBy = ({ excluded, excludesPerson }: FitAttributes): { rule: string; isCompany: boolean } | undefined =>
  excluded === undefined ? undefined : { rule: excluded, isCompany: excludesPerson !== true }

function disqualify(state: LeadState, caught: { rule: string; isCompany: boolean }, step: Applying<'touch'>['step'], move: Applying<'touch'>['move']): void {
  if (!BEFORE_SALES.has(state.stage) || (!caught.isCompany && state.isGenuine)) return
  state.sieved = caught
  step('disqualified', { reason: caught.rule })
  move('disqualified', { reason: caught.rule })
  state.reason = caught.rule
}

/** A unit known by a student alone is a lead as soon as somebody else acts. */
function readmit(state: LeadState, identifies: boolean, move: Applying<'touch'>['move']): void {
  state.isGenuine = true
  if (state.stage !== 'disqualified' || typeof state.sieved !== 'object' || state.sieved.isCompany) return
  delete state.sieved
  state.reason = null
  move(identifies ? 'lead' : 'unknown')
}

/** A lost lead that acts again starts its next cycle. */
function returnOfTheLost(state: LeadState, move: Applying<'touch'>['move']): void {
  if (state.stage !== 'lost') return
  state.cycle += 1
  state.nurtured = { touches: 0, days: [] }
  state.fastLane = null
  state.offer = null
  endRound(state)
  state.reason = null
  move('lead')
}

function nurture(rules: Rules, state: LeadState, at: number): void {
  state.nurtured.touches += 1
  const day = localDay(at, rules.timeZone)
  if (!state.nurtured.days.includes(day) && state.nurtured.days.length < rules.mql.days) state.nurtured.days.push(day)
}

/** The sales fast lane: remembers where the lead stood; a customer who asks again starts a repeat purchase. */
function askForSales(state: LeadState, at: number, step: Applying<'touch'>['step']): void {
  const repeat = state.fastLane !== null
  step('fast_lane', { stage: state.stage, class: state.class?.value ?? null, repeat, cycle: state.cycle })
  if (state.stage === 'customer' && state.offer?.state !== 'open') {
    state.cycle += 1
    state.offer = null
    state.substage = 'repeat_purchase'
  }
  const wanted = state.offer === null || state.offer.state === 'rejected' || state.offer.state === 'withdrawn'
  if (wanted) state.fastLane = { at, stage: state.stage, class: state.class?.value ?? null, wanted }
}

function suggestClass(rules: Rules, state: LeadState, content: string | null, at: number, step: Applying<'touch'>['step']): void {
  const value = content === null ? undefined : rules.contentClass[content]
  if (value === undefined) return
  if (state.class?.by === 'human') {
    const isConfirmed = state.class.value === value
    if (isConfirmed) state.class.confirmedAt = at
    state.suggestion = isConfirmed ? null : { value, at }
    return
  }
  if (state.class?.value !== value) step('class', { from: state.class?.value ?? null, to: value, by: 'suggested', reason: null })
  state.class = { value, by: 'suggested', at }
}

const qualifies = (rules: Rules, state: LeadState, at: number): boolean => criteriaAt(rules, state, at).every(({ isMet }) => isMet)

/** The hand-over that is due now, if any: an open or accepted offer of this cycle is enough. */
export function handoverDue(state: LeadState): OfferLane | null {
  if (state.stage === 'disqualified' || state.stage === 'lost') return null
  const offered = state.offer !== null && (state.offer.state === 'open' || state.offer.state === 'accepted')
  if (offered) return null
  if (state.fastLane?.wanted) return 'fast'
  if (state.stage === 'mql') return 'mql'
  const decidedSince = state.class?.by === 'human' && state.class.value === 'A' && (state.offer === null || state.class.at > state.offer.at)
  return decidedSince && BEFORE_SALES.has(state.stage) ? 'classified' : null
}
