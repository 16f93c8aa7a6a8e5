/** Starts the hub: configuration, store, work, front door; and takes it down again in order. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Loaded } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import type { Actions, App } from '../app.ts'
import type { Figures } from '../figure-data.ts'
import { idGenerator } from '../id.ts'
import { createLog, type Log } from '../log.ts'
import { dialectOf, sqlitePath } from '../store/dialect.ts'
import { leadsBehind } from '../store/history.ts'
import { answers } from '../store/pulse.ts'
import { openReader, openStore, type Store } from '../store/store.ts'
import { CONTENT_TYPE, createTelemetry, type Telemetry } from '../telemetry.ts'
import { clientOf } from '../web/client.ts'
import { mountConsole, readConsole } from '../web/console.ts'
import { hooksHandler } from '../web/hooks.ts'
import { createIntake, type Intake } from '../web/intake.ts'
import { createWebServer } from '../web/server.ts'
import { heldCauses } from '../work/held-causes.ts'
import { counting } from './counting.ts'
import { type Crew, type House, openCrew } from './crew.ts'
import { databaseFile } from './database-file.ts'
import type { FiguresApart } from './figures-thread.ts'
import { ledFigures } from './led-figures.ts'
import { lockDatabase, socketPath } from './lock.ts'
import { readMade, type Stored, withMade } from './made.ts'
import { startTracing } from './open-telemetry.ts'
import { pulseOf } from './pulse.ts'
import { type Relay, startRelay } from './relay.ts'
import { settingDesk } from './setting-desk.ts'
import { setupOf } from './setup.ts'
import { serveSocket } from './socket.ts'
import { type ThreadMetrics, threadMetrics } from './thread-metrics.ts'
import { apart } from './trial-thread.ts'
import { previewUploaded } from './uploaded-preview.ts'
import { version } from './version.ts'

export type ServeRole = 'all' | 'web' | 'work'

export interface Serving {
  url: string
  app: App
  stop(): Promise<void>
  /** Settles when the hub cannot go on: its engine died, or its file is gone. */
  failed: Promise<Error>
}

/** Memory for arrivals that wait for the disk, and how they are gathered. */
const INTAKE = { maxBytes: 64 * 1024 * 1024, maxBatch: 64, maxWaitMs: 1_500, giveUpMs: 3_000, now: () => performance.now() }
/** How long stopping may take before open connections are cut. */
const DRAIN_MS = 10_000
const IDLE_LOOK_MS = 50

/** @throws a sentence when it cannot start: wrong configuration, database in use, address taken */
export async function serve(file: Loaded, role: ServeRole): Promise<Serving> {
  const { config } = file
  const log = createLog(config.log)
  setupOf(file, process.env, 'unread') // what is wrong with the file itself is told before anything starts
  const onSqlite = !dialectOf(config.database).manyWriters
  const lock = onSqlite ? lockDatabase(sqlitePath(config.database)) : null
  if (onSqlite && !lock) throw new Error(`another hub is running on ${config.database}; SQLite serves one process, PostgreSQL any number`)
  const ends: (() => unknown)[] = [() => lock?.release(), await startTracing(process.env, log)]
  const stop = async () => {
    for (const end of ends.reverse()) await end()
  }
  try {
    const telemetry = createTelemetry()
    const { store, stored } = await openBeforehand(config, log, telemetry)
    ends.push(store.close)
    const underneath = onSqlite ? databaseFile(sqlitePath(config.database)) : null
    const house: House = { store, log, role }
    const open = ({ made, revision }: Stored) => openCrew(house, withMade(file, made), revision)
    let failed = (_error: Error): void => {}
    const dead = new Promise<Error>((resolve) => {
      failed = resolve
    })
    const first = await open(stored)
    const metrics = threadMetrics(telemetry)
    if (first.engine) metrics.add(first.engine)
    let follow = (_: Loaded): void => {}
    const took = ({ loaded, engine }: Crew) => {
      follow(loaded)
      if (engine) metrics.add(engine)
    }
    const leaves = async ({ engine }: Crew) => {
      if (engine) await metrics.retire(engine)
    }
    const relay = await startRelay(first, { store, log, open, took, leaves, failed }).catch(async (error) => {
      await first.stop()
      throw error
    })
    ends.push(relay.stop)
    if (underneath) ends.push(underneath.watch((error) => failed(error)))
    const takeIn: Actions['takeIn'] = async (batch) => {
      await relay.act.takeIn(batch)
      underneath?.assertThere() // before anybody is answered
    }
    const intake = role === 'work' ? null : createIntake(takeIn, { ...INTAKE, parallel: onSqlite ? 1 : 3 })
    ends.push(() => intake?.close())
    const figures = ledFigures(first.loaded, log)
    follow = figures.follow
    ends.push(figures.stop)
    const app = appOf(relay, store, figures)
    if (onSqlite) {
      const socket = await serveSocket(socketPath(sqlitePath(config.database)), relay.act)
      ends.push(() => closed(socket))
    }
    const server = webServer(app, { intake, relay, telemetry, metrics, log })
    const url = await listen(server, config.listen)
    ends.push(() => closed(server))
    if (role !== 'work') void readAhead(figures, store, log)
    const { sources, connections } = first.setup
    log.info('ready', { url, role, database: onSqlite ? config.database : 'postgres', version, sources: sources.size, connections: connections.size })
    return {
      url,
      app,
      failed: dead,
      stop: async () => {
        log.info('stopping')
        await stop()
        log.info('stopped')
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The store of this process, its schema up to date, and what people made in the console. */
async function openBeforehand({ database, databaseConnections }: Config, log: Log, telemetry: Telemetry): Promise<{ store: Store; stored: Stored }> {
  const store = await openStore(database, {
    now: Date.now,
    poolSize: databaseConnections,
    lost: (error) => log.warn('database.lost', { error: error.message }),
    noted: counting(telemetry, Date.now),
  })
  const stored = await readMade(store.db)
  if (store.db.dialect.manyWriters) return { store, stored }
  await store.close() // the engine writes, this process only reads
  return { store: openReader(database), stored }
}

/** Always by the settings in force: whoever keeps a part of it keeps what was. */
function appOf(relay: Relay, store: Store, figures: Figures): App {
  return {
    get setup() {
      return relay.crew.setup
    },
    ...{ store, figures, version, startedAt: Date.now() },
    act: relay.act,
    settings: settingDesk({ relay, store }),
    tryOut: (input, progress) => apart('try', relay.crew.loaded, input, progress),
    tryRules: (input) => apart('rules', relay.crew.loaded, input),
    previewImport: (input, body) => previewUploaded(relay.crew.loaded, input, body),
    heldCauses: (source) => heldCauses(store.db, relay.crew.setup, source),
  }
}

/** So that whoever asks first need not wait for the history of all leads. */
async function readAhead(figures: Pick<FiguresApart, 'readAhead'>, { db }: Store, log: Log): Promise<void> {
  try {
    if ((await leadsBehind(db, '', 1)).length > 0) figures.readAhead()
  } catch (error) {
    log.warn('figures.not_read', { error: (error as Error).message })
  }
}

interface WebParts {
  intake: Intake | null
  relay: Relay
  telemetry: Telemetry
  metrics: ThreadMetrics
  log: Log
}

function webServer(app: App, { intake, relay, telemetry, metrics, log }: WebParts): Server {
  const now = Date.now
  const pulse = pulseOf(app.store, () => relay.crew.setup, telemetry)
  return createWebServer({
    app,
    now,
    log,
    ...(intake && {
      hooks: hooksHandler({
        doors: { get: (source) => relay.crew.doors.byId.get(source) },
        publicUrl: app.setup.publicUrl,
        intake,
        newId: idGenerator(now),
        clientOf: clientOf(app.setup.trustedProxies),
        now,
        log,
        answered: (source, outcome, startedAt) => {
          telemetry.received.inc({ source, outcome })
          if (outcome === 'accepted') telemetry.receiveSeconds.observe({ source }, (now() - startedAt) / 1000)
        },
      }),
    }),
    metrics: async () => {
      telemetry.waitingBytes.set(intake?.waitingBytes ?? 0)
      if (intake) beginAtZero(telemetry, relay.crew.setup.sources.keys())
      await pulse()
      return { type: CONTENT_TYPE, text: await metrics.text() }
    },
    ready: () => readiness(app.store),
    console: (http) => mountConsole(http, app, now, log, readConsole()),
  })
}

/** What alarms are made of: to Prometheus a count that is first seen where it stands has not risen. */
function beginAtZero({ received }: Telemetry, sources: Iterable<string>): void {
  for (const source of sources) for (const outcome of ['refused', 'overload']) received.inc({ source, outcome }, 0)
}

async function readiness(store: Store): Promise<string[]> {
  try {
    await answers(store.db)
    return []
  } catch (error) {
    return [`the database does not answer: ${(error as Error).message}`]
  }
}

async function listen(server: Server, address: string): Promise<string> {
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '')
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(error.code === 'EADDRINUSE' ? `the address ${address} is in use by another program` : `cannot listen on ${address}: ${error.message}`)),
    )
    server.listen(Number(address.slice(colon + 1)), host === '' ? undefined : host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const shown = host === '' || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`
}

/** Whoever was heard is answered; connections that are kept for more end as soon as nothing is asked on them. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS)
    server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
    server.close(() => {
      clearTimeout(timer)
      clearInterval(idle)
      resolve()
    })
    server.closeIdleConnections()
  })
}
