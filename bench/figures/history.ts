/** An invented company up to an instant and beyond: what became of its leads, and several futures that go on from there. */
import { Random } from '../../core/metrics/forecast/random.ts'
import type { LeadPath } from '../../core/metrics/lead-path.ts'
import { bornBetween } from './born.ts'
import { begun, type Life, type LifeEvent, live } from './life.ts'
import { type Company, FIRST_YEAR, newYear, YEARS } from './parameters.ts'
import { pathOfLife } from './path-of-life.ts'

export interface Lived {
  id: string
  life: Life
  events: LifeEvent[]
}

/** Streams of chance of one company. */
const [HISTORY, FUTURES] = [2, 100]

export const asOfOf = (): number => newYear(FIRST_YEAR + YEARS)

export function historyOf(company: Company): Lived[] {
  const random = new Random(company.seed, HISTORY)
  return [...lived(company, random, FIRST_YEAR, FIRST_YEAR + YEARS, asOfOf(), 'L')]
}

/** The year that follows, once; another number is another year. The history stays as it is. */
export function futureOf(company: Company, history: readonly Lived[], number: number): LeadPath[] {
  const random = new Random(company.seed, FUTURES + number)
  const [begin, end] = [asOfOf(), newYear(FIRST_YEAR + YEARS + 1)]
  const grown = history.map(({ id, life, events }) => {
    const more = [...events]
    live(company, { ...life }, begin, end, random, (event) => more.push(event))
    return pathOfLife(id, life.born, more)
  })
  const born = [...lived(company, random, FIRST_YEAR + YEARS, FIRST_YEAR + YEARS + 1, end, 'N')]
  return [...grown, ...born.map(({ id, life, events }) => pathOfLife(id, life.born, events))]
}

/** Leads created in some years, and what became of them until an instant. */
export function* lived(company: Company, random: Random, firstYear: number, behindYear: number, until: number, prefix: string): Generator<Lived> {
  let n = 0
  for (const born of bornBetween(company, random, firstYear, behindYear)) {
    const [life, events]: [Life, LifeEvent[]] = [begun(born), []]
    live(company, life, born.at, until, random, (event) => events.push(event))
    yield { id: `${prefix}${n++}`, life, events }
  }
}
