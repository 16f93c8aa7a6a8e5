/** Group 1 as one object: what happened in each period, and where leads stood at its end. Pure. */
import { CLASSES, STAGES } from '../../lead/fact.ts'
import { cellsOf } from '../cells.ts'
import { PERIODS, type PeriodKind, type View, wholeRange } from '../figure.ts'
import { eachHappened, HAPPENED, type Happened } from '../happened.ts'
import { NO_CLASS } from '../segment.ts'
import { eachClassSpan, eachStageSpan } from '../standing-counts.ts'

export type Counters = Record<string, number>
export type CountsOfPeriod = Record<Exclude<Happened, keyof typeof NAMES>, number> &
  Record<keyof typeof NAMES | 'standingInStage' | 'standingInClass', Counters>
export type CountsBlock = Record<PeriodKind, Record<string, CountsOfPeriod>>

const CLASS_NAMES = [...CLASSES, NO_CLASS]
const NAMES = { firstInStage: STAGES, firstInClass: CLASSES, entriesToStage: STAGES, exitsFromStage: STAGES } as const satisfies Partial<
  Record<Happened, readonly string[]>
>

/** @param from the first instant that is asked about; null: the first creation */
export const countsBlock = (view: View, from: number | null = null): CountsBlock =>
  Object.fromEntries(PERIODS.map((period) => [period, ofPeriods(view, from, period)])) as CountsBlock

function ofPeriods(view: View, from: number | null, period: PeriodKind): Record<string, CountsOfPeriod> {
  const { periods, periodOf } = cellsOf(view, { ...wholeRange, from, period })
  const block = periods.map(() => ({}) as Record<string, number | Counters>)
  for (const what of HAPPENED) {
    const names: readonly string[] = what in NAMES ? NAMES[what as keyof typeof NAMES] : [what]
    const counts = matrix(periods.length, names.length, (count) =>
      eachHappened(view, what, (_, at, one, amount) => count(periodOf(at), names.length === 1 ? 0 : one, amount)),
    )
    counts.forEach((row, i) => {
      block[i]![what] = what in NAMES ? counters(row, names) : row[0]!
    })
  }
  const ends = Float64Array.from(periods, ({ to }) => to)
  const standing = (names: readonly string[], each: typeof eachStageSpan): Counters[] =>
    matrix(periods.length, names.length, (count) =>
      each(view, ends, (_lead, _at, code, first, behind) => {
        for (let place = first; place < behind; place++) count(place, code, 1)
      }),
    ).map((row) => counters(row, names))
  standing(STAGES, eachStageSpan).forEach((row, i) => {
    block[i]!.standingInStage = row
  })
  standing(CLASS_NAMES, eachClassSpan).forEach((row, i) => {
    block[i]!.standingInClass = row
  })
  return Object.fromEntries(periods.map(({ key }, i) => [key!, block[i] as CountsOfPeriod]))
}

/** Counted into rows and columns; what lies in no row is not counted. */
function matrix(rows: number, columns: number, fill: (count: (row: number, column: number, amount: number) => void) => void): Float64Array[] {
  const all = Array.from({ length: rows }, () => new Float64Array(columns))
  fill((row, column, amount) => {
    if (row >= 0) all[row]![column]! += amount
  })
  return all
}

const counters = (row: Float64Array, names: readonly string[]): Counters =>
  Object.fromEntries(names.map((name, i): [string, number] => [name, row[i]!]).filter(([, n]) => n > 0))
