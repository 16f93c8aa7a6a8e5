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
  /** Expressions of views, which say the same on both. */
  views: {
    /** Of Unix milliseconds: `2026-03-02T09:00:00.000Z`. */
    isoTime(column: string): string
    /** A value in a JSON document; SQLite gives numbers and yes/no as numbers. */
    inJson(column: string, ...path: string[]): string
    /** Whether a text looks like an id: small letters, digits, `_`, `-`. */
    isLikeId(text: string): string
  }
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
  views: {
    isoTime: (column) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`,
    inJson: (column, ...path) => `json_extract(${column}, '$.${path.join('.')}')`,
    isLikeId: (text) => `${text} not glob '*[^a-z0-9_-]*'`,
  },
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
  views: {
    isoTime: (column) => `to_char(timestamp '1970-01-01' + ${column} * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    inJson: (column, ...path) => `((case when strpos(${column}, '\\u') = 0 then ${column} else ${withoutOdd(column)} end)::json #>> '{${path.join(',')}}')`,
    isLikeId: (text) => `${text} collate "C" ~ '^[a-z0-9_-]*$'`,
  },
}

/** PostgreSQL reads no JSON in which NUL or half a surrogate pair is escaped; a pair of backslashes before stays. */
const withoutOdd = (column: string): string => `regexp_replace(${column}, '(\\\\\\\\)|\\\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\\1', 'g')`

/** @throws a sentence naming the two forms a database address may have. */
export function dialectOf(url: string): Dialect {
  if (url.startsWith('sqlite:')) return sqlite
  if (/^postgres(ql)?:\/\//.test(url)) return postgres
  throw new Error(`the database must be sqlite:PATH or postgres://..., not ${JSON.stringify(url.split('@').at(-1))}`)
}

/** The file behind `sqlite:PATH`, `sqlite://PATH` or `sqlite::memory:`. */
export const sqlitePath = (url: string): string => url.replace(/^sqlite:(\/\/)?/, '')
