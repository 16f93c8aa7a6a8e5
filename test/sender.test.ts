/** Whoever sends has a page of their own: it says where and how, gives an example that works, and tells what became of what was sent; it names no secret and nobody. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const SECRET = 'a secret+that&nobody/may=see'
const config = (port: number) => `
publicUrl: http://127.0.0.1:${port}
sources:
  web: { kind: typeform, label: Website, secret: "${SECRET}" }
  keyed-path: { kind: jotform, pathKey: "${SECRET}" }
  fair: { kind: snapaddy, authorizationHeader: "${SECRET}" }
  news: { kind: mailchimp, pathKey: "${SECRET}" }
  mails: { kind: mailgun, secret: "${SECRET}" }
  keyed: { kind: webhook, settings: { publicKey: abc }, verify: { kind: signature, algorithm: ed25519, key: { field: publicKey }, signed: [{ request: body }], at: { header: x-sig }, encoding: hex } }
`

for (const backend of backends) {
  describe(`the page of a sender on ${backend.name}`, { timeout: 60_000 }, () => {
    let hub: Served
    beforeAll(async () => {
      hub = await startServing(backend.name, config(8080))
    }, 60_000)
    afterAll(() => hub.stop())

    /** The page's path on this hub. */
    const link = async (source: string, more: object = {}): Promise<string> => {
      const { url } = (await (await hub.api(`/v1/sources/${source}/link`, more)).json()) as { url: string }
      return new URL(url).pathname
    }
    const open = (path: string, language = 'en') => fetch(hub.url + path, { headers: { 'accept-language': language } })
    const text = async (path: string, language?: string) => (await open(path, language)).text()
    const exampleIn = (page: string): string =>
      /<pre[^>]*>([\s\S]*?)<\/pre>/
        .exec(page)![1]!
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&')
        .replaceAll('http://127.0.0.1:8080', hub.url)
    const run = async (curl: string): Promise<string> => (await promisify(execFile)('bash', ['-c', `${curl} -s -m 20 -o /dev/null -w '%{http_code}'`])).stdout

    it('tells address, steps and an example that works as it is copied', async () => {
      const path = await link('web')
      const page = await text(path)
      expect(page).toContain('<h1>Send data to Website</h1>')
      expect(page).toContain('http://127.0.0.1:8080/hooks/web')
      expect(page).toContain('<li>Open the form: Connect &gt; Webhooks &gt; Add a webhook, with the address http://127.0.0.1:8080/hooks/web.</li>')
      expect(page).toContain('We are waiting for the first one')
      expect(page).not.toContain(SECRET)
      expect(await run(exampleIn(page))).toBe('202')
      await vi.waitFor(async () => expect(await text(`${path}/events`)).toContain('test arrived; is not passed on'), { timeout: 15_000, interval: 500 })
    })

    it('speaks German to who reads German, runs its own script only, and stays in no cache', async () => {
      const answer = await open(await link('web'), 'de-DE,de;q=0.9')
      const page = await answer.text()
      expect(page).toContain('<html lang="de">')
      expect(page).toContain('Test senden')
      expect(page).toContain(
        '<li>Öffnen Sie im Formular „Connect &gt; Webhooks &gt; Add a webhook“ und geben Sie die Adresse http://127.0.0.1:8080/hooks/web an.</li>',
      )
      expect(answer.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; connect-src 'self'/,
      )
      expect(answer.headers.get('cache-control')).toBe('no-store')
    })

    it('puts a name where a secret would stand', async () => {
      const example = exampleIn(await text(await link('fair')))
      expect(example).not.toContain(SECRET)
      expect(example).toMatch(/\$AUTHORIZATION_HEADER/)
      expect(await run(example)).toBe('401')
      expect(await run(example.replaceAll('$AUTHORIZATION_HEADER', SECRET))).toBe('200')
    })

    it('writes a form where the tool sends one', async () => {
      const path = await link('news')
      const example = exampleIn(await text(path))
      expect(example).toContain('content-type: application/x-www-form-urlencoded')
      expect(await run(example.replaceAll('$PATH_KEY', encodeURIComponent(SECRET)))).toBe('200')
      await vi.waitFor(async () => expect(await text(`${path}/events`)).toContain('test arrived; is not passed on'), { timeout: 15_000, interval: 500 })
    })

    it('hides a key in the address, however it is written there', async () => {
      const page = await text(await link('keyed-path'))
      for (const one of ['may%3Dsee', 'may=see', 'secret%2Bthat', 'secret+that']) expect(page).not.toContain(one)
    })

    it('sends a test through the front door that is shown and made a lead of by nobody, however often', async () => {
      const path = await link('fair')
      const before = ((await (await hub.api('/v1/leads')).json()) as { items: unknown[] }).items.length
      for (let i = 0; i < 2; i++) {
        const sent = await fetch(`${hub.url}${path}/test`, { method: 'POST', redirect: 'manual' })
        expect([sent.status, new URL(sent.headers.get('location')!, `${hub.url}${path}/test`).pathname]).toEqual([303, path])
      }
      await vi.waitFor(async () => expect((await text(`${path}/events`)).match(/test arrived; is not passed on/g)).toHaveLength(3), {
        timeout: 15_000,
        interval: 500,
      })
      expect(((await (await hub.api('/v1/leads')).json()) as { items: unknown[] }).items).toHaveLength(before)
    })

    it('tells in words why something was refused', async () => {
      const path = await link('web')
      await fetch(`${hub.url}/hooks/web`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'typeform-signature': 'sha256=AAAA' } })
      await vi.waitFor(async () => expect(await text(`${path}/events`)).toMatch(/<td>401<\/td><td>refused: <span lang="en">[^<]*signature/), {
        timeout: 15_000,
      })
    })

    it('says so where only the tool can make an example', async () => {
      const path = await link('keyed')
      expect(await text(path)).toContain('Only the tool itself can make an example')
      expect((await fetch(`${hub.url}${path}/test`, { method: 'POST' })).status).toBe(404)
    })

    it('gives no proof away that would fit another body, and tests all the same', async () => {
      const path = await link('mails')
      const page = await text(path)
      expect(page).toContain('Only the tool itself can make an example')
      expect(page).not.toMatch(/[0-9a-f]{64}/)
      expect((await fetch(`${hub.url}${path}/test`, { method: 'POST', redirect: 'manual' })).status).toBe(303)
      await vi.waitFor(async () => expect(await text(`${path}/events`)).toContain('test arrived; is not passed on'), { timeout: 15_000, interval: 500 })
    })

    it('opens to whoever has the link only, and to nobody once it was renewed', async () => {
      const path = await link('web')
      expect(await link('web')).toBe(path)
      const forged = path.replace('/s/web.', '/s/fair.')
      for (const wrong of [forged, `${path.slice(0, -2)}xx`, '/s/web.', '/s/nobody.abc', '/s/x'])
        expect([wrong, (await open(wrong)).status]).toEqual([wrong, 404])
      const renewed = await link('web', { anew: true })
      expect([(await open(path)).status, (await open(renewed)).status]).toEqual([404, 200])
      expect((await hub.api('/v1/sources/nobody/link', {})).status).toBe(404)
    })

    it('makes who is too quick wait', async () => {
      const path = await link('web')
      let last = 0
      for (let i = 0; i < 12 && last !== 429; i++) last = (await fetch(`${hub.url}${path}/test`, { method: 'POST', redirect: 'manual' })).status
      expect(last).toBe(429)
    })
  })
}
