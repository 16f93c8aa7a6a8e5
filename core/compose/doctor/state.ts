/** What the doctor reads of a database: one look at one moment, which changes nothing. */

import type { Db } from '../../store/db.ts'
import * as descriptions from '../../store/descriptions.ts'
import * as health from '../../store/health.ts'
import * as lanes from '../../store/lanes.ts'
import * as ledger from '../../store/ledger.ts'
import { SCHEMA_VERSION } from '../../store/migrate.ts'
import * as operation from '../../store/operation.ts'
import { waitingDeliveries, workload } from '../../store/pulse.ts'
import * as rotations from '../../store/rotations.ts'
import * as secrets from '../../store/secrets.ts'
import { readMade } from '../made.ts'

export type DatabaseState = Awaited<ReturnType<typeof readState>>
/** What only stands in tables of the present schema. */
export type Contents = NonNullable<DatabaseState['contents']>

/** @param now this machine's clock, Unix ms */
export async function readState(db: Db, now: () => number) {
  const schema = await health.schemaNumber(db)
  return {
    dialect: db.dialect,
    schema,
    bytes: await health.sizeOf(db),
    keptLog: await health.keptLog(db),
    clock: await compareClocks(db, now),
    others: await health.others(db),
    damage: await health.damage(db),
    contents: schema === SCHEMA_VERSION ? await readContents(db) : null,
  }
}

async function readContents(db: Db) {
  return {
    newest: await health.newest(db),
    ledger: await ledger.sources(db),
    waiting: await waitingWhere(db),
    parked: (await workload(db)).parked,
    connections: await operation.connectionStates(db),
    descriptions: new Map((await descriptions.all(db)).map((one) => [one.connection, one])),
    stored: await readMade(db),
    secrets: await secrets.list(db),
    rotations: await rotations.list(db),
  }
}

/** Deliveries to be mapped, and jobs of each connection. */
async function waitingWhere(db: Db): Promise<{ queue: string; n: number; oldestAt: number | null }[]> {
  const jobs = await lanes.waiting(db)
  return [
    { queue: 'deliveries', ...(await waitingDeliveries(db)) },
    ...jobs.map(({ connection, jobs: n, oldest }) => ({ queue: connection, n, oldestAt: oldest })),
  ]
}

/** How far the database's clock is ahead of this machine's, ms, and how exactly that is known; null where both are one. */
async function compareClocks(db: Db, now: () => number): Promise<{ ahead: number; within: number } | null> {
  const before = now()
  const at = await health.clockOf(db)
  const after = now()
  return at === null ? null : { ahead: Math.round(at - (before + after) / 2), within: Math.ceil((after - before) / 2) }
}
