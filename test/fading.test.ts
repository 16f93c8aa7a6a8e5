/** Points that fade without a touch, and rules that change after many: read from an index, and folded anew page by page. */
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AtHand, CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { fadeScores } from '../core/flow/fade-scores.ts'
import { nextFading } from '../core/lead/fade.ts'
import { engagementAt, engagementGradeOf } from '../core/lead/score.ts'
import * as issues from '../core/store/issues.ts'
import * as leads from '../core/store/leads.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { FORM, tell } from './helpers/telling.ts'

const DAY = 86_400_000
const grades = { engagementGrades: { 1: 50, 2: 25, 3: 10 } }

describe('when points are worth counting anew', () => {
  it.each([
    ['within a grade, when a quarter is gone', 200, 30, Math.log2(4 / 3) * 30],
    ['when the grade falls before that', 26, 30, Math.log2(26 / 25) * 30],
    ['of less than one point: never', 0.9, 30, null],
  ])('%s', (_, points, halfLife, expected) => {
    const next = nextFading(grades, { [halfLife]: { points, at: 0 } }, 0)
    if (expected === null) expect(next).toBeNull()
    else expect(Math.abs(next! / DAY - expected)).toBeLessThan(1 / 24)
  })

  it('also where points below nothing hold others down, and fade before them', () => {
    const engagement = { 14: { points: -40, at: 0 }, 120: { points: 40, at: 0 } }
    let [at, looks] = [0, 0]
    for (let next = nextFading(grades, engagement, at); next !== null && looks < 200; next = nextFading(grades, engagement, at)) [at, looks] = [next, looks + 1]
    expect(engagementAt(engagement, 0)).toBe(0)
    expect(looks).toBeGreaterThan(3)
    expect(looks).toBeLessThan(60)
    expect(Math.abs(engagementAt(engagement, at))).toBeLessThan(1)
    const first = nextFading(grades, engagement, 0)!
    expect(engagementAt(engagement, first)).toBeGreaterThan(0)
  })

  it('is never before something changed, nor more than an hour late', () => {
    const half = fc.constantFrom('14', '30', '60', '90', '120')
    const kept = fc.record({ points: fc.integer({ min: 0, max: 500 }), at: fc.integer({ min: -400, max: 0 }).map((day) => day * DAY) })
    fc.assert(
      fc.property(fc.dictionary(half, kept), (engagement) => {
        const next = nextFading(grades, engagement, 0)
        const now = engagementAt(engagement, 0)
        if (next === null) return now < 1
        const look = (at: number) => [engagementGradeOf(grades, engagementAt(engagement, at)), engagementAt(engagement, at) <= now * 0.75]
        const isSame = (at: number) => JSON.stringify(look(at)) === JSON.stringify(look(0))
        return next > 0 && !isSame(next) && isSame(Math.max(0, next - 3_700_000))
      }),
    )
  })
})

for (const backend of backends) {
  describe(`a lead nobody hears of on ${backend.name}`, () => {
    const open: { stop: () => Promise<unknown> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.stop()
    })
    const config = (more: string) =>
      `products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\nscoring: { touches: { form: { points: 40, halfLifeDays: 30 } } }\n${more}`
    const hubOf = async (more: string, now: () => number, store?: TestHub['store']) => {
      const hub = await startHub(backend, config(more), { mappings: [FORM], now, works: store === undefined, ...(store && { store }) })
      open.push(hub)
      return hub
    }
    const stored = async (hub: TestHub) =>
      hub.store.db.all<{ points: number; engagement: number; fades_at: number | null }>('select points, engagement, fades_at from lead order by id')

    it('has its points counted anew when they are worth it, and is left alone in between', async () => {
      let now = Date.UTC(2026, 2, 2, 9)
      const hub = await hubOf('funnel: { mql: { points: 1000 } }', () => now)
      const tellOf = (i: number) =>
        tell(hub, { firma: `${['Ost', 'West', 'Nord'][i]}werk Gießerei GmbH`, wer: 'Eva Sorg', mail: `e.sorg@giesserei${i}.example` })
      for (let i = 0; i < 3; i++) await tellOf(i)
      await hub.stopWork()
      const fade = () => hub.store.write((db) => fadeScores(db, hub.on, 100))
      expect(await fade()).toBe(0)
      expect(await stored(hub)).toEqual(Array(3).fill({ points: 40, engagement: 2, fades_at: expect.any(Number) }))
      now += 12 * DAY
      expect(await fade()).toBe(0)
      now += DAY // 13 days: a quarter is gone at 12.45
      expect(await fade()).toBe(3)
      expect(await fade()).toBe(0)
      for (const one of await stored(hub)) expect([Math.round(one.points), one.engagement]).toEqual([30, 2])
      now += 400 * DAY
      expect(await fade()).toBe(3)
      for (const one of await stored(hub)) expect([Math.round(one.points), one.engagement, one.fades_at]).toEqual([0, 4, null])
      const plan = await hub.store.write(async (db) => {
        if (backend.name === 'postgres') await db.run('set local enable_seqscan = off') // of three rows it would read all
        return db.all(
          `explain ${backend.name === 'sqlite' ? 'query plan ' : ''}select * from lead where fades_at is not null and fades_at <= 5 order by fades_at limit 100`,
        )
      })
      expect(JSON.stringify(plan)).toContain('lead_fades')
    })

    it('follows changed rules when it is said so, keeps what left the house, and is handed over where they say so', async () => {
      const now = () => Date.UTC(2026, 2, 2, 9)
      const strict = await hubOf('funnel: { mql: { points: 1000, touches: 0, days: 0 } }', now)
      for (let i = 0; i < 5; i++)
        await tell(strict, {
          firma: `${['Ost', 'West', 'Nord', 'Süd', 'Mitte'][i]}werk Gießerei GmbH`,
          wer: 'Eva Sorg',
          mail: `e.sorg@giesserei${i}.example`,
          ruf: i === 0 ? 'ja' : 'nein',
        })
      await strict.stopWork()
      const rulesIssue = async () => (await issues.list(strict.store.db, { state: 'open', limit: 9 })).rows.find(({ cause }) => cause === 'rules|changed')
      expect(await rulesIssue()).toBeUndefined()
      const [offered] = (await strict.leads()).map(({ state }) => state.offer)

      const loose = await hubOf('funnel: { preset: simple, mql: { points: 30, touches: 0, days: 0 } }', now, strict.store)
      await hubOf('funnel: { preset: simple, mql: { points: 30, touches: 0, days: 0 } }', now, strict.store)
      expect(await rulesIssue()).toMatchObject({ n: 1, todo: expect.stringContaining('leitwerk lead refold') })
      const page = (after: string | null, dryRun: boolean) => loose.act.refoldLeads({ after, limit: 3, dryRun }, 'test')
      const [first, second] = [await page(null, true), await page((await page(null, true)).last, true)]
      expect([first.leads, second.leads, second.last, first.handovers + second.handovers]).toEqual([3, 2, null, 4])
      expect(first.changed.at(-1)).toMatchObject({
        accountName: expect.any(String),
        before: { stage: 'lead' },
        after: { stage: 'mql', phase: 'offered' },
        handover: 'mql',
      })
      expect((await loose.leads()).map(({ state }) => state.stage)).toEqual(Array(5).fill('lead'))
      expect(await rulesIssue()).toBeDefined()

      const lines: string[] = []
      const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text))
      const host = { ...cliHost, withHub: (_: unknown, work: (at: AtHand) => unknown) => work(loose as unknown as AtHand) } as unknown as CliHost
      expect(await run(['lead', 'refold', '--dry-run'], host)).toBe(0)
      expect(await run(['lead', 'refold', '--json'], host)).toBe(0)
      log.mockRestore()
      expect(lines[0]).toMatch(/^5 leads: 5 would be others by the rules in force, 4 would go to sales\./)
      expect(lines[1]).toMatch(/Westwerk .*kran\s+lead, lead\s+mql, offered\s+mql/)
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({ dryRun: false, leads: 5, handovers: 4 })
      const after = await loose.leads()
      expect(after.map(({ state }) => [state.stage, state.offer?.lane])).toEqual([['mql', 'fast'], ...Array(4).fill(['mql', 'mql'])])
      expect(after[0]!.state.offer?.id).toBe(offered?.id)
      expect((await leads.list(loose.store.db, { phase: 'offered', limit: 10 })).rows).toHaveLength(5)
      expect(await rulesIssue()).toBeUndefined()
      expect((await page(null, false)).changed).toEqual([])
      // Rules that held for a while have left their mark, also when they are taken back.
      await hubOf('funnel: { mql: { points: 7 } }', now, strict.store)
      await hubOf('funnel: { preset: simple, mql: { points: 30, touches: 0, days: 0 } }', now, strict.store)
      expect(await rulesIssue()).toBeDefined()
      // Nor is a run done that other rules came between.
      const { last } = await page(null, false)
      await hubOf('funnel: { mql: { points: 7 } }', now, strict.store)
      await page(last, false)
      expect(await rulesIssue()).toBeDefined()
      await page((await page(null, false)).last, false)
      expect(await rulesIssue()).toBeUndefined()
    })
  })
}
