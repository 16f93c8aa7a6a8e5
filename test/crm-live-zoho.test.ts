/** Zoho CRM's stand-in taken through the whole hand-over, through logins, crashes and three plants at once. */
import { afterEach, describe, expect, it } from 'vitest'
import zoho from '../connectors/crms/zoho.ts'
import type { Dialogue, Settings } from '../core/connector.ts'
import type { Conversion, Entity, Write } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import * as crosswalk from '../core/store/crosswalk.ts'
import * as ledger from '../core/store/ledger.ts'
import { checkConnection } from '../core/work/check-connection.ts'
import { createConversation } from '../core/work/converse.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { startHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { type ZohoFake, type ZohoOptions, zohoFake } from './helpers/zoho-fake.ts'

const MODULE: Readonly<Record<Entity, string>> = { account: 'Accounts', contact: 'Contacts', lead: 'Leads', opportunity: 'Deals' }
const account = { Account_Name: 'Hallbauer GmbH', Website: 'https://hallbauer.example', Billing_Code: '90762' }
const contact = { First_Name: 'Katharina', Last_Name: 'Vogt' }
const lead = { ...contact, Company: 'Hallbauer GmbH', Email: 'k.vogt@hallbauer.example', Lead_Status: 'Not Contacted' }
const user = { find: 'User', by: { email: 'anna.berg@vertrieb.example' }, optional: true }
const deal = { Deal_Name: 'Presses', Stage: 'Qualification', Amount: 48000, Closing_Date: '2026-12-14', Owner: user }

liveContract('zoho', zoho, async () => {
  const fake = await zohoFake()
  return {
    settings: fake.settings,
    wrong: { field: 'clientSecret', value: 'another-secret-0' },
    count: async (entity) => fake.rows(MODULE[entity]).length,
    edit: async (entity, id, fields) => fake.edit(MODULE[entity], id, fields),
    remove: async (entity, id) => fake.remove(MODULE[entity], id),
    fields: { account, contact, lead, opportunity: deal },
    nameField: 'Account_Name',
    edited: { field: 'Website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    close: fake.close,
  }
})

describe('Zoho CRM', () => {
  const opened: { close: () => unknown }[] = []
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close()
  })
  const start = async (options: ZohoOptions = {}) => {
    const fake = await zohoFake(options)
    const conversation = createConversation({ timeoutMs: 4_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 5 })
    opened.push(fake, conversation)
    const { settings } = fake
    const endpoint = crmEndpoint('zoho', zoho, settings)
    const talk = async <Result>(dialogue: Dialogue<Result>) => (await conversation.converse(dialogue, endpoint)).result
    const check = async (more: Settings = {}) => {
      const changed = { ...settings, ...more }
      return (await checkConnection(zoho, crmEndpoint('other', zoho, changed), conversation.converse)).checked
    }
    const write = (entity: Entity, key: string, fields: Write['fields'], more: Partial<Write> = {}) =>
      talk(zoho.write({ entity, key, fields, links: {}, ...more }, settings))
    const made = async (entity: Entity, key: string, fields: Write['fields'], links: Write['links'] = {}) => {
      const outcome = await write(entity, key, fields, { links })
      if (outcome.kind !== 'delivered') throw new Error(JSON.stringify(outcome))
      return outcome.remoteId
    }
    return { fake, settings, talk, check, write, made }
  }

  it('logs in once for all calls, and anew when its token is void', async () => {
    const { fake, made } = await start()
    await Promise.all(['acc_1', 'acc_2', 'acc_3'].map((key) => made('account', key, { ...account, Account_Name: key })))
    expect(fake.tokens()).toBe(1)
    fake.expireTokens()
    await made('account', 'acc_4', account)
    expect(fake.tokens()).toBe(2)
  })

  it('waits when no more tokens are given', async () => {
    const { fake, made, write } = await start()
    for (let i = 0; i < 10; i++) {
      fake.expireTokens()
      await made('account', `acc_${i}`, { ...account, Account_Name: `Number ${i}` })
    }
    fake.expireTokens()
    expect(await write('account', 'acc_x', account)).toMatchObject({ kind: 'rateLimited', afterMs: 600_000 })
  })

  it.each([
    ['clientId', 'invalid_client'],
    ['refreshToken', 'invalid_code'],
  ])('names the setting at fault: %s', async (field, word) => {
    const { check } = await start()
    expect(await check({ [field]: 'wrong' })).toMatchObject({ kind: 'problem', field, problem: `Zoho refuses the login: ${word}` })
  })

  it('names a field of the key that is missing, and one that allows duplicates', async () => {
    const without = await start({ withKey: ['Leads'] })
    expect(await without.check()).toMatchObject({ kind: 'problem', field: 'keyField', problem: 'Accounts has no field Leitwerk_ID' })
    const careless = await start({ isKeyUnique: false })
    expect(await careless.check()).toMatchObject({ kind: 'problem', field: 'keyField', problem: 'Leitwerk_ID of Leads allows duplicate values' })
  })

  it('finds records that people made, by VAT id, by name and by e-mail address', async () => {
    const { fake, made, talk, settings } = await start()
    const byVat = await made('account', 'acc_8', { Account_Name: 'HB Tools', VAT_ID: 'DE136695976' })
    const byName = await made('account', 'acc_9', account)
    for (const id of [byVat, byName]) fake.edit('Accounts', id, { Leitwerk_ID: null })
    const junk = await made('lead', 'led_9', lead)
    fake.edit('Leads', junk, { Leitwerk_ID: null, Lead_Status: 'Junk Lead' })
    const found = await talk(zoho.find('account', 'acc_1', { name: 'Hallbauer', domain: 'hallbauer.example', vatId: 'DE136695976' }, settings))
    expect(found).toMatchObject({
      candidates: [
        { remoteId: byVat, rule: 'vatId' },
        { remoteId: byName, rule: 'name, domain' },
      ],
    })
    expect(await talk(zoho.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings))).toMatchObject({ candidates: [] })
  })

  it('asks which record it is when a value may stand only once', async () => {
    const { fake, made, write } = await start()
    const there = await made('contact', 'con_9', { ...contact, Email: 'k.vogt@hallbauer.example' })
    fake.edit('Contacts', there, { Leitwerk_ID: null })
    const fields = { ...contact, Email: 'k.vogt@hallbauer.example' }
    expect(await write('contact', 'con_1', fields)).toMatchObject({ kind: 'duplicate', candidates: [{ remoteId: there, rule: 'email' }] })
    expect(await write('contact', 'con_1', fields, { insist: true })).toMatchObject({ kind: 'invalid', fields: [{ field: 'Email' }] })
  })

  it('converts into the records that are named, whatever Zoho would have chosen', async () => {
    const { fake, made, talk, settings } = await start()
    const leadRemoteId = await made('lead', 'led_1', lead)
    const conversion: Conversion = {
      leadKey: 'led_1',
      leadRemoteId,
      account: { entity: 'account', key: 'acc_1', fields: account, links: {} },
      contact: { entity: 'contact', key: 'con_1', fields: contact, links: {} },
      opportunity: { entity: 'opportunity', key: 'led_1', fields: deal, links: {} },
    }
    const first = await talk(zoho.convert!(conversion, settings))
    const [accounts, contacts, deals] = ['Accounts', 'Contacts', 'Deals'].map((module) => fake.rows(module))
    expect(first).toEqual({ kind: 'converted', already: false, account: accounts![0]!.id, contact: contacts![0]!.id, opportunity: deals![0]!.id })
    expect(contacts![0]).toMatchObject({ Account_Name: { id: accounts![0]!.id }, Leitwerk_ID: 'con_1' })
    expect(deals![0]).toMatchObject({ Leitwerk_ID: 'led_1', Owner: { id: '702' } })
    expect(await talk(zoho.convert!(conversion, settings))).toEqual({ ...(first as object), already: true })
    fake.remove('Leads', leadRemoteId)
    expect(await talk(zoho.convert!(conversion, settings))).toMatchObject({ kind: 'gone' })
  })

  it('names the roles there are when it is another one', async () => {
    const { made, talk, settings } = await start()
    const [person, opportunity] = [await made('contact', 'con_1', contact), await made('opportunity', 'led_1', deal)]
    expect(await talk(zoho.link!({ opportunity, contact: person, role: 'King' }, settings))).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining('"King" is none of the roles: Evaluator, Purchasing'),
    })
  })

  it('stops when the credits are used up, and says so before', async () => {
    const { write, made } = await start({ credits: 3 })
    await made('account', 'acc_1', account)
    await write('account', 'acc_1', account)
    expect(await write('account', 'acc_1', account)).toMatchObject({ kind: 'quotaExhausted' })
  })

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
  const SIX = ['Werk Nürnberg', 'Werk Linz', 'Werk Dresden'].flatMap((werk, i) => ['kran', 'service'].map((produkt) => wish(i, werk, produkt)))
  const hubWith = async (fake: ZohoFake) => {
    const { url, accountsUrl, clientId, clientSecret, refreshToken } = fake.settings
    const hub = await startHub(
      backends[0]!,
      `${PRODUCTS}
sources: { web: { kind: form, secret: s } }
connections:
  crm: { kind: zoho, url: "${url}", accountsUrl: "${accountsUrl}", clientId: ${clientId}, clientSecret: ${clientSecret}, refreshToken: ${refreshToken}, concurrency: 8, handover: { convert: hub } }`,
    )
    opened.push({ close: hub.stop })
    return hub
  }
  const qualify = async (hub: Awaited<ReturnType<typeof hubWith>>) => {
    for (const { id } of await hub.leads()) {
      await hub.act.decideLead({ lead: id, decision: { kind: 'accept' } }, 'test')
      await hub.act.decideLead({ lead: id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
    }
  }

  it('makes exactly one account of three plants with two products, all at once, with one login', { timeout: 60_000 }, async () => {
    const fake = await zohoFake()
    opened.push(fake)
    const hub = await hubWith(fake)
    await Promise.all(SIX.map((body) => hub.send('web', body)))
    await hub.quiet(40_000)
    expect(fake.rows('Leads')).toHaveLength(6)
    await qualify(hub)
    await hub.quiet(40_000)
    expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })
    expect(['Accounts', 'Contacts', 'Leads', 'Deals'].map((module) => fake.rows(module).length)).toEqual([1, 3, 0, 6])
    expect(fake.tokens()).toBe(1)
    const [lead] = await hub.leads()
    expect((await crosswalk.ofHubIds(hub.store.db, [lead!.id])).map(({ entity }) => entity).sort()).toEqual(['lead', 'opportunity'])
  })

  it.each([
    ['lead', 'POST', /Leads\/upsert$/],
    ['account', 'POST', /Accounts\/upsert$/],
    ['contact', 'POST', /Contacts\/upsert$/],
    ['conversion', 'POST', /actions\/convert$/],
    ['note', 'POST', /Notes$/],
  ])('makes nothing twice when the answer about the %s is lost and the process starts anew', { timeout: 40_000 }, async (_, method, path) => {
    const fake = await zohoFake()
    opened.push(fake)
    const hub = await hubWith(fake)
    fake.loseAnswer(method, path)
    await hub.send('web', SIX[0])
    await expect.poll(() => fake.rows('Leads').length, { timeout: 10_000 }).toBe(1)
    await hub.stopWork()
    hub.work()
    await hub.quiet(20_000)
    await qualify(hub)
    await expect.poll(() => fake.calls.some((call) => call.method === method && path.test(call.path)), { timeout: 10_000 }).toBe(true)
    await hub.stopWork()
    hub.work()
    await hub.quiet(30_000)
    expect(['Accounts', 'Contacts', 'Leads', 'Deals'].map((module) => fake.rows(module).length)).toEqual([1, 1, 0, 1])
    const notes = fake.rows('Notes').map(({ Note_Content: content }) => /\[leitwerk [^\]]+\]/.exec(String(content))?.[0])
    expect(notes.length).toBeGreaterThan(0)
    expect(new Set(fake.rows('Notes').map((note) => JSON.stringify([note.Parent_Id, /\[leitwerk [^\]]+\]/.exec(String(note.Note_Content))?.[0]]))).size).toBe(
      notes.length,
    )
  })
})
