/** First loads: runs that hold the records of one CRM against those of the hub, and how far each is. */
import type { Entity } from '../crm.ts'
import type { Db } from './db.ts'

/** In this order: all records are read, each kind is weighed, what they say of themselves is forgotten, strong pairs are accepted, keys are written back. */
export const PHASES = ['read', 'weigh', 'forget', 'accept', 'keys'] as const
export type Phase = (typeof PHASES)[number]

export interface RunRow {
  id: string
  connection: string
  /** `stopped`: it cannot go on before somebody starts it again. */
  state: 'running' | 'stopped' | 'done'
  phase: Phase
  /** That is dealt with. */
  entity: Entity
  /** Behind which it goes on: the CRM's own while records are read, else the id of a record. */
  cursor: string | null
  /** Strong pairs are accepted without being asked for one by one. */
  accept: boolean
  /** The hub's keys are written on records that were accepted. */
  writeKeys: boolean
  createdAt: number
  by: string
  endedAt: number | null
  reason: string | null
}

export type Place = Pick<RunRow, 'phase' | 'entity' | 'cursor'>

export async function add(db: Db, row: Pick<RunRow, 'id' | 'connection' | 'entity' | 'accept' | 'writeKeys' | 'createdAt' | 'by'>): Promise<void> {
  await db.run(
    `insert into reconciliation (id, connection, state, phase, entity, cursor, accept, write_keys, created_at, by_whom, ended_at, reason, leased_until, leased_by)
     values ($1, $2, 'running', 'read', $3, null, $4, $5, $6, $7, null, null, 0, null)`,
    [row.id, row.connection, row.entity, Number(row.accept), Number(row.writeKeys), row.createdAt, row.by],
  )
}

export async function find(db: Db, id: string): Promise<RunRow | undefined> {
  const row = await db.get<StoredRun>('select * from reconciliation where id = $1', [id])
  return row && runOf(row)
}

/** The newest of a connection. */
export async function last(db: Db, connection: string): Promise<RunRow | undefined> {
  const row = await db.get<StoredRun>('select * from reconciliation where connection = $1 order by id desc limit 1', [connection])
  return row && runOf(row)
}

/** Goes on with one that is unfinished. What is wanted more is added, nothing is taken away. */
export async function resume(db: Db, id: string, wanted: Pick<RunRow, 'accept' | 'writeKeys'>): Promise<void> {
  await db.run(
    `update reconciliation set state = 'running', reason = null, accept = case when $2 = 1 then 1 else accept end,
       write_keys = case when $3 = 1 then 1 else write_keys end where id = $1 and state <> 'done'`,
    [id, Number(wanted.accept), Number(wanted.writeKeys)],
  )
}

export async function drop(db: Db, id: string): Promise<void> {
  await db.run('delete from reconciliation where id = $1', [id])
}

/** Takes a run that is not under way elsewhere, or goes on with this process's own. */
export async function lease(db: Db, by: string, now: number, until: number): Promise<RunRow | null> {
  const row = await db.get<StoredRun>(
    `update reconciliation set leased_until = $3, leased_by = $1
     where id = (select min(id) from reconciliation where state = 'running' and (leased_until <= $2 or leased_by = $1))
       and state = 'running' and (leased_until <= $2 or leased_by = $1) returning *`,
    [by, now, until],
  )
  return row ? runOf(row) : null
}

/** Keeps the run this process's to the end of the transaction. @returns false when it was stopped or taken */
export async function holdLease(db: Db, id: string, by: string, until: number): Promise<boolean> {
  return (await db.run("update reconciliation set leased_until = $3 where id = $1 and leased_by = $2 and state = 'running'", [id, by, until])) === 1
}

/** Nobody takes it up before then. */
export async function rest(db: Db, id: string, by: string, until: number): Promise<void> {
  await db.run("update reconciliation set leased_until = $3, leased_by = null where id = $1 and leased_by = $2 and state = 'running'", [id, by, until])
}

/** Frees all runs: for a process that knows it is the only one. */
export async function unlease(db: Db): Promise<void> {
  await db.run("update reconciliation set leased_until = 0 where state = 'running'")
}

export async function move(db: Db, id: string, to: Place): Promise<void> {
  await db.run('update reconciliation set phase = $2, entity = $3, cursor = $4 where id = $1', [id, to.phase, to.entity, to.cursor])
}

export async function end(db: Db, id: string, state: 'stopped' | 'done', reason: string | null, now: number): Promise<void> {
  await db.run("update reconciliation set state = $2, reason = $3, ended_at = $4, leased_until = 0 where id = $1 and state = 'running'", [
    id,
    state,
    reason,
    state === 'done' ? now : null,
  ])
}

interface StoredRun {
  id: string
  connection: string
  state: RunRow['state']
  phase: Phase
  entity: Entity
  cursor: string | null
  accept: number
  write_keys: number
  created_at: number
  by_whom: string
  ended_at: number | null
  reason: string | null
}

const runOf = (row: StoredRun): RunRow => ({
  id: row.id,
  connection: row.connection,
  state: row.state,
  phase: row.phase,
  entity: row.entity,
  cursor: row.cursor,
  accept: row.accept === 1,
  writeKeys: row.write_keys === 1,
  createdAt: row.created_at,
  by: row.by_whom,
  endedAt: row.ended_at,
  reason: row.reason,
})
