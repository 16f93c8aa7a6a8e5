/** Figure of group 8: how much the open opportunities are worth a day. */
import { answered, type Cells, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import type { Figure, InBoth, Question, View } from '../figure.ts'
import { countSays } from '../says.ts'
import { segmentsBy } from '../segment.ts'
import { eachStanding } from '../standing.ts'
import { VELOCITY_DAYS, velocities } from '../velocity.ts'
import { asFigure, LEAD_DIMENSIONS } from './declare.ts'

const VELOCITY: InBoth = {
  de: 'Eine grobe Kennzahl: nur mit ihren vier Teilen zu lesen, ohne Intervall.',
  en: 'A rough index: to be read with its four parts only, without an interval.',
}

const velocity = asFigure(
  {
    name: 'velocity',
    group: 8,
    title: { de: 'Geschwindigkeit', en: 'Velocity' },
    sentence: {
      de: 'Cent am Tag: offene sql × Anteil der gewonnenen an den geschlossenen × mittlerer erster Auftrag / Median der Tage von sql bis Kunde; die drei letzten aus den 365 Tagen vor dem Ende der Periode.',
      en: 'Cents a day: open sql × share won of those closed × mean first order / median of the days from sql to customer; the last three of the 365 days before the end of the period.',
    },
    population: {
      de: 'Leads, die am Ende der Periode in sql stehen, und die in den 365 Tagen davor gewonnen oder aus sql verloren wurden.',
      en: 'Leads that stand in sql at the end of the period, and those won, or lost out of sql, in the 365 days before.',
    },
    unitOfCount: { de: 'Verkaufschance', en: 'opportunity' },
    basis: 'period',
    method: VELOCITY,
    dimensions: LEAD_DIMENSIONS,
    kinds: [],
    unit: 'index',
    windowOf: () => VELOCITY_DAYS,
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const found = velocities(view, endsOf(cells), cells.segments.length, segmentOf(view, question))
      const rows = rowsOf(cells, (cell) => {
        const { perDayCents, ...parts } = found[cell]!
        const n = parts.won + parts.lost
        return { n, value: perDayCents, low: null, high: null, says: countSays(parts.won), more: { ...parts } }
      })
      return answered(cells, rows, [VELOCITY])
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, question)
      const [wanted, segment] = [cellOf(cells, row), segmentOf(view, question)]
      return idsOf(view, (use) =>
        eachStanding(view, ['sql'], endsOf(cells), (lead, move, from, to) => {
          const [width, place] = [cells.segments.length, Math.floor(wanted / cells.segments.length)]
          if (place >= from && place < to && place * width + segment(lead, view.population.moves.at[move]!) === wanted) use(lead)
        }),
      )
    },
  },
)

const endsOf = ({ periods }: Cells): number[] => periods.map(({ to }) => to)
const segmentOf = ({ population }: View, { by }: Question): ((lead: number, at: number) => number) =>
  by === null || by === 'touch' ? () => 0 : segmentsBy(population, by).of

export const velocityFigures: readonly Figure[] = [velocity]
