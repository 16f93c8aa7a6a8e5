/** What somebody can hold of the hub by being slow, many, large or deep; and requests that are sent again. */
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { doorOf, receive } from '../core/flow/receive.ts'
import { silentLog } from '../core/log.ts'
import { sign } from '../core/sign.ts'
import { LIMITS, MOST_JSON } from '../core/web/patience.ts'
import { createWebServer } from '../core/web/server.ts'
import { type Served, startServing } from './helpers/serving.ts'

const CONFIG = 'sources: { web: { kind: form, secret: secret-of-the-form } }\n'

let hub: Served
beforeAll(async () => {
  hub = await startServing('sqlite', CONFIG)
})
afterAll(() => hub.stop())

/** What a connection hears until it is closed, and how long that took. */
async function heard(port: number, first: string, drip?: { text: string; everyMs: number }): Promise<{ text: string; ms: number }> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let text = ''
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(first))
    const timer = drip && setInterval(() => socket.writable && socket.write(drip.text), drip.everyMs)
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ text, ms: performance.now() - startedAt })
    })
  })
}

const portOf = (url: string): number => Number(new URL(url).port)

describe('connections', () => {
  let server: Server
  let port: number
  beforeAll(async () => {
    const parts = { app: hub.app, now: Date.now, log: silentLog, metrics: async () => ({ type: 'text/plain', text: '' }), ready: async () => [] }
    server = createWebServer(parts, { headersMs: 400, lookMs: 100, connections: 5 })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  it('of whoever sends headers byte by byte are ended', async () => {
    const { text, ms } = await heard(port, 'GET /healthz HTTP/1.1\r\nhost: x\r\n', { text: 'x-a: b\r\n', everyMs: 50 })
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(ms).toBeLessThan(2_000)
  })

  it('beyond as many as there may be are turned away, and there is room again afterwards', async () => {
    const held = Array.from({ length: 5 }, () => connect(port, '127.0.0.1').on('error', () => {}))
    await expect.poll(() => new Promise((resolve) => server.getConnections((_, n) => resolve(n)))).toBe(5)
    expect((await heard(port, 'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).text).toBe('')
    for (const socket of held) socket.destroy()
    await expect.poll(() => new Promise((resolve) => server.getConnections((_, n) => resolve(n)))).toBe(0)
    expect((await heard(port, 'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).text).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('of a served hub have these limits, too', () => {
    expect(LIMITS.headersMs + LIMITS.lookMs).toBeLessThanOrEqual(30_000)
    expect(LIMITS.connections).toBeLessThanOrEqual(10_000)
  })
})

describe('requests', () => {
  const asking = (lines: string[]) => heard(portOf(hub.url), `${lines.join('\r\n')}\r\n\r\n`)

  it.each<[string, string[], RegExp]>([
    ['too many headers', ['GET /healthz HTTP/1.1', 'host: x', `x-a: ${'b'.repeat(33_000)}`], /^HTTP\/1\.1 431 /],
    ['too long an address', [`GET /hooks/web?${'a'.repeat(40_000)} HTTP/1.1`, 'host: x'], /^HTTP\/1\.1 431 /],
    ['two lengths', ['POST /hooks/web HTTP/1.1', 'host: x', 'content-length: 3', 'content-length: 5'], /^HTTP\/1\.1 400 /],
    ['a length and chunks', ['POST /hooks/web HTTP/1.1', 'host: x', 'content-length: 3', 'transfer-encoding: chunked'], /^HTTP\/1\.1 400 /],
    ['a line break in a header', ['GET /healthz HTTP/1.1', 'host: x', 'x-a: b\rx-c: d'], /^HTTP\/1\.1 400 /],
    ['no host', ['GET /healthz HTTP/1.1'], /^HTTP\/1\.1 400 /],
    ['no HTTP', ['\u0016\u0003\u0001'], /^HTTP\/1\.1 400 /],
  ])('with %s are refused', async (_, lines, answer) => {
    expect((await asking(lines)).text).toMatch(answer)
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200)
  })

  it('to the API may be so large, announced or not, and as deep as may be', async () => {
    const large = `{"source":"${'x'.repeat(MOST_JSON)}"}`
    const release = (body: string | ReadableStream) =>
      fetch(`${hub.url}/v1/deliveries/release`, {
        method: 'POST',
        headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json' },
        body,
        ...(typeof body !== 'string' && { duplex: 'half' }),
      } as RequestInit)
    for (const body of [large, new Blob([large]).stream()]) {
      const answer = await release(body)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([413, 'application/problem+json'])
    }
    const deep = `{"source":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    expect((await release(deep)).status).toBe(400)
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200)
  })
})

describe('a signed request that somebody recorded', () => {
  const door = () => doorOf(hub.app.setup.sources.get('web')!)
  const bare = {
    method: 'POST',
    url: 'http://hub.example.com/hooks/web',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ email: 'a@kranwerk.example', firma: 'Kranwerk' })),
    remote: '127.0.0.1',
  }
  const SENT = 1_790_000_000_000
  /** Signed with its time, as `t=UNIX,v1=HEX`. */
  const recorded = () => {
    const { connector, values } = door().entry
    const timed = 'checks' in connector.verify ? connector.verify.checks.find((one) => one.kind === 'signature' && one.timestamp) : undefined
    return sign(timed!, { ...bare, receivedAt: SENT }, values, SENT)
  }
  const again = (afterSeconds: number) => receive(door(), { ...recorded(), receivedAt: SENT + afterSeconds * 1000 }, () => 'dlv_1', SENT + afterSeconds * 1000)

  it('is refused once the tolerance is over, with the reason, and before it was sent', () => {
    expect(recorded().headers).toHaveProperty('x-leitwerk-signature')
    expect(again(0).kind).toBe('accepted')
    expect(again(299).kind).toBe('accepted')
    for (const seconds of [301, 86_400, -301])
      expect(again(seconds)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/time|old|clock|seconds/i) })
  })

  it('is a repeat within it, and makes nothing twice', async () => {
    const { connector, values } = door().entry
    const timed = 'checks' in connector.verify ? connector.verify.checks.find((one) => one.kind === 'signature' && one.timestamp) : undefined
    const now = Date.now()
    const { headers, body } = sign(timed!, { ...bare, receivedAt: now }, values, now)
    for (let i = 0; i < 3; i++) expect((await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers, body: Buffer.from(body) })).status).toBe(202)
    await expect
      .poll(async () => ((await (await hub.api('/v1/ledger')).json()) as { sources: object[] }).sources[0], { timeout: 25_000 })
      .toMatchObject({ accepted: 3, processed: 1, duplicate: 2, unaccounted: 0 })
    expect(((await (await hub.api('/v1/leads')).json()) as { items: object[] }).items).toHaveLength(1)
  })
})
