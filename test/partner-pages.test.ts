/** The pages behind a partner's links, over HTTP: looking changes nothing, only the button answers, and a page says what to do. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { perMinute } from '../core/web/window.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { type SmtpServer, smtpServer } from './helpers/smtp-server.ts'

const VOGT = { vorname: 'Katharina', nachname: 'Vogt', werk: 'Werk Linz', rueckruf: 'ja' }
const FIRMS = [
  'Hallbauer <i>Fördertechnik GmbH',
  'Seidel Verpackungen AG',
  'Nordlicht Sensorik GmbH',
  'Brandl Guss KG',
  'Moosrainer Mühlen GmbH',
  'Tauern Seilbahn AG',
]

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`pages of offers on ${backend}`, () => {
    let hub: Served
    let mail: SmtpServer
    beforeAll(async () => {
      mail = await smtpServer()
      hub = await startServing(
        backend,
        `publicUrl: https://hub.example.com/leitwerk
products: [{ id: kran, name: { de: Krane, en: Cranes }, default: true }]
sources: { web: { kind: form, secret: s } }
notifiers: { post: { kind: mail, host: 127.0.0.1, port: ${mail.port}, security: none, from: hub@example.com, to: ops@example.com, perSecond: 100 } }
partners: { sued: { label: Kranhandel Süd, email: lead@kranhandel-sued.example } }
routing: [{ partner: sued }]
agreement: { rejectionReasons: [{ id: fremd, name: { de: Nicht unser Gebiet, en: Not our region } }] }`,
      )
    })
    afterAll(async () => {
      await hub?.stop()
      await mail?.close()
    })
    let n = 0
    /** A lead that is offered. @returns where its links lead, below the hub */
    const offered = async () => {
      const firma = FIRMS[n++]!
      const email = `k.vogt@firma-${firma.split(' ')[0]!.toLowerCase()}.example`
      const body = JSON.stringify({ ...VOGT, firma, email })
      await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }, body })
      const theirs = () => mail.letters.map(({ text }) => text.replace(/=\r\n/g, '')).find((text) => text.includes(email))
      await vi.waitFor(() => expect(theirs()).toBeDefined(), { timeout: 15_000 })
      const [, path] = /hub\.example\.com\/leitwerk(\/p\/[\w.-]+)\/accept/.exec(theirs()!)!
      return path!
    }
    const get = (path: string, headers: Record<string, string> = {}) => fetch(hub.url + path, { headers })
    const post = (path: string, form: Record<string, string> = {}) =>
      fetch(hub.url + path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form).toString() })
    const openOffers = async () => ((await (await hub.api('/v1/partners')).json()) as { items: { open: number }[] }).items[0]!.open

    it('shows the offer and a button, with nothing of the person, however often it is opened', async () => {
      const path = await offered()
      for (let i = 0; i < 5; i++) await get(`${path}/${i % 2 === 0 ? 'accept' : 'reject'}`)
      const answer = await get(`${path}/accept`)
      const page = await answer.text()
      expect(answer.status).toBe(200)
      expect(page).toContain('<html lang="de">')
      expect(page).toContain('Hallbauer &lt;i&gt;Fördertechnik')
      expect(page).toMatch(/<form method="post">.*<button type="submit">Anfrage annehmen<\/button><\/form>/s)
      expect(page).not.toMatch(/Vogt|firma-|<script/)
      expect(await openOffers()).toBe(n)
      const headers = Object.fromEntries(answer.headers)
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' })
      const style = /<style>([\s\S]*?)<\/style>/.exec(page)![1]!
      expect(headers['content-security-policy']).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`)
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/)
      expect((await get(`${path}/accept`, { 'accept-language': 'en' })).headers.get('content-type')).toMatch(/^text\/html/)
    })

    it('answers once, also when the button is pressed twice at the same moment', async () => {
      const path = await offered()
      const pages = await Promise.all((await Promise.all([post(`${path}/accept`), post(`${path}/accept`), post(`${path}/accept`)])).map((one) => one.text()))
      for (const page of pages) expect(page).toMatch(/Danke\. Ihre Antwort ist angekommen.*Die Anfrage wurde angenommen:/s)
      expect(await (await get(`${path}/reject`)).text()).toMatch(/Die Anfrage wurde angenommen: .*20\d\d/)
      expect(await (await post(`${path}/reject`, { reason: 'fremd' })).text()).toContain('Die Anfrage wurde angenommen')
    })

    it('asks for one of the agreed reasons before it rejects', async () => {
      const path = await offered()
      expect(await (await get(`${path}/reject`)).text()).toMatch(
        /<legend>Warum lehnen Sie ab\?<\/legend><label><input type="radio" name="reason" value="fremd" required> Nicht unser Gebiet/,
      )
      for (const form of [{}, { reason: 'egal' }]) expect(await (await post(`${path}/reject`, form as Record<string, string>)).text()).toContain('role="alert"')
      expect(await (await post(`${path}/reject`, { reason: 'fremd' })).text()).toMatch(/Danke.*abgelehnt/s)
      expect(((await (await hub.api('/v1/leads?limit=1')).json()) as { items: object[] }).items[0]).toMatchObject({
        stage: 'recycled',
        handover: { state: 'rejected', reason: 'fremd', partner: 'sued', until: expect.any(String) },
      })
    })

    it('says of a wrong link what to do, in the language of the reader, and takes nothing odd for an answer', async () => {
      const path = await offered()
      for (const wrong of [`${path}x/accept`, `/p/x/accept`, `${path}/other`, `/p/${'x'.repeat(700)}/accept`]) {
        const answer = await get(wrong, { 'accept-language': 'de-AT,de;q=0.9' })
        expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('Dieser Link ist ungültig')])
      }
      expect(await (await post('/p/x/accept')).text()).toContain('This link is not valid')
      expect((await get(path)).url).toBe(`${hub.url}${path}/accept`)
      const send = (type: string, body: string) => fetch(`${hub.url}${path}/reject`, { method: 'POST', headers: { 'content-type': type }, body })
      for (const answer of [
        await post(`${path}/reject`, { reason: 'x'.repeat(5_000) }),
        await send('multipart/form-data', 'x'),
        await send('multipart/form-data; boundary=b', '--b\r\nno form at all'),
        await send('application/json', '{'),
      ]) {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
        expect(await answer.text()).toContain('Bitte wählen Sie einen Grund.')
      }
      const sentOn = await fetch(hub.url + path, { redirect: 'manual' })
      expect(Object.fromEntries(sentOn.headers)).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      expect(await (await get(`${path}/accept`)).text()).toContain('<form method="post">')
    })

    it('is offered by hand over the API, and by the command', async () => {
      const path = await offered()
      const { items } = (await (await hub.api('/v1/leads?limit=1')).json()) as { items: { id: string }[] }
      const lead = items[0]!.id
      expect((await hub.api('/v1/partners/west/offers', { lead })).status).toBe(404)
      const before = mail.letters.length
      expect((await hub.api('/v1/partners/sued/offers', { lead })).status).toBe(201)
      await vi.waitFor(() => expect(mail.letters.length).toBe(before + 1), { timeout: 15_000 })
      expect(await (await get(`${path}/accept`)).text()).toContain('Nicht mehr offen')
      const timeline = (await (await hub.api(`/v1/leads/${lead}/timeline`)).json()) as { items: { kind: string; data: object }[] }
      expect(timeline.items.filter(({ kind }) => kind === 'offer').map(({ data }) => data)).toMatchObject([
        { owner: 'partner:sued' },
        { owner: 'partner:sued' },
      ])
      const viewer = (await hub.app.act.createToken({ role: 'viewer', label: 'v', expiresAt: null }, 'test')).token
      expect((await hub.api('/v1/partners/sued/offers', { lead }, { authorization: `Bearer ${viewer}` })).status).toBe(403)
      const said: string[] = []
      const log = vi.spyOn(console, 'log').mockImplementation((line) => said.push(String(line)))
      const failed = vi.spyOn(console, 'error').mockImplementation((line) => said.push(String(line)))
      const host = { ...cliHost, withHub: (_: unknown, work: (app: typeof hub.app) => unknown) => work(hub.app) } as CliHost
      try {
        expect(await run(['partner', 'list', '--json'], host)).toBe(0)
        expect(await run(['partner', 'offer', lead, 'sued'], host)).toBe(0)
        expect(await run(['partner', 'offer', 'led_unknown', 'sued'], host)).toBe(1)
      } finally {
        log.mockRestore()
        failed.mockRestore()
      }
      expect(said.join('')).toMatch(/"partners":\[\{"id":"sued","label":"Kranhandel Süd"/)
      expect(said.join('')).toContain(`${lead} is offered to sued`)
    })

    it('slows down whoever asks too often', async () => {
      const path = await offered()
      const statuses = await Promise.all(Array.from({ length: 140 }, async () => (await get(`${path}/accept`)).status))
      expect(new Set(statuses)).toEqual(new Set([200, 429]))
      const answer = await get(`${path}/accept`)
      expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true])
      expect((await post(`${path}/accept`)).status).toBe(429)
    })
  })
}

it('a window counts each address anew every minute', () => {
  let now = 0
  const window = perMinute(2, () => now)
  expect([window.take('a'), window.take('a'), window.take('b')]).toEqual([0, 0, 0])
  now = 15_000
  expect([window.take('a'), window.take('b'), window.take('b')]).toEqual([45, 0, 45])
  now = 60_000
  expect(window.take('a')).toBe(0)
})
