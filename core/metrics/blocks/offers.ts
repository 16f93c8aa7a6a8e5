/** Group 7 as one object: what became of the MQLs offered in each period, and the rejections of the period. Pure. */
import { cellsOf } from '../cells.ts'
import { type PeriodKind, type View, wholeRange } from '../figure.ts'
import { countOffers } from '../offers.ts'
import { reasonsOf } from '../rejections.ts'
import { type Share, wilson } from '../statistics/share.ts'

export interface OffersOfPeriod {
  offered: number
  accepted: number
  rejected: number
  withdrawn: number
  open: number
  autoAccepted: number
  dueN: number
  dueAccepted: number
  acceptedInTime: Share
  acceptedOfDecided: Share
  rejectedByReason: Record<string, number>
  rejectionsInPeriod: Record<string, number>
}

const KINDS = ['month', 'quarter', 'year'] as const satisfies readonly PeriodKind[]

/** Periods in which nothing was offered or rejected are left out. */
export const offersBlock = (view: View): Record<(typeof KINDS)[number], Record<string, OffersOfPeriod>> =>
  Object.fromEntries(KINDS.map((kind) => [kind, offersByPeriod(view, kind)])) as Record<(typeof KINDS)[number], Record<string, OffersOfPeriod>>

function offersByPeriod(view: View, kind: PeriodKind): Record<string, OffersOfPeriod> {
  const { periods, periodOf } = cellsOf(view, { ...wholeRange, period: kind })
  const { at, lane } = view.population.offers
  const mql = lane.names.indexOf('mql')
  const count = countOffers(view, periods.length, (offer) => (lane.codes[offer] === mql ? periodOf(at[offer]!) : -1))
  const ofCohort = reasonsOf(view, periods.length, (offer) => (lane.codes[offer] === mql ? periodOf(at[offer]!) : -1))
  const ofPeriod = reasonsOf(view, periods.length, (offer) => periodOf(view.population.offers.outcomeAt[offer]!))
  const all = periods.map(({ key }, i): [string, OffersOfPeriod] => [
    key!,
    {
      offered: count(i, 'offered'),
      accepted: count(i, 'accepted'),
      rejected: count(i, 'rejected'),
      withdrawn: count(i, 'withdrawn'),
      open: count(i, 'open'),
      autoAccepted: count(i, 'autoAccepted'),
      dueN: count(i, 'answerDue'),
      dueAccepted: count(i, 'acceptedInTime'),
      acceptedInTime: wilson(count(i, 'acceptedInTime'), count(i, 'answerDue')),
      acceptedOfDecided: wilson(count(i, 'accepted'), count(i, 'accepted') + count(i, 'rejected')),
      rejectedByReason: ofCohort[i]!,
      rejectionsInPeriod: ofPeriod[i]!,
    },
  ])
  return Object.fromEntries(all.filter(([, { offered, rejectionsInPeriod }]) => offered > 0 || Object.keys(rejectionsInPeriod).length > 0))
}
