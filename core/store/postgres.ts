/** PostgreSQL: a pool, named prepared statements, transactions that repeat themselves when the database asks for it. */
import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'
import pg from 'pg'
import type { Cleaned } from './cleaned.ts'
import { cleanTables } from './postgres-clean.ts'
import type { Row, Sql, Value } from './sql.ts'

pg.types.setTypeParser(pg.types.builtins.INT8, Number) // times and counters fit a double; pg would hand back strings
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)

export interface PostgresConnection {
  sql: Sql
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Reads over one connection, outside a transaction. */
  read<T>(look: (sql: Sql) => Promise<T>): Promise<T>
  /** Reads from one moment of the database. */
  snapshot<T>(look: (sql: Sql) => Promise<T>): Promise<T>
  /** Hears what any process tells the channel; what is told inside a transaction arrives with its commit. */
  listen(channel: string, heard: () => void): Listening
  /** Writes tables anew without what was deleted. @param maxBytes of a table; larger ones are left to a person */
  clean(tables: readonly string[], maxBytes: number): Promise<Cleaned[]>
  close(): Promise<void>
}

export interface Listening {
  /** @throws when it does not come about */
  begun: Promise<void>
  /** Gives its connection back, also one that it was about to get. */
  stop(): void
}

/** Serialization failure, deadlock: the transaction did nothing and may run again. */
const REPEATABLE = new Set(['40001', '40P01'])
const TRIES = 5
/** A statement of the same transaction failed before. */
const ABORTED = '25P02'

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? ''

/** Operator intervention, broken connection, failure of the disk or of the server itself: it may have committed before it said so. */
const UNCERTAIN = /^(57P|08|58|XX)/

/** The server's word that a transaction did nothing; a broken connection says nothing of it. */
export const isRefusal = (error: unknown): boolean => error instanceof pg.DatabaseError && !UNCERTAIN.test(codeOf(error))

export function openPostgres(url: string, options: { size: number; lost: (error: Error) => void; connectMs?: number }): PostgresConnection {
  // Pipelined: statements that do not wait for each other share a round trip; see `together` in db.ts.
  const pool = new pg.Pool({
    ...{ connectionString: url, max: options.size, application_name: 'leitwerk', pipeline: true },
    ...(options.connectMs !== undefined && { connectionTimeoutMillis: options.connectMs }),
  })
  pool.on('error', options.lost) // an idle connection broke; the pool replaces it
  // One that is in use says so to its statements; without anybody who hears of it here, the process would end.
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    sql: sqlOver(pool),
    write: (work) => inTransaction(pool, work),
    read: (look) => overOne(pool, look),
    snapshot: (look) => inTransaction(pool, look, 'begin isolation level repeatable read read only'),
    listen: (channel, heard) => listen(pool, channel, heard),
    clean: (tables, maxBytes) => cleanTables(pool, tables, maxBytes),
    close: () => pool.end(),
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; check the address, and that the server runs',
  ENOTFOUND: 'no such host is known; check the address',
  EAI_AGAIN: 'the name of the host cannot be resolved now',
  ETIMEDOUT: 'it does not answer; check the address and the firewall',
  '28P01': 'user or password are wrong',
  '28000': 'the user may not log in from here',
  '3D000': 'there is no such database; create it first',
  '53300': 'it has no connection left; raise max_connections or run fewer processes',
}

/** A failure to connect as a sentence without the password; other errors as they are. */
export function explained(error: unknown, url: string): unknown {
  const { code } = error as { code?: string }
  const reason = code === undefined ? undefined : REASONS[code]
  if (reason === undefined) return error
  const { host, pathname } = new URL(url)
  return new Error(`the database at ${host}${pathname} cannot be used: ${reason}`, { cause: error })
}

async function inTransaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>, begin = 'begin'): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect()
    let broken: Error | undefined
    let cause: unknown
    try {
      const failed = (error: unknown) => (cause ??= error)
      gather(client.connection.stream)
      client.query(begin).catch(failed)
      const value = await work(sqlWithin(client, failed))
      await client.query('commit')
      if (cause !== undefined) throw cause // of a statement that nobody waited for: the commit undid everything
      return value
    } catch (thrown) {
      await client.query('rollback').catch((lost: Error) => {
        broken = lost
      })
      // Of statements sent together the later ones only say that an earlier one failed.
      const error = codeOf(thrown) === ABORTED ? cause : thrown
      if (!REPEATABLE.has(codeOf(error)) || attempt === TRIES) throw error
    } finally {
      client.release(broken)
    }
  }
}

async function overOne<T>(pool: pg.Pool, look: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    return await look(sqlWithin(client, () => {}))
  } finally {
    client.release()
  }
}

function listen(pool: pg.Pool, channel: string, heard: () => void): Listening {
  let client: pg.PoolClient | null = null
  let stopped = false
  const end = Promise.withResolvers<void>()
  const open = async (): Promise<void> => {
    const opened = await pool.connect()
    opened.on('notification', heard)
    opened.on('error', () => {
      if (client !== opened) return
      client = null
      opened.release(true)
      reopen() // polling goes on meanwhile; the pool reports the loss
    })
    try {
      await opened.query(`listen ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      opened.release(true)
      throw error
    }
    if (stopped) opened.release(true)
    else client = opened
  }
  const reopen = () =>
    setTimeout(() => {
      if (!stopped) open().catch(reopen)
    }, LISTEN_AGAIN_MS).unref()
  return {
    begun: Promise.race([open(), end.promise]), // a pool that ends leaves those without answer who wait for a connection
    stop: () => {
      stopped = true
      end.resolve()
      client?.release(true)
      client = null
    },
  }
}

const LISTEN_AGAIN_MS = 2_000

const names = new Map<string, string>()

/** Statements are prepared once per connection; the name is made from the text so that every process agrees on it. */
function nameOf(text: string): string {
  let name = names.get(text)
  if (!name) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 22)
    names.set(text, name)
  }
  return name
}

/** What is sent in this moment goes in one write: each costs as much as a small statement. */
function gather(stream: Duplex): void {
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** PostgreSQL's text knows no NUL; nobody means one. */
function accepted(value: Value): Value {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
  return value instanceof Uint8Array && !Buffer.isBuffer(value) ? Buffer.from(value) : value
}

type Query = (text: string, parameters: readonly Value[]) => Promise<pg.QueryResult<Row>>

const queryOf =
  (client: pg.Pool | pg.PoolClient): Query =>
  (text, parameters) =>
    client.query<Row>({ name: nameOf(text), text, values: parameters.map(accepted) })

/** Outside a transaction. */
function sqlOver(pool: pg.Pool): Sql {
  const query = queryOf(pool)
  return {
    ...readingWith(query),
    send: async (text, parameters = []) => {
      await query(text, parameters)
    },
  }
}

/** So many statements wait for their answers at most. */
const UNANSWERED = 200

/** @param failed told of each statement that failed */
function sqlWithin(client: pg.PoolClient, failed: (error: unknown) => void): Sql {
  const asked = queryOf(client)
  let unanswered = 0
  const query: Query = async (text, parameters) => {
    gather(client.connection.stream)
    unanswered++
    try {
      return await asked(text, parameters)
    } catch (error) {
      failed(error)
      throw error
    } finally {
      unanswered--
    }
  }
  return {
    ...readingWith(query),
    send: async (text, parameters = []) => {
      const answer = query(text, parameters)
      if (unanswered < UNANSWERED) answer.catch(() => {})
      else await answer
    },
  }
}

const readingWith = (query: Query): Omit<Sql, 'send'> => ({
  // The casts: a statement's columns are known to the caller that wrote it, not to the compiler.
  all: async <R>(text: string, parameters: readonly Value[] = []) => (await query(text, parameters)).rows as R[],
  get: async <R>(text: string, parameters: readonly Value[] = []) => (await query(text, parameters)).rows[0] as R | undefined,
  run: async (text, parameters = []) => (await query(text, parameters)).rowCount ?? 0,
})
