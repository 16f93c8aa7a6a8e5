/** What Twenty 0.50 said, and what the connector makes of a workspace. */
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import twenty from '../connectors/crms/twenty.ts'
import source from '../connectors/sources/twenty.ts'
import { refused, uuidOf, written } from '../connectors/twenty/api.ts'
import type { Dialogue, Reply, Settings } from '../core/connector.ts'
import type { Write } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import type { Outcome, Refusal } from '../core/outcome.ts'
import { verify } from '../core/verify.ts'
import { type Conversation, createConversation } from '../core/work/converse.ts'
import { writes } from './contract/crm.contract.ts'
import { play } from './helpers/playing.ts'
import { type TwentyFake, twentyFake } from './helpers/twenty-fake.ts'

/** Label, status, headers, body. */
const transcript = new Map(
  readFileSync(new URL('./data/crm-wire/twenty-0.50-rest.txt', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => /^(.+?) (\d{3}) (\{\}) (.+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, label = '', status, , body = '']) => [label, { status: Number(status), headers: {}, body: bodyOf(body) } as Reply]),
)
function bodyOf(text: string) {
  try {
    const body = JSON.parse(text) as unknown
    return typeof body === 'string' && body.startsWith('{') ? (JSON.parse(body) as unknown) : body
  } catch {
    return text
  }
}
const heard = (label: string): Reply => {
  const reply = transcript.get(label)
  if (!reply) throw new Error(`the transcript has no ${label}`)
  return reply
}

describe('what Twenty 0.50 said', () => {
  it.each([
    ['company dup domain', { kind: 'conflict', reason: 'Twenty holds a record with the same e-mail address or domain' }],
    ['person dup email', { kind: 'conflict' }],
    ['bad stage', { kind: 'invalid', reason: 'stage: NOPE is none of its options', fields: [{ field: 'stage', value: 'NOPE' }] }],
    ['bad field', { kind: 'invalid', fields: [{ field: 'nofield', message: 'does not exist in Twenty' }] }],
    ['bad id', { kind: 'invalid', reason: 'Rest Api Exception' }],
    ['401', { kind: 'unauthorised', reason: 'Twenty does not accept the API key: Forbidden resource' }],
  ])('is read rightly: %s', (label, refusal) => {
    expect(refused(heard(label))).toMatchObject(refusal)
  })

  it('names the record that was made', () => {
    expect(written(heard('client id create again'))).toMatchObject({ id: '11111111-2222-4333-8444-795283692156' })
  })

  it('takes what it signed, and nothing that was changed', () => {
    const { timestamp, signature, body } = JSON.parse(readFileSync(new URL('./data/crm-wire/twenty-0.50-webhook.json', import.meta.url), 'utf8')) as {
      timestamp: string
      signature: string
      body: string
    }
    const arrival = {
      method: 'POST',
      url: 'https://hub.example.com/hooks/back',
      headers: { 'x-twenty-webhook-timestamp': timestamp, 'x-twenty-webhook-signature': signature },
      body: Buffer.from(body),
      remote: '127.0.0.1',
      receivedAt: Number(timestamp),
    }
    expect(verify(source.verify, arrival, { secret: ['s3cr3t'] }, Number(timestamp) + 1_000)).toEqual({ ok: true })
    expect(verify(source.verify, { ...arrival, body: Buffer.from(body.replace('One', 'Two')) }, { secret: ['s3cr3t'] }, Number(timestamp))).toMatchObject({
      ok: false,
    })
    expect(verify(source.verify, arrival, { secret: ['s3cr3t'] }, Number(timestamp) + 600_000)).toMatchObject({ ok: false })
  })

  it.each([
    [429, {}, { kind: 'rateLimited' }],
    [401, { statusCode: 401, error: 'UnauthorizedException', messages: ['Token invalid.'] }, { kind: 'unauthorised' }],
    [404, { statusCode: 404, error: 'NotFoundException', messages: ['Record not found'] }, { kind: 'notFound' }],
    [400, { statusCode: 400, error: 'BadRequestException', messages: ['A duplicate entry was detected: Duplicate Emails'] }, { kind: 'conflict' }],
    [400, { statusCode: 400, messages: [] }, { kind: 'invalid', reason: 'Twenty refuses the values without saying why' }],
  ])('of later versions: %i', (status, body, expected) => {
    expect(refused({ status, headers: {}, body })).toMatchObject(expected)
  })
})

describe('an id made of a key', () => {
  it('is a UUID, always the same, and another one for every key and kind', () => {
    const ids = ['acc_1', 'acc_2'].flatMap((key) => ['account', 'opportunity'].map((entity) => uuidOf(entity, key)))
    expect(new Set(ids).size).toBe(4)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(uuidOf('account', 'acc_1')).toBe(ids[0])
  })
})

describe('against a stand-in', () => {
  let fake: TwentyFake
  let conversation: Conversation
  let settings: Settings
  beforeEach(async () => {
    fake = await twentyFake('')
    conversation = createConversation({ timeoutMs: 2_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 10 })
    settings = { url: fake.url, apiKey: fake.apiKey }
  })
  afterEach(async () => {
    conversation.close()
    await fake.close()
  })
  const talk = async <Result>(dialogue: Dialogue<Result>): Promise<Result | Refusal> =>
    (await conversation.converse(dialogue, crmEndpoint('crm', twenty, settings))).result
  const write = (one: Write) => talk<Outcome>(twenty.write(one, settings))
  const vogt = { name: { firstName: 'Katharina', lastName: 'Vogt' }, emails: { primaryEmail: 'k.vogt@hallbauer.example' } }

  it('needs no field of its own to find its records again', async () => {
    expect(await talk(twenty.check(settings))).toMatchObject({ kind: 'ok' })
    const made = await write(writes.account({ name: 'Hallbauer GmbH', address: {} }))
    expect(made).toMatchObject({ kind: 'delivered', remoteId: uuidOf('account', 'acc_1') })
    expect(await talk(twenty.find('account', 'acc_1', {}, settings))).toMatchObject({ candidates: [{ rule: 'key' }] })
    expect(await write(writes.account({ name: 'Hallbauer GmbH' }))).toMatchObject({ kind: 'delivered' })
    expect(fake.rows('companies')).toHaveLength(1)
  })

  it('adopts what sales had, and keeps what people entered', async () => {
    fake.edit('companies', '20202020-5d81-46d6-bf83-f7fd33ea6102', { name: 'HALLBAUER GMBH', domainName: { primaryLinkUrl: 'https://www.hallbauer.example' } })
    const found = await talk(twenty.find('account', 'acc_1', { name: 'Hallbauer GmbH', domain: 'hallbauer.example' }, settings))
    expect(found).toMatchObject({ candidates: [{ remoteId: '20202020-5d81-46d6-bf83-f7fd33ea6102', rule: 'name, domain' }] })
    const remoteId = '20202020-5d81-46d6-bf83-f7fd33ea6102'
    const fields = { name: 'Hallbauer GmbH', address: { addressCity: 'Fürth' } }
    expect(await write(writes.account(fields, { remoteId, completeOnly: true }))).toMatchObject({ kind: 'delivered', created: false })
    expect(fake.rows('companies')[0]).toMatchObject({ name: 'HALLBAUER GMBH', address: { addressCity: 'Fürth' } })
  })

  it('asks about a person whose address is there under another name', async () => {
    fake.edit('people', '20202020-f517-42fd-80ae-14173b3b70ae', { ...vogt, name: { firstName: 'Karl', lastName: 'Meier' } })
    expect(await write(writes.contact(vogt, { links: {} }))).toMatchObject({
      kind: 'duplicate',
      candidates: [{ rule: 'email, other name', label: 'Karl Meier' }],
    })
    expect(await write(writes.contact(vogt, { links: {}, insist: true }))).toMatchObject({
      kind: 'delivered',
      remarks: [expect.stringContaining('emails stays empty')],
    })
  })

  it('writes sixty people in few calls, with one whose address is taken and one that is wrong', async () => {
    fake.edit('people', '20202020-f517-42fd-80ae-14173b3b70ae', { ...vogt, name: { firstName: 'Karl', lastName: 'Meier' } })
    const many = Array.from({ length: 60 }, (_, i) =>
      writes.contact(
        { ...(i === 7 ? vogt : { name: { lastName: `Muster${i}` }, emails: { primaryEmail: `m${i}@hallbauer.example` } }), ...(i === 33 && { nofield: 'x' }) },
        { key: `con_${i}`, links: {} },
      ),
    )
    fake.calls.length = 0
    const outcomes = (await talk(twenty.batch!.write(many, settings))) as readonly Outcome[]
    expect(outcomes.filter(({ kind }) => kind === 'delivered')).toHaveLength(58)
    expect([outcomes[7]?.kind, outcomes[33]?.kind]).toEqual(['duplicate', 'invalid'])
    expect(fake.calls.length).toBeLessThan(30)
    fake.calls.length = 0
    const known = many.flatMap((one, i) => (outcomes[i]?.kind === 'delivered' ? [{ ...one, remoteId: outcomes[i].remoteId }] : []))
    expect(((await talk(twenty.batch!.write(known, settings))) as readonly Outcome[]).every(({ kind }) => kind === 'unchanged')).toBe(true)
    expect(fake.calls).toHaveLength(1)
  })

  it('empties a person before it is deleted', async () => {
    const outcome = await write(writes.contact(vogt, { links: {} }))
    const remoteId = 'remoteId' in outcome ? outcome.remoteId : ''
    const [row] = fake.rows('people')
    expect(await talk(twenty.erase!({ entity: 'contact', remoteId, key: 'con_1' }, settings))).toMatchObject({ kind: 'delivered' })
    expect(JSON.stringify(row)).not.toMatch(/Vogt|Katharina|hallbauer/i)
    expect(fake.rows('people')).toEqual([])
    expect(await write(writes.contact(vogt, { links: {} }))).toMatchObject({ kind: 'gone', reason: expect.stringContaining('restore it there') })
  })

  it('knows no leads', () => {
    for (const dialogue of [twenty.write(writes.lead({}), settings), twenty.find('lead', 'led_1', {}, settings)] as Dialogue<unknown>[])
      expect(play(dialogue, [])).toMatchObject({ calls: [], result: { kind: 'invalid', reason: expect.stringContaining('handover.as') } })
    expect(play(twenty.list!('lead', null, settings), [])).toMatchObject({ calls: [], result: { records: [] } })
  })
})
