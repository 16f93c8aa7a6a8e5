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
  /** Before `values`: numbers of a serial column are given, not made. */
  ownNumbers: string
  /** Column types that differ. */
  types: { bytes: string; serial: string }
  /** Behind `create table (...)`: keeps small tables in their key's tree. */
  clustered: string
  /** Questions about the database itself; of what it cannot tell, null. */
  catalogue: {
    /** `name` */
    tables: string
    /** The hidden column that says where a row lies, in an order. */
    rowPlace: string
    /** `said`: what is wrong with pages and indexes. */
    damage: string
    /** `bytes` */
    size: string
    /** `bytes` of the log that a server keeps for copies that do not fetch them. */
    keptLog: string
    /** `at`, Unix milliseconds. */
    clock: string
    /** `name` of tables that the planner still takes for much smaller; null where it plans by indexes alone. */
    outgrown: string | null
    /** `n` connections of other processes of Leitwerk. */
    others: string
    /** `place`: which server and which of its databases this is; another one for each copy. */
    place: string
  }
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
  ownNumbers: '',
  types: { bytes: 'blob', serial: 'integer primary key autoincrement' },
  clustered: 'without rowid',
  catalogue: {
    tables: "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name",
    rowPlace: 'rowid',
    damage: 'select quick_check as said from pragma_quick_check',
    size: 'select p.page_count * s.page_size as bytes from pragma_page_count p, pragma_page_size s',
    keptLog: 'select null as bytes',
    clock: 'select null as at',
    outgrown: null,
    others: 'select null as n',
    place: 'select null as place',
  },
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
  ownNumbers: 'overriding system value',
  types: { bytes: 'bytea', serial: 'bigint generated always as identity primary key' },
  clustered: '',
  catalogue: {
    tables: `select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name collate "C"`,
    rowPlace: 'ctid',
    damage: `select checksum_failures || ' pages do not match their checksum' as said from pg_stat_database where datname = current_database() and checksum_failures > 0
      union all select 'the index ' || indexrelid::regclass || ' is not valid' from pg_index where not indisvalid
      union all select 'texts are sorted otherwise than when the indexes were made (collation ' || datcollversion || ', now ' || pg_database_collation_actual_version(oid) || ')'
        from pg_database where datname = current_database() and datcollversion <> pg_database_collation_actual_version(oid)`,
    size: 'select pg_database_size(current_database()) as bytes',
    keptLog:
      'select max(pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, restart_lsn))::bigint as bytes from pg_replication_slots',
    clock: 'select (extract(epoch from clock_timestamp()) * 1000)::bigint as at',
    outgrown: `select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace
      and pg_stat_get_mod_since_analyze(oid) > 1000 + 2 * greatest(reltuples, 0)`,
    others: "select count(*) as n from pg_stat_activity where application_name = 'leitwerk' and datname = current_database() and pid <> pg_backend_pid()",
    place: "select system_identifier || '/' || (select oid from pg_database where datname = current_database()) as place from pg_control_system()",
  },
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
