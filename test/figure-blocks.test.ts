/** Groups 6 to 10 of the public example log, as they must be (test/figures/public/README.md). */
import { describe, expect, it } from 'vitest'
import { attributionBlock } from '../core/metrics/blocks/attribution.ts'
import { fastLaneBlock } from '../core/metrics/blocks/fast-lane.ts'
import { flowBlock } from '../core/metrics/blocks/flow.ts'
import { offersBlock } from '../core/metrics/blocks/offers.ts'
import { slaBlock } from '../core/metrics/blocks/sla.ts'
import { targetsBlock } from '../core/metrics/blocks/targets.ts'
import type { View } from '../core/metrics/figure.ts'
import { difference, json, publicPopulation, publicSettings } from './helpers/figures.ts'

describe.each(['expected.json', 'expected-2025-07-01.json'])('%s', (name) => {
  const expected = json(name)
  const asOf = Date.parse(expected.asOf)

  describe.each(['P1', 'P2'])('%s', (product) => {
    const view: View = { population: publicPopulation(asOf, product), leads: null, asOf, settings: publicSettings() }
    const must = expected.products[product]

    it.each([
      ['g6_attribution', attributionBlock],
      ['g7_offers', offersBlock],
      ['g8_flow', flowBlock],
      ['g9_fast_lane', fastLaneBlock],
      ['g10_sla', slaBlock],
      ['g10_targets', (of: View) => targetsBlock(of, product)],
    ])('%s', (group, block) => expect(difference(block(view), must[group])).toBe(null))
  })
})
