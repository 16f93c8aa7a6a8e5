/** Zoho CRM's way back: notices name records that are read again, the poll tells what was missed, nothing is told twice. */
import { afterEach, describe, expect, it } from 'vitest'
import zoho from '../connectors/sources/zoho.ts'
import type { Call, Json, JsonObject, PollPage, Reply } from '../core/connector.ts'
import type { Refusal } from '../core/outcome.ts'
import * as ledger from '../core/store/ledger.ts'
import { startHub } from './helpers/hub.ts'
import { play, reply } from './helpers/playing.ts'
import { backends } from './helpers/stores.ts'
import { zohoFake } from './helpers/zoho-fake.ts'

const settings = { keyField: 'Leitwerk_ID' }
const DATE = 'Tue, 15 Sep 2026 18:00:00 GMT'
const at = (minute: number) => `2026-09-15T17:${String(minute).padStart(2, '0')}:00+00:00`
const row = (id: string, minute: number, key: string | null = `led_${id}`): JsonObject => ({ id, Modified_Time: at(minute), Leitwerk_ID: key })
const rows = (data: Json[], token: string | null = null) => reply(200, { data, info: { more_records: token !== null, next_page_token: token } }, { date: DATE })
const none = reply(304, '', { date: DATE })

function poll(cursor: string | null, replies: readonly Reply[], more: JsonObject = {}): { page: PollPage; calls: Call[] } {
  const { result, calls } = play<PollPage | Refusal>(zoho.poll!.page(cursor, { ...settings, ...(more as Record<string, string>) }), replies)
  if (!('bodies' in result)) throw new Error(JSON.stringify(result))
  return { page: result, calls }
}
const begun = () => poll(null, [rows([row('9', 0)]), rows([])]).page.cursor
const ids = ({ bodies }: PollPage) => bodies.flatMap((body) => (body as { ids: string[] }).ids)

describe('polling Zoho CRM', () => {
  it('begins with what happens from now on', () => {
    const { page, calls } = poll(null, [rows([row('9', 10)]), none])
    expect(page).toMatchObject({ bodies: [], more: false })
    expect(calls.map(({ query }) => query)).toMatchObject([{ sort_order: 'desc', per_page: '1' }, { sort_order: 'desc' }])
  })

  it('tells only records of the hub, each version once, and reads a while back again', () => {
    const first = poll(begun(), [rows([row('1', 5), row('2', 6, null), row('3', 20)]), none, none, none])
    expect(first.calls.map(({ path }) => path)).toEqual(['/crm/v8/Leads', '/crm/v8/Leads/deleted', '/crm/v8/Deals', '/crm/v8/Deals/deleted'])
    expect(first.calls[0]).toMatchObject({ headers: { 'if-modified-since': at(0) }, query: { converted: 'both', sort_order: 'asc' } })
    expect([ids(first.page), first.page.more]).toEqual([['1', '3'], false])
    const second = poll(first.page.cursor, [rows([row('3', 20), row('4', 18), row('3', 21)]), none, none, none])
    expect(second.calls[0]!.headers).toEqual({ 'if-modified-since': '2026-09-15T17:17:00+00:00' })
    expect(ids(second.page)).toEqual(['4', '3'])
    expect(ids(poll(second.page.cursor, [rows([row('3', 21)]), none, none, none]).page)).toEqual([])
  })

  it('goes on with the next page, and moves on in time only behind the last one', () => {
    const first = poll(begun(), [rows([row('1', 30)], 'page-2'), none, none, none])
    expect(first.page.more).toBe(true)
    const second = poll(first.page.cursor, [rows([row('2', 31)])])
    expect(second.calls).toMatchObject([{ query: { page_token: 'page-2' }, headers: { 'if-modified-since': at(0) } }])
    expect([ids(second.page), second.page.more]).toEqual([['2'], false])
    expect(poll(second.page.cursor, [none, none, none, none]).calls[0]!.headers).toEqual({ 'if-modified-since': at(28) })
  })

  it('tells what was deleted, once', () => {
    const gone = rows([{ id: '7', deleted_time: at(9) }])
    const first = poll(begun(), [none, none, none, gone])
    expect(first.page.bodies).toEqual([{ module: 'Deals', operation: 'delete', ids: ['7'], server_time: at(9) }])
    expect(poll(first.page.cursor, [none, none, none, gone]).page.bodies).toEqual([])
  })

  it('renews the channel of notices once a day, and goes on when that fails', () => {
    const renewed = poll(begun(), [none, none, none, none, reply(200, { watch: [] })], { channelId: '1000000068001' })
    expect(renewed.calls.at(-1)).toMatchObject({
      method: 'PATCH',
      path: '/crm/v8/actions/watch',
      body: { watch: [{ channel_id: '1000000068001', events: ['Leads.all', 'Deals.all'], channel_expiry: '2026-09-21T18:00:00+00:00' }] },
    })
    expect(poll(renewed.page.cursor, [none, none, none, none], { channelId: '1000000068001' }).calls).toHaveLength(4)
    const failed = poll(begun(), [none, none, none, none, reply(400, { code: 'NOT_SUBSCRIBED' })], { channelId: '1000000068001' })
    expect(poll(failed.page.cursor, [none, none, none, none, reply(200, {})], { channelId: '1000000068001' }).calls).toHaveLength(5)
  })

  it.each([0, 1, 2, 3])('waits where Zoho CRM does not answer as it should: call %i', (step) => {
    const replies = [...Array.from({ length: step }, () => none), reply(503, '', { 'retry-after': '30' })]
    expect(play(zoho.poll!.page(begun(), settings), replies).result).toMatchObject({ kind: 'transient', afterMs: 30_000 })
  })
})

describe('a notice of Zoho CRM', () => {
  const hydrated = (notice: JsonObject, ...replies: Reply[]) => play(zoho.hydrate!({ key: 'k', version: null, payload: notice }, settings), replies)
  const notice = { id: '71', module: 'Leads', operation: 'update' }

  it('about a lead that hides was converted, or deleted', () => {
    const converted = { data: [{ id: '71', $converted: true }] }
    const { calls, result } = hydrated(notice, reply(204), reply(200, converted))
    expect(calls.map(({ query }) => query)).toEqual([undefined, { converted: 'true' }])
    expect(result).toEqual({ kind: 'hydrated', payload: converted })
    expect(hydrated(notice, reply(204), reply(204)).result).toEqual({ kind: 'hydrated', payload: { data: [{ id: '71' }], deleted: true } })
  })

  it('of a deletion is believed without reading', () => {
    const { result } = play(zoho.hydrate!({ key: 'k', version: null, payload: { ...notice, operation: 'delete' } }, settings), [])
    expect(result).toEqual({ kind: 'hydrated', payload: { data: [{ id: '71' }], deleted: true } })
  })
})

describe('a whole hub', () => {
  const opened: { close: () => unknown }[] = []
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close()
  })

  it('hears by notice and by poll what sales did, and takes each thing in once', { timeout: 60_000 }, async () => {
    const fake = await zohoFake()
    const { url, accountsUrl, clientId, clientSecret, refreshToken } = fake.settings
    const hub = await startHub(
      backends[0]!,
      `products: [{ id: kran, name: Kran, default: true }]
sources:
  web: { kind: form, secret: s }
  back: { kind: zoho, connection: crm, token: a-token-of-the-channel }
connections:
  crm: { kind: zoho, url: "${url}", accountsUrl: "${accountsUrl}", clientId: ${clientId}, clientSecret: ${clientSecret}, refreshToken: ${refreshToken} }`,
    )
    opened.push(fake, { close: hub.stop })
    await hub.send('web', { vorname: 'Katharina', nachname: 'Vogt', email: 'k.vogt@hallbauer.example', firma: 'Hallbauer GmbH', rueckruf: 'ja' })
    await hub.quiet(20_000)
    const [lead] = fake.rows('Leads')
    const state = async () => (await hub.leads())[0]!.state
    await expect
      .poll(() => hub.store.db.all("select cursor from poll_cursor where source = 'back' and cursor is not null"), { timeout: 10_000 })
      .toHaveLength(1)
    const pollNow = () => hub.store.write((db) => db.run("update poll_cursor set due_at = 0 where source = 'back'"))

    fake.edit('Leads', lead!.id, { Lead_Status: 'Contacted' })
    await hub.send('back', { module: 'Leads', operation: 'update', ids: [lead!.id], server_time: Date.now() })
    await hub.quiet(20_000)
    expect(await state()).toMatchObject({ stage: 'sal' })

    // Zoho's times are whole seconds, and what is not later than the hand-over counts as one moment.
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    fake.convert(lead!.id, { Deal_Name: 'Kran', Stage: 'Proposal/Price Quote' })
    fake.edit('Leads', lead!.id, {})
    const [deal] = fake.rows('Deals')
    fake.edit('Deals', deal!.id, { Stage: 'Proposal/Price Quote' })
    await pollNow()
    await expect.poll(state, { timeout: 10_000 }).toMatchObject({ stage: 'sql', substage: 'offer' })

    fake.edit('Deals', deal!.id, { Stage: 'Closed Lost', Reason_For_Loss__s: 'price' })
    await hub.send('back', { module: 'Deals', operation: 'update', ids: [deal!.id], server_time: Date.now() })
    await hub.quiet(20_000)
    expect(await state()).toMatchObject({ stage: 'lost', reason: 'price' })
    for (const one of await ledger.sources(hub.store.db)) expect(one).toMatchObject({ unaccounted: 0, pending: 0, held: 0 })
  })
})
