/** What became of a lead as figures see it, without the way over facts: for truths found by very many leads. */
import type { Stage } from '../../core/lead/fact.ts'
import type { LeadPath, PathOffer } from '../../core/metrics/lead-path.ts'
import type { Born } from './born.ts'
import type { LifeEvent } from './life.ts'

export function pathOfLife(lead: string, born: Born, events: readonly LifeEvent[]): LeadPath {
  const moves: LeadPath['moves'][number][] = [{ at: born.at, to: born.stage }]
  const classes: LeadPath['classes'][number][] = born.class === null ? [] : [{ at: born.at, to: born.class }]
  const offers: PathOffer[] = []
  const fastLanes: LeadPath['fastLanes'][number][] = []
  const orders: LeadPath['orders'][number][] = []
  const offer = (at: number, lane: string): void => {
    const none = { outcomeAt: null, answeredAt: null, auto: false, reason: null, contactedAt: null, nextAt: null }
    offers.push({ offer: `${lead}-${offers.length}`, at, lane, owner: null, outcome: 'open', ...none })
  }
  const move = (at: number, to: Stage): void => {
    if (moves.at(-1)!.to !== to) moves.push({ at, to })
  }
  const answer = (at: number, outcome: 'accepted' | 'rejected'): void => {
    const open = offers.pop()!
    offers.push({ ...open, outcome, outcomeAt: at, answeredAt: at })
    move(at, outcome === 'accepted' ? 'sal' : 'recycled')
  }
  for (const event of events) {
    const { at } = event
    if (event.kind === 'class') classes.push({ at, to: event.to })
    else if (event.kind === 'stage') move(at, event.to)
    else if (event.kind === 'lost' || event.kind === 'disqualified') move(at, event.kind)
    else if (event.kind === 'accept') answer(at, 'accepted')
    else if (event.kind === 'reject') answer(at, 'rejected')
    else if (event.kind === 'fast_lane') {
      fastLanes.push({ at, stage: moves.at(-1)!.to, class: classes.at(-1)?.to ?? null })
      offer(at, 'fast')
    } else {
      move(at, 'customer')
      orders.push({ order: lead, at, amount: null, currency: null })
    }
    if (event.kind === 'stage' && event.to === 'mql') offer(at, 'mql')
  }
  const source = { channel: born.channel, system: born.channel, campaign: born.campaign }
  const unit = { product: 'P', unit: lead, account: lead, industry: born.industry, size: null, region: null }
  const rest = { owners: [], substages: [], contacts: [], touches: [], late: [] }
  return { lead, ...unit, createdAt: born.at, source, moves, classes, offers, fastLanes, orders, ...rest }
}
