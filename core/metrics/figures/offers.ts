/** Figures of group 7: what sales was offered, what became of it, and why it was rejected. */
import { OFFER_LANES } from '../../lead/fact.ts'
import { answered, cellOf, cellsOf, idsOf, rowsOf } from '../cells.ts'
import { eachLead } from '../each-lead.ts'
import type { Figure, FigureRow, InBoth, Question, View } from '../figure.ts'
import { countOffers, type OfferCount, offerHas } from '../offers.ts'
import { eachRejection } from '../rejections.ts'
import { named } from '../segment.ts'
import { asFigure, COUNTED, countRow, type Declared, type EachPart, kindOf, LEAD_DIMENSIONS, partsFigure, SHARED, saying, shareRow } from './declare.ts'

const OFFER = { de: 'Angebot an den Vertrieb', en: 'offer to sales' }
const OF_LANE = {
  de: 'Angebote, die in der Periode gemacht wurden, eines Weges: mql (genährt), fast (hat selbst gefragt) oder classified (von einem Menschen als A eingestuft).',
  en: 'Offers made in the period, of one lane: mql (nurtured), fast (asked for it) or classified (a person set class A).',
}
const OFFERS = { group: 7, population: OF_LANE, unitOfCount: OFFER, basis: 'cohort', dimensions: LEAD_DIMENSIONS, kinds: OFFER_LANES } as const

type OfferRow = (count: (count: OfferCount) => number) => Omit<FigureRow, 'segment' | 'period'>

/** One row from the counts of its offers. @param asked an offer of any of these counts stands behind the row */
export function offersFigure(declared: Declared, rowFrom: OfferRow, ...asked: OfferCount[]): Figure {
  return asFigure(declared, {
    answer: (view, question) => {
      const cells = cellsOf(view, question)
      const count = countOffers(view, cells.n, placeOf(view, question, declared.kinds, cells.of))
      return answered(
        cells,
        rowsOf(cells, (cell) => rowFrom((of) => count(cell, of))),
      )
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, question)
      const [wanted, has, place] = [cellOf(cells, row), offerHas(view), placeOf(view, question, declared.kinds, cells.of)]
      return idsOf(view, (use) =>
        eachOffer(view, (lead, offer) => {
          if (place(offer, lead) === wanted && asked.some((count) => has(offer, count))) use(lead)
        }),
      )
    },
  })
}

export function eachOffer({ population, leads }: View, use: (lead: number, offer: number) => void): void {
  const { first } = population.offers
  eachLead(population, leads, (lead) => {
    for (let offer = first[lead]!; offer < first[lead + 1]!; offer++) use(lead, offer)
  })
}

/** By when it was offered. @param kinds lanes to choose from; none: all lanes */
export function placeOf(
  { population }: View,
  question: Question,
  kinds: readonly string[],
  cellAt: (lead: number, at: number) => number,
): (offer: number, lead: number) => number {
  const { at, lane } = population.offers
  if (kinds.length === 0) return (offer, lead) => cellAt(lead, at[offer]!)
  const asked = lane.names.indexOf(kindOf(kinds, question))
  return (offer, lead) => (lane.codes[offer] === asked ? cellAt(lead, at[offer]!) : -1)
}

const offers = offersFigure(
  {
    ...OFFERS,
    name: 'offers',
    title: { de: 'Angebotene Leads und ihr Ausgang', en: 'Leads offered, and what became of them' },
    sentence: {
      de: 'Angebote der Periode; angeboten = angenommen + abgelehnt + zurückgezogen + offen. Ein Lead, der zweimal angeboten wurde, zählt zweimal.',
      en: 'Offers of the period; offered = accepted + rejected + withdrawn + open. A lead that was offered twice counts twice.',
    },
    method: {
      de: 'Ausgang ist die erste Antwort; ein offenes Angebot gilt als angenommen, sobald der Lead ohnehin SAL oder weiter ist, als zurückgezogen, wenn er verloren oder disqualifiziert ist. Exaktes Poisson-Intervall (95 %).',
      en: 'The outcome is the first answer; an open offer counts as accepted once the lead is SAL or beyond anyway, as withdrawn once it is lost or disqualified. Exact Poisson interval (95 %).',
    },
    unit: 'count',
  },
  (count) => {
    const [accepted, rejected, withdrawn, open] = [count('accepted'), count('rejected'), count('withdrawn'), count('open')]
    return countRow(count('offered'), undefined, { accepted, autoAccepted: count('autoAccepted'), rejected, withdrawn, open })
  },
  'offered',
)

const acceptedInTime = offersFigure(
  {
    ...OFFERS,
    name: 'offers-accepted-in-time',
    title: { de: 'Rechtzeitig angenommen', en: 'Accepted in time' },
    sentence: {
      de: 'Anteil der Angebote, die bis zum Ende der Antwortfrist angenommen wurden, an denen, deren Frist vorbei ist.',
      en: 'Share of the offers accepted by the end of the time to answer, of those whose time is over.',
    },
    method: SHARED,
    unit: 'share',
  },
  (count) => shareRow(count('acceptedInTime'), count('answerDue'), { open: count('offered') - count('answerDue') }),
  'answerDue',
)

const acceptedOfDecided = offersFigure(
  {
    ...OFFERS,
    name: 'offers-accepted-of-decided',
    title: { de: 'Angenommen von entschieden', en: 'Accepted of decided' },
    sentence: {
      de: 'Angenommen / (angenommen + abgelehnt). Nur zum Lesen: Offenes und Zurückgezogenes fehlt, darum ist der Wert junger Perioden zu hoch oder zu niedrig.',
      en: 'Accepted / (accepted + rejected). For reading only: what is open or withdrawn is missing, so that young periods come out too high or too low.',
    },
    method: SHARED,
    unit: 'share',
  },
  (count) => shareRow(count('accepted'), count('accepted') + count('rejected')),
  'accepted',
  'rejected',
)

const reasonsOf = ({ population }: View) => population.offers.reason.names.map((reason) => ({ reason: named(reason) }))

const rejections = (by: 'at' | 'outcomeAt', declared: Declared): Figure =>
  partsFigure(declared, reasonsOf, (view, question, _, use) => {
    const { reason, lane, [by]: times } = view.population.offers
    const asked = declared.kinds.length === 0 ? null : lane.names.indexOf(kindOf(declared.kinds, question))
    eachRejection(view, (lead, offer) => {
      if (asked === null || lane.codes[offer] === asked) use(lead, times[offer]!, reason.codes[offer]!)
    })
  })

const rejectedByReason = rejections('at', {
  ...OFFERS,
  name: 'rejections',
  title: { de: 'Ablehnungen nach Grund', en: 'Rejections by reason' },
  sentence: {
    de: 'Angebote der Periode, die abgelehnt wurden, wann auch immer, nach dem Grund.',
    en: 'Offers of the period that were rejected, whenever that was, by reason.',
  },
  method: COUNTED,
  unit: 'count',
})

const rejectedInPeriod = rejections('outcomeAt', {
  ...OFFERS,
  name: 'rejections-by-day',
  title: { de: 'Ablehnungen nach dem Tag der Ablehnung', en: 'Rejections by the day of rejection' },
  sentence: {
    de: 'Ablehnungen, die in der Periode ausgesprochen wurden, nach dem Grund; alle Wege zusammen.',
    en: 'Rejections that were told in the period, by reason; all lanes together.',
  },
  population: { de: 'Angebote aller Wege, die in der Periode abgelehnt wurden.', en: 'Offers of all lanes that were rejected in the period.' },
  basis: 'period',
  method: COUNTED,
  kinds: [],
  unit: 'count',
})

const byLane: EachPart = (view, _, __, use) => {
  const { at, lane } = view.population.offers
  eachOffer(view, (lead, offer) => use(lead, at[offer]!, lane.codes[offer]!))
}

const handovers = partsFigure(
  {
    ...OFFERS,
    name: 'handovers',
    title: { de: 'Übergaben an den Vertrieb nach Weg', en: 'Hand-overs to sales by lane' },
    sentence: {
      de: 'Angebote der Periode nach dem Weg, auf dem der Lead zum Vertrieb kam: mql, fast oder classified.',
      en: 'Offers of the period by the lane by which the lead came to sales: mql, fast or classified.',
    },
    population: { de: 'Alle Angebote, die in der Periode gemacht wurden.', en: 'All offers made in the period.' },
    method: COUNTED,
    kinds: [],
    unit: 'count',
  },
  ({ population }) => population.offers.lane.names.map((lane) => ({ lane: named(lane) })),
  byLane,
)

/** The limit by which in time is told. */
export const limitNote = (hours: number): InBoth => ({
  de: `Frist: ${String(hours).replace('.', ',')} Stunden Arbeitszeit.`,
  en: `Time limit: ${hours} hours of working time.`,
})

export const offerFigures: readonly Figure[] = [
  offers,
  saying(acceptedInTime, ({ settings }) => [limitNote(settings.sla.answerHours)]),
  acceptedOfDecided,
  rejectedByReason,
  rejectedInPeriod,
  handovers,
]
