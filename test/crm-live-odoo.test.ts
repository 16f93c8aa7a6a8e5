import { afterEach, describe, expect, it } from 'vitest'
import odoo from '../connectors/crms/odoo.ts'
import type { Entity } from '../core/crm.ts'
import * as leadStore from '../core/store/leads.ts'
import * as ledger from '../core/store/ledger.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type OdooFake, odooFake } from './helpers/odoo-fake.ts'
import { backends } from './helpers/stores.ts'

const PARTNER = { account: true, contact: false } as const

for (const api of ['json-rpc', 'json-2'] as const)
  liveContract(`odoo by ${api}`, odoo, async () => {
    const fake = await odooFake()
    const model = (entity: Entity) => (entity === 'account' || entity === 'contact' ? 'res.partner' : 'crm.lead')
    const isOf = (entity: Entity) => (row: Record<string, unknown>) =>
      entity === 'account' || entity === 'contact' ? row.is_company === PARTNER[entity] : row.type === entity
    return {
      settings: { url: fake.url, api, database: fake.database, login: fake.login, apiKey: fake.apiKey, module: '__leitwerk__' },
      wrong: { field: 'apiKey', value: 'another-key-000' },
      count: async (entity) => fake.rows(model(entity)).filter(isOf(entity)).length,
      edit: async (entity, id, fields) => fake.edit(model(entity), Number(id), fields),
      remove: async (entity, id) => fake.remove(model(entity), Number(id)),
      fields: {
        account: {
          name: 'Hallbauer GmbH',
          website: 'https://hallbauer.example',
          zip: '90762',
          country_id: { find: 'res.country', by: { code: 'DE' }, optional: true },
        },
        contact: { name: 'Katharina Vogt', email: 'k.vogt@hallbauer.example' },
        lead: { name: 'Hallbauer GmbH, Presses', contact_name: 'Katharina Vogt', partner_name: 'Hallbauer GmbH', email_from: 'k.vogt@hallbauer.example' },
        opportunity: {
          name: 'Presses',
          expected_revenue: 48000,
          description: 'Class: A<br/>Unit: Werk Fürth',
          user_id: { find: 'res.users', by: { login: 'anna.berg@vertrieb.example' }, optional: true },
        },
      },
      edited: { field: 'website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
      close: fake.close,
    }
  })

const wish = (i: number, werk: string, produkt: string) => ({
  vorname: `Person${i}`,
  nachname: 'Muster',
  email: `person${i}@brandauer-pumpen.example`,
  firma: 'Brandauer Pumpen GmbH',
  werk,
  produkt,
  rueckruf: 'ja',
})
const SIX = ['Werk Linz', 'Werk Wels', 'Werk Steyr'].flatMap((werk, i) => ['kran', 'service'].map((produkt) => wish(i, werk, produkt)))

describe('a whole hub before Odoo', () => {
  let fake: OdooFake
  let hub: TestHub
  const start = async (api: string, handover: string, sources = '') => {
    fake = await odooFake()
    hub = await startHub(
      backends[0]!,
      `products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
sources:
  web: { kind: form, secret: s }
${sources}
connections:
  crm: { kind: odoo, url: "${fake.url}", api: ${api}, database: ${fake.database}, login: ${fake.login}, apiKey: ${fake.apiKey}, concurrency: 8, timeoutSeconds: 1, handover: { ${handover} } }`,
    )
  }
  afterEach(async () => {
    await hub?.stop()
    await fake?.close()
  })
  const companies = () => fake.rows('res.partner').filter(({ is_company }) => is_company)
  const people = () => fake.rows('res.partner').filter(({ is_company }) => !is_company)
  const qualify = async (lead: string) => {
    await hub.act.decideLead({ lead, decision: { kind: 'accept' } }, 'test')
    await hub.act.decideLead({ lead, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
  }
  const allDone = async () => expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })

  it.each(['json-rpc', 'json-2'])('makes exactly one account of three plants with two products that come all at once, by %s', async (api) => {
    await start(api, 'convert: hub')
    await Promise.all(SIX.map((body) => hub.send('web', body)))
    await hub.quiet(60_000)
    expect(fake.rows('crm.lead').map(({ type }) => type)).toEqual(Array(6).fill('lead'))
    for (const lead of await hub.leads()) await qualify(lead.id)
    await hub.quiet(60_000)
    await allDone()
    expect([companies().length, people().length]).toEqual([1, 3])
    expect(fake.rows('crm.lead').map(({ type }) => type)).toEqual(Array(6).fill('opportunity'))
    expect([...fake.keys.keys()].filter((key) => key.startsWith('__leitwerk__.led_'))).toHaveLength(6)
  })

  const STEPS = ['load', 'message_post', 'create', 'action_apply']
  it.each(STEPS)('goes on after a crash at %s, and makes nothing twice', async (step) => {
    await start('json-2', 'convert: hub')
    fake.loseAnswer(step)
    await hub.send('web', SIX[0])
    const doneOr = (ms: number) => hub.quiet(ms).catch(() => {})
    await doneOr(300)
    await hub.stopWork()
    hub.work()
    await hub.quiet(30_000)
    const [lead] = await hub.leads()
    fake.loseAnswer(step)
    await qualify(lead!.id)
    await doneOr(300)
    await hub.stopWork()
    hub.work()
    await hub.quiet(30_000)
    await allDone()
    expect([companies().length, people().length]).toEqual([1, 1])
    expect(fake.rows('crm.lead')).toMatchObject([{ type: 'opportunity' }])
    const bodies = fake.rows('mail.message').map(({ body }) => String(body))
    expect(new Set(bodies).size).toBe(bodies.length)
  })

  it('hears of what sales did by asking, and at once where Odoo calls', { timeout: 30_000 }, async () => {
    await start('json-rpc', 'convert: crm', '  back: { kind: odoo, connection: crm, pathKey: a-long-random-word }')
    await hub.send('web', SIX[0])
    await hub.quiet(20_000)
    const [record] = fake.rows('crm.lead')
    const [lead] = await hub.leads()
    const state = async () => (await leadStore.find(hub.store.db, lead!.id))!.state
    const pollNow = () => hub.store.write((db) => db.run("update poll_cursor set due_at = 0 where source = 'back'"))
    fake.edit('crm.lead', record!.id, { type: 'opportunity', date_conversion: '2026-09-15 08:30:00', user_id: 6, stage_id: 2 })
    await pollNow()
    await expect.poll(async () => (await state()).stage, { timeout: 10_000 }).toBe('sql')
    expect(await state()).toMatchObject({ owner: 'anna.berg@vertrieb.example' })
    fake.edit('crm.lead', record!.id, { active: false, probability: 0, lost_reason_id: 1 })
    await hub.send('back', { _action: 'Notice(#412)', _id: record!.id, _model: 'crm.lead', id: record!.id, name: 'x', write_date: '2026-09-15 08:31:00.5' })
    await expect.poll(async () => (await state()).stage, { timeout: 10_000 }).toBe('lost')
    expect(await state()).toMatchObject({ reason: 'Too expensive' })
    await hub.quiet()
    for (const row of await ledger.sources(hub.store.db)) expect(row).toMatchObject({ unaccounted: 0, pending: 0, held: 0 })
  })
})
