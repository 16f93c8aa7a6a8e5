import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import espocrm from '../connectors/crms/espocrm.ts'
import { refused } from '../connectors/espocrm/api.ts'
import type { Dialogue, JsonObject, Reply, Settings } from '../core/connector.ts'
import type { Entity, Write } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import { adoption, type Outcome, type Refusal } from '../core/outcome.ts'
import { type Conversation, createConversation } from '../core/work/converse.ts'
import { writes } from './contract/crm.contract.ts'
import { type EspoFake, espoFake } from './helpers/espocrm-fake.ts'
import { play } from './helpers/playing.ts'

/** What 8.4.2 answered: label, status, headers, body. */
const transcript = new Map(
  readFileSync(new URL('./data/crm-wire/espocrm-8.4.2.txt', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => /^(.+?) (\d{3}) (\{.*?\}) (.+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, label = '', status, headers = '', body = '']) => [
      label,
      { status: Number(status), headers: JSON.parse(headers), body: JSON.parse(body) } as Reply,
    ]),
)
const heard = (label: string): Reply => {
  const reply = transcript.get(label)
  if (!reply) throw new Error(`the transcript has no ${label}`)
  return reply
}
const settings: Settings = { url: 'https://crm.company.example', apiKey: 'key-1234', keyField: 'cHubExternalId' }

describe('what EspoCRM 8.4.2 said', () => {
  it.each([
    ['bad key', { kind: 'unauthorised', reason: 'EspoCRM does not accept the API key' }],
    ['403', { kind: 'unauthorised', reason: 'EspoCRM denies it: No read access.' }],
    ['404', { kind: 'notFound', reason: 'HTTP 404: Record doesnotexist does not exist.' }],
    ['bad enum', { kind: 'invalid', fields: [{ field: 'status', message: 'valid' }] }],
    ['bad email', { kind: 'invalid', fields: [{ field: 'emailAddress', message: 'emailAddress' }] }],
    ['opp no amount', { kind: 'invalid', fields: [{ field: 'amount', message: 'required' }] }],
    ['opp', { kind: 'invalid', fields: [{ field: 'contacts', message: 'pattern' }], reason: expect.stringContaining('field: contacts') }],
    ['convert', { kind: 'invalid', reason: 'EspoCRM refuses the values without saying why', fields: [] }],
    ['bad json', { kind: 'transient', uncertain: true }],
  ])('is read rightly: %s', (label, refusal) => {
    expect(refused(heard(label))).toMatchObject(refusal)
  })

  it('takes the list of a 409 for matches found', () => {
    const { result } = play(espocrm.write(writes.account({ name: 'ACME GmbH 1795283681334' }), settings), [heard('acc dup')])
    expect(result).toMatchObject({ kind: 'duplicate', candidates: [{ remoteId: '6b01dae23de0ebc95', rule: 'name', label: 'ACME GmbH 1795283681334' }] })
  })

  it('notices a field that was left out silently', () => {
    const { result } = play(espocrm.write(writes.lead({ lastName: 'Roe', cUnknown: 'x' }), settings), [heard('unknown field')])
    expect(result).toMatchObject({ kind: 'invalid', fields: expect.arrayContaining([{ field: 'cUnknown', message: 'was ignored by EspoCRM' }]) })
  })
})

describe('the fake', () => {
  let fake: EspoFake
  beforeEach(async () => {
    fake = await espoFake()
  })
  afterEach(() => fake.close())

  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${fake.url}/api/v1/${path}`, {
      method,
      headers: { 'x-api-key': fake.apiKey, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, reason: response.headers.get('x-status-reason'), body: text === '' ? '' : JSON.parse(text) }
  }

  it.each([
    ['acc', 'POST', 'Account', { name: 'ACME GmbH' }],
    ['bad enum', 'POST', 'Lead', { lastName: 'Roe', status: 'Nonsense' }],
    ['bad email', 'POST', 'Lead', { lastName: 'Roe', emailAddress: 'nonsense' }],
    ['opp no amount', 'POST', 'Opportunity', { name: 'x', closeDate: '2026-12-01' }],
    ['opp', 'POST', 'Opportunity', { name: 'x', amount: 1, closeDate: '2026-12-01', contactsIds: [null] }],
    ['unknown field', 'POST', 'Lead', { lastName: 'Roe', nonsense: 'x' }],
    ['bad json', 'POST', 'Lead', '{"lastName":'],
    ['maxSize>limit', 'GET', 'Lead?maxSize=500', undefined],
    ['metadata', 'GET', 'Metadata?key=entityDefs.Lead.fields.status.options', undefined],
    ['convert', 'POST', 'Lead/action/convert', {}],
  ])('answers like the original: %s', async (label, method, path, body) => {
    const { status, headers } = heard(label)
    const answer = await call(method, path, body)
    expect([answer.status, answer.reason ?? undefined]).toEqual([status, headers['x-status-reason']])
    if (label === 'metadata') expect(answer.body).toEqual(heard(label).body)
  })

  it('is as careless as the original: own ids, doubled keys and second conversions pass', async () => {
    const first = await call('POST', 'Lead', { id: 'mine', lastName: 'Roe', cHubExternalId: 'led_1' })
    expect(first.body.id).not.toBe('mine')
    expect(await call('POST', 'Lead', { lastName: 'Doe', cHubExternalId: 'led_1' })).toMatchObject({ status: 200 })
    expect(await call('POST', 'Account', { name: 'A' })).toMatchObject({ status: 200 })
    expect(await call('POST', 'Account', { name: 'A' })).toMatchObject({ status: 409, reason: 'duplicate', body: [{ name: 'A' }] })
    expect(await call('POST', 'Account', { name: 'A' }, { 'x-skip-duplicate-check': 'true' })).toMatchObject({ status: 200 })
    const records = { Opportunity: { name: 'x', amount: 1, closeDate: '2026-12-01' } }
    await call('POST', 'Lead/action/convert', { id: first.body.id, records })
    await call('POST', 'Lead/action/convert', { id: first.body.id, records })
    expect(fake.rows('Opportunity')).toHaveLength(2)
  })
})

describe('a hand-over to EspoCRM', () => {
  let fake: EspoFake
  let conversation: Conversation
  beforeEach(async () => {
    fake = await espoFake()
    conversation = createConversation({ timeoutMs: 250, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 5 })
  })
  afterEach(async () => {
    conversation.close()
    await fake.close()
  })

  const connected = (): Settings => ({ url: fake.url, apiKey: fake.apiKey, keyField: 'cHubExternalId' })
  const talk = async <Result>(dialogue: Dialogue<Result>): Promise<Result | Refusal> =>
    (await conversation.converse(dialogue, crmEndpoint('espocrm', espocrm, connected()))).result
  const sync = async (entity: Entity, key: string, fields: JsonObject, links: Write['links'] = {}): Promise<Outcome> => {
    const found = await talk(espocrm.find(entity, key, {}, connected()))
    if (found.kind !== 'found') return found
    const choice = adoption(found.candidates)
    return talk(espocrm.write({ entity, key, fields, links, ...(choice.kind === 'adopt' ? { remoteId: choice.candidate.remoteId } : {}) }, connected()))
  }

  it.each([
    ['account', 'Account', { name: 'Verloren GmbH' }],
    ['opportunity', 'Opportunity', { name: 'x', amount: 1, closeDate: '2026-12-01' }],
  ] as const)('makes one %s though the answer to its creation was lost', async (entity, table, fields) => {
    fake.loseAnswer('POST', new RegExp(`^${table}$`))
    expect(await sync(entity, 'key_1', fields)).toMatchObject({ kind: 'transient', uncertain: true })
    expect(await sync(entity, 'key_1', fields)).toMatchObject({ kind: 'unchanged' })
    expect(fake.rows(table)).toHaveLength(1)
  })

  it('converts once though the answer to the conversion was lost', async () => {
    const lead = await sync('lead', 'led_1', { lastName: 'Vogt', accountName: 'Hallbauer' })
    if (lead.kind !== 'delivered') throw new Error(lead.kind)
    const conversion = {
      leadKey: 'led_1',
      leadRemoteId: lead.remoteId,
      account: writes.account({ name: 'Hallbauer GmbH' }),
      contact: writes.contact({ lastName: 'Vogt' }, { links: {} }),
      opportunity: writes.opportunity({ name: 'x', amount: 1, closeDate: '2026-12-01' }, { links: {} }),
    }
    fake.loseAnswer('POST', /^Lead\/action\/convert$/)
    expect(await talk(espocrm.convert!(conversion, connected()))).toMatchObject({ kind: 'transient', uncertain: true })
    expect(await talk(espocrm.convert!(conversion, connected()))).toMatchObject({
      kind: 'converted',
      already: true,
      account: expect.any(String),
      opportunity: expect.any(String),
    })
    expect([fake.rows('Account').length, fake.rows('Contact').length, fake.rows('Opportunity').length]).toEqual([1, 1, 1])
    expect(fake.rows('Account')[0]).toMatchObject({ cHubExternalId: 'acc_1' })
  })

  it('adds a note once though the answer was lost', async () => {
    const account = await sync('account', 'acc_1', { name: 'Hallbauer GmbH' })
    if (account.kind !== 'delivered') throw new Error(account.kind)
    const notes = [{ key: 'evt_1', entity: 'account', remoteId: account.remoteId, at: 0, title: 'fair', text: '' }] as const
    fake.loseAnswer('POST', /^Note$/)
    expect(await talk(espocrm.note!(notes, connected()))).toMatchObject({ kind: 'transient', uncertain: true })
    expect(await talk(espocrm.note!(notes, connected()))).toMatchObject({ kind: 'unchanged' })
    expect(fake.rows('Note')).toHaveLength(1)
  })

  it('keeps two leads of one person apart, and two people of one name', async () => {
    const person = { firstName: 'Katharina', lastName: 'Vogt', emailAddress: 'k.vogt@hallbauer.example' }
    for (const key of ['led_1', 'led_2']) expect(await sync('lead', key, person)).toMatchObject({ kind: 'delivered', created: true })
    expect(await sync('contact', 'con_1', person, { account: 'a1' })).toMatchObject({ kind: 'delivered' })
    fake.edit('Contact', fake.rows('Contact')[0]!.id, { cHubExternalId: null })
    expect(await sync('contact', 'con_2', { ...person, emailAddress: 'vogt@andere.example' }, { account: 'a2' })).toMatchObject({
      kind: 'delivered',
      created: true,
    })
    expect(await sync('contact', 'con_3', { ...person, emailAddress: 'info@hallbauer.example' }, { account: 'a1' })).toMatchObject({
      kind: 'duplicate',
      candidates: [{ rule: 'as the CRM says' }],
    })
  })

  it('does not make records whose key it could not find again', async () => {
    await fake.close()
    fake = await espoFake(['Contact'])
    expect(await sync('account', 'acc_1', { name: 'Hallbauer GmbH' })).toMatchObject({ kind: 'invalid', fields: [{ field: 'cHubExternalId' }] })
    expect(fake.rows('Account')).toHaveLength(0)
    expect(await talk(espocrm.check(connected()))).toMatchObject({
      kind: 'problem',
      field: 'keyField',
      problem: 'EspoCRM has no field cHubExternalId on Account',
    })
  })
})
