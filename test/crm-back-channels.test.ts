/** The back-channels of CRMs: what the sandbox sends passes verification, and Tryton is read without telling anything twice. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import pipedrive from '../connectors/sources/pipedrive.ts'
import sandboxCrm from '../connectors/sources/sandbox-crm.ts'
import tryton from '../connectors/sources/tryton.ts'
import type { Call, Json, JsonObject, PollPage } from '../core/connector.ts'
import type { Refusal } from '../core/outcome.ts'
import { verify } from '../core/verify.ts'
import { startSandbox } from '../sandbox/server.ts'
import { httpServer, json } from './helpers/http-server.ts'
import { play, reply } from './helpers/playing.ts'

const opened: { close: () => unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

it('takes what the sandbox CRM signed, and nothing else', async () => {
  const secret = `whsec_${Buffer.from('a-long-enough-signing-key').toString('base64')}`
  const hub = await httpServer((_, response) => json(response, {}, 202))
  const sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't', webhook: { url: hub.url, secret, echo: true } })
  opened.push(hub, sandbox)
  const headers = { authorization: 'Bearer t', 'content-type': 'application/json' }
  await fetch(`${sandbox.url}/api/accounts`, { method: 'POST', headers, body: '{"name":"Hallbauer GmbH"}' })
  await vi.waitFor(() => expect(hub.heard).toHaveLength(1), 10_000)
  const [told] = hub.heard
  const arrival = {
    method: 'POST',
    url: hub.url,
    headers: told!.headers as Record<string, string>,
    body: Buffer.from(told!.body),
    remote: '127.0.0.1',
    receivedAt: Date.now(),
  }
  expect(verify(sandboxCrm.verify, arrival, { secret: [secret] }, Date.now())).toEqual({ ok: true })
  expect(
    verify(sandboxCrm.verify, { ...arrival, body: Buffer.from(told!.body.replace('Hallbauer', 'Anders')) }, { secret: [secret] }, Date.now()),
  ).toMatchObject({ ok: false })
  expect(verify(sandboxCrm.verify, arrival, { secret: [secret] }, Date.now() + 600_000)).toMatchObject({ ok: false })
})

it('takes nothing at the address of the Tryton source', () => {
  const arrival = { method: 'POST', url: 'https://hub.example/hooks/tryton', headers: {}, body: Buffer.from('{}'), remote: '', receivedAt: 0 }
  expect(verify(tryton.verify, arrival, {}, 0)).toMatchObject({ ok: false })
})

describe('polling Tryton', () => {
  const at = (second: number, microsecond = 0): Json => ({ __class__: 'datetime', year: 2026, month: 9, day: 16, hour: 9, minute: 15, second, microsecond })
  const row = (id: number, changed: Json, more: JsonObject = {}): JsonObject => ({
    id,
    reference: `led_${id}`,
    state: 'opportunity',
    write_date: changed,
    'write_uid.': { id: 3, login: 'anna' },
    ...more,
  })
  const poll = (cursor: string | null, ...results: Json[]): { page: PollPage; calls: Call[] } => {
    const { result, calls } = play<PollPage | Refusal>(
      tryton.poll!.page(cursor, { user: 'hub' }),
      results.map((result) => reply(200, { id: 1, result })),
      200,
    )
    if (!('bodies' in result)) throw new Error(JSON.stringify(result))
    return { page: result, calls }
  }
  const domain = (call: Call | undefined): string => JSON.stringify((call!.body as { params: Json[] }).params[0])
  const ids = (page: PollPage) => page.bodies.map((body) => (body as JsonObject).id)

  it('reads a while back again, and tells only what is new there', () => {
    const first = poll(null, [row(1, at(10, 5)), row(2, at(20))])
    expect([ids(first.page), first.page.more]).toEqual([[1, 2], false])
    const second = poll(first.page.cursor, [row(1, at(10, 5)), row(3, at(15)), row(2, at(21))])
    expect(domain(second.calls[0])).toContain('"minute":13,"second":20')
    expect(ids(second.page)).toEqual([3, 2])
    expect(ids(poll(second.page.cursor, [row(1, at(10, 5)), row(3, at(15)), row(2, at(21))]).page)).toEqual([])
  })

  it('forgets nothing when a poll finds nothing', () => {
    const first = poll(null, [row(1, at(10))])
    const empty = poll(first.page.cursor, [])
    expect(empty.page.cursor).toBe(first.page.cursor)
  })

  it('goes on behind the last id where a page is full', () => {
    const { page, calls } = poll(
      null,
      Array.from({ length: 100 }, (_, i) => row(i + 1, at(10))),
    )
    expect([page.bodies.length, page.more, calls.length]).toEqual([100, true, 1])
    const { calls: next } = poll(page.cursor, [])
    expect(domain(next[0])).toContain('["id",">",100]')
    expect(domain(next[0])).toContain('"second":10')
  })

  it('asks the history only of those that ended, and stops in time', () => {
    const lost = Array.from({ length: 60 }, (_, i) => row(i + 1, at(10), { state: 'lost' }))
    const history = Array.from({ length: 3 }, (_, i) => [at(i), 1, 'Anna'])
    const replies: Json[] = [lost]
    for (let i = 0; i < 60; i++) replies.push(history, [{ state: 'lost' }], [{ state: 'lead' }], [{ state: 'lead' }])
    const { page, calls } = poll(null, ...replies)
    expect(calls.length).toBeLessThan(120)
    expect(page.more).toBe(true)
    expect(page.bodies[0]).toMatchObject({ state: 'lost', reached: 'lead' })
    expect(poll(page.cursor, lost.slice(page.bodies.length), ...replies.slice(1)).page.bodies[0]).toMatchObject({ id: page.bodies.length + 1 })
    expect(poll(null, [row(1, at(1), { state: 'cancelled' })], [[at(0), 1, 'Anna']], [{ state: 'converted' }]).page.bodies[0]).toMatchObject({
      reached: 'converted',
    })
  })

  it('waits where Tryton does not answer as it should', () => {
    const { result } = play(tryton.poll!.page(null, {}), [reply(503, '', { 'retry-after': '30' })])
    expect(result).toMatchObject({ kind: 'transient', afterMs: 30_000 })
  })
})

describe('a lead that is gone in Pipedrive', () => {
  const notice = { meta: { entity: 'lead', action: 'delete', entity_id: 'l3' } }
  const hydrated = (data: Json) => play(pipedrive.hydrate!({ key: 'k', version: null, payload: notice }, {}), [reply(200, { success: true, data })])

  it('became a deal, or was deleted', () => {
    const { calls, result } = hydrated([{ id: 11 }, { id: 12, source_lead_id: 'l3', org_id: 7 }])
    expect(calls).toMatchObject([{ method: 'GET', path: '/api/v2/deals', query: { sort_by: 'add_time', sort_direction: 'desc' } }])
    expect(result).toMatchObject({ kind: 'hydrated', payload: { data: { id: 'l3' }, deal: { id: 12, org_id: 7 } } })
    expect(hydrated([{ id: 11, source_lead_id: 'l9' }]).result).toEqual({ kind: 'hydrated', payload: { data: { id: 'l3' }, deleted: true } })
  })

  it('is asked for again when Pipedrive does not answer', () => {
    const { result } = play(pipedrive.hydrate!({ key: 'k', version: null, payload: notice }, {}), [reply(503)])
    expect(result).toMatchObject({ kind: 'transient' })
  })
})
