/** The doors of all sources, renewed while secrets are rotated. */
import { type Door, doorOf } from '../flow/receive.ts'
import { withRotations } from '../flow/rotate.ts'
import { type Log, said } from '../log.ts'
import type { Setup, SourceEntry } from '../setup.ts'
import * as rotations from '../store/rotations.ts'
import type { Store } from '../store/store.ts'

/** A rotated secret counts after so long at the latest. */
const RENEWED_MS = 5_000

interface Parts {
  setup: Setup
  store: Pick<Store, 'db'>
  log: Log
  now: () => number
  /** LEITWERK_KEY. */
  key: string | undefined
}

export interface Doors {
  byId: ReadonlyMap<string, Door>
  /** Reads rotations anew. */
  renew(): Promise<void>
  stop(): void
}

export async function openDoors({ setup, store, log, now, key }: Parts): Promise<Doors> {
  const byId = new Map([...setup.sources.values()].map((entry) => [entry.id, doorOf(entry)]))
  /** Said once, not every few seconds. */
  const told = new Map<string, string | null>()
  const renewOne = (configured: SourceEntry, rows: readonly rotations.RotationRow[]) => {
    const { entry, unread } = withRotations(configured, rows, key, now())
    if (JSON.stringify(entry.values) !== JSON.stringify(byId.get(entry.id)?.entry.values)) byId.set(entry.id, doorOf(entry))
    if (unread !== null && unread !== told.get(entry.id)) log.error('rotation.unread', { source: entry.id, error: unread })
    told.set(entry.id, unread)
  }
  const renew = async () => {
    const rows = await rotations.list(store.db)
    for (const entry of setup.sources.values()) renewOne(entry, rows)
  }
  await renew()
  const timer = setInterval(() => void renew().catch((error) => log.warn('rotation.fault', { error: said(error) })), RENEWED_MS).unref()
  return { byId, renew, stop: () => clearInterval(timer) }
}
