/** Who should get which content next, when and why: the plan, the list, and what e-mail tools are told of it. */
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { MappingFile } from '../core/flow/mappings.ts'
import { contentGaps, contentGrid, type NextLine, nextLines } from '../core/flow/nurture-list.ts'
import { CLASSES } from '../core/lead/fact.ts'
import { apart, type ContentItem, FREQUENCIES, intervalMs, nextFor, type Plan, type Situation } from '../core/lead/nurture.ts'
import * as consents from '../core/store/consents.ts'
import { brevoFake } from './helpers/brevo-fake.ts'
import type { TestServer } from './helpers/http-server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { served, type ToolFake } from './helpers/tool-fake.ts'

const DAY = 86_400_000
const PLAN: Plan = {
  classes: ['B1', 'B2', 'B3'],
  withSales: false,
  classDays: { B1: 60, B2: 120, B3: 60, A: 30, C: null },
  mostDays: 30,
  leastDays: 7,
  lessDays: 60,
}
const item = (id: string, over: Partial<ContentItem> = {}): ContentItem => ({ id, title: id, type: null, class: 'B2', functions: [], products: [], ...over })
const GRID = [item('all'), item('it', { functions: ['it'] }), item('b1', { class: 'B1' })]
const WHO: Situation = {
  product: 'kran',
  class: 'B2',
  function: 'it',
  read: new Set(),
  mayBeMailed: true,
  isWithSales: false,
  frequency: null,
  lastAt: 100 * DAY,
  lastOfAllAt: 100 * DAY,
}
const next = (over: Partial<Situation> = {}, plan = PLAN) => {
  const found = nextFor(plan, GRID, { ...WHO, ...over })
  return found.why === 'next' ? [found.item.id, found.dueAt / DAY] : found.why
}

describe('the next content', () => {
  it.each<[string, Partial<Situation>, (string | number)[] | string]>([
    ['is written for the function first', {}, ['it', 130]],
    ['is nothing that they know', { read: new Set(['it']) }, ['all', 130]],
    ['is at once for whom nothing was sent yet', { lastAt: null, lastOfAllAt: null }, ['it', 30]],
    ['waits for what they got about another product', { lastAt: 50 * DAY, lastOfAllAt: 100 * DAY }, ['it', 107]],
    ['comes rarely to whoever wished to hear less', { frequency: 'less' }, ['it', 160]],
    ['comes as often as may be to whoever wished to hear more', { frequency: 'more' }, ['it', 107]],
    ['is none without permission', { mayBeMailed: false }, 'consent'],
    ['is none while sales has the lead', { isWithSales: true }, 'sales'],
    ['is none for a class that nobody knows', { class: null }, 'unclassified'],
    ['is none in A, which needs a talk', { class: 'A' }, 'class'],
    ['is none in C', { class: 'C' }, 'class'],
    ['is none where the grid is empty', { class: 'B3' }, 'empty'],
    ['is none for whoever knows it all', { read: new Set(['it', 'all']) }, 'read'],
  ])('%s', (_, over, expected) => expect(next(over)).toEqual(expected))

  it("comes to sales' leads, and in A, where that is set", () => {
    expect(next({ isWithSales: true }, { ...PLAN, withSales: true })).toEqual(['it', 130])
    expect(next({ class: 'A' }, { ...PLAN, classes: ['A'] })).toBe('empty')
  })

  it('spreads the items of a cell over the time that its class lasts, within the bounds', () => {
    expect([1, 2, 4, 6, 100].map((items) => intervalMs(PLAN, 'B1', items, null) / DAY)).toEqual([30, 30, 15, 10, 7])
    const plans = fc.record({
      mostDays: fc.integer({ min: 1, max: 90 }),
      leastDays: fc.integer({ min: 1, max: 90 }),
      lessDays: fc.integer({ min: 1, max: 200 }),
    })
    fc.assert(
      fc.property(
        plans,
        fc.constantFrom(...CLASSES),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...FREQUENCIES, null),
        (bounds, of, items, frequency) => {
          const plan = { ...PLAN, ...bounds }
          const days = intervalMs(plan, of, items, frequency) / DAY
          const shortest = frequency === 'less' ? plan.lessDays : plan.leastDays
          expect(days).toBeGreaterThanOrEqual(shortest)
          expect(days).toBeLessThanOrEqual(Math.max(plan.mostDays, shortest))
        },
      ),
    )
  })

  it('keeps what one address gets about several products apart', () => {
    const times = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(times, fc.constantFrom(...FREQUENCIES, null), (all, frequency) => {
        const planned = apart(
          all.map((at, id) => ({ id, dueAt: at * DAY })),
          PLAN,
          frequency,
          200 * DAY,
        )
        expect(planned.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(all.map((_, id) => id))
        for (const one of planned) expect(one.dueAt).toBeGreaterThanOrEqual(all[one.id]! * DAY)
        const gap = (frequency === 'less' ? 60 : 7) * DAY
        for (const [i, one] of planned.entries()) if (i > 0) expect(one.dueAt - Math.max(planned[i - 1]!.dueAt, 200 * DAY)).toBeGreaterThanOrEqual(gap)
      }),
    )
  })
})

/** Fields: wer, mail, firma, rolle, nl (state of the consent), zeit, art (kind of event), inhalt, oft (frequency), themen, produkt. */
const FORM: MappingFile = {
  kind: 'source',
  name: 'form',
  path: 'form.jsonata',
  cases: null,
  expression: `{"events": [{
    "kind": art ? art : "form", "occurredAt": zeit ? zeit : $delivery.receivedAt, "origin": {"channel": "web", "system": "form"},
    "products": produkt ? [produkt] : null, "person": {"fullName": wer, "email": mail, "function": rolle}, "company": {"name": firma, "city": "Celle"},
    "content": inhalt ? {"id": inhalt} : null, "opinion": oft or themen ? {"frequency": oft, "topics": themen} : null,
    "consents": nl ? [{"purpose": "newsletter", "channel": "email", "state": nl}] : null
  }]}`,
}
const ANNA = { wer: 'Annalena Großkurth', mail: 'annalena@nordlicht-sensorik.example', firma: 'Nordlicht Sensorik GmbH', rolle: 'it', nl: 'given' }
const INA = { ...ANNA, wer: 'Ina Pohl', mail: 'ina.pohl@nordlicht-sensorik.example', rolle: 'purchasing' }

for (const backend of backends) {
  describe(`the list of what is due on ${backend.name}`, () => {
    const open: { close: () => Promise<unknown> }[] = []
    let base: number
    /** Days gone by since the beginning of the test. */
    let later: number
    const clock = () => Date.now() + later * DAY
    const daysOn = (at: number | null) => Math.round((at! - base) / DAY)
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close()
    })

    const yamlFor = ({ settings }: ToolFake, url: string, more: string) => `
products: [{ id: kran, name: Kran, default: true }, { id: wartung, name: Wartung }]
funnel: { mql: { points: 100000 } }
content:
  - { id: vergleich, title: Vergleich der Bauarten, class: B2, type: white paper }
  - { id: schnittstellen, class: B2, functions: [it] }
sources: { web: { kind: form, secret: s } }
audiences:
  post:
    kind: brevo
    url: ${url}
    perSecond: 500
${Object.entries(settings)
  .map(([name, value]) => `    ${name}: "${value}"`)
  .join('\n')}
${more}`
    const withTool = async (more = ''): Promise<{ hub: TestHub; fake: ToolFake; tool: TestServer }> => {
      base = Date.now()
      later = 0
      const fake = brevoFake({ products: ['kran', 'wartung'] })
      const tool = await served(fake)
      const hub = await startHub(backend, yamlFor(fake, tool.url, more), { mappings: [FORM], now: clock })
      open.push(tool, { close: hub.stop })
      return { hub, fake, tool }
    }
    const iso = (days: number) => new Date(base - days * DAY).toISOString()
    const lines = async (hub: TestHub, show: 'due' | 'planned' | 'none'): Promise<NextLine[]> =>
      (await nextLines(hub.store.db, { setup: hub.setup, now: clock }, { show, limit: 50 })).rows
    const classify = async (hub: TestHub, to: 'B1' | 'B2' | 'A') => {
      for (const lead of await hub.leads()) await hub.act.decideLead({ lead: lead.id, decision: { kind: 'class', to, reason: null } }, 'maria')
    }
    /** Nobody is left to be looked at, and nothing to be told. */
    const settled = async (hub: TestHub) => {
      await vi.waitFor(async () => {
        const row = await hub.store.db.get<{ n: number; after: string | null }>(
          'select (select count(*) from reader where look_at <= $1) as n, (select after from nurture_round) as after',
          [clock()],
        )
        expect([Number(row!.n), row!.after]).toEqual([0, null])
        expect((await hub.act.workload()).jobs).toBe(0)
      }, 15_000)
      await hub.quiet()
    }
    const tell = async (hub: TestHub, ...bodies: readonly object[]) => {
      for (const body of bodies) {
        await hub.send('web', body)
        await vi.waitFor(async () => expect((await hub.act.workload()).deliveries).toBe(0), 15_000)
      }
    }

    it('says who gets what, and why; who gets nothing, and why not', async () => {
      const { hub } = await withTool()
      await tell(hub, { ...ANNA, zeit: iso(40) }, { ...INA, nl: 'denied', zeit: iso(40) })
      await settled(hub)
      expect((await lines(hub, 'none')).map(({ email, why }) => [email, why])).toEqual([
        [INA.mail, 'consent'],
        [ANNA.mail, 'unclassified'],
      ])
      await hub.act.pauseConnection('post', 'for the test', 'maria')
      await classify(hub, 'B2')
      await vi.waitFor(async () => expect(await lines(hub, 'due')).toHaveLength(1), 10_000)
      expect(await lines(hub, 'due')).toMatchObject([
        {
          email: ANNA.mail,
          accountName: 'Nordlicht Sensorik',
          item: { id: 'schnittstellen' },
          offered: 'schnittstellen',
          function: 'it',
          class: 'B2',
          dueAt: base - 10 * DAY,
        },
      ])
      expect((await lines(hub, 'due'))[0]!.lastAt).toBe(base - 40 * DAY)
      await classify(hub, 'A')
      await vi.waitFor(async () => expect((await lines(hub, 'none')).map(({ why }) => why)).toEqual(['consent', 'sales']), 10_000)
    })

    it('tells e-mail tools what fell due, when it does, and nobody of anything twice', async () => {
      const { hub, fake, tool } = await withTool()
      await tell(hub, { ...ANNA, zeit: iso(20) }, { ...INA, zeit: iso(25) })
      await classify(hub, 'B2')
      await settled(hub)
      expect((await lines(hub, 'planned')).map(({ email, item, dueAt }) => [email, item!.id, daysOn(dueAt)])).toEqual([
        [INA.mail, 'vergleich', 5],
        [ANNA.mail, 'schnittstellen', 10],
      ])
      expect(fake.shown(INA.mail)!.segments).not.toContain('kran:next:vergleich')
      const before = tool.heard.length
      later = 6
      await vi.waitFor(() => expect(fake.shown(INA.mail)!.segments).toContain('kran:next:vergleich'), 10_000)
      await settled(hub)
      expect(tool.heard.slice(before).filter(({ url, body }) => `${decodeURIComponent(url)}${body}`.includes(ANNA.mail))).toEqual([])
      expect(await lines(hub, 'due')).toEqual([])
      expect((await lines(hub, 'none')).map(({ email, why, offered }) => [email, why, offered])).toEqual([[INA.mail, 'read', 'vergleich']])
      const calls = tool.heard.length
      await hub.act.syncAudience({ audience: 'post', after: 'members:', again: false }, 'maria')
      await settled(hub)
      expect(tool.heard).toHaveLength(calls)
      later = 11
      await vi.waitFor(() => expect(fake.shown(ANNA.mail)!.segments).toContain('kran:next:schnittstellen'), 10_000)
      await settled(hub)
      await tell(hub, { mail: ANNA.mail, art: 'click', inhalt: 'schnittstellen', zeit: iso(-11) })
      await settled(hub)
      expect(fake.shown(ANNA.mail)!.segments.filter((one) => one.includes(':next'))).toEqual([])
      expect((await lines(hub, 'planned')).map(({ email, item, dueAt }) => [email, item!.id, daysOn(dueAt)])).toEqual([[ANNA.mail, 'vergleich', 41]])
    })

    it('respects what people say of how often and of what, and stops at once when they withdraw', async () => {
      const { hub, fake } = await withTool()
      await tell(hub, { ...ANNA, zeit: iso(40) }, { mail: ANNA.mail, art: 'survey', oft: 'less', themen: ['Sicherheit'], zeit: iso(39) })
      await classify(hub, 'B2')
      await settled(hub)
      expect(await lines(hub, 'planned')).toMatchObject([{ frequency: 'less', topics: ['Sicherheit'], dueAt: base + 21 * DAY }])
      await tell(hub, { mail: ANNA.mail, art: 'reply', oft: 'more', zeit: iso(38) })
      await vi.waitFor(() => expect(fake.shown(ANNA.mail)!.segments).toContain('kran:next:schnittstellen'), 10_000)
      await settled(hub)
      await hub.act.sayConsent({ address: ANNA.mail, purpose: 'any', state: 'withdrawn' }, 'maria')
      await settled(hub)
      expect(fake.shown(ANNA.mail)).toMatchObject({ isOn: false, segments: [] })
      expect((await lines(hub, 'none')).map(({ why, offered }) => [why, offered])).toEqual([['consent', null]])
    })

    it('tells tools a token for forms where that is configured, and a new one in time', async () => {
      const { hub, fake } = await withTool('nurturing: { profile: { inAudiences: true, linkDays: 60 } }')
      await tell(hub, { ...ANNA, zeit: iso(40) })
      await settled(hub)
      const told = () => (JSON.stringify(fake.state()).match(/con_[0-9a-z]{26}\.[\w-]+\.[\w-]+/) ?? [''])[0]
      await vi.waitFor(() => expect(told()).toMatch(/^con_/), 10_000)
      const [first] = [told()]
      const ask = (text: string) => hub.act.fieldsMissing({ contact: text.slice(0, 30), token: text.slice(31), form: null })
      expect(await ask(first)).toMatchObject({ kind: 'told' })
      later = 31
      await vi.waitFor(() => expect(told()).not.toBe(first), 10_000)
      expect([await ask(told()), await ask(first)]).toMatchObject([{ kind: 'told' }, {}])
      later = 70
      expect(await ask(first)).toEqual({ kind: 'refused', why: 'expired' })
    })

    it('forgets who is erased', async () => {
      const { hub } = await withTool()
      await tell(hub, { ...ANNA, zeit: iso(40) })
      await classify(hub, 'B2')
      await settled(hub)
      const [{ address }] = (await hub.store.db.all<{ address: string }>('select address from reader')) as [{ address: string }]
      await hub.store.write((db) => consents.suppress(db, address, 'asked for it', clock()))
      await tell(hub, { ...ANNA, zeit: iso(0) })
      await classify(hub, 'B1')
      for (const table of ['reader', 'next_step', 'told_content']) expect(await hub.store.db.all(`select address from ${table}`)).toEqual([])
    })

    it('is looked through anew once the configuration is another one, and counts the gaps of the grid', async () => {
      const { hub, fake, tool } = await withTool()
      await tell(hub, { ...ANNA, zeit: iso(40) }, { ...INA, zeit: iso(40) })
      await classify(hub, 'B1')
      await settled(hub)
      expect((await lines(hub, 'none')).map(({ why }) => why)).toEqual(['empty', 'empty'])
      const gaps = await contentGaps(hub.store.db, { setup: hub.setup })
      expect(gaps.slice(0, 2)).toEqual([
        { product: 'kran', class: 'B1', function: 'it', items: 0, contacts: 1, waiting: 1 },
        { product: 'kran', class: 'B1', function: 'purchasing', items: 0, contacts: 1, waiting: 1 },
      ])
      expect(gaps.some(({ class: of, items }) => of === 'B2' && items === 0)).toBe(false)
      const grid = await contentGrid(hub.store.db, { setup: hub.setup })
      expect(grid.find((cell) => cell.class === 'B1' && cell.function === 'it')).toEqual({
        ...{ product: 'kran', class: 'B1', function: 'it', content: [], contacts: 1, waiting: 1 },
      })
      expect(grid.find((cell) => cell.class === 'B2' && cell.function === 'it')?.content.length).toBeGreaterThan(0)
      await hub.stopWork()
      const yaml = yamlFor(fake, tool.url, '').replace('content:\n', 'content:\n  - { id: problem, class: B1 }\n')
      const other = await startHub(backend, yaml, { mappings: [FORM], now: clock, store: hub.store })
      open.push({ close: other.stop })
      await vi.waitFor(() => expect([ANNA, INA].map(({ mail }) => fake.shown(mail)!.segments.includes('kran:next:problem'))).toEqual([true, true]), 10_000)
    })

    it('pages through everybody once, and takes in what other tools sent', async () => {
      const { hub } = await withTool()
      await hub.act.pauseConnection('post', 'for the test', 'maria')
      await tell(
        hub,
        ...['a', 'b', 'c', 'd', 'e'].map((letter) => ({ ...ANNA, wer: `Ina ${letter}ohl`, mail: `ina.${letter}@nordlicht-sensorik.example`, zeit: iso(40) })),
      )
      await classify(hub, 'B2')
      await vi.waitFor(async () => expect(await lines(hub, 'due')).toHaveLength(5), 10_000)
      const seen: string[] = []
      for (let cursor: string | undefined | null; cursor !== null; ) {
        const page = await nextLines(hub.store.db, { setup: hub.setup, now: clock }, { show: 'due', limit: 2, cursor: cursor ?? undefined })
        seen.push(...page.rows.map(({ email }) => email))
        cursor = page.next
      }
      expect([seen.length, new Set(seen).size]).toEqual([5, 5])
      const [first] = await lines(hub, 'due')
      const sent = [{ contact: first!.contact, product: 'kran', item: first!.item!.id }]
      expect([await hub.act.sayContentSent(sent, 'maria'), await hub.act.sayContentSent(sent, 'maria')]).toEqual([1, 0])
      await vi.waitFor(async () => expect(await lines(hub, 'due')).toHaveLength(4), 10_000)
      expect((await lines(hub, 'planned')).map(({ email, item, dueAt }) => [email, item!.id, daysOn(dueAt)])).toEqual([[first!.email, 'vergleich', 30]])
      await expect(hub.act.sayContentSent([{ contact: 'con_x', product: 'kran', item: 'vergleich' }], 'maria')).rejects.toThrow('there is no contact con_x')
    })
  })
}
