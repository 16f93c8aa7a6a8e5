/** Figures of group 1: where leads stand at the end of each period, and of which classes they are. */
import { CLASSES, STAGES } from '../../lead/fact.ts'
import { answered, type Cells, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import { COMPOSITION_CLASSES, compositionOf, eachOfAge } from '../compared.ts'
import type { Figure, FigureRow, InBoth, Question, View } from '../figure.ts'
import { NO_CLASS, type Segments, segmentsBy } from '../segment.ts'
import { eachClassSpan, eachStageSpan } from '../standing-counts.ts'
import { asFigure, countRow, type Declared, kindOf, LEAD_DIMENSIONS, SHARED, shareRow } from './declare.ts'

type EachSpan = typeof eachStageSpan

interface Stock {
  each: EachSpan
  part: string
  names: readonly string[]
}
const STAGE: Stock = { each: eachStageSpan, part: 'stage', names: STAGES }
const CLASS: Stock = { each: eachClassSpan, part: 'class', names: [...CLASSES, NO_CLASS] }

const LEAD: InBoth = { de: 'Lead', en: 'lead' }

/** Segments of what changes are those at the last change: what holds at the end. */
const segmentsOf = (view: View, { by }: Question): Segments => (by === null || by === 'touch' ? { names: [], of: () => 0 } : segmentsBy(view.population, by))

/** Told of each lead and each run of periods at whose ends it stands in a segment and a part. */
function eachStanding(
  view: View,
  question: Question,
  cells: Cells,
  stock: Stock,
  use: (lead: number, segment: number, code: number, from: number, to: number) => void,
): void {
  const segments = segmentsOf(view, question)
  const ends = Float64Array.from(cells.periods, ({ to }) => to)
  const also = question.by === 'owner' ? [view.population.owners] : question.by === 'class' ? [view.population.classes] : []
  stock.each(view, ends, (lead, at, code, from, to) => use(lead, segments.of(lead, at), code, from, to), also)
}

/** How many stand in each cell and part: each run is counted where it begins and taken off where it ends. */
function countStanding(view: View, question: Question, cells: Cells, stock: Stock): Int32Array {
  const row = cells.segments.length * stock.names.length
  const counts = new Int32Array((cells.periods.length + 1) * row)
  eachStanding(view, question, cells, stock, (_, segment, code, from, to) => {
    const column = segment * stock.names.length + code
    counts[from * row + column]!++
    counts[to * row + column]!--
  })
  for (let i = row; i < counts.length; i++) counts[i]! += counts[i - row]!
  return counts
}

function standing(stock: Stock, words: Pick<Declared, 'name' | 'title' | 'sentence' | 'population'>): Figure {
  const { part, names } = stock
  return asFigure(
    { group: 1, unitOfCount: LEAD, basis: 'period', method: METHOD, dimensions: LEAD_DIMENSIONS, kinds: [], unit: 'count', ...words },
    {
      answer: (view, question) => {
        const cells = cellsOf(view, question)
        const counts = countStanding(view, question, cells, stock)
        const rows = names.flatMap((name, code) => {
          const all = rowsOf(cells, (cell) => ({ ...countRow(counts[cell * names.length + code]!, nobodyDrawn), more: { [part]: name } }))
          return all.some(({ n }) => n > 0) ? all : []
        })
        return answered(cells, rows)
      },
      behind: (view, question, row) => {
        const cells = cellsOf(view, question)
        const [wanted, code] = [cellOf(cells, row), names.indexOf(String(row.more?.[part]))]
        return idsOf(view, (use) =>
          eachStanding(view, question, cells, stock, (lead, segment, found, from, to) => {
            if (found === code && isAmong(cells, wanted, segment, from, to)) use(lead)
          }),
        )
      },
    },
  )
}

const METHOD: InBoth = {
  de: 'Vollzählung am Ende der Periode (alle Fakten davor); ein Bestand ist keine Stichprobe und hat kein Intervall.',
  en: 'Complete count at the end of the period (all facts before it); a stock is no sample and has no interval.',
}
const nobodyDrawn = () => ({ low: null, high: null })

const standingInStage = standing(STAGE, {
  name: 'leads-standing',
  title: { de: 'Bestand je Stufe', en: 'Leads standing in each stage' },
  sentence: {
    de: 'Alle Leads am Ende der Periode nach ihrer Stufe, jeder einmal, auch beendete. Bestand = Bestand davor + Eintritte - Austritte.',
    en: 'All leads at the end of the period by their stage, each once, ended ones too. Standing = standing before + entries - exits.',
  },
  population: { de: 'Alle Leads, die bis zum Ende der Periode angelegt waren.', en: 'All leads created by the end of the period.' },
})

const standingInClass = standing(CLASS, {
  name: 'open-leads-by-class',
  title: { de: 'Offene Leads je Klasse', en: 'Open leads by class' },
  sentence: {
    de: 'Offene Leads am Ende der Periode nach ihrer Klasse, auch ohne Klasse (none).',
    en: 'Open leads at the end of the period by their class, those without one too (none).',
  },
  population: { de: 'Leads in den Stufen unknown, lead, recycled, mql, sal und sql.', en: 'Leads in the stages unknown, lead, recycled, mql, sal and sql.' },
})

// --- composition ---------------------------------------------------------------

const COMPOSITIONS = ['standing', 'new'] as const

type CompositionClass = (typeof COMPOSITION_CLASSES)[number]
const placeOf = (code: number): number => COMPOSITION_CLASSES.indexOf(CLASS.names[code] as CompositionClass)
const isOfNew = (question: Question): boolean => kindOf(COMPOSITIONS, question) === 'new'

/** By cell, how many are of which class: by the end of the period, or at an age that all have. */
function composed(view: View, question: Question, cells: Cells): number[][] {
  if (isOfNew(question)) return compositionOf(view, cells)
  const counts = countStanding(view, question, cells, CLASS)
  return Array.from({ length: cells.n }, (_, cell) => COMPOSITION_CLASSES.map((name) => counts[cell * CLASS.names.length + CLASS.names.indexOf(name)]!))
}

const composition = asFigure(
  {
    name: 'class-composition',
    group: 1,
    title: { de: 'Zusammensetzung nach Klassen', en: 'Composition by class' },
    sentence: {
      de: 'Anteile der Klassen: standing: der offenen Leads am Ende der Periode; new: der in der Periode angelegten, alle im gleichen Alter, sonst wirken ältere reifer.',
      en: 'Shares of the classes: standing: of the open leads at the end of the period; new: of those created in the period, all at the same age, else older ones look riper.',
    },
    population: {
      de: 'standing: offene Leads; new: Leads, die so alt sind, wie die Einstellung für Zusammensetzungen verlangt.',
      en: 'standing: open leads; new: leads as old as the setting for compositions demands.',
    },
    unitOfCount: LEAD,
    basis: 'period',
    method: SHARED,
    dimensions: LEAD_DIMENSIONS,
    kinds: COMPOSITIONS,
    unit: 'share',
    windowOf: ({ compositionDays }, { kind }) => (kind === 'new' ? compositionDays : null),
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const counts = composed(view, question, cells)
      const totals = counts.map((all) => all.reduce((sum, n) => sum + n, 0))
      const age = isOfNew(question) ? { ageDays: view.settings.compositionDays } : {}
      const rows = COMPOSITION_CLASSES.flatMap((name, place) =>
        rowsOf(cells, (cell): Omit<FigureRow, 'segment' | 'period'> => shareRow(counts[cell]![place]!, totals[cell]!, { class: name, ...age })),
      )
      return answered(cells, rows)
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, question)
      const [wanted, place] = [cellOf(cells, row), COMPOSITION_CLASSES.indexOf(row.more?.class as CompositionClass)]
      return idsOf(view, (use) => {
        if (isOfNew(question)) {
          eachOfAge(view, (lead, createdAt, found) => {
            if (found === place && cells.of(lead, createdAt) === wanted) use(lead)
          })
        } else {
          eachStanding(view, question, cells, CLASS, (lead, segment, code, from, to) => {
            if (placeOf(code) === place && isAmong(cells, wanted, segment, from, to)) use(lead)
          })
        }
      })
    },
  },
)

/** Whether a cell lies in a run of periods of a segment. */
function isAmong({ segments }: Cells, cell: number, segment: number, from: number, to: number): boolean {
  const period = Math.floor(cell / segments.length)
  return cell % segments.length === segment && from <= period && period < to
}

export const standingFigures: readonly Figure[] = [standingInStage, standingInClass, composition]
