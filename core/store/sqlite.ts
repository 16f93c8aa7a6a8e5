/**
 * SQLite: one connection, statements prepared once, and one queue for all writing. Transactions that wait at the same
 * moment share one commit (each in a savepoint), so that a disk flush serves many; receiving goes before everything else.
 */
import Database from 'better-sqlite3'
import type { Cleaned } from './cleaned.ts'
import { assertNoForeignLog, isUntouchedCopy } from './copy-header.ts'
import { searchFiles } from './search-files.ts'
import type { Row, Sql, Value } from './sql.ts'

/** A group of transactions is committed once it has run this long; the longest that receiving waits for other work. */
const GROUP_MS = 4
/** Where nobody else waits, fewer commits are cheaper. */
const THROWAWAY_GROUP_MS = 60

export type Priority = 'receive' | 'normal'

export interface SqliteConnection {
  sql: Sql
  write<T>(work: (sql: Sql) => Promise<T>, priority: Priority): Promise<T>
  /** A consistent copy of the whole database, also while it is written. */
  backup(path: string): Promise<void>
  /** Nothing that was deleted is left in the file and its log. @param texts looked for byte by byte; null: the file is written anew unseen */
  clean(texts: readonly string[] | null): Promise<Cleaned[]>
  close(): Promise<void>
}

interface Waiting {
  work: (sql: Sql) => Promise<unknown>
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

export function openSqlite(path: string, options: { readonly?: boolean; throwaway?: boolean } = {}): SqliteConnection {
  const isCopy = isUntouchedCopy(path)
  if (isCopy) assertNoForeignLog(path)
  const db = new Database(path, { readonly: options.readonly ?? false, timeout: 10_000 })
  if (!options.readonly) {
    db.pragma('journal_mode = wal')
    db.pragma(`synchronous = ${options.throwaway ? 'off' : 'full'}`) // full: a commit is on the disk before it returns
    db.pragma('wal_autocheckpoint = 4000')
    db.pragma('journal_size_limit = 67108864')
    db.pragma('secure_delete = on') // what is deleted is overwritten
    if (isCopy) {
      db.pragma('application_id = 0')
      db.pragma('wal_checkpoint(truncate)') // in the file itself, before its own log lies beside it
    }
    // Never `analyze`: with statistics SQLite plans anew whenever a parameter changes, and the indexes are made for the statements.
  }
  db.pragma('foreign_keys = on')
  db.pragma('cache_size = -65536')
  db.pragma('mmap_size = 268435456')
  const sql = sqlOver(db)
  const queue = writeQueue(db, sql, options.throwaway ? THROWAWAY_GROUP_MS : GROUP_MS)
  return {
    sql,
    write: queue.write,
    backup: async (target) => {
      await db.backup(target)
    },
    clean: (texts) => clean(db, path, queue.alone, texts),
    close: async () => {
      await queue.idle()
      db.close()
    },
  }
}

interface Prepared {
  statement: Database.Statement<Value[], Row>
  /** The parameters in the order the text names them. */
  arrange(parameters: readonly Value[]): readonly Value[]
}

function sqlOver(db: Database.Database): Sql {
  const known = new Map<string, Prepared>()
  const prepared = (text: string): Prepared => {
    let one = known.get(text)
    if (!one) {
      one = prepare(db, text)
      known.set(text, one)
    }
    return one
  }
  const rows = (text: string, parameters: readonly Value[]) => {
    const { statement, arrange } = prepared(text)
    if (statement.reader) return statement.all(...arrange(parameters))
    statement.run(...arrange(parameters))
    return []
  }
  const run = (text: string, parameters: readonly Value[]): number => {
    const { statement, arrange } = prepared(text)
    return statement.run(...arrange(parameters)).changes
  }
  return {
    // The casts: a statement's columns are known to the caller that wrote it, not to the compiler.
    all: async <R>(text: string, parameters: readonly Value[] = []) => rows(text, parameters) as R[],
    get: async <R>(text: string, parameters: readonly Value[] = []) => rows(text, parameters)[0] as R | undefined,
    run: async (text, parameters = []) => run(text, parameters),
    send: async (text, parameters = []) => {
      run(text, parameters)
    },
  }
}

/**
 * `$2 ... $1` becomes `? ... ?` with the parameters turned round: SQLite's own numbered ones are bound by name, which is
 * slow. Where it compares or limits with a bare parameter SQLite may look at the value to plan, and then plans anew for
 * each other value (`sqlite3VdbeSetVarmask`), which takes longer than the statement; a function hides the value.
 */
function prepare(db: Database.Database, text: string): Prepared {
  const order: number[] = []
  const statement = db.prepare<Value[], Row>(
    text.replace(/((?:=|\blimit)\s*)?\$(\d+)/g, (_whole, before: string | undefined, number: string) => {
      order.push(Number(number) - 1)
      return before === undefined ? '?' : `${before}ifnull(?, null)`
    }),
  )
  const inOrder = order.every((index, i) => index === i)
  return { statement, arrange: inOrder ? (parameters) => parameters : (parameters) => order.map((index) => parameters[index] ?? null) }
}

function writeQueue(db: Database.Database, sql: Sql, groupMs: number) {
  const begin = db.prepare('begin immediate')
  const commit = db.prepare('commit')
  const rollback = db.prepare('rollback')
  const savepoint = db.prepare('savepoint job')
  const release = db.prepare('release job')
  const undo = db.prepare('rollback to job')
  const receiving: Waiting[] = []
  const others: Waiting[] = []
  const idle: (() => void)[] = []
  const between: (() => void)[] = []
  let running = false

  /** @param alone nothing else is in the transaction yet: it is undone as a whole, which spares SQLite a copy of every page it changes */
  async function runOne(job: Waiting, alone: boolean): Promise<() => void> {
    if (!alone) savepoint.run()
    try {
      const value = await job.work(sql)
      if (!alone) release.run()
      return () => job.resolve(value as never)
    } catch (error) {
      if (alone) {
        rollback.run()
        begin.run()
      } else {
        undo.run()
        release.run()
      }
      return () => job.reject(error)
    }
  }

  async function group(): Promise<void> {
    const taken: Waiting[] = []
    const settle: (() => void)[] = []
    try {
      begin.run()
      const started = performance.now()
      // Whoever sends a delivery waits for no other work's commit: receiving has groups of its own, and goes first.
      const list = receiving.length > 0 ? receiving : others
      for (let job = list.shift(); job; job = performance.now() - started < groupMs ? list.shift() : undefined) {
        taken.push(job)
        settle.push(await runOne(job, settle.length === 0))
      }
      commit.run()
    } catch (error) {
      if (db.inTransaction) rollback.run()
      // Nothing of the group is on the disk; whoever waits for the lock would meet the same error.
      for (const job of [...taken, ...(taken.length === 0 ? [...receiving.splice(0), ...others.splice(0)] : [])]) job.reject(error)
      return
    }
    for (const tell of settle) tell()
  }

  async function pump(): Promise<void> {
    if (running) return
    running = true
    await null // whoever writes in this same moment joins the first group
    while (receiving.length > 0 || others.length > 0 || between.length > 0) {
      between.shift()?.()
      if (receiving.length > 0 || others.length > 0) await group()
      await new Promise(setImmediate) // sockets and messages between groups
    }
    running = false
    for (const tell of idle.splice(0)) tell()
  }

  return {
    write: <T>(work: (sql: Sql) => Promise<T>, priority: Priority): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        const list = priority === 'receive' ? receiving : others
        list.push({ work, resolve: resolve as (value: never) => void, reject })
        void pump()
      }),
    /** Runs between transactions: for what must not stand in one. */
    alone: <T>(work: () => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        between.push(() => {
          try {
            resolve(work())
          } catch (error) {
            reject(error)
          }
        })
        void pump()
      }),
    idle: async (): Promise<void> => {
      if (running) await new Promise<void>((resolve) => idle.push(resolve))
    },
  }
}

// --- cleaning -----------------------------------------------------------------------------

/** Readers of other threads keep the log from being emptied for as long as a statement takes. */
const TRUNCATIONS = 50
const TRUNCATE_AGAIN_MS = 100

type Alone = <T>(work: () => T) => Promise<T>

async function clean(db: Database.Database, path: string, alone: Alone, texts: readonly string[] | null): Promise<Cleaned[]> {
  if (db.memory) return []
  const files = [path, `${path}-wal`]
  let isEmpty = await truncateLog(db, alone)
  const before = texts === null ? null : await searchFiles(files, texts)
  // Pages that were split and joined may still hold copies of rows, and so may what older versions left behind.
  const mustRewrite = before === null || before.found > 0
  if (mustRewrite) {
    await alone(() => db.exec('vacuum'))
    isEmpty = await truncateLog(db, alone)
  }
  const after = mustRewrite && texts !== null ? await searchFiles(files, texts) : before
  return [
    { code: isEmpty ? 'log_emptied' : 'log_in_use', place: null, n: 0 },
    ...(mustRewrite ? [{ code: 'rewritten' as const, place: 'database', n: 1 }] : []),
    ...(after === null ? [] : [{ code: after.found === 0 ? ('searched' as const) : ('still_found' as const), place: 'database', n: after.bytes }]),
  ]
}

async function truncateLog(db: Database.Database, alone: Alone): Promise<boolean> {
  for (let i = 0; i < TRUNCATIONS; i++) {
    const [done] = await alone(() => db.pragma('wal_checkpoint(truncate)') as { busy: number }[])
    if (done?.busy === 0) return true
    await new Promise((resolve) => setTimeout(resolve, TRUNCATE_AGAIN_MS))
  }
  return false
}
