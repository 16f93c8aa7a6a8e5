/** Versions of the agreement between marketing and sales: numbered, and kept as they were. */
import { type Db, json, parsed } from './db.ts'

export interface AgreementRow<Document> {
  version: number
  hash: string
  /** When the hub first ran with it, Unix ms. */
  at: number
  document: Document
}

export async function add(db: Db, { version, hash, at, document }: AgreementRow<unknown>): Promise<void> {
  await db.run('insert into agreement_version (number, hash, at, document) values ($1, $2, $3, $4)', [version, hash, at, json(document)])
}

export async function newest<D>(db: Db): Promise<AgreementRow<D> | undefined> {
  const row = await db.get<StoredVersion>('select * from agreement_version order by number desc limit 1')
  return row && rowOf<D>(row)
}

export async function find<D>(db: Db, version: number): Promise<AgreementRow<D> | undefined> {
  const row = await db.get<StoredVersion>('select * from agreement_version where number = $1', [version])
  return row && rowOf<D>(row)
}

/** Newest first. */
export async function list<D>(db: Db): Promise<AgreementRow<D>[]> {
  return (await db.all<StoredVersion>('select * from agreement_version order by number desc')).map((row) => rowOf<D>(row))
}

interface StoredVersion {
  number: number
  hash: string
  at: number
  document: string
}

const rowOf = <D>({ number, hash, at, document }: StoredVersion): AgreementRow<D> => ({ version: number, hash, at, document: parsed<D>(document) as D })
