/** Figures of group 6: which channel, campaign, system or kind of touch brought leads and revenue. */
import { ATTRIBUTION_GOALS, type AttributionGoal, attribute, type TouchColumn } from '../attribution.ts'
import { ATTRIBUTION_MODELS, type AttributionModel } from '../attribution-share.ts'
import { answered, type Cells, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import type { Dimension, Figure, FigureRow, InBoth, Question, View } from '../figure.ts'
import { countSays } from '../says.ts'
import { NONE, named } from '../segment.ts'
import { wholeParts } from '../whole-parts.ts'
import { asFigure, kindOf } from './declare.ts'

const COLUMNS = ['channel', 'system', 'campaign', 'touch'] as const satisfies readonly Dimension[]

const GOALS: Readonly<Record<AttributionGoal, { name: string; title: InBoth; what: InBoth; one: InBoth }>> = {
  mql: {
    name: 'attribution-mql',
    title: { de: 'Was MQLs gebracht hat', en: 'What brought MQLs' },
    what: { de: 'Jeder Lead, der in der Periode zum ersten Mal MQL wurde', en: 'Every lead that first became an MQL in the period' },
    one: { de: 'Lead', en: 'lead' },
  },
  sql: {
    name: 'attribution-sql',
    title: { de: 'Was SQLs gebracht hat', en: 'What brought SQLs' },
    what: { de: 'Jeder Lead, der in der Periode zum ersten Mal SQL wurde', en: 'Every lead that first became an SQL in the period' },
    one: { de: 'Lead', en: 'lead' },
  },
  closing: {
    name: 'attribution-closing',
    title: { de: 'Was Abschlüsse gebracht hat', en: 'What brought closings' },
    what: { de: 'Jeder Lead mit seinem ersten gültigen Auftrag in der Periode', en: 'Every lead with its first valid order in the period' },
    one: { de: 'Lead', en: 'lead' },
  },
  revenue: {
    name: 'attribution-revenue',
    title: { de: 'Was Umsatz gebracht hat', en: 'What brought revenue' },
    what: { de: 'Der Betrag jedes gültigen Auftrags der Periode', en: 'The amount of every valid order of the period' },
    one: { de: 'Auftrag', en: 'order' },
  },
}

const METHOD: InBoth = {
  de: 'first, last: der früheste, der letzte Augenblick; linear: jeder Kontakt gleich; position: 40 % der erste, 40 % der letzte Augenblick, 20 % dazwischen; decay: halbiert sich mit jeder Halbwertszeit. Kontakte eines Augenblicks teilen. Ohne Kontakt: (none). Eine Aufteilung, keine Schätzung: kein Intervall.',
  en: 'first, last: the earliest, the latest instant; linear: every touch alike; position: 40 % the first, 40 % the last instant, 20 % between; decay: halves with each half-life. Touches of one instant share. No touch: (none). A division, not an estimate: no interval.',
}

export const attributionFigures: readonly Figure[] = ATTRIBUTION_GOALS.map((goal) => {
  const { name, title, what, one } = GOALS[goal]
  return asFigure(
    {
      name,
      group: 6,
      title,
      sentence: {
        de: `${what.de}, verteilt auf seine zählbaren Kontakte von der Anlage bis zu diesem Augenblick.`,
        en: `${what.en}, shared among its touches that count, from the creation up to that instant.`,
      },
      population: what,
      unitOfCount: one,
      basis: 'period',
      method: METHOD,
      dimensions: COLUMNS,
      kinds: ATTRIBUTION_MODELS,
      unit: goal === 'revenue' ? 'cents' : 'count',
    },
    { answer: (view, question) => answer(goal, view, question), behind: (view, question, row) => behind(goal, view, question, row) },
  )
})

/** Segments are those of the touches, not of the lead. */
function asked(view: View, question: Question): { cells: Cells; column: TouchColumn } {
  const column = COLUMNS.find((one) => one === question.by) ?? 'channel'
  const names = question.by === null ? [] : [...view.population.touches[column].names.map(named), NONE]
  return { cells: cellsOf(view, { ...question, by: null }, question.by === null ? undefined : { names, of: () => 0 }), column }
}

function answer(goal: AttributionGoal, view: View, question: Question) {
  const { cells, column } = asked(view, question)
  const model = kindOf(ATTRIBUTION_MODELS, question) as AttributionModel
  const { sums, n, width, goals, worth } = attribute(view, { goal, model, column, places: cells.periods.length, placeOf: cells.periodOf })
  const shown = cells.periods.map((_, period) => wholeParts([...sums.subarray(period * width, (period + 1) * width)]))
  const rows = rowsOf(cells, (cell) => {
    const [period, segment] = [Math.floor(cell / cells.segments.length), cell % cells.segments.length]
    if (question.by === null) return rowOf(goals[period]!, worth[period]!, null)
    return rowOf(n[cell]!, sums[cell]!, goal === 'revenue' ? shown[period]![segment]! : null)
  })
  return answered(cells, rows, [...(model === 'decay' ? [halfLife(view)] : []), ...(goal === 'revenue' ? currencies(view) : [])])
}

/** @param shown whole cents that add up to the period's total; null: of no use */
const rowOf = (n: number, value: number, shown: number | null): Omit<FigureRow, 'segment' | 'period'> => ({
  n,
  value,
  low: null,
  high: null,
  says: countSays(n),
  ...(shown !== null && { more: { shown } }),
})

function behind(goal: AttributionGoal, view: View, question: Question, row: Pick<FigureRow, 'segment' | 'period'>): string[] {
  const { cells, column } = asked(view, question)
  const wanted = cellOf(cells, row)
  const model = kindOf(ATTRIBUTION_MODELS, question) as AttributionModel
  const width = cells.segments.length
  return idsOf(view, (use) =>
    attribute(view, { goal, model, column, places: cells.periods.length, placeOf: cells.periodOf }, (lead, place, segment) => {
      if (place * width + (question.by === null ? 0 : segment) === wanted) use(lead)
    }),
  )
}

const halfLife = ({ settings }: View): InBoth => ({
  de: `Halbwertszeit: ${settings.attribution.halfLifeDays} Tage.`,
  en: `Half-life: ${settings.attribution.halfLifeDays} days.`,
})

/** Amounts are added as they are. */
export function currencies({ population: { orders } }: View): InBoth[] {
  const known = orders.currency.names.filter((name) => name !== null).sort()
  if (known.length < 2) return []
  const all = known.join(', ')
  return [
    {
      de: `Aufträge in mehreren Währungen (${all}) sind ohne Umrechnung zusammengezählt.`,
      en: `Orders in several currencies (${all}) are added up without conversion.`,
    },
  ]
}
