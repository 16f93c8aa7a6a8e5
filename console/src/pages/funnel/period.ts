/** Periods as the hub names them: `2025-03`, `2025-Q1`, `2025-H1`, `2025`; what they are called, and their days. Pure. */

export const PERIODS = ['month', 'quarter', 'half', 'year'] as const
export type Period = (typeof PERIODS)[number]

const MONTHS: Readonly<Record<Period, number>> = { month: 1, quarter: 3, half: 6, year: 12 }
const KEY = /^(\d{4})(?:-(?:(\d\d)|Q([1-4])|H([12])))?$/

interface Parts {
  period: Period
  year: number
  /** The first month is 0. */
  month: number
  /** Number of the part in its year, from 1 on. */
  n: number
}

function partsOf(key: string): Parts | null {
  const found = KEY.exec(key)
  if (found === null) return null
  const [year, month, quarter, half] = [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0), Number(found[4] ?? 0)]
  const period: Period = month > 0 ? 'month' : quarter > 0 ? 'quarter' : half > 0 ? 'half' : 'year'
  const n = month || quarter || half || 1
  return { period, year, n, month: (n - 1) * MONTHS[period] }
}

export const isPeriod = (text: string | undefined): text is Period => PERIODS.some((one) => one === text)
export const periodOf = (key: string): Period | null => partsOf(key)?.period ?? null

/** `Mar 2025`, `Q1 2025`, `H1 2025`, `2025`. @param half how half-years are called */
export function periodName(key: string, locale: string, half: (n: number, year: number) => string): string {
  const parts = partsOf(key)
  if (parts === null) return key
  const { period, year, month, n } = parts
  if (period === 'month') return new Date(Date.UTC(year, month)).toLocaleDateString(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
  if (period === 'quarter') return `Q${n} ${year}`
  return period === 'half' ? half(n, year) : String(year)
}

const day = (year: number, month: number): string => new Date(Date.UTC(year, month)).toISOString().slice(0, 10)

/** Local days: the first one, and the first one behind it. @param before so many months are taken in before its end */
export function daysOf(key: string, before?: number): { from: string; to: string } | null {
  const parts = partsOf(key)
  if (parts === null) return null
  const { period, year, month } = parts
  const end = month + MONTHS[period]
  return { from: day(year, end - (before ?? MONTHS[period])), to: day(year, end) }
}

export const isOver = (key: string, asOf: string): boolean => (daysOf(key)?.to ?? '') <= asOf.slice(0, 10)
export const coarserThan = (period: Period): readonly Period[] => PERIODS.slice(PERIODS.indexOf(period) + 1)
