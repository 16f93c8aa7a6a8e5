import { afterEach, describe, expect, it, vi } from 'vitest'
import twenty from '../connectors/crms/twenty.ts'
import type { Entity } from '../core/crm.ts'
import * as ledger from '../core/store/ledger.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { type TwentyFake, twentyFake } from './helpers/twenty-fake.ts'

const OBJECT: Readonly<Record<Entity, string>> = { account: 'companies', contact: 'people', lead: 'opportunities', opportunity: 'opportunities' }

liveContract('twenty', twenty, async () => {
  const fake = await twentyFake()
  return {
    settings: { url: fake.url, apiKey: fake.apiKey, keyField: 'leitwerkKey' },
    wrong: { field: 'apiKey', value: 'another-key-000' },
    count: async (entity) => fake.rows(OBJECT[entity]).length,
    edit: async (entity, id, fields) => fake.edit(OBJECT[entity], id, fields),
    remove: async (entity, id) => fake.remove(OBJECT[entity], id),
    fields: {
      account: { name: 'Hallbauer GmbH', employees: 240, address: { addressPostcode: '90762', addressCity: 'Fürth' } },
      contact: {
        name: { firstName: 'Katharina', lastName: 'Vogt' },
        emails: { primaryEmail: 'k.vogt@hallbauer.example' },
        phones: { primaryPhoneNumber: '+49911471123' },
      },
      opportunity: { name: 'Presses', stage: 'NEW', closeDate: '2026-12-14T00:00:00.000Z', amount: { amountMicros: 48_000_000_000, currencyCode: 'EUR' } },
    },
    edited: { field: 'name', theirs: 'Hallbauer Werkzeugbau GmbH', ours: 'Hallbauer GmbH' },
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

describe('a whole hand-over into Twenty', () => {
  let fake: TwentyFake
  let hub: TestHub
  const start = async (more = '') => {
    fake = await twentyFake()
    hub = await startHub(
      sqlite,
      `products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
sources:
  web: { kind: form, secret: s }
  back: { kind: twenty, connection: crm, secret: hook-secret }
connections:
  crm: { kind: twenty, url: "${fake.url}", apiKey: ${fake.apiKey}, keyField: leitwerkKey, concurrency: 8${more} }`,
    )
  }
  afterEach(async () => {
    await hub?.stop()
    await fake?.close()
  })
  const counts = () => ['companies', 'people', 'opportunities'].map((object) => fake.rows(object).length)
  const settled = () =>
    vi.waitFor(async () => expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 }), { timeout: 30_000, interval: 100 })

  it('makes exactly one company of three plants with two products, all at once', async () => {
    await start()
    await Promise.all(SIX.map((body) => hub.send('web', body)))
    await hub.quiet(60_000)
    await settled()
    expect(counts()).toEqual([1, 3, 6])
    expect(new Set(fake.rows('opportunities').map(({ companyId }) => companyId))).toEqual(new Set([fake.rows('companies')[0]!.id]))
  })

  it.each([
    ['company', 'POST', /companies$/],
    ['person', 'POST', /people$/],
    ['opportunity', 'POST', /opportunities$/],
    ['note', 'POST', /notes$/],
    ['target of the note', 'POST', /noteTargets$/],
  ] as const)(
    'makes nothing twice when the process ends before it heard of the %s',
    async (_, method, path) => {
      await start(', timeoutSeconds: 1')
      fake.loseAnswer(method, path)
      await hub.send('web', SIX[0])
      await hub.quiet(60_000)
      await settled()
      expect(fake.unheard()).toBe(0)
      expect(counts()).toEqual([1, 1, 1])
      expect(['notes', 'noteTargets'].map((object) => fake.rows(object).length)).toEqual([2, 2])
    },
    60_000,
  )

  it('hears what sales does, and when a record goes', async () => {
    await start()
    await hub.send('web', SIX[0])
    await hub.quiet(60_000)
    const { id } = fake.rows('opportunities')[0]!
    const tell = async (eventName: string) => {
      await hub.send('back', {
        eventName,
        objectMetadata: { nameSingular: 'opportunity' },
        eventDate: new Date().toISOString(),
        record: { id, stage: 'stale' },
        updatedFields: ['stage'],
      })
      await hub.quiet(60_000)
    }
    fake.edit('opportunities', id, { stage: 'MEETING' })
    await tell('opportunity.updated')
    expect((await hub.leads())[0]!.state.offer?.state).toBe('accepted')
    fake.remove('opportunities', id)
    await tell('opportunity.deleted')
    expect((await hub.store.db.all<{ state: string }>("select state from crosswalk where entity = 'opportunity'")).map(({ state }) => state)).toEqual(['gone'])
  })
})
