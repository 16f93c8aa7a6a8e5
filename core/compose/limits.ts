/** The time limits of the agreement, joined with the calendars in which they are counted; checked, as everything that is configured. */
import type { AgreementConfig, LimitConfig } from '../../config/schema/agreement.ts'
import type { LimitRule, TimeLimit } from '../lead/handover-limits.ts'
import { instantAt } from '../lead/local-time.ts'
import type { Calendar } from '../lead/working-time.ts'
import { calendarOf, yearIn } from './calendars.ts'
import { below, type Report } from './report.ts'

interface Known {
  timeZone: string
  productIds: readonly string[]
  /** Somebody can be told by mail. */
  hasMail: boolean
}

/** @returns in order: the first that fits counts */
export function limitRules(agreement: AgreementConfig, { timeZone, productIds, hasMail }: Known, report: Report): LimitRule[] {
  const calendars = new Map<string, Calendar>()
  for (const [id, given] of Object.entries(agreement.calendars)) {
    const calendar = calendarOf(given, timeZone, below(report, 'calendars', id))
    if (calendar) calendars.set(id, calendar)
  }
  const names = Object.keys(agreement.calendars)
  const isKnown = (name: string): boolean => names.includes(name)
  const unknown = (name: string) => `there is no calendar '${name}'; known are ${names.join(', ') || 'none'}`
  const usual = agreement.calendar ?? names[0]
  if (agreement.calendar !== undefined && !isKnown(agreement.calendar)) report(['calendar'], unknown(agreement.calendar))
  const taken = new Set<string>()
  return agreement.limits.flatMap((given, i): LimitRule[] => {
    const tell = below(report, 'limits', i)
    if (given.lanes.every((lane) => taken.has(lane))) tell(['lanes'], 'nothing is left for this entry: those above take all of it')
    if (given.products.length === 0 && given.from === undefined) for (const lane of given.lanes) taken.add(lane)
    for (const product of given.products)
      if (!productIds.includes(product)) tell(['products'], `'${product}' is not a configured product; known are ${productIds.join(', ')}`)
    for (const kind of ['acceptance', 'firstContact'] as const) if (given[kind]) checkLimit(given[kind], hasMail, below(tell, kind))
    const calendarId = given.calendar ?? usual
    if (calendarId === undefined) tell([], 'a time limit needs a calendar: describe one under `agreement.calendars`')
    else if (given.calendar !== undefined && !isKnown(given.calendar)) tell(['calendar'], unknown(given.calendar))
    const calendar = calendars.get(calendarId ?? '')
    if (calendarId === undefined || !calendar) return []
    const year = yearIn(calendar)
    for (const kind of ['acceptance', 'firstContact'] as const)
      if (given[kind] && isLonger(given[kind], year)) tell([kind], `in the calendar ${calendarId} this takes longer than a year`)
    const { lanes, products, acceptance, firstContact } = given
    const from = given.from === undefined ? null : instantAt(calendar.localTime, given.from, 0)
    const limits = {
      ...(acceptance && { acceptance: limitOf({ ...acceptance, after: 'handover' }) }),
      ...(firstContact && { first_contact: limitOf(firstContact) }),
    }
    return [{ lanes, products, from, calendarId, calendar, limits }]
  })
}

type GivenLimit = NonNullable<LimitConfig['acceptance'] | LimitConfig['firstContact']>

function checkLimit({ remindAfter, escalate, otherwise, otherwiseAfterHours }: GivenLimit, hasMail: boolean, report: Report): void {
  if (escalate && !hasMail) report(['escalate'], 'a notifier of the kind `mail` is needed, through which people are told')
  if (otherwise !== 'accept' && otherwise !== 'passOn') return
  if (remindAfter.some((hours) => hours > otherwiseAfterHours))
    report(['remindAfter'], `nobody is reminded after \`${otherwise}\` has settled it: raise \`otherwiseAfterHours\``)
  if (escalate && escalate.afterHours > otherwiseAfterHours)
    report(['escalate'], `nobody is told after \`${otherwise}\` has settled it: raise \`otherwiseAfterHours\``)
}

/** Than a year of the calendar. */
function isLonger(
  { hours = 0, days = 0, remindBefore, remindAfter, escalate, otherwiseAfterHours }: GivenLimit,
  year: { days: number; hours: number },
): boolean {
  return days > year.days || Math.max(hours, ...remindBefore, ...remindAfter, escalate?.afterHours ?? 0, otherwiseAfterHours) > year.hours
}

function limitOf(given: GivenLimit & { after: TimeLimit['after'] }): TimeLimit {
  const { hours, days, after, remindBefore, remindAfter, escalate = null, otherwise, otherwiseAfterHours } = given
  const within = hours === undefined ? { days: days! } : { hours } // the schema asks for one of them
  return { within, after, remindBefore, remindAfter, escalate, otherwise: { do: otherwise, afterHours: otherwiseAfterHours } }
}
