/** The sentences of which an agreement is made; each language has all of them. */
import type { AgreementLanguage, CalendarTerms, LimitTerms, SieveTerms, Terms } from '../../agreement.ts'
import type { TouchKind } from '../../lead/event.ts'
import type { Class, OfferLane, Stage } from '../../lead/fact.ts'
import type { LimitKind, TimeLimit } from '../../lead/handover-limits.ts'
import type { Phase } from '../../lead/phase.ts'
import type { RoutingRule } from '../../lead/route.ts'
import type { FitRule, TouchRule } from '../../lead/rules.ts'

export const SECTIONS = [
  'parties',
  'funnel',
  'stages',
  'classes',
  'score',
  'handover',
  'owners',
  'material',
  'feedback',
  'limits',
  'calendars',
  'capacity',
  'targets',
] as const
export type SectionId = (typeof SECTIONS)[number]

/** Names of things, in the language of the document. */
export interface Named {
  product(id: string): string
  partner(id: string): { label: string; days: number } | undefined
  /** `A, B and C` */
  list(names: readonly string[]): string
  /** `A, B or C` */
  either(names: readonly string[]): string
  number(n: number): string
  /** @param date `2027-05-07` */
  day(date: string): string
}

export interface Words {
  title: string
  sections: Readonly<Record<SectionId, string>>
  none: string
  party(party: Terms['parties'][number], by: Named): string
  validFrom(day: string): string
  products(names: string): string
  phase(phase: Phase, nameOf: (id: string) => string, by: Named): string
  stages: Readonly<Record<Stage, { name: string; means: string }>>
  classes: Readonly<Record<Class, string>>
  classDays(of: string, days: number | null): string
  touches: Readonly<Record<TouchKind, string>>
  touch(name: string, rule: TouchRule, by: Named): string
  interest(points: Terms['interest'], by: Named): string
  fit(rule: FitRule, by: Named): string
  fitGrades(grades: Terms['fitGrades'], by: Named): string
  engagementGrades(grades: Terms['engagementGrades'], by: Named): string
  mql(mql: Terms['mql'], by: Named): string
  fastLane: string
  classified: string
  sieve(rule: SieveTerms, by: Named): string
  lanes: Readonly<Record<OfferLane, string>>
  connection(of: Terms['connections'][number], by: Named): string
  keepsOwner: string
  route(rule: RoutingRule, by: Named): string
  noRoute: string
  duty: string
  reason(name: string): string
  firstFits: string
  limit(kind: LimitKind, limit: TimeLimit, of: LimitTerms, by: Named): string[]
  unreminded: string
  partnerLimit(label: string, days: number, by: Named): string
  calendar(id: string, calendar: CalendarTerms, by: Named): string
  capacity(owner: string, most: number): string
  target(product: string, figure: string, period: string, value: number, by: Named): string
  changes: { added: string; removed: string; none: string; between(from: number, to: number): string }
  version(n: number | null, day: string | null): string
}

export type AllWords = Readonly<Record<AgreementLanguage, Words>>

/** `08:00–12:00, 13:00–17:00` */
export const hoursInWords = (hours: readonly (readonly [number, number])[]): string => hours.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ')

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

export const isWeekday = (day: string): boolean => /^[a-z]/.test(day)

/** The parts of a period such as `2027-Q2`. */
export function periodParts(period: string): { year: string; quarter?: string; half?: string; month?: number } {
  const [year = '', rest = ''] = period.split('-')
  if (rest.startsWith('Q')) return { year, quarter: rest.slice(1) }
  if (rest.startsWith('H')) return { year, half: rest.slice(1) }
  return rest === '' ? { year } : { year, month: Number(rest) }
}

const WEEK: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** `Monday to Friday`, where the days follow each other. @param to between the first and the last */
export function weekdays(days: readonly string[], names: Readonly<Record<string, string>>, to: string, by: Named): string {
  const places = days.map((day) => WEEK.indexOf(day)).sort((a, b) => a - b)
  const written = places.map((place) => names[WEEK[place]!]!)
  const follow = places.length > 2 && places.every((place, i) => place === places[0]! + i)
  return follow ? `${written[0]} ${to} ${written.at(-1)}` : by.list(written)
}
