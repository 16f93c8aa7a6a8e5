/** Mapping versions: immutable texts, one active per source or CRM mapping. */
import { type Db, Where } from './db.ts'

export type MappingKind = 'source' | 'crm'
export type MappingOrigin = 'file' | 'console'

export interface MappingVersion {
  id: string
  kind: MappingKind
  name: string
  hash: string
  origin: MappingOrigin
  expression: string
  state: 'draft' | 'active' | 'retired'
  author: string | null
  note: string | null
  createdAt: number
  activatedAt: number | null
}

/** Adds a version, or gives back the one with the same text. */
export async function add(db: Db, version: Omit<MappingVersion, 'state' | 'activatedAt'>): Promise<MappingVersion> {
  await db.run(
    `insert into mapping_version (id, kind, name, hash, origin, expression, cases, author, note, state, created_at, activated_at) values ($1, $2, $3, $4, $5, $6, null, $7, $8, 'draft', $9, null)
     on conflict (kind, name, hash) do nothing`,
    [version.id, version.kind, version.name, version.hash, version.origin, version.expression, version.author, version.note, version.createdAt],
  )
  const row = await db.get<StoredMapping>('select * from mapping_version where kind = $1 and name = $2 and hash = $3', [
    version.kind,
    version.name,
    version.hash,
  ])
  return versionOf(row!)
}

/** Makes one version the active one of its name; the one before is retired. */
export async function activate(db: Db, id: string, now: number): Promise<void> {
  const row = await db.get<StoredMapping>('select * from mapping_version where id = $1', [id])
  if (!row) throw new Error(`there is no mapping version ${id}`)
  await db.run("update mapping_version set state = 'retired' where kind = $1 and name = $2 and state = 'active' and id <> $3", [row.kind, row.name, id])
  await db.run("update mapping_version set state = 'active', activated_at = $2 where id = $1", [id, now])
}

export async function active(db: Db, kind: MappingKind, name: string): Promise<MappingVersion | undefined> {
  const row = await db.get<StoredMapping>("select * from mapping_version where kind = $1 and name = $2 and state = 'active'", [kind, name])
  return row && versionOf(row)
}

export async function find(db: Db, id: string): Promise<MappingVersion | undefined> {
  const row = await db.get<StoredMapping>('select * from mapping_version where id = $1', [id])
  return row && versionOf(row)
}

/** Newest first. */
export async function list(db: Db, filter: { kind?: MappingKind; name?: string; state?: string }): Promise<MappingVersion[]> {
  const where = new Where().add('kind = ?', filter.kind).add('name = ?', filter.name).add('state = ?', filter.state)
  return (await db.all<StoredMapping>(`select * from mapping_version ${where.text} order by id desc`, where.values)).map(versionOf)
}

interface StoredMapping {
  id: string
  kind: MappingKind
  name: string
  hash: string
  origin: MappingOrigin
  expression: string
  state: MappingVersion['state']
  author: string | null
  note: string | null
  created_at: number
  activated_at: number | null
}

const versionOf = ({ created_at, activated_at, ...row }: StoredMapping): MappingVersion => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  hash: row.hash,
  origin: row.origin,
  expression: row.expression,
  state: row.state,
  author: row.author,
  note: row.note,
  createdAt: created_at,
  activatedAt: activated_at,
})
