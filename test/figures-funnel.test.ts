/** The declared figures of groups 1 to 4: they are those of the example log, add up, and know the leads behind each number. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Figure, type FigureRow, MODES, type Question, type View, wholeRange } from '../core/metrics/figure.ts'
import { STEPS } from '../core/metrics/figure-settings.ts'
import { FIGURES, figureNamed } from '../core/metrics/figures/index.ts'
import { changeNote } from '../core/metrics/notes.ts'
import { populationOf } from '../core/metrics/population.ts'
import { coarser, countSays, medianSays, rateSays } from '../core/metrics/says.ts'
import { difference, type Expected, json, publicPopulation, publicSettings } from './helpers/figures.ts'
import { DRAWN_UNTIL, drawnPaths, pathOf } from './helpers/lead-paths.ts'

const DAY_MS = 86_400_000
const settings = publicSettings()
const expected = json('expected.json')
const asOf = Date.parse(expected.asOf)
const p1 = expected.products.P1
const view: View = { population: publicPopulation(asOf, 'P1'), leads: null, asOf, settings }
const own = FIGURES.filter(({ group }) => group <= 4)

const figure = (name: string): Figure => figureNamed(name)!
const ask = (name: string, of: View = view, question: Partial<Question> = {}) => figure(name).answer(of, { ...wholeRange, ...question })
const rowsOf = (name: string, of: View = view, question: Partial<Question> = {}) => ask(name, of, question).rows
const sum = (rows: readonly FigureRow[]): number => rows.reduce((total, { n }) => total + n, 0)
/** By what tells the rows apart. */
const values = (rows: readonly FigureRow[], key: (row: FigureRow) => string) =>
  Object.fromEntries(rows.filter(({ value }) => value !== 0).map((row) => [key(row), row.value]))

describe('what says something', () => {
  const small: Expected[] = json('worked.json').smallN.rates
  it.each(small)('$k of $n: $saysSomething', ({ k, n, saysSomething }) => expect(rateSays(k, n)).toBe(saysSomething))

  it('are counts from 10 on, and medians of 20 events with an upper limit', () => {
    expect([9, 10].map(countSays)).toEqual([false, true])
    expect([medianSays(19, 5), medianSays(20, 5), medianSays(20, null)]).toEqual([false, true, false])
  })

  it('is proposed of the finest period of which four in five do', () => {
    const of = { month: [true, false], quarter: [true, true, true, true, false], half: [true], year: [true] }
    expect(coarser((kind) => of[kind])).toEqual({ kind: 'quarter', good: 4, of: 5 })
    expect(coarser(() => [])).toEqual({ kind: null, good: 0, of: 0 })
  })
})

describe('figures of groups 1 to 4 give the numbers of the example log', () => {
  const COUNTS = { created: 'leads-created', generated: 'leads-generated', closings: 'closings', orders: 'orders', revenueCents: 'revenue' }
  const PARTS = {
    firstInStage: ['leads-new-in-stage', 'stage'],
    firstInClass: ['leads-new-in-class', 'class'],
    entriesToStage: ['stage-entries', 'stage'],
    exitsFromStage: ['stage-exits', 'stage'],
    standingInStage: ['leads-standing', 'stage'],
    standingInClass: ['open-leads-by-class', 'class'],
  } as const

  it.each(['month', 'quarter', 'half', 'year'] as const)('counts by %s', (period) => {
    for (const [key, block] of Object.entries<Expected>(p1.g1_counts[period])) {
      for (const [what, name] of Object.entries(COUNTS)) {
        expect([key, name, rowsOf(name, view, { period }).find((row) => row.period === key)?.value]).toEqual([key, name, block[what]])
      }
      for (const [what, [name, part]] of Object.entries(PARTS)) {
        const rows = rowsOf(name, view, { period }).filter((row) => row.period === key)
        expect([
          key,
          name,
          difference(
            values(rows, ({ more }) => String(more![part])),
            block[what],
          ),
        ]).toEqual([key, name, null])
      }
    }
  })

  it.each(STEPS)('rates of %s', (kind) => {
    const { total, modes, bySegment, byPeriod } = p1.g2_rates[kind]
    const asExpected = ({ n, value, low, high, says, more }: FigureRow) => ({
      n,
      rate: value,
      low,
      high,
      saysSomething: says,
      k: more!.k,
      entered: more!.entered,
      open: more!.open,
      soFar: more!.soFar,
    })
    expect(difference(asExpected(rowsOf('conversion-rate', view, { kind })[0]!), total)).toBeNull()
    expect(difference(asExpected(rowsOf('conversion-rate', view, { kind, mode: 'strict' })[0]!), modes.strict)).toBeNull()
    const { n, value } = rowsOf('conversion-rate', view, { kind, mode: 'any' })[0]!
    expect(difference({ n, rate: value }, { n: modes.any.n, rate: modes.any.rate })).toBeNull()
    for (const by of ['channel', 'owner', 'class'] as const) {
      const rows = rowsOf('conversion-rate', view, { kind, by }).map((row) => [row.segment, asExpected(row)])
      expect(difference(Object.fromEntries(rows), bySegment[by])).toBeNull()
    }
    for (const row of rowsOf('conversion-rate', view, { kind, period: 'quarter' })) {
      if (row.more!.entered !== 0) expect(difference(asExpected(row), byPeriod.quarter[row.period!])).toBeNull()
    }
  })

  it.each(STEPS)('durations of %s', (kind) => {
    const { total, byChannel } = p1.g3_durations[kind]
    for (const { value, low, high, more } of rowsOf('converted-by-day', view, { kind })) {
      const one = total.share[String(more!.day)]
      if (one) expect(difference({ value, low, high, atRisk: more!.atRisk, se: more!.se }, one)).toBeNull()
    }
    for (const { segment, value, low, high, more } of rowsOf('time-in-step', view, { kind, by: 'channel' })) {
      expect(difference({ value, low, high }, byChannel[segment!].timeInStep[String(more!.quartile)])).toBeNull()
    }
    for (const { value, low, high, more } of rowsOf('time-of-converted', view, { kind })) {
      expect(difference(value, total.timeOfConverted[String(more!.quartile)])).toBeNull()
      if (low !== null && high !== null) expect(low <= value! && value! <= high).toBe(true)
    }
  })

  it('comparisons', () => {
    const found = rowsOf('rates-compared', view, { kind: 'B2>B3', by: 'industry' }).map(({ segment, n, value, low, high, more }) => [
      segment,
      { ...more, n, difference: value, low, high },
    ])
    expect(difference(Object.fromEntries(found), p1.g4_compare.b2b3ByIndustryAgainstRest)).toBeNull()
    const orders = Object.fromEntries(
      rowsOf('order-values', view, { by: 'size' }).map(({ segment, n, value, low, high }) => [segment, { n, median: value, low, high }]),
    )
    expect(difference(orders, { L: p1.g4_compare.orderValue.size.L.median, M: p1.g4_compare.orderValue.size.M.median })).toBeNull()
  })

  it('compare two segments once, as the pair', () => {
    const { a, b, test: _, ...pair } = p1.g4_compare.b2b3Pair
    const { industry } = view.population
    const leads = Uint32Array.from([...industry.codes.keys()].filter((i) => [a, b].includes(industry.names[industry.codes[i]!])))
    const { rows, notes } = ask('rates-compared', { ...view, leads }, { kind: 'B2>B3', by: 'industry' })
    const { value, low, high, more } = rows.find(({ segment }) => segment === a)!
    expect(difference({ difference: value, low, high, p: more!.pHolm }, pair)).toBeNull()
    expect(notes.map(({ en }) => en)).toContain('1 comparison was made.')
  })
})

describe.each(own.map((one) => [one.name, one] as const))('%s', (name, { kinds, dimensions, answer, behind }) => {
  const questions: Question[] = [null, ...dimensions].flatMap((by) =>
    [null, 'quarter' as const].flatMap((period) => (kinds.length === 0 ? [null] : kinds.slice(0, 2)).map((kind) => ({ ...wholeRange, by, period, kind }))),
  )

  it('answers whatever may be asked, and knows the leads behind each number', () => {
    const ids = new Set(view.population.ids)
    let rows = 0
    for (const question of questions) {
      for (const row of answer(view, question).rows) {
        rows++
        const found = behind(view, question, row)
        expect(new Set(found).size).toBe(found.length)
        expect(found.every((id) => ids.has(id))).toBe(true)
        expect(found.length, `${name} ${JSON.stringify(question)} ${JSON.stringify(row)}`).toBeLessThanOrEqual(row.n)
        if (row.n > 0 && row.more?.class === undefined) expect(found.length).toBeGreaterThan(0)
      }
    }
    expect(rows).toBeGreaterThan(0)
  })

  it('says nothing of nobody', () => {
    const nobody: View = { ...view, population: populationOf([]) }
    for (const question of questions) for (const { n, value, says } of answer(nobody, question).rows) expect([n, value ?? 0, says]).toEqual([0, 0, false])
  })
})

describe('whatever happened to leads', () => {
  const check = (property: (of: View) => void) =>
    fc.assert(
      fc.property(drawnPaths, (paths) => property({ population: populationOf(paths), leads: null, asOf: DRAWN_UNTIL, settings })),
      { numRuns: 60 },
    )

  it('parts of a count add up to it, by segment, by period and of some leads', () => {
    check((of) => {
      for (const { name, answer, dimensions } of own.filter(({ unit, basis }) => unit === 'count' && basis === 'period')) {
        const whole = sum(answer(of, wholeRange).rows)
        for (const by of dimensions) expect([name, by, sum(answer(of, { ...wholeRange, by }).rows)]).toEqual([name, by, whole])
        if (!['leads-standing', 'open-leads-by-class'].includes(name))
          expect([name, sum(answer(of, { ...wholeRange, period: 'month' }).rows)]).toEqual([name, whole])
        const odd = Uint32Array.from({ length: of.population.n >> 1 }, (_, i) => i * 2 + 1)
        const even = Uint32Array.from({ length: (of.population.n + 1) >> 1 }, (_, i) => i * 2)
        expect(sum(answer({ ...of, leads: odd }, wholeRange).rows) + sum(answer({ ...of, leads: even }, wholeRange).rows)).toBe(whole)
      }
    })
  })

  it('standing is standing before, and entries, less exits', () => {
    check((of) => {
      const by = (name: string) => {
        const all = new Map(rowsOf(name, of, { period: 'month' }).map(({ period, more, n }) => [`${period} ${more!.stage}`, n]))
        return (period: string, stage: string): number => all.get(`${period} ${stage}`) ?? 0
      }
      const [standing, entries, exits] = [by('leads-standing'), by('stage-entries'), by('stage-exits')]
      const periods = [...new Set(rowsOf('leads-created', of, { period: 'month' }).map(({ period }) => period!))]
      for (const stage of ['unknown', 'lead', 'mql', 'customer', 'lost']) {
        periods.forEach((period, i) => {
          const before = i === 0 ? 0 : standing(periods[i - 1]!, stage)
          expect(standing(period, stage)).toBe(before + entries(period, stage) - exits(period, stage))
        })
      }
    })
  })

  it('a rate counts no lead twice, and k, n and what is open make up those that entered', () => {
    check((of) => {
      for (const kind of STEPS)
        for (const mode of MODES) {
          const [whole] = rowsOf('conversion-rate', of, { kind, mode })
          const parts = rowsOf('conversion-rate', of, { kind, mode, by: 'class', period: 'year' })
          expect(sum(parts)).toBe(whole!.n)
          expect(Number(whole!.more!.k)).toBeLessThanOrEqual(whole!.n)
          expect(whole!.n + Number(whole!.more!.open)).toBe(whole!.more!.entered)
        }
    })
  })
})

describe('what is said beside numbers', () => {
  const created = (perMonth: readonly number[]): View => {
    const paths = perMonth.flatMap((n, month) => Array.from({ length: n }, (_, i) => pathOf({ lead: `${month}-${i}`, createdAt: Date.UTC(2025, month, 10) })))
    return { population: populationOf(paths), leads: null, asOf: Date.UTC(2025, perMonth.length, 5), settings }
  }
  const notes = (name: string, of: View, question: Partial<Question>) => ask(name, of, question).notes.map(({ en }) => en)

  it('a change is put in words only where it is proven', () => {
    expect(notes('leads-created', created([50, 75]), { period: 'month' })).toContain('2025-02 against 2025-01: +50 % (95 %: +3.5 to +119 %).')
    expect(notes('leads-created', created([20, 30]), { period: 'month' }).join()).toContain('not shown to differ')
    expect(notes('leads-created', created([50, 75]), { period: 'month', by: 'channel' }).join()).not.toContain('against')
  })

  it('a rate changed by points', () => {
    const row = (period: string, k: number, n: number): FigureRow => ({
      segment: null,
      period,
      n,
      value: k / n,
      low: null,
      high: null,
      says: true,
      more: { k },
    })
    const { population } = created([1])
    const of: View = { population, leads: null, asOf: Date.UTC(2025, 11, 1), settings }
    const question: Question = { ...wholeRange, period: 'month' }
    expect(changeNote(of, question, [row('2025-01', 20, 100), row('2025-02', 50, 100)], DAY_MS)[0]!.de).toMatch(
      /^2025-02 gegenüber 2025-01: \+30 Prozentpunkte/,
    )
    expect(changeNote(of, question, [row('2025-01', 20, 100), row('2025-02', 25, 100)], DAY_MS)[0]!.en).toContain('not shown to differ')
  })

  it('a coarser period is proposed, and a running one is marked', () => {
    expect(notes('leads-created', created([5, 5, 5, 5, 5, 5]), { period: 'month' })).toContain(
      'Only 0 of 6 complete months say something; quarters do (2 of 2).',
    )
    expect(notes('leads-created', created([1, 1]), { period: 'month' }).join()).toContain('read the counts only')
    expect(notes('leads-created', created([20, 20]), { period: 'month' }).join()).toContain('2025-03 is still running')
  })

  it('moves that came late are told of', () => {
    const at = Date.UTC(2025, 0, 10)
    const path = pathOf({ lead: 'late', createdAt: at, moves: [{ at, to: 'lead' }], late: [{ at, received: Date.UTC(2025, 2, 1) }] })
    const of: View = { population: populationOf([path]), leads: null, asOf: Date.UTC(2025, 3, 1), settings }
    expect(notes('leads-created', of, { period: 'month' }).join()).toContain('1 stage moves of complete periods became known only after their end')
  })

  it('a comparison says how many were made, and what it does not prove', () => {
    const found = notes('rates-compared', view, { kind: 'B2>B3', by: 'industry' })
    expect(found).toContain("3 comparisons were made; p-values are adjusted for that by Holm's method.")
    expect(found.join()).toContain('proves no cause')
    expect(found).toContain('machinery: +23 percentage points against the others (95 %: +0.2 to +43).')
  })
})
