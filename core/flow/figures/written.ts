/** Answers as tables for other programs. */
import type { FigureRow } from '../../metrics/figure.ts'

/** One line for each row (RFC 4180); what belongs to the figure beside its value stands in columns of its own. */
type Row = Omit<FigureRow, 'more'> & { more?: FigureRow['more'] | undefined }

export function csvOf(rows: readonly Row[]): string {
  const besides = [...new Set(rows.flatMap(({ more = {} }) => Object.keys(more)))]
  const head = ['segment', 'period', 'n', 'value', 'low', 'high', 'says', ...besides]
  const lines = rows.map(({ segment, period, n, value, low, high, says, more = {} }) => [
    segment,
    period,
    n,
    value,
    low,
    high,
    says,
    ...besides.map((name) => more[name] ?? null),
  ])
  return [head, ...lines].map(csvLine).join('')
}

export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellOf).join(',')}\r\n`

/** Spreadsheets take what begins with these for a formula. */
const FORMULA = /^[=+\-@\t\r]/

export type Cell = string | number | boolean | null

function cellOf(value: Cell): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
