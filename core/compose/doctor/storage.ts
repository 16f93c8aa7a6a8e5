/** The database: whether it is whole, how large, whether there is room, whether its schema is the present one. */
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { counted, type Finding, fail, ok, sized, warn } from '../../finding.ts'
import { SCHEMA_VERSION } from '../../store/migrate.ts'
import type { DatabaseState } from './state.ts'

/** A log of SQLite that is larger is kept from being emptied. */
const MOST_LOG = 256e6
/** A server's log that is kept for copies. */
const MOST_KEPT = 1e9
const LEAST_FREE = 256e6
const ENOUGH_FREE = 1e9

export type Stored = Pick<DatabaseState, 'bytes' | 'damage' | 'keptLog'>

/** @param log bytes beside a SQLite file; null on a server */
export function judgeStore({ bytes, damage, keptLog }: Stored, log: number | null): Finding {
  const size = `it has ${sized(bytes)}${log === null ? '' : `, and ${sized(log)} in its log`}`
  if (damage.length > 0)
    return fail(
      'store',
      `The database is damaged: ${damage.join('; ')}.`,
      'Stop the hub, keep what is there, and restore the last backup; repair an index with `reindex`.',
    )
  if (log !== null && log > MOST_LOG)
    return warn(
      'store',
      `The log beside the database is large: ${size}.`,
      'End commands and programs that read the database for long; the hub empties the log then.',
    )
  if (keptLog !== null && keptLog > MOST_KEPT)
    return warn('store', `The server keeps ${sized(keptLog)} of its log for a copy that does not fetch it.`, 'Start that copy, or drop its replication slot.')
  return ok('store', `The database is reachable and no damage was found; ${size}.`)
}

export function judgeSchema(schema: number | null): Finding {
  if (schema === null) return warn('migrations', 'The database has no tables yet.', 'Start the hub, or run `leitwerk migrate`.')
  if (schema > SCHEMA_VERSION)
    return fail(
      'migrations',
      `The database has schema ${schema}, this version knows ${SCHEMA_VERSION}.`,
      'Run the version of Leitwerk that made it, or a newer one.',
    )
  if (schema < SCHEMA_VERSION) {
    const behind = counted(SCHEMA_VERSION - schema, 'migration')
    return warn(
      'migrations',
      `${behind} of ${SCHEMA_VERSION} still to be applied.`,
      'Take a backup, then start the hub, or run `leitwerk migrate`; what stands in the tables is looked at after that.',
    )
  }
  return ok('migrations', `All ${SCHEMA_VERSION} migrations are applied.`)
}

export interface Room {
  folder: string
  free: number
  isWritable: boolean
}

/** @param room null where the disk is a server's */
export function judgeDisk(room: Room | null, bytes: number): Finding {
  if (room === null) return ok('disk', `The disk is the database server's, and watched there; the database has ${sized(bytes)} of it.`)
  const { folder, free, isWritable } = room
  if (!isWritable) return fail('disk', `Nothing can be written to ${folder}.`, 'Mount it for writing, and give it to the user that the hub runs as.')
  if (free < LEAST_FREE) return fail('disk', `Only ${sized(free)} are free in ${folder}.`, 'Make room now: without it senders are told to come again.')
  if (free < Math.max(ENOUGH_FREE, bytes))
    return warn(
      'disk',
      `${sized(free)} are free in ${folder}, and the database has ${sized(bytes)}.`,
      'Make room: a backup beside it, or writing it anew after an erasure, takes as much again.',
    )
  return ok('disk', `${sized(free)} are free in ${folder}.`)
}

export function roomAt(file: string): Room {
  const folder = dirname(resolve(file))
  const { bavail, bsize } = statfsSync(folder)
  return { folder, free: bavail * bsize, isWritable: mayWrite(folder) }
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Bytes of the log beside a SQLite file. */
export const logBeside = (file: string): number => (existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0)
