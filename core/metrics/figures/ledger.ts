/** Figures of group 11: what was received and handed over, from the counts of the store. */
import { answered, cellsOf } from '../cells.ts'
import type { Figure, FigureAnswer, FigureRow, PeriodKind, Question, View } from '../figure.ts'
import { DELIVERY_STATES, JOB_STATES, type LedgerLine, ledger } from '../ledger.ts'
import { asFigure, type Declared } from './declare.ts'

const RECEIPT = {
  group: 11,
  basis: 'receipt',
  method: {
    de: 'Ein Abschluss, keine Schätzung: jede Anzahl ist genau, unaccounted muss 0 sein. Nach dem Tag des Eingangs, im Zustand von heute; Leads und ihre Filter spielen keine Rolle.',
    en: 'A balance, not an estimate: every count is exact, unaccounted must be 0. By the day of receipt, in the state of today; leads and their filters play no part.',
  },
  dimensions: ['system'],
  kinds: [],
  unit: 'count',
} as const

type Part = 'deliveries' | 'events' | 'jobs'
const WHOLE: Readonly<Record<Part, string>> = { deliveries: 'accepted', events: 'advanced', jobs: 'jobs' }
/** What is 0 is told as well. */
const zeros = (...names: readonly string[]): LedgerLine => Object.fromEntries(names.map((name) => [name, 0]))
const ZEROS: Readonly<Record<Part, LedgerLine>> = {
  deliveries: zeros('accepted', ...DELIVERY_STATES, 'refused', 'unaccounted'),
  events: zeros('advanced', 'newUnit', 'existingUnit', 'ignored', 'held', 'unaccounted'),
  jobs: zeros('jobs', ...JOB_STATES, 'unaccounted'),
}

const ledgerFigure = (part: Part, declared: Declared): Figure =>
  // Nobody stands behind a delivery before it is mapped; the deliveries themselves are listed elsewhere.
  asFigure(declared, { answer: (view, question) => answer(view, question, part), behind: () => [] })

function answer(view: View, question: Question, part: Part): FigureAnswer {
  const counts = view.beside?.ledger
  if (counts === undefined) return { rows: [], notes: [NOT_COUNTED] }
  const lines = Object.entries(ledger(counts)[part]).map(([key, line]) => {
    const [who, month] = [key.slice(0, key.lastIndexOf('|')), key.slice(key.lastIndexOf('|') + 1)]
    return { segment: question.by === null ? null : who, period: question.period === null ? null : coarserKey(month, question.period), line }
  })
  const rows = new Map<string, { segment: string | null; period: string | null; line: LedgerLine }>()
  for (const { segment, period, line } of lines) {
    const key = `${segment ?? ''}|${period ?? ''}`
    rows.set(key, { segment, period, line: added(rows.get(key)?.line ?? {}, line) })
  }
  return answered(cellsOf(view, { ...question, by: null }), [...rows.values()].map((row) => rowOf(row, part)).sort(byPeriod))
}

const NOT_COUNTED = { de: 'Eingänge und Übergaben liegen hier nicht vor.', en: 'What was received and handed over is not known here.' }

function rowOf({ segment, period, line }: { segment: string | null; period: string | null; line: LedgerLine }, part: Part): FigureRow {
  const n = line[WHOLE[part]] ?? 0
  return { segment, period, n, value: n, low: null, high: null, says: true, more: { ...ZEROS[part], ...line } }
}

const added = (one: LedgerLine, other: LedgerLine): LedgerLine =>
  Object.fromEntries([...new Set([...Object.keys(one), ...Object.keys(other)])].map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]))

const byPeriod = (a: FigureRow, b: FigureRow): number => order(a.segment, b.segment) || order(a.period, b.period)
const order = (a: string | null, b: string | null): number => ((a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0)

/** @param month `2025-10` */
function coarserKey(month: string, kind: PeriodKind): string {
  const [year, number] = [month.slice(0, 4), Number(month.slice(5))]
  if (kind === 'month') return month
  if (kind === 'year') return year
  return kind === 'quarter' ? `${year}-Q${Math.ceil(number / 3)}` : `${year}-H${Math.ceil(number / 6)}`
}

export const ledgerFigures: readonly Figure[] = [
  ledgerFigure('deliveries', {
    ...RECEIPT,
    name: 'deliveries',
    title: { de: 'Angenommene Lieferungen', en: 'Deliveries accepted' },
    sentence: {
      de: 'Lieferungen der Periode je Quelle; angenommen = verarbeitet + doppelt + gefiltert + Test + zurückgehalten + wartend + gelöscht. Abgewiesene (refused) stehen daneben.',
      en: 'Deliveries of the period by source; accepted = processed + duplicate + filtered + test + held + pending + erased. Those refused stand beside.',
    },
    population: { de: 'Alle Lieferungen, die in der Periode eingingen.', en: 'All deliveries received in the period.' },
    unitOfCount: { de: 'Lieferung', en: 'delivery' },
  }),
  ledgerFigure('events', {
    ...RECEIPT,
    name: 'events-advanced',
    title: { de: 'Ereignisse, die Leads weiterbrachten', en: 'Events that advanced leads' },
    sentence: {
      de: 'Ereignisse der Lieferungen der Periode je Quelle; weitergebracht = neue Einheit + bestehende Einheit, wie bei der Ankunft entschieden; ignorierte und zurückgehaltene stehen daneben.',
      en: 'Events of the deliveries of the period by source; advanced = new unit + existing unit, as decided on arrival; those ignored and held stand beside.',
    },
    population: { de: 'Alle Ereignisse, die in der Periode eingingen.', en: 'All events received in the period.' },
    unitOfCount: { de: 'Ereignis', en: 'event' },
  }),
  ledgerFigure('jobs', {
    ...RECEIPT,
    name: 'jobs',
    title: { de: 'Aufträge an Zielsysteme', en: 'Jobs for target systems' },
    sentence: {
      de: 'Aufträge der Periode je Verbindung; alle = ausgeliefert + unverändert + überholt + abgebrochen + geparkt + wartend.',
      en: 'Jobs of the period by connection; all = delivered + unchanged + superseded + cancelled + parked + pending.',
    },
    population: { de: 'Alle Aufträge, die in der Periode entstanden.', en: 'All jobs made in the period.' },
    unitOfCount: { de: 'Auftrag an ein Zielsystem', en: 'job' },
  }),
]
