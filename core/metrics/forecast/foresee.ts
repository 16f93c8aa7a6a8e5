/** What targets ask of a forecast: how much will be reached by the end of a running period. Pure. */
import type { Beside, View } from '../figure.ts'
import type { Targeted } from '../targets.ts'
import type { Measure } from './cells.ts'
import { expectedOf, missingFor } from './forecast.ts'

const MEASURE: Readonly<Record<Targeted, Measure>> = { lead: 'created', mql: 'mql', sql: 'sql', closing: 'closings' }

/** To be handed in with a view. Each question simulates anew: it takes about as long as a forecast. */
export function foreseeing({ population, asOf, settings }: Omit<View, 'leads' | 'beside'>): NonNullable<Beside['foresee']> {
  return (what, period, leads) => {
    const known = { population, leads, asOf }
    return missingFor(known) === null ? expectedOf(known, [{ kind: MEASURE[what], period }], settings)[0]! : null
  }
}
