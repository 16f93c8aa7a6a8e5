/** Figures of group 8: who is in sales care, how long stages take, where leads get stuck, and velocity. */
import { answered, type Cells, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import type { Figure, FigureRow, InBoth, Question, View } from '../figure.ts'
import { stageOf } from '../population.ts'
import { countSays, medianSays } from '../says.ts'
import { segmentsBy } from '../segment.ts'
import { eachStanding, substageAt } from '../standing.ts'
import { DAY_MS } from '../statistics/waits.ts'
import { EXITS, eachStay, STAGES_ON_THE_WAY, type StageOnTheWay, staysIn, sumUp } from '../stays.ts'
import { velocities } from '../velocity.ts'
import { asFigure, COUNTED, countRow, kindOf, LEAD_DIMENSIONS, partsFigure } from './declare.ts'

const LEAD = { de: 'Lead', en: 'lead' }
const STAY = { de: 'Aufenthalt: jeder Besuch einer Stufe', en: 'stay: every visit to a stage' }

// --- in sales care ------------------------------------------------------------

const SALES_CARE = ['sal', 'sql'] as const

/** What counts at the end of a period happened just before it. */
const lastOf = (end: number): number => end - 1

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
  ({ population }) => {
    const substages = [...new Set(['(none)', ...population.substages.to.names.filter((name) => name !== null)])]
    return SALES_CARE.flatMap((stage) => substages.map((substage) => ({ stage, substage })))
  },
  (view, _, { periods }, use) => {
    const places = new Map<string, number>()
    const substages = [...new Set(['(none)', ...view.population.substages.to.names.filter((name) => name !== null)])]
    for (const [i, stage] of SALES_CARE.entries()) for (const [j, substage] of substages.entries()) places.set(`${stage}/${substage}`, i * substages.length + j)
    const ends = periods.map(({ to }) => to)
    eachStanding(view, SALES_CARE, ends, (lead, place, move) => {
      const end = ends[place]!
      use(lead, lastOf(end), places.get(`${stageOf(view.population.moves.to[move]!)}/${substageAt(view.population, lead, move, end)}`)!)
    })
  },
)

// --- time in stage ------------------------------------------------------------

const timeInStage = asFigure(
  {
    name: 'time-in-stage',
    group: 8,
    title: { de: 'Zeit in einer Stufe', en: 'Time in a stage' },
    sentence: {
      de: 'Tage, bis die Hälfte der Aufenthalte einer Stufe zu Ende ist, auf welche Weise auch immer; wer noch dort ist, zählt als offen. Dazu Quartile und Ausgänge: vorwärts, zurück, verloren, disqualifiziert, offen.',
      en: 'Days until half of the stays in a stage are over, in whatever way; who is still there counts as open. With quartiles and exits: forward, back, lost, disqualified, open.',
    },
    population: { de: 'Aufenthalte in der Stufe, die in der Periode begannen.', en: 'Stays in the stage that began in the period.' },
    unitOfCount: STAY,
    basis: 'cohort',
    method: {
      de: 'Kaplan-Meier für jeden Ausgang; Quartile mit Grenzen nach Brookmeyer und Crowley (95 %). Nie erreicht: leer.',
      en: 'Kaplan-Meier of any exit; quartiles with limits by Brookmeyer and Crowley (95 %). Never reached: empty.',
    },
    dimensions: LEAD_DIMENSIONS,
    kinds: STAGES_ON_THE_WAY,
    unit: 'days',
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const stays = staysIn(view, stageAsked(question), cells.n, cells.of)
      return answered(
        cells,
        rowsOf(cells, (cell) => stayRow(view, stays[cell]!)),
      )
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, question)
      const wanted = cellOf(cells, row)
      return idsOf(view, (use) =>
        eachStay(view, stageAsked(question), (lead, from) => {
          if (cells.of(lead, from) === wanted) use(lead)
        }),
      )
    },
  },
)

const stageAsked = (question: Question): StageOnTheWay => kindOf(STAGES_ON_THE_WAY, question) as StageOnTheWay

function stayRow({ settings }: View, stays: ReturnType<typeof staysIn>[number]): Omit<FigureRow, 'segment' | 'period'> {
  const { stays: n, exits, timeInStage: quartiles } = sumUp(stays, settings.stuckDays)
  const { value, low, high } = quartiles['0.5']
  const more = { quartile1: quartiles['0.25'].value, quartile3: quartiles['0.75'].value, ...exits }
  return { n, value, low, high, says: medianSays(n - exits.open, high), more }
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
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, { ...question, period: null })
      const rows = STAGES_ON_THE_WAY.flatMap((stage) => stuckRows(view, stage, cells))
      return answered(
        cells,
        rows.sort((a, b) => b.n - a.n || Number(b.more?.open) - Number(a.more?.open) || Number(b.more?.shareLost ?? 0) - Number(a.more?.shareLost ?? 0)),
      )
    },
    behind: (view, question, { segment, more }) => {
      const cells = cellsOf(view, { ...question, period: null })
      const stage = STAGES_ON_THE_WAY.find((one) => one === more?.stage)
      if (stage === undefined) return []
      const [limit, wanted] = [limitOf(view, stage, cells), cellOf(cells, { segment, period: null })]
      return idsOf(view, (use) =>
        eachStay(view, stage, (lead, from, until) => {
          if (Number.isNaN(until) && (view.asOf - from) / DAY_MS > limit && cells.of(lead, from) === wanted) use(lead)
        }),
      )
    },
  },
)

function limitOf(view: View, stage: StageOnTheWay, cells: Cells): number {
  const [all] = staysIn(view, stage, 1, (lead, from) => (cells.of(lead, from) < 0 ? -1 : 0))
  return sumUp(all!, view.settings.stuckDays).stuckAfterDays ?? Number.POSITIVE_INFINITY
}

function stuckRows(view: View, stage: StageOnTheWay, cells: Cells): FigureRow[] {
  const limit = limitOf(view, stage, cells)
  const counts = new Uint32Array(cells.n * (EXITS.length + 1))
  eachStay(view, stage, (lead, from, until, exit) => {
    const cell = cells.of(lead, from)
    if (cell < 0) return
    counts[cell * (EXITS.length + 1) + exit]!++
    if (Number.isNaN(until) && (view.asOf - from) / DAY_MS > limit) counts[cell * (EXITS.length + 1) + EXITS.length]!++
  })
  const count = (cell: number, place: number) => counts[cell * (EXITS.length + 1) + place]!
  return rowsOf(cells, (cell) => {
    const stays = EXITS.reduce((sum, _, place) => sum + count(cell, place), 0)
    const shareLost = stays === 0 ? null : count(cell, EXITS.indexOf('lost')) / stays
    const more = { stage, limitDays: Number.isFinite(limit) ? limit : null, stays, open: count(cell, EXITS.indexOf('open')), shareLost }
    return countRow(count(cell, EXITS.length), undefined, more)
  })
}

// --- velocity -----------------------------------------------------------------

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
        eachStanding(view, ['sql'], endsOf(cells), (lead, place, move) => {
          if (place * cells.segments.length + segment(lead, view.population.moves.at[move]!) === wanted) use(lead)
        }),
      )
    },
  },
)

const endsOf = ({ periods }: Cells): number[] => periods.map(({ to }) => to)
const segmentOf = ({ population }: View, { by }: Question): ((lead: number, at: number) => number) =>
  by === null || by === 'touch' ? () => 0 : segmentsBy(population, by).of

export const flowFigures: readonly Figure[] = [inSalesCare, timeInStage, stuck, velocity]
