/** Velocity: the index as published and worked out (docs/figures.md, group 8). */
import { describe, expect, it } from 'vitest'
import { velocityIndex } from '../core/metrics/velocity.ts'
import { json } from './helpers/figures.ts'

describe('velocity', () => {
  const { data, expected } = json('published.json').find(({ figure }: { figure: string }) => figure === 'velocity')
  it.each(Object.entries<[number, number, number, number]>(data))('is as published: %s', (name, [open, winShare, order, days]) =>
    expect(velocityIndex(open, winShare, order, days)).toBeCloseTo(expected[name], 3),
  )
})
