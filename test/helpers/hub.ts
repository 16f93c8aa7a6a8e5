/** A whole hub inside the test: store, work, front door without HTTP; on either database. */
import { parseConfig } from '../../config/load.ts'
import type { Actions } from '../../core/app.ts'
import { openHub } from '../../core/compose/hub.ts'
import type { Work } from '../../core/compose/hub-work.ts'
import { mappingFiles } from '../../core/compose/mapping-files.ts'
import { setupOf } from '../../core/compose/setup.ts'
import type { Arrival } from '../../core/connector.ts'
import type { Context } from '../../core/flow/context.ts'
import type { MappingFile } from '../../core/flow/mappings.ts'
import { doorOf, receive } from '../../core/flow/receive.ts'
import { idGenerator } from '../../core/id.ts'
import { type Log, silentLog } from '../../core/log.ts'
import type { Setup } from '../../core/setup.ts'
import { sign } from '../../core/sign.ts'
import * as deliveries from '../../core/store/deliveries.ts'
import * as leads from '../../core/store/leads.ts'
import type { Store } from '../../core/store/store.ts'
import type { Backend } from './backends.ts'
import { sharedThreads } from './threads.ts'

export interface TestHub {
  store: Store
  act: Actions
  setup: Setup
  on: Context
  /** Sends a body as the source's sender would. @returns the delivery's id, or the reason of the refusal */
  send(source: string, body: unknown, more?: { headers?: Record<string, string>; at?: number }): Promise<string>
  /** Waits until nothing is waiting any more. */
  quiet(ms?: number): Promise<void>
  delivery(id: string): Promise<deliveries.DeliveryRow>
  leads(): Promise<leads.LeadRow[]>
  /** Starts the work, where it was not started. */
  work(): void
  /** Ends the work, as if the process had ended; `work` begins it anew. */
  stopWork(): Promise<void>
  stop(): Promise<void>
}

export interface HubOptions {
  works?: boolean
  /** A store that is open already, and stays so. */
  store?: Store
  mappings?: readonly MappingFile[]
  log?: Log
  now?: () => number
}

export async function startHub(backend: Backend, yaml: string, options: HubOptions = {}): Promise<TestHub> {
  const now = options.now ?? Date.now
  const fresh = options.store ? null : await backend.fresh(now)
  const store = options.store ?? fresh!.store
  const setup = setupOf(parseConfig(yaml, 'test.yaml'), {})
  const hub = await openHub({
    store,
    setup,
    log: options.log ?? silentLog,
    now,
    random: Math.random,
    mappingFiles: options.mappings ?? mappingFiles(),
    threads: sharedThreads,
  })
  const doors = new Map([...setup.sources.values()].map((entry) => [entry.id, doorOf(entry)]))
  const newId = idGenerator(now)
  let work: Work | null = null
  const start = () => {
    work ??= hub.startWork()
  }
  if (options.works ?? true) start()

  return {
    store,
    act: hub.act,
    setup,
    on: hub.on,
    send: async (source, body, { headers = {}, at = now() } = {}) => {
      const entry = setup.sources.get(source)!
      const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
      const arrival: Arrival = {
        method: 'POST',
        url: `http://hub.example.com/hooks/${source}`,
        headers: { 'content-type': 'application/json', ...headers },
        body: bytes,
        remote: '127.0.0.1',
        receivedAt: at,
      }
      const received = receive(doors.get(source)!, sign(entry.connector.verify, arrival, entry.values, at), () => newId('dlv'), at)
      if (received.kind !== 'accepted') return received.kind === 'refused' ? received.reason : 'handshake'
      await hub.act.takeIn({ deliveries: [received.delivery], refusals: [], tallies: [] })
      return received.delivery.id
    },
    quiet: async (ms = 15_000) => {
      const until = Date.now() + ms
      for (;;) {
        const { deliveries: waiting, jobs } = await hub.act.workload()
        if (waiting + jobs === 0) return
        if (Date.now() > until) throw new Error(`still waiting: ${waiting} deliveries, ${jobs} jobs`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    delivery: async (id) => (await deliveries.find(store.db, id))!,
    leads: async () => (await leads.list(store.db, { limit: 200 })).rows.reverse(),
    work: start,
    stopWork: async () => {
      await work?.stop()
      work = null
    },
    stop: async () => {
      await work?.stop()
      await hub.close()
      await fresh?.drop()
    },
  }
}
