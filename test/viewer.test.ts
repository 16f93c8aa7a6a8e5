/** A viewer works with companies and figures: no answer of the API names a person to them. */
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { sandboxCrm } from './helpers/sandbox-crm.ts'
import { startServing } from './helpers/serving.ts'

const LIST = `Firma;Vorname;Nachname;E-Mail;Mobil;PLZ;Ort;Bemerkung
Kranbau Oste GmbH;Wendelgard;Quastenflosser;wendelgard.quastenflosser@kranbau-oste.example;0151 23498761;21755;Hechthausen;Rückruf an Wendelgard Quastenflosser
Kranbau Oste GmbH;Wendelgard;Quastenflosser;wendelgard.quastenflosser@kranbau-oste.example;0151 23498761;21755;Hechthausen;zweimal
Kranbau Oste Service GmbH;Wendelgard;Quastenflosser;w.quastenflosser@kranbau-oste.example;0151 23498761;21755;Hechthausen;
`
const TRACES = /quastenflo|wendelgard|23498761/i

describe('a viewer', () => {
  const open: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close()
  })

  it('is told of no person by any route', { timeout: 60_000 }, async () => {
    const crm = await sandboxCrm()
    open.push(crm.close)
    const hub = await startServing(
      'sqlite',
      `products: [{ id: kran, name: Kran, default: true }]
sources: { messe: { kind: list, origin: fair, name: Messe }, web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "${crm.url}", token: "${crm.token}" } }
audiences: { post: { kind: brevo, url: "http://127.0.0.1:9", key: xkeysib-0123456789abcdef, list: "7" } }
`,
    )
    open.push(hub.stop)
    await crm.make('contacts', { lastName: 'Quastenflosser', firstName: 'Wendelgard', email: 'wendelgard.quastenflosser@kranbau-oste.example' })
    const id = await hub.app.act.receiveImport({ source: 'messe', file: 'list.csv', options: {} }, 'test')
    await hub.app.act.receivePiece({ id, n: 0, body: Buffer.from(LIST).toString('base64') })
    await hub.app.act.startImport({ id, hash: createHash('sha256').update(LIST).digest('hex') }, 'test')
    const { db } = hub.app.store
    const all = async (text: string) => (await db.all<{ id: string }>(text)).map((row) => row.id)
    for (const until = Date.now() + 20_000; (await all("select id from import_run where state = 'done'")).length === 0; ) {
      if (Date.now() > until) throw new Error('the import does not end')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    for (const lead of await all('select id from lead')) await hub.app.act.decideLead({ lead, decision: { kind: 'class', to: 'A', reason: null } }, 'test')
    await hub.app.act.startReconciliation({ connection: 'crm' }, 'test')
    for (const until = Date.now() + 20_000; Date.now() < until; ) {
      const { deliveries, jobs } = await hub.app.act.workload()
      if (deliveries + jobs <= 2) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const ids: Record<string, string[]> = {
      deliveries: await all('select id from delivery'),
      leads: await all('select id from lead'),
      accounts: await all('select id from account'),
      units: await all('select id from unit'),
      contacts: await all('select id from contact'),
      jobs: await all('select id from job'),
      imports: [id],
      reviews: await all('select id from review'),
      connections: ['crm'],
      audiences: ['post'],
      sources: ['web', 'messe'],
      mappings: (await all('select id from mapping_version')).slice(0, 3),
    }
    const viewer = { authorization: `Bearer ${(await hub.app.act.createToken({ role: 'viewer', label: 'v', expiresAt: null }, 'test')).token}` }
    const { paths } = (await (await fetch(`${hub.url}/openapi.json`)).json()) as { paths: Record<string, Record<string, { 'x-role'?: string }>> }
    const routes = Object.entries(paths)
      .filter(([, methods]) => methods.get?.['x-role'] === 'viewer')
      .map(([path]) => path)
    expect(routes.length).toBeGreaterThan(30)
    const leaks: string[] = []
    let asked = 0
    for (const path of routes) {
      const kind = path.split('/')[2]!
      const filled = path.includes('{') ? (ids[kind] ?? []).map((one) => path.replace(/\{\w+\}/, one)) : [path]
      for (const one of filled) {
        const extra = one.endsWith('/records') ? '?entity=contact' : one.endsWith('/only-hub') ? '?entity=contact' : ''
        const answer = await hub.api(one + extra, undefined, viewer)
        const text = await answer.text()
        if (answer.status === 200) asked++
        if (TRACES.test(text)) leaks.push(`${path}: ${text.slice(Math.max(0, text.search(TRACES) - 120), text.search(TRACES) + 60)}`)
      }
    }
    expect(asked).toBeGreaterThan(40)
    expect([...new Map(leaks.map((one) => [one.split(':')[0], one])).values()]).toEqual([])
  })
})
