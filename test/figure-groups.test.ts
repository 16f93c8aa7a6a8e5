/** Groups 1 to 4 of the example log, as known at both times (test/figures/public/README.md). */
import { describe, expect, it } from 'vitest'
import { compareBlock } from '../core/metrics/blocks/compare.ts'
import { countsBlock } from '../core/metrics/blocks/counts.ts'
import { durationsBlock } from '../core/metrics/blocks/durations.ts'
import { ratesBlock } from '../core/metrics/blocks/rates.ts'
import { difference, json, publicPopulation, publicSettings } from './helpers/figures.ts'

const settings = publicSettings()
const from = Date.parse(json('config.json').start)
const blocks = { g1_counts: countsBlock, g2_rates: ratesBlock, g3_durations: durationsBlock, g4_compare: compareBlock }

describe.each(['expected.json', 'expected-2025-07-01.json'])('%s', (name) => {
  const expected = json(name)
  const asOf = Date.parse(expected.asOf)
  describe.each(['P1', 'P2'])('%s', (product) => {
    const view = { population: publicPopulation(asOf, product), leads: null, asOf, settings }
    it.each(Object.entries(blocks))('%s', (group, block) => expect(difference(block(view, from), expected.products[product][group])).toBeNull())
  })
})
