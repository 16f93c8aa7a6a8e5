/** What an answer says besides its numbers, so that nobody takes it for something else. */
import { describe, expect, it } from 'vitest'
import type { Asked, FigureReply } from '../core/figure-data.ts'
import { ask, askBehind, type InMemory } from '../core/flow/figures/ask.ts'
import { byOrder as orderOfSteps } from '../core/lead/fact.ts'
import { rankOf } from '../core/lead/fact-order.ts'
import type { MetricFact } from '../core/metrics/fact.ts'
import { byOrder } from '../core/metrics/fact-order.ts'
import { populationOf } from '../core/metrics/population.ts'
import type { Db } from '../core/store/db.ts'
import { json, publicPopulation, publicSettings } from './helpers/figures.ts'
import { pathOf } from './helpers/lead-paths.ts'

const asOf = Date.parse(json('config.json').asOf)
const NO_STORE = undefined as unknown as Db
const known: InMemory = {
  ...{ population: publicPopulation(asOf), asOf, settings: publicSettings(), products: ['P1', 'P2'], connections: new Map() },
  populationAt: async (at) => publicPopulation(at),
  opportunitiesOf: async () => [],
}
const base: Asked = { figure: '', from: null, to: null, period: null, by: null, mode: null, kind: null, where: {}, asOf: null }
const asked = (figure: string, question: Partial<Asked> = {}, of: InMemory = known): Promise<FigureReply> => ask(NO_STORE, of, { ...base, figure, ...question })
const said = async (...of: Parameters<typeof asked>): Promise<string> => (await asked(...of)).notes.map(({ en }) => en).join('\n')

describe('what cannot be', () => {
  it('is refused: days that there are not, times before all leads, products that nobody has', async () => {
    await expect(asked('leads-created', { from: '2026-02-30' })).rejects.toThrow('from: there is no day 2026-02-30')
    await expect(asked('leads-created', { to: '2025-13-01' })).rejects.toThrow('to: there is no day 2025-13-01')
    for (const from of ['0001-01-01', '1969-12-31', -1]) await expect(asked('leads-created', { from })).rejects.toThrow('from lies before 1970')
    await expect(asked('leads-created', { where: { product: 'P11' } })).rejects.toThrow(/^there is no product 'P11'; did you mean 'P1'\?/)
    await expect(asked('leads-created', { where: { stage: 'mql' } })).rejects.toThrow('changes in time')
  })

  it('is told of: filters that no lead passes, ranges that are still to come or over', async () => {
    expect(await said('leads-created', { where: { channel: 'fiar' } })).toMatch(/^No lead has channel 'fiar'; there is .*fair/)
    expect(await said('leads-created', { where: { channel: 'fair' } })).toBe('')
    expect(await said('leads-created', { from: '2027-01-01', period: 'month' })).toContain('nothing is known of it yet')
    expect(await said('forecast', { to: '2025-01-01', kind: 'open' })).toContain('The range is over')
  })

  it('stands behind no number: a row is one of the answer', async () => {
    const behind = (figure: string, row: Parameters<typeof askBehind>[3], question: Partial<Asked> = {}) =>
      askBehind(NO_STORE, known, { ...base, figure, ...question }, row)
    await expect(behind('leads-standing', { segment: null, period: null })).rejects.toThrow('the answer has no such row')
    await expect(behind('leads-created', { segment: 'fiar', period: null }, { by: 'channel' })).rejects.toThrow('the answer has no such row')
    expect((await behind('leads-standing', { segment: null, period: null, more: { stage: 'lead' } })).length).toBeGreaterThan(0)
    expect(await behind('leads-created', { segment: null, period: '2025-01' }, { period: 'month', where: { channel: 'fiar' } })).toEqual([])
  })
})

describe('a period that the range has only in part', () => {
  it('is named, and neither compared nor judged', async () => {
    const paths = [50, 75, 5].flatMap((n, month) =>
      Array.from({ length: n }, (_, i) => pathOf({ lead: `${month}-${i}`, createdAt: Date.UTC(2025, month, i % 2 === 0 ? 5 : 20) })),
    )
    const of: InMemory = { ...known, population: populationOf(paths), asOf: Date.UTC(2025, 5, 1) }
    const whole = await said('leads-created', { period: 'month', from: '2025-01-01', to: '2025-03-01' }, of)
    expect(whole).toContain('2025-02 against 2025-01')
    expect(whole).not.toContain('Only in part')
    const cut = await said('leads-created', { period: 'month', from: '2025-01-10', to: '2025-03-01' }, of)
    expect(cut).toContain('Only in part in the range, and not comparable with any other period: 2025-01.')
    expect(cut).not.toContain('against')
    expect(await said('leads-created', { period: 'month', from: '2025-01-01', to: '2025-02-10' }, of)).toContain('period: 2025-02.')
    expect(await said('leads-created', { period: 'month', from: '2025-05-01', to: '2025-07-10' }, of)).not.toContain('Only in part')
  })
})

describe('the window', () => {
  it('stands in the definition of whatever has one', async () => {
    const windowOf = async (...of: Parameters<typeof asked>) => (await asked(...of)).definition.window
    const { windows, compositionDays, stuckDays } = known.settings
    expect(await windowOf('conversion-rate', { kind: 'mql>sal' })).toBe(windows['mql>sal'])
    expect(await windowOf('conversion-rate', { kind: 'mql>sal', mode: 'any' })).toBe(null)
    expect(await windowOf('time-in-step')).toBe(null)
    expect(await windowOf('follow-up-revenue')).toBe(365)
    expect(await windowOf('velocity')).toBe(365)
    expect(await windowOf('stuck')).toBe(stuckDays)
    expect(await windowOf('compositions-compared')).toBe(compositionDays)
    expect([await windowOf('class-composition'), await windowOf('class-composition', { kind: 'new' })]).toEqual([null, compositionDays])
  })

  it('of what was agreed on is told, and what was not agreed on', async () => {
    expect(await said('answered-in-time')).toContain(`Time limit: ${known.settings.sla.answerHours} hours of working time.`)
    expect(await said('contacted-in-time')).toContain(`Time limit: ${known.settings.sla.firstContactHours} hours`)
    expect(await said('attribution-mql', { kind: 'decay' })).toContain('Half-life: 30 days.')
    expect(await said('attribution-mql', { kind: 'linear' })).toBe('')
    const nothing: InMemory = { ...known, settings: { ...known.settings, capacity: {}, targets: {} } }
    expect(await said('capacity-used', {}, nothing)).toContain('No capacity is agreed on')
    expect(await said('targets', { kind: 'sql' }, nothing)).toContain('No target is set for sql')
  })
})

describe('stages', () => {
  it('are all told of where time in a stage is asked, and are the segment if asked by stage', async () => {
    const { rows } = await asked('time-in-stage')
    expect(rows.map(({ more }) => more!.stage)).toEqual(['lead', 'recycled', 'mql', 'sal', 'sql'])
    const byStage = (await asked('time-in-stage', { by: 'stage' })).rows
    expect(byStage).toEqual(rows.map((row) => ({ ...row, segment: row.more!.stage })))
    for (const row of byStage) expect((await askBehind(NO_STORE, known, { ...base, figure: 'time-in-stage', by: 'stage' }, row)).length).toBeGreaterThan(0)
    for (const { segment, more } of (await asked('stuck', { by: 'stage' })).rows) expect(segment).toBe(more!.stage)
  })

  it('and classes of the fast lane are those just before, each once', async () => {
    const all = (await asked('fast-lane')).rows
    for (const by of ['stage', 'class'] as const) {
      const { rows } = await asked('fast-lane', { by })
      expect(new Set(rows.map(({ segment }) => segment)).size).toBe(rows.length)
      for (const row of rows) {
        expect(row.n).toBe(all.filter(({ more }) => more![by] === row.segment).reduce((sum, { n }) => sum + n, 0))
        expect((await askBehind(NO_STORE, known, { ...base, figure: 'fast-lane', by }, row)).length).toBe(row.n)
      }
    }
  })
})

describe('a comparison', () => {
  it('of order values speaks of no p-values: there are none', async () => {
    const notes = await said('order-values', { by: 'channel' })
    expect(notes).toContain('Differences are not tested')
    expect(notes).not.toMatch(/Holm|p-value/)
  })

  it('of speed says nothing with a wide interval', async () => {
    for (const { says, low, high } of (await asked('speed-compared', { by: 'industry', kind: 'B1>B2' })).rows) if (says) expect(high! - low!).toBeLessThan(0.3)
    const day = 86_400_000
    const paths = Array.from({ length: 40 }, (_, i) =>
      pathOf({
        lead: `l${i}`,
        createdAt: asOf - 10 * day,
        moves: [{ at: asOf - (i < 30 ? 3 : 9) * day, to: 'lead' }, ...(i === 39 ? [{ at: asOf - 2 * day, to: 'mql' as const }] : [])],
      }),
    )
    const [row] = (await asked('speed-compared', {}, { ...known, population: populationOf(paths) })).rows
    expect(row!.high! - row!.low!).toBeGreaterThan(0.3)
    expect(row!.says).toBe(false)
  })
})

describe('facts of one instant', () => {
  const KINDS =
    'unit created merged touch class fast_lane stage owner offer contact accept reject withdraw substage lost disqualified won won_void unmerged'.split(' ')

  it('stand in the one order that is written down, whichever came first, then by id', () => {
    const fact = (kind: string, id = kind) => ({ kind, id, lead: 'l', at: 1, received: 1 }) as MetricFact
    expect(
      KINDS.toReversed()
        .map((kind) => fact(kind))
        .sort(byOrder)
        .map(({ kind }) => kind),
    ).toEqual(KINDS)
    expect([fact('stage', 'b'), fact('stage', 'a')].sort(byOrder).map(({ id }) => id)).toEqual(['a', 'b'])
    const steps = KINDS.filter((kind) => !['unit', 'created', 'merged', 'fast_lane', 'unmerged'].includes(kind)).map((kind) => ({
      at: 1,
      rank: rankOf(kind as 'touch'),
      id: kind,
    }))
    expect(steps.toReversed().sort(orderOfSteps)).toEqual(steps)
  })
})
