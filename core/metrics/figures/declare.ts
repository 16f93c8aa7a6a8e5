/** How a figure is made from a declaration in words and a function that tells of everything it counts. Pure. */
import { answered, type Cells, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import type { Dimension, Figure, FigureRow, InBoth, Question, View } from '../figure.ts'
import { type ConversionStep, STEPS } from '../figure-settings.ts'
import { countSays, rateSays } from '../says.ts'
import { countInterval } from '../statistics/count.ts'
import type { Interval } from '../statistics/interval.ts'
import { wilson } from '../statistics/share.ts'

/** A figure in words, without its functions. */
export type Declared = Omit<Figure, 'answer' | 'behind' | 'modes' | 'windowOf'> & Partial<Pick<Figure, 'modes' | 'windowOf'>>

export const LEAD_DIMENSIONS: readonly Dimension[] = ['channel', 'system', 'campaign', 'industry', 'size', 'region', 'class', 'stage', 'owner', 'product']

export const asFigure = (declared: Declared, functions: Pick<Figure, 'answer' | 'behind'>): Figure => ({
  modes: [],
  windowOf: () => null,
  ...declared,
  ...functions,
})

/** Of a step; in whatever order, there is none. */
export const stepWindow: Figure['windowOf'] = ({ windows }, { kind, mode }) => (mode === 'any' ? null : windows[(kind ?? STEPS[0]) as ConversionStep])

/** The same figure, with more to be said beside its numbers. */
export const saying = (figure: Figure, more: (view: View, question: Question, rows: readonly FigureRow[]) => readonly InBoth[]): Figure => ({
  ...figure,
  answer: (view, question) => {
    const { rows, notes } = figure.answer(view, question)
    return { rows, notes: [...notes, ...more(view, question, rows)] }
  },
})

/** The kind that is asked about, or the figure's first. */
export const kindOf = (kinds: readonly string[], { kind }: Question): string => kind ?? kinds[0]!

/** Words that several figures share. */
export const COUNTED: InBoth = {
  de: 'Anzahl mit exaktem Poisson-Intervall (95 %).',
  en: 'Count with its exact Poisson interval (95 %).',
}
export const SHARED: InBoth = { de: 'Anteil k/n mit Wilson-Intervall (95 %).', en: 'Share k/n with its Wilson interval (95 %).' }

// --- counts ------------------------------------------------------------------

/** Told of each thing that is counted: its lead, its instant, and which part it is. */
export type EachPart = (view: View, question: Question, cells: Cells, use: (lead: number, at: number, part: number) => void) => void

/** What is told apart in a row, such as `{ reason: 'wrong persona' }`. */
type PartNames = readonly Readonly<Record<string, string>>[]

/** A count by period, segment and part. Parts that nothing is counted of are left out. */
export function partsFigure(declared: Declared, partsOf: (view: View, question: Question) => PartNames, each: EachPart): Figure {
  return asFigure(declared, {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const names = partsOf(view, question)
      const counts = new Uint32Array(cells.n * names.length)
      each(view, question, cells, (lead, at, part) => {
        const cell = cells.of(lead, at)
        if (cell >= 0) counts[cell * names.length + part]!++
      })
      const interval = remembered(countInterval)
      const rows = names.flatMap((more, part) => {
        const countOf = (cell: number): number => counts[cell * names.length + part]!
        if (names.length > 1 && !someCell(cells, countOf)) return []
        const all = rowsOf(cells, (cell) => countRow(countOf(cell), interval, more))
        return names.length > 1 ? all.filter(({ segment, n }) => segment === null || n > 0) : all
      })
      return answered(cells, rows)
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, question)
      const names = partsOf(view, question)
      const wanted = cellOf(cells, row)
      return idsOf(view, (use) =>
        each(view, question, cells, (lead, at, part) => {
          if (isPart(names[part]!, row) && cells.of(lead, at) === wanted) use(lead)
        }),
      )
    },
  })
}

function someCell({ n }: Cells, countOf: (cell: number) => number): boolean {
  for (let cell = 0; cell < n; cell++) if (countOf(cell) > 0) return true
  return false
}

const isPart = (names: Readonly<Record<string, string>>, { more }: Pick<FigureRow, 'more'>): boolean =>
  Object.entries(names).every(([name, value]) => more?.[name] === value)

export function countRow(n: number, interval: (n: number) => Interval = countInterval, more: FigureRow['more'] = {}): Omit<FigureRow, 'segment' | 'period'> {
  return { n, value: n, ...interval(n), says: countSays(n), more }
}

/** Exact limits are slow, and small counts come again and again. */
export function remembered<T>(of: (n: number) => T): (n: number) => T {
  const known = new Map<number, T>()
  return (n) => {
    const value = known.get(n) ?? of(n)
    known.set(n, value)
    return value
  }
}

// --- shares ------------------------------------------------------------------

export function shareRow(k: number, n: number, more: FigureRow['more'] = {}): Omit<FigureRow, 'segment' | 'period'> {
  const { rate, low, high } = wilson(k, n)
  return { n, value: rate, low, high, says: rateSays(k, n), more: { k, ...more } }
}
