/** Figure of group 12: the hub's count of opportunities against the CRM's own. */
import { dayAfter, localDay } from '../../lead/local-time.ts'
import { type Cells, cellsOf } from '../cells.ts'
import type { Figure, FigureAnswer, FigureRow, InBoth, Question, View } from '../figure.ts'
import { type CrmRead, type Reconciliation, reconcile, type Sides, sidesOf } from '../reconciliation.ts'
import { asFigure } from './declare.ts'

const agreement = asFigure(
  {
    name: 'crm-agreement',
    group: 12,
    title: { de: 'Abgleich mit dem CRM', en: 'Reconciliation with the CRM' },
    sentence: {
      de: 'Verkaufschancen des CRMs minus SQLs des Hubs in derselben Periode; jeder Datensatz, der nur auf einer Seite zählt, steht einmal mit seiner Ursache daneben.',
      en: 'Opportunities of the CRM minus SQLs of the hub in the same period; every record that counts on one side only stands beside once, with its cause.',
    },
    population: {
      de: 'Hub: Leads, die in der Periode zum ersten Mal in sql kamen. CRM: Verkaufschancen, die nach seinem eigenen Datum in der Periode angelegt wurden.',
      en: 'Hub: leads that first entered sql in the period. CRM: opportunities created in the period by its own date.',
    },
    unitOfCount: { de: 'Datensatz', en: 'record' },
    basis: 'period',
    method: {
      de: 'CRM − Hub = Datensätze nur dort − Datensätze nur hier; unexplained muss 0 sein. Kein Intervall. Mit anderen Filtern als dem Produkt fehlen Leads auf der Seite des Hubs.',
      en: 'CRM − hub = records there only − records here only; unexplained must be 0. No interval. With filters other than the product, leads are missing on the side of the hub.',
    },
    dimensions: [],
    kinds: [],
    unit: 'count',
  },
  {
    answer: (view, question) => answer(view, question),
    behind: (view, question, { period, more }) => {
      const place = cellsOf(view, { ...question, by: null }).periods.find(({ key }) => key === period)
      if (place === undefined) return []
      const sides = bothSides(view)
      if (more?.side === undefined) return countedHere(sides, place)
      return reconciled(view, sides, place).records.flatMap(({ side, cause, record }) => (more.side === side && more.cause === cause ? [record] : []))
    },
  },
)

function answer(view: View, question: Question): FigureAnswer {
  const { opportunities, crms = [] } = view.beside ?? {}
  const notes = crms.map((crm) => readNote(crm, crms.length > 1))
  if (opportunities === undefined || crms.every(({ readAt }) => readAt === null)) return { rows: [], notes: notes.length > 0 ? notes : [NO_CRM] }
  const { periods } = cellsOf(view, { ...question, by: null })
  const sides = bothSides(view)
  return { rows: periods.flatMap((period) => rowsOf(period.key, reconciled(view, sides, period))), notes }
}

const NO_CRM = { de: 'Die Verkaufschancen des CRMs liegen hier nicht vor.', en: 'The opportunities of the CRM are not known here.' }

/** Until when the CRM's side is known. @param areSeveral their opportunities are counted together */
function readNote({ connection, readAt, isListed }: CrmRead, areSeveral: boolean): InBoth {
  if (readAt === null && !isListed)
    return {
      de: `Die Verkaufschancen von ${connection} fehlen: Dieses CRM listet seine Datensätze nicht.`,
      en: `The opportunities of ${connection} are missing: this CRM does not list its records.`,
    }
  if (readAt === null)
    return {
      de: `Die Verkaufschancen von ${connection} wurden noch nie bis zum Ende gelesen: bitte leitwerk connection reconcile ${connection} ausführen.`,
      en: `The opportunities of ${connection} were never read to the end: run leitwerk connection reconcile ${connection}.`,
    }
  const time = `${new Date(readAt).toISOString().slice(0, 16)}Z`
  const together = areSeveral ? { de: '; alle Verbindungen sind zusammen gezählt', en: '; all connections are counted together' } : { de: '', en: '' }
  return {
    de: `Die Verkaufschancen von ${connection} sind die von ${time}, als es zuletzt gelesen wurde${together.de}.`,
    en: `The opportunities of ${connection} are those of ${time}, when it was read last${together.en}.`,
  }
}

const bothSides = ({ population, leads, beside }: View): Sides => sidesOf(population, leads, beside?.opportunities ?? [])

/** The leads of the hub's own count. */
const countedHere = ({ population, entered, enteredAt }: Sides, { from, to }: Cells['periods'][number]): string[] =>
  entered.filter((lead) => enteredAt[lead]! >= from && enteredAt[lead]! < to).map((lead) => population.ids[lead]!)

/** The CRM tells days; a period counts there from its first local day until its last, that day included. */
function reconciled({ settings }: View, sides: Sides, { from, to }: Cells['periods'][number]): Reconciliation {
  const [crmFrom, crmTo] = [localDay(from, settings.timeZone), dayAfter(localDay(to - 1, settings.timeZone))]
  return reconcile(sides, { from, to, crmFrom, crmTo })
}

function rowsOf(period: string | null, { crm, hub, differences, unexplained }: Reconciliation): FigureRow[] {
  const row = (n: number, value: number, more: FigureRow['more'] = {}): FigureRow => ({
    segment: null,
    period,
    n,
    value,
    low: null,
    high: null,
    says: true,
    more,
  })
  const causes = Object.entries(differences).map(([key, n]) => {
    const [side = '', cause = ''] = key.split(': ')
    return row(n, n, { side, cause })
  })
  return [row(hub, crm - hub, { crm, hub, unexplained }), ...causes]
}

export const reconciliationFigures: readonly Figure[] = [agreement]
