/** What a real Odoo 17 said, what its errors mean, and that the stand-in behaves like it. */
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import odoo from '../connectors/crms/odoo.ts'
import { faultOf, meaning } from '../connectors/odoo/faults.ts'
import type { Dialogue, Json, JsonObject, Reply, Settings } from '../core/connector.ts'
import type { Entity, Listed, Write } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import { adoption, type Outcome, type Refusal } from '../core/outcome.ts'
import { checkConnection } from '../core/work/check-connection.ts'
import { type Conversation, createConversation } from '../core/work/converse.ts'
import { writes } from './contract/crm.contract.ts'
import { type OdooFake, odooFake } from './helpers/odoo-fake.ts'
import { play, reply } from './helpers/playing.ts'

const transcript = readFileSync(new URL('./data/crm-wire/odoo-17-jsonrpc.txt', import.meta.url), 'utf8')
/** The JSON behind a label. */
const heard = (label: string): Json => {
  const line = transcript.split('\n').find((one) => one.startsWith(`${label} `))
  if (!line) throw new Error(`the transcript has no ${label}`)
  return JSON.parse(line.slice(label.length + 1)) as Json
}
/** The exception behind a label: HTTP status, class, message over one or several lines. */
const raised = (label: string): Reply => {
  const pattern = new RegExp(String.raw`^${label} (?:ERR )?200 (?:200 )?([\w.]+) (?:undefined )?(?:[\w.]+: )?([\s\S]*?)(?=\n\w|\n \[|$(?![\s\S]))`, 'm')
  const [, name = '', message = ''] = pattern.exec(transcript) ?? []
  return reply(200, { jsonrpc: '2.0', id: 1, error: { code: 200, message: 'Odoo Server Error', data: { name, message } } })
}
const settings: Settings = { url: 'https://odoo.company.example', api: 'json-rpc', database: 'company', login: 'hub', apiKey: 'key-1234', module: '__hub__' }
const ok = (result: Json): Reply => reply(200, { jsonrpc: '2.0', id: 1, result })
const write = (fields: JsonObject) => odoo.write(writes.account(fields), settings)

describe('what Odoo 17 said', () => {
  it('creates and finds again by the same external id', () => {
    expect(play(write({ name: 'ACME' }), [ok(heard('load'))]).result).toEqual({ kind: 'delivered', remoteId: '17', created: true })
    expect(heard('load2')).toEqual(heard('load'))
  })

  it('names field and value of a row that is refused', () => {
    expect(
      play(write({ name: 'ACME', country_id: 'Nowhere' }), [ok(heard('load-bad')), ok({ name: {}, country_id: {}, is_company: {} })]).result,
    ).toMatchObject({
      kind: 'invalid',
      fields: [{ field: 'country_id', message: "No matching record found for name 'Nowhere' in field 'Country'" }],
    })
  })

  it.each([
    ['VALID', { kind: 'invalid', fields: [{ field: 'type', value: 'bogus', message: 'is none of the choices' }] }],
    ['MISSING', { kind: 'notFound', reason: expect.stringContaining('has been deleted') }],
    ['BADFIELD', { kind: 'invalid', fields: [{ field: 'nofield', message: 'does not exist in Odoo' }] }],
    ['AUTH', { kind: 'unauthorised', about: 'apiKey' }],
    ['REQ', { kind: 'invalid', reason: expect.stringContaining('mandatory field') }],
  ])('means what its class says: %s', (label, refusal) => {
    const said = raised(label)
    const fault = faultOf(said.body)
    expect(fault?.name).toMatch(/\w+\.\w+/)
    expect(meaning(fault!, said)).toMatchObject(refusal)
  })

  it('calls a second external id of the same name a mistake, not weather', () => {
    const message = /DUP EXTID 200 odoo.exceptions.ValidationError: ([\s\S]*?)\n \[/.exec(transcript)![1]!
    expect(meaning({ name: 'odoo.exceptions.ValidationError', message }, reply(200))).toMatchObject({ kind: 'invalid' })
  })

  it('takes an action without a result for done', () => {
    expect(transcript).toContain('lost undefined')
    const note = { key: 'evt_1', entity: 'lead', remoteId: '106', at: 0, title: 'x', text: '' } as const
    expect(play(odoo.note!([note], settings), [ok([]), reply(200, { jsonrpc: '2.0', id: 1 })]).result).toMatchObject({ kind: 'delivered' })
  })

  it('finds a lead unchanged as it was read', () => {
    const [row] = heard('lead') as [JsonObject]
    const wanted = { name: 'MQL webinar', user_id: 2, team_id: 1, stage_id: 1, email_from: null, lost_reason_id: null }
    expect(
      play(odoo.write(writes.lead(wanted, { remoteId: '106', rules: Object.fromEntries(Object.keys(wanted).map((field) => [field, 'hub'])) }), settings), [
        ok([row]),
      ]).result,
    ).toEqual({
      kind: 'unchanged',
      remoteId: '106',
    })
  })

  it('overrules the wizard where it proposes to merge', () => {
    const [wizard] = heard('wiz') as [JsonObject]
    expect(wizard.name).toBe('merge')
    const conversion = { leadKey: 'led_1', leadRemoteId: '106' }
    const lead = { id: 106, type: 'lead', active: true, partner_id: [16, 'ACME'] }
    const { calls } = play(odoo.convert!(conversion, settings), [ok([lead]), ok([2]), ok(true), ok({}), ok([{ ...lead, type: 'opportunity' }])])
    expect(JSON.stringify(calls[2])).toContain('{"name":"convert","action":"exist","partner_id":16}')
  })
})

/** Class, message, meaning; as JSON-RPC and as JSON-2 give them. */
const FAULTS: [string, string, Partial<Refusal>][] = [
  ['odoo.exceptions.AccessDenied', 'Access Denied', { kind: 'unauthorised' }],
  ['werkzeug.exceptions.Unauthorized', 'Invalid apikey', { kind: 'unauthorised' }],
  ['odoo.http.SessionExpiredException', 'Session expired', { kind: 'unauthorised' }],
  ['odoo.exceptions.AccessError', "You are not allowed to modify 'Contact' (res.partner) records.", { kind: 'unauthorised' }],
  ['odoo.exceptions.MissingError', 'Record does not exist or has been deleted.', { kind: 'notFound' }],
  ['odoo.exceptions.UserError', 'Contacts require a name', { kind: 'invalid' }],
  [
    'builtins.ValueError',
    "Wrong value for crm.lead.priority: '9'",
    { kind: 'invalid', fields: [{ field: 'priority', value: '9', message: 'is none of the choices' }] },
  ],
  ['builtins.ValueError', "Invalid field 'x_score' in 'crm.lead'", { kind: 'invalid', fields: [{ field: 'x_score', message: 'does not exist in Odoo' }] }],
  ['werkzeug.exceptions.UnprocessableEntity', "missing a required argument: 'vals_list'", { kind: 'invalid' }],
  ['werkzeug.exceptions.NotFound', "the model 'crm.lead' does not exist", { kind: 'unauthorised' }],
  ['psycopg2.errors.NumericValueOutOfRange', 'integer out of range', { kind: 'invalid' }],
  ['psycopg2.errors.SerializationFailure', 'could not serialize access due to concurrent update', { kind: 'transient' }],
  ['psycopg2.errors.DeadlockDetected', 'deadlock detected', { kind: 'transient' }],
  ['psycopg2.OperationalError', 'FATAL:  database "x" does not exist', { kind: 'unauthorised' }],
  ['psycopg2.OperationalError', 'could not connect to server: Connection refused', { kind: 'transient' }],
  ['builtins.RecursionError', 'maximum recursion depth exceeded', { kind: 'transient' }],
]

describe("what Odoo's exceptions mean", () => {
  it.each(FAULTS)('%s: %s', (name, message, refusal) => {
    const data = { name, message, arguments: [message], context: {}, debug: 'Traceback' }
    const byRpc = play(write({ name: 'ACME' }), [
      reply(200, { jsonrpc: '2.0', id: 1, error: { code: 200, message: 'Odoo Server Error', data } }),
      ok({ name: {}, is_company: {} }),
    ])
    const byJson2 = play(odoo.write(writes.account({ name: 'ACME' }), { ...settings, api: 'json-2' }), [
      reply(500, data),
      reply(200, { name: {}, is_company: {} }),
    ])
    expect(byRpc.result).toMatchObject(refusal)
    expect(byJson2.result).toEqual(byRpc.result)
  })

  it('reads the messages of load: collisions are weather, missing rights are no fault of the values', () => {
    const said = (message: string) =>
      play(write({ name: 'ACME' }), [ok({ ids: false, messages: [{ type: 'error', record: 0, rows: { from: 0, to: 0 }, message }] })]).result
    expect(said('could not serialize access due to concurrent update\n')).toMatchObject({ kind: 'transient' })
    expect(said("Unknown error during import: <class 'odoo.exceptions.AccessError'>: no rights")).toMatchObject({ kind: 'unauthorised' })
    expect(said("Missing required value for the field 'Name' (name)")).toMatchObject({
      kind: 'invalid',
      reason: "Missing required value for the field 'Name' (name)",
    })
  })
})

describe.each(['json-rpc', 'json-2'] as const)('a hand-over to Odoo by %s', (api) => {
  let fake: OdooFake
  let conversation: Conversation
  beforeEach(async () => {
    fake = await odooFake()
    conversation = createConversation({ timeoutMs: 250, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 5 })
  })
  afterEach(async () => {
    conversation.close()
    await fake.close()
  })

  const connected = (): Settings => ({ url: fake.url, api, database: fake.database, login: fake.login, apiKey: fake.apiKey, module: '__leitwerk__' })
  const talk = async <Result>(dialogue: Dialogue<Result>): Promise<Result | Refusal> =>
    (await conversation.converse(dialogue, crmEndpoint('odoo', odoo, connected()))).result
  const sync = async (entity: Entity, key: string, fields: JsonObject, links: Write['links'] = {}): Promise<Outcome> => {
    const found = await talk(odoo.find(entity, key, {}, connected()))
    if (found.kind !== 'found') return found
    const choice = adoption(found.candidates)
    return talk(odoo.write({ entity, key, fields, links, ...(choice.kind === 'adopt' ? { remoteId: choice.candidate.remoteId } : {}) }, connected()))
  }
  const standing = async (entity: Entity, key: string, fields: JsonObject, links: Write['links'] = {}): Promise<string> => {
    const outcome = await sync(entity, key, fields, links)
    if (outcome.kind !== 'delivered' && outcome.kind !== 'unchanged') throw new Error(JSON.stringify(outcome))
    return outcome.remoteId
  }
  const partners = () => fake.rows('res.partner')

  it('names a database that does not exist', async () => {
    const { checked } = await checkConnection(odoo, crmEndpoint('other', odoo, { ...connected(), database: 'nowhere' }), conversation.converse)
    expect(checked).toMatchObject({ kind: 'problem', ...(api === 'json-rpc' && { field: 'database' }) })
  })

  it('makes one account though the answer to its creation was lost', async () => {
    fake.loseAnswer('load')
    expect(await sync('account', 'acc_1', { name: 'Verloren GmbH' })).toMatchObject({ kind: 'delivered' })
    expect(partners()).toHaveLength(1)
  })

  it('makes one account of two creations under one key', async () => {
    const both = await Promise.all([1, 2].map(() => talk(odoo.write(writes.account({ name: 'Zugleich GmbH' }), connected()))))
    expect(new Set(both.map((one) => 'remoteId' in one && one.remoteId)).size).toBe(1)
    expect(partners()).toHaveLength(1)
  })

  it('writes again what met another transaction', async () => {
    fake.collide('load')
    expect(await sync('account', 'acc_1', { name: 'Zusammenstoß GmbH' })).toMatchObject({ kind: 'transient', reason: expect.stringContaining('same time') })
    expect(partners()).toHaveLength(0)
    expect(await sync('account', 'acc_1', { name: 'Zusammenstoß GmbH' })).toMatchObject({ kind: 'delivered', created: true })
  })

  it('goes on with a conversion whose answer was lost at any step, and never merges', async () => {
    for (const [i, step] of ['create', 'write', 'action_apply'].entries()) {
      const email = `k.vogt${i}@hallbauer.example`
      const lead = await standing('lead', `led_${i}`, { name: 'Presses', email_from: email })
      await standing('lead', `led_other${i}`, { name: 'Cranes', email_from: email })
      const conversion = {
        leadKey: `led_${i}`,
        leadRemoteId: lead,
        account: writes.account({ name: `Hallbauer ${i} GmbH` }, { key: `acc_${i}` }),
        contact: writes.contact({ name: 'Katharina Vogt', email }, { key: `con_${i}`, links: {} }),
        opportunity: writes.opportunity({ expected_revenue: 48000 }, { links: {} }),
      }
      fake.loseAnswer(step)
      const first = await talk(odoo.convert!(conversion, connected()))
      const second = first.kind === 'converted' ? first : await talk(odoo.convert!(conversion, connected()))
      expect(second).toMatchObject({ kind: 'converted', opportunity: lead })
      expect(fake.rows('crm.lead').find(({ id }) => String(id) === lead)).toMatchObject({
        type: 'opportunity',
        expected_revenue: 48000,
        partner_id: expect.any(Number),
      })
    }
    expect(fake.rows('crm.lead')).toHaveLength(6)
    expect(partners()).toHaveLength(6)
  })

  it('adds a note once though the answer was lost', async () => {
    const remoteId = await standing('account', 'acc_1', { name: 'Hallbauer GmbH' })
    const notes = [{ key: 'evt_1', entity: 'account', remoteId, at: 0, title: 'fair <scan>', text: 'a\nb' }] as const
    fake.loseAnswer('message_post')
    expect(await talk(odoo.note!(notes, connected()))).toMatchObject({ kind: 'transient', uncertain: true })
    expect(await talk(odoo.note!(notes, connected()))).toMatchObject({ kind: 'unchanged' })
    expect(fake.rows('mail.message')).toMatchObject([{ body: '<p><p>fair &lt;scan&gt;<br>a<br>b<br>[leitwerk evt_1]</p></p>' }])
  })

  it('leaves an opportunity what it is, and makes one of a lead that is handed over as such', async () => {
    const lead = await standing('lead', 'led_1', { name: 'Presses' })
    expect(await standing('opportunity', 'led_1', { name: 'Presses' })).toBe(lead)
    expect(await standing('lead', 'led_1', { name: 'Presses' })).toBe(lead)
    expect(fake.rows('crm.lead')).toMatchObject([{ type: 'opportunity' }])
  })

  it('follows an account that was merged into another one', async () => {
    const [kept, merged] = [await standing('account', 'acc_1', { name: 'A' }), await standing('account', 'acc_2', { name: 'B' })]
    fake.remove('res.partner', Number(merged))
    fake.keys.set('__leitwerk__.acc_2', { model: 'res.partner', id: Number(kept) })
    const outcome = await talk(odoo.write(writes.account({ name: 'B' }, { key: 'acc_2', remoteId: merged }), connected()))
    expect(outcome).toMatchObject({ kind: 'gone', mergedInto: kept })
  })

  it('keeps a company whose VAT id Odoo refuses, when it makes it and when it changes it', async () => {
    const first = await sync('account', 'acc_1', { name: 'Hallbauer GmbH', vat: 'DE12' })
    expect(first).toMatchObject({ kind: 'delivered', remarks: [expect.stringContaining('VAT number [DE12]')] })
    expect(await sync('account', 'acc_1', { name: 'Hallbauer AG', vat: 'DE12' })).toMatchObject({
      kind: 'delivered',
      remarks: [expect.stringContaining('VAT')],
    })
    expect(await sync('account', 'acc_1', { name: 'Hallbauer AG', vat: 'DE12' })).toMatchObject({ kind: 'unchanged' })
    expect(await sync('account', 'acc_1', { name: 'Hallbauer AG', vat: 'DE136695976' })).toMatchObject({ kind: 'delivered' })
    expect(partners()).toMatchObject([{ name: 'Hallbauer AG', vat: 'DE136695976' }])
  })

  it('writes many together, with what is wrong about each', async () => {
    const known = await standing('account', 'acc_1', { name: 'Bekannt GmbH' })
    const wish = (key: string, fields: JsonObject, remoteId?: string): Write => ({
      entity: 'account',
      key,
      fields,
      links: {},
      ...(remoteId !== undefined && { remoteId }),
    })
    const before = fake.calls.length
    const outcomes = await talk(
      odoo.batch!.write(
        [
          wish('acc_1', { name: 'Bekannt AG' }, known),
          wish('acc_2', { name: 'Neu GmbH', vat: 'DE12' }),
          wish('acc_3', { name: 'Falsch GmbH', type: 'nonsense' }),
          wish('acc_4', { name: 'Auch neu GmbH' }),
          wish('acc_5', { name: 'Weg GmbH' }, '999'),
        ],
        connected(),
      ),
    )
    expect(outcomes).toMatchObject([
      { kind: 'delivered', remoteId: known, created: false },
      { kind: 'delivered', created: true, remarks: [expect.stringContaining('VAT')] },
      { kind: 'invalid', fields: [{ field: 'type' }] },
      { kind: 'delivered', created: true },
      { kind: 'notFound' },
    ])
    expect(fake.calls.length - before).toBeLessThan(8)
    expect(
      partners()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Auch neu GmbH', 'Bekannt AG', 'Neu GmbH'])
  })

  it('empties a person whom Odoo cannot delete, and does not find it again', async () => {
    const remoteId = await standing('contact', 'con_1', { name: 'Katharina Vogt', email: 'k.vogt@hallbauer.example' })
    fake.edit('res.partner', Number(remoteId), { mobile: '+49 151 1' })
    fake.held.add(Number(remoteId))
    const forget = () => talk(odoo.erase!({ entity: 'contact', remoteId, key: 'con_1' }, connected()))
    expect(await forget()).toMatchObject({ kind: 'delivered', remarks: [expect.stringContaining('chatter')] })
    expect(await forget()).toMatchObject({ kind: 'unchanged' })
    expect(partners()).toMatchObject([{ name: '[erased]', email: false, mobile: false, active: false }])
    expect(await talk(odoo.find('contact', 'con_1', { email: 'k.vogt@hallbauer.example' }, connected()))).toEqual({ kind: 'found', candidates: [] })
  })

  it('takes the name out of an opportunity and leaves the deal', async () => {
    const remoteId = await standing('opportunity', 'led_1', { name: 'Presses', contact_name: 'Katharina Vogt', email_from: 'k.vogt@hallbauer.example' })
    expect(await talk(odoo.erase!({ entity: 'opportunity', remoteId, key: 'led_1' }, connected()))).toMatchObject({ kind: 'delivered' })
    expect(fake.rows('crm.lead')).toMatchObject([{ name: 'Presses', contact_name: false, email_from: false, active: true }])
  })

  it('finds what people archived by its key only', async () => {
    const remoteId = await standing('account', 'acc_1', { name: 'Archiviert GmbH', website: 'https://archiviert.example' })
    fake.edit('res.partner', Number(remoteId), { active: false })
    expect(await talk(odoo.find('account', 'acc_1', {}, connected()))).toMatchObject({ candidates: [{ remoteId, rule: 'key' }] })
    expect(await talk(odoo.find('account', 'acc_9', { name: 'Archiviert GmbH', domain: 'archiviert.example' }, connected()))).toMatchObject({ candidates: [] })
    expect(await sync('account', 'acc_1', { name: 'Archiviert AG' })).toMatchObject({ kind: 'delivered', created: false })
  })

  it('lists more than a page', async () => {
    const many = Array.from({ length: 230 }, (_, i): Write => ({ entity: 'account', key: `acc_${i}`, fields: { name: `Nr. ${i}` }, links: {} }))
    await talk(odoo.batch!.write(many, connected()))
    const keys = new Set<string | null>()
    for (let cursor: string | null = null, page = 0; page === 0 || cursor !== null; page++) {
      const listed: Listed | Refusal = await talk(odoo.list!('account', cursor, connected()))
      if (listed.kind !== 'listed') throw new Error(JSON.stringify(listed))
      for (const { hubKey } of listed.records) keys.add(hubKey)
      cursor = listed.cursor
    }
    expect(keys.size).toBe(230)
  })
})
