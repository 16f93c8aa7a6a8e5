/** Salesforce under the live contract, against a stand-in that keeps its documented rules; then with a whole hub in front of it. */
import { afterEach, describe, expect, it } from 'vitest'
import salesforce from '../connectors/crms/salesforce.ts'
import type { Dialogue, JsonObject, Settings } from '../core/connector.ts'
import type { Entity, Note, Write } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import { adoption, isWritten } from '../core/outcome.ts'
import * as ledger from '../core/store/ledger.ts'
import { createConversation } from '../core/work/converse.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type SalesforceFake, salesforceFake } from './helpers/salesforce-fake.ts'
import { backends } from './helpers/stores.ts'

const OBJECT: Readonly<Record<Entity, string>> = { account: 'Account', contact: 'Contact', lead: 'Lead', opportunity: 'Opportunity' }
const SETTINGS = {
  keyField: 'Leitwerk_Id__c',
  apiVersion: '64.0',
  overStatuses: 'Closed - Not Converted, Unqualified',
  taskStatus: 'Completed',
}

liveContract('salesforce', salesforce, async () => {
  const fake = await salesforceFake()
  return {
    settings: { ...SETTINGS, url: fake.url, clientId: fake.clientId, clientSecret: fake.clientSecret },
    wrong: { field: 'clientSecret', value: 'another-secret-000' },
    count: async (entity) => fake.rows(OBJECT[entity]).length,
    edit: async (entity, id, fields) => fake.tables.edit(OBJECT[entity], id, fields),
    remove: async (entity, id) => fake.tables.remove(OBJECT[entity], id),
    nameField: 'Name',
    fields: {
      account: { Name: 'Hallbauer GmbH', Website: 'https://hallbauer.example', BillingPostalCode: '90762' },
      contact: { FirstName: 'Katharina', LastName: 'Vogt', Email: 'k.vogt@hallbauer.example' },
      lead: { FirstName: 'Katharina', LastName: 'Vogt', Email: 'k.vogt@hallbauer.example', Company: 'Hallbauer GmbH', Status: 'New' },
      opportunity: {
        Name: 'Presses',
        Amount: 48000,
        CloseDate: '2026-12-14',
        StageName: 'Prospecting',
        OwnerId: { find: 'User', by: { Email: 'anna.berg@vertrieb.example', IsActive: true }, optional: true },
      },
    },
    edited: { field: 'Website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    harmless: ['lead.Status', 'lead.LeadSource', 'lead.Salutation', 'contact.Salutation', 'opportunity.StageName', 'opportunity.LeadSource'],
    close: fake.close,
  }
})

/** The whole way of a hand-over by somebody who remembers nothing: every record is looked for before it is written. */
function* handOver(settings: Settings): Dialogue<string> {
  const sync = function* (entity: Entity, key: string, fields: JsonObject, links: Write['links'] = {}): Dialogue<string> {
    const found = yield* salesforce.find(entity, key, {}, settings)
    if (found.kind !== 'found') return `find ${entity}: ${found.kind}`
    const choice = adoption(found.candidates)
    const outcome = yield* salesforce.write(
      { entity, key, fields, links, ...(choice.kind === 'adopt' ? { remoteId: choice.candidate.remoteId } : {}) },
      settings,
    )
    return isWritten(outcome) ? outcome.remoteId : `${entity}: ${outcome.kind}`
  }
  const vogt = { LastName: 'Vogt', Email: 'k.vogt@hallbauer.example' }
  const lead = yield* sync('lead', 'led_1', { ...vogt, Company: 'Hallbauer GmbH' })
  const account = yield* sync('account', 'acc_1', { Name: 'Hallbauer GmbH' })
  const contact = yield* sync('contact', 'con_1', vogt, { account })
  const known = (entity: Entity, key: string, remoteId: string): Write => ({ entity, key, fields: {}, links: {}, remoteId })
  const opportunity: Write = { entity: 'opportunity', key: 'led_1', fields: { Name: 'Presses', StageName: 'Prospecting', CloseDate: '2026-12-14' }, links: {} }
  const conversion = {
    leadKey: 'led_1',
    leadRemoteId: lead,
    account: known('account', 'acc_1', account),
    contact: known('contact', 'con_1', contact),
    opportunity,
  }
  const converted = yield* salesforce.convert!(conversion, settings)
  if (converted.kind !== 'converted') return `convert: ${converted.kind}`
  const remoteId = converted.opportunity ?? ''
  const role = yield* salesforce.link!({ opportunity: remoteId, contact, role: 'Evaluator' }, settings)
  const notes = ['evt_1', 'evt_2'].map((key): Note => ({ key, entity: 'opportunity', remoteId, at: 0, title: 'fair scan', text: 'demo' }))
  const noted = yield* salesforce.note!(notes, settings)
  return [role.kind, noted.kind].join(', ')
}

describe('a hand-over to Salesforce that breaks off', () => {
  const COUNTED = ['Account', 'Contact', 'Lead', 'Opportunity', 'OpportunityContactRole', 'Task']

  /** @param lost number of the call whose answer never comes; the hub is gone after it */
  const attempt = async (fake: SalesforceFake, lost: number): Promise<{ result: string; calls: number }> => {
    const settings = { ...SETTINGS, url: fake.url, clientId: fake.clientId, clientSecret: fake.clientSecret }
    const conversation = createConversation({ timeoutMs: 2_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 1 })
    let calls = 0
    function* breaking(): Dialogue<string> {
      const dialogue = handOver(settings)
      let step = dialogue.next()
      while (!step.done) {
        const answer = yield step.value
        if (++calls === lost) return 'broken off'
        step = dialogue.next(answer)
      }
      return step.value
    }
    const { result } = await conversation.converse(breaking(), crmEndpoint('crm', salesforce, settings))
    conversation.close()
    return { result: typeof result === 'string' ? result : result.kind, calls }
  }

  it('goes on after any of its calls, and makes nothing twice', async () => {
    for (let lost = 1, most = 1; lost <= most; lost++) {
      const fake = await salesforceFake()
      const first = await attempt(fake, lost)
      expect(first.result).toBe('broken off')
      const { result, calls } = await attempt(fake, 0)
      expect([lost, result]).toEqual([lost, expect.stringMatching(/^(?:delivered|unchanged), (?:delivered|unchanged)$/)])
      expect([lost, ...COUNTED.map((object) => fake.rows(object).length)]).toEqual([lost, 1, 1, 1, 1, 1, 2])
      most = Math.max(most, lost === 1 ? calls : most)
      await fake.close()
      if (lost === 1) expect(most).toBeGreaterThan(12)
    }
  })
})

describe('a hub with Salesforce', () => {
  const [sqlite] = backends
  const PRODUCTS = 'products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]'
  const wish = (i: number, werk: string, produkt: string) => ({
    vorname: `Person${i}`,
    nachname: 'Muster',
    email: `person${i}@hallbauer-foerdertechnik.example`,
    firma: 'Hallbauer Fördertechnik GmbH & Co. KG',
    werk,
    produkt,
    rueckruf: 'ja',
  })
  let fake: SalesforceFake
  let hub: TestHub
  const start = async (handover: string) => {
    fake = await salesforceFake()
    hub = await startHub(
      sqlite!,
      `${PRODUCTS}
sources: { web: { kind: form, secret: s }, back: { kind: salesforce, connection: crm } }
connections: { crm: { kind: salesforce, url: "${fake.url}", clientId: ${fake.clientId}, clientSecret: ${fake.clientSecret}, concurrency: 8, handover: { convert: ${handover} } } }`,
    )
  }
  afterEach(async () => {
    await hub.stop()
    await fake.close()
  })

  it('makes exactly one account of three plants with two products, all at once, when sales found them qualified', async () => {
    await start('hub')
    const six = ['Werk Nürnberg', 'Werk Linz', 'Werk Dresden'].flatMap((werk, i) => ['kran', 'service'].map((produkt) => wish(i, werk, produkt)))
    await Promise.all(six.map((body) => hub.send('web', body)))
    await hub.quiet(60_000)
    expect(fake.rows('Lead')).toHaveLength(6)
    for (const lead of await hub.leads()) {
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'accept' } }, 'test')
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
    }
    await hub.quiet(60_000)
    expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })
    expect(['Account', 'Contact', 'Opportunity', 'OpportunityContactRole'].map((object) => fake.rows(object).length)).toEqual([1, 3, 6, 6])
    expect(fake.rows('Lead').every(({ IsConverted }) => IsConverted)).toBe(true)
    expect(new Set(fake.rows('Opportunity').map(({ Leitwerk_Id__c }) => Leitwerk_Id__c)).size).toBe(6)
  }, 90_000)

  it('hears of what sales did with the lead and with the opportunity they made of it', async () => {
    await start('crm')
    await hub.send('web', wish(1, 'Werk Linz', 'kran'))
    await hub.quiet()
    const state = async () => (await hub.leads())[0]!.state
    const stage = async () => {
      await hub.store.write((db) => db.run("update poll_cursor set due_at = 0 where source = 'back'"))
      return (await state()).stage
    }
    const until = (expected: string) => expect.poll(stage, { timeout: 20_000, interval: 500 }).toBe(expected)
    const lead = fake.rows('Lead')[0]!
    fake.tables.edit('Lead', lead.Id, { Status: 'Contacted', OwnerId: fake.tables.anna })
    await until('sal')
    expect(await state()).toMatchObject({ owner: 'anna.berg@vertrieb.example' })
    // Sales converts, and nobody has mapped the field of the key.
    const account = fake.tables.put('Account', { Name: 'Hallbauer Fördertechnik GmbH & Co. KG' }).Id
    const opportunity = fake.tables.put('Opportunity', { Name: 'Kran', AccountId: account, StageName: 'Prospecting', CloseDate: '2027-01-31' }).Id
    fake.tables.edit('Lead', lead.Id, { Status: 'Qualified', IsConverted: true, ConvertedAccountId: account, ConvertedOpportunityId: opportunity })
    await until('sql')
    fake.tables.edit('Opportunity', opportunity, { StageName: 'Closed Won', IsClosed: true, IsWon: true, Amount: 52_000 })
    await until('customer')
    await hub.quiet()
    for (const row of await ledger.sources(hub.store.db)) expect(row).toMatchObject({ unaccounted: 0, pending: 0, held: 0 })
  }, 90_000)
})
