/** Step: one question about the funnel, answered from the leads that are in memory, with its definition in words. */

import type { Asked, AskedRow, Definition, FigureReply } from '../../figure-data.ts'
import { instantAt } from '../../lead/local-time.ts'
import { DIMENSIONS, type Dimension, type Figure, MODES, type Question, type View } from '../../metrics/figure.ts'
import type { ConversionStep, FigureSettings } from '../../metrics/figure-settings.ts'
import { FIGURES, figureNamed } from '../../metrics/figures/index.ts'
import { foreseeing } from '../../metrics/forecast/foresee.ts'
import { periodsBetween } from '../../metrics/periods.ts'
import type { Population, Texts } from '../../metrics/population.ts'
import { didYouMean } from '../../nearest.ts'
import { Refusal } from '../../refusal.ts'
import type { Setup } from '../../setup.ts'
import type { Db } from '../../store/db.ts'
import { crmsRead, ledgerCounts, opportunitiesOf } from './read-beside.ts'

export interface InMemory {
  population: Population
  asOf: number
  settings: FigureSettings
  products: readonly string[]
  connections: Setup['connections']
  /** The same leads as they were known earlier. */
  populationAt: (asOf: number) => Promise<Population>
}

export const definitionOf = ({ answer: _, behind: __, ...figure }: Figure, { windows }: FigureSettings, kind: string | null): Definition => ({
  ...figure,
  window: figure.isWindowed ? (windows[(kind ?? figure.kinds[0]) as ConversionStep] ?? null) : null,
})

export async function ask(db: Db, known: InMemory, asked: Asked): Promise<FigureReply> {
  const figure = figureOf(asked)
  const question = questionOf(figure, asked, known.settings)
  const { rows, notes } = figure.answer(await viewOf(db, known, figure, asked, question), question)
  return {
    ...asked,
    from: question.from,
    to: question.to,
    mode: question.mode,
    kind: question.kind,
    asOf: known.asOf,
    definition: definitionOf(figure, known.settings, question.kind),
    rows,
    notes,
  }
}

/** @returns ids of the leads that a number counts */
export async function askBehind(db: Db, known: InMemory, asked: Asked, row: AskedRow): Promise<readonly string[]> {
  const figure = figureOf(asked)
  const question = questionOf(figure, asked, known.settings)
  return figure.behind(await viewOf(db, known, figure, asked, question), question, row)
}

function figureOf({ figure }: Asked): Figure {
  const found = figureNamed(figure)
  if (found) return found
  const names = FIGURES.map(({ name }) => name)
  throw new Refusal(`there is no figure '${figure}'${didYouMean(figure, names)}; there are ${names.join(', ')}`)
}

/** Periods are counted one by one. */
const EARLIEST = 0

function questionOf(figure: Figure, { period, by, mode, kind, ...asked }: Asked, { workingTime }: FigureSettings): Question {
  const instantOf = (given: Asked['from']): number | null => (typeof given === 'string' ? instantAt(workingTime.localTime, given, 0) : given)
  const [from, to] = [instantOf(asked.from), instantOf(asked.to)]
  if (period !== null && from !== null && from < EARLIEST) throw new Refusal('from lies before 1970: no period is that old')
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
  const view: View = { population, leads: leadsWhere(population, where), asOf, settings }
  if (figure.group === 5) view.earlier = await earlierOf(known, where)
  if (figure.name === 'targets') view.beside = { foresee: foreseeing(view) }
  if (figure.group === 11) view.beside = { ledger: await ledgerCounts(db, settings.timeZone, from, Math.min(to ?? asOf, asOf)) }
  if (figure.group === 12)
    view.beside = {
      opportunities: await opportunitiesOf(db, where.product === undefined ? known.products : [where.product]),
      crms: await crmsRead(db, known.connections),
    }
  return view
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
  const leads = new Uint32Array(population.n)
  let n = 0
  for (let lead = 0; lead < population.n; lead++) if (columns.every(({ codes, code }) => codes[lead] === code)) leads[n++] = lead
  return leads.slice(0, n)
}

const codeOf = ({ names }: Texts, value: string): number => names.indexOf(value === '(unknown)' ? null : value)
