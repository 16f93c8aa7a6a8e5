/** Figures of group 10 about what was agreed with sales: answers, first contacts, capacity. */
import { capacityUsed } from '../capacity.ts'
import { answered, type Cells, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import type { Figure, FigureRow, InBoth, Question, View } from '../figure.ts'
import { contactWaits } from '../first-contact.ts'
import { periodsBetween } from '../periods.ts'
import { medianSays } from '../says.ts'
import { kaplanMeier, type Quantile, quantiles } from '../statistics/kaplan-meier.ts'
import { CONVERTED, endOf, type Waits } from '../statistics/waits.ts'
import { asFigure, countRow, type Declared, LEAD_DIMENSIONS, SHARED, saying, shareRow } from './declare.ts'
import { eachOffer, limitNote, offersFigure, placeOf } from './offers.ts'

const OFFERS = {
  group: 10,
  population: { de: 'Angebote aller Wege, die in der Periode gemacht wurden.', en: 'Offers of all lanes made in the period.' },
  unitOfCount: { de: 'Angebot an den Vertrieb', en: 'offer to sales' },
  basis: 'cohort',
  dimensions: LEAD_DIMENSIONS,
  kinds: [],
} as const

const answeredInTime = offersFigure(
  {
    ...OFFERS,
    name: 'answered-in-time',
    title: { de: 'Rechtzeitig beantwortet', en: 'Answered in time' },
    sentence: {
      de: 'Anteil der Angebote, die bis zum Ende der Antwortfrist (in Arbeitszeit) angenommen, abgelehnt oder zurückgezogen waren, an denen, deren Frist vorbei ist.',
      en: 'Share of the offers accepted, rejected or withdrawn by the end of the time to answer (in working time), of those whose time is over.',
    },
    method: SHARED,
    unit: 'share',
  },
  (count) => shareRow(count('answeredInTime'), count('answerDue'), { offers: count('offered') }),
  'answerDue',
)

const contactedInTime = offersFigure(
  {
    ...OFFERS,
    name: 'contacted-in-time',
    title: { de: 'Rechtzeitig kontaktiert', en: 'Contacted in time' },
    sentence: {
      de: 'Anteil der Angebote, auf die innerhalb der vereinbarten Arbeitszeit und vor dem nächsten Angebot des Leads ein Kontakt durch den Vertrieb folgte, an denen, deren Frist vorbei ist.',
      en: 'Share of the offers followed by a contact by sales within the agreed working time and before the lead’s next offer, of those whose time is over.',
    },
    method: SHARED,
    unit: 'share',
  },
  (count) => shareRow(count('contactedInTime'), count('contactDue'), { offers: count('offered') }),
  'contactDue',
)

const unanswered = offersFigure(
  {
    ...OFFERS,
    name: 'offers-unanswered',
    title: { de: 'Überfällig ohne Antwort', en: 'Overdue without an answer' },
    sentence: {
      de: 'Angebote der Periode, die noch offen sind, obwohl ihre Antwortfrist vorbei ist.',
      en: 'Offers of the period that are still open although their time to answer is over.',
    },
    method: { de: 'Anzahl mit exaktem Poisson-Intervall (95 %).', en: 'Count with its exact Poisson interval (95 %).' },
    unit: 'count',
  },
  (count) => countRow(count('unanswered'), undefined, { offers: count('offered') }),
  'unanswered',
)

// --- hours to the first contact -----------------------------------------------

const HOUR_MS = 3_600_000
const hours = (ms: number | null): number | null => (ms === null ? null : ms / HOUR_MS)

const hoursToContact = asFigure(
  {
    ...OFFERS,
    name: 'hours-to-first-contact',
    title: { de: 'Stunden bis zum ersten Kontakt', en: 'Hours to the first contact' },
    sentence: {
      de: 'Arbeitsstunden, bis zur Hälfte der Angebote der Vertrieb Kontakt hatte; wer noch keinen hatte, zählt als offen bis zum nächsten Angebot des Leads oder bis jetzt.',
      en: 'Working hours until sales was in contact about half of the offers; those without a contact count as open until the lead’s next offer, or now.',
    },
    method: {
      de: 'Kaplan-Meier in Arbeitszeit; Median mit Grenzen nach Brookmeyer und Crowley (95 %). Nie erreicht: leer.',
      en: 'Kaplan-Meier in working time; median with limits by Brookmeyer and Crowley (95 %). Never reached: empty.',
    },
    unit: 'hours',
  },
  {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const waits = contactWaits(view, cells.n, placeOf(view, question, [], cells.of))
      return answered(
        cells,
        rowsOf(cells, (cell) => contactRow(waits[cell]!)),
      )
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, question)
      const [wanted, place] = [cellOf(cells, row), placeOf(view, question, [], cells.of)]
      return idsOf(view, (use) =>
        eachOffer(view, (lead, offer) => {
          if (place(offer, lead) === wanted) use(lead)
        }),
      )
    },
  },
)

function contactRow(waits: Waits): Omit<FigureRow, 'segment' | 'period'> {
  const [quartile1, median, quartile3] = quantiles(kaplanMeier(waits), [0.25, 0.5, 0.75]) as [Quantile, Quantile, Quantile]
  const contacted = waits.reduce((n, wait) => n + (endOf(wait) === CONVERTED ? 1 : 0), 0)
  const more = { contacted, quartile1: hours(quartile1.value), quartile3: hours(quartile3.value) }
  return { n: waits.length, value: hours(median.value), low: hours(median.low), high: hours(median.high), says: medianSays(contacted, median.high), more }
}

// --- capacity -----------------------------------------------------------------

const CAPACITY: Declared = {
  ...OFFERS,
  name: 'capacity-used',
  title: { de: 'Ausgeschöpfte Kapazität', en: 'Capacity used' },
  sentence: {
    de: 'Angebote, die einem Verkäufer in der Periode gegeben wurden, geteilt durch seine Kapazität für deren Monate. Ein abgelehntes oder weitergegebenes Angebot bleibt verbraucht; Kapazität 0 ergibt keinen Wert.',
    en: 'Offers given to a salesperson in the period, divided by their capacity for its months. An offer that was rejected or passed on stays used; capacity 0 gives no value.',
  },
  population: {
    de: 'Angebote aller Wege an die Verkäufer, für die eine Kapazität vereinbart ist.',
    en: 'Offers of all lanes to the salespeople for whom a capacity is agreed.',
  },
  basis: 'period',
  method: {
    de: 'Ein Verhältnis, keine Schätzung: kein Intervall. Eine laufende Periode hat schon ihre ganze Kapazität.',
    en: 'A ratio, not an estimate: no interval. A running period has all of its capacity already.',
  },
  dimensions: ['owner'],
  unit: 'share',
}

/** Whoever asks for no split is told of all together. */
const capacity = asFigure(CAPACITY, {
  answer: (view, question) => {
    const cells = cellsOf(view, { ...question, by: null })
    const used = capacityUsed(
      view,
      cells.periods.map((period) => ({ ...period, months: monthsOf(view, question, period) })),
    )
    const owners = Object.keys(view.settings.capacity)
    const rows = (question.by === 'owner' ? owners : [null]).flatMap((segment) =>
      cells.periods.map(({ key }, i): FigureRow => {
        const asked = segment === null ? owners.map((owner) => used[i]![owner]!) : [used[i]![segment]!]
        const [n, of] = [asked.reduce((sum, one) => sum + one.used, 0), asked.reduce((sum, one) => sum + one.of, 0)]
        return { segment, period: key, n, value: of === 0 ? null : n / of, low: null, high: null, says: of > 0, more: { of } }
      }),
    )
    return answered(cells, rows)
  },
  behind: (view, question, { segment, period }) => {
    const cells = cellsOf(view, { ...question, by: null })
    const [wanted, owners] = [cellOf(cells, { segment: null, period }), segment === null ? Object.keys(view.settings.capacity) : [segment]]
    const { at, owner } = view.population.offers
    const isAsked = owner.names.map((name) => name !== null && owners.includes(name))
    return idsOf(view, (use) =>
      eachOffer(view, (lead, offer) => {
        if (isAsked[owner.codes[offer]!] && cells.periodOf(at[offer]!) === wanted) use(lead)
      }),
    )
  },
})

/** A running period is asked about as a whole. */
function monthsOf({ settings }: View, { period: kind }: Question, { from, to }: Cells['periods'][number]): number {
  const [whole] = kind === null ? [{ from, to }] : periodsBetween(kind, from, from + 1, settings.timeZone)
  return periodsBetween('month', whole!.from, whole!.to, settings.timeZone).length
}

const answerLimit = ({ settings }: View): readonly InBoth[] => [limitNote(settings.sla.answerHours)]
const contactLimit = ({ settings }: View): readonly InBoth[] => [limitNote(settings.sla.firstContactHours)]
const noCapacity = ({ settings }: View): readonly InBoth[] => (Object.keys(settings.capacity).length > 0 ? [] : [NO_CAPACITY])
const NO_CAPACITY: InBoth = {
  de: 'Für niemanden ist eine Kapazität vereinbart (agreement.perMonth).',
  en: 'No capacity is agreed on for anybody (agreement.perMonth).',
}

export const slaFigures: readonly Figure[] = [
  saying(answeredInTime, answerLimit),
  saying(contactedInTime, contactLimit),
  saying(unanswered, answerLimit),
  hoursToContact,
  saying(capacity, noCapacity),
]
