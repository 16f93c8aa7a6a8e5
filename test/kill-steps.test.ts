/** Real processes killed with kill -9 between what the CRM did and what the hub heard of it. All calls, all CRMs: `bench/kill-steps.ts`. */
import { expect, it } from 'vitest'
import { killedSteps } from '../bench/kill-steps.ts'

it('makes no second account or opportunity in a CRM whose answer a killed hub never heard', { timeout: 240_000 }, async () => {
  const made = 'POST /Api/V8/module'
  expect(await killedSteps('suitecrm', 'sqlite', { chosen: () => [8, 13] })).toMatchObject({
    made: { account: 1, contact: 1, lead: 1, opportunity: 1 },
    killedAfter: [made, made],
    faults: [],
    held: 0,
    parked: 0,
    unaccounted: 0,
  })
})
