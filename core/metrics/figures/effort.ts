/** Figures of group 10 about effort: leads, calls and visits per closing, and what customers bought afterwards. */
import { answered, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import { contactsUntil, eachContact, eachCustomer, FOLLOW_UP_DAYS } from '../effort.ts'
import type { Figure, FigureRow, InBoth, View } from '../figure.ts'
import { eachHappened } from '../happened.ts'
import { countSays } from '../says.ts'
import { meanOf } from '../statistics/amounts.ts'
import { countInterval } from '../statistics/count.ts'
import { currencies } from './attribution.ts'
import { asFigure, LEAD_DIMENSIONS, remembered } from './declare.ts'

const FEWEST_FOR_A_MEAN = 30

type Each = (view: View, use: (lead: number, at: number) => void) => void

const closings: Each = (view, use) => eachHappened(view, 'closings', use)

const METHOD: InBoth = {
  de: 'Verhältnis zweier Anzahlen derselben Periode, nicht derselben Leads. Intervall: exakte Poisson-Grenzen der Abschlüsse (95 %), der Aufwand als fest genommen. Ohne Abschluss leer.',
  en: 'Ratio of two counts of the same period, not of the same leads. Interval: exact Poisson limits of the closings (95 %), the effort taken as given. Empty without a closing.',
}

/** @param onTheWay how much of it a lead that closed had itself until then; null: of no meaning */
function perClosing(
  name: string,
  title: InBoth,
  sentence: InBoth,
  effort: Each,
  onTheWay: ((view: View) => (lead: number, at: number) => number) | null,
): Figure {
  return asFigure(
    {
      name,
      group: 10,
      title,
      sentence,
      population: {
        de: 'Aller Aufwand der Periode, auch für Leads, die nie abschließen, und alle Leads mit ihrem ersten gültigen Auftrag in der Periode.',
        en: 'All effort of the period, also for leads that never close, and all leads with their first valid order in the period.',
      },
      unitOfCount: { de: 'Abschluss', en: 'closing' },
      basis: 'period',
      method: METHOD,
      dimensions: LEAD_DIMENSIONS,
      kinds: [],
      unit: 'index',
    },
    {
      answer: (view, question) => {
        const cells = cellsOf(view, question)
        const [spent, closed, before] = [new Uint32Array(cells.n), new Uint32Array(cells.n), new Uint32Array(cells.n)]
        effort(view, (lead, at) => add(spent, cells.of(lead, at), 1))
        const own = onTheWay?.(view) ?? null
        closings(view, (lead, at) => {
          const cell = cells.of(lead, at)
          add(closed, cell, 1)
          if (own !== null) add(before, cell, own(lead, at))
        })
        const interval = remembered(countInterval)
        return answered(
          cells,
          rowsOf(cells, (cell) => ratioRow(spent[cell]!, closed[cell]!, own === null ? null : before[cell]!, interval)),
        )
      },
      behind: (view, question, row) => {
        const cells = cellsOf(view, question)
        const wanted = cellOf(cells, row)
        return idsOf(view, (use) =>
          closings(view, (lead, at) => {
            if (cells.of(lead, at) === wanted) use(lead)
          }),
        )
      },
    },
  )
}

function add(sums: Uint32Array, cell: number, n: number): void {
  if (cell >= 0) sums[cell]! += n
}

function ratioRow(spent: number, n: number, before: number | null, interval: typeof countInterval): Omit<FigureRow, 'segment' | 'period'> {
  const { low, high } = interval(n)
  const per = (count: number | null): number | null => (count === null || count === 0 ? null : spent / count)
  const more = { spent, ...(before !== null && { onTheWay: n === 0 ? null : before / n }) }
  return { n, value: per(n), low: per(high), high: per(low), says: countSays(n), more }
}

const contactsPer = (name: string, title: InBoth, sentence: InBoth, activities: readonly string[]): Figure =>
  perClosing(
    name,
    title,
    sentence,
    (view, use) => eachContact(view, activities, use),
    (view) => {
      const isAsked = view.population.contacts.to.names.map((activity) => activity !== null && activities.includes(activity))
      return (lead, at) => contactsUntil(view, isAsked, lead, at)
    },
  )

const followUp = asFigure(
  {
    name: 'follow-up-revenue',
    group: 10,
    title: { de: 'Folgeumsatz je Kunde', en: 'Follow-up revenue per customer' },
    sentence: {
      de: `Mittlerer Betrag der weiteren gültigen Aufträge eines Kunden innerhalb von ${FOLLOW_UP_DAYS} Tagen nach seinem ersten; wer nichts mehr kaufte, zählt mit 0.`,
      en: `Mean amount of a customer’s further valid orders within ${FOLLOW_UP_DAYS} days after the first; who bought nothing more counts as 0.`,
    },
    population: {
      de: `Leads (Einheit × Produkt) mit ihrem ersten gültigen Auftrag in der Periode, seit dem schon ${FOLLOW_UP_DAYS} Tage vergangen sind. Ein anderes Produkt derselben Einheit ist ein anderer Lead.`,
      en: `Leads (unit × product) with their first valid order in the period, since which ${FOLLOW_UP_DAYS} days have passed. Another product of the same unit is another lead.`,
    },
    unitOfCount: { de: 'Kunde', en: 'customer' },
    basis: 'cohort',
    windowOf: () => FOLLOW_UP_DAYS,
    method: {
      de: 'Mittelwert mit t-Intervall (95 %); Beträge sind schief, darum erst ab 30 Kunden zu lesen.',
      en: 'Mean with its t interval (95 %); amounts are skewed, so it is to be read from 30 customers on.',
    },
    dimensions: LEAD_DIMENSIONS,
    kinds: [],
    unit: 'cents',
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const amounts: number[][] = Array.from({ length: cells.n }, () => [])
      const open = new Uint32Array(cells.n)
      eachCustomer(view, (lead, at, cents) => {
        const cell = cells.of(lead, at)
        if (cell < 0) return
        if (Number.isNaN(cents)) open[cell]!++
        else amounts[cell]!.push(cents)
      })
      const rows = rowsOf(cells, (cell) => {
        const { n, mean, low, high } = meanOf(amounts[cell]!)
        return {
          n,
          value: mean,
          low,
          high,
          says: n >= FEWEST_FOR_A_MEAN,
          more: { open: open[cell]!, boughtAgain: amounts[cell]!.filter((cents) => cents > 0).length },
        }
      })
      return answered(cells, rows, currencies(view))
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, question)
      const wanted = cellOf(cells, row)
      return idsOf(view, (use) =>
        eachCustomer(view, (lead, at, cents) => {
          if (!Number.isNaN(cents) && cells.of(lead, at) === wanted) use(lead)
        }),
      )
    },
  },
)

export const effortFigures: readonly Figure[] = [
  perClosing(
    'leads-per-closing',
    { de: 'Leads je Abschluss', en: 'Leads per closing' },
    {
      de: 'Leads, die in der Periode entstanden sind (erstmals lead oder weiter), geteilt durch die Abschlüsse der Periode. Wie viele Leads abschließen, sagt die Quote lead>customer.',
      en: 'Leads generated in the period (first time in lead or beyond) divided by the closings of the period. How many leads close is told by the rate lead>customer.',
    },
    (view, use) => eachHappened(view, 'generated', use),
    null,
  ),
  contactsPer(
    'calls-per-closing',
    { de: 'Anrufe je Abschluss', en: 'Calls per closing' },
    {
      de: 'Anrufe des Vertriebs in der Periode bei allen Leads, geteilt durch die Abschlüsse der Periode; onTheWay: wie viele die abgeschlossenen Leads im Mittel selbst bis zum Abschluss hatten.',
      en: 'Calls by sales in the period, to all leads, divided by the closings of the period; onTheWay: how many the leads that closed had themselves until then, on average.',
    },
    ['call'],
  ),
  contactsPer(
    'visits-per-closing',
    { de: 'Besuche je Abschluss', en: 'Visits per closing' },
    {
      de: 'Besuche und Besprechungen des Vertriebs in der Periode bei allen Leads, geteilt durch die Abschlüsse der Periode; onTheWay: wie viele die abgeschlossenen Leads im Mittel selbst bis zum Abschluss hatten.',
      en: 'Visits and meetings by sales in the period, with all leads, divided by the closings of the period; onTheWay: how many the leads that closed had themselves until then, on average.',
    },
    ['visit', 'meeting'],
  ),
  followUp,
]
