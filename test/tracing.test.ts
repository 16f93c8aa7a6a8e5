/** Traces: from a sender's own span through receiving, mapping and hand-over into the CRM's call, in one thread or several processes, now or when it is looked at again; off unless asked for. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { startTracing, tracesWanted } from '../core/compose/open-telemetry.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import { type Log, silentLog } from '../core/log.ts'
import * as deliveries from '../core/store/deliveries.ts'
import * as leads from '../core/store/leads.ts'
import { asNow, begin, isRecording, traced } from '../core/tracing.ts'
import { httpServer, json, type TestServer } from './helpers/http-server.ts'
import { sandboxCrm } from './helpers/sandbox-crm.ts'
import { startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

interface Attribute {
  key: string
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean }
}
interface SentSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: Attribute[]
  status: { code?: number }
}
interface Sent {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: SentSpan[] }[] }[]
}

/** A collector: takes OTLP over HTTP, and tells what it was sent. */
async function collector() {
  const server = await httpServer((_heard, response) => json(response, {}))
  const bodies = () => server.heard.map(({ body }) => JSON.parse(body) as Sent)
  return {
    ...server,
    spans: (): SentSpan[] => bodies().flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))),
    resources: () => bodies().flatMap(({ resourceSpans }) => resourceSpans.map(({ resource }) => attributesOf(resource))),
  }
}

const attributesOf = ({ attributes }: { attributes: Attribute[] }): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

/** A CRM that keeps the headers of what it is asked, in front of the sandbox. */
async function heardCrm() {
  const crm = await sandboxCrm()
  const front = await httpServer((heard, response) => {
    const { authorization = '', 'content-type': type = 'application/json' } = heard.headers
    const body = heard.method === 'GET' || heard.method === 'HEAD' || heard.body === '' ? {} : { body: heard.body }
    void fetch(crm.url + heard.url, { method: heard.method, headers: { authorization, 'content-type': type }, ...body }).then(async (answer) => {
      const text = await answer.text()
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' }).end(text)
    })
  })
  return {
    url: front.url,
    token: crm.token,
    heard: front.heard,
    close: async () => {
      await front.close()
      await crm.close()
    },
  }
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SENDER = '00f067aa0ba902b7'

const post = ({ url }: Pick<Serving, 'url'>, n: number, headers: Record<string, string> = {}) =>
  fetch(`${url}/hooks/web`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 'planted-secret', ...headers },
    body: JSON.stringify({ submission_id: `n${n}`, email: `planted${n}@company${n}.example`, firma: `Planted ${n} GmbH`, rueckruf: 'ja' }),
  })

const yamlOf = ({ url, token }: { url: string; token: string }) =>
  `sources: { web: { kind: form, secret: planted-secret } }\nconnections: { crm: { kind: sandbox, url: "${url}", token: ${token} } }`

const asked = (to: TestServer, more: Record<string, string> = {}) => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', to.url)
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '50')
  for (const [name, value] of Object.entries(more)) vi.stubEnv(name, value)
}

afterEach(() => vi.unstubAllEnvs())

for (const backend of backends)
  describe(`a trace on ${backend.name}`, { timeout: 60_000 }, () => {
    it("goes on from the sender's, through receiving and mapping, into the CRM; once more when it is replayed; and names nobody", async () => {
      const to = await collector()
      const crm = await heardCrm()
      asked(to, { OTEL_SERVICE_NAME: 'hub-of-the-test', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test' })
      const hub = await startServing(backend.name, yamlOf(crm))
      const answer = await post(hub, 1, { traceparent: `00-${TRACE}-${SENDER}-01` })
      const { id } = (await answer.json()) as { id: string }
      const named = (name: string) => to.spans().filter((span) => span.traceId === TRACE && span.name === name)
      await vi.waitFor(() => expect(named('deliver').length).toBe(1), { timeout: 20_000 })
      const one = (name: string) => {
        const found = named(name)
        expect(found.length, name).toBe(1)
        return found[0]!
      }
      const [received, taken, delivered] = [one('receive'), one('take in'), one('deliver')]
      expect(received.parentSpanId).toBe(SENDER)
      expect(attributesOf(received)).toMatchObject({ 'leitwerk.source': 'web', 'http.response.status_code': 202 })
      expect(taken.parentSpanId).toBe(received.spanId)
      expect(attributesOf(taken)).toMatchObject({ 'leitwerk.source': 'web', 'leitwerk.delivery': id, 'leitwerk.state': 'processed' })
      for (const name of ['map', 'absorb']) expect(one(name).parentSpanId, name).toBe(taken.spanId)
      expect(delivered.parentSpanId).toBe(taken.spanId)
      expect(attributesOf(delivered)).toMatchObject({ 'leitwerk.connection': 'crm', 'leitwerk.outcome': 'delivered' })
      const calls = to.spans().filter(({ parentSpanId }) => parentSpanId === delivered.spanId)
      expect(calls.length).toBeGreaterThan(2)
      for (const call of calls) {
        expect(call.traceId).toBe(TRACE)
        expect(attributesOf(call)).toMatchObject({ 'server.address': '127.0.0.1', 'leitwerk.to': 'crm' })
        expect(BigInt(call.startTimeUnixNano)).toBeLessThanOrEqual(BigInt(call.endTimeUnixNano))
      }
      const heard = crm.heard.map(({ headers }) => headers.traceparent).filter((header) => header !== undefined)
      for (const call of calls) expect(heard).toContain(`00-${TRACE}-${call.spanId}-01`)
      for (const resource of to.resources()) expect(resource).toMatchObject({ 'service.name': 'hub-of-the-test', 'deployment.environment': 'test' })

      const replay = await hub.app.act.planReplay({ filter: { ids: [id] }, mapping: 'active' }, 'test')
      await hub.app.act.moveReplay(replay.id, 'start', 'test')
      await vi.waitFor(() => expect(named('look again').length).toBe(1), { timeout: 20_000 })
      expect(named('look again')[0]!.parentSpanId).toBe(received.spanId)

      const [lead] = (await leads.list(hub.app.store.db, { limit: 1 })).rows
      expect(await deliveries.traceOfLead(hub.app.store.db, lead!.id)).toBe(`00-${TRACE}-${received.spanId}-01`)

      await hub.stop()
      expect(isRecording()).toBe(false)
      for (const { body, url } of to.heard) {
        expect(url).toBe('/v1/traces')
        expect(body).not.toMatch(/planted|company1/i)
      }
      await to.close()
      await crm.close()
    })

    it('begins anew where the sender has none, and follows sampling', async () => {
      const to = await collector()
      const crm = await heardCrm()
      asked(to)
      const hub = await startServing(backend.name, yamlOf(crm))
      await post(hub, 2, { traceparent: `00-${TRACE}-${SENDER}-00` })
      await post(hub, 3, { traceparent: 'planted, and no trace' })
      await vi.waitFor(() => expect(to.spans().filter(({ name }) => name === 'deliver').length).toBe(1), { timeout: 20_000 })
      await hub.stop()
      const traces = new Set(to.spans().map(({ traceId }) => traceId))
      expect(traces.has(TRACE)).toBe(false)
      const received = to.spans().filter(({ name }) => name === 'receive')
      expect(received.length).toBe(1)
      expect(received[0]!.parentSpanId ?? '').toBe('')
      for (const span of to.spans().filter(({ name }) => ['take in', 'map', 'absorb', 'deliver'].includes(name)))
        expect(span.traceId).toBe(received[0]!.traceId)
      await to.close()
      await crm.close()
    })
  })

describe('a trace through several processes', { timeout: 60_000 }, () => {
  it('goes on where another one works', async () => {
    const to = await collector()
    const crm = await heardCrm()
    asked(to)
    const web = await startServing('postgres', yamlOf(crm), 'web')
    await post(web, 4, { traceparent: `00-${TRACE}-${SENDER}-01` })
    const work = await serve(parseConfig(yamlOf(crm), 'test.yaml', { database: web.database, listen: '127.0.0.1:0', log: 'silent' }), 'work')
    await vi.waitFor(() => expect(to.spans().map(({ name }) => name)).toContain('deliver'), { timeout: 20_000 })
    await work.stop()
    await web.stop()
    const [received, taken] = ['receive', 'take in'].map((name) => to.spans().find((span) => span.name === name)!)
    expect(received!.traceId).toBe(TRACE)
    expect(taken!.parentSpanId).toBe(received!.spanId)
    await to.close()
    await crm.close()
  })
})

describe('what the variables ask for', () => {
  it('is nothing unless one of them is set', () => {
    expect(tracesWanted({})).toBe('none')
    expect(tracesWanted({ OTEL_SERVICE_NAME: 'x', OTEL_EXPORTER_OTLP_HEADERS: 'a=b', OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBe('none')
    expect(tracesWanted({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c.example:4318' })).toBe('otlp')
    expect(tracesWanted({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c.example:4318/v1/traces' })).toBe('otlp')
    expect(tracesWanted({ OTEL_TRACES_EXPORTER: 'otlp' })).toBe('otlp')
    expect(tracesWanted({ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c.example:4318' })).toBe('none')
    expect(tracesWanted({ OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c.example:4318' })).toBe('none')
    expect(tracesWanted({ OTEL_TRACES_EXPORTER: 'zipkin' })).toEqual({ unknown: 'zipkin' })
  })

  it('is said where the hub does not do it', async () => {
    const said: unknown[] = []
    const log: Log = { ...silentLog, warn: (message, fields) => said.push([message, fields?.exporter]) }
    await (await startTracing({ OTEL_TRACES_EXPORTER: 'zipkin' }, log))()
    expect(said).toEqual([['tracing.unknown', 'zipkin']])
    expect(isRecording()).toBe(false)
  })

  it('is sampled as they say', async () => {
    const to = await collector()
    const count = async (env: Record<string, string>, parent: string | null = null): Promise<number> => {
      const before = to.spans().length
      asked(to)
      const stop = await startTracing({ ...env, OTEL_TRACES_EXPORTER: 'otlp' }, silentLog)
      for (let i = 0; i < 200; i++) begin('x', { parent }).end()
      await stop()
      return to.spans().length - before
    }
    expect(await count({})).toBe(200)
    expect(await count({ OTEL_TRACES_SAMPLER: 'always_off' })).toBe(0)
    expect(await count({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, `00-${TRACE}-${SENDER}-01`)).toBe(200)
    const some = await count({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' })
    expect(some).toBeGreaterThan(40)
    expect(some).toBeLessThan(160)
    await to.close()
  })

  it('is given up quietly where nobody takes it: the work goes on, and the log tells once', async () => {
    const said: string[] = []
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9')
    const log: Log = { ...silentLog, warn: (message) => said.push(message) }
    const stop = await startTracing({ OTEL_TRACES_EXPORTER: 'otlp', OTEL_BSP_SCHEDULE_DELAY: '10' }, log)
    for (let i = 0; i < 3; i++) expect(await traced('x', {}, async (span) => span.traceparent)).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/)
    await expect(
      traced('x', {}, async () => {
        throw new Error('own')
      }),
    ).rejects.toThrow('own')
    const startedAt = Date.now()
    await stop()
    expect(Date.now() - startedAt).toBeLessThan(6_000)
    expect(said.length).toBeLessThanOrEqual(1)
  })
})

describe('without traces', () => {
  it('work is done as it is, and nothing is kept', async () => {
    expect(await traced('x', {}, async (span) => [span.traceparent, begin('y').traceparent])).toEqual([null, null])
    expect(asNow()(() => 7)).toBe(7)
  })

  it('no package of OpenTelemetry is loaded: one file imports them, when it is asked to', () => {
    const root = join(import.meta.dirname, '..')
    const files = ['core', 'connectors', 'config', 'sandbox'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, String(file))),
    )
    const naming = files.filter((file) => file.endsWith('.ts') && readFileSync(join(root, file), 'utf8').includes('@opentelemetry/'))
    expect(naming).toEqual(['core/compose/open-telemetry.ts'])
    const imports = readFileSync(join(root, naming[0]!), 'utf8').match(/^import .*@opentelemetry.*$/gm) ?? []
    for (const line of imports) expect(line).toMatch(/^import type /)
  })
})
