/** Pipedrive's stand-in taken through the whole hand-over, through crashes, slow conversions, a lagging search and three plants at once. */
import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import pipedrive from '../connectors/crms/pipedrive.ts'
import type { Dialogue } from '../core/connector.ts'
import type { Conversion, Entity, Write } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import * as crosswalk from '../core/store/crosswalk.ts'
import * as ledger from '../core/store/ledger.ts'
import * as operation from '../core/store/operation.ts'
import { type Conversation, createConversation } from '../core/work/converse.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { startHub } from './helpers/hub.ts'
import { type PipedriveFake, type PipedriveOptions, pipedriveFake } from './helpers/pipedrive-fake.ts'
import { SCORE } from './helpers/pipedrive-fields.ts'
import { backends } from './helpers/stores.ts'

const KIND: Readonly<Record<Entity, string>> = { account: 'organizations', contact: 'persons', lead: 'leads', opportunity: 'deals' }
const settingsOf = ({ url, token }: PipedriveFake) => ({ url, apiToken: token, keyField: 'Leitwerk ID', vatField: 'VAT id' })
const account = { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', address: { value: 'Industriestr. 12, 90762 Fürth' } }
const contact = { name: 'Katharina Vogt', emails: [{ value: 'k.vogt@hallbauer.example', primary: true, label: 'work' }] }
const user = { find: 'User', by: { email: 'anna.berg@vertrieb.example' }, optional: true }
const deal = { title: 'Presses', value: 48000, currency: 'EUR', Score: 54, Region: 'South', owner_id: user }

const withOAuth = ({ url, oauth, oauthUrl }: PipedriveFake) => ({ url, oauthUrl, ...oauth.client, keyField: 'Leitwerk ID', vatField: 'VAT id' })

for (const way of ['apiToken', 'refreshToken'] as const)
  liveContract(`pipedrive, ${way}`, pipedrive, async () => {
    const fake = await pipedriveFake({ searchLagMs: 40, ...(way === 'refreshToken' && { tokenCalls: 7 }) })
    return {
      settings: way === 'apiToken' ? settingsOf(fake) : withOAuth(fake),
      wrong: { field: way, value: 'another-token-000' },
      count: async (entity) => fake.rows(KIND[entity]).length,
      edit: async (entity, id, fields) => fake.edit(KIND[entity], id, fields),
      remove: async (entity, id) => fake.remove(KIND[entity], id),
      fields: { account, contact, lead: { title: 'Hallbauer: presses', value: { amount: 48000, currency: 'EUR' } }, opportunity: deal },
      edited: { field: 'website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
      firstContactTakesPart: true,
      close: fake.close,
    }
  })

describe('Pipedrive', () => {
  const opened: { close: () => unknown }[] = []
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close()
  })
  const start = async (options: PipedriveOptions = {}) => {
    const fake = await pipedriveFake(options)
    const conversation: Conversation = createConversation({ timeoutMs: 4_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 5 })
    opened.push(fake, conversation)
    const settings = settingsOf(fake)
    const talk = async <Result>(dialogue: Dialogue<Result>) => (await conversation.converse(dialogue, crmEndpoint('pipedrive', pipedrive, settings))).result
    const write = (entity: Entity, key: string, fields: Write['fields'], more: Partial<Write> = {}) =>
      talk(pipedrive.write({ entity, key, fields, links: {}, ...more }, settings))
    const made = async (entity: Entity, key: string, fields: Write['fields'], links: Write['links'] = {}) => {
      const outcome = await write(entity, key, fields, { links })
      if (outcome.kind !== 'delivered') throw new Error(JSON.stringify(outcome))
      return outcome.remoteId
    }
    const lead = async (): Promise<Conversion> => {
      const organization = await made('account', 'acc_1', account)
      const person = await made('contact', 'con_1', contact, { account: organization })
      const leadRemoteId = await made('lead', 'led_1', { title: 'Hallbauer: presses' }, { account: organization, contact: person })
      return {
        leadKey: 'led_1',
        leadRemoteId,
        account: { entity: 'account', key: 'acc_1', fields: {}, links: {}, remoteId: organization },
        contact: { entity: 'contact', key: 'con_1', fields: {}, links: {}, remoteId: person },
        opportunity: { entity: 'opportunity', key: 'led_1', fields: deal, links: {} },
      }
    }
    return { fake, settings, talk, write, made, lead, convert: (conversion: Conversion) => talk(pipedrive.convert!(conversion, settings)) }
  }

  it('finds what was just made although a search does not yet', async () => {
    const { talk, made, settings } = await start({ searchLagMs: 60_000 })
    const remoteId = await made('account', 'acc_1', account)
    expect(await talk(pipedrive.find('account', 'acc_1', {}, settings))).toEqual({
      kind: 'found',
      candidates: [{ remoteId, rule: 'key', label: 'Hallbauer GmbH' }],
    })
  })

  it('finds records that people made, by VAT id, by name and by e-mail address', async () => {
    const { talk, made, fake, settings } = await start()
    const byVat = await made('account', 'acc_8', { name: 'HB Tools', 'VAT id': 'DE136695976' })
    const byName = await made('account', 'acc_9', { name: 'Hallbauer GmbH', website: 'https://hallbauer.example' })
    for (const id of [byVat, byName]) fake.edit('organizations', id, { ['a'.repeat(40)]: null })
    const person = await made('contact', 'con_9', contact)
    fake.edit('persons', person, { ['b'.repeat(40)]: null })
    const found = await talk(pipedrive.find('account', 'acc_1', { name: 'Hallbauer', domain: 'hallbauer.example', vatId: 'DE136695976' }, settings))
    expect(found).toMatchObject({
      candidates: [
        { remoteId: byVat, rule: 'vatId' },
        { remoteId: byName, rule: 'name, domain' },
      ],
    })
    const people = await talk(pipedrive.find('contact', 'con_1', { email: 'K.Vogt@hallbauer.example', lastName: 'Vogt' }, settings))
    expect(people).toMatchObject({ candidates: [{ remoteId: person, rule: 'email' }] })
  })

  it('converts a lead of which sales knows more, and fills only what is empty', async () => {
    const { lead, convert, fake } = await start()
    const conversion = await lead()
    fake.edit('leads', conversion.leadRemoteId, { title: 'Presses for Fürth', value: { amount: 90000, currency: 'EUR' } })
    expect(await convert(conversion)).toMatchObject({ kind: 'converted', already: false })
    const [made] = fake.rows('deals')
    expect(made).toMatchObject({ title: 'Presses for Fürth', value: 90000, custom_fields: { [SCORE]: 54 } })
    expect(fake.rows('leads')).toEqual([])
  })

  it('comes back to a conversion that takes long, instead of starting another', async () => {
    const { lead, convert, fake } = await start({ convertMs: 150 })
    const conversion = await lead()
    expect(await convert(conversion)).toMatchObject({ kind: 'transient', afterMs: 5_000 })
    expect(await convert(conversion)).toMatchObject({ kind: 'transient', afterMs: 5_000 })
    await new Promise((resolve) => setTimeout(resolve, 170))
    expect(await convert(conversion)).toMatchObject({ kind: 'converted', already: false })
    expect(await convert(conversion)).toMatchObject({ kind: 'converted', already: true })
    expect(fake.rows('deals')).toHaveLength(1)
    expect(fake.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/convert/deal'))).toHaveLength(1)
  })

  it('knows the deal of a lead that sales converted, and that a deleted lead became none', async () => {
    const { lead, convert, fake } = await start({ searchLagMs: 60_000 })
    const conversion = await lead()
    await convert(conversion)
    const [made] = fake.rows('deals')
    fake.edit('deals', String(made!.id), { ['c'.repeat(40)]: null })
    expect(await convert(conversion)).toMatchObject({ kind: 'converted', opportunity: String(made!.id) })
    fake.remove('deals', String(made!.id))
    expect(await convert(conversion)).toMatchObject({ kind: 'gone' })
  })

  it('adds further contacts to the deal once', async () => {
    const { made, talk, settings } = await start()
    const [first, second] = [await made('contact', 'con_1', contact), await made('contact', 'con_2', { name: 'Jonas Adler' })]
    const opportunity = await made('opportunity', 'led_1', deal, { contact: first })
    const link = (person: string) => talk(pipedrive.link!({ opportunity, contact: person, role: 'purchasing' }, settings))
    expect([await link(first), await link(second), await link(second)].map(({ kind }) => kind)).toEqual(['unchanged', 'delivered', 'unchanged'])
  })

  it('adds addresses and numbers to those that people entered', async () => {
    const { write, made, fake } = await start()
    const remoteId = await made('contact', 'con_1', contact)
    fake.edit('persons', remoteId, { emails: [{ value: 'vogt@private.example', primary: true, label: 'home' }] })
    expect(await write('contact', 'con_1', contact, { remoteId })).toMatchObject({ kind: 'delivered' })
    expect(fake.rows('persons')[0]!.emails).toEqual([
      { value: 'vogt@private.example', primary: true, label: 'home' },
      { value: 'k.vogt@hallbauer.example', primary: false, label: 'work' },
    ])
    expect(await write('contact', 'con_1', contact, { remoteId })).toMatchObject({ kind: 'unchanged' })
  })

  it('names options that Pipedrive does not have, and own fields by their names', async () => {
    const { write } = await start()
    expect(await write('opportunity', 'led_1', { ...deal, Region: 'West' })).toMatchObject({
      kind: 'invalid',
      reason: 'Region: "West" is none of its options: North, South',
    })
    expect(await write('opportunity', 'led_1', { ...deal, Score: 'high' })).toMatchObject({
      kind: 'invalid',
      reason: 'Validation failed: custom_fields.Score: must be a number',
      fields: [{ field: 'Score' }],
    })
  })

  it('waits when there were too many calls', async () => {
    const { write } = await start({ burst: 1 })
    expect(await write('account', 'acc_1', account)).toEqual({ kind: 'rateLimited', reason: 'HTTP 429: too many calls to Pipedrive at once', afterMs: 2_000 })
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
  const hubWith = async (fake: PipedriveFake, login = `apiToken: ${fake.token}`) => {
    const hub = await startHub(
      backends[0]!,
      `${PRODUCTS}
sources:
  web: { kind: form, secret: s }
  back: { kind: pipedrive, connection: crm, user: leitwerk, password: a-long-password }
connections: { crm: { kind: pipedrive, url: "${fake.url}", ${login}, concurrency: 8, handover: { convert: hub } } }`,
    )
    opened.push({ close: hub.stop })
    return hub
  }

  it('goes on where access tokens end in the middle of a dialogue, and stops with what to do where the app was taken out', { timeout: 60_000 }, async () => {
    const fake = await pipedriveFake({ searchLagMs: 200, tokenCalls: 9 })
    opened.push(fake)
    const { clientId, clientSecret, refreshToken } = fake.oauth.client
    const hub = await hubWith(fake, `oauthUrl: "${fake.oauthUrl}", clientId: ${clientId}, clientSecret: ${clientSecret}, refreshToken: ${refreshToken}`)
    await Promise.all(SIX.map((body) => hub.send('web', body)))
    await hub.quiet(40_000)
    expect(['organizations', 'persons', 'leads'].map((kind) => fake.rows(kind).length)).toEqual([1, 3, 6])
    expect(fake.oauth.given()).toBeGreaterThan(5)
    fake.oauth.revoke()
    await hub.send('web', { ...SIX[0], email: 'another@hallbauer-foerdertechnik.example' })
    const paused = async () => (await operation.connectionStates(hub.store.db)).get('crm')
    await expect.poll(paused, { timeout: 10_000 }).toMatchObject({ state: 'paused', reason: expect.stringMatching(/refresh token no longer.*install the app/) })
  })

  it('makes exactly one organization of three plants with two products, all at once, and converts what sales found qualified', {
    timeout: 60_000,
  }, async () => {
    const fake = await pipedriveFake({ searchLagMs: 200 })
    opened.push(fake)
    const hub = await hubWith(fake)
    await Promise.all(SIX.map((body) => hub.send('web', body)))
    await hub.quiet(40_000)
    expect(['organizations', 'persons', 'leads'].map((kind) => fake.rows(kind).length)).toEqual([1, 3, 6])
    for (const lead of await hub.leads()) {
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'accept' } }, 'test')
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
    }
    await hub.quiet(40_000)
    expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })
    expect(['organizations', 'persons', 'leads', 'deals'].map((kind) => fake.rows(kind).length)).toEqual([1, 3, 0, 6])
    const [lead] = await hub.leads()
    expect((await crosswalk.ofHubIds(hub.store.db, [lead!.id])).map(({ entity }) => entity).sort()).toEqual(['lead', 'opportunity'])
  })

  it('hears of what sales did with the lead and its deal', { timeout: 60_000 }, async () => {
    const fake = await pipedriveFake()
    opened.push(fake)
    const hub = await hubWith(fake)
    await hub.send('web', SIX[0])
    await hub.quiet(20_000)
    const tell = async (entity: string, action: string, id: unknown) => {
      const meta = { id: randomUUID(), entity, action, entity_id: String(id), timestamp: new Date().toISOString(), user_id: '12', change_source: 'app' }
      await hub.send('back', { meta, data: null, previous: {} })
      await hub.quiet(20_000)
      const [lead] = await hub.leads()
      return lead!.state
    }
    const [lead] = fake.rows('leads')
    const [deal] = [fake.convert(String(lead!.id))]
    expect(await tell('lead', 'delete', lead!.id)).toMatchObject({ stage: 'sql' })
    fake.edit('deals', String(deal.id), { stage_id: 4 })
    expect(await tell('deal', 'change', deal.id)).toMatchObject({ substage: 'offer' })
    fake.edit('deals', String(deal.id), { status: 'lost', lost_reason: 'price' })
    expect(await tell('deal', 'change', deal.id)).toMatchObject({ stage: 'lost', reason: 'price' })
    for (const row of await ledger.sources(hub.store.db)) expect(row).toMatchObject({ unaccounted: 0, pending: 0, held: 0 })
  })

  it.each([
    ['organization', /organizations$/],
    ['person', /persons$/],
    ['lead', /leads$/],
    ['note', /notes$/],
  ])('makes nothing twice when the answer about the new %s is lost and the process starts anew', { timeout: 40_000 }, async (_, path) => {
    const fake = await pipedriveFake({ searchLagMs: 60_000 })
    opened.push(fake)
    const hub = await hubWith(fake)
    fake.loseAnswer('POST', path)
    await hub.send('web', SIX[0])
    await expect.poll(() => fake.calls.some((call) => call.method === 'POST' && path.test(call.path)), { timeout: 10_000 }).toBe(true)
    await hub.stopWork()
    hub.work()
    await hub.quiet(30_000)
    expect(['organizations', 'persons', 'leads'].map((kind) => fake.rows(kind).length)).toEqual([1, 1, 1])
    const notes = fake.rows('notes').map(({ content }) => /\[leitwerk [^\]]+\]/.exec(String(content))?.[0])
    expect(notes.length).toBeGreaterThan(1)
    expect(new Set(notes).size).toBe(notes.length)
  })

  it('makes one deal when the answer about the conversion is lost and the process starts anew', { timeout: 40_000 }, async () => {
    const fake = await pipedriveFake({ searchLagMs: 60_000 })
    opened.push(fake)
    const hub = await hubWith(fake)
    await hub.send('web', SIX[0])
    await hub.quiet(20_000)
    const [lead] = await hub.leads()
    fake.loseAnswer('POST', /convert\/deal$/)
    await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'accept' } }, 'test')
    await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
    await expect.poll(() => fake.calls.some(({ path }) => path.endsWith('/convert/deal')), { timeout: 10_000 }).toBe(true)
    await hub.stopWork()
    hub.work()
    await hub.quiet(30_000)
    expect(fake.rows('deals')).toMatchObject([{ custom_fields: { ['c'.repeat(40)]: lead!.id } }])
    expect((await crosswalk.ofHubIds(hub.store.db, [lead!.id])).map(({ entity }) => entity).sort()).toEqual(['lead', 'opportunity'])
  })
})
