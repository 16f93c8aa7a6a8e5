/** Figures of group 3: how long the way takes, with the open leads in it. */
import { answered, type Cells, cellsOf } from '../cells.ts'
import { cohortOf } from '../conversions.ts'
import { QUARTILES, TABLE_DAYS, trendOf, waitsBy } from '../durations.ts'
import type { Figure, FigureRow, InBoth, Question } from '../figure.ts'
import { STEPS } from '../figure-settings.ts'
import { inWordsOf } from '../notes.ts'
import { periodNamed } from '../periods.ts'
import { medianSays, shareSays } from '../says.ts'
import { aalenJohansen, shareBy, timeOfConverted } from '../statistics/aalen-johansen.ts'
import { timeOfConvertedIntervals } from '../statistics/bootstrap.ts'
import { inDays, kaplanMeier, quantiles } from '../statistics/kaplan-meier.ts'
import { CONVERTED, DAY_MS, daysOf, endOf, OPEN, timeOf, type Waits } from '../statistics/waits.ts'
import { asFigure, type Declared, LEAD_DIMENSIONS, stepWindow } from './declare.ts'
import { ENTERED, LEAD, ofCohort, stepOf } from './rates.ts'

const unlimited: Figure['windowOf'] = () => null

type Row = Omit<FigureRow, 'segment' | 'period'>
/** The rows of one cohort of so many. */
type RowsOf = (waits: Waits, windowDays: number, cohorts: number) => Row[]

/** A figure of how long each cohort took. Segments that nobody entered in are left out. */
function durationFigure(
  words: Pick<Declared, 'name' | 'title' | 'sentence' | 'method' | 'unit'>,
  rowsFrom: RowsOf,
  windowOf: Figure['windowOf'],
  notes: (waits: readonly Waits[]) => InBoth[] = () => [],
): Figure {
  return asFigure(
    { group: 3, population: ENTERED, unitOfCount: LEAD, basis: 'cohort', windowOf, dimensions: LEAD_DIMENSIONS, kinds: STEPS, ...words },
    {
      answer: (view, question) => {
        const step = stepOf(question)
        const cells = cellsOf(view, question)
        const waits = waitsBy(cohortOf(view, step, 'ordered'), cells)
        return answered(cells, byCohort(cells, waits, view.settings.windows[step], rowsFrom), notes(waits))
      },
      behind: (view, question, row) => ofCohort(view, question, row, cohortOf(view, stepOf(question), 'ordered'), () => true),
    },
  )
}

function byCohort({ periods, segments }: Cells, waits: readonly Waits[], windowDays: number, rowsFrom: RowsOf): FigureRow[] {
  const cohorts = waits.filter(({ length }) => length > 0).length
  return segments.flatMap((segment, i) =>
    periods.flatMap(({ key }, place) => {
      const ofCell = waits[place * segments.length + i]!
      return segment !== null && ofCell.length === 0 ? [] : rowsFrom(ofCell, windowDays, cohorts).map((row) => ({ segment, period: key, ...row }))
    }),
  )
}

const METHOD: InBoth = {
  de: 'Aalen-Johansen; wer verloren oder disqualifiziert ist, endet und gilt nicht als offen. Band auf der log(-log)-Skala (95 %).',
  en: 'Aalen-Johansen; whoever is lost or disqualified has ended, and does not count as open. Band on the log(-log) scale (95 %).',
}

// --- share by day --------------------------------------------------------------

function shareRows(waits: Waits, days: readonly number[]): Row[] {
  const curve = aalenJohansen(waits)
  return days.map((day) => {
    const share = shareBy(curve, waits, day * DAY_MS)
    const { value = null, low = null, high = null, se = null, atRisk = 0 } = share ?? {}
    return { n: waits.length, value, low, high, says: shareSays(value, low, high, waits.length), more: { day, atRisk, se } }
  })
}

const shareByDay = durationFigure(
  {
    name: 'converted-by-day',
    title: { de: 'Konvertiert bis Tag', en: 'Converted by day' },
    sentence: {
      de: 'Anteil der eingetretenen Leads, der nach 30, 60, 90, 180 und 365 Tagen (und am Ende des Fensters) weiter war; die noch offenen sind mitgerechnet.',
      en: 'Share of the leads entered that had gone on after 30, 60, 90, 180 and 365 days (and at the end of the window); those still open are reckoned with.',
    },
    method: METHOD,
    unit: 'share',
  },
  (waits, windowDays) =>
    shareRows(
      waits,
      [...new Set([...TABLE_DAYS, windowDays])].sort((a, b) => a - b),
    ),
  stepWindow,
)

/** Drawn while so many are still at risk. */
const LEAST_AT_RISK = 10
const MOST_POINTS = 60

const curve = durationFigure(
  {
    name: 'conversion-curve',
    title: { de: 'Konversionskurve', en: 'Conversion curve' },
    sentence: {
      de: 'Anteil der eingetretenen Leads, der bis zu jedem Tag weiter war; gezeichnet, solange noch mindestens 10 unter Beobachtung sind.',
      en: 'Share of the leads entered that had gone on by each day; drawn while at least 10 are still at risk.',
    },
    method: METHOD,
    unit: 'share',
  },
  (waits) => {
    if (waits.length < LEAST_AT_RISK) return []
    const last = Math.floor(timeOf(waits[waits.length - LEAST_AT_RISK]!) / DAY_MS)
    const step = Math.max(1, Math.ceil(last / MOST_POINTS))
    return shareRows(
      waits,
      Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step),
    )
  },
  unlimited,
)

// --- quartiles -----------------------------------------------------------------

function countEnds(waits: Waits, is: (end: number) => boolean): number {
  let n = 0
  for (let i = 0; i < waits.length; i++) if (is(endOf(waits[i]!))) n++
  return n
}

const timeInStep = durationFigure(
  {
    name: 'time-in-step',
    title: { de: 'Zeit im Schritt', en: 'Time in step' },
    sentence: {
      de: 'Quartile der Tage, bis ein Lead den Schritt verlässt, wie auch immer; leer, wenn so viele ihn nie verlassen.',
      en: 'Quartiles of the days until a lead leaves the step in whatever way; empty where so many never leave.',
    },
    method: {
      de: 'Kaplan-Meier bis zu irgendeinem Ende, Grenzen nach Brookmeyer und Crowley auf der log(-log)-Skala (95 %).',
      en: 'Kaplan-Meier until any end, limits of Brookmeyer and Crowley on the log(-log) scale (95 %).',
    },
    unit: 'days',
  },
  (waits) => {
    const left = kaplanMeier(waits)
    const events = countEnds(waits, (end) => end !== OPEN)
    return quantiles(left, QUARTILES).map((one, i) => {
      const { value, low, high } = inDays(one)
      return { n: waits.length, value, low, high, says: medianSays(events, high), more: { quartile: QUARTILES[i]!, events } }
    })
  },
  unlimited,
)

const timeOfConvertedFigure = durationFigure(
  {
    name: 'time-of-converted',
    title: { de: 'Zeit derer, die konvertieren', en: 'Time of those who convert' },
    sentence: {
      de: 'Der Tag, bis zu dem ein Viertel, die Hälfte und drei Viertel derer weiter waren, die es im Zeitfenster schaffen.',
      en: 'The day by which a quarter, half and three quarters of those who make it within the window had gone on.',
    },
    method: {
      de: 'Aalen-Johansen, geteilt durch den Anteil am Ende des Fensters; Bootstrap über Leads mit festem Startwert (95 %).',
      en: 'Aalen-Johansen, divided by the share at the end of the window; bootstrap over leads with a fixed seed (95 %).',
    },
    unit: 'days',
  },
  (waits, windowDays, cohorts) => {
    const converted = aalenJohansen(waits)
    const events = countEnds(waits, (end) => end === CONVERTED)
    const intervals = timeOfConvertedIntervals(waits, windowDays * DAY_MS, QUARTILES, cohorts)
    return QUARTILES.map((quartile, i) => {
      const value = daysOf(timeOfConverted(converted, windowDays * DAY_MS, quartile))
      const [low, high] = [daysOf(intervals[i]!.low), daysOf(intervals[i]!.high)]
      return { n: waits.length, value, low, high, says: value !== null && medianSays(events, high), more: { quartile, events, windowDays } }
    })
  },
  stepWindow,
)

// --- trend ---------------------------------------------------------------------

const trend = durationFigure(
  {
    name: 'conversion-trend',
    title: { de: 'Tempo nach Eintrittsjahr', en: 'Speed by year of entry' },
    sentence: {
      de: 'Anteil, der bis zum Ende des Fensters weiter war, nach dem Jahr des Eintritts, und ob sich das Tempo der Jahre unterscheidet.',
      en: 'Share that had gone on by the end of the window, by year of entry, and whether the years differ in speed.',
    },
    method: {
      de: 'Aalen-Johansen je Jahrgang, nur wo der jüngste Lead so alt ist; Log-Rang-Test der Konversion über die Jahrgänge, andere Enden zensiert.',
      en: 'Aalen-Johansen for each year, only where the youngest lead is that old; log-rank test of conversion over the years, other ends censored.',
    },
    unit: 'share',
  },
  (waits, windowDays) => shareRows(waits, [windowDays]),
  stepWindow,
  trendNote,
)

function trendNote(years: readonly Waits[]): InBoth[] {
  const test = trendOf(years)
  if (test === null) return []
  const p = inWordsOf(test.p)
  return [
    test.p < 0.05
      ? { de: `Die Jahre unterscheiden sich im Tempo (Log-Rang p ${p.de}).`, en: `The years differ in speed (log-rank p ${p.en}).` }
      : {
          de: `Ein anderes Tempo ist nicht nachgewiesen (Log-Rang p ${p.de}); das heißt nicht, dass es gleich ist.`,
          en: `Another speed is not shown (log-rank p ${p.en}), which does not mean that it is equal.`,
        },
  ]
}

/** By year and of all whatever is asked, only years that are over for so long that every lead had its time. */
const byYear: Figure = {
  ...trend,
  dimensions: [],
  answer: (view, question) => {
    const { rows, notes } = trend.answer(view, asYears(question))
    const windowMs = view.settings.windows[stepOf(question)] * DAY_MS
    const isMature = ({ period }: FigureRow): boolean => periodNamed(period!, view.settings.timeZone)!.to + windowMs <= view.asOf
    return { rows: rows.filter(isMature), notes }
  },
  behind: (view, question, row) => trend.behind(view, asYears(question), row),
}

const asYears = (question: Question): Question => ({ ...question, period: 'year', by: null })

export const durationFigures: readonly Figure[] = [shareByDay, curve, timeInStep, timeOfConvertedFigure, byYear]
