/** Leads of Swapcard: every one is told once and anew when it was edited, in whatever order the list comes; a hub keeps one touch of each. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import swapcard from '../connectors/sources/swapcard.ts'
import type { Call, Json, JsonObject, PollPage, Reply } from '../core/connector.ts'
import type { Refusal } from '../core/outcome.ts'
import { backendsOn } from './helpers/backends.ts'
import { httpServer, json, type TestServer } from './helpers/http-server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { play, reply } from './helpers/playing.ts'
import { inventedSettings } from './scripts/sources.ts'

const settings = inventedSettings(swapcard)
const { page } = swapcard.poll!

/** One page of a list, as the API tells it; the place is the number of the lead behind which it goes on. */
function answered(leads: readonly JsonObject[], body: Json): JsonObject {
  const { cursor } = (body as { variables: { cursor: { first: number; after?: string } } }).variables
  const from = Number(cursor.after ?? 0)
  const nodes = leads.slice(from, from + cursor.first)
  const end = from + nodes.length
  return { data: { leads: { contacts: { pageInfo: { hasNextPage: end < leads.length, endCursor: String(end) }, nodes } } } }
}

function pass(text: string | null, answer: (call: Call) => Reply): { cursor: string; leads: JsonObject[] } {
  const leads: JsonObject[] = []
  for (let cursor = text, pages = 1; ; pages++) {
    const dialogue = page(cursor, settings)
    let step = dialogue.next()
    while (!step.done) step = dialogue.next(answer(step.value))
    const told: PollPage | Refusal = step.value
    if (!('bodies' in told)) throw new Error(JSON.stringify(told))
    for (const body of told.bodies) leads.push(...(body as { data: { leads: { contacts: { nodes: JsonObject[] } } } }).data.leads.contacts.nodes)
    if (!told.more) return { cursor: told.cursor, leads }
    cursor = told.cursor
    if (pages > 50) throw new Error('the poll does not end')
  }
}

const lead = (id: number, rating: number): JsonObject => ({ id: `lead-${id}`, rating, connectedAt: '2026-09-15T08:30:00.000Z' })
const what = (leads: readonly JsonObject[]) => leads.map(({ id, rating }) => `${id}: ${rating}`).sort()
const over = (leads: readonly JsonObject[]) => (call: Call) => reply(200, answered(leads, call.body ?? null))

describe('polling Swapcard', () => {
  it('tells every lead once and again when it was edited, whatever the order', () => {
    const list = fc.uniqueArray(fc.record({ id: fc.nat(400), rating: fc.nat(5) }), { selector: ({ id }) => id, maxLength: 170 })
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 4 }), (states) => {
        let cursor: string | null = null
        let before: string[] = []
        for (const state of states) {
          const leads = state.map(({ id, rating }) => lead(id, rating))
          const passed = pass(cursor, over(leads))
          expect(what(passed.leads)).toEqual(what(leads).filter((one) => !before.includes(one)))
          cursor = passed.cursor
          before = what(leads)
        }
        expect(pass(cursor, over([...states.at(-1)!].reverse().map(({ id, rating }) => lead(id, rating)))).leads).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('tells nobody twice where the list shifts while it is read', () => {
    const leads = Array.from({ length: 120 }, (_, i) => lead(i, 1))
    let asked = 0
    const shifting = (call: Call) => reply(200, answered(asked++ === 0 ? leads : [lead(900, 1), ...leads], call.body ?? null))
    const first = pass(null, shifting)
    expect(what(first.leads)).toEqual(what(leads))
    expect(what(pass(first.cursor, over([lead(900, 1), ...leads])).leads)).toEqual(['lead-900: 1'])
  })

  it('asks for one event and exhibitor, with the fields of the settings, and keeps the key to itself', () => {
    const { calls } = play(page(null, { ...settings, leadFields: 'id rating target { __typename }' }), [
      reply(200, answered([], { variables: { cursor: { first: 1 } } })),
    ])
    expect(calls).toMatchObject([
      { method: 'POST', path: '/exhibitor/graphql', reads: true, body: { variables: { eventId: 'invented-eventId', exhibitorId: 'invented-exhibitorId' } } },
    ])
    expect(JSON.stringify(calls)).toContain('nodes { id rating target { __typename } }')
    expect(JSON.stringify(calls)).not.toContain('invented-secret')
    expect(swapcard.api!.auth).toMatchObject({ kind: 'headers' })
  })

  const refused = (code: string, message: string): Json => ({ errors: [{ message, extensions: { code } }] })
  it.each([
    [200, refused('UNAUTHORIZED', 'You are not authorized'), 'unauthorised', 'You are not authorized'],
    [400, refused('GRAPHQL_VALIDATION_FAILED', 'Cannot query field "tags"'), 'invalid', 'Cannot query field "tags"'],
    [429, '', 'rateLimited', '429'],
    [200, refused('RATE_LIMITED', 'Slow down'), 'rateLimited', 'Slow down'],
    [200, refused('INTERNAL_SERVER_ERROR', 'Unexpected error'), 'transient', 'Unexpected error'],
    [200, '<!doctype html>', 'transient', 'not the leads API'],
    [200, { data: { leads: null } }, 'transient', 'not the leads API'],
    [503, '', 'transient', '503'],
  ])('takes %i with %j as %s', (status, body, kind, says) => {
    expect(play(page(null, settings), [reply(status, body)]).result).toMatchObject({ kind, reason: expect.stringContaining(says) })
  })

  it('begins anew where its place in the list is gone, without telling anything twice', () => {
    const leads = Array.from({ length: 60 }, (_, i) => lead(i, 1))
    const half = play(page(null, settings), [over(leads)({ body: { variables: { cursor: { first: 50 } } } } as unknown as Call)]).result
    if (!('bodies' in half)) throw new Error(half.reason)
    expect(half).toMatchObject({ more: true, bodies: { length: 50 } })
    const gone = play(page(half.cursor, settings), [reply(200, refused('BAD_USER_INPUT', 'Invalid cursor'))]).result
    if (!('bodies' in gone)) throw new Error(gone.reason)
    expect(gone).toMatchObject({ more: false, bodies: [] })
    expect(pass(gone.cursor, over(leads)).leads).toHaveLength(10)
    // With the rest it waits: the place is still there.
    expect(play(page(half.cursor, settings), [reply(503)]).result).toMatchObject({ kind: 'transient' })
  })

  it('ends, whatever the list says of its next page', () => {
    const endless = reply(200, { data: { leads: { contacts: { pageInfo: { hasNextPage: true, endCursor: 'x' }, nodes: [lead(1, 1), 'odd', null] } } } })
    expect(what(pass(null, () => endless).leads)).toEqual(['lead-1: 1'])
  })
})

describe('a hub that asks Swapcard', () => {
  let server: TestServer
  let hub: TestHub
  let leads: JsonObject[] = []
  let later = 0
  const visitor = (id: number, rating: number, name: string): JsonObject => ({
    ...lead(id, rating),
    target: { firstName: 'Beat', lastName: name, email: `${name}@${name}-anlagen.example`, organization: `${name} Anlagenbau AG` },
  })

  beforeAll(async () => {
    server = await httpServer((heard, response) => json(response, answered(leads, JSON.parse(heard.body) as Json)))
    const source = { kind: 'swapcard', apiKey: 'a-key', eventId: 'E1', exhibitorId: 'X1', apiUrl: server.url }
    hub = await startHub(backendsOn(inject('postgresUrl'))[0]!, `sources:\n  stand: ${JSON.stringify(source)}\n`, { now: () => Date.now() + later })
  })
  afterAll(async () => {
    await hub.stop()
    await server.close()
  })

  const kept = async () => {
    const [all] = await hub.store.db.all<{ deliveries: number }>('select count(*) as deliveries from delivery')
    const live = await hub.store.db.all<{ item_key: string; data: string }>("select item_key, data from event where state = 'active' order by item_key")
    return { deliveries: all!.deliveries, events: live.map(({ item_key, data }) => `${item_key} ${(JSON.parse(data) as JsonObject).interest}`) }
  }

  it('keeps one touch of each lead, as it was edited last', async () => {
    leads = [visitor(1, 2, 'zuercher'), visitor(2, 4, 'bernasconi')]
    await expect.poll(kept, { timeout: 10_000 }).toMatchObject({ deliveries: 2 })
    await hub.quiet()
    leads = [visitor(3, 1, 'oberholzer'), visitor(1, 5, 'zuercher'), visitor(2, 4, 'bernasconi')]
    later += 301_000
    await expect.poll(kept, { timeout: 10_000 }).toMatchObject({ deliveries: 4 })
    await hub.quiet()
    expect((await kept()).events).toEqual(['lead-1 high', 'lead-2 high', 'lead-3 low'])
    expect(await hub.leads()).toHaveLength(3)
  })
})
