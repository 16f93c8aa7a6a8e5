/** Forecasts of coming periods: what is counted, what must add up, fairs and seasons, little history, and the back-test. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Class, Stage } from '../core/lead/fact.ts'
import type { Fair } from '../core/metrics/figure-settings.ts'
import { arrivalModel } from '../core/metrics/forecast/arrivals.ts'
import { backTest } from '../core/metrics/forecast/back-test.ts'
import { CELL_NAMES, CELLS, happened } from '../core/metrics/forecast/cells.ts'
import { expectedOf, forecast, missingFor } from '../core/metrics/forecast/forecast.ts'
import { Random } from '../core/metrics/forecast/random.ts'
import { simulate } from '../core/metrics/forecast/simulate.ts'
import type { LeadPath } from '../core/metrics/lead-path.ts'
import { periodNamed, periodsBetween } from '../core/metrics/periods.ts'
import { populationOf } from '../core/metrics/population.ts'
import { path } from './helpers/lead-path.ts'
import './helpers/seed.ts'

const timeZone = 'Europe/Berlin'
const DAY = 86_400_000
const start = (key: string): number => periodNamed(key, timeZone)!.from
const asOf = start('2026')
const quarters = periodsBetween('quarter', asOf, start('2027'), timeZone)
const settings = { timeZone, fairs: [] as Fair[] }
const cellOf = (kind: string, heat?: string) =>
  CELL_NAMES.findIndex((one) => one.kind === kind && (heat === undefined || ('class' in one && one.class === heat)))

const NEXT: Readonly<Partial<Record<Stage, readonly Stage[]>>> = {
  lead: ['mql', 'mql', 'lost'],
  mql: ['sal', 'recycled'],
  sal: ['sql', 'lost'],
  sql: ['customer', 'lost'],
  recycled: ['mql'],
}
/** Leads that come one after the other and move every so often. @param ways where from a stage; none: it stays for ever */
function company(n: number, from: number, to: number, ways = NEXT, seed = 3): LeadPath[] {
  const random = new Random(seed)
  return Array.from({ length: n }, (_, i) => {
    const created = Math.round(from + ((i + random.uniform()) * (to - from)) / n)
    const moves: [number, Stage][] = [[created, 'lead']]
    for (let at = created; ; ) {
      const next = ways[moves.at(-1)![1]]
      at += Math.ceil(random.exponential() * 40 * DAY)
      if (!next || at >= to) break
      moves.push([at, next[random.below(next.length)]!])
    }
    const classes = (['B1', 'A', null] as (Class | null)[]).map((one, k) => ({ at: created + k * 30 * DAY, to: one })).filter(({ at }) => at < to)
    return { ...path(`L${i}`, ...moves), classes }
  })
}
const usual = company(600, start('2024'), asOf)
const known = (paths: readonly LeadPath[], at = asOf) => ({ population: populationOf(paths), leads: null, asOf: at })

describe('a forecast', () => {
  it('repeats itself for a seed, and only for it', () => {
    const of = (seed: number) => forecast(known(usual), quarters, settings, { runs: 200, seed })
    expect(of(1)).toEqual(of(1))
    expect(of(1)).not.toEqual(of(2))
  })

  it('goes on as it went: counts like those of the last year', () => {
    const { periods } = forecast(known(usual), quarters, settings)
    const before = happened(populationOf(usual), null, asOf, start('2025'), [asOf])
    for (const kind of ['created', 'mql', 'sql', 'closings']) {
      const cell = cellOf(kind)
      const year = periods.reduce((sum, { cells }) => sum + cells[cell]!.mean, 0)
      expect(year / before[cell]!, kind).toBeGreaterThan(0.8)
      expect(year / before[cell]!, kind).toBeLessThan(1.3)
    }
    for (const { cells } of periods)
      for (const { low, low50, median, high50, high, mean } of cells) {
        expect([low, low50, median, high50, high]).toEqual([low, low50, median, high50, high].toSorted((a, b) => a - b))
        expect(mean).toBeGreaterThanOrEqual(low)
        expect(mean).toBeLessThanOrEqual(high)
      }
  })

  it('takes limits that were counted: the 5th and the 195th of 200', () => {
    const { periods } = forecast(known(usual), quarters, settings, { runs: 200, seed: 4 })
    const { count } = simulate({ ...known(usual), ends: quarters.map(({ to }) => to), settings, runs: 200, seed: 4 })
    const created = Array.from({ length: 200 }, (_, run) => count(run, 0, 0)).sort((a, b) => a - b)
    const { low, low50, median, high50, high } = periods[0]!.cells[0]!
    expect([low, low50, median, high50, high]).toEqual([4, 49, 99, 149, 194].map((i) => created[i]))
  })

  it('adds what a running period has already to what is still to come, and tells it', () => {
    const middle = start('2025-12')
    const then = company(600, start('2024'), middle)
    const period = periodNamed('2025-Q4', timeZone)!
    const { periods } = forecast(known(then, middle), [period, quarters[0]!], settings)
    const soFar = happened(populationOf(then), null, middle, period.from, [middle])
    expect(periods.map(({ isRunning }) => isRunning)).toEqual([true, false])
    expect(periods[0]!.soFar.slice(0, 4)).toEqual([...soFar.slice(0, 4)])
    expect(soFar[0]).toBeGreaterThan(20)
    expect(periods[0]!.cells[0]!.low).toBeGreaterThanOrEqual(soFar[0]!)
    expect(periods[0]!.cells[0]!.mean / soFar[0]!).toBeGreaterThan(1.2)
    expect(periods[0]!.cells[0]!.mean / soFar[0]!).toBeLessThan(1.9)
    expect(periods[1]!.soFar.every((one) => one === 0)).toBe(true)
  })

  it('tells targets what to expect of running periods, as the forecast of each does', () => {
    const middle = start('2025-11') + 10 * DAY
    const then = known(company(600, start('2024'), middle), middle)
    const periods = ['2025-11', '2025-Q4', '2025'].map((key) => periodNamed(key, timeZone)!)
    const wanted = periods.flatMap((period) => (['created', 'mql', 'closings'] as const).map((kind) => ({ kind, period })))
    const found = expectedOf(then, wanted, settings)
    for (const [i, { kind, period }] of wanted.entries()) {
      const soFar = happened(then.population, null, middle, period.from, [middle])[cellOf(kind)]!
      expect(found[i]!.low).toBeGreaterThanOrEqual(soFar)
      const alone = forecast(then, [period], settings).periods[0]!.cells[cellOf(kind)]!
      expect(Math.abs(found[i]!.mean - alone.mean)).toBeLessThan(0.2 * (alone.mean - soFar) + 1)
    }
    expect(expectedOf(then, [], settings)).toEqual([])
  })

  it('moves open leads on from the age they have', () => {
    const at = (days: number) => asOf - days * DAY
    // Whoever leaves does so on day 200; forty stand on day 199.
    const before = Array.from({ length: 60 }, (_, i) => path(`B${i}`, [at(300 + i), 'lead'], [at(100 + i), 'mql']))
    const now = Array.from({ length: 40 }, (_, i) => path(`N${i}`, [at(199), 'lead']))
    const { count } = simulate({ ...known([...before, ...now]), ends: [asOf + 30 * DAY], settings, runs: 50, seed: 1 })
    const mql = Array.from({ length: 50 }, (_, run) => count(run, 0, cellOf('mql')))
    expect(mql.reduce((sum, one) => sum + one, 0) / 50).toBeGreaterThan(15)
  })

  it('counts as open who stands so at the end: of 400 with 5 % a day those that e^-0.5 leaves after ten days', () => {
    const days = Array.from({ length: 400 }, (_, i) => -20 * Math.log((i + 0.5) / 400))
    const before = days.map((stay, i) => path(`B${i}`, [asOf - 300 * DAY, 'sql'], [asOf - Math.round((300 - stay) * DAY), 'lost']))
    const now = days.map((_, i) => path(`N${i}`, [asOf - 1, 'sql']))
    const { count } = simulate({ ...known([...before, ...now]), ends: [asOf + 10 * DAY], settings, runs: 50, seed: 1 })
    // Whoever is created meanwhile counts beside them.
    const open = Array.from({ length: 50 }, (_, run) => count(run, 0, cellOf('open', 'none')) - count(run, 0, 0) * Math.exp(-0.25))
    expect(Math.abs(open.reduce((sum, one) => sum + one, 0) / 50 - 400 * Math.exp(-0.5))).toBeLessThan(12)
  })

  it('looks at the leads that are asked about only', () => {
    const other = company(400, start('2024'), asOf, NEXT, 9)
    const both = populationOf([...usual, ...other])
    const leads = Uint32Array.from(usual.keys())
    expect(forecast({ population: both, leads, asOf }, quarters, settings)).toEqual(forecast(known(usual), quarters, settings))
  })

  it('counts what a lead reaches once, whatever it reached before', () => {
    // All have been MQL, and go to and fro for ever.
    const ways: typeof NEXT = { lead: ['mql'], mql: ['recycled'], recycled: ['mql'] }
    const old = company(200, start('2024'), asOf, ways).map((one) => ({ ...one, createdAt: one.createdAt }))
    const reached = old.filter(({ moves }) => moves.some(({ to }) => to === 'mql')).length
    const { count } = simulate({ ...known(old), ends: quarters.map(({ to }) => to), settings, runs: 50, seed: 1 })
    for (let run = 0; run < 50; run++) {
      let [mql, created] = [0, 0]
      for (let s = 0; s < quarters.length; s++) {
        created += count(run, s, cellOf('created'))
        mql += count(run, s, cellOf('mql'))
      }
      expect(mql).toBeLessThanOrEqual(old.length - reached + created)
    }
  })

  it('loses no lead: where none ends, those open are those before and those created, in every run', () => {
    const ways: typeof NEXT = { lead: ['mql', 'recycled'], mql: ['sal', 'recycled'], sal: ['sql'], recycled: ['mql'], sql: ['sal'] }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer(), fc.integer({ min: 1, max: 6 }), (n, seed, months) => {
        const paths = company(n, start('2025'), asOf, ways, seed)
        const ends = periodsBetween('month', asOf, asOf + months * 29 * DAY, timeZone).map(({ to }) => to)
        const { count } = simulate({ ...known(paths), ends, settings, runs: 5, seed })
        for (let run = 0; run < 5; run++) {
          let expected = n
          for (let s = 0; s < ends.length; s++) {
            expected += count(run, s, 0)
            expect([4, 5, 6, 7, 8, 9].reduce((sum, cell) => sum + count(run, s, cell), 0)).toBe(expected)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('foretells the same for quarters as for the year that they make', () => {
    const ends = quarters.map(({ to }) => to)
    const fine = simulate({ ...known(usual), ends, settings, runs: 20, seed: 6 }).count
    const coarse = simulate({ ...known(usual), ends: ends.slice(-1), settings, runs: 20, seed: 6 }).count
    for (let run = 0; run < 20; run++)
      for (let cell = 0; cell < CELLS; cell++) {
        const quarterly = ends.map((_, s) => fine(run, s, cell))
        expect(coarse(run, 0, cell)).toBe(cell < 4 ? quarterly.reduce((sum, one) => sum + one, 0) : quarterly.at(-1))
      }
  })
})

describe('arrivals', () => {
  const month = (paths: readonly LeadPath[], fairs: Fair[], at: number, name: string) => {
    const months = periodsBetween('month', at, at + 370 * DAY, timeZone)
    const foretold = forecast(known(paths, at), months, { timeZone, fairs })
    return { mean: foretold.periods.find(({ key }) => key === name)!.cells[0]!.mean, unknown: foretold.unknownFairs }
  }
  const steady = (until: number) => company(Math.round((until - start('2023')) / DAY), start('2023'), until)
  const scans = (year: number) =>
    company(150, start(`${year}-06`) + 16 * DAY, start(`${year}-06`) + 20 * DAY).map((one) => ({
      ...one,
      lead: `${one.lead}-${year}`,
      source: { channel: 'fair', system: 'scan', campaign: `world-fair-${year}` },
    }))
  const worldFair: Fair = { name: 'world-fair', month: 6, day: 17, days: 5, every: 2, odd: 1 }
  const paths = [...steady(asOf), ...scans(2023), ...scans(2025)]

  it('of a biennial fair do not come back a year later, and do when it does', () => {
    expect(month(paths, [worldFair], asOf, '2026-06').mean).toBeLessThan(45)
    const next = start('2027')
    expect(month([...steady(next), ...scans(2023), ...scans(2025)], [worldFair], next, '2027-06').mean).toBeGreaterThan(150)
  })

  it('of fairs that are not in the calendar are a season', () => {
    expect(month(paths, [], asOf, '2026-06').mean).toBeGreaterThan(60)
  })

  it('say which fairs come that were never seen', () => {
    const spring: Fair = { name: 'spring-fair', month: 3, day: 2, days: 3, every: 1, odd: 0 }
    expect(
      month(
        paths.filter(({ createdAt }) => createdAt > start('2025')),
        [spring],
        asOf,
        '2026-03',
      ),
    ).toMatchObject({ unknown: [] })
    expect(month(paths, [{ ...worldFair, name: 'moon-fair', odd: 0, month: 9 }], asOf, '2026-06').unknown).toEqual([])
    const late = paths.filter(({ createdAt }) => createdAt > start('2024-07'))
    expect(month(late, [{ ...worldFair, name: 'moon-fair', odd: 0 }], asOf, '2026-06').unknown).toEqual(['moon-fair'])
  })

  it('hold back a growth that few leads show: of 2, 4 and 8 a month no 16', () => {
    const paths = [2023, 2024, 2025].flatMap((year, i) =>
      company(24 * 2 ** i, start(`${year}`), start(`${year + 1}`)).map((one) => ({ ...one, lead: `${one.lead}-${year}` })),
    )
    const { periods } = forecast(known(paths), quarters, settings)
    const monthly = periods.reduce((sum, { cells }) => sum + cells[0]!.mean, 0) / 12
    expect(monthly).toBeGreaterThan(7)
    expect(monthly).toBeLessThan(13)
  })

  it('are counted from the first lead on, which itself is none of them', () => {
    const { months } = arrivalModel(populationOf(usual), null, asOf, start('2027'), settings)
    expect(months.rows.reduce((sum, { count }) => sum + count, 0)).toBe(usual.length - 1)
  })

  it('follow the season', () => {
    const paths = [2023, 2024, 2025].flatMap((year) =>
      periodsBetween('month', start(`${year}`), start(`${year + 1}`), timeZone).flatMap(({ key, from, to }) =>
        company(key.endsWith('-12') ? 20 : 80, from, to).map((one) => ({ ...one, lead: `${one.lead}-${key}` })),
      ),
    )
    const december = month(paths, [], asOf, '2026-12').mean
    expect(december).toBeGreaterThan(15)
    expect(december).toBeLessThan(32)
    const june = month(paths, [], asOf, '2026-06').mean
    expect(june).toBeGreaterThan(70)
    expect(june).toBeLessThan(90)
  })
})

describe('too little history', () => {
  it('is less than twelve months, or fewer than ten closings in the last', () => {
    expect(missingFor(known(usual))).toBeNull()
    expect(missingFor(known(usual.filter(({ createdAt }) => createdAt > start('2025-02'))))).toBe('history')
    expect(missingFor(known([]))).toBe('history')
    const nine = usual.filter(({ orders }) => orders.some(({ at }) => at >= start('2025'))).slice(0, 9)
    const open = usual.filter(({ orders }) => orders.length === 0)
    expect(missingFor(known([...open, ...nine]))).toBe('closings')
  })
})

describe('the back-test', () => {
  const then = (at: number) => ({ population: populationOf(company(900, start('2023'), asOf).flatMap((one) => until(one, at))), leads: null })
  const until = (one: LeadPath, at: number): LeadPath[] =>
    one.createdAt >= at
      ? []
      : [
          {
            ...one,
            moves: one.moves.filter((move) => move.at < at),
            classes: one.classes.filter((c) => c.at < at),
            orders: one.orders.filter((o) => o.at < at),
          },
        ]
  const all = { ...then(asOf), asOf }

  it('holds ten quarters, each of four measures and six classes, against what came', () => {
    const { inside, cells, from } = backTest(all, then, settings)
    expect(from).toEqual(['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4'])
    expect(cells).toBe((4 + 3 + 2 + 1) * CELLS)
    expect(inside / cells).toBeGreaterThan(0.85)
  })

  it('tells when forecasts were wrong', () => {
    // In the last year nobody was created, and nobody bought.
    const ended = populationOf(company(900, start('2023'), asOf).flatMap((one) => until(one, start('2025'))))
    // Classes that nobody ever had are foretold rightly: 30 of the cells.
    expect(backTest({ ...all, population: ended }, then, settings).inside).toBeLessThan(75)
  })

  it('leaves out quarters before which too little was known, and those that are not over', () => {
    const young = company(900, start('2024-05'), asOf)
    const at = (instant: number) => ({ population: populationOf(young.flatMap((one) => until(one, instant))), leads: null })
    expect(backTest({ ...at(asOf), asOf: start('2025-12') }, at, settings)).toMatchObject({ from: ['2025-Q3'], cells: CELLS })
  })
})
