/** Whom marketing should call: after how long a class is asked about again, what behaviour says since, and what could be offered. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AtHand, CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { callList } from '../core/flow/call-list.ts'
import { type CallReason, callDue } from '../core/lead/call.ts'
import type { Class, Fact } from '../core/lead/fact.ts'
import { fold } from '../core/lead/fold.ts'
import { type ContentItem, offerable } from '../core/lead/nurture.ts'
import * as leads from '../core/store/leads.ts'
import { newFolder } from './helpers/folder.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { day, fact, rules, touch } from './helpers/rules.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'
import { type Body, FORM } from './helpers/telling.ts'

const said = (at: number, to: Class | null): Fact => fact(at, { kind: 'class', to, reason: null })
const read = (at: number, content: string): Fact => touch(at, 'download', { content })
const due = (...facts: Fact[]): [number, CallReason] | null => {
  const call = callDue(rules, fold(rules, facts).state)
  return call && [call.at, call.why]
}

describe('who is to be called', () => {
  const offer = fact(day(3), { kind: 'offer', offer: 'off_1', lane: 'fast', owner: null, stage: 'lead', class: null })
  it.each<[string, Fact[], [number, CallReason] | null]>([
    ['nobody whose name is not known', [touch(day(0), 'company_seen', { contact: null })], null],
    ['nobody who only stands on a list', [touch(day(0), 'list_entry')], null],
    ['whoever no person has classified', [touch(day(2), 'form')], [day(2), 'unclassified']],
    ['also where behaviour hints at a class', [touch(day(2), 'form'), read(day(3), 'wp-b2')], [day(2), 'unclassified']],
    ['a class that is older than it lasts', [touch(day(0), 'form'), said(day(1), 'B2')], [day(121), 'aged']],
    ['later, where behaviour confirms it', [touch(day(0), 'form'), said(day(1), 'B2'), read(day(50), 'wp-b2')], [day(170), 'aged']],
    ['later, where a person says it again', [touch(day(0), 'form'), said(day(1), 'B2'), said(day(60), 'B2')], [day(180), 'aged']],
    ['where behaviour says otherwise since', [touch(day(0), 'form'), said(day(1), 'B2'), read(day(5), 'wp-b3')], [day(5), 'suggestion']],
    ['not where it said so before', [touch(day(0), 'form'), read(day(1), 'wp-b3'), said(day(5), 'B2')], [day(125), 'aged']],
    ['a class taken back', [touch(day(0), 'form'), said(day(1), 'B2'), said(day(9), null)], [day(0), 'unclassified']],
    ['no need in sight: never', [touch(day(0), 'form'), said(day(1), 'C')], null],
    ['no need in sight, but reads again', [touch(day(0), 'form'), said(day(1), 'C'), read(day(90), 'wp-b2')], [day(90), 'suggestion']],
    ['not what sales has', [touch(day(0), 'form'), said(day(1), 'B2'), offer], null],
    [
      'what sales gave back',
      [touch(day(0), 'form'), said(day(1), 'B2'), offer, fact(day(4), { kind: 'reject', offer: 'off_1', reason: 'x' })],
      [day(121), 'aged'],
    ],
    ['not who is out', [touch(day(0), 'form'), fact(day(1), { kind: 'disqualified', reason: 'competitor' })], null],
  ])('%s', (_, facts, expected) => expect(due(...facts)).toEqual(expected))
})

describe('content to be offered', () => {
  const item = (id: string, over: Partial<ContentItem> = {}): ContentItem => ({ id, title: id, type: null, class: 'B2', functions: [], products: [], ...over })
  const grid = [
    item('all'),
    item('it', { functions: ['it'] }),
    item('b3', { class: 'B3' }),
    item('krane', { products: ['kran'] }),
    item('none', { class: null }),
  ]
  it.each<[string, Parameters<typeof offerable>[1], string[]]>([
    ['is meant for the class, the function’s own first', { product: 'kran', class: 'B2', function: 'it', read: new Set() }, ['it', 'all', 'krane']],
    ['is nothing for other functions', { product: 'kran', class: 'B2', function: null, read: new Set() }, ['all', 'krane']],
    ['is nothing for other products', { product: 'tor', class: 'B2', function: null, read: new Set() }, ['all']],
    ['is nothing twice', { product: 'tor', class: 'B2', function: 'it', read: new Set(['it']) }, ['all']],
    ['is none where no class is known', { product: 'kran', class: null, function: 'it', read: new Set() }, []],
  ])('%s', (_, reader, expected) => expect(offerable(grid, reader).map(({ id }) => id)).toEqual(expected))
})

const DAY_MS = 86_400_000
const YAML = `
products: [{ id: kran, name: Kran, default: true }]
funnel: { mql: { points: 100000 }, buyingCentre: [it, purchasing] }
content:
  - { id: wp-b2, title: Vergleich der Bauarten, class: B2 }
  - { id: cs-b3, title: Checkliste Angebote, class: B3 }
  - { id: it-b3, title: Schnittstellen, class: B3, functions: [it] }
sources: { web: { kind: form, secret: s } }
`
const MAPPING = {
  ...FORM,
  expression: FORM.expression
    .replace('"person": {', '"note": bitte, "content": inhalt ? {"id": inhalt, "title": inhalt} : undefined, "person": {"function": rolle, ')
    .replace('"kind": "form"', '"kind": inhalt ? "download" : "form"'),
}

for (const backend of backends) {
  describe(`the call list on ${backend.name}`, () => {
    const hubs: TestHub[] = []
    let ahead = 0
    afterEach(async () => {
      for (const hub of hubs.splice(0)) await hub.stop()
    })
    const open = async () => {
      ahead = 0
      const hub = await startHub(backend, YAML, { mappings: [MAPPING], now: () => Date.now() + ahead })
      hubs.push(hub)
      return hub
    }
    const told = async (hub: TestHub, body: Body) => {
      await hub.send('web', body)
      await hub.quiet()
    }
    const list = (hub: TestHub, query: Partial<Parameters<typeof callList>[2]> = {}) => callList(hub.store.db, hub.on, { limit: 50, ...query })
    const MEIER = { firma: 'Meier Pumpen GmbH', wer: 'Anna Meier', mail: 'a.meier@meier-pumpen.example', tel: '+49 911 4455661', rolle: 'it' }

    it('tells what they asked, who is not known and what to offer, and ends when a person has spoken', async () => {
      const hub = await open()
      await told(hub, { ...MEIER, bitte: 'Welche Hubhöhe?' })
      await told(hub, { ...MEIER, inhalt: 'wp-b2' })
      const [call] = (await list(hub)).rows
      expect(call).toMatchObject({
        accountName: 'Meier Pumpen',
        class: 'B2',
        why: 'unclassified',
        topics: [
          { kind: 'download', title: 'wp-b2', note: null },
          { kind: 'form', note: 'Welche Hubhöhe?' },
        ],
        unknownFunctions: ['purchasing'],
      })
      expect(call!.contacts[0]).toMatchObject({ lastName: 'Meier', phone: '+49 911 4455661', offer: [] })
      await hub.act.decideLead({ lead: call!.lead, decision: { kind: 'class', to: 'B3', reason: 'telephone' } }, 'test')
      expect((await list(hub)).rows).toEqual([])
      ahead = 61 * DAY_MS
      const [again] = (await list(hub)).rows
      expect(again).toMatchObject({ why: 'aged', class: 'B3' })
      expect(again!.contacts[0]!.offer.map(({ id }) => id)).toEqual(['it-b3', 'cs-b3'])
    })

    it('has those with the most points first, page by page, each once', async () => {
      const hub = await open()
      for (const i of [1, 2, 3, 4, 5])
        for (let n = 0; n < 1 + ((i * 2) % 5); n++)
          await told(hub, { firma: `Firma ${i} Stahlbau GmbH`, wer: `Person ${i}`, mail: `p@firma${i}-stahlbau.example`, bitte: `${n}` })
      const all = (await list(hub)).rows.map(({ lead }) => lead)
      expect(all).toHaveLength(5)
      const points = (await Promise.all(all.map((id) => leads.find(hub.store.db, id)))).map((lead) => lead!.state.touches)
      expect(points).toEqual([5, 4, 3, 2, 1])
      const paged: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await list(hub, { limit: 2, cursor })
        paged.push(...page.rows.map(({ lead }) => lead))
        if (page.next === null) break
        cursor = page.next
      }
      expect(paged).toEqual(all)
    })

    it('leaves out who is not worth a call yet, and finds by product, class and reason', async () => {
      const hub = await open()
      await told(hub, { ...MEIER, inhalt: 'wp-b2' }) // 15 points
      expect((await list(hub)).rows).toEqual([])
      await told(hub, { ...MEIER, inhalt: 'wp-b2', bitte: 'nochmals' })
      const sizes = async (query: Partial<Parameters<typeof callList>[2]>) => (await list(hub, query)).rows.length
      expect(await sizes({ product: 'kran', class: 'B2', why: 'unclassified' })).toBe(1)
      expect([await sizes({ product: 'tor' }), await sizes({ class: 'A' }), await sizes({ why: 'aged' })]).toEqual([0, 0, 0])
    })

    it('is read from an index', async () => {
      const hub = await open()
      const text = 'select * from lead where call_at <= 5 and merged_into is null order by points desc, id desc limit 50'
      // For few rows PostgreSQL would read the whole table; told in the transaction, since the next query may have another connection.
      const plan = await hub.store.write(async (tx) => {
        if (tx.dialect.name === 'postgres') await tx.run('set local enable_seqscan = off')
        return tx.all<Record<string, unknown>>(`${tx.dialect.name === 'postgres' ? 'explain' : 'explain query plan'} ${text}`)
      })
      expect(JSON.stringify(plan)).toContain('lead_call')
    })
  })
}

describe('the call list by API and command', () => {
  let hub: Served
  afterEach(() => hub?.stop())
  const host = () => ({ ...cliHost, withHub: (_: unknown, work: (at: AtHand) => unknown) => work(hub.app) }) as unknown as CliHost
  const said = async (...words: string[]) => {
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text))
    const code = await run(words, host())
    log.mockRestore()
    return { code, text: lines.join('\n') }
  }

  it('gives the same, and takes what was learnt for many leads at once', async () => {
    hub = await startServing('sqlite', YAML)
    for (const i of [1, 2, 3]) {
      const body = { company: `Pumpenbau ${'XYZ'[i - 1]}orn GmbH`, email: `i.lang@pumpen${i}.example`, name: `=Ina Lang${i}`, phone: `+49 30 99887${i}` }
      await fetch(`${hub.url}/hooks/web`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
        body: JSON.stringify(body),
      })
    }
    await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
    const { items } = (await (await hub.api('/v1/call-list')).json()) as { items: { lead: string; why: string }[] }
    expect(items.map(({ why }) => why)).toEqual(['unclassified', 'unclassified', 'unclassified'])
    const { token } = await hub.app.act.createToken({ role: 'viewer', label: 'v', expiresAt: null }, 'test')
    expect((await hub.api('/v1/call-list', undefined, { authorization: `Bearer ${token}` })).status).toBe(403)

    const told = JSON.parse((await said('lead', 'calls', '--json')).text) as { calls: unknown }
    expect(told.calls).toEqual(items)
    expect((await said('lead', 'calls', '--csv')).text.split('\r\n')[1]).toMatch(/^led_.*;unclassified;.*;'=Ina/)

    const [one, two, three] = items.map(({ lead }) => lead)
    const answer = await hub.api('/v1/decisions', {
      decisions: [
        { lead: one, decision: { kind: 'class', to: 'B1', reason: 'early' } },
        { lead: 'led_none', decision: { kind: 'class', to: 'B1' } },
      ],
    })
    expect(await answer.json()).toEqual({
      items: [
        { lead: one, problem: null },
        { lead: 'led_none', problem: 'there is no such lead' },
      ],
    })

    const file = join(newFolder('classify'), 'classes.csv')
    writeFileSync(file, `\ufefflead;class;reason\r\n${two};b3;"asked; for prices"\r\n${three};X;\r\n`)
    const { code, text } = await said('lead', 'classify', '--file', file)
    expect([code, text]).toEqual([1, `${three}: 'X' is no class; known are B1, B2, B3, A, C and none\n1 of 2 leads are classified.`])
    expect((await said('lead', 'calls', '--json')).text).toContain(three)
    expect(JSON.parse((await said('lead', 'calls', '--json')).text).calls).toHaveLength(1)
  })
})
