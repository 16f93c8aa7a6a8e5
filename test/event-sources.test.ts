/** Advertisements, events, webinars and appointments: what several notices of one thing come to, with the senders' own interfaces played by a server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sources } from '../connectors/index.ts'
import linkedin from '../connectors/sources/linkedin-leadgen.ts'
import type { Json } from '../core/connector.ts'
import type { MapTask } from '../core/mapped.ts'
import { expressionCache } from '../core/work/expression-cache.ts'
import { mapDelivery } from '../core/work/mapping-run.ts'
import { arrivalOf, NOW, sample, sampleText } from './helpers/arrivals.ts'
import { httpServer, type TestServer } from './helpers/http-server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'

let api: TestServer
let hub: TestHub
/** What the senders' interfaces answer, by path. */
const there = new Map<string, Json>()

beforeAll(async () => {
  api = await httpServer(({ url }, response) => {
    const body = there.get(url.split('?')[0]!)
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}))
  })
  hub = await startHub(
    backends[0]!,
    `
products: [{ id: kran, name: Kran, default: true }]
sources:
  linkedin: { kind: linkedin-leadgen, secret: s, accessToken: member-token, apiUrl: '${api.url}' }
  eventbrite: { kind: eventbrite, pathKey: k, token: t, apiUrl: '${api.url}' }
  pretix: { kind: pretix, pathKey: k, token: t, apiUrl: '${api.url}' }
  calendly: { kind: calendly, secret: s }
  google: { kind: google-ads, secret: invented-google-key-50 }
`,
  )
})
afterAll(async () => {
  await hub.stop()
  await api.close()
})

async function told(source: string, ...bodies: readonly Json[]) {
  const states: { state: string; reason: string | null }[] = []
  for (const body of bodies) {
    const id = await hub.send(source, body)
    await hub.quiet()
    const { state, reason } = await hub.delivery(id)
    states.push({ state, reason })
  }
  return states
}

const standing = (source: string) =>
  hub.store.db.all<{ kind: string; state: string }>(
    "select kind, state from event where source = $1 and state in ('active', 'retracted', 'test') order by id",
    [source],
  )

describe('a lead of LinkedIn', () => {
  const created = sample<{ [key: string]: Json }>('linkedin_leadgen.notification.json')
  const withdrawn = { ...created, leadAction: 'DELETED', occurredAt: 1_789_547_400_000 }

  it('is fetched, counts once however often it is told, and is taken back when the member withdraws it', async () => {
    there.set('/rest/leadFormResponses/7d1a5c2e-1111-4b1b-9f11-000000000001-3', sample<Json>('linkedin_leadgen.response_fetch.json'))
    expect(await told('linkedin', created, created)).toMatchObject([{ state: 'processed' }, { state: 'duplicate' }])
    expect(api.heard.at(-1)!.headers).toMatchObject({ authorization: 'Bearer member-token', 'linkedin-version': linkedin.fields.apiVersion!.default })
    expect(await standing('linkedin')).toEqual([{ kind: 'form', state: 'active' }])
    expect(await told('linkedin', withdrawn)).toEqual([{ state: 'filtered', reason: expect.stringContaining('the lead was withdrawn at LinkedIn') }])
    expect(await standing('linkedin')).toEqual([{ kind: 'form', state: 'retracted' }])
  })

  it('needs a token of one kind', () => {
    const told = (values: Record<string, string[]>) => [...linkedin.wrong!(values)].map(({ field }) => field)
    expect(told({})).toEqual(['accessToken'])
    expect(told({ accessToken: ['a'] })).toEqual([])
    expect(told({ refreshToken: ['r'] })).toEqual(['clientId'])
    expect(told({ refreshToken: ['r'], clientId: ['c'] })).toEqual([])
  })

  it('that was withdrawn is not asked for', () => {
    expect(linkedin.hydrate!({ key: 'k', version: null, payload: withdrawn }, {}).next()).toMatchObject({ done: true, value: { kind: 'deleted' } })
  })
})

describe('an attendee of Eventbrite', () => {
  const notice = (action: string, address = 'https://www.eventbriteapi.com/v3/events/1000000000001/attendees/2000000001/') => ({
    config: { action, user_id: '1', webhook_id: '2' },
    api_url: address,
  })

  it('registers once, however often the notice comes, and comes once', async () => {
    const attendee = sample<{ [key: string]: Json }>('eventbrite.attendee_fetch.json')
    const path = '/v3/events/1000000000001/attendees/2000000001/'
    there.set(path, attendee)
    await told('eventbrite', notice('attendee.updated'), notice('attendee.updated'))
    there.set(path, { ...attendee, checked_in: true, changed: '2026-09-22T08:00:00Z' })
    await told('eventbrite', notice('attendee.checked_in'), notice('attendee.updated'))
    expect((await standing('eventbrite')).map(({ kind }) => kind).sort()).toEqual(['event_registration', 'fair_scan'])
  })

  it('is looked for at Eventbrite alone, whatever address the notice names', async () => {
    const before = api.heard.length
    await told('eventbrite', notice('attendee.updated', 'https://elsewhere.example/v3/events/7/attendees/8/'))
    expect(api.heard.slice(before).map(({ url }) => url)).toEqual(['/v3/events/7/attendees/8/?expand=event'])
    await told('eventbrite', notice('attendee.updated', 'https://www.eventbriteapi.com/v3/events/7/../users/me'))
    expect(api.heard).toHaveLength(before + 1)
  })

  it('of a test call is not fetched', async () => {
    const before = api.heard.length
    const [test] = await told('eventbrite', notice('test', 'https://www.eventbriteapi.com/{api-endpoint-to-fetch-object-details}/'))
    expect(test).toMatchObject({ state: 'filtered', reason: expect.stringContaining('test') })
    expect(api.heard).toHaveLength(before)
  })
})

describe('an order of pretix', () => {
  it('tells its attendees as they are now: one who was taken out again is told no longer', async () => {
    const ticket = (positionid: number, name: string) => ({
      positionid,
      attendee_name: name,
      attendee_email: `${name.split(' ')[1]!.toLowerCase()}@hallbauer-foerdertechnik.example`,
    })
    const order = { code: 'K7QPM', status: 'p', datetime: '2026-09-15T08:30:00+02:00', locale: 'de' }
    const path = '/api/v1/organizers/kranwerk/events/anwendertag-2026/orders/K7QPM/'
    const notice = sample<{ [key: string]: Json }>('pretix.webhook.json')
    there.set(path, { ...order, positions: [ticket(1, 'Ralf Pfefferkorn'), ticket(2, 'Sabine Treutlein')] })
    await told('pretix', notice, { ...notice, notification_id: 887_302, action: 'pretix.event.order.paid' })
    expect(await standing('pretix')).toEqual(Array(2).fill({ kind: 'event_registration', state: 'active' }))
    there.set(path, { ...order, positions: [ticket(1, 'Ralf Pfefferkorn')] })
    await told('pretix', { ...notice, notification_id: 887_303, action: 'pretix.event.order.changed.cancel' })
    expect((await standing('pretix')).map(({ state }) => state).sort()).toEqual(['active', 'retracted'])
  })
})

describe('an appointment of Calendly', () => {
  type Call = { created_at: string; event: string; payload: { [key: string]: Json } }
  const booked = sample<Call>('calendly.invitee_created.json')
  const later = (event: string, payload: { [key: string]: Json }) => ({
    ...booked,
    created_at: '2026-09-16T07:00:00Z',
    event,
    payload: { ...booked.payload, ...payload },
  })

  it('stays one when it is cancelled', async () => {
    await told('calendly', booked, later('invitee.canceled', { status: 'canceled', cancellation: { reason: 'Projekt verschoben', canceler_type: 'invitee' } }))
    expect(await standing('calendly')).toEqual([{ kind: 'meeting', state: 'active' }])
  })

  it('stays one when it is moved', async () => {
    const moved = { ...booked, created_at: '2026-09-16T07:00:01Z', payload: { ...booked.payload, uri: `${booked.payload.uri}-new` } }
    const gone = { ...later('invitee.canceled', { rescheduled: true, status: 'canceled' }), created_at: '2026-09-16T07:00:01Z' }
    await told('calendly', gone, moved)
    expect((await standing('calendly')).filter(({ state }) => state === 'active')).toHaveLength(1)
  })
})

describe('a lead of Google Ads', () => {
  it('that only tries the connection is marked', async () => {
    await told('google', sample<Json>('google_ads_lead_form.json'))
    expect(await standing('google')).toEqual([{ kind: 'form', state: 'test' }])
  })
})

describe('what makes a repeat', () => {
  async function keysOf(id: string, body: Json): Promise<string[]> {
    const { split, dedupe, version } = sources.find((source) => source.id === id)!
    const task: MapTask = {
      source: 'test',
      rules: { ...(split && { split }), ...(dedupe && { dedupe }), ...(version && { version }), hydrates: false },
      mapping: { id: 'm', name: 'm', expression: '{"ignore": "x"}' },
      settings: {},
      delivery: { ...arrivalOf(), id: 'dlv_1', body: Buffer.from(JSON.stringify(body)), receivedAt: NOW },
    }
    const result = await mapDelivery(task, { expressions: expressionCache(1_000), timeoutMs: 1_000, alive: () => {} })
    return result.kind === 'held' ? [result.reason] : result.items.map(({ key, version: of }) => (of === null ? key : `${key} ${of}`))
  }

  it.each([
    ['google-ads', 'google_ads_lead_form.json', 'TeSter-123-ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz-0123456789-AaBbCcDdEeFfGgHhIiJjKkLl'],
    ['linkedin-leadgen', 'linkedin_leadgen.notification.json', 'urn:li:leadGenFormResponse:7d1a5c2e-1111-4b1b-9f11-000000000001-3 1789461000123'],
    ['pretix', 'pretix.webhook.json', 'kranwerk/anwendertag-2026/K7QPM 887301'],
    ['cvent', 'cvent.invitee_accepted.json', 'c41a5600-a585-b8db-de50-000000000001:0f4f64fb-db76-9435-CFE5-000000000001'],
    ['zoom', 'zoom.webinar_registration_created.json', 'webinar.registration_created:7gT3d/M2Q1fnvhMmJHBcCF==:U0BBBBBBBBBBfrUz1234'],
    ['gotowebinar', 'gotowebinar.registrant_added.json', '9f5c0e6a-8f5c-4b52-9a0e-000000000001'],
    ['zuddl', 'zuddl.lead_modified.json', 'b9f6c3b4-ad2c-ec05-03d0-000000000001 2026-09-15T08:30:00Z'],
    ['captello', 'captello.activation.json', '1:40817:1789461000:1131000001'],
  ])('of %s is what its sender names', async (id, file, key) => {
    expect(await keysOf(id, JSON.parse(sampleText(file)) as Json)).toEqual([key])
  })

  it('of somebody who drops out of a webinar and joins again is the person', async () => {
    const joined = (userId: string, at: number) => ({
      event: 'webinar.participant_joined',
      event_ts: at,
      payload: { object: { uuid: 'u==', id: 1, participant: { user_id: userId, registrant_id: 'r1', email: 'a@b.example' } } },
    })
    expect(await keysOf('zoom', joined('1', NOW))).toEqual(await keysOf('zoom', joined('2', NOW + 60_000)))
    const went = { eventName: 'registrant.joined', webinarKey: '1', registrantKey: '2' }
    expect(await keysOf('gotowebinar', { ...went, eventKey: 'a' })).toEqual(await keysOf('gotowebinar', { ...went, eventKey: 'b' }))
  })
})
