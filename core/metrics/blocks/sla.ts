/** Group 10 as one object: whether sales answered and was in contact in time, and how much of its capacity was used. Pure. */
import { type CapacityUsed, capacityUsed } from '../capacity.ts'
import { cellsOf } from '../cells.ts'
import { type View, wholeRange } from '../figure.ts'
import { contactWaits } from '../first-contact.ts'
import { countOffers } from '../offers.ts'
import { periodsBetween } from '../periods.ts'
import { kaplanMeier, type Quantile, quantile } from '../statistics/kaplan-meier.ts'
import { type Share, wilson } from '../statistics/share.ts'

export interface SlaOfPeriod {
  offers: number
  answerDue: number
  answerInTime: number
  answerRate: Share
  unansweredOverdue: number
  contactDue: number
  contactInTime: number
  contactRate: Share
}

export interface SlaBlock {
  byQuarter: Record<string, SlaOfPeriod>
  workingHoursToFirstContact: Record<string, Quantile>
  /** The last six months before `asOf`. */
  capacity: Record<string, Record<string, CapacityUsed>>
}

const HOUR_MS = 3_600_000
const MONTHS_SHOWN = 6
const HALF_A_YEAR_MS = 200 * 24 * HOUR_MS

export function slaBlock(view: View): SlaBlock {
  return { byQuarter: byQuarter(view), workingHoursToFirstContact: hoursToContact(view), capacity: capacity(view) }
}

function byQuarter(view: View): Record<string, SlaOfPeriod> {
  const { periods, periodOf } = cellsOf(view, { ...wholeRange, period: 'quarter' })
  const { at } = view.population.offers
  const count = countOffers(view, periods.length, (offer) => periodOf(at[offer]!))
  const all = periods.map(({ key }, i): [string, SlaOfPeriod] => [
    key!,
    {
      offers: count(i, 'offered'),
      answerDue: count(i, 'answerDue'),
      answerInTime: count(i, 'answeredInTime'),
      answerRate: wilson(count(i, 'answeredInTime'), count(i, 'answerDue')),
      unansweredOverdue: count(i, 'unanswered'),
      contactDue: count(i, 'contactDue'),
      contactInTime: count(i, 'contactedInTime'),
      contactRate: wilson(count(i, 'contactedInTime'), count(i, 'contactDue')),
    },
  ])
  return Object.fromEntries(all.filter(([, { offers }]) => offers > 0))
}

function hoursToContact(view: View): Record<string, Quantile> {
  const curve = kaplanMeier(contactWaits(view, 1, () => 0)[0]!)
  const inHours = (ms: number | null) => (ms === null ? null : ms / HOUR_MS)
  return Object.fromEntries(
    [0.25, 0.5, 0.75].map((q) => {
      const { value, low, high } = quantile(curve, q)
      return [String(q), { value: inHours(value), low: inHours(low), high: inHours(high) }]
    }),
  )
}

function capacity(view: View): SlaBlock['capacity'] {
  const { asOf, settings } = view
  const months = periodsBetween('month', asOf - HALF_A_YEAR_MS, asOf, settings.timeZone).slice(-MONTHS_SHOWN)
  const used = capacityUsed(
    view,
    months.map((month) => ({ ...month, months: 1 })),
  )
  return Object.fromEntries(months.map(({ key }, i) => [key, used[i]!]))
}
