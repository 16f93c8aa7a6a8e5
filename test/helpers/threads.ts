/** Mapping threads that the hubs of one test file share: a new thread loads for as long as many a test takes. */
import { createMappingPool, type MappingLimits, type MappingPool } from '../../core/work/mapping.ts'

const pools = new Map<string, MappingPool>()

/** They end with the process, and keep it from ending only while they work. */
export function sharedThreads(limits: MappingLimits): MappingPool {
  const key = JSON.stringify(limits)
  const pool = pools.get(key) ?? createMappingPool(limits)
  pools.set(key, pool)
  return { ...pool, close: async () => {} }
}
