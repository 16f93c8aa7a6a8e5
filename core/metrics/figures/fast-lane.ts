/** Figure of group 9: who asked for sales directly, and where they stood. */
import { CLASSES, STAGES } from '../../lead/fact.ts'
import { eachFastLane } from '../fast-lane.ts'
import type { Figure, Question } from '../figure.ts'
import { classOf } from '../population.ts'
import { NO_CLASS } from '../segment.ts'
import { COUNTED, LEAD_DIMENSIONS, partsFigure } from './declare.ts'

const HEATS = [...CLASSES, null].map((_, code) => classOf(code) ?? NO_CLASS)

const byBoth = partsFigure(
  {
    name: 'fast-lane',
    group: 9,
    title: { de: 'Direkt zum Vertrieb, nach Stufe und Klasse', en: 'Straight to sales, by stage and class' },
    sentence: {
      de: 'Leads, die in der Periode zum ersten Mal selbst nach dem Vertrieb gefragt haben, nach der Stufe und Klasse unmittelbar davor. Sie zählen nicht als MQL, außer sie werden später dazu genährt.',
      en: 'Leads that asked for sales themselves for the first time in the period, by the stage and class just before. They are no MQL, unless they are nurtured into one later.',
    },
    population: { de: 'Leads mit ihrem ersten direkten Wunsch nach dem Vertrieb in der Periode.', en: 'Leads with their first wish for sales in the period.' },
    unitOfCount: { de: 'Lead', en: 'lead' },
    basis: 'period',
    method: COUNTED,
    dimensions: LEAD_DIMENSIONS,
    kinds: [],
    unit: 'count',
  },
  () => STAGES.flatMap((stage) => HEATS.map((heat) => ({ stage, class: heat }))),
  (view, _, __, use) => {
    const { at, stage, class: heat } = view.population.fastLanes
    eachFastLane(view, (lead, entry, isFirst) => {
      if (isFirst) use(lead, at[entry]!, stage[entry]! * HEATS.length + heat[entry]!)
    })
  },
)

/** Whoever splits by one of the two asks where leads came from, not where they stand once all of that instant has happened. */
function byOne(part: 'stage' | 'class', declared: Figure): Figure {
  const names = part === 'stage' ? STAGES : HEATS
  const figure = partsFigure(
    declared,
    () => names.map((name) => ({ [part]: name })),
    (view, _, __, use) => {
      const { at, stage, class: heat } = view.population.fastLanes
      eachFastLane(view, (lead, entry, isFirst) => {
        if (isFirst) use(lead, at[entry]!, (part === 'stage' ? stage : heat)[entry]!)
      })
    },
  )
  return {
    ...figure,
    answer: (view, question) => {
      const { rows, notes } = figure.answer(view, { ...question, by: null })
      return { rows: rows.map((row) => ({ ...row, segment: String(row.more![part]) })), notes }
    },
    behind: (view, question, row) => figure.behind(view, { ...question, by: null }, { ...row, segment: null }),
  }
}

const byStage = byOne('stage', byBoth)
const byClass = byOne('class', byBoth)
const splitAs = ({ by }: Question): Figure => (by === 'stage' ? byStage : by === 'class' ? byClass : byBoth)

const fastLane: Figure = {
  ...byBoth,
  answer: (view, question) => splitAs(question).answer(view, question),
  behind: (view, question, row) => splitAs(question).behind(view, question, row),
}

const fastLaneRepeats = partsFigure(
  {
    name: 'fast-lane-repeats',
    group: 9,
    title: { de: 'Wiederholt direkt gefragt', en: 'Asked for sales again' },
    sentence: {
      de: 'Wünsche nach dem Vertrieb in der Periode von Leads, die schon vorher gefragt hatten.',
      en: 'Wishes for sales in the period, of leads that had asked before.',
    },
    population: { de: 'Alle direkten Wünsche nach dem ersten eines Leads.', en: 'All wishes for sales after the first of a lead.' },
    unitOfCount: { de: 'Wunsch', en: 'wish' },
    basis: 'period',
    method: COUNTED,
    dimensions: LEAD_DIMENSIONS,
    kinds: [],
    unit: 'count',
  },
  () => [{}],
  (view, _, __, use) => {
    const { at } = view.population.fastLanes
    eachFastLane(view, (lead, entry, isFirst) => {
      if (!isFirst) use(lead, at[entry]!, 0)
    })
  },
)

export const fastLaneFigures: readonly Figure[] = [fastLane, fastLaneRepeats]
