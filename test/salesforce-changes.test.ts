/** The ways back from Salesforce: the poll tells everything once and loses nothing between two pages, two seconds or two transactions; messages are hints. */
import { afterEach, describe, expect, it } from 'vitest'
import salesforce from '../connectors/crms/salesforce.ts'
import changes from '../connectors/sources/salesforce.ts'
import messages from '../connectors/sources/salesforce-messages.ts'
import type { Json, JsonObject, PollPage, Settings } from '../core/connector.ts'
import { parseXml } from '../core/decode/xml.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import type { MapTask } from '../core/mapped.ts'
import type { Refusal } from '../core/outcome.ts'
import { verify } from '../core/verify.ts'
import { createConversation } from '../core/work/converse.ts'
import { expressionCache } from '../core/work/expression-cache.ts'
import { mapDelivery } from '../core/work/mapping-run.ts'
import { sampleBytes, sampleText } from './helpers/arrivals.ts'
import { play, reply } from './helpers/playing.ts'
import { type SalesforceFake, salesforceFake } from './helpers/salesforce-fake.ts'

const SETTINGS = { keyField: 'Leitwerk_Id__c', apiVersion: '64.0' }
const ME = reply(200, { identity: 'https://company.my.salesforce.com/id/00D000000000001EAA/005HUB' })
const at = (second: string) => `2026-09-16T09:15:${second}.000+0000`
const row = (id: string, changed: string, more: JsonObject = {}): JsonObject => ({
  attributes: { type: 'Lead' },
  Id: id,
  Leitwerk_Id__c: `led_${id}`,
  Status: 'New',
  SystemModstamp: changed,
  LastModifiedById: '005ANNA',
  ...more,
})
const rows = (...records: Json[]) => reply(200, { totalSize: records.length, done: true, records })
const EMPTY = rows()

function poll(cursor: string | null, leads: Json[], opportunities: Json[] = [], converted: Json[] = [], settings: Settings = SETTINGS) {
  const answers = [...(cursor === null ? [ME] : []), rows(...leads), rows(...opportunities), rows(...converted)]
  const { result, calls } = play<PollPage | Refusal>(changes.poll!.page(cursor, settings), answers)
  if (!('bodies' in result)) throw new Error(JSON.stringify(result))
  return { page: result, soql: calls.flatMap(({ query }) => query?.q ?? []), calls }
}
const ids = ({ bodies }: PollPage) => bodies.map((body) => (body as JsonObject).id)

describe('polling Salesforce', () => {
  it('takes nothing at its own address', () => {
    const arrival = { method: 'POST', url: 'https://hub.example/hooks/salesforce', headers: {}, body: Buffer.from('{}'), remote: '', receivedAt: 0 }
    expect(verify(changes.verify, arrival, {}, 0)).toMatchObject({ ok: false })
  })

  it('asks who we are only once, and knows our own writes', () => {
    const first = poll(null, [row('1', at('10'), { LastModifiedById: '005HUB' }), row('2', at('11'))])
    expect(first.page.bodies.map((body) => (body as JsonObject).own)).toEqual([true, false])
    expect(first.calls.map(({ purpose }) => purpose)[0]).toBe('ask who we are')
    expect(poll(first.page.cursor, []).calls).toHaveLength(3)
  })

  it('reads only what belongs to the hub, with the fields that the settings name', () => {
    const { soql } = poll(null, [], [], [], { ...SETTINGS, leadFields: 'Rejection_Reason__c', opportunityFields: 'CurrencyIsoCode' })
    expect(soql[0]).toMatch(
      /^SELECT Id, .*, Leitwerk_Id__c, Rejection_Reason__c FROM Lead WHERE Leitwerk_Id__c LIKE 'led\\_%' ORDER BY SystemModstamp, Id LIMIT 200$/,
    )
    expect(soql[1]).toMatch(/, CurrencyIsoCode FROM Opportunity WHERE Leitwerk_Id__c LIKE 'led\\_%' ORDER BY/)
    expect(soql[2]).toContain("WHERE Leitwerk_Id__c = null AND Id IN (SELECT ConvertedOpportunityId FROM Lead WHERE Leitwerk_Id__c LIKE 'led\\_%')")
  })

  it('asks nothing with a field that is no name', () => {
    const { result, calls } = play(changes.poll!.page(null, { ...SETTINGS, leadFields: 'Rejection_Reason__c, Id FROM User' }), [])
    expect(calls).toEqual([])
    expect(result).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('Id FROM User') })
  })

  it('reads a while back again, and tells only what is new there', () => {
    const first = poll(null, [row('1', at('10')), row('2', at('20'))])
    expect([ids(first.page), first.page.more]).toEqual([['1', '2'], false])
    const second = poll(first.page.cursor, [row('1', at('10')), row('3', at('15')), row('2', at('21'))])
    expect(second.soql[0]).toContain("(SystemModstamp > 2026-09-16T09:10:20.000Z OR (SystemModstamp = 2026-09-16T09:10:20.000Z AND Id > ''))")
    expect(ids(second.page)).toEqual(['3', '2'])
    expect(ids(poll(second.page.cursor, [row('1', at('10')), row('3', at('15')), row('2', at('21'))]).page)).toEqual([])
  })

  it('tells what changed twice within one second', () => {
    const first = poll(null, [row('1', at('10'))])
    const second = poll(first.page.cursor, [row('1', at('10'), { Status: 'Contacted' })])
    expect(ids(second.page)).toEqual(['1'])
    expect((second.page.bodies[0] as JsonObject).version).not.toBe((first.page.bodies[0] as JsonObject).version)
  })

  it('goes on behind the last id where a page is full, each kind for itself', () => {
    const full = Array.from({ length: 200 }, (_, i) => row(String(1000 + i), at('10')))
    const { page } = poll(null, full, [row('006', at('30'))])
    expect([page.bodies.length, page.more]).toEqual([201, true])
    const { soql } = poll(page.cursor, [])
    expect(soql[0]).toContain("SystemModstamp = 2026-09-16T09:15:10.000Z AND Id > '1199'")
    expect(soql[1]).toContain('SystemModstamp > 2026-09-16T09:10:30.000Z')
  })

  it('forgets nothing when a poll finds nothing', () => {
    const first = poll(null, [row('1', at('10'))])
    expect(poll(first.page.cursor, []).page.cursor).toBe(first.page.cursor)
  })

  it('waits where Salesforce does not answer as it should', () => {
    const begun = poll(null, []).page.cursor
    for (const failing of [0, 1, 2]) {
      const answers = [...Array.from({ length: failing }, () => EMPTY), reply(503, '', { 'retry-after': '30' })]
      expect(play(changes.poll!.page(begun, SETTINGS), answers).result).toMatchObject({ kind: 'transient', afterMs: 30_000 })
    }
    expect(play(changes.poll!.page(null, SETTINGS), [reply(200, '<html>')]).result).toMatchObject({ kind: 'transient' })
    const spent = reply(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }])
    expect(play(changes.poll!.page(begun, SETTINGS), [spent]).result).toMatchObject({ kind: 'quotaExhausted' })
  })
})

describe('Outbound Messages', () => {
  it('are taken apart, each known by its id, and acknowledged in the words that Salesforce insists on', async () => {
    const { decode, split, dedupe, answers } = messages
    const task: MapTask = {
      source: 'test',
      rules: { ...(decode && { decode }), ...(split && { split }), ...(dedupe && { dedupe }), hydrates: true },
      mapping: { id: 'm', name: 'm', expression: '{"ignore": "x"}' },
      settings: {},
      delivery: {
        id: 'dlv_1',
        method: 'POST',
        url: 'https://hub.example.com/hooks/x/key',
        headers: {},
        body: sampleBytes('salesforce.outbound_message.xml'),
        receivedAt: 0,
      },
    }
    const result = await mapDelivery(task, { expressions: expressionCache(1_000), timeoutMs: 1_000, alive: () => {} })
    if (result.kind === 'held') throw new Error(result.reason)
    expect(result.items.map(({ key }) => key)).toEqual(['04l000000000001AAA', '04l000000000002AAA'])
    const [part] = (answers?.success?.body ?? []) as { literal: string }[] // declared as one text
    expect(parseXml(part?.literal ?? '')).toEqual(parseXml(sampleText('salesforce.outbound_message.ack.xml')))
  })

  it('ask for the record that they name', () => {
    const item = { key: '1', version: null, payload: { Id: '04l1', sObject: { '@type': 'sf:Opportunity', Id: '006000000000001AAA' } } }
    const row: JsonObject = { attributes: { type: 'Opportunity' }, Id: '006000000000001AAA', SystemModstamp: at('10') }
    const { calls, result } = play(messages.hydrate!(item, SETTINGS), [reply(200, row)])
    expect(calls.map(({ path }) => path)).toEqual(['/services/data/v64.0/sobjects/Opportunity/006000000000001AAA'])
    expect(result).toEqual({ kind: 'hydrated', payload: { ...row, SystemModstamp: '2026-09-16T09:15:10.000Z' } })
    expect(play(messages.hydrate!(item, SETTINGS), [reply(200, '<html>')]).result).toMatchObject({ kind: 'transient' })
  })
})

describe('polling the stand-in', () => {
  let fake: SalesforceFake
  afterEach(() => fake.close())

  it('tells merges and deletions, owners, and the calls it makes', async () => {
    fake = await salesforceFake()
    const settings = { ...SETTINGS, url: fake.url, clientId: fake.clientId, clientSecret: fake.clientSecret }
    const conversation = createConversation({ timeoutMs: 2_000, maxBytes: 1_000_000, now: Date.now })
    const page = async (cursor: string | null) => {
      const { result } = await conversation.converse(changes.poll!.page(cursor, settings), crmEndpoint('crm', salesforce, settings))
      if (!('bodies' in result)) throw new Error(JSON.stringify(result))
      return result
    }
    const put = (key: string) => fake.tables.put('Lead', { LastName: 'Vogt', Company: 'Hallbauer GmbH', Leitwerk_Id__c: key }).Id
    const [merged, deleted] = [put('led_1'), put('led_2')]
    put('somebody else')
    const first = await page(null)
    expect(first.bodies).toMatchObject([
      { id: merged, key: 'led_1', own: true, owner: { id: fake.tables.hubUser, name: 'Leitwerk', email: 'crm@hub.example' } },
      { id: deleted },
    ])
    fake.tables.edit('Lead', merged, { IsDeleted: true, MasterRecordId: '00Q000000000099AAA' })
    fake.tables.edit('Lead', deleted, { IsDeleted: true })
    const second = await page(first.cursor)
    expect(second.bodies).toMatchObject([
      { id: merged, own: false, record: { IsDeleted: true, MasterRecordId: '00Q000000000099AAA' } },
      { id: deleted, record: { IsDeleted: true } },
    ])
    expect((await page(second.cursor)).bodies).toEqual([])
    conversation.close()
  })
})
