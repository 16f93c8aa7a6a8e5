/** What orders are worth: revenue (group 1), and values of orders compared (group 4). */
import { answered, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import type { Figure, InBoth, Question } from '../figure.ts'
import { eachHappened } from '../happened.ts'
import { MIXED } from '../notes.ts'
import { orderValuesOf } from '../order-values.ts'
import { countSays, medianSays } from '../says.ts'
import { currencies } from './attribution.ts'
import { asFigure, type Declared, LEAD_DIMENSIONS } from './declare.ts'

const FEWEST_FOR_A_MEAN = 30

const ORDERS = {
  population: { de: 'Alle gültigen Aufträge der Periode mit einem Betrag.', en: 'All valid orders of the period with an amount.' },
  unitOfCount: { de: 'Auftrag', en: 'order' },
  basis: 'period',
  dimensions: LEAD_DIMENSIONS,
  kinds: [],
  unit: 'cents',
} as const satisfies Partial<Declared>

const behind: Figure['behind'] = (view, question, row) => {
  const cells = cellsOf(view, question)
  const wanted = cellOf(cells, row)
  return idsOf(view, (use) =>
    eachHappened(view, 'revenueCents', (lead, at) => {
      if (cells.of(lead, at) === wanted) use(lead)
    }),
  )
}

const revenue = asFigure(
  {
    ...ORDERS,
    name: 'revenue',
    group: 1,
    title: { de: 'Auftragswert', en: 'Revenue' },
    sentence: { de: 'Summe der Beträge aller gültigen Aufträge der Periode, in Cent.', en: 'Sum of the amounts of all valid orders of the period, in cents.' },
    method: { de: 'Summe; eine Vollzählung ohne Intervall.', en: 'Sum; a complete count without an interval.' },
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const [sums, counts] = [new Float64Array(cells.n), new Uint32Array(cells.n)]
      eachHappened(view, 'revenueCents', (lead, at, _order, amount) => {
        const cell = cells.of(lead, at)
        if (cell < 0) return
        sums[cell]! += amount
        counts[cell]!++
      })
      const rows = rowsOf(cells, (cell) => ({ n: counts[cell]!, value: sums[cell]!, low: null, high: null, says: countSays(counts[cell]!) }))
      return answered(cells, rows, currencies(view))
    },
    behind,
  },
)

const orderValues = asFigure(
  {
    ...ORDERS,
    name: 'order-values',
    group: 4,
    title: { de: 'Auftragswerte im Vergleich', en: 'Order values compared' },
    sentence: {
      de: 'Median der Auftragswerte in Cent; der Mittelwert nur ab 30 Aufträgen, da Beträge schief verteilt sind.',
      en: 'Median of the order values in cents; the mean from 30 orders on only, since amounts are skewed.',
    },
    method: {
      de: 'Median mit Intervall aus Rangwerten (ab 6 Aufträgen), Mittelwert mit t-Intervall (95 %).',
      en: 'Median with its order-statistic interval (from 6 orders on), mean with its t interval (95 %).',
    },
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const values = orderValuesOf(view, cells)
      const rows = rowsOf(cells, (cell) => {
        const { median, mean } = values[cell]!
        const isShown = mean.n >= FEWEST_FOR_A_MEAN
        const more = { mean: isShown ? mean.mean : null, meanLow: isShown ? mean.low : null, meanHigh: isShown ? mean.high : null }
        return { n: median.n, value: median.median, low: median.low, high: median.high, says: medianSays(median.n, median.high), more }
      })
      return answered(cells, rows, [...currencies(view), ...ofSegments(question, rows.length)])
    },
    behind,
  },
)

const ofSegments = ({ by }: Question, segments: number): InBoth[] => (by === null || segments < 2 ? [] : [NOT_TESTED, ...MIXED])

const NOT_TESTED: InBoth = {
  de: 'Die Unterschiede sind nicht geprüft: Wo sich Intervalle überlappen, ist keiner nachgewiesen.',
  en: 'Differences are not tested: where intervals overlap, none is proven.',
}

export const amountFigures: readonly Figure[] = [revenue, orderValues]
