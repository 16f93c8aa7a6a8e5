/** Starts the hub: configuration, store, work, front door; and takes it down again in order. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Loaded } from '../../config/load.ts'
import type { Actions, App } from '../app.ts'
import { openSecrets } from '../flow/secrets.ts'
import { idGenerator } from '../id.ts'
import { createLog, type Log } from '../log.ts'
import { dialectOf, sqlitePath } from '../store/dialect.ts'
import { leadsBehind } from '../store/history.ts'
import { sources as ledgerSources } from '../store/ledger.ts'
import { answers, waiting } from '../store/pulse.ts'
import { openReader, openStore, type Store } from '../store/store.ts'
import { CONTENT_TYPE, createTelemetry, joined, type MetricsData, type Telemetry } from '../telemetry.ts'
import { clientOf } from '../web/client.ts'
import { mountConsole } from '../web/console.ts'
import { hooksHandler } from '../web/hooks.ts'
import { createIntake, type Intake } from '../web/intake.ts'
import { createWebServer } from '../web/server.ts'
import { heldCauses } from '../work/held-causes.ts'
import { type Doors, openDoors } from './doors.ts'
import type { EngineData } from './engine.ts'
import { type FiguresApart, figuresApart } from './figures-thread.ts'
import { openHub } from './hub.ts'
import { lockDatabase, socketPath } from './lock.ts'
import { mappingFiles } from './mapping-files.ts'
import { setupOf } from './setup.ts'
import { serveSocket } from './socket.ts'
import { type Engine, remoteEngine } from './thread.ts'
import { apart } from './trial-thread.ts'
import { previewUploaded } from './uploaded-preview.ts'
import { version } from './version.ts'

export type ServeRole = 'all' | 'web' | 'work'

export interface Serving {
  url: string
  app: App
  stop(): Promise<void>
  /** Settles when the hub cannot go on: its engine died. */
  failed: Promise<Error>
}

/** Memory for arrivals that wait for the disk, and how they are gathered. */
const INTAKE = { maxBytes: 64 * 1024 * 1024, maxBatch: 64 }
/** How long stopping may take before open connections are cut. */
const DRAIN_MS = 10_000

/** @throws a sentence when it cannot start: wrong configuration, database in use, address taken */
export async function serve(loaded: Loaded, role: ServeRole): Promise<Serving> {
  const { config } = loaded
  const log = createLog(config.log)
  setupOf(loaded, process.env, 'unread') // what is wrong with the file itself is told before anything starts
  const onSqlite = !dialectOf(config.database).manyWriters
  const lock = onSqlite ? lockDatabase(sqlitePath(config.database)) : null
  if (onSqlite && !lock) throw new Error(`another hub is running on ${config.database}; SQLite serves one process, PostgreSQL any number`)

  const engine = role === 'web' && !onSqlite ? null : await startEngine(loaded, role !== 'web', log)
  const store = onSqlite
    ? openReader(config.database)
    : await openStore(config.database, { now: Date.now, lost: (error) => log.warn('database.lost', { error: error.message }) })
  const setup = setupOf(loaded, process.env, await openSecrets(store.db, process.env.LEITWERK_KEY))
  const own = onSqlite ? null : await openHub({ store, setup, log, now: Date.now, random: Math.random, mappingFiles: mappingFiles(config.mapping.folder) })
  const act: Actions = own?.act ?? engine!.remote
  const telemetry = createTelemetry()
  const figures = figuresApart(loaded, {
    wasRead: (ms) => log.info('figures.read', { ms }),
    ended: (error) => log.warn('figures.ended', { error: error.message }),
  })
  const app: App = {
    setup,
    store,
    act,
    tryOut: (input, progress) => apart('try', loaded, input, progress),
    tryRules: (input) => apart('rules', loaded, input),
    previewImport: (input, body) => previewUploaded(loaded, input, body),
    figures,
    heldCauses: (source) => heldCauses(store.db, setup, source),
    version,
    startedAt: Date.now(),
  }
  const intake = role === 'work' ? null : createIntake(act.takeIn, { ...INTAKE, parallel: onSqlite ? 1 : 3 })
  const doors = await openDoors({ setup, store, log, now: Date.now, key: process.env.LEITWERK_KEY })
  const server = webServer(app, { intake, doors, engine, telemetry, log })
  const socket = onSqlite ? await serveSocket(socketPath(sqlitePath(config.database)), act) : null
  const url = await listen(server, config.listen).catch(async (error) => {
    doors.stop()
    if (socket) await closed(socket)
    await intake?.close()
    await engine?.stop()
    await own?.close()
    await store.close()
    lock?.release()
    throw error
  })
  if (role !== 'work') void readAhead(figures, store, log)
  log.info('ready', { url, role, database: onSqlite ? config.database : 'postgres', version, sources: setup.sources.size, connections: setup.connections.size })

  return {
    url,
    app,
    failed: engine?.failed ?? new Promise(() => {}),
    stop: async () => {
      log.info('stopping')
      doors.stop()
      await closed(server)
      await figures.stop()
      if (socket) await closed(socket)
      await intake?.close()
      await engine?.stop()
      await own?.close()
      await store.close()
      lock?.release()
      log.info('stopped')
    },
  }
}

/** So that whoever asks first need not wait for the history of all leads. */
async function readAhead(figures: FiguresApart, { db }: Store, log: Log): Promise<void> {
  try {
    if ((await leadsBehind(db, '', 1)).length > 0) figures.readAhead()
  } catch (error) {
    log.warn('figures.not_read', { error: (error as Error).message })
  }
}

interface RunningEngine {
  remote: Engine
  failed: Promise<Error>
  stop(): Promise<void>
}

/** @param works false: only stores what arrives; the work waits */
async function startEngine(loaded: Loaded, works: boolean, log: Log): Promise<RunningEngine> {
  const { port1, port2 } = new MessageChannel()
  const data: EngineData = { yaml: loaded.yaml, file: loaded.file, overrides: loaded.overrides, works, port: port2 }
  const worker = new Worker(new URL('../main.ts', import.meta.url), { workerData: data, transferList: [port2], execArgv: [] })
  const failed = new Promise<Error>((resolve) => {
    worker.once('error', resolve)
    worker.once('exit', (code) => resolve(new Error(`the engine ended with ${code}`)))
  })
  await Promise.race([
    new Promise<void>((resolve) => port1.once('message', () => resolve())),
    failed.then((error) => {
      throw error
    }),
  ])
  const remote = remoteEngine(port1)
  return {
    remote,
    failed,
    stop: async () => {
      await remote.stop().catch((error: Error) => log.error('engine.stop_failed', { error: error.message }))
      port1.close()
      await worker.terminate()
    },
  }
}

interface WebParts {
  intake: Intake | null
  doors: Doors
  engine: RunningEngine | null
  telemetry: Telemetry
  log: Log
}

function webServer(app: App, { intake, doors, engine, telemetry, log }: WebParts): Server {
  const now = Date.now
  const pulse = pulseOf(app.store, telemetry)
  return createWebServer({
    app,
    now,
    log,
    ...(intake && {
      hooks: hooksHandler({
        doors: doors.byId,
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
      await pulse()
      const parts: MetricsData[] = [await telemetry.registry.getMetricsAsJSON()]
      if (engine) parts.push(await engine.remote.metrics())
      return { type: CONTENT_TYPE, text: await joined(parts) }
    },
    ready: () => readiness(app.store),
    console: (http) => mountConsole(http, app, now, log),
  })
}

/** Gauges that need the database are read at most every 15 s, however often they are asked for. */
function pulseOf(store: Store, telemetry: Telemetry): () => Promise<void> {
  let at = 0
  return async () => {
    if (Date.now() - at < 15_000) return
    at = Date.now()
    telemetry.unaccounted.reset()
    telemetry.waiting.reset()
    telemetry.oldestWaiting.reset()
    for (const { source, unaccounted } of await ledgerSources(store.db)) telemetry.unaccounted.set({ source }, unaccounted)
    for (const { queue, n, oldestAt } of await waiting(store.db)) {
      telemetry.waiting.set({ queue }, n)
      telemetry.oldestWaiting.set({ queue }, oldestAt === null ? 0 : Math.max(0, (Date.now() - oldestAt) / 1000))
    }
  }
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

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
