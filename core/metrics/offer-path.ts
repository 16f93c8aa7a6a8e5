/** What became of the offers of a lead to sales (figures.md 7), and when sales first spoke to it afterwards (10). Pure. */
import type { Stage } from '../lead/fact.ts'
import type { MetricFact } from './fact.ts'
import type { PathOffer } from './lead-path.ts'
import type { StageMove } from './stage-path.ts'

type Offer = Extract<MetricFact, { kind: 'offer' }>
type Answer = Extract<MetricFact, { kind: 'accept' | 'reject' | 'withdraw' }>
type Contact = Extract<MetricFact, { kind: 'contact' }>

const ANSWERED = { accept: 'accepted', reject: 'rejected', withdraw: 'withdrawn' } as const
/** What the lead does says what became of an offer that nobody answers. */
const TAKEN: Partial<Record<Stage, 'accepted' | 'withdrawn'>> = {
  sal: 'accepted',
  sql: 'accepted',
  customer: 'accepted',
  lost: 'withdrawn',
  disqualified: 'withdrawn',
}

/** @param facts of one lead, in their order */
export function offersOf(facts: readonly MetricFact[], moves: readonly StageMove[]): PathOffer[] {
  const offers = facts.filter((fact): fact is Offer => fact.kind === 'offer')
  if (offers.length === 0) return []
  const contacts = facts.filter((fact): fact is Contact => fact.kind === 'contact')
  const answers = answersTo(facts)
  return offers.map((offer, i) => {
    const next = offers[i + 1] ?? null
    const answer = answers.get(offer.offer) ?? null
    const contact = contacts.find(({ at }) => at >= offer.at && (next === null || at < next.at))
    return {
      offer: offer.offer,
      at: offer.at,
      lane: offer.lane,
      owner: offer.owner,
      ...outcomeOf(offer, answer, moves),
      answeredAt: answer?.at ?? null,
      contactedAt: contact?.at ?? null,
      nextAt: next?.at ?? null,
    }
  })
}

/** The first answer to each offer; one that names none is meant for the last offer without an answer. */
function answersTo(facts: readonly MetricFact[]): Map<string, Answer> {
  const answers = new Map<string, Answer>()
  const open: string[] = []
  for (const fact of facts) {
    if (fact.kind === 'offer') open.push(fact.offer)
    if (fact.kind !== 'accept' && fact.kind !== 'reject' && fact.kind !== 'withdraw') continue
    const offer = fact.offer ?? open.findLast((one) => !answers.has(one))
    if (offer !== undefined && !answers.has(offer)) answers.set(offer, fact)
  }
  return answers
}

function outcomeOf(offer: Offer, answer: Answer | null, moves: readonly StageMove[]): Pick<PathOffer, 'outcome' | 'outcomeAt' | 'auto' | 'reason'> {
  const taken = moves.find(({ at, to }) => at >= offer.at && TAKEN[to] !== undefined)
  if (answer !== null && (taken === undefined || answer.at <= taken.at)) {
    return {
      outcome: ANSWERED[answer.kind],
      outcomeAt: answer.at,
      auto: answer.kind === 'accept' && answer.auto,
      reason: answer.kind === 'accept' ? null : answer.reason,
    }
  }
  if (taken === undefined) return { outcome: 'open', outcomeAt: null, auto: false, reason: null }
  return { outcome: TAKEN[taken.to]!, outcomeAt: taken.at, auto: false, reason: null }
}
