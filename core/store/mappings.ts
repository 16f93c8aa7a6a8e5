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
  /** What it must make of examples: the text of a NAME.cases.json. */
  cases: string | null
  state: 'draft' | 'active' | 'retired'
  author: string | null
  note: string | null
  createdAt: number
  activatedAt: number | null
}

/** Adds a version, or gives back the one with the same texts. */
export async function add(db: Db, version: Omit<MappingVersion, 'state' | 'activatedAt'>): Promise<MappingVersion> {
  await db.run(
    `insert into mapping_version (id, kind, name, hash, origin, expression, cases, author, note, state, created_at, activated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10, null)
     on conflict (kind, name, hash) do nothing`,
    [version.id, version.kind, version.name, version.hash, version.origin, version.expression, version.cases, version.author, version.note, version.createdAt],
  )
  const row = await db.get<StoredMapping>('select * from mapping_version where kind = $1 and name = $2 and hash = $3', [
    version.kind,
    version.name,
    version.hash,
  ])
  return versionOf(row!)
}

/** One moment at which a version became the active one of its mapping. */
export interface Activation {
  mappingId: string
  kind: MappingKind
  name: string
  at: number
  by: string
  /** Whose word made it active: that of the file, or that of a person. */
  origin: MappingOrigin
  note: string | null
}

/** Makes one version the active one of its name; the one before is retired. @throws when there is no such version */
export async function activate(db: Db, id: string, by: Pick<Activation, 'by' | 'origin' | 'note'>, now: number): Promise<MappingVersion> {
  const row = await db.get<StoredMapping>('select * from mapping_version where id = $1', [id])
  if (!row) throw new Error(`there is no mapping version ${id}`)
  await db.run("update mapping_version set state = 'retired' where kind = $1 and name = $2 and state = 'active' and id <> $3", [row.kind, row.name, id])
  await db.run("update mapping_version set state = 'active', activated_at = $2 where id = $1", [id, now])
  await db.run('insert into mapping_activation (mapping_id, kind, name, at, by_whom, origin, note) values ($1, $2, $3, $4, $5, $6, $7)', [
    id,
    row.kind,
    row.name,
    now,
    by.by,
    by.origin,
    by.note,
  ])
  return versionOf({ ...row, state: 'active', activated_at: now })
}

/** Newest first. */
export async function activations(db: Db, filter: { kind?: MappingKind | undefined; name?: string | undefined; limit: number }): Promise<Activation[]> {
  const where = new Where().add('kind = ?', filter.kind).add('name = ?', filter.name)
  const rows = await db.all<Omit<Activation, 'by' | 'mappingId'> & { mapping_id: string; by_whom: string }>(
    `select mapping_id, kind, name, at, by_whom, origin, note from mapping_activation ${where.text} order by seq desc limit ${where.value(filter.limit)}`,
    where.values,
  )
  return rows.map(({ mapping_id, by_whom, ...row }) => ({ ...row, mappingId: mapping_id, by: by_whom }))
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
export async function list(
  db: Db,
  filter: { kind?: MappingKind | undefined; name?: string | undefined; state?: string | undefined },
): Promise<MappingVersion[]> {
  const where = new Where().add('kind = ?', filter.kind).add('name = ?', filter.name).add('state = ?', filter.state)
  return (await db.all<StoredMapping>(`select * from mapping_version ${where.text} order by id desc`, where.values)).map(versionOf)
}

/** How many of the newest deliveries, or jobs, of these lines each version made, and how many it held or parked. */
export async function made(
  db: Db,
  kind: MappingKind,
  lines: readonly string[],
  last: number,
): Promise<{ mapping: string | null; made: number; held: number }[]> {
  const [table, line, held] = kind === 'crm' ? ['job', 'connection', 'parked'] : ['delivery', 'source', 'held']
  const totals = new Map<string | null, { made: number; held: number }>()
  for (const one of lines) {
    const rows = await db.all<{ mapping_id: string | null; n: number; held: number }>(
      `select mapping_id, count(*) as n, sum(case when state = $2 then 1 else 0 end) as held
       from (select mapping_id, state from ${table} where ${line} = $1 order by seq desc limit $3) as newest group by mapping_id`,
      [one, held, last],
    )
    for (const { mapping_id: id, n, held: kept } of rows) {
      const known = totals.get(id) ?? { made: 0, held: 0 }
      totals.set(id, { made: known.made + Number(n), held: known.held + Number(kept) })
    }
  }
  return [...totals].map(([mapping, counts]) => ({ mapping, ...counts })).toSorted((a, b) => b.made - a.made)
}

interface StoredMapping {
  id: string
  kind: MappingKind
  name: string
  hash: string
  origin: MappingOrigin
  expression: string
  cases: string | null
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
  cases: row.cases,
  state: row.state,
  author: row.author,
  note: row.note,
  createdAt: created_at,
  activatedAt: activated_at,
})
