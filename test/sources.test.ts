/** The registry of sources under the contract, and what is peculiar to single ones. */
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { sources } from '../connectors/index.ts'
import espocrm from '../connectors/sources/espocrm.ts'
import form from '../connectors/sources/form.ts'
import metaLeadgen from '../connectors/sources/meta-leadgen.ts'
import { shipped } from '../core/compose/registry.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Json, Source } from '../core/connector.ts'
import { doorOf, receive } from '../core/flow/receive.ts'
import type { MapTask } from '../core/mapped.ts'
import { verify } from '../core/verify.ts'
import { expressionCache } from '../core/work/expression-cache.ts'
import { compile } from '../core/work/mapping-guards.ts'
import { mapDelivery } from '../core/work/mapping-run.ts'
import { sourceContract } from './contract/source.contract.ts'
import { arrivalOf, NOW, sample, sampleRequest } from './helpers/arrivals.ts'
import { hydrateScripts } from './scripts/sources.ts'

for (const source of sources) sourceContract(source)

describe('the registry', () => {
  it('names every source once', () => {
    const ids = sources.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has a script for every thin source, and no other', () => {
    expect(Object.keys(hydrateScripts).sort()).toEqual(shipped.sources.flatMap(({ id, hydrate }) => (hydrate ? [id] : [])).sort())
  })
})

/** Keys that a delivery of a source gives. */
async function keysOf({ decode, split, dedupe, version, hydrate }: Source, body: Uint8Array, headers: Record<string, string> = {}, id = 'dlv_1') {
  const task: MapTask = {
    source: 'test',
    rules: { ...(decode && { decode }), ...(split && { split }), ...(dedupe && { dedupe }), ...(version && { version }), hydrates: hydrate !== undefined },
    mapping: { id: 'm', name: 'm', expression: '{"ignore": "x"}' },
    settings: {},
    delivery: { id, method: 'POST', url: 'https://hub.example.com/hooks/test', headers, body, receivedAt: NOW },
  }
  const result = await mapDelivery(task, { expressions: expressionCache(1_000), timeoutMs: 1_000, alive: () => {} })
  if (result.kind === 'held') throw new Error(result.reason)
  return result.items.map(({ key, version: of }) => (of === null ? key : `${key} ${of}`))
}
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
const byId = (id: string) => sources.find((source) => source.id === id)!

describe('what makes a repeat', () => {
  it('is the sender’s own id', async () => {
    expect(await keysOf(byId('typeform'), bytes(sample('typeform.json')))).toEqual(['01K5FQ2Z9T7VJ3M8N4R6B1XKAE'])
    expect(await keysOf(byId('standard-webhooks'), bytes(sample('standard_webhooks.json')), { 'webhook-id': 'msg_1' })).toEqual(['msg_1'])
    expect(await keysOf(metaLeadgen, bytes(sample('meta_leadgen.webhook.json')))).toEqual(['1234567890123456', '1234567890123457'])
    const { body, headers } = sampleRequest('mailchimp.subscribe.http.txt')
    expect(await keysOf(byId('mailchimp'), body, { ...headers })).toEqual(['subscribe:1f5380aefa:2026-09-15 08:30:00'])
  })

  it('is id and version where things are edited and sent again', async () => {
    expect(await keysOf(byId('snapaddy'), bytes(sample('snapaddy.visitreport.json')))).toEqual(['rep-000001 2026-09-15T08:41:10.000Z'])
  })

  it('is what happened to whom and when, where mail events have no id; such keys name nobody', async () => {
    const clicks = ['/a', '/b'].map((link) => ({ ...sample<Record<string, Json>>('brevo.transactional_click.json'), link }))
    const keys = await keysOf(byId('brevo'), bytes([...clicks, ...clicks]))
    expect(new Set(keys).size).toBe(2)
    expect(keys.join()).not.toContain('hallbauer')
    const [left, opened] = await keysOf(byId('mailjet'), bytes(sample('mailjet.grouped.json')))
    expect(left).not.toBe(opened)
    expect(await keysOf(byId('mailgun'), bytes(sample('mailgun.unsubscribed.json')))).toEqual(['Hkn4r7hdVGmBFtfNPCNtNP'])
    expect(await keysOf(byId('sendgrid'), bytes(sample('sendgrid.batch.json')))).toHaveLength(4)
    expect(await keysOf(byId('postmark'), bytes(sample('postmark.bounce.json')))).toEqual(['Bounce 9293722390438440'])
    const { body, headers } = sampleRequest('activecampaign.subscribe.http.txt')
    expect(await keysOf(byId('activecampaign'), body, { ...headers })).toEqual(['subscribe 90210 2026-09-15T10:30:00+02:00 3'])
    expect(await keysOf(byId('mautic'), bytes(sample('mautic.form_on_submit.json')))).toEqual(['submission 13'])
    expect(await keysOf(byId('mautic'), bytes(sample('mautic.subscription_changed_batch.json')))).toEqual([
      'mautic.lead_channel_subscription_changed 26 email manual 2026-09-15T08:31:00+00:00',
      'open 8 1 2026-09-15T08:30:30+00:00',
    ])
  })

  it('is the delivery where a notice says neither when nor what: the same person may subscribe twice', async () => {
    const notice = bytes(sample('cleverreach.receiver_subscribed.json'))
    expect(await keysOf(byId('cleverreach'), notice, {}, 'dlv_1')).not.toEqual(await keysOf(byId('cleverreach'), notice, {}, 'dlv_2'))
    expect(await keysOf(espocrm, bytes([{ id: 'a', stage: 'Negotiation' }]), {}, 'dlv_1')).toEqual(['a:dlv_1'])
    expect(await keysOf(espocrm, bytes(sample('espocrm.lead_update.json')))).toEqual([
      '66e6a1c2d3f4a5b6c:2026-09-15 08:30:00',
      '66e6a1c2d3f4a5b6d:2026-09-15 08:30:01',
    ])
  })

  it('of a CRM is its own id of the event, or each record with the time of the notice', async () => {
    expect(await keysOf(byId('pipedrive'), bytes(sample('pipedrive.v2_change_deal.json')))).toEqual(['c8f0e6a2-2222-4c9e-9f01-000000000001'])
    const notice = { module: 'Leads', operation: 'update', ids: ['71', '72'], server_time: 1789461000000, token: 't' }
    expect(await keysOf(byId('zoho'), bytes(notice))).toEqual(['71:update:1789461000000', '72:update:1789461000000'])
    expect(await keysOf(byId('zoho'), bytes({ ...notice, ids: ['71'] }))).toEqual(['71:update:1789461000000'])
  })

  it('of form tools is the id of the submission, with its version where it can be edited', async () => {
    const { body, headers } = sampleRequest('jotform.multipart.http.txt')
    expect(await keysOf(byId('jotform'), body, { ...headers })).toEqual(['6312345678901234567'])
    expect(await keysOf(byId('tally'), bytes(sample('tally.json')))).toEqual(['7d0f5c1e-2b44-4d8c-9a57-0c8e1f3a9b21'])
    expect(await keysOf(byId('gravity-forms'), bytes(sample('gravityforms.all_fields.json')))).toEqual(['12:4711 2026-09-15 08:30:11'])
    expect(await keysOf(byId('wpforms'), bytes(sample('wpforms.json')))).toEqual(['31:902'])
    expect(await keysOf(byId('google-forms'), bytes(sample('google_forms.apps_script.json')))).toEqual(['2_ABaOnuInvented 2026-09-15T08:30:00.000Z'])
    expect(await keysOf(byId('hubspot-forms'), bytes(sample('hubspot_forms.workflow_webhook.json')))).toEqual(['b6f1a1a0-0000-4c5d-8c1e-2f6f0e6f1111'])
  })

  it('is not the number 0 of sites that keep no entries, nor a contact without the time of its submission', async () => {
    const content = [expect.stringMatching(/^content:/)]
    expect(await keysOf(byId('wpforms'), bytes({ email: 'a@b.example', form: '31', entry: '0' }))).toEqual(content)
    expect(await keysOf(byId('gravity-forms'), bytes({ email: 'a@b.example', form_id: '12', id: 0 }))).toEqual(content)
    expect(await keysOf(byId('hubspot-forms'), bytes({ vid: 901, properties: { email: { value: 'a@b.example' } } }))).toEqual(content)
  })

  it('of CloudEvents is source and id, in all three ways they are sent', async () => {
    const { body, headers } = sampleRequest('cloudevents.binary.http.txt')
    const key = '/kranwerk/website/forms b7c1a4de-0000-4f3e-9a64-000000000001'
    expect(await keysOf(byId('cloudevents'), body, { ...headers })).toEqual([key])
    expect(await keysOf(byId('cloudevents'), bytes(sample('cloudevents.structured.json')))).toEqual([key])
    expect(await keysOf(byId('cloudevents'), bytes(sample('cloudevents.batch.json')))).toEqual(['/kranwerk/messe 1', '/kranwerk/messe 2'])
    // A list as data of one event: its parts are not one and the same.
    const listed = await keysOf(byId('cloudevents'), bytes([{ email: 'a@b.example' }, { email: 'c@d.example' }]), { ...headers })
    expect(new Set(listed).size).toBe(2)
  })

  it('of a form is its submission id, never an id of something else', async () => {
    expect(await keysOf(form, bytes({ id: '31', email: 'a@b.example' }))).not.toEqual(['31'])
    expect(await keysOf(form, bytes({ submissionId: 's1', email: 'a@b.example' }))).toEqual(['s1'])
    expect(await keysOf(form, bytes({ email: 'a@b.example' }), { 'idempotency-key': 'k1' })).toEqual(['k1'])
    expect(new Set(await keysOf(form, bytes([{ email: 'a@b.example' }, { email: 'c@d.example' }]), { 'idempotency-key': 'k1' })).size).toBe(2)
  })
})

describe('test traffic', () => {
  const isTest = async (id: string, item: unknown) => {
    const compiled = await compile(byId(id).test!, 1_000)
    return (await compiled.evaluate(item, {})) === true
  }

  it('of mail tools is known by the invented people it is about', async () => {
    const mailgun = sample<{ 'event-data': object }>('mailgun.unsubscribed.json')
    const about = (over: object) => ({ ...mailgun, 'event-data': { ...mailgun['event-data'], ...over } })
    expect(await isTest('mailgun', mailgun)).toBe(false)
    expect(await isTest('mailgun', about({ recipient: 'alice@example.com' }))).toBe(true)
    expect(await isTest('mailgun', about({ flags: { 'is-test-mode': true } }))).toBe(true)
    const [opened] = sample<object[]>('sendgrid.batch.json')
    expect(await isTest('sendgrid', opened)).toBe(false)
    expect(await isTest('sendgrid', { ...opened, email: 'example@test.com' })).toBe(true)
    expect(await isTest('postmark', sample('postmark.bounce.json'))).toBe(false)
    expect(await isTest('postmark', { ...sample<object>('postmark.bounce.json'), MessageID: '00000000-0000-0000-0000-000000000000' })).toBe(true)
    const simulated = (destination: string[]) => ({ Type: 'Notification', Message: { eventType: 'Bounce', mail: { destination } } })
    expect(await isTest('amazon-sns', simulated(['bounce@simulator.amazonses.com']))).toBe(true)
    expect(await isTest('amazon-sns', simulated(['alt@brunnthaler-praezision.example']))).toBe(false)
  })
})

describe('a web form', () => {
  const values = { secret: ['invented'] }
  const signed = (seconds: number) => {
    const t = NOW / 1000 + seconds
    const mac = createHmac('sha256', 'invented').update(`${t}.{}`).digest('hex')
    return verify(form.verify, arrivalOf({ headers: { 'x-leitwerk-signature': `t=${t},v1=${mac}` } }), values, NOW)
  }

  it('may sign with a time, and hears about that time when it is wrong', () => {
    expect(signed(0)).toEqual({ ok: true })
    expect(signed(-900)).toMatchObject({ reason: expect.stringContaining('the timestamp is 15 min old') })
  })

  it('hears which proofs would do when it brings none', () => {
    expect(verify(form.verify, arrivalOf(), values, NOW)).toMatchObject({
      reason: expect.stringMatching(/^no proof of origin: .*x-leitwerk-signature.*x-leitwerk-secret.*authorization/),
    })
  })
})

describe('captured requests of form tools', () => {
  it.each([
    ['jotform', 'jotform.multipart.http.txt', { pathKey: ['k3y-in-path'] }],
    ['gravity-forms', 'gravityforms.selected_fields.form.txt', { pathKey: ['k3y-in-path'] }],
    ['powermail', 'powermail.sendpost.http.txt', { pathKey: ['k3y-in-path'] }],
    ['powermail', 'powermail.sendpost.http.txt', { user: ['powermail'], password: ['invented-pass'] }],
    ['cloudevents', 'cloudevents.binary.http.txt', { token: ['invented-token'] }],
  ])('of %s prove their origin: %s', (id, file, values: Record<string, string[]>) => {
    expect(verify(byId(id).verify, sampleRequest(file), values, NOW)).toEqual({ ok: true })
    const others = Object.fromEntries(Object.keys(values).map((name) => [name, ['another']]))
    expect(verify(byId(id).verify, sampleRequest(file), others, NOW).ok).toBe(false)
  })

  it('of scripts that carry their secret inside are accepted, too', () => {
    const arrival = arrivalOf({ text: JSON.stringify(sample('google_forms.apps_script.json')) })
    expect(verify(byId('google-forms').verify, arrival, { secret: ['invented-script-property-secret'] }, NOW)).toEqual({ ok: true })
    expect(verify(byId('google-forms').verify, arrival, { secret: ['another'] }, NOW).ok).toBe(false)
  })
})

describe('Meta lead ads', () => {
  it('asks the version of the Graph API that the settings name', () => {
    const { apiUrl, graphVersion } = metaLeadgen.fields
    expect(apiUrl?.default).toBe('https://graph.facebook.com')
    expect(graphVersion?.default).toMatch(/^v\d+\.0$/)
    expect(metaLeadgen.api?.baseUrl({ apiUrl: 'https://graph.facebook.com', graphVersion: 'v99.0' })).toBe('https://graph.facebook.com/v99.0')
  })
})

describe('EspoCRM events', () => {
  it('re-reads the entity that the settings name', () => {
    const ask = (entity: string) => espocrm.hydrate!({ key: 'k', version: null, payload: { id: 'a1' } }, { entity }).next().value
    expect(ask('Opportunity')).toMatchObject({ path: '/Opportunity/a1' })
    expect(ask('')).toMatchObject({ path: '/Lead/a1' })
  })
})

describe('Amazon SNS', () => {
  const topic = 'arn:aws:sns:eu-central-1:000000000000:ses-events'
  const confirmation = (headers: Record<string, string> = {}) =>
    arrivalOf({
      headers: { 'content-type': 'text/plain', 'x-amz-sns-message-type': 'SubscriptionConfirmation', ...headers },
      text: JSON.stringify(sample('amazon_ses_sns.subscription_confirmation.json')),
    })
  const ask = (settings: string, headers?: Record<string, string>) => {
    const { sources: entries } = setupOf(parseConfig(`sources: { ses: { kind: amazon-sns, expectedTopicArn: "${topic}", ${settings} } }`, 'test'), {})
    return receive(doorOf(entries.get('ses')!), confirmation(headers), () => 'dlv_1', NOW)
  }

  it('is asked for the credentials of a subscription before it is told that all is well', () => {
    expect(ask('user: ses, password: "p:w"')).toMatchObject({ kind: 'refused', challenge: expect.stringContaining('Basic'), answer: null })
    const authorization = `Basic ${Buffer.from('ses:p:w').toString('base64')}`
    expect(ask('user: ses, password: "p:w"', { authorization })).toMatchObject({ kind: 'accepted', answer: { status: 200 } })
  })

  it('hears nothing of whether a signature was believed', () => {
    const { keys } = sample<{ vectors: { provider: string; keys: { certificatePem: string } }[] }>('signatures.json').vectors.find(
      ({ provider }) => provider === 'amazon-sns',
    )!
    expect(ask(`certificatePem: ${JSON.stringify(keys.certificatePem)}`)).toMatchObject({ kind: 'accepted', answer: { status: 200 } })
    expect(ask('certificatePem: x')).toMatchObject({ kind: 'refused', challenge: null, answer: { status: 200 } })
  })

  it('is visited at the place of the topic only, whatever address the message names', () => {
    const { api, hydrate } = byId('amazon-sns')
    const payload = { ...sample<Record<string, string>>('amazon_ses_sns.subscription_confirmation.json'), SubscribeURL: 'https://evil.example/' }
    const call = hydrate!({ key: 'k', version: null, payload }, { expectedTopicArn: topic }).next().value
    expect(call).toMatchObject({ path: 'https://sns.eu-central-1.amazonaws.com/', query: { Action: 'ConfirmSubscription', TopicArn: topic } })
    expect(api!.hosts({ expectedTopicArn: `${topic}, ${topic.replaceAll(/aws:sns:eu-central-1/g, 'aws-cn:sns:cn-north-1')}` })).toEqual([
      'sns.eu-central-1.amazonaws.com',
      'sns.cn-north-1.amazonaws.com.cn',
    ])
  })
})
