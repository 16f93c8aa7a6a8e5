/** SuiteCRM, declared in YAML, against a stand-in that remembers: the whole way of a hand-over, and back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shipped } from '../core/compose/registry.ts'
import type { Entity } from '../core/crm.ts'
import * as ledger from '../core/store/ledger.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { type SuiteFake, suiteFake } from './helpers/suitecrm-fake.ts'

const MODULE: Readonly<Record<Entity, string>> = { account: 'Accounts', contact: 'Contacts', lead: 'Leads', opportunity: 'Opportunities' }
const suitecrm = shipped.crms.find(({ id }) => id === 'suitecrm')!

liveContract('suitecrm', suitecrm, async () => {
  const fake = await suiteFake()
  return {
    settings: { url: fake.url, clientId: fake.clientId, clientSecret: fake.clientSecret, keyField: 'leitwerk_key_c' },
    wrong: { field: 'clientSecret', value: 'another-secret' },
    count: async (entity) => fake.rows(MODULE[entity]).length,
    edit: async (entity, id, fields) => fake.edit(MODULE[entity], id, fields),
    remove: async (entity, id) => fake.remove(MODULE[entity], id),
    fields: {
      account: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', billing_address_postalcode: '90762' },
      contact: { first_name: 'Katharina', last_name: 'Vogt', email1: 'k.vogt@hallbauer.example' },
      lead: { first_name: 'Katharina', last_name: 'Vogt', email1: 'k.vogt@hallbauer.example', account_name: 'Hallbauer GmbH', status: 'New' },
      opportunity: {
        name: 'Presses',
        amount: 48000,
        date_closed: '2026-12-14',
        sales_stage: 'Prospecting',
        assigned_user_id: { find: 'User', by: { email1: 'anna.berg@vertrieb.example' }, optional: true },
      },
    },
    edited: { field: 'website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    // SuiteCRM's interface stores any text as a choice.
    harmless: ['contact.salutation', 'lead.salutation', 'lead.status', 'lead.lead_source', 'opportunity.sales_stage', 'opportunity.lead_source'],
    close: fake.close,
  }
})

const wish = (i: number, werk: string) => ({
  vorname: `Person${i}`,
  nachname: 'Muster',
  email: `person${i}@brandner-hebetechnik.example`,
  firma: 'Brandner Hebetechnik GmbH',
  werk,
  rueckruf: 'ja',
})

describe('SuiteCRM in the hub', () => {
  let fake: SuiteFake
  let hub: TestHub
  beforeEach(async () => {
    fake = await suiteFake()
  })
  afterEach(async () => {
    await hub?.stop()
    await fake.close()
  })
  const start = async (more = '') => {
    hub = await startHub(
      backends[0]!,
      `sources: { web: { kind: form, secret: s }, back: { kind: suitecrm, connection: crm } }
connections: { crm: { kind: suitecrm, url: "${fake.url}", clientId: ${fake.clientId}, clientSecret: ${fake.clientSecret}, concurrency: 8, handover: { convert: hub }${more} } }`,
    )
  }
  const qualify = async () => {
    for (const lead of await hub.leads()) {
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'accept' } }, 'test')
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
    }
  }
  const counts = () => ['Leads', 'Accounts', 'Contacts', 'Opportunities'].map((module) => fake.rows(module).length)
  const noted = () => fake.rows('Notes').map(({ attributes: { parent_id, description } }) => `${parent_id} ${description}`)

  it('makes exactly one account of three plants, all at once, with one login', async () => {
    await start()
    await Promise.all(['Werk Passau', 'Werk Steyr', 'Werk Görlitz'].map((werk, i) => hub.send('web', wish(i, werk))))
    await hub.quiet(60_000)
    expect(counts()).toEqual([3, 0, 0, 0])
    await qualify()
    await hub.quiet(60_000)
    expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })
    expect(counts()).toEqual([3, 1, 3, 3])
    const [account] = fake.rows('Accounts')
    for (const { attributes } of [...fake.rows('Contacts'), ...fake.rows('Opportunities')]) expect(attributes.account_id).toBe(account!.id)
    expect(fake.calls.filter((call) => call === 'POST /Api/access_token')).toHaveLength(1)
  })

  it('makes nothing twice where answers are lost and tokens forgotten', { timeout: 90_000 }, async () => {
    await start(', timeoutSeconds: 1')
    fake.loseAnswer('POST', /module$/)
    await hub.send('web', wish(1, 'Werk Passau'))
    await hub.quiet(60_000)
    expect(counts()).toEqual([1, 0, 0, 0])
    fake.forgetTokens()
    for (let i = 0; i < 4; i++) fake.loseAnswer('POST', i === 3 ? /relationships$/ : /module$/)
    await qualify()
    await hub.quiet(60_000)
    expect(counts()).toEqual([1, 1, 1, 1])
    expect(noted().length).toBeGreaterThan(0)
    expect(new Set(noted()).size).toBe(noted().length)
    expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })
  })

  it('hears what sales did', async () => {
    await start()
    await hub.send('web', wish(1, 'Werk Passau'))
    await hub.quiet(60_000)
    const [lead] = fake.rows('Leads')
    fake.edit('Leads', lead!.id, { status: 'In Process' })
    await hub.store.write((db) => db.run("update poll_cursor set due_at = 0 where source = 'back'"))
    await expect.poll(async () => (await hub.leads())[0]?.state.stage, { timeout: 15_000 }).toBe('sal')
  })
})
