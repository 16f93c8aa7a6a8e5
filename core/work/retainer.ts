/** Removes what is over, once a night, in small transactions with room between them for all else. */
import type { Context } from '../flow/context.ts'
import { removeSlice, rulesOf } from '../flow/retention.ts'
import { said } from '../log.ts'
import type { RetentionCount } from '../privacy-data.ts'
import { holdText } from '../store/db.ts'
import * as operation from '../store/operation.ts'
import type { Store } from '../store/store.ts'
import { pauses } from './pauses.ts'

/** Rows of one transaction. */
const SLICE = 100
/** Persons of one night: they are looked for all together, in all that is stored. */
const PERSONS = 50
const PAUSE_MS = 20
/** Of one kind in one night: whoever begins with years of history is through after a few. */
const NIGHTLY = 200_000
const DAY_MS = 86_400_000
const LOOK_MS = 60_000
const NIGHT = 'retention|night'

export interface RetainerOptions {
  store: Store
  on: Context
  /** Persons were begun to be erased. */
  erasing: () => void
}

export interface Retainer {
  stop(): Promise<void>
}

export function startRetainer(options: RetainerOptions): Retainer {
  const rests = pauses()
  const run = async (): Promise<void> => {
    while (!rests.stopping) {
      await tonight(options, () => rests.stopping).catch((error) => options.on.log.warn('retention.failed', { error: said(error) }))
      await rests.sleep(LOOK_MS)
    }
  }
  const running = run()
  return {
    stop: async () => {
      rests.stop()
      await running
    },
  }
}

/** Nothing unless its hour has come, and no process did it today. */
async function tonight(options: RetainerOptions, isStopping: () => boolean): Promise<void> {
  const { store, on } = options
  const today = Math.floor(on.now() / DAY_MS)
  if (rulesOf(on.setup).length === 0 || new Date(on.now()).getUTCHours() < on.setup.retention.nightlyHour) return
  const isFirst = await store.write(async (db) => {
    await holdText(db, NIGHT)
    if ((await operation.knownMeta(db, NIGHT)) === String(today)) return false
    await operation.setMeta(db, NIGHT, String(today))
    return true
  })
  if (isFirst) await runRetention(options, isStopping)
}

/** @returns what was removed, by rule */
export async function runRetention({ store, on, erasing }: RetainerOptions, isStopping: () => boolean = () => false): Promise<RetentionCount[]> {
  const counts: RetentionCount[] = []
  for (const rule of rulesOf(on.setup)) {
    let n = 0
    let isMore = true
    for (let seen = 0; isMore && seen < NIGHTLY && !(rule.kind === 'contacts' && n > 0) && !isStopping(); seen += SLICE) {
      const slice = await store.write((db) => removeSlice(db, on, rule, rule.kind === 'contacts' ? PERSONS : SLICE))
      n += slice.n
      isMore = slice.isMore
      if (isMore) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
    if (rule.kind === 'contacts' && n > 0) erasing()
    counts.push({ kind: rule.kind, source: rule.source, days: Math.round(rule.keptMs / DAY_MS), n, isMore })
    if (n > 0) on.log.info('retention.removed', { kind: rule.kind, source: rule.source, n })
  }
  return counts
}
