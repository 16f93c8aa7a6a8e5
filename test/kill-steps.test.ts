/** Real processes killed with kill -9 between what the CRM did and what the hub heard of it. All calls, all CRMs: `bench/kill-steps.ts`. */
import { expect, it } from 'vitest'
import { killedSteps } from '../bench/kill-steps.ts'

// A lead of Pipedrive is gone once it is converted.
it('makes nothing twice in a CRM whose answer a killed hub never heard', { timeout: 120_000 }, async () => {
  expect(await killedSteps('pipedrive', 'sqlite', { most: 3 })).toMatchObject({
    made: { account: 1, contact: 1, lead: 0, opportunity: 1 },
    kills: 3,
    faults: [],
    parked: 0,
    unaccounted: 0,
  })
})
