/** Figures of group 8: who is in sales care, how long stages take, and where leads get stuck. */
import { STAGES, type Stage } from '../../lead/fact.ts'
import { answered, type Cells, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import type { Figure, FigureRow, Question, View } from '../figure.ts'
import { medianSays } from '../says.ts'
import { eachStanding, substageAt, substageNamed } from '../standing.ts'
import { sortWaits } from '../statistics/sort-waits.ts'
import { DAY_MS, type Waits } from '../statistics/waits.ts'
import { eachStay, openLongerThan, STAGES_ON_THE_WAY, type StageOnTheWay, type Stays, staysIn, stuckAfter, timeInStage as timeIn } from '../stays.ts'
import { asFigure, COUNTED, countRow, kindOf, LEAD_DIMENSIONS, partsFigure } from './declare.ts'

const LEAD = { de: 'Lead', en: 'lead' }
const STAY = { de: 'Aufenthalt: jeder Besuch einer Stufe', en: 'stay: every visit to a stage' }

// --- in sales care ------------------------------------------------------------

const SALES_CARE = ['sal', 'sql'] as const

const inSalesCare = partsFigure(
  {
    name: 'in-sales-care',
    group: 8,
    title: { de: 'Leads in Vertriebsbetreuung', en: 'Leads in sales care' },
    sentence: {
      de: 'Leads, die am Ende der Periode in sal oder sql stehen, nach Unterstufe: die letzte, seit sie in der Stufe sind, sonst (none).',
      en: 'Leads that stand in sal or sql at the end of the period, by substage: the latest since they came to the stage, else (none).',
    },
    population: { de: 'Leads in sal oder sql am Ende der Periode.', en: 'Leads in sal or sql at the end of the period.' },
    unitOfCount: LEAD,
    basis: 'period',
    method: COUNTED,
    dimensions: LEAD_DIMENSIONS,
    kinds: [],
    unit: 'count',
  },
  (view) => SALES_CARE.flatMap((stage) => substagesOf(view).map((code) => ({ stage, substage: substageNamed(view.population, code) }))),
  (view, _, { periods }, use) => {
    const codes = substagesOf(view)
    const placeOfStage = STAGES.map((stage) => codes.length * (SALES_CARE as readonly Stage[]).indexOf(stage))
    const ends = periods.map(({ to }) => to)
    eachStanding(view, SALES_CARE, ends, (lead, move, from, to) => {
      const base = placeOfStage[view.population.moves.to[move]!]!
      for (let place = from; place < to; place++) use(lead, ends[place]! - 1, base + 1 + substageAt(view.population, lead, move, ends[place]!))
    })
  },
)

/** Codes of substages, the first for none. */
const substagesOf = ({ population }: View): number[] => [-1, ...population.substages.to.names.keys()]

// --- time in stage ------------------------------------------------------------

const timeInStage = asFigure(
  {
    name: 'time-in-stage',
    group: 8,
    title: { de: 'Zeit in einer Stufe', en: 'Time in a stage' },
    sentence: {
      de: 'Tage, bis die Hälfte der Aufenthalte je Stufe zu Ende ist, auf welche Weise auch immer; wer noch dort ist, zählt als offen. Dazu Quartile und Ausgänge: vorwärts, zurück, verloren, disqualifiziert, offen.',
      en: 'Days until half of the stays in each stage are over, in whatever way; who is still there counts as open. With quartiles and exits: forward, back, lost, disqualified, open.',
    },
    population: { de: 'Aufenthalte in der Stufe, die in der Periode begannen.', en: 'Stays in the stage that began in the period.' },
    unitOfCount: STAY,
    basis: 'cohort',
    method: {
      de: 'Kaplan-Meier für jeden Ausgang; Quartile mit Grenzen nach Brookmeyer und Crowley (95 %). Nie erreicht: leer.',
      en: 'Kaplan-Meier of any exit; quartiles with limits by Brookmeyer and Crowley (95 %). Never reached: empty.',
    },
    dimensions: LEAD_DIMENSIONS,
    kinds: ['all', ...STAGES_ON_THE_WAY],
    unit: 'days',
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, ofStages(question))
      const rows = stagesAsked(question).flatMap((stage) => {
        const stays = staysIn(view, stage, cells.n, cells.of)
        return named(
          question,
          rowsOf(cells, (cell) => ({ ...stayRow(stays[cell]!, stage) })),
        )
      })
      return answered(cells, rows)
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, ofStages(question))
      const wanted = cellOf(cells, question.by === 'stage' ? { ...row, segment: null } : row)
      return idsOf(view, (use) => {
        for (const stage of stagesAsked(question).filter((one) => one === row.more?.stage))
          eachStay(view, stage, (lead, from) => {
            if (cells.of(lead, from) === wanted) use(lead)
          })
      })
    },
  },
)

const stagesAsked = (question: Question): readonly StageOnTheWay[] => {
  const kind = kindOf(['all', ...STAGES_ON_THE_WAY], question)
  return kind === 'all' ? STAGES_ON_THE_WAY : [kind as StageOnTheWay]
}

/** The stage of a stay is the one it is in: nothing that an instant has to tell. */
const ofStages = (question: Question): Question => (question.by === 'stage' ? { ...question, by: null } : question)
const named = ({ by }: Question, rows: readonly FigureRow[]): FigureRow[] =>
  rows.map((row) => (by === 'stage' ? { ...row, segment: String(row.more?.stage) } : row))

function stayRow({ waits, exits }: Stays, stage: StageOnTheWay): Omit<FigureRow, 'segment' | 'period'> {
  const quartiles = timeIn(waits)
  const { value, low, high } = quartiles['0.5']
  const more = { stage, quartile1: quartiles['0.25'].value, quartile3: quartiles['0.75'].value, ...exits }
  return { n: waits.length, value, low, high, says: medianSays(waits.length - exits.open, high), more }
}

// --- stuck --------------------------------------------------------------------

const stuck = asFigure(
  {
    name: 'stuck',
    group: 8,
    title: { de: 'Löcher: wo Leads stecken bleiben', en: 'Holes: where leads get stuck' },
    sentence: {
      de: 'Offene Aufenthalte, die jetzt länger dauern, als fast jeder brauchte, der weiterkam; je Stufe, die mit den meisten zuerst.',
      en: 'Open stays that are longer now than almost anybody needed who moved on; by stage, the one with most of them first.',
    },
    population: { de: 'Aufenthalte je Stufe, die im Zeitraum begannen.', en: 'Stays in each stage that began in the range.' },
    unitOfCount: STAY,
    basis: 'cohort',
    method: {
      de: 'Grenze: die Zeit, bis zu der 90 % der Aufenthalte weitergegangen waren, die innerhalb von 365 Tagen weitergingen (Aalen-Johansen, über alle gefragten Leads, auch wenn nach Segmenten geteilt wird). Perioden gibt es nicht: es zählt, was jetzt offen ist.',
      en: 'Limit: the time by which 90 % of the stays that moved forward within 365 days had done so (Aalen-Johansen, over all leads asked about, also where it is split by segment). There are no periods: what counts is what is open now.',
    },
    dimensions: LEAD_DIMENSIONS,
    kinds: [],
    unit: 'count',
    windowOf: ({ stuckDays }) => stuckDays,
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, { ...ofStages(question), period: null })
      const rows = named(
        question,
        STAGES_ON_THE_WAY.flatMap((stage) => stuckRows(view, stage, cells)),
      )
      return answered(
        cells,
        rows.sort((a, b) => b.n - a.n || Number(b.more?.open) - Number(a.more?.open) || Number(b.more?.shareLost ?? 0) - Number(a.more?.shareLost ?? 0)),
      )
    },
    behind: (view, question, { segment, more }) => {
      const cells = cellsOf(view, { ...ofStages(question), period: null })
      const stage = STAGES_ON_THE_WAY.find((one) => one === more?.stage)
      if (stage === undefined) return []
      const [limit, wanted] = [
        limitOf(view, staysIn(view, stage, cells.n, cells.of)),
        cellOf(cells, { segment: question.by === 'stage' ? null : segment, period: null }),
      ]
      return idsOf(view, (use) =>
        eachStay(view, stage, (lead, from, until) => {
          if (Number.isNaN(until) && view.asOf - from > limit && cells.of(lead, from) === wanted) use(lead)
        }),
      )
    },
  },
)

/** Milliseconds; infinite where nobody moved on. */
function limitOf(view: View, stays: readonly Stays[]): number {
  const days = stuckAfter(together(stays.map(({ waits }) => waits)), view.settings.stuckDays)
  return days === null ? Number.POSITIVE_INFINITY : days * DAY_MS
}

function together(all: readonly Waits[]): Waits {
  const joined = new Float64Array(all.reduce((n, { length }) => n + length, 0))
  let at = 0
  for (const waits of all) {
    joined.set(waits, at)
    at += waits.length
  }
  return sortWaits(joined)
}

function stuckRows(view: View, stage: StageOnTheWay, cells: Cells): FigureRow[] {
  const stays = staysIn(view, stage, cells.n, cells.of)
  const limit = limitOf(view, stays)
  return rowsOf(cells, (cell) => {
    const { waits, exits } = stays[cell]!
    const shareLost = waits.length === 0 ? null : exits.lost / waits.length
    const limitDays = Number.isFinite(limit) ? limit / DAY_MS : null
    return countRow(openLongerThan(waits, limit), undefined, { stage, limitDays, stays: waits.length, open: exits.open, shareLost })
  })
}

export const flowFigures: readonly Figure[] = [inSalesCare, timeInStage, stuck]
