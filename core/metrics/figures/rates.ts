/** Figures of group 2: conversion rates, and what CRMs show instead. */
import { answered, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import { cohortOf } from '../conversions.ts'
import { type Figure, type FigureRow, type InBoth, MODES, type Question, type View } from '../figure.ts'
import { type ConversionStep, STAGE_STEPS, STEPS } from '../figure-settings.ts'
import { eachHappened } from '../happened.ts'
import { changeNote, coarserNote } from '../notes.ts'
import { stageOf } from '../population.ts'
import { maturity, type Rate, ratesOf } from '../rates.ts'
import { DAY_MS } from '../statistics/waits.ts'
import { asFigure, kindOf, LEAD_DIMENSIONS, SHARED, stepWindow } from './declare.ts'

export const stepOf = (question: Question): ConversionStep => kindOf(STEPS, question) as ConversionStep

/** Words that all figures of a cohort share. */
export const ENTERED: InBoth = {
  de: 'Leads, deren erster Eintritt in die erste Stufe oder Klasse des Schritts in die Periode fällt; jeder einmal.',
  en: 'Leads whose first entry into the first stage or class of the step lies in the period; each once.',
}
export const LEAD: InBoth = { de: 'Lead', en: 'lead' }

const rate = asFigure(
  {
    name: 'conversion-rate',
    group: 2,
    title: { de: 'Konversionsrate', en: 'Conversion rate' },
    sentence: {
      de: 'Von den Leads, die in der Periode in den Schritt eintraten und deren Zeitfenster vorbei ist, der Anteil, der darin die nächste Stufe oder eine spätere erreichte.',
      en: 'Of the leads that entered the step in the period and whose window is over, the share that reached the next stage, or a later one, within it.',
    },
    population: ENTERED,
    unitOfCount: LEAD,
    basis: 'cohort',
    windowOf: stepWindow,
    modes: MODES,
    method: SHARED,
    dimensions: LEAD_DIMENSIONS,
    kinds: STEPS,
    unit: 'share',
  },
  {
    answer: (view, question) => {
      const step = stepOf(question)
      const { mode } = question
      const windowDays = mode === 'any' ? null : view.settings.windows[step]
      const windowMs = (windowDays ?? 0) * DAY_MS
      const cohort = cohortOf(view, step, mode)
      const answer = (other: Question) => {
        const cells = cellsOf(view, other)
        const rates = ratesOf(view, step, mode, cells, cohort)
        return answered(
          cells,
          rowsOf(cells, (cell) => rowFrom(rates[cell]!, windowDays), isEntered),
        )
      }
      const { rows, notes } = answer(question)
      return {
        rows,
        notes: [
          ...notes,
          nameOf(step, windowDays),
          ...coarserNote(view, question, answer, windowMs),
          ...(windowDays === null ? [] : changeNote(view, question, rows, windowMs)),
        ],
      }
    },
    behind: (view, question, row) => {
      const step = stepOf(question)
      const cohort = cohortOf(view, step, question.mode)
      const { isMature } = maturity(view, step, question.mode, cohort)
      return ofCohort(view, question, row, cohort, isMature)
    },
  },
)

/** Also whoever had not their time yet. */
const isEntered = ({ more }: FigureRow): boolean => Number(more!.entered) > 0

/** The leads of a cohort in the cell of a row. */
export function ofCohort(
  view: View,
  question: Question,
  row: Parameters<Figure['behind']>[2],
  cohort: ReturnType<typeof cohortOf>,
  isAsked: (i: number) => boolean,
): string[] {
  const cells = cellsOf(view, question)
  const wanted = cellOf(cells, row)
  return idsOf(view, (use) => {
    for (let i = 0; i < cohort.n; i++) if (isAsked(i) && cells.of(cohort.lead[i]!, cohort.t0[i]!) === wanted) use(cohort.lead[i]!)
  })
}

function rowFrom(
  { entered, n, k, open, soFar, rate: value, low, high, saysSomething }: Rate,
  windowDays: number | null,
): Omit<FigureRow, 'segment' | 'period'> {
  return { n, value, low, high, says: saysSomething, more: { k, entered, open, soFar, windowDays } }
}

/** The window is part of what a rate is called. */
const nameOf = (step: ConversionStep, days: number | null): InBoth =>
  days === null
    ? { de: `${step}, wann auch immer und in welcher Reihenfolge auch immer.`, en: `${step}, whenever and in whatever order.` }
    : {
        de: `${step} innerhalb von ${days} Tagen; ein anderes Fenster ist eine andere Kennzahl. Raten der Schritte multipliziert ergeben nicht die Rate des ganzen Weges: Dafür lead>customer fragen.`,
        en: `${step} within ${days} days; another window is another figure. Step rates multiplied are not the rate of the whole way: ask lead>customer for that.`,
      }

// --- flow ratio ----------------------------------------------------------------

const flow = asFigure(
  {
    name: 'flow-ratio',
    group: 2,
    title: { de: 'Flussverhältnis', en: 'Flow ratio' },
    sentence: {
      de: 'Eintritte in die zweite Stufe geteilt durch Eintritte in die erste, beide in derselben Periode: was CRMs als Rate zeigen.',
      en: 'Entries into the second stage divided by entries into the first, both in the same period: what CRMs show as a rate.',
    },
    population: { de: 'Alle Eintritte der Periode, nicht dieselben Leads.', en: 'All entries of the period, not the same leads.' },
    unitOfCount: { de: 'Eintritt', en: 'entry' },
    basis: 'period',
    method: {
      de: 'Verhältnis ohne Intervall; kann über 1 liegen. Nur zum Abgleich mit dem CRM, nicht zum Vergleichen.',
      en: 'Ratio without an interval; may exceed 1. For reconciliation with the CRM only, not for comparison.',
    },
    dimensions: LEAD_DIMENSIONS,
    kinds: STAGE_STEPS,
    unit: 'index',
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const [into, outOf] = [new Uint32Array(cells.n), new Uint32Array(cells.n)]
      const [from, to] = kindOf(STAGE_STEPS, question).split('>')
      eachHappened(view, 'entriesToStage', (lead, at, code) => {
        const counts = stageOf(code) === to ? into : stageOf(code) === from ? outOf : null
        const cell = counts === null ? -1 : cells.of(lead, at)
        if (cell >= 0) counts![cell]!++
      })
      const rows = rowsOf(cells, (cell) => {
        const [k, n] = [into[cell]!, outOf[cell]!]
        return { n, value: n === 0 ? null : k / n, low: null, high: null, says: false, more: { k } }
      })
      return answered(cells, rows)
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, question)
      const [wanted, [from]] = [cellOf(cells, row), kindOf(STAGE_STEPS, question).split('>')]
      return idsOf(view, (use) =>
        eachHappened(view, 'entriesToStage', (lead, at, code) => {
          if (stageOf(code) === from && cells.of(lead, at) === wanted) use(lead)
        }),
      )
    },
  },
)

export const rateFigures: readonly Figure[] = [rate, flow]
