/** Odoo's back-channel: every change is told, none twice, whatever the clock of Odoo hides; and a webhook is never believed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import odoo from '../connectors/sources/odoo.ts'
import type { Call, Dialogue, Json, JsonObject, PollPage, Reply, Settings } from '../core/connector.ts'
import type { Refusal } from '../core/outcome.ts'
import { verify } from '../core/verify.ts'
import { compile } from '../core/work/mapping-guards.ts'
import { arrivalOf, NOW, sample } from './helpers/arrivals.ts'
import { play, reply } from './helpers/playing.ts'

const settings: Settings = { api: 'json-rpc', module: '__leitwerk__', scope: 'all' }

/** A lead of Odoo: what the database knows, times in milliseconds; told are whole seconds. */
interface Stored {
  id: number
  at: number
  stage: number
}

const told = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')

/** Answers as Odoo does: searches by the exact time, tells the second. */
function answered(rows: readonly Stored[], call: Call): Reply {
  const { args } = (call.body as { params: { args: Json[] } }).params as { args: [string, string, Json[], JsonObject] }
  const [, method, positions, named] = args
  const result = (value: Json) => reply(200, { jsonrpc: '2.0', id: 1, result: value })
  if (method === 'get_metadata') return result((positions[0] as number[]).map((id) => ({ id, xmlid: `__leitwerk__.led_${id}` })))
  const domain = named.domain as [string, string, Json][]
  const at = (value: Json) => Date.parse(`${String(value).replace(' ', 'T')}Z`)
  const fits = (row: Stored) =>
    domain.every(([field, operator, value]) => {
      if (field === 'id') return row.id > Number(value)
      return operator === '>=' ? row.at >= at(value) : row.at < at(value)
    })
  const order = named.order === 'id' ? (a: Stored, b: Stored) => a.id - b.id : (a: Stored, b: Stored) => a.at - b.at || a.id - b.id
  const page = rows.filter(fits).sort(order).slice(0, Number(named.limit))
  return result(
    page.map(({ id, at: changed, stage }) => ({
      id,
      type: 'lead',
      active: true,
      stage_id: [stage, `Stage ${stage}`],
      write_date: told(changed),
      user_id: false,
    })),
  )
}

function converse<Result>(dialogue: Dialogue<Result>, rows: readonly Stored[]): Result {
  let step = dialogue.next()
  while (!step.done) step = dialogue.next(answered(rows, step.value))
  return step.value
}

/** Polls until nothing more follows at once. */
function pass(cursor: string | null, rows: readonly Stored[], scope = 'all'): { cursor: string; bodies: JsonObject[]; pages: number } {
  const bodies: JsonObject[] = []
  for (let pages = 1; ; pages++) {
    const page: PollPage | Refusal = converse(odoo.poll!.page(cursor, { ...settings, scope }), rows)
    if (!('bodies' in page)) throw new Error(JSON.stringify(page))
    bodies.push(...(page.bodies as JsonObject[]))
    cursor = page.cursor
    if (!page.more) return { cursor, bodies, pages }
    if (pages > 200) throw new Error('the poll does not end')
  }
}

const T0 = Date.UTC(2026, 8, 15, 8, 30)
const versions = (bodies: readonly JsonObject[]) => bodies.map(({ version }) => version)
const what = (bodies: readonly JsonObject[]) => bodies.map(({ id, stage }) => `${id}: ${stage}`).sort()

describe('polling Odoo', () => {
  it('tells every change once, however many share a second', () => {
    const lead = fc.record({ at: fc.integer({ min: 0, max: 4_000 }), stage: fc.integer({ min: 1, max: 4 }) })
    fc.assert(
      fc.property(fc.array(lead, { minLength: 0, maxLength: 350 }), fc.array(lead, { maxLength: 120 }), (first, changed) => {
        const rows: Stored[] = first.map(({ at, stage }, i) => ({ id: i + 1, at: T0 + at, stage }))
        const one = pass(null, rows)
        expect(what(one.bodies)).toEqual(rows.map(({ id, stage }) => `${id}: Stage ${stage}`).sort())
        // Later changes, some within a second that was told already, some of transactions that took long.
        const later = rows.slice(0, changed.length).map((row, i) => ({ ...row, at: T0 + 4_000 + changed[i]!.at - 2_000, stage: row.stage + 10 }))
        const two = pass(one.cursor, [...later, ...rows.slice(changed.length)])
        expect(what(two.bodies)).toEqual(later.map(({ id, stage }) => `${id}: Stage ${stage}`).sort())
        const three = pass(two.cursor, [...later, ...rows.slice(changed.length)])
        expect(three.bodies).toEqual([])
        const all = versions([...one.bodies, ...two.bodies])
        expect(new Set(all).size).toBe(all.length)
      }),
      { numRuns: 40 },
    )
  })

  it('reads a while back again, and no longer once nothing late can come', () => {
    const rows: Stored[] = Array.from({ length: 250 }, (_, i) => ({ id: i + 1, at: T0, stage: 1 }))
    let { cursor } = pass(null, rows)
    const late = { id: 900, at: T0 - 170_000, stage: 2 }
    const again = pass(cursor, [...rows, late])
    expect(what(again.bodies)).toEqual(['900: Stage 2'])
    cursor = again.cursor
    for (let i = 0; i < 25; i++) cursor = pass(cursor, [...rows, late]).cursor
    expect(pass(cursor, [...rows, late]).pages).toBe(1)
    expect(what(pass(cursor, [...rows, late, { id: 901, at: T0 + 2_000, stage: 3 }]).bodies)).toEqual(['901: Stage 3'])
  })

  it('forgets nothing while Odoo has no leads, or does not answer', () => {
    const empty = pass(null, [])
    expect(what(pass(empty.cursor, [{ id: 1, at: T0, stage: 1 }]).bodies)).toEqual(['1: Stage 1'])
    expect(play(odoo.poll!.page(empty.cursor, settings), [reply(503, '', { 'retry-after': '30' })]).result).toMatchObject({
      kind: 'transient',
      afterMs: 30_000,
    })
  })

  it('keeps to the records of the hub where it shall', () => {
    const foreign = [{ id: 5, type: 'lead', active: true, write_date: told(T0), user_id: [6, 'Anna'] }]
    const answers = [
      reply(200, { jsonrpc: '2.0', result: foreign }),
      reply(200, { jsonrpc: '2.0', result: [{ id: 5, xmlid: 'other.lead' }] }),
      reply(200, { jsonrpc: '2.0', result: [] }),
    ]
    expect(play(odoo.poll!.page(null, { ...settings, scope: 'own' }), answers).result).toMatchObject({ bodies: [] })
    expect(play(odoo.poll!.page(null, settings), answers).result).toMatchObject({ bodies: [{ id: 5, key: null }] })
  })

  it('asks for lost and archived ones too, and tells nothing that names the customer', () => {
    const { calls } = play(odoo.poll!.page(null, settings), [reply(200, { jsonrpc: '2.0', result: [] })])
    expect(JSON.stringify(calls[0])).toContain('"active_test":false')
    for (const personal of ['contact_name', 'email_from', 'partner_name', 'phone']) expect(JSON.stringify(calls)).not.toContain(personal)
  })
})

describe('a webhook of Odoo', () => {
  const notice = sample<JsonObject>('odoo.webhook_action.json')
  const split = async (body: Json, method: string) =>
    (await (await compile(odoo.split!, 1_000)).evaluate(body, { delivery: { method, id: 'dlv_1' } })) as JsonObject

  it('comes with the key in its address, or not at all', () => {
    const at = (key: string) => arrivalOf({ url: `https://hub.example.com/hooks/odoo/${key}`, text: JSON.stringify(notice) })
    expect(verify(odoo.verify, at('a-long-random-word'), { pathKey: ['a-long-random-word'] }, NOW)).toEqual({ ok: true })
    expect(verify(odoo.verify, at('another'), { pathKey: ['a-long-random-word'] }, NOW)).toMatchObject({ ok: false })
  })

  it('only names the record, which is read again', async () => {
    const item = await split(notice, 'POST')
    expect(item).toEqual({ id: 57, changedAt: '2026-09-15 08:30:00' })
    const row: JsonObject = {
      id: 57,
      type: 'opportunity',
      active: true,
      probability: 100,
      stage_id: [4, 'Won'],
      write_date: '2026-09-15 08:30:00',
      user_id: false,
    }
    const { result, calls } = play(odoo.hydrate!({ key: 'k', version: null, payload: item }, settings), [
      reply(200, { jsonrpc: '2.0', result: [row] }),
      reply(200, { jsonrpc: '2.0', result: [{ id: 57, xmlids: [{ xmlid: '__leitwerk__.led_1' }] }] }),
    ])
    expect(result).toMatchObject({ kind: 'hydrated', payload: { id: 57, key: 'led_1', stage: 'Won', probability: 100 } })
    expect(calls).toHaveLength(2)
  })

  it('is not believed where it pretends to have been polled', async () => {
    const forged = { id: 57, version: '57@x', key: 'led_1', type: 'opportunity', active: true, probability: 100 }
    expect(await split(forged, 'POST')).toEqual({ id: 57 })
    expect(await split(forged, 'POLL')).toEqual(forged)
  })
})
