/** What is configured: sources and connections. */
import type { App } from '../../app.ts'
import { BREAKER, circuitOf } from '../../breaker-settings.ts'
import type { Field } from '../../connector.ts'
import type { ConnectionEntry, SourceEntry } from '../../setup.ts'
import * as attempts from '../../store/attempts.ts'
import type { Db } from '../../store/db.ts'
import * as deliveries from '../../store/deliveries.ts'
import * as lanes from '../../store/lanes.ts'
import * as made from '../../store/made.ts'
import * as operation from '../../store/operation.ts'
import * as pace from '../../store/pace.ts'
import * as reconciliations from '../../store/reconciliations.ts'
import * as rhythms from '../../store/rhythms.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, route, z } from '../routes.ts'
import { lineRoutes } from './lines.ts'

const count = z.int().nonnegative()
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const fieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  secret: z.boolean(),
  required: z.boolean(),
  set: z.boolean(),
  value: z.string().nullable(),
})

const origin = z.enum(['file', 'console']).describe('Where it is set: what stands in the configuration file is changed there')

const sourceSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    label: z.string(),
    url: z.string(),
    mapping: z.string(),
    product: z.string().nullable(),
    connection: z.string().nullable(),
    lastReceivedAt: instant.nullable(),
    silentSince: instant.nullable().describe('It should have been heard since then and was not'),
    origin,
    docs: z.string(),
    setup: z.array(z.string()),
    fields: z.array(fieldSchema),
  })
  .openapi('Source')

const sourceViewSchema = sourceSchema
  .extend({
    steps: z.array(z.object({ de: z.string(), en: z.string() })).describe('`setup` in both languages, filled in'),
    onFailure: z.string().describe('What its sender does where the hub cannot be reached'),
    example: z.string().nullable().describe('A command to be copied; null where only the tool itself can make one, or for a viewer'),
    canTest: z.boolean(),
    requests: z
      .array(
        z.object({
          at: instant,
          became: z.enum(['pending', 'processed', 'held', 'duplicate', 'filtered', 'test', 'erased', 'refused']),
          answer: z.int().describe('Status that the sender was answered with'),
          reason: z.string().nullable(),
        }),
      )
      .describe('The last ones, the newest first; refused ones, too'),
  })
  .openapi('SourceView')

const connectionSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    label: z.string(),
    mapping: z.string(),
    state: z.enum(['active', 'paused']),
    reason: z.string().nullable(),
    since: instant.nullable(),
    waiting: count,
    oldestWaitingSince: instant.nullable(),
    lastHour: z.object({ tried: count, went: count }).describe('Attempts of the last hour, and those that ended as they should'),
    reconciledAt: instant.nullable().describe('When its records were last begun to be held against those of the hub'),
    handover: z.object({ as: z.enum(['lead', 'opportunity']), lanes: z.array(z.string()), convert: z.enum(['crm', 'hub']) }),
    origin,
    fields: z.array(fieldSchema),
  })
  .openapi('Connection')

export function configuredRoutes(api: Api): void {
  const { app } = api
  const { act } = app

  route(
    api,
    { method: 'get', path: '/v1/sources', role: 'viewer', group: 'Sources', summary: 'Configured sources', answer: z.object({ items: z.array(sourceSchema) }) },
    async () => {
      const silent = await rhythms.silent(app.store.db)
      const inConsole = await madeOf(app, 'source')
      return { items: await Promise.all([...app.setup.sources.values()].map((entry) => shownSource(app, entry, inConsole, silent.get(entry.id) ?? null))) }
    },
  )

  route(
    api,
    {
      ...{ method: 'get', path: '/v1/sources/{id}', role: 'viewer', group: 'Sources' },
      summary: 'One source: how it is set up, an example, and what became of the last requests',
      params: idParam,
      answer: sourceViewSchema,
    },
    async ({ params, c }) => {
      const entry = app.setup.sources.get(params.id)
      const view = await act.showSource(params.id)
      if (!entry || !view) throw notFound('source', params.id)
      const { setup, onFailure, canTest, events } = view
      const silentSince = (await rhythms.silent(app.store.db)).get(entry.id) ?? null
      const example = c.get('token').role === 'viewer' ? null : view.example
      const requests = events.map(({ at, ...rest }) => ({ ...rest, at: iso(at) }))
      return { ...(await shownSource(app, entry, await madeOf(app, 'source'), silentSince)), steps: setup, onFailure, example, canTest, requests }
    },
  )

  route(
    api,
    {
      ...{ method: 'post', path: '/v1/sources/{id}/test', role: 'ops', group: 'Sources' },
      summary: 'Send the example of a source through its own address, as test traffic: it makes no lead',
      params: idParam,
      answer: z.object({ sent: z.boolean().describe('false: no example can be made here, send one from the tool') }),
    },
    async ({ params }) => {
      if (!app.setup.sources.has(params.id)) throw notFound('source', params.id)
      return { sent: await act.testSource(params.id) }
    },
  )

  route(
    api,
    {
      ...{ method: 'post', path: '/v1/sources/{id}/link', role: 'ops', group: 'Sources' },
      summary: 'Address of the page for whoever sends: opened without an account',
      params: idParam,
      body: z.object({ anew: z.boolean().default(false).describe('Ends the links that were given out before') }),
      answer: z.object({ url: z.string() }),
    },
    async ({ params, body, by }) => {
      if (!app.setup.sources.has(params.id)) throw notFound('source', params.id)
      return { url: await act.senderLink({ source: params.id, isAnew: body.anew }, by) }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/connections',
      role: 'viewer',
      group: 'Connections',
      summary: 'Configured connections and how they are',
      answer: z.object({ items: z.array(connectionSchema) }),
    },
    async () => ({ items: await shownConnections(app) }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/connections/{id}/limits',
      role: 'viewer',
      group: 'Connections',
      summary: 'How fast and how much it may be called, what of it is used, and whether it is left alone for not answering',
      params: idParam,
      answer: z.object({
        perSecond: z.number().nullable(),
        parallel: count,
        perDay: count.nullable().describe('Calls of one day (UTC), as configured'),
        usedToday: count.nullable().describe('null: nothing is counted, since no day is limited'),
        resetsAt: instant,
        heldUntil: instant.nullable().describe('It asked for a break until then'),
        circuit: z.object({ state: z.enum(['closed', 'halfOpen', 'open']), failedInARow: count, opensAfter: count, breakSeconds: count }),
      }),
    },
    async ({ params: { id } }) => {
      const entry = app.setup.connections.get(id)
      if (!entry) throw notFound('connection', id)
      return shownLimits(app.store.db, entry, Date.now())
    },
  )

  lineRoutes(api, {
    ...{ name: 'connection', group: 'Connections' },
    check: 'Prove that address and credentials work',
    pause: 'Send nothing more; every job is kept',
    resume: 'Go on sending',
  })
}

function fieldsOf(fields: Readonly<Record<string, Field>>, settings: Readonly<Record<string, string>>) {
  return Object.entries(fields).map(([name, { label, help, secret, required }]) => ({
    name,
    label,
    help,
    secret,
    required,
    set: settings[name] !== undefined,
    value: secret ? null : (settings[name] ?? null),
  }))
}

/** Names of those that were made in the console. */
const madeOf = async ({ store }: App, kind: made.MadeKind): Promise<ReadonlySet<string>> =>
  new Set((await made.list(store.db)).filter((row) => row.kind === kind).map(({ name }) => name))

const originOf = (inConsole: ReadonlySet<string>, id: string) => (inConsole.has(id) ? ('console' as const) : ('file' as const))

const shownSource = async ({ setup, store }: App, entry: SourceEntry, inConsole: ReadonlySet<string>, silentSince: number | null) => ({
  id: entry.id,
  kind: entry.connector.id,
  label: entry.label,
  url: `${entry.publicUrl ?? setup.publicUrl}/hooks/${entry.id}`,
  mapping: entry.mapping,
  product: entry.product,
  connection: entry.connection,
  lastReceivedAt: isoOrNull(await deliveries.lastReceivedAt(store.db, entry.id)),
  silentSince: isoOrNull(silentSince),
  origin: originOf(inConsole, entry.id),
  docs: entry.connector.docs,
  setup: entry.connector.setup.map(({ en }) => en),
  fields: fieldsOf(entry.connector.fields, entry.settings),
})

async function shownConnections(app: App) {
  const { setup, store } = app
  const inConsole = await madeOf(app, 'connection')
  const states = await operation.connectionStates(store.db)
  const waiting = new Map((await lanes.waiting(store.db)).map((row) => [row.connection, row]))
  const lately = await attempts.since(store.db, Date.now() - HOUR_MS)
  const shown = async (entry: ConnectionEntry) => {
    const state = states.get(entry.id)
    const queue = waiting.get(entry.id)
    return {
      id: entry.id,
      kind: entry.crm.id,
      label: entry.label,
      mapping: entry.mapping,
      state: state?.state ?? ('active' as const),
      reason: state?.reason ?? null,
      since: isoOrNull(state?.since ?? null),
      waiting: queue?.jobs ?? 0,
      oldestWaitingSince: isoOrNull(queue?.oldest ?? null),
      lastHour: lately.get(entry.id) ?? { tried: 0, went: 0 },
      reconciledAt: isoOrNull((await reconciliations.last(store.db, entry.id))?.createdAt ?? null),
      handover: { as: entry.handover.as, lanes: [...entry.handover.lanes], convert: entry.handover.convert },
      origin: originOf(inConsole, entry.id),
      fields: fieldsOf(entry.crm.fields, entry.settings),
    }
  }
  return Promise.all([...setup.connections.values()].map(shown))
}

async function shownLimits(db: Db, { id, perSecond, perDay, concurrency }: ConnectionEntry, now: number) {
  const today = Math.floor(now / DAY_MS)
  const used = await pace.find(db, id)
  const { state, failed } = circuitOf(await attempts.lastOutcomes(db, id, 2 * BREAKER.failures), now)
  return {
    ...{ perSecond, parallel: concurrency, perDay },
    usedToday: perDay === null ? null : used?.day === today ? Math.ceil(used.spent) : 0,
    resetsAt: iso((today + 1) * DAY_MS),
    heldUntil: used && used.heldUntil > now ? iso(used.heldUntil) : null,
    circuit: { state, failedInARow: failed, opensAfter: BREAKER.failures, breakSeconds: BREAKER.breakMs / 1_000 },
  }
}
