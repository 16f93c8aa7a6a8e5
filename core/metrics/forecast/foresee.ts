/** What targets ask of a forecast: how much will be reached by the end of a running period. Pure. */
import type { Beside, View } from '../figure.ts'
import type { Targeted } from '../targets.ts'
import type { Measure } from './cells.ts'
import { expectedOf, missingFor } from './forecast.ts'

/** What is accepted is up to sales, and not foretold. */
const MEASURE: Readonly<Record<Targeted, Measure | null>> = { lead: 'created', mql: 'mql', sal: null, sql: 'sql', closing: 'closings' }

/** To be handed in with a view. Each question simulates anew: it takes about as long as a forecast. */
export function foreseeing({ population, asOf, settings }: Omit<View, 'leads' | 'beside'>): NonNullable<Beside['foresee']> {
  return (what, period, leads) => {
    const known = { population, leads, asOf }
    const kind = MEASURE[what]
    return kind !== null && missingFor(known) === null ? expectedOf(known, [{ kind, period }], settings)[0]! : null
  }
}
