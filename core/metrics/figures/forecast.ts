/** The forecast as a figure: what coming periods will bring, and how often the same forecast was right before (figures.md, group 5). Pure. */
import type { Figure, FigureAnswer, FigureRow, InBoth, Question, View } from '../figure.ts'
import { type BackTest, backTest } from '../forecast/back-test.ts'
import { CELL_NAMES, MEASURES } from '../forecast/cells.ts'
import { type Forecast, forecast, type Known, type Missing, missingFor } from '../forecast/forecast.ts'
import { DAY_MS } from '../forecast/hazards.ts'
import { standingAt } from '../forecast/standing.ts'
import { classOfState, isOpenState } from '../forecast/states.ts'
import { type Period, periodsBetween } from '../periods.ts'
import { countSays } from '../says.ts'
import { segmentsBy } from '../segment.ts'
import { kindOf } from './declare.ts'

const KINDS = ['all', ...MEASURES, 'open']

/** Unless another end is asked for. */
const USUAL_DAYS = 365
const MOST_DAYS = 2 * 366

const forecastOfPeriods: Figure = {
  name: 'forecast',
  group: 5,
  title: { de: 'Prognose', en: 'Forecast' },
  sentence: {
    de: 'Wie viele Leads in jeder kommenden Periode angelegt werden, erstmals MQL, SQL und Kunde werden, und wie viele offene Leads jeder Klasse an ihrem Ende stehen.',
    en: 'How many leads will be created in each coming period, first become MQL, SQL and customer, and how many open leads of each class will stand at its end.',
  },
  population: { de: 'Alle Leads, bekannte und noch kommende.', en: 'All leads, known ones and those to come.' },
  unitOfCount: { de: 'Lead', en: 'lead' },
  basis: 'period',
  windowOf: () => null,
  modes: [],
  method: {
    de: 'Simulation mit festem Startwert, 200 Läufe: jeder Lauf zieht die Leads mit Zurücklegen, schätzt daraus die Übergangsraten der letzten 365 Tage je Zustand (Stufe, Klasse, wartende Direktübergabe) und Verweildauer neu, zieht die Zugänge aus einem Poisson-Modell mit Saison und gedämpftem Wachstum, Messen einzeln, und führt jeden offenen Lead aus seinem Zustand und Alter weiter. Wert: Mittel der Läufe; Intervalle: ihre Quantile.',
    en: 'Simulation with a fixed seed, 200 runs: each run draws the leads with replacement, estimates from them the hazards of the last 365 days by state (stage, class, direct hand-over waiting) and time in it, draws arrivals from a Poisson model with season and damped growth, fairs one by one, and moves every open lead on from its state and age. Value: the mean of the runs; intervals: their quantiles.',
  },
  dimensions: ['product', 'channel', 'system', 'campaign', 'industry', 'size', 'region'],
  kinds: KINDS,
  unit: 'count',
  answer,
  behind: (view, question, { segment, more }) => {
    const { leads } = segmentsOf(view, question).find(({ name }) => name === segment) ?? { leads: new Uint32Array(0) }
    const { state } = standingAt(view.population, leads, view.asOf)
    const isMeant = (heat: number) => more?.class === undefined || CLASS_NAMES[heat] === more.class
    const open = [...state.keys()].filter((i) => isOpenState[state[i]!]! && isMeant(classOfState(state[i]!)))
    return open.map((i) => view.population.ids[leads?.[i] ?? i]!)
  },
}

const CLASS_NAMES = CELL_NAMES.flatMap((cell) => (cell.kind === 'open' ? [cell.class] : []))

function answer(view: View, question: Question): FigureAnswer {
  const { asOf, settings } = view
  const periods = comingPeriods(view, question)
  const kind = kindOf(KINDS, question)
  const known = { population: view.population, leads: view.leads, asOf }
  // Periods before the range are simulated, too: what is asked about begins with what they leave.
  const before = new Set(periods.filter(({ to }) => to <= (question.from ?? asOf)).map(({ key }) => key))
  const isBefore = (period: string | null): boolean => period !== null && before.has(period)
  const [rows, notes]: [FigureRow[], InBoth[]] = [[], []]
  const [tooLittle, unknownFairs] = [new Map<Missing, string[]>(), new Set<string>()]
  for (const { name, leads } of segmentsOf(view, question)) {
    const part = { ...known, leads }
    const missing = missingFor(part)
    if (missing !== null) tooLittle.set(missing, [...(tooLittle.get(missing) ?? []), name ?? ''])
    const foretold = missing === null && periods.length > 0 ? forecast(part, periods, settings) : null
    for (const fair of foretold?.unknownFairs ?? []) unknownFairs.add(fair)
    const all = foretold === null ? standingRows(part, name) : foretoldRows(part, name, foretold)
    rows.push(...all.filter(({ more, period }) => (kind === 'all' || more!.kind === kind) && !isBefore(period)))
  }
  for (const [missing, segments] of tooLittle) notes.push(TOO_LITTLE[missing](segments.filter((name) => name !== '')))
  if (rows.some(({ period }) => period !== null)) {
    notes.push(GOES_ON)
    if (periods[0]!.from < asOf) notes.push(withSoFar(periods[0]!))
    if (unknownFairs.size > 0) notes.push(withoutFairs([...unknownFairs]))
  }
  if (periods.length === 0) notes.push(IS_OVER)
  if (view.earlier && missingFor(known) === null) notes.push(tried(backTest(known, view.earlier, settings)))
  return { rows, notes }
}

/** Those that have not ended, the running one first. */
function comingPeriods({ asOf, settings }: View, { to, period }: Question): Period[] {
  const end = Math.min(to ?? asOf + USUAL_DAYS * DAY_MS, asOf + MOST_DAYS * DAY_MS)
  return end <= asOf ? [] : periodsBetween(period ?? 'quarter', asOf, end, settings.timeZone)
}

interface Segment {
  name: string | null
  leads: Uint32Array | null
}

function segmentsOf({ population, leads, asOf }: View, { by }: Question): Segment[] {
  if (by === null || by === 'touch') return [{ name: null, leads }]
  const { names, of } = segmentsBy(population, by)
  const members: number[][] = names.map(() => [])
  for (const lead of leads ?? population.ids.keys()) members[of(lead, asOf)]!.push(lead)
  return names.map((name, i) => ({ name, leads: Uint32Array.from(members[i]!) })).filter(({ leads: own }) => own.length > 0)
}

function foretoldRows(known: Known, segment: string | null, { periods }: Forecast): FigureRow[] {
  const open = openNow(known).reduce((sum, one) => sum + one, 0)
  return periods.flatMap(({ key, cells, soFar, isRunning }) =>
    cells.map(({ mean, low, high, ...more }, cell): FigureRow => {
      const running = isRunning && CELL_NAMES[cell]!.kind !== 'open' ? { soFar: soFar[cell]! } : {}
      return { segment, period: key, n: open, value: mean, low, high, says: countSays(mean), more: { ...CELL_NAMES[cell], ...more, ...running } }
    }),
  )
}

/** Counts of open leads now, where nothing can be foretold. */
function standingRows(known: Known, segment: string | null): FigureRow[] {
  return openNow(known).map((count, heat) => ({
    ...{ segment, period: null, n: count, value: count, low: null, high: null },
    ...{ says: countSays(count), more: { kind: 'open', class: CLASS_NAMES[heat]! } },
  }))
}

function openNow({ population, leads, asOf }: Known): number[] {
  const counts = CLASS_NAMES.map(() => 0)
  for (const state of standingAt(population, leads, asOf).state) if (isOpenState[state]) counts[classOfState(state)]!++
  return counts
}

// --- in words ---------------------------------------------------------------------

const GOES_ON: InBoth = {
  de: 'Es geht weiter wie in den letzten 365 Tagen: was sich am Trichter ändern wird, weiß die Prognose nicht.',
  en: 'It goes on as in the last 365 days: the forecast does not know what will change in the funnel.',
}

const IS_OVER: InBoth = {
  de: 'Der Zeitraum ist vorbei: Vorhergesagt wird nur, was noch kommt. Gezeigt sind die offenen Leads von heute.',
  en: 'The range is over: only what is still to come is foretold. Shown are the open leads of today.',
}

const of = (segments: readonly string[]): string => (segments.length === 0 ? '' : ` (${segments.join(', ')})`)
const TOO_LITTLE: Readonly<Record<Missing, (segments: readonly string[]) => InBoth>> = {
  history: (segments) => ({
    de: `Weniger als zwölf Monate Geschichte${of(segments)}: nur die offenen Leads von heute, keine Prognose.`,
    en: `Less than twelve months of history${of(segments)}: only the open leads of today, no forecast.`,
  }),
  closings: (segments) => ({
    de: `Weniger als zehn Abschlüsse im letzten Jahr${of(segments)}: nur die offenen Leads von heute, keine Prognose.`,
    en: `Fewer than ten closings in the last year${of(segments)}: only the open leads of today, no forecast.`,
  }),
}

const withSoFar = ({ key }: Period): InBoth => ({
  de: `${key} läuft noch: gezählt ist, was es bisher brachte, und vorhergesagt der Rest.`,
  en: `${key} is still running: what it brought so far is counted, the rest foretold.`,
})

const withoutFairs = (names: readonly string[]): InBoth => ({
  de: `Nicht enthalten sind Messen, die noch nie Leads brachten: ${names.join(', ')}.`,
  en: `Not in it are fairs that never brought leads so far: ${names.join(', ')}.`,
})

const tried = ({ inside, cells, from }: BackTest): InBoth =>
  cells === 0
    ? {
        de: 'Rückblick: vor den letzten vier Quartalen war zu wenig bekannt, um die Prognose an ihnen zu erproben.',
        en: 'Back-test: too little was known before the last four quarters to try the forecast on them.',
      }
    : {
        de: `Rückblick: dieselbe Prognose, erstellt zu Beginn von ${from.join(', ')} mit dem, was man da wusste, enthielt in ${inside} von ${cells} Fällen, was dann kam.`,
        en: `Back-test: the same forecast, made at the beginning of ${from.join(', ')} with what was known then, held what came in ${inside} of ${cells} cases.`,
      }

export const forecastFigures: readonly Figure[] = [forecastOfPeriods]
