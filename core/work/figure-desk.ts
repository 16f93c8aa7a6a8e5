/**
 * Answers questions about the funnel from memory: what all leads went through is read once, and then kept up to date by reading
 * the leads that changed.
 */
import type { Asked, Figures } from '../figure-data.ts'
import { ask, askBehind, type InMemory } from '../flow/figures/ask.ts'
import { figureSettings, type KnownFigureSettings } from '../flow/figures/figure-settings.ts'
import { readChanged, readPopulation } from '../flow/figures/read-population.ts'
import { figureNamed } from '../metrics/figures/index.ts'
import type { Population } from '../metrics/population.ts'
import { replaceLeads } from '../metrics/replace-leads.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'

/** So old an answer may be: many questions at once are answered from the same leads. */
const FRESH_MS = 10_000
/** What is written down now may be dated a little earlier, by a transaction that lasts or another clock. */
const OVERLAP_MS = 300_000
/** The group of figures that counts touches. */
const ATTRIBUTION = 6

interface Read {
  population: Population
  /** What is known until then is in it. */
  asOf: number
  /** They are most of all facts, and only attribution counts them: they are read when it is asked for. */
  withTouches: boolean
}

interface Parts {
  db: Db
  setup: Pick<Setup, 'figures' | 'products' | 'connections'>
  now: () => number
}

export function createFigureDesk({ db, setup, now }: Parts): Figures {
  let current: Read | null = null
  let reading: Promise<Read> | null = null

  async function refreshed(known: KnownFigureSettings, withTouches: boolean): Promise<Read> {
    const reading = { companyOf: known.companyOf, withTouches, asOf: now() }
    const read = { asOf: reading.asOf, withTouches }
    if (current === null || current.withTouches !== withTouches) return { ...read, population: await readPopulation(db, reading) }
    const { ids, as } = await readChanged(db, reading, current.asOf - OVERLAP_MS)
    return { ...read, population: ids.size === 0 ? current.population : replaceLeads(current.population, ids, as) }
  }
  async function upToDate(known: KnownFigureSettings, needsTouches: boolean): Promise<Read> {
    const isEnough = (read: Read): boolean => read.withTouches || !needsTouches
    if (current && isEnough(current) && now() - current.asOf < FRESH_MS) return current
    reading ??= refreshed(known, needsTouches || (current?.withTouches ?? false))
      .then((read) => {
        current = read
        return read
      })
      .finally(() => {
        reading = null
      })
    const read = await reading
    return isEnough(read) ? read : upToDate(known, needsTouches)
  }
  async function inMemory({ figure, asOf }: Asked): Promise<InMemory> {
    const known = await figureSettings(db, setup)
    const withTouches = figureNamed(figure)?.group === ATTRIBUTION
    const populationAt = (at: number): Promise<Population> => readPopulation(db, { companyOf: known.companyOf, withTouches, asOf: at })
    const read = asOf === null || asOf >= now() ? await upToDate(known, withTouches) : { asOf, population: await populationAt(asOf) }
    const products = known.products ?? read.population.product.names.filter((name) => name !== null)
    return { population: read.population, asOf: read.asOf, settings: known.settings, products, connections: setup.connections, populationAt }
  }

  return {
    ask: async (asked) => ask(db, await inMemory(asked), asked),
    behind: async (asked, row) => askBehind(db, await inMemory(asked), asked, row),
  }
}
