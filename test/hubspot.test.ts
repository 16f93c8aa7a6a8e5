/** HubSpot's refusals as its documentation and public examples show them, and what the connector makes of a record that is there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import hubspot from '../connectors/crms/hubspot.ts'
import { refused } from '../connectors/hubspot/refused.ts'
import source from '../connectors/sources/hubspot.ts'
import type { Dialogue, JsonObject, Settings } from '../core/connector.ts'
import type { Write } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import type { Outcome, Refusal } from '../core/outcome.ts'
import { type Conversation, createConversation } from '../core/work/converse.ts'
import { writes } from './contract/crm.contract.ts'
import { type HubSpotFake, hubspotFake } from './helpers/hubspot-fake.ts'
import { play, reply } from './helpers/playing.ts'

const error = (category: string | null, message: string, more: JsonObject = {}): JsonObject => ({
  status: 'error',
  message,
  correlationId: '0d1c2b3a-0000-4000-8000-000000000000',
  ...(category === null ? {} : { category }),
  ...more,
})
const invalidValues = (...wrong: JsonObject[]) => error('VALIDATION_ERROR', `Property values were not valid: ${JSON.stringify(wrong)}`)

describe('a refusal of HubSpot', () => {
  it.each<[string, number, JsonObject, Record<string, string>, unknown]>([
    [
      'wrong token',
      401,
      error('INVALID_AUTHENTICATION', 'Authentication credentials not found.'),
      {},
      { kind: 'unauthorised', reason: expect.stringContaining('access token') },
    ],
    ['expired token', 401, error('EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired.'), {}, { kind: 'unauthorised' }],
    [
      'missing scope',
      403,
      error('MISSING_SCOPES', "This app hasn't been granted all required scopes", {
        errors: [
          {
            message: 'One or more of the following scopes are required.',
            context: { requiredGranularScopes: ['crm.objects.deals.write', 'crm.objects.leads.write'] },
          },
        ],
      }),
      {},
      { kind: 'unauthorised', reason: 'the app of the hub has no right to this: give it the scopes crm.objects.deals.write or crm.objects.leads.write' },
    ],
    [
      'limit of ten seconds',
      429,
      error('RATE_LIMITS', 'You have reached your ten_secondly_rolling limit.', { policyName: 'TEN_SECONDLY_ROLLING' }),
      {},
      { kind: 'rateLimited', afterMs: 10_000 },
    ],
    [
      'limit of a second',
      429,
      error('RATE_LIMITS', 'You have reached your secondly limit.', { policyName: 'SECONDLY' }),
      {},
      { kind: 'rateLimited', afterMs: 1_000 },
    ],
    ['limit with a header', 429, error('RATE_LIMITS', 'x', { policyName: 'SECONDLY' }), { 'retry-after': '3' }, { kind: 'rateLimited', afterMs: 3_000 }],
    [
      'limit of the day',
      429,
      error(null, 'You have reached your daily limit.', { errorType: 'RATE_LIMIT', policyName: 'DAILY' }),
      {},
      { kind: 'quotaExhausted' },
    ],
    [
      'same address',
      409,
      error('CONFLICT', 'Contact already exists. Existing ID: 37765128953'),
      {},
      { kind: 'conflict', reason: 'Contact already exists. Existing ID: 37765128953' },
    ],
    [
      'key is taken',
      400,
      invalidValues({ isValid: false, message: '77 already has that value.', error: 'CONFLICTING_UNIQUE_VALUE', name: 'leitwerk_id' }),
      {},
      { kind: 'conflict' },
    ],
    [
      'two wrong values',
      400,
      invalidValues(
        { isValid: false, message: 'NAM was not one of the allowed options: [EU, Left]', error: 'INVALID_OPTION', name: 'region' },
        { isValid: false, message: 'Email address name@domain is invalid', error: 'INVALID_EMAIL', name: 'email' },
      ),
      {},
      {
        kind: 'invalid',
        reason: 'region: NAM was not one of the allowed options: [EU, Left]; email: is no e-mail address that HubSpot takes',
        fields: [
          { field: 'region', message: 'NAM was not one of the allowed options: [EU, Left]' },
          { field: 'email', message: 'is no e-mail address that HubSpot takes' },
        ],
      },
    ],
    [
      'details beside the message',
      400,
      error('VALIDATION_ERROR', 'Property values were not valid', {
        errors: [{ message: 'Property "shoesize" does not exist', code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['shoesize'] } }],
      }),
      {},
      { kind: 'invalid', fields: [{ field: 'shoesize', message: expect.stringContaining('create the property') }] },
    ],
    [
      'missing property',
      400,
      error('VALIDATION_ERROR', 'Error creating TICKET. Some required properties were not set.', { context: { properties: ['dealname'] } }),
      {},
      { kind: 'invalid', reason: 'dealname: is required', fields: [{ field: 'dealname', message: 'is required' }] },
    ],
    [
      'a sentence only',
      400,
      error('VALIDATION_ERROR', 'Unable to perform update/upsert by non-unique 0-1 property'),
      {},
      { kind: 'invalid', reason: 'Unable to perform update/upsert by non-unique 0-1 property', fields: [] },
    ],
    ['a message that only looks like a list', 400, error('VALIDATION_ERROR', 'broken [{"name": ]'), {}, { kind: 'invalid', reason: 'broken', fields: [] }],
    ['no such record', 404, error('OBJECT_NOT_FOUND', 'Object not found.'), {}, { kind: 'notFound', reason: 'Object not found.' }],
    ['too long an address', 414, error(null, 'The request URI is too long'), {}, { kind: 'invalid' }],
    ['locked', 423, error(null, 'The resource is temporarily locked'), { 'retry-after': '2' }, { kind: 'transient', afterMs: 2_000 }],
    ['account is moved', 477, error(null, 'Migration in progress'), { 'retry-after': '3600' }, { kind: 'transient', afterMs: 3_600_000 }],
    ['gateway', 502, {}, {}, { kind: 'transient', uncertain: true }],
    ['edge of the network', 521, {}, {}, { kind: 'transient', uncertain: true }],
  ])('is read rightly: %s', (_, status, body, headers, expected) => {
    expect(refused(reply(status, body, headers))).toMatchObject(expected as object)
  })
})

describe('against a stand-in', () => {
  let fake: HubSpotFake
  let conversation: Conversation
  let settings: Settings
  beforeEach(async () => {
    fake = await hubspotFake({ indexedAfterMs: 0 })
    conversation = createConversation({ timeoutMs: 2_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 10 })
    settings = {
      url: fake.url,
      token: fake.token,
      portal: fake.portal,
      apiVersion: '2026-03',
      keyField: 'leitwerk_id',
      leads: 'yes',
      qualifiedStage: 'qualified-stage-id',
      endedStages: 'qualified-stage-id, unqualified-stage-id',
    }
  })
  afterEach(async () => {
    conversation.close()
    await fake.close()
  })
  const talk = async <Result>(dialogue: Dialogue<Result>): Promise<Result | Refusal> =>
    (await conversation.converse(dialogue, crmEndpoint('crm', hubspot, settings))).result
  const write = async (one: Write) => {
    const outcome = await talk<Outcome>(hubspot.write(one, settings))
    return { ...outcome, id: 'remoteId' in outcome ? outcome.remoteId : '' }
  }
  const made = async () => {
    const { id: account } = await write(writes.account({ name: 'Hallbauer GmbH', domain: 'hallbauer.example', zip: '90762' }))
    const { id: contact } = await write(writes.contact({ lastname: 'Vogt', email: 'k.vogt@hallbauer.example' }, { links: { account } }))
    const { id: lead } = await write(writes.lead({ hs_lead_name: 'Presses' }, { links: { account, contact } }))
    return { account, contact, lead }
  }
  const deal = { dealname: 'Presses', dealstage: 'appointmentscheduled' }

  it('makes a deal of a lead and moves the lead, once', async () => {
    const links = await made()
    const { id: opportunity } = await write(writes.opportunity(deal, { links }))
    expect(fake.rows('leads')[0]?.properties.hs_pipeline_stage).toBe('qualified-stage-id')
    expect(['companies', 'contacts', 'leads'].map((object) => fake.tied('deals', opportunity, object))).toEqual([
      [links.account],
      [links.contact],
      [links.lead],
    ])
    fake.edit('leads', links.lead, { hs_pipeline_stage: 'attempting-stage-id' })
    expect(await write(writes.opportunity(deal, { links, remoteId: opportunity }))).toMatchObject({ kind: 'unchanged' })
    expect(fake.rows('leads')[0]?.properties.hs_pipeline_stage).toBe('attempting-stage-id')
  })

  it('does not keep a deal back because the lead is in another pipeline', async () => {
    settings = { ...settings, qualifiedStage: 'stage-of-another-pipeline' }
    const links = await made()
    expect(await write(writes.opportunity(deal, { links }))).toMatchObject({
      kind: 'delivered',
      remarks: ['the lead stays in its stage: its pipeline has no stage-of-another-pipeline'],
    })
  })

  it('takes a lead only with a contact', async () => {
    expect(await write(writes.lead({ hs_lead_name: 'Presses' }))).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('only with a contact') })
    expect(fake.calls).toEqual([])
  })

  it('finds what sales had: the company by domain, the contact by address, an open lead of that person', async () => {
    const { account, contact, lead } = await made()
    for (const [object, id] of [
      ['companies', account],
      ['contacts', contact],
      ['leads', lead],
    ] as const)
      fake.edit(object, id, { leitwerk_id: '' })
    const find = (entity: 'account' | 'contact' | 'lead', evidence: object) => talk(hubspot.find(entity, 'key_1', evidence, settings))
    expect(await find('account', { name: 'Hallbauer', domain: 'hallbauer.example' })).toMatchObject({
      candidates: [{ remoteId: account, rule: 'name, domain' }],
    })
    expect(await find('contact', { email: 'K.Vogt@hallbauer.example' })).toMatchObject({ candidates: [{ remoteId: contact, rule: 'email' }] })
    expect(await find('lead', { email: 'k.vogt@hallbauer.example' })).toMatchObject({ candidates: [{ remoteId: lead, rule: 'email' }] })
    fake.edit('leads', lead, { hs_pipeline_stage: 'unqualified-stage-id' })
    expect(await find('lead', { email: 'k.vogt@hallbauer.example' })).toEqual({ kind: 'found', candidates: [] })
  })

  it('adopts the contact with the address, and leaves alone what people entered', async () => {
    fake.edit('contacts', (await made()).contact, { leitwerk_id: '', jobtitle: 'Head of production' })
    const { id: account } = await write(writes.account({ name: 'Anders GmbH' }, { key: 'acc_2' }))
    const asked = writes.contact(
      { lastname: 'Vogt', email: 'k.vogt@hallbauer.example', jobtitle: 'CTO', phone: '+49 911 1' },
      { key: 'con_2', links: { account } },
    )
    const outcome = await write(asked)
    expect(outcome).toMatchObject({ kind: 'duplicate', candidates: [{ rule: 'email' }] })
    const [{ remoteId = '' } = {}] = 'candidates' in outcome ? outcome.candidates : []
    expect(await write({ ...asked, remoteId, completeOnly: true })).toMatchObject({ kind: 'delivered', created: false })
    expect(fake.rows('contacts')[0]?.properties).toMatchObject({ jobtitle: 'Head of production', phone: '+49 911 1', leitwerk_id: 'con_2' })
  })

  it('follows a record that was merged', async () => {
    const { account } = await made()
    const { id: other } = await write(writes.account({ name: 'Hallbauer AG' }, { key: 'acc_2' }))
    fake.merge('companies', account, other)
    expect(await write(writes.account({ name: 'Hallbauer GmbH' }, { remoteId: account }))).toMatchObject({ kind: 'gone', mergedInto: other })
  })

  it('tells quota and limits apart', async () => {
    fake.limit(1, 'DAILY')
    expect(await write(writes.account({ name: 'Hallbauer GmbH' }))).toMatchObject({ kind: 'quotaExhausted' })
    fake.limit(1, 'TEN_SECONDLY_ROLLING')
    expect(await write(writes.account({ name: 'Hallbauer GmbH' }))).toMatchObject({ kind: 'rateLimited', afterMs: 10_000 })
  })

  it('writes a hundred contacts in few calls, three bad ones among them', async () => {
    const { account } = await made()
    const many = Array.from({ length: 100 }, (_, i) =>
      writes.contact(
        {
          lastname: `Muster${i}`,
          email: i === 7 ? 'k.vogt@hallbauer.example' : `m${i}@hallbauer.example`,
          ...(i === 40 && { shoesize: '43' }),
          ...(i === 77 && { hs_lead_status: 'Nonsense' }),
        },
        { key: `con_${i + 10}`, links: { account } },
      ),
    )
    fake.calls.length = 0
    const outcomes = (await talk(hubspot.batch!.write(many, settings))) as readonly Outcome[]
    expect(outcomes.filter(({ kind }) => kind === 'delivered')).toHaveLength(98)
    expect(outcomes[40]).toMatchObject({ kind: 'invalid', fields: [{ field: 'shoesize' }] })
    expect(outcomes[77]).toMatchObject({ kind: 'invalid', fields: [{ field: 'hs_lead_status' }] })
    expect(outcomes[7]).toMatchObject({ kind: 'delivered', remarks: [expect.stringContaining('email stays empty')] })
    expect(fake.calls.length).toBeLessThan(50)
    expect(fake.rows('contacts')).toHaveLength(99)
    expect(fake.rows('contacts').every(({ id }) => fake.tied('contacts', id, 'companies')[0] === account)).toBe(true)
    const known = many.flatMap((one, i) => (outcomes[i]?.kind === 'delivered' && i !== 7 ? [{ ...one, remoteId: outcomes[i].remoteId }] : []))
    fake.calls.length = 0
    expect(((await talk(hubspot.batch!.write(known, settings))) as readonly Outcome[]).every(({ kind }) => kind === 'unchanged')).toBe(true)
    expect(fake.calls).toHaveLength(2)
  })

  it('changes several, and only what differs', async () => {
    const { account } = await made()
    const { id: other } = await write(writes.account({ name: 'Anders GmbH' }, { key: 'acc_2' }))
    const outcomes = await talk(
      hubspot.batch!.write(
        [
          writes.account({ name: 'Hallbauer GmbH', city: 'Fürth' }, { remoteId: account }),
          writes.account({ name: 'Anders GmbH', industry: 'Nonsense' }, { key: 'acc_2', remoteId: other }),
        ],
        settings,
      ),
    )
    expect(outcomes).toMatchObject([
      { kind: 'delivered', remoteId: account },
      { kind: 'invalid', fields: [{ field: 'industry' }] },
    ])
    expect(fake.rows('companies').map(({ properties }) => properties.city ?? null)).toEqual(['Fürth', null])
  })

  it.each([
    ['the property of the key is missing', { withoutKey: ['deals'] }, { field: 'keyField', problem: 'HubSpot has no property leitwerk_id on deals' }],
    [
      'a scope is missing',
      { withoutScopes: ['crm.objects.leads.read'] },
      { field: 'token', todo: expect.stringContaining('Without Sales Hub Professional set leads to no.') },
    ],
  ])('says what to do when %s', async (_, options, expected) => {
    await fake.close()
    fake = await hubspotFake(options)
    settings = { ...settings, url: fake.url }
    expect(await talk(hubspot.check(settings))).toMatchObject({ kind: 'problem', ...expected })
    expect(await talk(hubspot.check({ ...settings, leads: 'no', keyField: 'leitwerk_id', portal: '1' }))).toMatchObject({ field: 'portal' })
  })
})

describe('a notice of HubSpot', () => {
  const settings = { apiVersion: '2026-03', keyField: 'leitwerk_id', appId: '54321', properties: 'reject_reason, ' }
  const hear = (payload: JsonObject) => play(source.hydrate!({ key: 'k', version: null, payload }, settings), [reply(200, { id: '1' })])

  it.each([
    ['a deal, old format', { subscriptionType: 'deal.propertyChange', objectId: 12 }, '/crm/objects/2026-03/deals/12'],
    ['a lead, general format', { subscriptionType: 'object.propertyChange', objectTypeId: '0-136', objectId: 31 }, '/crm/objects/2026-03/leads/31'],
    ['a deletion', { subscriptionType: 'deal.deletion', objectId: 12 }, '/crm/objects/2026-03/deals/12'],
  ])('is read again: %s', (_, payload, path) => {
    const { calls } = hear(payload)
    expect(calls.map((call) => call.path)).toEqual([path])
    expect(calls[0]?.query?.properties).toContain('leitwerk_id,reject_reason')
  })

  it.each([
    ['a contact', { subscriptionType: 'contact.propertyChange', objectId: 8 }],
    ['a merge', { subscriptionType: 'deal.merge', objectId: 12, primaryObjectId: 12, mergedObjectIds: [13] }],
    ["the hub's own change", { subscriptionType: 'deal.propertyChange', objectId: 12, changeSource: 'INTEGRATION', sourceId: '54321' }],
    ['nothing that can be read', { subscriptionType: 'object.propertyChange', objectTypeId: '2-77', objectId: 8 }],
  ])('costs no call: %s', (_, payload) => {
    expect(hear(payload)).toEqual({ calls: [], result: { kind: 'hydrated', payload: null } })
  })
})
