/** Active mappings at hand: read anew every few seconds, so that an activation reaches every process without a restart. */
import type { Context } from '../flow/context.ts'
import { activeMapping } from '../flow/mappings.ts'
import type { Mapping } from '../mapped.ts'
import type * as mappings from '../store/mappings.ts'
import type { Store } from '../store/store.ts'

/** An activated mapping reaches running workers within this time. */
const MAPPING_CACHE_MS = 2_000

/** Active mappings, read anew every few seconds, so that an activation reaches every process without a restart; this one at once. */
export function mappingCache(store: Store, on: Context): { mapping: (kind: mappings.MappingKind, name: string) => Promise<Mapping>; forget: () => void } {
  const known = new Map<string, { mapping: Promise<Mapping>; at: number }>()
  const mapping = (kind: mappings.MappingKind, name: string): Promise<Mapping> => {
    const key = `${kind}/${name}`
    const held = known.get(key)
    if (held && on.now() - held.at < MAPPING_CACHE_MS) return held.mapping
    const active = activeMapping(store.db, kind, name)
    known.set(key, { mapping: active, at: on.now() })
    active.catch(() => known.delete(key))
    return active
  }
  return { mapping, forget: () => known.clear() }
}
