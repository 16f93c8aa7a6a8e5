/** Which remote record is which of ours, per connection; what was last written there and last heard from there. */
import type { Entity } from '../crm.ts'
import { type Db, holdText, json, parsed } from './db.ts'
import { inParts, padded, placeholders } from './sql.ts'

/** What a link leads to: a record, a contact's role on an opportunity, or the notes of a record. */
export type LinkedThing = Entity | 'role' | 'notes'

/**
 * `linked`: made by the hub. `adopted`: was there before, or sales made it of a lead, so only its empty fields are filled. `insist`: a person said that
 * it is none of the candidates, so it will be made. `gone`: deleted over there; made again only when a person resumes.
 */
export type LinkState = 'linked' | 'adopted' | 'insist' | 'gone'

export interface Link {
  connection: string
  entity: LinkedThing
  hubId: string
  remoteId: string
  state: LinkState
  /** Hash of the field set written last: an equal one is not written again. */
  hash: string | null
  remoteVersion: string | null
  url: string | null
  /** Version of the CRM mapping that gave the field set written last. */
  mappingId: string | null
  /** What the CRM last said of it, to tell news from our own echo. */
  known: unknown
  updatedAt: number
}

export async function put(db: Db, link: Omit<Link, 'known' | 'updatedAt' | 'mappingId'> & { mappingId?: string | null }, now: number): Promise<void> {
  await db.send(
    `insert into crosswalk (connection, entity, hub_id, remote_id, state, hash, remote_version, url, known, updated_at, mapping_id) values ($1, $2, $3, $4, $5, $6, $7, $8, null, $9, $10)
     on conflict (connection, entity, hub_id) do update set remote_id = excluded.remote_id, state = excluded.state, hash = excluded.hash,
       known = case when crosswalk.remote_id = excluded.remote_id then crosswalk.known end,
       remote_version = excluded.remote_version, url = coalesce(excluded.url, crosswalk.url), updated_at = excluded.updated_at, mapping_id = coalesce(excluded.mapping_id, crosswalk.mapping_id)`,
    [link.connection, link.entity, link.hubId, link.remoteId, link.state, link.hash, link.remoteVersion, link.url, now, link.mappingId ?? null],
  )
}

export async function find(db: Db, connection: string, entity: LinkedThing, hubId: string): Promise<Link | undefined> {
  const row = await db.get<StoredLink>('select * from crosswalk where connection = $1 and entity = $2 and hub_id = $3', [connection, entity, hubId])
  return row && linkOf(row)
}

export async function byRemote(db: Db, connection: string, entity: Entity, remoteId: string): Promise<Link | undefined> {
  const row = await db.get<StoredLink>('select * from crosswalk where connection = $1 and entity = $2 and remote_id = $3 order by updated_at desc limit 1', [
    connection,
    entity,
    remoteId,
  ])
  return row && linkOf(row)
}

/** Forgets links to records that are gone, so that they are made again, and what was written to the others, so that they are written anew. */
export async function doubt(db: Db, connection: string, hubIds: readonly string[]): Promise<void> {
  for (const id of hubIds) {
    await db.send("delete from crosswalk where connection = $1 and hub_id = $2 and state = 'gone'", [connection, id])
    await db.send('update crosswalk set hash = null where connection = $1 and hub_id = $2', [connection, id])
  }
}

/** Which record it was is known no more, nor which role it had. */
export async function remove(db: Db, { connection, entity, hubId }: Pick<Link, 'connection' | 'entity' | 'hubId'>): Promise<void> {
  await db.run('delete from crosswalk where connection = $1 and entity = $2 and hub_id = $3', [connection, entity, hubId])
}

/** A record stands for another one of ours from now on, unless that has one already. @returns whether it does */
export async function takeOver(db: Db, { connection, entity, hubId }: Pick<Link, 'connection' | 'entity' | 'hubId'>, by: string): Promise<boolean> {
  const changed = await db.run(
    `update crosswalk set hub_id = $4, hash = null where connection = $1 and entity = $2 and hub_id = $3
       and not exists (select 1 from crosswalk o where o.connection = $1 and o.entity = $2 and o.hub_id = $4)`,
    [connection, entity, hubId, by],
  )
  return changed === 1
}

/** Keeps what the CRM last said of a record, or which notes it has. */
export async function setKnown(db: Db, link: Pick<Link, 'connection' | 'entity' | 'hubId'>, known: unknown): Promise<void> {
  await db.send('update crosswalk set known = $4 where connection = $1 and entity = $2 and hub_id = $3', [
    link.connection,
    link.entity,
    link.hubId,
    json(known),
  ])
}

export interface RemoteRecord {
  connection: string
  entity: Entity
  remoteId: string
}

/** Reports about one remote record, and what links it, are taken in one after the other. */
export const holdRemote = (db: Db, { connection, entity, remoteId }: RemoteRecord): Promise<void> => holdText(db, `remote ${connection} ${entity} ${remoteId}`)

/** A report about a record that nobody knows is kept in mind until it is linked. */
export async function addWaiting(db: Db, { connection, entity, remoteId }: RemoteRecord, eventId: string): Promise<void> {
  await db.send('insert into unlinked_report (connection, entity, remote_id, event_id) values ($1, $2, $3, $4) on conflict do nothing', [
    connection,
    entity,
    remoteId,
    eventId,
  ])
}

/** @returns the events that reported about the record, in the order they came; they wait no longer */
export async function takeWaiting(db: Db, { connection, entity, remoteId }: RemoteRecord): Promise<string[]> {
  const rows = await db.all<{ event_id: string }>('delete from unlinked_report where connection = $1 and entity = $2 and remote_id = $3 returning event_id', [
    connection,
    entity,
    remoteId,
  ])
  return rows.map((row) => row.event_id).sort()
}

/** The remote record was merged into another, or is gone. */
export async function moved(db: Db, link: Link, remoteId: string | null, now: number): Promise<void> {
  await db.send('update crosswalk set remote_id = $4, state = $5, hash = null, updated_at = $6 where connection = $1 and entity = $2 and hub_id = $3', [
    link.connection,
    link.entity,
    link.hubId,
    remoteId ?? link.remoteId,
    remoteId === null ? 'gone' : link.state,
    now,
  ])
}

export async function ofHubIds(db: Db, hubIds: readonly string[]): Promise<Link[]> {
  const rows = await inParts(hubIds, (part) => {
    const ids = padded(part)
    return db.all<StoredLink>(`select * from crosswalk where hub_id in (${placeholders(1, ids.length)})`, ids)
  })
  return rows.map(linkOf)
}

interface StoredLink {
  connection: string
  entity: LinkedThing
  hub_id: string
  remote_id: string
  state: LinkState
  hash: string | null
  remote_version: string | null
  url: string | null
  known: string | null
  updated_at: number
  mapping_id: string | null
}

const linkOf = (row: StoredLink): Link => ({
  connection: row.connection,
  entity: row.entity,
  hubId: row.hub_id,
  remoteId: row.remote_id,
  state: row.state,
  hash: row.hash,
  remoteVersion: row.remote_version,
  url: row.url,
  known: parsed<unknown>(row.known),
  updatedAt: row.updated_at,
  mappingId: row.mapping_id,
})
