/**
 * The fault suite: real processes, real senders and a sandbox CRM, and one fault after another. After each: what was lost, doubled or
 * reordered, and how long it took from the fault's end until all that was accepted was delivered.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { killedInBatch } from './faults/batch.ts'
import { jumpingClock } from './faults/clock.ts'
import { restartedDatabase } from './faults/database.ts'
import { badDisk } from './faults/disk.ts'
import type { Fault } from './faults/fault.ts'
import { killedProcesses } from './faults/killed.ts'
import { littleMemory } from './faults/memory.ts'
import { badNetwork } from './faults/network.ts'
import { poison } from './faults/poison.ts'
import { type Kind, openStage } from './faults/stage.ts'
import { expiredToken } from './faults/token.ts'
import type { Options } from './main.ts'

const FAULTS: readonly Fault[] = [
  ...killedProcesses,
  ...killedInBatch,
  ...restartedDatabase,
  ...badDisk,
  ...jumpingClock,
  ...badNetwork,
  ...expiredToken,
  ...littleMemory,
  ...poison,
]

/** Load before each fault. */
const BEFORE_MS = 800

interface Survived {
  fault: string
  database: Kind
  tries: number
  accepted: number
  lost: number
  /** In the hub, and records in the CRM. */
  doubled: number
  reordered: number
  parked: number
  unaccounted: number
  /** The slowest. */
  recoveryMs: number
  /** Why it did not come to its end. */
  failed?: string
}

export async function faults({ database, variant, n, say }: Pick<Options, 'database' | 'variant' | 'n' | 'say'>): Promise<object> {
  const all = FAULTS.filter(({ name }) => variant === null || name.includes(variant))
  if (all.length === 0) throw new Error(`there is no fault '${variant}': ${FAULTS.map(({ name }) => name).join(', ')}`)
  const survived: Survived[] = []
  for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one))
    for (const fault of all) {
      if (fault.on && !fault.on.includes(kind)) continue
      const one = await survive(fault, kind, n ?? fault.tries, (text) => say(`${kind}, ${fault.name}: ${text}`))
      say(JSON.stringify(one))
      survived.push(one)
    }
  return survived
}

export const toldOfFaults = (result: object): string => {
  const rows = (result as Survived[]).map((one) => [
    one.fault,
    one.database,
    ...[one.tries, one.accepted, one.lost, one.doubled, one.reordered, one.parked, one.unaccounted, one.recoveryMs].map(String),
    one.failed ?? '',
  ])
  const head = ['fault', 'database', 'tries', 'accepted', 'lost', 'doubled', 'reordered', 'parked', 'unaccounted', 'recovery ms', '']
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

async function survive(fault: Fault, database: Kind, tries: number, say: (text: string) => void): Promise<Survived> {
  const none: Survived = { fault: fault.name, database, tries, accepted: 0, lost: 0, doubled: 0, reordered: 0, parked: 0, unaccounted: 0, recoveryMs: 0 }
  const stage = await openStage(database, fault.needs ?? {}, say)
  try {
    let recoveryMs = 0
    for (let turn = 0; turn < tries; turn++) {
      await sleep(BEFORE_MS)
      await fault.strike(stage, turn)
      const began = performance.now()
      await stage.settle()
      const took = Math.round(performance.now() - began)
      say(`fault ${turn + 1} of ${tries}: all delivered ${took} ms after its end`)
      recoveryMs = Math.max(recoveryMs, took)
      if (turn < tries - 1) stage.resume()
    }
    const { answered2xx, lost, doubled, reordered, parked, unaccounted, crmDuplicates } = await stage.verdict()
    const result = { ...none, accepted: answered2xx, lost, doubled: doubled + crmDuplicates, reordered, parked, unaccounted, recoveryMs }
    const died = stage.processes.reduce((sum, one) => sum + one.died, 0)
    if (died > 0 && !fault.dies) return { ...result, failed: `${died} processes of the hub ended by themselves` }
    return parked > 0 && !fault.parks ? { ...result, failed: `${parked} jobs wait for a person` } : result
  } catch (error) {
    return { ...none, failed: (error as Error).message }
  } finally {
    await stage.close()
  }
}
