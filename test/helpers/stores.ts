/** Both databases, for suites that must hold on each. */
import { inject } from 'vitest'
import { backendsOn } from './backends.ts'

export type { Backend } from './backends.ts'

export const backends = backendsOn(inject('postgresUrl'), inject('templates'))
