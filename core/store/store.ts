/** The store: one interface over SQLite and PostgreSQL. Everything that writes does so inside `write`. */
import { readAside } from './aside.ts'
import type { Cleaned } from './cleaned.ts'
import { markAsCopy } from './copies.ts'
import { COPY_ID } from './copy-header.ts'
import type { Db } from './db.ts'
import { dialectOf, sqlitePath } from './dialect.ts'
import { explainedFile } from './file-errors.ts'
import { copyAll } from './fill.ts'
import { forget, keep } from './kept-file.ts'
import { migrate } from './migrate.ts'
import { type Noted, noting } from './noted.ts'
import { explained, isRefusal, openPostgres } from './postgres.ts'
import { shared } from './shared.ts'
import type { Sql } from './sql.ts'
import { openSqlite, type Priority } from './sqlite.ts'

export interface Store {
  /** For reading outside a transaction. */
  db: Db
  /** For reading through much of a history: beside SQLite's writer in a thread of its own, so that whoever takes requests goes on meanwhile. */
  aside: Db
  /**
   * Runs `work` in one transaction, durable when the promise resolves. `work` may run again after a deadlock or a
   * serialization failure, so it must have no effect but on `db`; on SQLite it must not wait for anything else.
   */
  write<T>(work: (db: Db) => Promise<T>, priority?: Priority): Promise<T>
  /**
   * As `write`, for small transactions of many that are each about something else: they may share a connection and a commit, and then
   * wait for each other. Where it is not known whether they came to pass, each is told so and none runs again.
   */
  writeTogether<T>(work: (db: Db) => Promise<T>): Promise<T>
  /**
   * Reads over one connection, so that what is asked `together` shares a round trip. What many read at one moment shares a connection,
   * too, and the next ones wait for the slowest of it: for short reads only; others go over `db`.
   */
  read<T>(look: (db: Db) => Promise<T>): Promise<T>
  /** Hears of new deliveries from any process, where the database can tell; callers poll as well. */
  listen(heard: () => void): Promise<void>
  tell(db: Db): Promise<void>
  /** Runs `look` over the database as it is at one moment, whatever is written meanwhile. */
  snapshot<T>(look: (db: Db) => Promise<T>): Promise<T>
  /** A consistent copy in a SQLite file, while the hub runs; marked as one. */
  backup(path: string): Promise<void>
  /** What was deleted leaves the disk, as far as the hub can see to it. */
  clean(options: CleanOptions): Promise<Cleaned[]>
  close(): Promise<void>
}

export interface CleanOptions {
  /** Looked for afterwards, where the database is a file of our own; null: they are known no more. */
  texts: readonly string[] | null
  tables: readonly string[]
  /** Of a table that is written anew on PostgreSQL. */
  maxBytes: number
}

export interface StoreOptions {
  now: () => number
  /** Connections of the PostgreSQL pool. */
  poolSize?: number
  lost?: (error: Error) => void
  /** The database is removed afterwards: nothing waits for the disk. Only SQLite. */
  throwaway?: boolean
  /** Told of each migration applied now. */
  applied?: (name: string) => void
  /** Hears of what transactions noted. */
  noted?: (what: Noted) => void
}

const CHANNEL = 'leitwerk_received'

/** Opens the database and brings its schema up to date. */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  const isFile = dialectOf(url).name === 'sqlite'
  let store: Store | undefined
  try {
    store = isFile ? sqliteStore(url, options) : postgresStore(url, options)
    const applied = await store.write((db) => migrate(db, db.dialect, options.now()))
    for (const name of applied) options.applied?.(name)
    return store
  } catch (error) {
    await store?.close()
    throw isFile ? explainedFile(error, sqlitePath(url)) : explained(error, url)
  }
}

/** Opens a SQLite database for reading beside the process that writes it. */
export function openReader(url: string): Store {
  const connection = openSqlite(sqlitePath(url), { readonly: true })
  const beside = readAside(sqlitePath(url))
  const db = withDialect(connection.sql, url)
  return {
    db,
    aside: withDialect(beside.sql, url),
    write: () => Promise.reject(new Error('this connection only reads')),
    writeTogether: () => Promise.reject(new Error('this connection only reads')),
    read: (look) => look(db),
    listen: async () => {},
    tell: async () => {},
    snapshot: (look) => sqliteSnapshot(url, look),
    backup: () => Promise.reject(new Error('this connection only reads')),
    clean: () => Promise.reject(new Error('this connection only reads')),
    close: async () => {
      await beside.close()
      await connection.close()
    },
  }
}

/** So long a server is waited for by those who only look at it. */
const LOOK_MS = 10_000

/** Looks at a database as it is at one moment, whatever its schema is; nothing is brought up to date. */
export async function lookAt<T>(url: string, look: (db: Db) => Promise<T>): Promise<T> {
  if (dialectOf(url).name === 'sqlite') return sqliteSnapshot(url, look)
  const connection = openPostgres(url, { size: 1, lost: () => {}, connectMs: LOOK_MS })
  try {
    return await connection.snapshot((sql) => look(withDialect(sql, url)))
  } catch (error) {
    throw explained(error, url)
  } finally {
    await connection.close()
  }
}

/** Runs `work` in one transaction on PostgreSQL, whatever its schema is; nothing is brought up to date by itself. */
export async function writeAt<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const connection = openPostgres(url, { size: 1, lost: () => {}, connectMs: LOOK_MS })
  try {
    return await connection.write((sql) => work(withDialect(sql, url)))
  } catch (error) {
    throw explained(error, url)
  } finally {
    await connection.close()
  }
}

/** A reader of its own: SQLite keeps what it began to read as it was. */
async function sqliteSnapshot<T>(url: string, look: (db: Db) => Promise<T>): Promise<T> {
  const connection = openSqlite(sqlitePath(url), { readonly: true })
  try {
    await connection.sql.run('begin')
    return await look(withDialect(connection.sql, url))
  } finally {
    await connection.close()
  }
}

/** Everything as it is at one moment, proven equal before the file has its name. */
const copyToFile = (source: Db, path: string, now: () => number): Promise<void> =>
  wholeCopy(path, now, async (unfinished) => {
    const store = await openStore(`sqlite:${unfinished}`, { now, throwaway: true })
    try {
      await copyAll(source, store)
    } finally {
      await store.close()
    }
  })

/** The file has its name once it is whole, and marked as a copy. */
async function wholeCopy(path: string, now: () => number, make: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.unfinished`
  forget(unfinished)
  try {
    const at = now()
    await make(unfinished)
    const copy = openSqlite(unfinished)
    try {
      await copy.write((sql) => markAsCopy(withDialect(sql, `sqlite:${unfinished}`), at), 'normal')
      await copy.sql.run(`pragma application_id = ${COPY_ID}`)
    } finally {
      await copy.close()
    }
    keep(unfinished, path)
  } finally {
    forget(unfinished)
  }
}

function sqliteStore(url: string, { now, throwaway = false, noted }: StoreOptions): Store {
  const connection = openSqlite(sqlitePath(url), { throwaway })
  const db = withDialect(connection.sql, url)
  const write: Store['write'] = (work, priority = 'normal') => noting(noted, (on) => connection.write(() => work(on(db)), priority))
  return {
    db,
    aside: db, // in this thread nobody waits but the database
    write,
    writeTogether: write, // its queue lets them share a commit
    read: (look) => look(db),
    listen: async () => {}, // one process: it tells itself
    tell: async () => {},
    snapshot: (look) => sqliteSnapshot(url, look),
    backup: (path) => wholeCopy(path, now, connection.backup),
    clean: ({ texts }) => connection.clean(texts),
    close: connection.close,
  }
}

function postgresStore(url: string, { now, poolSize = 10, lost = () => {}, noted }: StoreOptions): Store {
  const connection = openPostgres(url, { size: poolSize, lost })
  const write: Store['write'] = (work) => noting(noted, (on) => connection.write((sql) => work(on(withDialect(sql, url)))))
  const stops: (() => void)[] = []
  const db = withDialect(connection.sql, url)
  return {
    ...{ db, aside: db },
    write,
    writeTogether: shared(write, isRefusal),
    read: shared((look) => connection.read((sql) => look(withDialect(sql, url))), isRefusal),
    listen: async (heard) => {
      const { begun, stop } = connection.listen(CHANNEL, heard)
      stops.push(stop)
      await begun
    },
    tell: async (db) => {
      await db.run(`select pg_notify('${CHANNEL}', '')`)
    },
    snapshot: (look) => connection.snapshot((sql) => look(withDialect(sql, url))),
    backup: (path) => connection.snapshot((sql) => copyToFile(withDialect(sql, url), path, now)),
    clean: ({ tables, maxBytes }) => connection.clean(tables, maxBytes),
    close: async () => {
      for (const stop of stops) stop()
      await connection.close()
    },
  }
}

const withDialect = (sql: Sql, url: string): Db => ({ all: sql.all, get: sql.get, run: sql.run, send: sql.send, dialect: dialectOf(url) })
