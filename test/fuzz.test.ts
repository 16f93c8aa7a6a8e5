/** A bounded part of `npm run -s bench -- fuzz`, the same requests each time. */
import { expect, it } from 'vitest'
import { fuzz } from '../bench/fuzz/run.ts'

it('a hub answers whatever is asked of it: no fault, no hang, nothing personal in its log, well afterwards', async () => {
  const { requests, routes, routesTaken, answers, ...found } = await fuzz({ n: 1_000, seed: 20260901, say: () => {} })
  expect(found).toMatchObject({ failures: [], leaks: [], unwell: [] })
  expect(requests).toBeGreaterThanOrEqual(1_000)
  expect(routes).toBeGreaterThan(190)
  expect(routesTaken).toBeGreaterThan(routes / 2)
  expect(Object.keys(answers)).toEqual(expect.arrayContaining(['200', '202', '400', '401', '404']))
}, 120_000)
