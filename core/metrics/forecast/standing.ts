/** Where leads stand at an instant, since when, and what they reached before; and how they began. Pure. */
import type { Population } from '../population.ts'
import { firstTimes } from './cells.ts'
import { DAY_MS } from './hazards.ts'
import { eachStay } from './states.ts'

export interface Standing {
  n: number
  state: Uint8Array
  /** Days in it. */
  age: Float64Array
  /** What was reached so far, a bit for each measure. */
  reached: Uint8Array
  /** The state at the first instant. */
  began: Uint8Array
}

/** @param leads their numbers; null: all. The result is in their order */
export function standingAt(population: Population, leads: Uint32Array | null, asOf: number): Standing {
  const n = leads?.length ?? population.n
  const standing: Standing = { n, state: new Uint8Array(n), age: new Float64Array(n), reached: new Uint8Array(n), began: new Uint8Array(n) }
  for (let i = 0; i < n; i++) {
    const lead = leads?.[i] ?? i
    for (const [measure, at] of firstTimes(population, lead).entries()) if (!Number.isNaN(at)) standing.reached[i]! |= 1 << measure
    let isFirst = true
    eachStay(population, lead, asOf, (state, from, until, next) => {
      if (isFirst) standing.began[i] = state
      isFirst = false
      if (next >= 0) return
      standing.state[i] = state
      standing.age[i] = (until - from) / DAY_MS
    })
  }
  return standing
}
