/** The database ends in the middle of everything and begins again. */
import type { Fault } from './fault.ts'

export const restartedDatabase: readonly Fault[] = [{ name: 'PostgreSQL restart', on: ['postgres'], tries: 3, strike: async ({ server }) => server!.restart() }]
