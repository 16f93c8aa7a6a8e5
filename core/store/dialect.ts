/** Everything SQLite and PostgreSQL do differently, as named capabilities, and nothing else. */

export interface Dialect {
  name: 'sqlite' | 'postgres'
  /** Rows can be locked one by one; SQLite has a single writer instead. */
  rowLocks: boolean
  /** Several processes may write at once. */
  manyWriters: boolean
  /** `for update`, or nothing. */
  forUpdate: string
  /** `for update skip locked`, or nothing. */
  skipLocked: string
  /** Holds the text `$1` to the end of the transaction; nothing where there is one writer anyway. */
  holdText: string
  /** Rows one insert statement takes at best: a round trip is dear, and so is the journal SQLite keeps for a statement of many rows. */
  rowsPerInsert: number
  /** Column types that differ. */
  types: { bytes: string; serial: string }
  /** Behind `create table (...)`: keeps small tables in their key's tree. */
  clustered: string
}

export const sqlite: Dialect = {
  name: 'sqlite',
  rowLocks: false,
  manyWriters: false,
  forUpdate: '',
  skipLocked: '',
  holdText: '',
  rowsPerInsert: 1,
  types: { bytes: 'blob', serial: 'integer primary key autoincrement' },
  clustered: 'without rowid',
}

export const postgres: Dialect = {
  name: 'postgres',
  rowLocks: true,
  manyWriters: true,
  forUpdate: 'for update',
  skipLocked: 'for update skip locked',
  holdText: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
  rowsPerInsert: 64,
  types: { bytes: 'bytea', serial: 'bigint generated always as identity primary key' },
  clustered: '',
}

/** @throws a sentence naming the two forms a database address may have. */
export function dialectOf(url: string): Dialect {
  if (url.startsWith('sqlite:')) return sqlite
  if (/^postgres(ql)?:\/\//.test(url)) return postgres
  throw new Error(`the database must be sqlite:PATH or postgres://..., not ${JSON.stringify(url.split('@').at(-1))}`)
}

/** The file behind `sqlite:PATH`, `sqlite://PATH` or `sqlite::memory:`. */
export const sqlitePath = (url: string): string => url.replace(/^sqlite:(\/\/)?/, '')
