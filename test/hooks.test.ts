import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleText } from './helpers/arrivals.ts'
import { type Served, startServing } from './helpers/serving.ts'

const CONFIG = `
sources:
  web: { kind: form, secret: s, pathKey: k3y }
  tf: { kind: typeform, secret: [new-secret, old-secret] }
  meta: { kind: meta-leadgen, secret: m, verifyToken: v, pageToken: p }
  cr: { kind: cleverreach, callToken: c, verify: verify-text, clientId: a, clientSecret: b }
  mc: { kind: mailchimp, secret: s }
  espo: { kind: espocrm, connection: crm, secret: e, webhookId: w }
  own:
    kind: webhook
    settings: { token: abc }
    verify: { kind: token, at: { header: x-token }, field: token }
    answers: { success: { status: 200, contentType: text/plain, body: [{ literal: "OK" }] } }
    mapping: form
  polite:
    kind: webhook
    settings: { token: abc }
    verify: { kind: token, at: { body: key }, field: token }
    answers: { refused: { status: 406 } }
    mapping: form
  tricky:
    kind: webhook
    settings: { token: "a/b ü+c&d" }
    verify: { kind: anyOf, checks: [{ kind: token, at: { body: key }, field: token }, { kind: token, at: { body: auth.key }, field: token }] }
    mapping: form
  confirming:
    kind: webhook
    settings: { token: abc }
    verify: { kind: token, at: { header: x-token }, field: token }
    handshakes: [{ when: { method: POST, conditions: [{ part: { header: x-confirm } }] }, answer: { status: 204 }, keep: true }]
    mapping: form
connections:
  crm: { kind: espocrm, url: "http://127.0.0.1:9", apiKey: x, handover: { lanes: [] } }
`

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`front door on ${backend}`, () => {
    let hub: Served
    beforeAll(async () => {
      hub = await startServing(backend, CONFIG)
    })
    afterAll(() => hub.stop())

    const post = (source: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
      fetch(`${hub.url}/hooks/${source}`, { method: 'POST', body: Buffer.from(body), headers: { 'content-type': 'application/json', ...headers } })
    const typeform = (secret: string, body = sampleText('typeform.json')) =>
      post('tf', body, { 'typeform-signature': `sha256=${createHmac('sha256', secret).update(body).digest('base64')}` })
    const ledgerOf = async (source: string) =>
      ((await (await hub.api('/v1/ledger')).json()) as { sources: Record<string, unknown>[] }).sources.find((row) => row.source === source)

    it('answers 202 with the id once the delivery is stored', async () => {
      const answer = await post('web', '{"email":"a@b.example"}', { 'x-leitwerk-secret': 's' })
      expect(answer.status).toBe(202)
      const { id } = (await answer.json()) as { id: string }
      expect(id).toMatch(/^dlv_[0-9a-z]{26}$/)
      const stored = (await (await hub.api(`/v1/deliveries/${id}/raw`)).json()) as { body: string; headers: Record<string, string>; method: string }
      expect(stored).toMatchObject({ body: '{"email":"a@b.example"}', encoding: 'utf8', method: 'POST' })
      // The secret proved the sender; it is not kept.
      expect(stored.headers['x-leitwerk-secret']).toBe('***')
    })

    it('does not keep the key of the address', async () => {
      const answer = await post('web/k3y?x=1', '{"email":"a@b.example","n":1}')
      const { id } = (await answer.json()) as { id: string }
      const { url } = (await (await hub.api(`/v1/deliveries/${id}/raw`)).json()) as { url: string }
      expect(url).toMatch(/\/hooks\/web\/\*\*\*\?x=1$/)
    })

    it('takes both secrets while one is rotated, and no third', async () => {
      expect((await typeform('new-secret')).status).toBe(202)
      expect((await typeform('old-secret')).status).toBe(202)
      expect((await typeform('another')).status).toBe(401)
    })

    it('keeps what it refuses for a wrong signature, and takes it in when the secret is mended', async () => {
      const refused = await typeform('future-secret', sampleText('typeform.json').replace('01K5FQ2Z9T7VJ3M8N4R6B1XKAE', 'other'))
      expect(await refused.json()).toMatchObject({ status: 401, detail: expect.stringContaining('does not match') })
      const { items } = (await (await hub.api('/v1/refusals?source=tf')).json()) as { items: { id: string; reason: string }[] }
      expect(items[0]).toMatchObject({ reason: expect.stringContaining('does not match') })
      const still = (await (await hub.api('/v1/refusals/reprocess', { source: 'tf' })).json()) as { accepted: number; refused: number }
      expect(still).toEqual({ accepted: 0, refused: items.length })
      expect(await ledgerOf('tf')).toMatchObject({ refused: items.length, unaccounted: 0 })
    })

    it('challenges for a password only where one may be given', async () => {
      const answer = await post('web', '{}', { 'x-leitwerk-secret': 'wrong' })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    })

    it('says plainly what is wrong with address, method, type and size', async () => {
      expect(await (await post('nothing', '{}')).json()).toMatchObject({ status: 404, detail: expect.stringContaining('no such source') })
      expect((await fetch(`${hub.url}/hooks/web`, { method: 'DELETE' })).status).toBe(405)
      expect((await post('web', 'x', { 'content-type': 'image/png', 'x-leitwerk-secret': 's' })).status).toBe(415)
      expect((await post('web', Buffer.alloc(11 * 1024 * 1024, 32), { 'x-leitwerk-secret': 's' })).status).toBe(413)
      await expect.poll(async () => (await ledgerOf('web'))?.refused, { timeout: 5_000 }).toBe(4)
    })

    it('refuses a body that grows too large without a length, before it is all there', async () => {
      const { port } = new URL(hub.url)
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1')
        let said = ''
        socket.on('data', (chunk) => {
          said += chunk.toString()
          socket.destroy()
        })
        socket.on('close', () => resolve(said))
        socket.on('error', (error) => (said ? resolve(said) : reject(error)))
        socket.write('POST /hooks/web HTTP/1.1\r\nhost: hub\r\nx-leitwerk-secret: s\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n')
        const block = Buffer.alloc(256 * 1024, 97)
        const send = () => {
          while (!socket.destroyed && socket.write(Buffer.concat([Buffer.from(`${block.length.toString(16)}\r\n`), block, Buffer.from('\r\n')])));
          socket.once('drain', send)
        }
        send()
      })
      expect(answer).toContain('413')
    })

    it('never tells a sender what would make it stop for good', async () => {
      const big = await post('espo', Buffer.alloc(11 * 1024 * 1024, 32))
      expect(big.status).toBe(503)
      expect(big.headers.get('retry-after')).toBe('5')
    })

    it('answers as the source declares', async () => {
      const answer = await post('own', '{"email":"x@y.example"}', { 'x-token': 'abc' })
      expect(answer.status).toBe(200)
      expect(await answer.text()).toBe('OK')
    })

    it('answers handshakes at any time and stores none of them', async () => {
      const get = (path: string) => fetch(`${hub.url}/hooks/${path}`)
      const meta = await get('meta?hub.mode=subscribe&hub.challenge=2881843198&hub.verify_token=v')
      expect([meta.status, await meta.text()]).toEqual([200, '2881843198'])
      expect((await get('meta?hub.mode=subscribe&hub.challenge=1&hub.verify_token=falsch')).status).toBe(403)
      expect(await (await get('cr?secret=1029384756')).text()).toBe('verify-text 1029384756')
      expect((await get('mc')).status).toBe(200)
      for (const source of ['cr', 'mc']) expect((await ledgerOf(source))?.accepted ?? 0).toBe(0)
    })

    it('refuses in the status that the sender is to hear', async () => {
      expect((await post('polite', '{"key":"falsch"}')).status).toBe(406)
      expect((await post('polite', '%PDF', { 'content-type': 'application/pdf' })).status).toBe(406)
      expect((await post('own', '{}')).status).toBe(401)
    })

    it('does not keep the key of a body', async () => {
      const answer = await post('polite', '{"key": "abc", "email":"a@b.example", "again": "abc", "note":"abc, abc"}')
      const { id } = (await answer.json()) as { id: string }
      const { body } = (await (await hub.api(`/v1/deliveries/${id}/raw`)).json()) as { body: string }
      expect(body).toBe('{"key": "***", "email":"a@b.example", "again": "***", "note":"abc, abc"}')
    })

    const part = (name: string, value: string) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    it.each<[string, string, string, string]>([
      ['a form', 'application/x-www-form-urlencoded', 'key=a%2Fb+%C3%BC%2Bc%26d&n=a%2fb', 'key=***&n=a%2fb'],
      ['a form with its own way of escaping', 'application/x-www-form-urlencoded', 'n=1&auth[key]=a/b%20%c3%bc%2bc%26d\r\n', 'n=1&auth[key]=***'],
      ['JSON as PHP writes it', 'application/json', '{"key":"a\\/b \\u00fc+c&d","n":1}', '{"key":"***","n":1}'],
      ['XML', 'text/xml', '<auth><key>a/b ü+c&amp;d</key></auth>', '<auth><key>***</key></auth>'],
      ['several parts', 'multipart/form-data; boundary=x', `${part('key', 'a/b ü+c&d')}${part('n', '1')}--x--`, `${part('key', '***')}${part('n', '1')}--x--`],
    ])('nor that of %s', async (_, type, sent, kept) => {
      const answer = await post('tricky', sent, { 'content-type': type })
      expect(answer.status).toBe(202)
      const { id } = (await answer.json()) as { id: string }
      expect(await (await hub.api(`/v1/deliveries/${id}/raw`)).json()).toMatchObject({ body: kept })
    })

    it('answers a question that is an event too, and takes it in only where it is genuine', async () => {
      const ask = async (headers: Record<string, string>) => (await post('confirming', '{"email":"a@b.example"}', headers)).status
      expect(await ask({ 'x-confirm': '1', 'x-token': 'abc' })).toBe(204)
      expect(await ledgerOf('confirming')).toMatchObject({ accepted: 1, refused: 0 })
      expect(await ask({ 'x-confirm': '1', 'x-token': 'falsch' })).toBe(204)
      expect(await ledgerOf('confirming')).toMatchObject({ accepted: 1, refused: 1 })
      expect(await ask({ 'x-token': 'falsch' })).toBe(401)
    })

    it('tells a person who opens the address what it is for', async () => {
      const answer = await fetch(`${hub.url}/hooks/web`)
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('by POST')
    })

    it('loses none of many that come at once', async () => {
      const before = ((await ledgerOf('web'))?.accepted as number) ?? 0
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, i) => post('web', JSON.stringify({ email: `p${i}@many.example` }), { 'x-leitwerk-secret': 's' })),
      )
      expect(answers.every(({ status }) => status === 202)).toBe(true)
      const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id))
      expect(new Set(ids).size).toBe(200)
      expect(await ledgerOf('web')).toMatchObject({ accepted: before + 200, unaccounted: 0 })
    })

    it('survives senders that hang up or talk nonsense', async () => {
      const { port } = new URL(hub.url)
      for (const bytes of [
        'POST /hooks/web HTTP/1.1\r\nhost: h\r\ncontent-length: 100\r\n\r\nhalf',
        'nonsense\r\n\r\n',
        '\x16\x03\x01\x02\x00\x01',
        'GET /hooks/%zz?%zz=%zz HTTP/1.1\r\nhost: h\r\n\r\n',
        'POST /hooks/web/%E0%A4%A?%=&=&& HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\n\r\n{}',
      ]) {
        await new Promise<void>((resolve) => {
          const socket = connect(Number(port), '127.0.0.1', () => {
            socket.write(bytes)
            setTimeout(() => socket.destroy(), 60)
          })
          socket.on('close', () => resolve())
          socket.on('error', () => {})
        })
      }
      expect((await fetch(`${hub.url}/healthz`)).status).toBe(200)
    })
  })
}

describe('what is kept of a request', () => {
  it('is the whole address but for the key in it', async () => {
    const hub = await startServing('sqlite', CONFIG, 'web')
    const kept: string[] = []
    for (const path of ['k3y?page=/a?b=c&firma=Verlorene%20AG', 'k3y/?x=1', 'k3y/']) {
      const answer = await fetch(`${hub.url}/hooks/web/${path}`, { method: 'POST', body: '{"email":"a@b.example"}' })
      expect(answer.status).toBe(202)
      const { id } = (await answer.json()) as { id: string }
      kept.push(((await (await hub.api(`/v1/deliveries/${id}/raw`)).json()) as { url: string }).url.replace(/^.*\/hooks/, '/hooks'))
    }
    expect(kept).toEqual(['/hooks/web/***?page=/a?b=c&firma=Verlorene%20AG', '/hooks/web/***?x=1', '/hooks/web/***'])
    await hub.stop()
  })
})

describe('senders that begin and do not end', () => {
  it('share a bounded room; the next one is told to come again', async () => {
    const hub = await startServing('sqlite', CONFIG, 'web')
    const { port } = new URL(hub.url)
    const half = Buffer.alloc(9_000_000, 32)
    const sockets = await Promise.all(
      Array.from(
        { length: 16 },
        () =>
          new Promise<ReturnType<typeof connect>>((resolve) => {
            const socket = connect(Number(port), '127.0.0.1', () => {
              socket.write('POST /hooks/web HTTP/1.1\r\nhost: h\r\ncontent-length: 9900000\r\n\r\n')
              socket.write(half, () => resolve(socket))
            })
            socket.on('error', () => resolve(socket))
          }),
      ),
    )
    const answers = new Set<string>()
    for (const socket of sockets) socket.on('data', (data) => answers.add(data.toString('latin1').slice(9, 12)))
    await expect.poll(() => [...answers], { timeout: 5_000 }).toEqual(['503'])
    for (const socket of sockets) socket.destroy()
    await expect
      .poll(
        async () => (await fetch(`${hub.url}/hooks/web`, { method: 'POST', body: '{"email":"a@b.example"}', headers: { 'x-leitwerk-secret': 's' } })).status,
        {
          timeout: 5_000,
        },
      )
      .toBe(202)
    await hub.stop()
  })
})

describe('a hub that only receives', () => {
  it('stores what comes while nobody works, and works it off later', async () => {
    const hub = await startServing('sqlite', CONFIG, 'web')
    const answer = await fetch(`${hub.url}/hooks/web`, { method: 'POST', body: '{"email":"a@b.example"}', headers: { 'x-leitwerk-secret': 's' } })
    expect(answer.status).toBe(202)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(((await (await hub.api('/v1/ledger')).json()) as { sources: unknown[] }).sources).toMatchObject([{ accepted: 1, pending: 1 }])
    await hub.stop()
  })
})
