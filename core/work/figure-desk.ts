/**
 * Answers questions about the funnel from memory: what all leads went through is read once, and then kept up to date by reading
 * the leads that changed.
 */
import type { Figures } from '../figure-data.ts'
import { ask, askBehind, type InMemory } from '../flow/figures/ask.ts'
import { figureSettings, type KnownFigureSettings } from '../flow/figures/figure-settings.ts'
import { readChanged, readPopulation } from '../flow/figures/read-population.ts'
import type { Population } from '../metrics/population.ts'
import { replaceLeads } from '../metrics/replace-leads.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'

/** So old an answer may be: many questions at once are answered from the same leads. */
const FRESH_MS = 10_000
/** What is written down now may be dated a little earlier, by a transaction that lasts or another clock. */
const OVERLAP_MS = 300_000

interface Read {
  population: Population
  /** What is known until then is in it. */
  asOf: number
}

interface Parts {
  db: Db
  setup: Pick<Setup, 'figures' | 'products'>
  now: () => number
}

export function createFigureDesk({ db, setup, now }: Parts): Figures {
  let current: Read | null = null
  let reading: Promise<Read> | null = null

  async function refreshed(known: KnownFigureSettings): Promise<Read> {
    const asOf = now()
    if (current === null) return { asOf, population: await readPopulation(db, { ...reads(known), asOf }) }
    const { ids, as } = await readChanged(db, { ...reads(known), asOf }, current.asOf - OVERLAP_MS)
    return { asOf, population: ids.size === 0 ? current.population : replaceLeads(current.population, ids, as) }
  }
  function upToDate(known: KnownFigureSettings): Promise<Read> {
    if (current && now() - current.asOf < FRESH_MS) return Promise.resolve(current)
    reading ??= refreshed(known)
      .then((read) => {
        current = read
        return read
      })
      .finally(() => {
        reading = null
      })
    return reading
  }
  const reads = ({ companyOf }: KnownFigureSettings) => ({ companyOf, withTouches: true })
  async function inMemory(asOf: number | null): Promise<InMemory> {
    const known = await figureSettings(db, setup)
    const populationAt = (at: number): Promise<Population> => readPopulation(db, { ...reads(known), asOf: at })
    const read = asOf === null || asOf >= now() ? await upToDate(known) : { asOf, population: await populationAt(asOf) }
    const products = known.products ?? read.population.product.names.filter((name) => name !== null)
    return { ...read, settings: known.settings, products, populationAt }
  }

  return {
    ask: async (asked) => ask(db, await inMemory(asked.asOf), asked),
    behind: async (asked, row) => askBehind(db, await inMemory(asked.asOf), asked, row),
  }
}
