/** Figures of group 1: where leads stand at the end of each period, and of which classes they are. */
import { CLASSES, STAGES } from '../../lead/fact.ts'
import { answered, type Cells, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import { COMPOSITION_CLASSES, eachOfAge } from '../compared.ts'
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

/** Told of each lead, once for each cell in which it stands. */
function eachStanding(view: View, question: Question, cells: Cells, stock: Stock, use: (lead: number, cell: number, code: number) => void): void {
  const segments = segmentsOf(view, question)
  const width = cells.segments.length
  const ends = Float64Array.from(cells.periods, ({ to }) => to)
  const owners = question.by === 'owner' ? [view.population.owners] : question.by === 'class' ? [view.population.classes] : []
  stock.each(
    view,
    ends,
    (lead, at, code, from, to) => {
      const segment = segments.of(lead, at)
      for (let place = from; place < to; place++) use(lead, place * width + segment, code)
    },
    owners,
  )
}

function standing(stock: Stock, words: Pick<Declared, 'name' | 'title' | 'sentence' | 'population'>): Figure {
  const { part, names } = stock
  return asFigure(
    { group: 1, unitOfCount: LEAD, basis: 'period', method: METHOD, dimensions: LEAD_DIMENSIONS, kinds: [], unit: 'count', ...words },
    {
      answer: (view, question) => {
        const cells = cellsOf(view, question)
        const counts = new Uint32Array(cells.n * names.length)
        eachStanding(view, question, cells, stock, (_, cell, code) => {
          counts[cell * names.length + code]!++
        })
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
          eachStanding(view, question, cells, stock, (lead, cell, found) => {
            if (cell === wanted && found === code) use(lead)
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

/** Told of each lead whose class counts: by the end of the period, or at an age that all have. */
function eachComposed(view: View, question: Question, cells: Cells, use: (lead: number, cell: number, place: number) => void): void {
  if (kindOf(COMPOSITIONS, question) === 'new') {
    eachOfAge(view, (lead, createdAt, place) => {
      const cell = cells.of(lead, createdAt)
      if (cell >= 0) use(lead, cell, place)
    })
  } else
    eachStanding(view, question, cells, CLASS, (lead, cell, code) =>
      use(lead, cell, COMPOSITION_CLASSES.indexOf(CLASS.names[code] as (typeof COMPOSITION_CLASSES)[number])),
    )
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
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const width = COMPOSITION_CLASSES.length
      const [counts, totals] = [new Uint32Array(cells.n * width), new Uint32Array(cells.n)]
      eachComposed(view, question, cells, (_, cell, place) => {
        counts[cell * width + place]!++
        totals[cell]!++
      })
      const more = (name: string) => ({ class: name, ...(kindOf(COMPOSITIONS, question) === 'new' && { ageDays: view.settings.compositionDays }) })
      const rows = COMPOSITION_CLASSES.flatMap((name, place) =>
        rowsOf(cells, (cell): Omit<FigureRow, 'segment' | 'period'> => shareRow(counts[cell * width + place]!, totals[cell]!, more(name))),
      )
      return answered(cells, rows)
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, question)
      const [wanted, place] = [cellOf(cells, row), COMPOSITION_CLASSES.indexOf(row.more?.class as (typeof COMPOSITION_CLASSES)[number])]
      return idsOf(view, (use) =>
        eachComposed(view, question, cells, (lead, cell, found) => {
          if (cell === wanted && found === place) use(lead)
        }),
      )
    },
  },
)

export const standingFigures: readonly Figure[] = [standingInStage, standingInClass, composition]
