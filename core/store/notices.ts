/** What is told to those who are notified: written once, in the transaction of what happened; one job per notifier leads to it. */
import type { JsonObject } from '../connector.ts'
import { type Db, json, parsed } from './db.ts'

export interface NoticeRow {
  id: string
  type: string
  at: number
  data: JsonObject
}

export async function add(db: Db, { id, type, at, data }: NoticeRow): Promise<void> {
  await db.run('insert into notice (id, type, at, data) values ($1, $2, $3, $4)', [id, type, at, json(data)])
}

export async function find(db: Db, id: string): Promise<NoticeRow | undefined> {
  const row = await db.get<{ id: string; type: string; at: number; data: string }>('select * from notice where id = $1', [id])
  return row && { ...row, data: parsed<JsonObject>(row.data) ?? {} }
}
