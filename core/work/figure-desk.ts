/**
 * Answers questions about the funnel from memory: what all leads went through is read once, and then kept up to date by reading
 * the leads that changed.
 */
import type { Asked, Figures, ReadSoFar } from '../figure-data.ts'
import { ask, askBehind, type InMemory } from '../flow/figures/ask.ts'
import { figureSettings, type KnownFigureSettings } from '../flow/figures/figure-settings.ts'
import { readChanged, readPopulation } from '../flow/figures/read-population.ts'
import { figureNamed } from '../metrics/figures/index.ts'
import type { Population } from '../metrics/population.ts'
import { replaceLeads } from '../metrics/replace-leads.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as erasures from '../store/erasures.ts'
import { countLeads } from '../store/history.ts'
import { keptOpportunities } from './kept-opportunities.ts'

/** So old an answer may be: many questions at once are answered from the same leads. */
const FRESH_MS = 10_000
/** What is written down now may be dated a little earlier, by a transaction that lasts or another clock. */
const OVERLAP_MS = 300_000
/** As many as one forecast asks for. */
const MOST_QUARTERS = 6
/** The group of figures that counts touches. */
const ATTRIBUTION = 6

interface Read {
  population: Population
  /** What is known until then is in it. */
  asOf: number
  /** They are most of all facts, and only attribution counts them: they are read when it is asked for. */
  withTouches: boolean
  /** Erasures that had ended: after another one all is read anew. */
  erasures: number
}

interface Parts {
  db: Db
  setup: Pick<Setup, 'figures' | 'products' | 'connections'>
  now: () => number
  /** Told while all leads are read; null: no more. */
  tell?: (read: ReadSoFar | null) => void
}

export interface FigureDesk extends Figures {
  /** Reads what most questions need, before one is asked. */
  readAhead(): Promise<void>
}

export function createFigureDesk({ db, setup, now, tell = () => {} }: Parts): FigureDesk {
  let current: Read | null = null
  let earlier: Read | null = null
  /** Those at the beginnings of quarters, on which forecasts are tried. */
  const quarters = new Map<number, Read>()
  const { opportunitiesOf } = keptOpportunities(db, now)
  let before: Promise<unknown> = Promise.resolve()

  async function read(known: KnownFigureSettings, withTouches: boolean, asOf: number): Promise<Read> {
    const ended = await erasures.countDone(db)
    const of = await countLeads(db)
    try {
      const reading = { companyOf: known.companyOf, withTouches, asOf, tell: (leads: number) => tell({ leads, of }) }
      return { asOf, withTouches, erasures: ended, population: await readPopulation(db, reading) }
    } finally {
      tell(null)
    }
  }
  const isStill = async (one: Read, withTouches: boolean): Promise<boolean> =>
    (one.withTouches || !withTouches) && one.erasures === (await erasures.countDone(db))

  async function upToDate(known: KnownFigureSettings, withTouches: boolean): Promise<Read> {
    const asOf = now()
    if (current === null || !(await isStill(current, withTouches))) return read(known, withTouches || (current?.withTouches ?? false), asOf)
    if (asOf - current.asOf < FRESH_MS) return current
    const { ids, as } = await readChanged(db, { companyOf: known.companyOf, withTouches: current.withTouches, asOf }, current.asOf - OVERLAP_MS)
    return { ...current, asOf, population: ids.size === 0 ? current.population : replaceLeads(current.population, ids, as) }
  }
  async function readFor({ figure, asOf }: Asked, known: KnownFigureSettings): Promise<Read> {
    const withTouches = figureNamed(figure)?.group === ATTRIBUTION
    if (asOf === null || asOf >= now()) {
      current = await upToDate(known, withTouches)
      return current
    }
    if (earlier?.asOf !== asOf || !(await isStill(earlier, withTouches))) earlier = await read(known, withTouches, asOf)
    return earlier
  }
  async function quarter(known: KnownFigureSettings, at: number): Promise<Read> {
    const kept = quarters.get(at)
    if (kept !== undefined && (await isStill(kept, false))) return kept
    const found = await read(known, false, at)
    quarters.set(at, found)
    if (quarters.size > MOST_QUARTERS) quarters.delete(quarters.keys().next().value!)
    return found
  }
  async function inMemory(asked: Asked): Promise<InMemory> {
    const known = await figureSettings(db, setup)
    const { population, asOf } = await readFor(asked, known)
    const populationAt = async (at: number): Promise<Population> => (await quarter(known, at)).population
    const products = known.products ?? population.product.names.filter((name) => name !== null)
    return { population, asOf, settings: known.settings, products, connections: setup.connections, populationAt, opportunitiesOf }
  }
  /** One after the other: what is read of one question is as much as memory must hold. */
  function inTurn<T>(answer: () => Promise<T>): Promise<T> {
    const next = before.then(answer, answer)
    before = next.catch(() => {})
    return next
  }

  return {
    readAhead: () =>
      inTurn(async () => {
        current = await upToDate(await figureSettings(db, setup), false)
      }),
    ask: (asked) => inTurn(async () => ask(db, await inMemory(asked), asked)),
    behind: (asked, row) => inTurn(async () => askBehind(db, await inMemory(asked), asked, row)),
  }
}
