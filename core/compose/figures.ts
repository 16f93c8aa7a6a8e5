/** What figures count by: `funnel.figures`, joined with what was agreed on. */
import type { Config } from '../../config/schema.ts'
import type { LimitKind, LimitRule, TimeLimit } from '../lead/handover-limits.ts'
import { localTimeIn } from '../lead/local-time.ts'
import type { Calendar } from '../lead/working-time.ts'
import type { FigureSetup } from '../setup.ts'

/** Where nothing was agreed: the hours that people expect. */
const USUAL = { answerHours: 24, firstContactHours: 8 } as const
const USUAL_HOURS = [[9 * 60, 17 * 60]] as const

export function figuresOf({ timeZone, funnel: { figures }, agreement }: Config, limits: readonly LimitRule[]): FigureSetup {
  const { sizes, regions, ...counted } = figures
  const workingTime = limits[0]?.calendar ?? usualCalendar(timeZone)
  const hoursOf = (kind: LimitKind, usual: number): number => {
    const limit = limits.find((rule) => rule.limits[kind])?.limits[kind]
    return limit ? hoursIn(limit, workingTime) : usual
  }
  return {
    ...{ ...counted, timeZone, workingTime },
    sla: { answerHours: hoursOf('acceptance', USUAL.answerHours), firstContactHours: hoursOf('first_contact', USUAL.firstContactHours) },
    capacity: agreement.perMonth,
    targets: agreement.targets,
    companyOf: ({ industry = null, size, region, employees, country, postalCode }) => ({
      industry,
      size: size ?? (employees == null ? null : (sizes.find(({ max }) => max === undefined || employees <= max)?.name ?? null)),
      region:
        region ??
        regions.find(
          (one) =>
            one.country.includes(country ?? '') && (one.postalCodePrefix.length === 0 || one.postalCodePrefix.some((prefix) => postalCode?.startsWith(prefix))),
        )?.name ??
        country ??
        null,
    }),
  }
}

const usualCalendar = (timeZone: string): Calendar => ({
  week: Object.fromEntries([1, 2, 3, 4, 5].map((weekday) => [weekday, USUAL_HOURS])),
  yearly: {},
  dates: {},
  localTime: localTimeIn(timeZone),
  isHoliday: () => false,
})

/** Whole working days are as long as the usual one. */
function hoursIn({ within }: TimeLimit, calendar: Calendar): number {
  if ('hours' in within) return within.hours
  const week = Object.values(calendar.week).map((hours) => hours.reduce((minutes, [from, to]) => minutes + to - from, 0) / 60)
  return within.days * Math.max(...week)
}
