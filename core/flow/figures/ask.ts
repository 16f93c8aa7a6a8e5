/** Step: one question about the funnel, answered from the leads that are in memory, with its definition in words. */

import type { Asked, AskedRow, Definition, FigureReply } from '../../figure-data.ts'
import { instantAt } from '../../lead/local-time.ts'
import { DIMENSIONS, type Dimension, type Figure, type FigureRow, type InBoth, MODES, type Question, type View } from '../../metrics/figure.ts'
import type { FigureSettings } from '../../metrics/figure-settings.ts'
import { FIGURES, figureNamed } from '../../metrics/figures/index.ts'
import { foreseeing } from '../../metrics/forecast/foresee.ts'
import { periodsBetween } from '../../metrics/periods.ts'
import type { Population, Texts } from '../../metrics/population.ts'
import type { CrmOpportunity } from '../../metrics/reconciliation.ts'
import { named } from '../../metrics/segment.ts'
import { didYouMean } from '../../nearest.ts'
import { Refusal } from '../../refusal.ts'
import type { Setup } from '../../setup.ts'
import type { Db } from '../../store/db.ts'
import { crmsRead, ledgerCounts } from './read-beside.ts'

export interface InMemory {
  population: Population
  asOf: number
  settings: FigureSettings
  products: readonly string[]
  connections: Setup['connections']
  /** The same leads as they were known earlier. */
  populationAt: (asOf: number) => Promise<Population>
  /** What the CRMs count, of these products. */
  opportunitiesOf: (products: readonly string[]) => Promise<readonly CrmOpportunity[]>
}

/** Of the figure as it is asked, else of its first kind. */
export const definitionOf = (
  { answer: _, behind: __, windowOf, ...figure }: Figure,
  settings: FigureSettings,
  asked: Pick<Question, 'kind' | 'mode'> = { kind: figure.kinds[0] ?? null, mode: MODES[0] },
): Definition => ({ ...figure, window: windowOf(settings, asked) })

export async function ask(db: Db, known: InMemory, asked: Asked): Promise<FigureReply> {
  const figure = figureOf(asked)
  const question = questionOf(figure, asked, known.settings)
  const { rows, notes } = figure.answer(await viewOf(db, known, figure, asked, question), question)
  const ofAsked = figure.group === RECEIVED ? [] : nobodyIs(known.population, asked.where)
  return {
    ...asked,
    from: question.from,
    to: question.to,
    mode: question.mode,
    kind: question.kind,
    asOf: known.asOf,
    definition: definitionOf(figure, known.settings, question),
    rows,
    notes: [...ofAsked, ...(figure.group === FORETOLD ? [] : notYet(question, known.asOf)), ...notes],
  }
}

/** @returns ids of the leads that a number counts */
export async function askBehind(db: Db, known: InMemory, asked: Asked, row: AskedRow): Promise<readonly string[]> {
  const figure = figureOf(asked)
  const question = questionOf(figure, asked, known.settings)
  const view = await viewOf(db, known, figure, asked, question)
  const found = figure.behind(view, question, row)
  if (found.length === 0 && figure.group !== FORETOLD && !figure.answer(view, question).rows.some((one) => isRow(one, row)))
    throw new Refusal('the answer has no such row: give segment, row (its period) and more as they stand in one of its rows')
  return found
}

const isRow = (one: FigureRow, { segment, period, more }: AskedRow): boolean =>
  one.segment === segment &&
  one.period === period &&
  Object.entries(one.more ?? {}).every(([name, value]) => typeof value !== 'string' || more?.[name] === value)

/** Groups whose figures are no counts of leads known by now: what is received is of no lead, and what is foretold is to come. */
const RECEIVED = 11
const FORETOLD = 5

/** Of a range that is still to come. */
const notYet = ({ from }: Question, asOf: number): InBoth[] =>
  from === null || from <= asOf
    ? []
    : [
        {
          de: 'Der Zeitraum beginnt erst nach dem Stand der Antwort (asOf): Von ihm ist noch nichts bekannt.',
          en: 'The range begins only after the instant of the answer (asOf): nothing is known of it yet.',
        },
      ]

/** Filters that no lead passes: a slip of the pen looks like a zero. */
function nobodyIs(population: Population, where: Asked['where']): InBoth[] {
  return FIXED.flatMap((name) => {
    const value = where[name]
    if (value === undefined || codeOf(population[name], value) >= 0) return []
    const known = population[name].names.map(named).slice(0, MOST_NAMED).join(', ')
    return [
      {
        de: `Kein Lead hat ${name} „${value}“; es gibt ${known === '' ? 'noch keine Leads' : known}.`,
        en: `No lead has ${name} '${value}'; there ${known === '' ? 'are no leads yet' : `is ${known}`}.`,
      },
    ]
  })
}
const MOST_NAMED = 20

function figureOf({ figure }: Asked): Figure {
  const found = figureNamed(figure)
  if (found) return found
  const names = FIGURES.map(({ name }) => name)
  throw new Refusal(`there is no figure '${figure}'${didYouMean(figure, names)}; there are ${names.join(', ')}`)
}

/** No lead is older, and periods are counted one by one. */
const EARLIEST = 0

/** @returns Unix ms of the day's first instant, or of the instant */
function instantIn(name: 'from' | 'to', given: Asked['from'], { localTime }: FigureSettings['workingTime']): number | null {
  if (given === null) return null
  if (typeof given === 'string' && !isDay(given)) throw new Refusal(`${name}: there is no day ${given}`)
  const at = typeof given === 'string' ? (given < '1970-01-02' ? EARLIEST - 1 : instantAt(localTime, given, 0)) : given
  if (at < EARLIEST) throw new Refusal(`${name} lies before 1970: no lead is that old`)
  return at
}

/** `2026-02-30` is none. */
function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

function questionOf(figure: Figure, { period, by, mode, kind, ...asked }: Asked, { workingTime }: FigureSettings): Question {
  const [from, to] = [instantIn('from', asked.from, workingTime), instantIn('to', asked.to, workingTime)]
  if (from !== null && to !== null && from >= to) throw new Refusal('from must lie before to')
  if (by !== null && !figure.dimensions.includes(by))
    throw new Refusal(`${figure.name} cannot be told apart by ${by}; it can by ${figure.dimensions.join(', ') || 'nothing'}`)
  if (kind !== null && !figure.kinds.includes(kind))
    throw new Refusal(`${figure.name} has no kind '${kind}'; ${figure.kinds.length > 0 ? `it has ${figure.kinds.join(', ')}` : 'it has none'}`)
  if (mode !== null && figure.modes.length > 0 && !figure.modes.includes(mode))
    throw new Refusal(`${figure.name} is counted ${figure.modes.join(', ')}, not ${mode}`)
  if (mode !== null && figure.modes.length === 0 && mode !== MODES[0]) throw new Refusal(`${figure.name} has no modes`)
  return { from, to, period, by, mode: mode ?? MODES[0], kind: kind ?? figure.kinds[0] ?? null }
}

async function viewOf(db: Db, known: InMemory, figure: Figure, { where }: Asked, { from, to }: Question): Promise<View> {
  const { population, asOf, settings } = known
  if (where.product !== undefined) knownProduct(known, where.product)
  const view: View = { population, leads: leadsWhere(population, where), asOf, settings }
  if (figure.group === 5) view.earlier = await earlierOf(known, where)
  if (figure.name === 'targets') view.beside = { foresee: foreseeing(view) }
  if (figure.group === 11) view.beside = { ledger: await ledgerCounts(db, settings.timeZone, from, Math.min(to ?? asOf, asOf)) }
  if (figure.group === 12)
    view.beside = {
      opportunities: await known.opportunitiesOf(where.product === undefined ? known.products : [where.product]),
      crms: await crmsRead(db, known.connections),
    }
  return view
}

function knownProduct({ products, population }: InMemory, product: string): void {
  if (products.includes(product) || population.product.names.includes(product)) return
  throw new Refusal(`there is no product '${product}'${didYouMean(product, products)}; there are ${products.join(', ')}`)
}

/** A forecast is tried on the last quarters, so what was known at their starts is read before. */
const BACK_MS = 5 * 92 * 86_400_000
async function earlierOf({ asOf, settings, populationAt }: InMemory, where: Asked['where']): Promise<NonNullable<View['earlier']>> {
  const known = new Map<number, Population>()
  for (const { from } of periodsBetween('quarter', asOf - BACK_MS, asOf, settings.timeZone)) known.set(from, await populationAt(from))
  return (at) => {
    const population = known.get(at)!
    return { population, leads: leadsWhere(population, where) }
  }
}

const FIXED = ['product', 'channel', 'system', 'campaign', 'industry', 'size', 'region'] as const satisfies readonly Dimension[]

/** @returns numbers of the leads that all of it is true of; null: all leads */
export function leadsWhere(population: Population, where: Asked['where']): Uint32Array | null {
  const wanted = DIMENSIONS.flatMap((name) => (where[name] === undefined ? [] : [[name, where[name]] as const]))
  if (wanted.length === 0) return null
  const columns = wanted.map(([name, value]) => {
    if (!(FIXED as readonly string[]).includes(name)) throw new Refusal(`a lead's ${name} changes in time, so it cannot be filtered by: ask by=${name} instead`)
    return { codes: population[name as (typeof FIXED)[number]].codes, code: codeOf(population[name as (typeof FIXED)[number]], value) }
  })
  // Column by column: nothing is made for each of a million leads.
  const leads = new Uint32Array(population.n)
  for (let lead = 0; lead < population.n; lead++) leads[lead] = lead
  const left = columns.reduce((n, { codes, code }) => keepWhere(leads, n, codes, code), population.n)
  return leads.slice(0, left)
}

/** Moves those of the first `n` that have the code to the front. @returns how many have it */
function keepWhere(leads: Uint32Array, n: number, codes: ArrayLike<number>, code: number): number {
  let kept = 0
  for (let i = 0; i < n; i++) if (codes[leads[i]!] === code) leads[kept++] = leads[i]!
  return kept
}

const codeOf = ({ names }: Texts, value: string): number => names.indexOf(value === '(unknown)' ? null : value)
