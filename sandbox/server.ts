/**
 * The sandbox CRM: a small CRM of its own that ships with Leitwerk, for the demo, for trying mappings and for tests.
 * It stands alone: nothing of the hub is imported here.
 */
import { serve } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { type Act, createActs } from './acts.ts'
import { api } from './api.ts'
import { createCallLog, type LoggedCall } from './call-log.ts'
import { seeded } from './chance.ts'
import { createFaults, type FaultRule, faultRules } from './faults.ts'
import { type Env, faulty } from './faulty-calls.ts'
import type { User } from './model.ts'
import { page } from './page.ts'
import { createPeople, type PeopleSettings } from './people.ts'
import { createRecords, type Duplicates } from './records.ts'
import { stateFile } from './state-file.ts'
import { createWebhooks, type WebhookSettings } from './webhooks.ts'

export interface SandboxSettings {
  /** `127.0.0.1:0` takes any free port. */
  listen: string
  /** Clients send it as bearer token. */
  token: string
  /** Where sales' doings are told; nobody hears of them without it. */
  webhook?: WebhookSettings
  faults?: readonly FaultRule[]
  /** `false`: only `POST /_act` moves anything. */
  people?: PeopleSettings | false
  seed?: number
  now?: () => number
  users?: readonly User[]
  /** Records are kept in this file and read from it at the next start. */
  stateFile?: string
}

export interface Sandbox {
  url: string
  close(): Promise<void>
}

/** What `GET /_state` tells. */
export interface SandboxState {
  counts: Record<string, number>
  duplicates: Duplicates
  /** Groups of duplicates, all entities together. */
  duplicateGroups: number
  leads: Record<string, number>
  opportunities: Record<string, number>
  calls: { total: number; last: LoggedCall[] }
  webhooks: { pending: number; delivered: number; failed: number }
  people: { planned: number }
  faults: readonly FaultRule[]
}

export const SALES_PEOPLE: readonly User[] = [
  { id: 'u1', name: 'Anna Berg', email: 'anna.berg@vertrieb.example' },
  { id: 'u2', name: 'Ben Kraft', email: 'ben.kraft@vertrieb.example' },
  { id: 'u3', name: 'Clara Winter', email: 'clara.winter@vertrieb.example' },
  { id: 'u4', name: 'David Sommer', email: 'david.sommer@vertrieb.example' },
]

const KEPT_CALLS = 1_000

/** Starts the server; resolves when it takes requests. Rejects when the address is taken. */
export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  const { listen, token, webhook, people: pace = false, seed = 1, now = Date.now, users = SALES_PEOPLE } = settings
  const records = createRecords(users, now)
  const webhooks = createWebhooks(webhook, now)
  const acts = createActs(records, webhooks, () => file.changed())
  const people = createPeople(pace, seed, records, acts, now)
  const faults = createFaults(settings.faults ?? [], seeded(seed))
  const calls = createCallLog(KEPT_CALLS)
  const file = stateFile(settings.stateFile, () => records.dump())
  const found = file.load()
  if (found) records.load(found)

  const app = new Hono<Env>()
  app.use('/api/*', logged(calls, now))
  app.use('/api/*', async (c, next) => {
    if (c.req.header('authorization') === `Bearer ${token}`) return next()
    return c.json({ error: 'unauthorised', message: 'the token is wrong' }, 401)
  })
  app.use('/api/*', faulty(faults))
  app.route('/api', api(records, acts, people, file.changed, webhook?.echo ?? false))
  app.all('/api/*', (c) => c.json({ error: 'not_found', message: 'there is no such address' }, 404))

  app.get('/', (c) => c.html(page(records)))
  app.get('/_state', (c) => c.json(state()))
  app.post('/_act', async (c) => {
    const done = acts.perform((await c.req.json()) as Act) // checked by what it does
    return c.json(done, done.ok ? 200 : 400)
  })
  app.post('/_people', (c) => c.json({ acts: people.finish() }))
  app.post('/_faults', async (c) => {
    try {
      faults.add(faultRules(await c.req.json()))
      return c.json({ rules: faults.rules })
    } catch (error) {
      return c.json({ error: error instanceof Error ? error.message : 'no rules' }, 400)
    }
  })
  app.delete('/_faults', (c) => {
    faults.clear()
    return c.json({ rules: [] })
  })
  app.post('/_reset', (c) => {
    records.reset()
    calls.clear()
    file.changed()
    return c.json({ reset: true })
  })
  app.onError((error, c) => c.json({ error: 'internal', message: error.message }, 500))

  function state(): SandboxState {
    const duplicates = records.duplicates()
    const by = (entity: 'leads' | 'opportunities') => {
      const counts: Record<string, number> = {}
      for (const { status } of records.all(entity)) counts[String(status)] = (counts[String(status)] ?? 0) + 1
      return counts
    }
    return {
      counts: { ...records.counts(), users: users.length },
      duplicates,
      duplicateGroups: Object.values(duplicates).reduce((sum, groups: string[][]) => sum + groups.length, 0),
      leads: by('leads'),
      opportunities: by('opportunities'),
      calls: { total: calls.total, last: calls.list() },
      webhooks: { pending: webhooks.pending, delivered: webhooks.delivered, failed: webhooks.failed },
      people: { planned: people.planned },
      faults: faults.rules,
    }
  }

  const { hostname, port } = new URL(`http://${listen}`)
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }, (info) => {
      resolve({
        url: `http://${hostname}:${info.port}`,
        close: () =>
          new Promise((closed) => {
            people.close()
            webhooks.close()
            file.save()
            server.close(() => closed())
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      })
    })
    server.on('error', reject)
  })
}

function logged(calls: ReturnType<typeof createCallLog>, now: () => number): MiddlewareHandler<Env> {
  return async (c, next) => {
    const startedAt = performance.now()
    const at = new Date(now()).toISOString()
    await next()
    const unanswered = c.get('unanswered')
    calls.add({
      at,
      method: c.req.method,
      path: c.req.path,
      status: unanswered === undefined ? c.res.status : 0,
      ms: Math.round((performance.now() - startedAt) * 10) / 10,
      ...(unanswered === undefined ? {} : { fault: unanswered }),
    })
  }
}
