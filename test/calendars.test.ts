/** Calendars of the configuration are judged without the library of holidays: by a list of its regions, which must be the same. */
import { expect, it } from 'vitest'
import regions from '../core/compose/holiday-regions.json' with { type: 'json' }
import { knownRegions } from '../core/compose/holidays.ts'

it('knows the regions of the library (else: node scripts/generate-regions.ts)', () => {
  expect(regions).toEqual(knownRegions())
})
