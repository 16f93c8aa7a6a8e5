/** Figures of group 1: what happened in each period, counted by when it happened. */
import { CLASSES, STAGES } from '../../lead/fact.ts'
import type { Figure, InBoth } from '../figure.ts'
import { eachHappened, type Happened } from '../happened.ts'
import { changeNote, coarserNote, lateNote } from '../notes.ts'
import { COUNTED, type Declared, LEAD_DIMENSIONS, partsFigure } from './declare.ts'

const LEAD: InBoth = { de: 'Lead (Organisationseinheit x Produkt)', en: 'lead (organisational unit x product)' }
const ALL_LEADS: InBoth = { de: 'Alle Leads; zusammengeführte zählen als einer.', en: 'All leads; merged ones count as one.' }

type Words = Pick<Declared, 'name' | 'title' | 'sentence'> & Partial<Declared>

/** @param codes names of what is told apart, such as stages; null: nothing */
function counted(what: Happened, words: Words, parts: { name: string; codes: readonly string[] } | null = null): Figure {
  const names = parts === null ? [{}] : parts.codes.map((code) => ({ [parts.name]: code }))
  const figure = partsFigure(
    {
      group: 1,
      population: ALL_LEADS,
      unitOfCount: LEAD,
      basis: 'period',
      method: COUNTED,
      dimensions: LEAD_DIMENSIONS,
      kinds: [],
      unit: 'count',
      ...words,
    },
    () => names,
    (view, _question, _cells, use) => eachHappened(view, what, (lead, at, code) => use(lead, at, parts === null ? 0 : code)),
  )
  const answer: Figure['answer'] = (view, question) => {
    const { rows, notes } = figure.answer(view, question)
    const ofAll = parts === null ? [...coarserNote(view, question, (other) => figure.answer(view, other)), ...changeNote(view, question, rows)] : []
    return { rows, notes: [...notes, ...ofAll, ...lateNote(view, rows)] }
  }
  return { ...figure, answer }
}

const OF_STAGE = { name: 'stage', codes: STAGES }

export const countFigures: readonly Figure[] = [
  counted('created', {
    name: 'leads-created',
    title: { de: 'Angelegte Leads', en: 'Leads created' },
    sentence: { de: 'Leads, die in der Periode angelegt wurden, auch unbekannte Besucher.', en: 'Leads created in the period, unknown visitors among them.' },
  }),
  counted('generated', {
    name: 'leads-generated',
    title: { de: 'Gewonnene Leads', en: 'Leads generated' },
    sentence: {
      de: 'Leads, die in der Periode zum ersten Mal in der Stufe Lead oder weiter standen; unbekannte Besucher sind noch keine.',
      en: 'Leads that stood in stage lead or beyond for the first time in the period; unknown visitors are none yet.',
    },
  }),
  counted(
    'firstInStage',
    {
      name: 'leads-new-in-stage',
      title: { de: 'Neu in der Stufe', en: 'New in stage' },
      sentence: { de: 'Leads, die in der Periode zum ersten Mal in die Stufe kamen.', en: 'Leads that entered the stage for the first time in the period.' },
    },
    OF_STAGE,
  ),
  counted(
    'firstInClass',
    {
      name: 'leads-new-in-class',
      title: { de: 'Neu in der Klasse', en: 'New in class' },
      sentence: { de: 'Leads, die in der Periode zum ersten Mal in die Klasse kamen.', en: 'Leads that came into the class for the first time in the period.' },
    },
    { name: 'class', codes: CLASSES },
  ),
  counted(
    'entriesToStage',
    {
      name: 'stage-entries',
      title: { de: 'Eintritte in die Stufe', en: 'Entries into stage' },
      sentence: { de: 'Alle Eintritte in die Stufe in der Periode, auch wiederholte.', en: 'All entries into the stage in the period, repeated ones too.' },
      unitOfCount: { de: 'Eintritt', en: 'entry' },
    },
    OF_STAGE,
  ),
  counted(
    'exitsFromStage',
    {
      name: 'stage-exits',
      title: { de: 'Austritte aus der Stufe', en: 'Exits from stage' },
      sentence: { de: 'Alle Austritte aus der Stufe in der Periode, wohin auch immer.', en: 'All exits from the stage in the period, wherever to.' },
      unitOfCount: { de: 'Austritt', en: 'exit' },
    },
    OF_STAGE,
  ),
  counted('closings', {
    name: 'closings',
    title: { de: 'Abschlüsse', en: 'Closings' },
    sentence: {
      de: 'Leads mit ihrem ersten gültigen Auftrag in der Periode; zurückgenommene Aufträge gab es nie.',
      en: 'Leads with their first valid order in the period; orders that were taken back never happened.',
    },
  }),
  counted('orders', {
    name: 'orders',
    title: { de: 'Aufträge', en: 'Orders' },
    sentence: { de: 'Alle gültigen Aufträge der Periode, auch Folgeaufträge.', en: 'All valid orders of the period, follow-up orders too.' },
    unitOfCount: { de: 'Auftrag', en: 'order' },
  }),
]
