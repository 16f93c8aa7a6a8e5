/** What CRMs said of their records: the last description of each connection, and when it is due to be read anew. */
import type { Entities } from '../crm.ts'
import type { Db } from './db.ts'

export interface StoredDescription {
  connection: string
  describedAt: number
  entities: Entities
}

export async function find(db: Db, connection: string): Promise<StoredDescription | undefined> {
  const row = await db.get<Row>('select connection, described_at, document from crm_description where connection = $1 and document is not null', [connection])
  return row && { connection: row.connection, describedAt: row.described_at, entities: JSON.parse(row.document) as Entities } // written by `put`
}

/** Of all connections that were described. */
export async function all(db: Db): Promise<StoredDescription[]> {
  const rows = await db.all<Row>('select connection, described_at, document from crm_description where document is not null')
  return rows.map((row) => ({ connection: row.connection, describedAt: row.described_at, entities: JSON.parse(row.document) as Entities })) // written by `put`
}

export async function put(db: Db, { connection, describedAt, entities }: StoredDescription, dueAt: number): Promise<void> {
  await db.run(
    `insert into crm_description (connection, described_at, document, due_at) values ($1, $2, $3, $4)
     on conflict (connection) do update set described_at = excluded.described_at, document = excluded.document, due_at = excluded.due_at`,
    [connection, describedAt, JSON.stringify(entities), dueAt],
  )
}

/** Whether the description is due, for one asker only: the next may ask again `againMs` later, whatever came of it. */
export async function claim(db: Db, connection: string, now: number, againMs: number): Promise<boolean> {
  await db.run('insert into crm_description (connection, described_at, document, due_at) values ($1, null, null, $2) on conflict (connection) do nothing', [
    connection,
    now,
  ])
  return (await db.run('update crm_description set due_at = $3 where connection = $1 and due_at <= $2', [connection, now, now + againMs])) === 1
}

/** The CRM contradicted it: read anew soon, yet not sooner than `restMs` after the last time. */
export async function doubt(db: Db, connection: string, now: number, restMs: number): Promise<void> {
  await db.run(
    `update crm_description set due_at = case when described_at + $3 > $2 then described_at + $3 else $2 end
     where connection = $1 and described_at is not null and due_at > $2 and due_at > described_at + $3`,
    [connection, now, restMs],
  )
}

interface Row {
  connection: string
  described_at: number
  document: string
}
