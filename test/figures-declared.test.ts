/** Every declared figure of groups 6 to 12: its words, and that its numbers add up whatever happened to the leads. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Beside, Figure, FigureRow, Question, View } from '../core/metrics/figure.ts'
import { wholeRange } from '../core/metrics/figure.ts'
import { FIGURES, figureNamed } from '../core/metrics/figures/index.ts'
import { pathsOf } from '../core/metrics/paths.ts'
import { populationOf } from '../core/metrics/population.ts'
import { factFrom, json, publicPopulation, publicSettings } from './helpers/figures.ts'
import { DRAWN_UNTIL, drawnPaths, offerOf, pathOf } from './helpers/lead-paths.ts'

const DAY_MS = 86_400_000
const settings = publicSettings()
const asOf = Date.parse(json('config.json').asOf)
const beside: Beside = {
  ledger: { deliveries: [{ source: 's', month: '2025-10', state: 'processed', n: 4 }], events: [], jobs: [] },
  opportunities: [],
  crms: [{ connection: 'crm', readAt: 1, isListed: true }],
}
const view: View = { population: publicPopulation(asOf), leads: null, asOf, settings, beside }

const figure = (name: string): Figure => figureNamed(name)!
const ask = (name: string, of: View, question: Partial<Question> = {}) => figure(name).answer(of, { ...wholeRange, ...question }).rows
const sum = (rows: readonly FigureRow[], what: (row: FigureRow) => number = ({ n }) => n): number => rows.reduce((total, row) => total + what(row), 0)
const only = (rows: readonly FigureRow[]): FigureRow => {
  expect(rows.length).toBe(1)
  return rows[0]!
}

const own = FIGURES.filter(({ group }) => group >= 6)

describe('the words of every figure', () => {
  it('are there in both languages, and differ', () => {
    expect(new Set(FIGURES.map(({ name }) => name)).size).toBe(FIGURES.length)
    for (const { name, title, sentence, population, unitOfCount, method } of FIGURES) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
      for (const { de, en } of [title, sentence, population, unitOfCount, method]) {
        expect(
          [de, en].every((text) => text.length > 2),
          name,
        ).toBe(true)
      }
      expect(sentence.en, name).not.toBe(sentence.de)
      for (const text of [sentence.de, sentence.en, method.de, method.en]) expect(text, name).toMatch(/\.$/)
    }
  })
})

describe.each(own.map((one) => [one.name, one] as const))('%s', (name, { kinds, dimensions, answer, behind }) => {
  const questions: Question[] = [null, ...dimensions].flatMap((by) =>
    [null, 'quarter' as const].flatMap((period) => (kinds.length === 0 ? [null] : kinds).map((kind) => ({ ...wholeRange, by, period, kind }))),
  )

  it('answers whatever may be asked, and knows the leads behind each number', () => {
    const ids = new Set(view.population.ids)
    let rows = 0
    for (const question of questions)
      for (const row of answer(view, question).rows) {
        rows++
        const found = behind(view, question, row)
        expect(new Set(found).size).toBe(found.length)
        for (const id of found) expect(ids.has(id)).toBe(true)
        const { group } = figure(name)
        if (group !== 11 && row.n === 0) expect(row.value === 0 || row.value === null || name === 'velocity' || row.value < 0).toBe(true)
        if (group < 11 && name !== 'velocity') expect(found.length).toBeLessThanOrEqual(row.n)
        if (group < 11 && name !== 'velocity' && row.n > 0)
          expect(found.length, `${name} ${JSON.stringify(question)} ${JSON.stringify(row)}`).toBeGreaterThan(0)
      }
    if (!['jobs', 'events-advanced', 'fast-lane-repeats'].includes(name)) expect(rows).toBeGreaterThan(0)
  })

  it('says nothing of nobody', () => {
    const nobody: View = { ...view, population: populationOf([]), beside: { ...beside, ledger: { deliveries: [], events: [], jobs: [] } } }
    for (const question of questions) for (const { n, value } of answer(nobody, question).rows) expect([n, value ?? 0]).toEqual([0, 0])
  })
})

describe('whatever happened to leads', () => {
  const check = (property: (of: View) => void) =>
    fc.assert(
      fc.property(drawnPaths, (paths) => property({ population: populationOf(paths), leads: null, asOf: DRAWN_UNTIL, settings })),
      { numRuns: 60 },
    )

  it('the parts of a count add up to it, by segment and by period', () => {
    const counted = own.filter(({ unit, group }) => unit === 'count' && group < 11 && group > 6)
    check((of) => {
      for (const { name, answer, dimensions } of counted) {
        if (name === 'stuck' || name === 'in-sales-care') continue
        const whole = sum(answer(of, wholeRange).rows)
        for (const by of dimensions) expect(sum(answer(of, { ...wholeRange, by }).rows), `${name} by ${by}`).toBe(whole)
        expect(sum(answer(of, { ...wholeRange, period: 'month' }).rows), name).toBe(whole)
      }
    })
  })

  it('who stands somewhere is in one segment', () => {
    check((of) => {
      for (const name of ['stuck', 'in-sales-care'])
        for (const by of figure(name).dimensions) expect(sum(ask(name, of, { by })), `${name} by ${by}`).toBe(sum(ask(name, of)))
    })
  })

  it('offers balance, in every lane, period and segment', () => {
    check((of) => {
      for (const kind of figure('offers').kinds)
        for (const by of [null, 'owner', 'class'] as const)
          for (const { n, more } of ask('offers', of, { kind, by, period: 'quarter' }))
            expect(n).toBe(['accepted', 'rejected', 'withdrawn', 'open'].reduce((total, outcome) => total + Number(more![outcome]), 0))
      const lanes = sum(figure('offers').kinds.map((kind) => only(ask('offers', of, { kind }))))
      expect(sum(ask('handovers', of))).toBe(lanes)
    })
  })

  it('what is attributed adds up to the total, by every column and model', () => {
    check((of) => {
      for (const { name, kinds, dimensions } of own.filter(({ group }) => group === 6))
        for (const kind of kinds) {
          const whole = only(ask(name, of, { kind })).value!
          for (const by of dimensions) {
            const rows = ask(name, of, { kind, by })
            expect(sum(rows, ({ value }) => value!)).toBeCloseTo(whole, 4)
            if (name === 'attribution-revenue') expect(sum(rows, ({ more }) => Number(more!.shown))).toBe(whole)
          }
          expect(sum(ask(name, of, { kind, period: 'month' }), ({ value }) => value!)).toBeCloseTo(whole, 4)
        }
    })
  })
})

describe('offers', () => {
  it('are counted as in the worked example: six offers of five leads', () => {
    const { facts, asOf: then, expected } = json('worked.json').conversion
    const known = Date.parse(then)
    const of: View = { ...view, asOf: known, population: populationOf(pathsOf(facts.map(factFrom), known)) }
    const { offered, ...outcomes } = expected.offers
    expect(only(ask('offers', of))).toMatchObject({ n: offered, value: offered, more: outcomes })
  })
})

describe('the fast lane', () => {
  it('is counted as in the worked example: asked as a lead without class, rejected, MQL later', () => {
    const source = { channel: 'web', system: 's', campaign: null }
    const facts = [
      { kind: 'created', unit: 'u', product: 'P', to: 'lead', source, at: '2025-01-01T11:00:00.000Z' },
      { kind: 'fast_lane', stage: 'lead', class: 'none', at: '2025-01-10T11:00:00.000Z' },
      { kind: 'offer', offer: 'o', owner: 'anna', lane: 'fast', at: '2025-01-10T11:00:00.000Z' },
      { kind: 'reject', offer: 'o', reason: 'persona not verified', at: '2025-01-11T11:00:00.000Z' },
      { kind: 'class', to: 'A', at: '2025-03-02T11:00:00.000Z' },
      { kind: 'stage', to: 'mql', at: '2025-03-02T11:00:00.000Z' },
      { kind: 'offer', offer: 'p', owner: 'anna', lane: 'mql', at: '2025-03-02T11:00:00.000Z' },
    ].map((fact, i) => factFrom({ ...fact, id: `f${i}`, lead: 'a', received: fact.at }))
    const of: View = { ...view, population: populationOf(pathsOf(facts, asOf)) }
    const counted = ask('fast-lane', of, { period: 'month' }).filter(({ n }) => n > 0)
    expect(counted.map(({ period, n, more }) => [period, n, more])).toEqual([['2025-01', 1, { stage: 'lead', class: 'none' }]])
    // It is offered once by each lane; the rejection of the fast lane is none of the MQL's.
    expect(['mql', 'fast'].map((kind) => only(ask('offers', of, { kind })).n)).toEqual([1, 1])
    expect([sum(ask('rejections', of)), sum(ask('rejections', of, { kind: 'fast' })), sum(ask('rejections-by-day', of))]).toEqual([0, 1, 1])
  })
})

describe('what is counted at an instant', () => {
  const hour = (text: string): number => Date.parse(`2025-11-05T${text}:00.000+01:00`)

  it('leaves out limits that end later the same day, and takes them in once they are over', () => {
    const offers = [offerOf({ at: hour('09:00') })]
    const population = populationOf([pathOf({ createdAt: hour('08:00'), offers })])
    const at = (now: number) => only(ask('contacted-in-time', { ...view, population, asOf: now }))
    expect(at(hour('16:59')).n).toBe(0)
    expect(at(hour('17:00'))).toMatchObject({ n: 1, value: 0 })
  })

  it('begins no period at the instant itself', () => {
    const periods = ask('offers', view, { period: 'month' }).map(({ period }) => period)
    expect(periods.at(-1)).toBe('2025-12')
    expect(figure('offers').answer(view, { ...wholeRange, period: 'month' }).notes).toEqual([])
    const later = figure('offers').answer({ ...view, asOf: asOf + 1 }, { ...wholeRange, period: 'month' })
    expect(later.rows.at(-1)!.period).toBe('2026-01')
    expect(later.notes.map(({ en }) => en)).toEqual(['2026-01 is still running and cannot be compared with any other period.'])
  })

  it('knows substages of this stay only', () => {
    const moves = [
      { at: hour('08:00'), to: 'sal' as const },
      { at: hour('10:00'), to: 'recycled' as const },
      { at: hour('12:00'), to: 'sal' as const },
    ]
    const substages = [{ at: hour('09:00'), to: 'needs_analysis' }]
    const at = (now: number) =>
      ask('in-sales-care', { ...view, asOf: now, population: populationOf([pathOf({ moves: moves.filter((move) => move.at <= now), substages })]) })
    expect(only(at(hour('09:30'))).more).toEqual({ stage: 'sal', substage: 'needs_analysis' })
    expect(only(at(hour('13:00'))).more).toEqual({ stage: 'sal', substage: '(none)' })
  })

  it('counts who asks for sales again as one lead, and as a repeat', () => {
    const fastLanes = [hour('09:00'), hour('11:00')].map((at) => ({ at, stage: 'lead' as const, class: null }))
    const of: View = { ...view, population: populationOf([pathOf({ createdAt: hour('08:00'), fastLanes })]) }
    expect([sum(ask('fast-lane', of)), sum(ask('fast-lane-repeats', of))]).toEqual([1, 1])
  })
})

describe('the classified lane', () => {
  it('is a lane of its own, and no MQL', () => {
    const offers = [offerOf({ offer: 'o', at: asOf - DAY_MS, lane: 'classified' })]
    const of: View = { ...view, population: populationOf([pathOf({ createdAt: asOf - 2 * DAY_MS, offers })]) }
    expect(only(ask('offers', of)).n).toBe(0)
    expect(only(ask('offers', of, { kind: 'classified' })).n).toBe(1)
    expect(ask('handovers', of).map(({ n, more }) => [n, more])).toEqual([[1, { lane: 'classified' }]])
  })
})

describe('effort', () => {
  const day = (n: number): number => asOf - 400 * DAY_MS + n * DAY_MS
  const contact = (n: number, activity: string | null) => ({ at: day(n), owner: null, activity })
  const closed = pathOf({
    lead: 'closed',
    createdAt: day(0),
    contacts: [contact(1, 'call'), contact(2, 'visit'), contact(3, 'call'), contact(10, 'call')],
    orders: [
      { order: '1', at: day(5), amount: 100_000, currency: 'EUR' },
      { order: '2', at: day(40), amount: 30_000, currency: 'EUR' },
      { order: '3', at: day(399), amount: 70_000, currency: 'EUR' },
    ],
  })
  const open = pathOf({ lead: 'open', createdAt: day(0), contacts: [contact(1, 'call'), contact(2, 'meeting'), contact(3, null)] })
  const late = pathOf({ lead: 'late', createdAt: day(300), orders: [{ order: '4', at: day(310), amount: 5_000, currency: 'EUR' }] })
  const of: View = { ...view, population: populationOf([closed, open, late]) }

  it('per closing counts all leads, and tells beside what those that closed took', () => {
    expect(only(ask('leads-per-closing', of))).toMatchObject({ n: 2, value: 1.5, says: false })
    expect(only(ask('calls-per-closing', of))).toMatchObject({ n: 2, value: 2, more: { spent: 4, onTheWay: 1 } })
    expect(only(ask('visits-per-closing', of))).toMatchObject({ n: 2, value: 1, more: { spent: 2, onTheWay: 0.5 } })
  })

  it('per closing is empty without a closing, and its interval goes by the closings', () => {
    const without: View = { ...view, population: populationOf([open]) }
    expect(only(ask('calls-per-closing', without))).toMatchObject({ n: 0, value: null, high: null, more: { spent: 1, onTheWay: null } })
    const { low, high } = only(ask('calls-per-closing', of))
    // Two closings: 0.2422 to 7.2247.
    expect([low, high]).toEqual([expect.closeTo(4 / 7.2247, 3), expect.closeTo(4 / 0.2422, 1)])
  })

  it('follow-up revenue is of the year after the first order, once that is over', () => {
    const row = only(ask('follow-up-revenue', of))
    expect(row).toMatchObject({ n: 1, value: 30_000, says: false, more: { open: 1, boughtAgain: 1 } })
    expect(figure('follow-up-revenue').behind(of, wholeRange, row)).toEqual(['closed'])
  })
})

describe('holes', () => {
  it('are counted as in the worked example: stays in sal, forward after 5, 10, 20 days, open since 12 and 30', () => {
    const stay = (lead: string, since: number, forwardAfter: number | null) => {
      const from = asOf - since * DAY_MS
      const moves = [{ at: from, to: 'sal' as const }, ...(forwardAfter === null ? [] : [{ at: from + forwardAfter * DAY_MS, to: 'sql' as const }])]
      return pathOf({ lead, createdAt: from, moves })
    }
    const paths = [stay('a', 100, 5), stay('b', 100, 10), stay('c', 100, 20), stay('d', 12, null), stay('e', 30, null)]
    const of: View = { ...view, population: populationOf(paths) }
    const row = ask('stuck', of).find(({ more }) => more?.stage === 'sal')!
    expect(row).toMatchObject({ n: 1, more: { limitDays: 20, stays: 5, open: 2, shareLost: 0 } })
    expect(figure('stuck').behind(of, wholeRange, row)).toEqual(['e'])
  })
})

describe('capacity', () => {
  it('is as in the worked example: 46 offers of 40', () => {
    const offers = Array.from({ length: 46 }, (_, i) => offerOf({ offer: `o${i}`, at: asOf - DAY_MS, owner: 'anna', outcome: 'rejected' }))
    const of: View = {
      ...view,
      population: populationOf([pathOf({ createdAt: asOf - 2 * DAY_MS, offers })]),
      settings: { ...settings, capacity: { anna: 40, dana: 0 } },
    }
    const rows = ask('capacity-used', of, { period: 'month', by: 'owner' })
    expect(rows.map(({ segment, period, n, value }) => [segment, period, n, value])).toEqual([
      ['anna', '2025-12', 46, 1.15],
      ['dana', '2025-12', 0, null],
    ])
    expect(ask('capacity-used', of, { period: 'quarter', by: 'owner' })[0]).toMatchObject({ segment: 'anna', value: 46 / 120, more: { of: 120 } })
  })
})

describe('targets', () => {
  it('tell of a running period what is to be expected', () => {
    const then = Date.parse(json('expected-2025-07-01.json').asOf)
    const foresee = () => ({ mean: 12, low: 9, high: 15 })
    const of: View = { population: publicPopulation(then, 'P1'), leads: null, asOf: then, settings, beside: { foresee } }
    expect(only(ask('targets', of, { kind: 'closing' }))).toMatchObject({
      period: '2025',
      n: 6,
      value: 6 / 9,
      more: { isRunning: true, expected: 12, expectedLow: 9, expectedHigh: 15 },
    })
    expect(only(ask('targets', { ...of, beside: {} }, { kind: 'closing' })).more).not.toHaveProperty('expected')
  })
})
