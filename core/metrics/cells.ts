/** The cells of an answer: each period by each segment, as one row of numbers that a pass counts into. Pure. */
import type { FigureAnswer, FigureRow, InBoth, Question, View } from './figure.ts'
import { type Period, periodsBetween, placeIn } from './periods.ts'
import { type Segments, segmentsBy } from './segment.ts'

export interface Cells {
  /** In order; the whole range as one where no period is asked for. Cut to the range and to what is known. */
  readonly periods: readonly { key: string | null; from: number; to: number; isRunning: boolean; isCut: boolean }[]
  /** `[null]`: all as one. */
  readonly segments: readonly (string | null)[]
  readonly n: number
  /** Where an instant lies; -1: outside the range. */
  readonly periodOf: (at: number) => number
  /** The cell of what happened to a lead at an instant; -1: outside the range. */
  readonly of: (lead: number, at: number) => number
}

const ALL: Segments = { names: [], of: () => 0 }

/** @param own segments that are not the lead's, such as the touch's channel */
export function cellsOf(view: View, question: Question, own?: Segments): Cells {
  const periods = periodsOf(view, question)
  const segments = own ?? (question.by === null || question.by === 'touch' ? ALL : segmentsBy(view.population, question.by))
  const names = segments === ALL ? [null] : segments.names
  const width = names.length
  const periodOf = placeIn(periods)
  return {
    periods,
    segments: names,
    n: periods.length * width,
    periodOf,
    of: (lead, at) => {
      const period = periodOf(at)
      return period < 0 ? -1 : period * width + segments.of(lead, at)
    },
  }
}

/** What happens at the instant of `asOf` itself is known, but begins no period. */
function periodsOf({ population, asOf, settings }: View, { from, to, period }: Question): Cells['periods'] {
  const begin = from ?? Math.min(asOf, earliest(population.createdAt))
  const end = Math.min(to ?? Number.POSITIVE_INFINITY, asOf + 1)
  if (begin >= end) return []
  const whole: (Omit<Period, 'key'> & { key: string | null })[] =
    period === null ? [{ key: null, from: begin, to: to ?? end }] : periodsBetween(period, begin, Math.min(end, asOf), settings.timeZone)
  return whole.map((one) => ({
    ...{ key: one.key, from: Math.max(one.from, begin), to: Math.min(one.to, end) },
    isRunning: one.key !== null && one.to > asOf,
    isCut: one.key !== null && !isWhole(one, { from, to, asOf }),
  }))
}

/** Whether the range that is asked about has all of a period, as far as it is over. */
export const isWhole = (period: Pick<Period, 'from' | 'to'>, { from, to, asOf }: Pick<Question, 'from' | 'to'> & Pick<View, 'asOf'>): boolean =>
  period.from >= (from ?? period.from) && Math.min(period.to, asOf) <= (to ?? period.to)

const earliest = (times: Float64Array): number => times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY)

/** The number of the cell that a row stands for; -1: none. */
export function cellOf({ periods, segments }: Cells, row: Pick<FigureRow, 'segment' | 'period'>): number {
  const [period, segment] = [periods.findIndex(({ key }) => key === row.period), segments.indexOf(row.segment)]
  return period < 0 || segment < 0 ? -1 : period * segments.length + segment
}

/**
 * Rows by segment, then period. Segments of which nothing is counted are left out; periods are not, since nothing is an answer.
 * @param isThere whether a row speaks of anything
 */
export function rowsOf(
  cells: Cells,
  rowOf: (cell: number, period: Cells['periods'][number]) => Omit<FigureRow, 'segment' | 'period'>,
  isThere: (row: FigureRow) => boolean = ({ n }) => n > 0,
): FigureRow[] {
  const { periods, segments } = cells
  return segments.flatMap((segment, i) => {
    const rows = periods.map((period, place) => ({ segment, period: period.key, ...rowOf(place * segments.length + i, period) }))
    return segment === null || rows.some(isThere) ? rows : []
  })
}

/** An answer with what has to be said of its periods. */
export function answered(cells: Cells, rows: readonly FigureRow[], notes: readonly InBoth[] = []): FigureAnswer {
  const said = [...notes]
  const cut = cells.periods.flatMap(({ key, isCut }) => (isCut ? [key!] : []))
  if (cut.length > 0) said.push(inPart(cut))
  const running = cells.periods.find(({ isRunning }) => isRunning)
  if (running) said.push(stillRunning(running.key!))
  return { rows, notes: said }
}

const inPart = (keys: readonly string[]): InBoth => ({
  de: `Nur zum Teil im Zeitraum und mit keiner anderen Periode vergleichbar: ${keys.join(', ')}.`,
  en: `Only in part in the range, and not comparable with any other period: ${keys.join(', ')}.`,
})

const stillRunning = (key: string): InBoth => ({
  de: `${key} läuft noch und ist mit keiner anderen Periode vergleichbar.`,
  en: `${key} is still running and cannot be compared with any other period.`,
})

/** Ids of leads, each once, in the order of their numbers. */
export function idsOf({ population }: View, pass: (use: (lead: number) => void) => void): string[] {
  const found = new Set<number>()
  pass((lead) => found.add(lead))
  return [...found].sort((a, b) => a - b).map((lead) => population.ids[lead]!)
}
