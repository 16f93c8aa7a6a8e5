/** Figures by the API and by the command line, beside a hub that runs, and of a log. */
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hubScript } from '../bench/processes.ts'
import { parseConfig } from '../config/load.ts'
import { serve } from '../core/compose/serve.ts'
import { newFolder } from './helpers/folder.ts'
import { type Served, startServing } from './helpers/serving.ts'

const call = promisify(execFile)
interface Answer {
  rows: { n: number; more: { side?: 'crm' | 'hub' } }[]
  items: { product: string | null }[]
  total: number
}
const LOG = fileURLToPath(new URL('figures/public', import.meta.url))
const leitwerk = async (...args: string[]) => (await call(process.execPath, [hubScript, ...args], { maxBuffer: 2 ** 26 })).stdout

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`figures beside a hub that runs on ${backend}`, { timeout: 60_000 }, () => {
    let hub: Served
    beforeAll(async () => {
      hub = await startServing(backend, 'products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }')
      for (const [firma, domain, rueckruf] of [
        ['Quast Antriebe GmbH', 'quast-antriebe.example', 'ja'],
        ['Rübsam Pumpen AG', 'ruebsam-pumpen.example', 'nein'],
      ]) {
        const body = JSON.stringify({ firma, vorname: 'Ina', nachname: 'Pohl', email: `ina.pohl@${domain}`, rueckruf })
        await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }, body })
      }
      await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 20_000 })
    })
    afterAll(() => hub.stop())
    const get = async (path: string) => {
      const answer = await hub.api(path)
      return {
        status: answer.status,
        body: (await answer.json()) as {
          detail?: string
          rows: { segment: string | null; n: number; value: number }[]
          items: { id: string }[]
          total: number
          next: string
        },
      }
    }

    it('are answered with definition, n and interval', async () => {
      const { status, body } = await get('/v1/funnel?figure=leads-created&product=kran&by=channel')
      expect(status).toBe(200)
      expect(body).toMatchObject({
        figure: 'leads-created',
        by: 'channel',
        where: { product: 'kran' },
        definition: { group: 1, basis: 'period', unit: 'count', sentence: { de: expect.any(String), en: expect.any(String) } },
        rows: [{ segment: 'web', period: null, n: 2, value: 2, low: expect.any(Number), high: expect.any(Number), says: false }],
      })
      expect((await get('/v1/funnel?figure=fast-lane')).body.rows).toMatchObject([{ n: 1 }])
    })

    it('name the leads behind a number, page by page', async () => {
      const first = (await get('/v1/funnel/rows?figure=leads-created&limit=1')).body
      expect(first).toMatchObject({ items: [{ product: 'kran', stage: 'lead', accountName: expect.any(String), unitName: null }], total: 2 })
      const second = (await get(`/v1/funnel/rows?figure=leads-created&limit=1&after=${first.next}`)).body
      expect(second).toMatchObject({ total: 2, next: null })
      expect(second.items[0]!.id).not.toBe(first.items[0]!.id)
    })

    it('come as a table, and are listed', async () => {
      const answer = await hub.api('/v1/funnel?figure=leads-created&by=channel', undefined, { accept: 'text/csv' })
      expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
        'text/csv; charset=utf-8',
        expect.stringMatching(/^segment,period,n,value,low,high,says\r\nweb,,2,2,0\.24\d*,7\.22\d*,false\r\n$/),
      ])
      expect((await get('/v1/figures')).body.items.length).toBeGreaterThan(40)
    })

    it('say what cannot be asked, and what can', async () => {
      const detail = async (query: string) => {
        const { status, body } = await get(`/v1/funnel?${query}`)
        return [status, body.detail]
      }
      expect(await detail('figure=leads-craeted')).toEqual([
        400,
        expect.stringMatching(/^there is no figure 'leads-craeted'; did you mean 'leads-created'\?; there are /),
      ])
      expect(await detail('figure=leads-created&by=touch')).toEqual([
        400,
        expect.stringMatching(/^leads-created cannot be told apart by touch; it can by channel, /),
      ])
      expect(await detail('figure=leads-created&from=2026-02-01&to=2026-01-01')).toEqual([400, 'from must lie before to'])
      expect(await detail('figure=conversion-rate&kind=lead>sql')).toEqual([
        400,
        expect.stringMatching(/^conversion-rate has no kind 'lead>sql'; it has lead>mql, /),
      ])
      expect(await detail('figure=leads-created&product=schiff')).toEqual([400, "there is no product 'schiff'; there are kran"])
      expect(await detail('figure=leads-created&from=0001-01-01')).toEqual([400, 'from lies before 1970: no lead is that old'])
      expect(await detail('figure=leads-created&from=2026-02-30')).toEqual([
        400,
        '/from: no local day such as 2026-03-01, nor an instant such as 2026-03-01T09:00:00+01:00',
      ])
      expect(await detail('figure=leads-created&asOf=2026-02-01')).toEqual([400, '/asOf: no instant such as 2026-03-01T09:00:00+01:00'])
      expect((await get('/v1/funnel/rows?figure=leads-created&after=led_gone')).body.detail).toMatch(/^after names nothing behind this number/)
      expect((await get('/v1/funnel/rows?figure=leads-standing')).body.detail).toMatch(/^the answer has no such row/)
    })

    it('are the same on the command line', async () => {
      const said = JSON.parse(await leitwerk('funnel', 'leads-created', '--by', 'channel', '--json', '--database', hub.database)) as { rows: unknown[] }
      expect(said.rows).toEqual((await get('/v1/funnel?figure=leads-created&by=channel')).body.rows)
    })
  })
}

describe('figures of a log', { timeout: 60_000 }, () => {
  let folder: string
  beforeAll(() => {
    folder = newFolder('funnel')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('are told to people, as of then', async () => {
    const database = `sqlite:${join(folder, 'log.sqlite')}`
    expect(await leitwerk('figures', 'import', LOG, '--database', database)).toBe(
      '3646 facts of 309 leads, 400 deliveries, 150 jobs, 36 opportunities of the CRM.\n',
    )
    const at = ['--as-of', '2025-12-31T23:00:00.000Z', '--database', database]
    const offers = await leitwerk('funnel', 'offers', '--product', 'P1', '--from', '2025-01-01', '--period', 'quarter', ...at)
    expect(offers).toMatch(/^Leads offered, and what became of them: mql, product P1\n/)
    expect(offers).toMatch(/\n2025-Q1 +20 +20 +12\.22 to 30\.89 +14 +0 +5 +0 +1\n/)
    expect(offers).toMatch(/\n██▂▆\n/)
    expect(await leitwerk('funnel', 'crm-agreement', '--product', 'P1', '--from', '2025-01-01', '--to', '2026-01-01', '--csv', ...at)).toContain(
      'only in the CRM',
    )
    await expect(leitwerk('funnel', '--all', '--product', 'P1', ...at)).rejects.toThrow('--all gives every figure of every product: ask without --product')
    await expect(leitwerk('funnel', 'leads-created', '--from', '2025-02-30', ...at)).rejects.toThrow('from: there is no day 2025-02-30')
    const revenue = await leitwerk('funnel', 'attribution-revenue', '--by', 'channel', '--kind', 'linear', ...at)
    expect(revenue).toMatch(/\nsegment +n +amount +95 % +shown\n/)
    expect(revenue).toMatch(/\nfair +\d+ +(\d+\.\d)\d +– +(?:says little +)?\1\d\n/)
    await expect(leitwerk('figures', 'import', LOG, '--database', database)).rejects.toThrow('the database holds leads, deliveries or jobs already')

    const hub = await serve(parseConfig('{}', 'test.yaml', { database, listen: '127.0.0.1:0', log: 'silent' }), 'web')
    const { token } = await hub.app.act.createToken({ role: 'viewer', label: 'test', expiresAt: null }, 'test')
    const get = async (path: string) => (await fetch(`${hub.url}/v1/${path}`, { headers: { authorization: `Bearer ${token}` } })).json() as Promise<Answer>
    const question = 'figure=crm-agreement&product=P1&from=2025-01-01&to=2026-01-01&asOf=2025-12-31T23:00:00Z'
    const { rows } = await get(`funnel?${question}`)
    expect(rows.length).toBeGreaterThan(3)
    for (const { n, more } of rows) {
      const { items, total } = await get(`funnel/rows?${question}&limit=500&more=${encodeURIComponent(JSON.stringify(more))}`)
      expect([total, items.length]).toEqual([n, n])
      for (const { product } of items) expect(product).toBe(more.side === 'crm' ? null : 'P1')
    }
    await hub.stop()
  })
})
