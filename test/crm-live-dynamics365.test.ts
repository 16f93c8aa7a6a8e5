/** Dynamics 365 against a stand-in that remembers: the whole way of a hand-over, and what goes wrong on it. */
import { describe, expect, it, vi } from 'vitest'
import dynamics365 from '../connectors/crms/dynamics365.ts'
import type { Dialogue } from '../core/connector.ts'
import type { Conversion, Write } from '../core/crm.ts'
import type { Outcome } from '../core/outcome.ts'
import * as crosswalk from '../core/store/crosswalk.ts'
import * as ledger from '../core/store/ledger.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { sample } from './helpers/arrivals.ts'
import { dynamicsFake, type FakeOptions } from './helpers/dynamics365-fake.ts'
import { environment, type Fake, opened, talking } from './helpers/dynamics365-talk.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'

const FIELDS = {
  account: { name: 'Hallbauer GmbH', websiteurl: 'https://hallbauer.example', address1_postalcode: '90762', industrycode: 33 },
  contact: { firstname: 'Katharina', lastname: 'Vogt', emailaddress1: 'k.vogt@hallbauer.example' },
  lead: {
    subject: 'Presses',
    firstname: 'Katharina',
    lastname: 'Vogt',
    emailaddress1: 'k.vogt@hallbauer.example',
    companyname: 'Hallbauer GmbH',
    leadsourcecode: 7,
  },
  opportunity: {
    name: 'Presses',
    estimatedvalue: 48000,
    estimatedclosedate: '2026-12-14',
    'ownerid@odata.bind': { find: 'systemuser', by: { internalemailaddress: 'anna.berg@vertrieb.example' }, optional: true },
  },
}

liveContract('dynamics365', dynamics365, async () => {
  const fake = await dynamicsFake()
  return {
    settings: fake.settings,
    wrong: { field: 'clientSecret', value: 'another-secret-000' },
    nowhere: 'Entra ID knows no environment of Dynamics 365 at this address in this tenant',
    count: async (entity) => fake.rows(entity).length,
    edit: async (entity, id, fields) => fake.edit(entity, id, fields),
    remove: async (entity, id) => fake.remove(entity, id),
    fields: FIELDS,
    edited: { field: 'websiteurl', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    close: fake.close,
  }
})

describe('the check of a connection', () => {
  it.each<[string, FakeOptions, object]>([
    ['an app that is no user', { stranger: true }, { field: 'clientId', problem: expect.stringContaining('no user of this environment') }],
    ['a missing right', { lacks: ['prvAppendToOpportunity'] }, { problem: 'The application user lacks rights: prvAppendToOpportunity' }],
    ['no alternate key', { keys: '' }, { field: 'keyColumn', todo: expect.stringContaining('under Keys') }],
    ['a key without its index', { keys: 'Failed' }, { field: 'keyColumn', todo: expect.stringContaining('System jobs') }],
  ])('names %s', async (_, options, told) => {
    expect(await talking(await environment(options)).check()).toMatchObject({ kind: 'problem', ...told })
  })

  it.each([
    ['tenant', 'other.example'],
    ['clientId', 'another'],
    ['clientSecret', 'another-secret'],
    ['url', 'http://127.0.0.1:9'],
  ])('names a wrong %s', async (field, value) => {
    const fake = await environment()
    expect(await talking(fake, { ...fake.settings, [field]: value }).check()).toMatchObject({ kind: 'problem', field, todo: expect.stringMatching(/^Correct/) })
  })
})

describe('a conversation with Dynamics 365', () => {
  const account: Write = { entity: 'account', key: 'acc_1', fields: FIELDS.account, links: {} }

  it('logs in once for many, and anew when its token is no longer taken', async () => {
    const fake = await environment()
    const { talk } = talking(fake)
    await Promise.all([1, 2, 3, 4].map(() => talk(dynamics365.find('account', 'acc_1', {}, fake.settings))))
    expect(fake.logins).toHaveLength(1)
    fake.forgetTokens()
    expect(await talk(dynamics365.find('account', 'acc_1', {}, fake.settings))).toMatchObject({ kind: 'found' })
    expect(fake.logins).toHaveLength(2)
  })

  it('waits where it is told to', async () => {
    const fake = await environment()
    fake.limit(1)
    expect(await talking(fake).talk(dynamics365.write(account, fake.settings))).toMatchObject({ kind: 'rateLimited', afterMs: 2_000 })
    expect(fake.rows('account')).toHaveLength(0)
  })

  it('makes one record of two that write at once', async () => {
    const fake = await environment()
    const { talk } = talking(fake)
    const outcomes = await Promise.all([1, 2, 3].map(() => talk(dynamics365.write(account, fake.settings))))
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['delivered', 'unchanged', 'unchanged'])
    expect(fake.rows('account')).toHaveLength(1)
  })

  it('overwrites nothing that was changed between reading and writing', async () => {
    const fake = await environment()
    const { talk } = talking(fake)
    const made = (await talk(dynamics365.write(account, fake.settings))) as { remoteId: string }
    const dialogue = dynamics365.write({ ...account, remoteId: made.remoteId, fields: { ...FIELDS.account, address1_city: 'Fürth' } }, fake.settings)
    const between = (function* (): Dialogue<Outcome> {
      let step = dialogue.next()
      while (!step.done) {
        if (step.value.method === 'PATCH') fake.edit('account', made.remoteId, { address1_city: 'Nürnberg' })
        step = dialogue.next(yield step.value)
      }
      return step.value
    })()
    expect(await talk(between)).toMatchObject({ kind: 'conflict' })
    expect(fake.rows('account')[0]).toMatchObject({ address1_city: 'Nürnberg' })
  })

  it('adopts what a rule of the environment calls a duplicate', async () => {
    const fake = await environment()
    const theirs = fake.create('account', { name: 'Hallbauer GmbH', address1_postalcode: '90762' })
    const outcome = await talking(fake).talk(dynamics365.write(account, fake.settings))
    expect(outcome).toMatchObject({ kind: 'duplicate', candidates: [{ remoteId: theirs.accountid, rule: 'name, postal code' }] })
  })

  it('follows a record into the one it was merged into', async () => {
    const fake = await environment()
    const { talk } = talking(fake)
    const made = (await talk(dynamics365.write(account, fake.settings))) as { remoteId: string }
    const master = fake.create('account', { name: 'Hallbauer Gruppe' })
    fake.edit('account', made.remoteId, { merged: true, statecode: 1, _masterid_value: master.accountid })
    expect(await talk(dynamics365.write({ ...account, remoteId: made.remoteId }, fake.settings))).toMatchObject({ kind: 'gone', mergedInto: master.accountid })
  })
})

describe('conversion after a crash', () => {
  /** Every step's answer is lost once; the whole is then done again from the beginning, as the engine does. */
  it.each([
    ['linking', 'PATCH', /^\/leads\(/],
    ['qualifying', 'POST', /QualifyLead$/],
    ['completing', 'PATCH', /^\/opportunities\(/],
  ] as const)('goes on behind %s, with one opportunity', async (_, method, path) => {
    const fake = await environment()
    const { talk } = talking(fake)
    const write = async (one: Write) => ((await talk(dynamics365.write(one, fake.settings))) as { remoteId: string }).remoteId
    const account = await write({ entity: 'account', key: 'acc_1', fields: FIELDS.account, links: {} })
    const contact = await write({ entity: 'contact', key: 'con_1', fields: FIELDS.contact, links: { account } })
    const lead = await write({ entity: 'lead', key: 'led_1', fields: FIELDS.lead, links: {} })
    const conversion: Conversion = {
      leadKey: 'led_1',
      leadRemoteId: lead,
      account: { entity: 'account', key: 'acc_1', fields: {}, links: {}, remoteId: account },
      contact: { entity: 'contact', key: 'con_1', fields: {}, links: {}, remoteId: contact },
      opportunity: { entity: 'opportunity', key: 'led_1', fields: FIELDS.opportunity, links: {} },
    }
    const convert = () => talk(dynamics365.convert!(conversion, fake.settings))
    fake.loseAnswer(method, path)
    fake.loseAnswer(method, path) // what may be repeated at once is
    expect(await convert()).toMatchObject({ kind: 'transient' })
    const again = await convert()
    expect(again.kind === 'transient' ? await convert() : again).toMatchObject({ kind: 'converted', account, contact })
    expect(fake.rows('opportunity')).toMatchObject([
      { new_hubkey: 'led_1', _originatingleadid_value: lead, _parentaccountid_value: account, _parentcontactid_value: contact, estimatedvalue: 48000 },
    ])
    expect(await convert()).toMatchObject({ kind: 'converted', already: true })
  })
})

describe('a hub with Dynamics 365', () => {
  const PLANTS = ['Werk Nürnberg', 'Werk Linz', 'Werk Dresden']
  const wishes = PLANTS.flatMap((werk, i) =>
    ['kran', 'service'].map((produkt) => ({
      vorname: `Person${i}`,
      nachname: 'Muster',
      email: `person${i}@hallbauer-foerdertechnik.example`,
      firma: 'Hallbauer Fördertechnik GmbH & Co. KG',
      werk,
      produkt,
      rueckruf: 'ja',
    })),
  )
  const start = async (fake: Fake): Promise<TestHub> => {
    const { url, tenant, clientId, clientSecret, authority } = fake.settings
    const hub = await startHub(
      backends[0]!,
      `products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
sources:
  web: { kind: form, secret: s }
  back: { kind: dynamics365, connection: crm, code: hook-key }
connections:
  crm: { kind: dynamics365, url: "${url}", tenant: "${tenant}", clientId: "${clientId}", clientSecret: "${clientSecret}", authority: "${authority}", concurrency: 8, handover: { convert: hub } }`,
    )
    opened.unshift({ close: () => hub.stop() })
    return hub
  }
  const qualify = async (hub: TestHub) => {
    for (const lead of await hub.leads()) {
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'accept' } }, 'test')
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
    }
    await hub.quiet(60_000)
  }

  it('makes exactly one account of three plants with two products, all at once, when sales found them qualified', async () => {
    const fake = await environment()
    const hub = await start(fake)
    await Promise.all(wishes.map((body) => hub.send('web', body)))
    await hub.quiet(60_000)
    expect(fake.rows('lead')).toHaveLength(6)
    await qualify(hub)
    expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })
    expect(['account', 'contact', 'opportunity'].map((entity) => fake.rows(entity).length)).toEqual([1, 3, 6])
    expect(fake.rows('connection')).toHaveLength(6)
    expect(new Set(fake.rows('opportunity').map((row) => row._parentaccountid_value)).size).toBe(1)
  }, 120_000)

  it('goes on where it was, whichever answer is lost', async () => {
    const fake = await environment()
    const hub = await start(fake)
    const steps: [string, RegExp][] = [
      ['PATCH', /^\/leads\(new_hubkey/],
      ['PATCH', /^\/accounts\(new_hubkey/],
      ['PATCH', /^\/contacts\(new_hubkey/],
      ['POST', /QualifyLead$/],
      ['POST', /^\/connections/],
      ['POST', /^\/annotations/],
    ]
    for (const [method, path] of steps) fake.loseAnswer(method, path)
    await hub.send('web', wishes[0])
    await hub.quiet(60_000)
    await qualify(hub)
    expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })
    expect(fake.lostLeft()).toBe(0)
    expect(['account', 'contact', 'lead', 'opportunity', 'connection'].map((entity) => fake.rows(entity).length)).toEqual([1, 1, 1, 1, 1])
    // The history stands on the lead, and went along to the opportunity.
    const notes = fake.rows('annotation').map(({ _objectid_value: of }) => of)
    expect(notes).toEqual([fake.rows('lead')[0]!.leadid, fake.rows('opportunity')[0]!.opportunityid])
  }, 120_000)

  it('hears by web hook and by change tracking what sales did, and that a record is gone', async () => {
    const fake = await environment()
    const hub = await start(fake)
    const pollNow = () => hub.store.write((db) => db.run("update poll_cursor set due_at = 0 where source = 'back'"))
    const stage = async (i: number) => (await hub.leads())[i]!.state.stage
    for (const wish of wishes.slice(0, 2)) await hub.send('web', wish)
    await hub.quiet(60_000)
    const [first, second] = fake.rows('lead').map((row) => String(row.leadid))
    // What goes before the first reading was never there.
    const isRead = async () => (await hub.store.db.get<{ cursor: string | null }>("select cursor from poll_cursor where source = 'back'"))?.cursor
    await vi.waitFor(async () => expect(await isRead()).toBeTruthy(), 20_000)
    fake.qualify(first!, { CreateAccount: true, CreateContact: true, CreateOpportunity: true, Status: 3 })
    await hub.send('back', { ...sample<object>('dynamics365.lead_update.json'), PrimaryEntityId: first, PrimaryEntityName: 'lead' })
    await vi.waitFor(async () => expect((await hub.leads()).map(({ state }) => state.stage)).toContain('sql'), 20_000)
    const [opportunity] = fake.rows('opportunity')
    fake.edit('opportunity', String(opportunity!.opportunityid), { statecode: 1, statuscode: 3, actualvalue: 51_000 })
    fake.remove('lead', second!)
    await pollNow()
    await vi.waitFor(async () => expect(await Promise.all([stage(0), stage(1)])).toContain('customer'), 20_000)
    const ids = (await hub.leads()).map(({ id }) => id)
    const linkOf = async (remoteId: string) => (await crosswalk.ofHubIds(hub.store.db, ids)).find((link) => link.remoteId === remoteId)
    await vi.waitFor(async () => expect(await linkOf(second!)).toMatchObject({ state: 'gone' }), 20_000)
  }, 120_000)
})
