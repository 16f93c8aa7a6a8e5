/**
 * Writes core/compose/holiday-regions.json, the countries whose public holidays date-holidays knows, their parts and the parts of those: so that a
 * configuration is judged without loading that library. To be repeated when the library changes; `test/calendars.test.ts` says so.
 *
 *     node scripts/generate-regions.ts
 */
import { writeFileSync } from 'node:fs'
import { knownRegions } from '../core/compose/holidays.ts'

writeFileSync(new URL('../core/compose/holiday-regions.json', import.meta.url), `${JSON.stringify(knownRegions(), null, 1)}\n`)
