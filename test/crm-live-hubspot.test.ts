import { afterEach, describe, expect, it, vi } from 'vitest'
import hubspot from '../connectors/crms/hubspot.ts'
import type { Entity } from '../core/crm.ts'
import * as ledger from '../core/store/ledger.ts'
import * as operation from '../core/store/operation.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type HubSpotFake, hubspotFake } from './helpers/hubspot-fake.ts'
import { backends } from './helpers/stores.ts'

const OBJECT: Readonly<Record<Entity, string>> = { account: 'companies', contact: 'contacts', lead: 'leads', opportunity: 'deals' }
const settingsOf = ({ url, token, portal }: HubSpotFake, apiVersion = '2026-03') => ({
  url,
  token,
  portal,
  apiVersion,
  keyField: 'leitwerk_id',
  leads: 'yes',
  qualifiedStage: 'qualified-stage-id',
  endedStages: 'qualified-stage-id, unqualified-stage-id',
})

const withOAuth = ({ token: _token, ...settings }: ReturnType<typeof settingsOf>, { oauth }: HubSpotFake) => ({ ...settings, ...oauth.client })

for (const [version, way] of [
  ['2026-03', 'token'],
  ['v3', 'token'],
  ['2026-03', 'refreshToken'],
] as const)
  liveContract(`hubspot ${version}, ${way}`, hubspot, async () => {
    const fake = await hubspotFake(way === 'token' ? {} : { tokenCalls: 7 })
    const settings = settingsOf(fake, version)
    return {
      settings: way === 'token' ? settings : withOAuth(settings, fake),
      wrong: { field: way, value: 'another-000' },
      count: async (entity) => fake.rows(OBJECT[entity]).length,
      edit: async (entity, id, fields) => fake.edit(OBJECT[entity], id, fields as Record<string, string>),
      remove: async (entity, id) => fake.remove(OBJECT[entity], id),
      fields: {
        account: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', zip: '90762', numberofemployees: 240, topics: ['press', 'saw'] },
        contact: { firstname: 'Katharina', lastname: 'Vogt', email: 'k.vogt@hallbauer.example' },
        lead: { hs_lead_name: 'Hallbauer GmbH, presses', hs_lead_label: 'WARM' },
        opportunity: {
          dealname: 'Presses',
          pipeline: 'default',
          dealstage: 'appointmentscheduled',
          amount: 48000,
          closedate: '2026-12-14T00:00:00Z',
          hubspot_owner_id: { find: 'owner', by: { email: 'anna.berg@vertrieb.example' }, optional: true },
        },
      },
      edited: { field: 'website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
      close: fake.close,
    }
  })

const wish = (i: number, werk: string, produkt: string) => ({
  vorname: `Person${i}`,
  nachname: 'Muster',
  email: `person${i}@hallbauer-foerdertechnik.example`,
  firma: 'Hallbauer Fördertechnik GmbH & Co. KG',
  werk,
  produkt,
  rueckruf: 'ja',
})
const SIX = ['Werk Nürnberg', 'Werk Linz', 'Werk Dresden'].flatMap((werk, i) => ['kran', 'service'].map((produkt) => wish(i, werk, produkt)))
const sqlite = backends.find(({ name }) => name === 'sqlite')!

describe('a whole hand-over into HubSpot', () => {
  let fake: HubSpotFake
  let hub: TestHub
  const start = async (more = '', tokenCalls?: number) => {
    fake = await hubspotFake(tokenCalls === undefined ? {} : { tokenCalls })
    const { clientId, clientSecret, refreshToken } = fake.oauth.client
    const login = tokenCalls === undefined ? `token: ${fake.token}` : `clientId: ${clientId}, clientSecret: ${clientSecret}, refreshToken: ${refreshToken}`
    hub = await startHub(
      sqlite,
      `products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
sources:
  web: { kind: form, secret: s }
  back: { kind: hubspot, connection: crm, secret: client-secret, appId: "54321" }
connections:
  crm: { kind: hubspot, url: "${fake.url}", ${login}, portal: "${fake.portal}", concurrency: 8${more} }`,
    )
  }
  afterEach(async () => {
    await hub?.stop()
    await fake?.close()
  })
  const qualify = async () => {
    for (const lead of await hub.leads()) {
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'accept' } }, 'test')
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
    }
    await hub.quiet(60_000)
  }
  const counts = () => ['companies', 'contacts', 'leads', 'deals'].map((object) => fake.rows(object).length)
  const settled = () => vi.waitFor(async () => expect(await open()).toMatchObject({ parked: 0, pending: 0 }), { timeout: 30_000, interval: 100 })
  const open = async () => (await ledger.connections(hub.store.db))[0]

  it('makes exactly one company of three plants with two products, all at once', async () => {
    await start(', handover: { convert: hub }')
    await Promise.all(SIX.map((body) => hub.send('web', body)))
    await hub.quiet(60_000)
    expect(counts()).toEqual([1, 3, 6, 0])
    await qualify()
    expect(await open()).toMatchObject({ parked: 0, pending: 0 })
    expect(counts()).toEqual([1, 3, 6, 6])
    for (const { id } of fake.rows('deals')) expect([fake.tied('deals', id, 'companies').length, fake.tied('deals', id, 'leads').length]).toEqual([1, 1])
    expect(fake.rows('leads').map(({ properties }) => properties.hs_pipeline_stage)).toEqual(Array(6).fill('qualified-stage-id'))
  })

  it('goes on where access tokens end in the middle of a dialogue, and stops with what to do where the app was taken out', async () => {
    await start(', handover: { convert: hub }', 9)
    await Promise.all(SIX.map((body) => hub.send('web', body)))
    await hub.quiet(60_000)
    await qualify()
    expect(counts()).toEqual([1, 3, 6, 6])
    expect(fake.oauth.given()).toBeGreaterThan(5)
    expect(await open()).toMatchObject({ parked: 0, pending: 0 })
    fake.oauth.revoke()
    await hub.send('web', { ...wish(9, 'Werk Aalen', 'kran') })
    const paused = async () => (await operation.connectionStates(hub.store.db)).get('crm')
    await vi.waitFor(
      async () => expect(await paused()).toMatchObject({ state: 'paused', reason: expect.stringMatching(/refresh token no longer.*install the app/) }),
      { timeout: 10_000 },
    )
  })

  it.each([
    ['company', 'POST', /companies\/batch\/upsert$/],
    ['contact', 'POST', /contacts\/batch\/upsert$/],
    ['company of the contact', 'PUT', /contacts\/\d+\/associations\/default/],
    ['lead', 'POST', /leads$/],
    ['deal', 'POST', /deals\/batch\/upsert$/],
    ['lead of the deal', 'PUT', /deals\/\d+\/associations\/default\/leads/],
    ['notes', 'POST', /notes\/batch\/create$/],
  ] as const)(
    'makes nothing twice when the process ends before it heard of the %s',
    async (_, method, path) => {
      await start(', handover: { convert: hub }, timeoutSeconds: 1')
      fake.loseAnswer(method, path)
      await hub.send('web', SIX[0])
      await settled()
      await qualify()
      await settled()
      expect(fake.unheard()).toBe(0)
      expect(counts()).toEqual([1, 1, 1, 1])
      const [deal, contact, company] = ['deals', 'contacts', 'companies'].map((object) => fake.rows(object)[0]!.id)
      expect(['companies', 'contacts'].map((object) => fake.tied('deals', deal!, object))).toEqual([[company], [contact]])
      // Once on the lead, and once more on the deal that came of it.
      const bodies = new Map(fake.rows('notes').map(({ id, properties }) => [id, properties.hs_note_body]))
      const notes = fake.tied('deals', deal!, 'notes').map((id) => bodies.get(id))
      expect(notes).toHaveLength(2)
      expect(bodies.size).toBe(4)
      expect(new Set(notes).size).toBe(notes.length)
    },
    60_000,
  )

  it('hears what sales does, and not its own changes', async () => {
    await start()
    await hub.send('web', SIX[0])
    await hub.quiet(60_000)
    const [lead] = fake.rows('leads')
    const told = (more: object) => [
      {
        eventId: 1,
        portalId: 62515000,
        appId: 54321,
        occurredAt: Date.now(),
        subscriptionType: 'object.propertyChange',
        objectTypeId: '0-136',
        objectId: Number(lead!.id),
        attemptNumber: 0,
        ...more,
      },
    ]
    await hub.send('back', told({ changeSource: 'INTEGRATION', sourceId: '54321' }))
    await hub.quiet(60_000)
    expect((await hub.leads())[0]!.state.offer?.state).toBe('open')
    fake.edit('leads', lead!.id, { hs_pipeline_stage: 'unqualified-stage-id', hubspot_owner_id: '701' })
    await hub.send('back', told({ eventId: 2, changeSource: 'CRM_UI', sourceId: 'userId:777' }))
    await hub.quiet(60_000)
    expect((await hub.leads())[0]!.state.offer?.state).toBe('rejected')
  })
})
