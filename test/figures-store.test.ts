/** Figures through the store: the public example log as it must be, and what is kept up to date beside what is read anew. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Asked, Figures } from '../core/figure-data.ts'
import { allFigures } from '../core/flow/figures/all-figures.ts'
import { figureSettings, keepLogConfig } from '../core/flow/figures/figure-settings.ts'
import { LOG_FILES, logTaker } from '../core/flow/figures/import-log.ts'
import { logConfigSchema } from '../core/flow/figures/log-config.ts'
import { readPopulation } from '../core/flow/figures/read-population.ts'
import { settleLog } from '../core/flow/figures/settle-log.ts'
import type { Setup } from '../core/setup.ts'
import * as erasures from '../core/store/erasures.ts'
import * as leads from '../core/store/leads.ts'
import type { Store } from '../core/store/store.ts'
import { createFigureDesk } from '../core/work/figure-desk.ts'
import { difference, type Expected, json, text } from './helpers/figures.ts'
import { startHub } from './helpers/hub.ts'
import { ACTS, NEW, RETOLD_CONFIG, startRetold } from './helpers/retold.ts'
import { backends } from './helpers/stores.ts'
import { FORM, tell } from './helpers/telling.ts'

/** Configured, but not asked: what comes with a log holds. */
const NOTHING = { products: [], figures: { companyOf: ({ industry = null, size = null, region = null }) => ({ industry, size, region }) } } as unknown as Setup

async function takeLog(store: Store, reversed: boolean): Promise<void> {
  const taker = logTaker(Date.now())
  for (const file of LOG_FILES) {
    const lines = text(`${file}.jsonl`)
      .split('\n')
      .map((line, i) => ({ text: line, line: i + 1 }))
      .filter((line) => line.text !== '')
    if (reversed) lines.reverse()
    for (let i = 0; i < lines.length; i += 500) await store.write((db) => taker.take(db, file, lines.slice(i, i + 500)))
  }
  await store.write((db) => keepLogConfig(db, logConfigSchema.parse(json('config.json'))))
  await settleLog(store, NOTHING.figures.companyOf, () => {})
}

const base: Asked = { figure: '', from: null, to: null, period: 'month', by: 'channel', mode: null, kind: null, where: {}, asOf: null }
const QUESTIONS = ['offers', 'attribution-mql', 'time-in-stage', 'in-sales-care', 'fast-lane', 'rejections-by-day', 'handovers']

for (const backend of backends) {
  describe(`figures on ${backend.name}`, () => {
    const stops: (() => Promise<unknown>)[] = []
    afterEach(async () => {
      for (const stop of stops.splice(0)) await stop()
    })

    it.each([false, true])('of the public log are as they must be, as of both instants (lines reversed: %s)', async (reversed) => {
      const { store, drop } = await backend.fresh()
      stops.push(drop)
      await takeLog(store, reversed)
      const known = await figureSettings(store.db, NOTHING)
      for (const name of ['expected.json', 'expected-2025-07-01.json']) {
        const must: Expected = json(name)
        const asOf = Date.parse(must.asOf)
        const population = await readPopulation(store.db, { companyOf: known.companyOf, asOf, withTouches: true })
        const all: Expected = JSON.parse(JSON.stringify(await allFigures(store.db, population, known, asOf)))
        for (const part of Object.keys(must)) expect(difference(all[part], must[part], part)).toBe(null)
      }
      const cases = json('cases.json') as Record<string, { ids: string[]; path: [string, string][] }>
      for (const { ids, path } of Object.values(cases).filter((one) => one.ids !== undefined)) {
        const lead = await leads.find(store.db, ids[0]!)
        const standing = (await leads.standingOf(store.db, [lead?.mergedInto ?? ids[0]!])).values().next().value
        expect([ids[0], standing?.stage]).toEqual([ids[0], path.at(-1)![1]])
      }
    })

    it('are refused of a log with a mistake, with file and line', async () => {
      const { store, drop } = await backend.fresh()
      stops.push(drop)
      const take = (line: string) => store.write((db) => logTaker(0).take(db, 'facts', [{ text: line, line: 7 }]))
      await expect(take('{')).rejects.toThrow('facts.jsonl, line 7: not JSON')
      await expect(take('{"id":"f","lead":"l","kind":"stage","at":"2025-01-01T00:00:00Z","received":"2025-01-01T00:00:00Z","to":"warm"}')).rejects.toThrow(
        /^facts\.jsonl, line 7: to: /,
      )
    })

    it('name nobody any more who was erased, also where they were read before', async () => {
      const hub = await startHub(backend, RETOLD_CONFIG, { mappings: [FORM] })
      stops.push(() => hub.stop())
      await tell(hub, { ...NEW, ruf: 'ja' })
      const [lead] = await hub.leads()
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'reject', reason: 'Jost Mohn hat abgesagt' } }, 'test')
      const kept = createFigureDesk({ db: hub.store.db, setup: hub.setup, now: Date.now })
      const reasons = async () => (await kept.ask({ ...base, figure: 'rejections-by-day', by: null, period: null })).rows
      expect(JSON.stringify(await reasons())).toContain('Mohn')
      const id = await hub.act.erasePerson({ who: NEW.mail! }, 'test')
      await vi.waitFor(async () => expect((await erasures.find(hub.store.db, id))!.state).toBe('done'), { timeout: 20_000 })
      const after = await reasons()
      expect(JSON.stringify(after)).not.toContain('Mohn')
      expect(after).toMatchObject([{ n: 1 }])
    })

    it('that are kept up to date are those that are read anew, and earlier ones stay', async () => {
      const { hub, clock, pass, acts } = await startRetold(backend, 'no_need')
      stops.push(() => hub.stop())
      const desk = (): Figures => createFigureDesk({ db: hub.store.db, setup: hub.setup, now: clock })
      const kept = desk()
      const answers = async (of: Figures, asOf: number | null) => {
        const all: Record<string, unknown> = {}
        for (const figure of QUESTIONS) all[figure] = (await of.ask({ ...base, figure, asOf, by: figure.startsWith('offers') ? 'industry' : 'channel' })).rows
        return all
      }
      const known: { at: number; said: unknown }[] = []
      const step = async (what: () => Promise<unknown>) => {
        await what()
        pass(60_000)
        const said = await answers(kept, null)
        expect(sorted(said)).toEqual(sorted(await answers(desk(), null)))
        for (const { at, said: before } of known) expect(sorted(await answers(desk(), at))).toEqual(sorted(before))
        known.push({ at: clock(), said })
        pass(86_400_000)
      }
      for (const act of ACTS.slice(0, ACTS.indexOf('merged') + 1)) await step(acts[act])
      expect((await hub.leads()).length).toBe(2)
      await step(acts.parted)
      expect((await hub.leads()).length).toBe(3)
      await step(acts.replayed)
      // Whoever is erased has been counted, and stays so.
      const beforeErasure = await answers(desk(), null)
      await step(async () => {
        const id = await hub.act.erasePerson({ who: 'j.mohn@velora.example' }, 'test')
        await vi.waitFor(async () => expect((await erasures.find(hub.store.db, id))!.state).toBe('done'), { timeout: 20_000 })
      })
      expect(sorted(await answers(desk(), null))).toEqual(sorted(beforeErasure))
      await step(acts.toldAgain)
    })
  })
}

const sorted = (all: unknown): unknown =>
  JSON.parse(JSON.stringify(all), (_, value) => (Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value))
