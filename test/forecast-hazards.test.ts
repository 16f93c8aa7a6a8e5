/** How a forecast estimates and draws: chance, states, hazards with late entry, and the worked and published examples of group 5. */
import { describe, expect, it } from 'vitest'
import { type Experience, experienceOf, Hazards, moveCell, riskCell } from '../core/metrics/forecast/hazards.ts'
import { type Chance, Random } from '../core/metrics/forecast/random.ts'
import { eachStay, stateOf } from '../core/metrics/forecast/states.ts'
import type { LeadPath } from '../core/metrics/lead-path.ts'
import { classCode, populationOf, stageCode } from '../core/metrics/population.ts'
import { json } from './helpers/figures.ts'
import { path } from './helpers/lead-path.ts'

const DAY = 86_400_000
const AGES = 17

/** As if so many days at risk had been lived through in every stretch of age, with these moves: hazards as wanted. */
function known(hazards: readonly { from: number; to: number; by: (age: number) => number }[]): Hazards {
  const entries: [cell: number, amount: number][] = []
  for (let age = 0; age < AGES; age++) {
    for (const from of new Set(hazards.map((one) => one.from))) entries.push([riskCell(from, age), 1])
    for (const [move, { by }] of hazards.entries()) entries.push([moveCell(move, age), by(age)])
  }
  const experience: Experience = {
    leads: 1,
    first: Uint32Array.of(0, entries.length),
    cell: Uint32Array.from(entries, ([cell]) => cell),
    amount: Float64Array.from(entries, ([, amount]) => amount),
    moves: hazards.map(({ from, to }) => ({ from, to })),
  }
  const made = new Hazards(experience)
  made.estimate(null)
  return made
}

/** Chance that goes evenly through all that can happen. */
const evenly = (n: number): Chance[] => Array.from({ length: n }, (_, i) => ({ uniform: () => (i + 0.5) / n, exponential: () => -Math.log((i + 0.5) / n) }))

describe('chance', () => {
  it('is xoshiro128** as published', () => {
    // State 1, 2, 3, 4: the values of the authors' C code, as the tests of rand_xoshiro state them.
    const random = Random.of([1, 2, 3, 4])
    expect(Array.from({ length: 10 }, () => random.bits())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ])
  })

  it('has the means and variances that it says', () => {
    const random = new Random(7)
    const drawn = (draw: () => number) => {
      const all = Array.from({ length: 40_000 }, draw)
      const mean = all.reduce((sum, one) => sum + one, 0) / all.length
      return { mean, variance: all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / all.length }
    }
    const near = (draw: () => number, mean: number, variance: number) => {
      const found = drawn(draw)
      expect(Math.abs(found.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / 40_000))
      expect(found.variance / variance).toBeGreaterThan(0.9)
      expect(found.variance / variance).toBeLessThan(1.1)
    }
    near(() => random.uniform(), 0.5, 1 / 12)
    near(() => random.exponential(), 1, 1)
    near(() => random.normal(), 0, 1)
    near(() => random.gamma(0.4), 0.4, 0.4)
    near(() => random.gamma(7), 7, 7)
    near(() => random.poisson(0.3), 0.3, 0.3)
    near(() => random.poisson(40), 40, 40)
    near(() => random.negativeBinomial(40, 0.1), 40, 200)
  })

  it('repeats itself for a seed, and only for it', () => {
    const of = (seed: number, stream?: number) =>
      Array.from(
        { length: 4 },
        (
          (random) => () =>
            random.bits()
        )(new Random(seed, stream)),
      )
    expect(of(5)).toEqual(of(5))
    expect(new Set([of(5), of(6), of(5, 1), of(6, 1)].map(String)).size).toBe(4)
  })
})

describe('hazards', () => {
  const [sql, customer, lost] = ['sql', 'customer', 'lost'].map((stage) => stateOf(stageCode(stage as 'sql'), classCode(null), false)) as [
    number,
    number,
    number,
  ]
  const { constant, aged } = json('worked.json').forecast

  it('of 10 open leads win as many as the worked example says', () => {
    const hazards = known([
      { from: sql, to: customer, by: () => constant.hazardWon },
      { from: sql, to: lost, by: () => constant.hazardLost },
    ])
    const leaving = 1 - Math.exp(-(hazards.passed(sql, constant.days) - hazards.passed(sql, 0)))
    const winning = evenly(1_000).filter((chance) => hazards.goesTo(sql, 12, chance) === customer).length / 1_000
    expect(constant.open * winning * leaving).toBeCloseTo(constant.wonExpected, 4)

    const random = new Random(1)
    let won = 0
    for (let run = 0; run < 20_000; run++)
      for (let lead = 0; lead < constant.open; lead++) {
        const days = hazards.leavesAt(sql, 0, random)
        if (days <= constant.days && hazards.goesTo(sql, days, random) === customer) won++
      }
    expect(Math.abs(won / 20_000 - constant.wonExpected)).toBeLessThan(0.05)
  })

  it('move a lead on from its age, not from the beginning', () => {
    const hazards = known([{ from: sql, to: lost, by: (age) => (age < 6 ? aged.hazards[0] : aged.hazards[1]) }])
    const leaves = (age: number) => evenly(10_000).filter((chance) => hazards.leavesAt(sql, age, chance) <= age + aged.days).length / 10_000
    expect(leaves(aged.age)).toBeCloseTo(aged.leaves, 4)
    expect(leaves(0)).toBeCloseTo(aged.freshLeaves, 4)
  })

  it('walk the published chain', () => {
    const { data, expected } = json('published.json').find(({ figure }: { figure: string }) => figure === 'absorbing chain')
    const hazards = known(data.states.flatMap((from: number) => [-1, 1].map((step) => ({ from, to: from + step, by: () => data.step }))))
    const inside = (state: number) => data.states.includes(state)
    const stay = (state: number) => 1 / (hazards.passed(state, 1) - hazards.passed(state, 0))
    const share = (from: number, to: number) => evenly(1_000).filter((chance) => hazards.goesTo(from, 0.5, chance) === to).length / 1_000
    // Means and ends from the moves as they are drawn, by iteration to the fixed point.
    let [steps, ends] = [new Map<number, number>(), new Map<number, number>([[0, 1]])]
    for (let round = 0; round < 200; round++) {
      const from = (values: Map<number, number>, state: number) =>
        [-1, 1].reduce((sum, step) => sum + share(state, state + step) * (values.get(state + step) ?? 0), 0)
      if (round === 0) for (const state of data.states) expect(share(state, state - 1)).toBe(0.5)
      steps = new Map(data.states.map((state: number) => [state, stay(state) + from(steps, state)]))
      ends = new Map([[0, 1], ...data.states.map((state: number): [number, number] => [state, from(ends, state)])])
    }
    expect(data.states.map((state: number) => steps.get(state))).toEqual(expected.meanSteps.map((one: number) => expect.closeTo(one, 4)))
    expect(data.states.map((state: number) => ends.get(state))).toEqual(expected.endIn0.map((one: number) => expect.closeTo(one, 4)))

    const random = new Random(2)
    for (const [i, start] of data.states.entries()) {
      let [days, in0] = [0, 0]
      for (let walk = 0; walk < 20_000; walk++) {
        let state = start
        while (inside(state)) {
          const left = hazards.leavesAt(state, 0, random)
          days += left
          state = hazards.goesTo(state, left, random)
        }
        if (state === 0) in0++
      }
      expect(Math.abs(days / 20_000 - expected.meanSteps[i])).toBeLessThan(0.12)
      expect(Math.abs(in0 / 20_000 - expected.endIn0[i])).toBeLessThan(0.015)
    }
  })

  it('are moves by days at risk within the last year, older stays entering at the age they had', () => {
    const asOf = 1_000 * DAY
    const at = (daysBefore: number) => asOf - daysBefore * DAY
    const lead = stateOf(stageCode('lead'), classCode(null), false)
    const population = populationOf([
      // At risk from age 35 to 100, and leaves.
      path('a', [at(400), 'lead'], [at(300), 'mql']),
      // At risk from age 35 to 400, and stays.
      path('b', [at(400), 'lead']),
      // Left before the last year.
      path('c', [at(800), 'lead'], [at(700), 'mql'], [at(690), 'lost']),
      // At risk from age 15 to 38, and leaves.
      path('d', [at(380), 'lead'], [at(342), 'mql']),
    ])
    const hazards = new Hazards(experienceOf(population, null, asOf))
    hazards.estimate(null)
    // In the stretch from 30 to 45 days: 10 days of a, 10 of b, 8 of d.
    expect(hazards.passed(lead, 30)).toBe(0)
    expect(hazards.passed(lead, 90)).toBeCloseTo((1 / 28) * 15, 12)
    // In the stretch from 90 to 120 days: 10 days of a, 30 of b.
    expect(hazards.passed(lead, 120) - hazards.passed(lead, 90)).toBeCloseTo((1 / 40) * 30, 12)
    expect(hazards.passed(lead, 1_000)).toBe(hazards.passed(lead, 120))
    hazards.estimate(Uint16Array.of(2, 1, 0))
    expect(hazards.passed(lead, 120)).toBeCloseTo((2 / 50) * 30, 12)
  })

  it('count a move at an edge where its days were lived through', () => {
    const asOf = 1_000 * DAY
    const lead = stateOf(stageCode('lead'), classCode(null), false)
    const hazards = new Hazards(experienceOf(populationOf([path('a', [asOf - 50 * DAY, 'lead'], [asOf - 40 * DAY, 'mql'])]), null, asOf))
    hazards.estimate(null)
    expect(hazards.passed(lead, 10)).toBeCloseTo(1, 12)
  })
})

describe('ages that nobody reached', () => {
  it('do not hold anybody who is simulated to reach them: a time limit after 14 days is kept on average', () => {
    const asOf = 1_000 * DAY
    const limited = Array.from({ length: 50 }, (_, i) => path(`L${i}`, [asOf - (100 + i) * DAY, 'mql'], [asOf - (86 + i) * DAY, 'sal']))
    const hazards = new Hazards(experienceOf(populationOf(limited), null, asOf))
    hazards.estimate(null)
    const mql = stateOf(stageCode('mql'), classCode(null), false)
    const days = evenly(10_000).map((chance) => hazards.leavesAt(mql, 0, chance))
    expect(days.reduce((sum, one) => sum + one, 0) / days.length).toBeCloseTo(14, 1)
    expect(hazards.goesTo(mql, 300, evenly(1)[0]!)).toBe(stateOf(stageCode('sal'), classCode(null), false))
  })

  it('stay without moves where leads were at risk and did not move', () => {
    const asOf = 1_000 * DAY
    const hazards = new Hazards(
      experienceOf(populationOf([path('a', [asOf - 5 * DAY, 'mql'], [asOf - DAY, 'sal']), path('b', [asOf - 40 * DAY, 'mql'])]), null, asOf),
    )
    hazards.estimate(null)
    const mql = stateOf(stageCode('mql'), classCode(null), false)
    expect(hazards.passed(mql, 5)).toBeGreaterThan(0)
    expect(hazards.passed(mql, 10_000)).toBe(hazards.passed(mql, 5))
  })
})

describe('states', () => {
  const stays = (lead: LeadPath, asOf: number) => {
    const found: [number, number, number, number][] = []
    eachStay(populationOf([lead]), 0, asOf, (...stay) => found.push(stay))
    return found
  }
  const state = (stage: 'lead' | 'mql' | 'sal' | 'recycled', heat: 'B1' | 'A' | null, isPending = false) =>
    stateOf(stageCode(stage), classCode(heat), isPending)

  it('take what changes at one instant for one move', () => {
    const lead = {
      ...path('a', [0, 'lead'], [5, 'mql']),
      classes: [
        { at: 0, to: 'B1' as const },
        { at: 5, to: 'A' as const },
      ],
    }
    expect(stays(lead, 9)).toEqual([
      [state('lead', 'B1'), 0, 5, state('mql', 'A')],
      [state('mql', 'A'), 5, 9, -1],
    ])
  })

  it('know a hand-over that awaits its answer, unless it is that of an MQL', () => {
    const offer = { offer: 'o', owner: null, auto: false, reason: null, contactedAt: null, nextAt: null, outcome: 'rejected' as const }
    const lead = {
      ...path('a', [0, 'lead'], [7, 'recycled'], [20, 'mql']),
      offers: [
        { ...offer, at: 3, lane: 'fast', outcomeAt: 7, answeredAt: 7 },
        { ...offer, at: 20, lane: 'mql', outcome: 'open' as const, outcomeAt: null, answeredAt: null },
      ],
    }
    expect(stays(lead, 30)).toEqual([
      [state('lead', null), 0, 3, state('lead', null, true)],
      [state('lead', null, true), 3, 7, state('recycled', null)],
      [state('recycled', null), 7, 20, state('mql', null)],
      [state('mql', null), 20, 30, -1],
    ])
  })

  it('begin with the creation, whatever was known of the class before', () => {
    const lead = {
      ...path('a', [10, 'lead']),
      classes: [
        { at: 4, to: 'B1' as const },
        { at: 12, to: 'B1' as const },
        { at: 15, to: null },
      ],
    }
    expect(stays(lead, 20)).toEqual([
      [state('lead', 'B1'), 10, 15, state('lead', null)],
      [state('lead', null), 15, 20, -1],
    ])
  })
})
