/** Waits are sorted as the built-in sort does, only quicker. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortWaits } from '../core/metrics/statistics/sort-waits.ts'

describe('sorting of waits', () => {
  it('gives what the built-in sort gives, few or many, near or far', () => {
    const values = fc.tuple(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 1, max: 52 }), fc.integer()).map(([n, bits, seed]) => {
      let state = seed >>> 0
      const next = (): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return state / 2 ** 32
      }
      return Float64Array.from({ length: n }, () => Math.floor(next() * 2 ** bits))
    })
    fc.assert(
      fc.property(values, (drawn) => {
        expect([...sortWaits(drawn.slice())]).toEqual([...drawn.slice().sort()])
      }),
      { numRuns: 40 },
    )
  })
})
