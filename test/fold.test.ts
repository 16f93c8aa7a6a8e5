import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact, Stage } from '../core/lead/fact.ts'
import { byTime } from '../core/lead/fact.ts'
import { apply, comesLast, type Folded, fold, handoverDue } from '../core/lead/fold.ts'
import { nothing } from '../core/lead/lead-state.ts'
import { scoreAt } from '../core/lead/score.ts'
import { day, fact, rules, touch } from './helpers/rules.ts'

const stages = (facts: readonly Fact[]): Stage[] =>
  fold(rules, facts).steps.flatMap((step) => (step.kind === 'created' ? [step.data.to as Stage] : step.kind === 'stage' ? [step.data.to as Stage] : []))

describe('stage', () => {
  it('is unknown while only a company is recognised, and lead once a person is', () => {
    expect(stages([touch(day(0), 'company_seen', { contact: null })])).toEqual(['unknown'])
    expect(stages([touch(day(0), 'company_seen', { contact: null }), touch(day(1), 'form')])).toEqual(['unknown', 'lead'])
    expect(stages([touch(day(0), 'form')])).toEqual(['lead'])
  })

  it('stays unknown for somebody who only stands on a list, until they answer', () => {
    expect(stages([touch(day(0), 'list_entry')])).toEqual(['unknown'])
    expect(stages([touch(day(0), 'list_entry'), touch(day(1), 'list_entry'), touch(day(2), 'form')])).toEqual(['unknown', 'lead'])
  })

  it('becomes mql only with points and nurturing on several days after identification', () => {
    const nurtured = [touch(day(0), 'form'), touch(day(1), 'download'), touch(day(2), 'webinar_attendance')]
    expect(stages(nurtured)).toEqual(['lead', 'mql'])
    expect(stages([touch(day(0), 'form'), touch(day(1), 'download'), touch(day(1, 1), 'webinar_attendance'), touch(day(1, 2), 'download')])).toEqual(['lead'])
    expect(stages([touch(day(0), 'form'), touch(day(1), 'click'), touch(day(2), 'click')])).toEqual(['lead'])
  })

  it('does not count what was consumed before anybody was known', () => {
    const anonymous = { contact: null }
    expect(
      stages([touch(day(0), 'download', anonymous), touch(day(1), 'download', anonymous), touch(day(2), 'form', {}), touch(day(2, 1), 'webinar_attendance')]),
    ).toEqual(['unknown', 'lead'])
  })

  it('counts days in the configured time zone', () => {
    const before = Date.UTC(2026, 5, 10, 21, 30) // 23:30 in Berlin
    const after = Date.UTC(2026, 5, 10, 22, 30) // 00:30 the next day
    expect(stages([touch(day(0), 'form'), touch(before, 'webinar_attendance'), touch(after, 'webinar_attendance')])).toEqual(['lead', 'mql'])
  })

  it('goes on to sales when accepted, and back to nurturing when rejected', () => {
    const mql = [touch(day(0), 'form'), touch(day(1), 'download'), touch(day(2), 'webinar_attendance')]
    const offer = fact(day(2, 1), { kind: 'offer', offer: 'off_1', lane: 'mql', owner: null, stage: 'mql', class: null })
    expect(stages([...mql, offer, fact(day(3), { kind: 'accept', offer: null, auto: false })])).toEqual(['lead', 'mql', 'sal'])
    const rejected = [...mql, offer, fact(day(3), { kind: 'reject', offer: null, reason: 'wrong persona' })]
    expect(stages(rejected)).toEqual(['lead', 'mql', 'recycled'])
    expect(stages([...rejected, touch(day(4), 'webinar_attendance')])).toEqual(['lead', 'mql', 'recycled'])
    expect(stages([...rejected, touch(day(4), 'webinar_attendance'), touch(day(5), 'webinar_attendance')])).toEqual(['lead', 'mql', 'recycled', 'mql'])
    expect(handoverDue(fold(rules, [...rejected, touch(day(4), 'webinar_attendance'), touch(day(5), 'webinar_attendance')]).state)).toBe('mql')
  })

  it('stays where it is while one partner after the other is asked, and goes back when nobody is left', () => {
    const mql = [touch(day(0), 'form'), touch(day(1), 'download'), touch(day(2), 'webinar_attendance')]
    const offer = (at: number, id: string, owner: string) =>
      fact(at, { kind: 'offer', offer: id, lane: 'mql', owner, stage: 'mql', class: null, until: day(9) })
    const declined = fact(day(3), { kind: 'reject', offer: 'off_1', reason: 'r', passedOnBy: 'sued' })
    const passedOn = [...mql, offer(day(2, 1), 'off_1', 'partner:sued'), declined, offer(day(3), 'off_2', 'partner:nord')]
    expect(stages(passedOn)).toEqual(['lead', 'mql'])
    const { state } = fold(rules, passedOn)
    expect(state).toMatchObject({ owner: 'partner:nord', declined: ['sued'], offer: { id: 'off_2', state: 'open', until: day(9) } })
    expect(handoverDue(state)).toBeNull()
    const given = [...passedOn, fact(day(4), { kind: 'reject', offer: 'off_2', reason: 'r' })]
    expect(stages(given)).toEqual(['lead', 'mql', 'recycled'])
    expect(fold(rules, given).state).toMatchObject({ owner: null, declined: [], offer: { state: 'rejected' } })
  })

  it('starts the next cycle when a lost lead acts again, not when a mail is merely opened', () => {
    const lost = [touch(day(0), 'form'), fact(day(1), { kind: 'lost', reason: 'price' })]
    expect(fold(rules, [...lost, touch(day(9), 'open')]).state).toMatchObject({ stage: 'lost', cycle: 1 })
    expect(fold(rules, [...lost, touch(day(9), 'download')]).state).toMatchObject({ stage: 'lead', cycle: 2, reason: null })
  })

  it('stays customer through a loss, and takes an order back that was void', () => {
    const won = [touch(day(0), 'form'), fact(day(1), { kind: 'won', order: 'o1', amount: 1000, currency: 'EUR' })]
    expect(fold(rules, [...won, fact(day(2), { kind: 'lost', reason: 'x' })]).state.stage).toBe('customer')
    expect(fold(rules, [...won, fact(day(2), { kind: 'won_void', order: 'o1' })]).state).toMatchObject({ stage: 'sql', orders: [] })
    expect(fold(rules, [...won, fact(day(2), { kind: 'won', order: 'o1', amount: 1000, currency: 'EUR' })]).state.orders).toHaveLength(1)
  })

  it('disqualifies competitors and students before sales sees them', () => {
    const state = fold(rules, [touch(day(0), 'form', { fit: { excluded: 'student' }, wantsSales: true })]).state
    expect(state).toMatchObject({ stage: 'disqualified', reason: 'student' })
    expect(handoverDue(state)).toBeNull()
  })
})

describe('hand-over', () => {
  it('takes the fast lane at once when somebody asks for sales, remembering stage and class, and is no MQL', () => {
    const { state, steps } = fold(rules, [touch(day(0), 'download', { content: 'wp-b2' }), touch(day(1), 'form', { wantsSales: true })])
    expect(handoverDue(state)).toBe('fast')
    expect(state.fastLane).toMatchObject({ stage: 'lead', class: 'B2' })
    expect(steps.filter(({ kind }) => kind === 'fast_lane')).toHaveLength(1)
    expect(state.stage).toBe('lead')
  })

  it('does not offer twice what is offered, but again after a rejection and a new wish', () => {
    const offered = [
      touch(day(0), 'form', { wantsSales: true }),
      fact(day(0, 1), { kind: 'offer', offer: 'off_1', lane: 'fast', owner: null, stage: 'lead', class: null }),
    ]
    expect(handoverDue(fold(rules, offered).state)).toBeNull()
    expect(handoverDue(fold(rules, [...offered, touch(day(1), 'form', { wantsSales: true })]).state)).toBeNull()
    const rejected = [...offered, fact(day(2), { kind: 'reject', offer: null, reason: 'x' })]
    expect(handoverDue(fold(rules, rejected).state)).toBeNull()
    expect(handoverDue(fold(rules, [...rejected, touch(day(3), 'form', { wantsSales: true })]).state)).toBe('fast')
  })

  it('goes to sales at once when a person classified the lead A', () => {
    const classified = [touch(day(0), 'form'), fact(day(1), { kind: 'class', to: 'A', reason: 'call' }, { by: 'tok_1' })]
    expect(handoverDue(fold(rules, classified).state)).toBe('classified')
    expect(
      handoverDue(
        fold(rules, [...classified, fact(day(1, 1), { kind: 'offer', offer: 'o', lane: 'classified', owner: null, stage: 'lead', class: 'A' })]).state,
      ),
    ).toBeNull()
  })

  it('stays a fact when corrected touches would not lead there any more', () => {
    const state = fold(rules, [touch(day(0), 'form'), fact(day(2), { kind: 'offer', offer: 'o', lane: 'mql', owner: null, stage: 'mql', class: null })]).state
    expect(state).toMatchObject({ stage: 'mql', offer: { state: 'open' } })
  })

  it('opens a repeat purchase when a customer asks again', () => {
    const state = fold(rules, [
      touch(day(0), 'form'),
      fact(day(1), { kind: 'won', order: 'o1', amount: null, currency: null }),
      touch(day(90), 'form', { wantsSales: true }),
    ]).state
    expect(state).toMatchObject({ stage: 'customer', substage: 'repeat_purchase', cycle: 2 })
    expect(handoverDue(state)).toBe('fast')
  })
})

describe('class', () => {
  it('is suggested by content, and never overwrites a person', () => {
    expect(fold(rules, [touch(day(0), 'download', { content: 'wp-b2' })]).state.class).toMatchObject({ value: 'B2', by: 'suggested' })
    const state = fold(rules, [fact(day(0), { kind: 'class', to: 'C', reason: 'consultant' }), touch(day(1), 'download', { content: 'wp-b3' })]).state
    expect(state.class).toMatchObject({ value: 'C', by: 'human' })
    expect(state.suggestion).toMatchObject({ value: 'B3' })
  })
})

describe('score', () => {
  it('fades by half-lives and lists what gave the points', () => {
    const { state } = fold(rules, [touch(day(0), 'download')])
    expect(scoreAt(rules, state.attributes, state.engagement, day(0)).points).toBe(15)
    expect(scoreAt(rules, state.attributes, state.engagement, day(60)).points).toBeCloseTo(7.5, 10)
    expect(scoreAt(rules, state.attributes, state.engagement, day(120)).points).toBeCloseTo(3.75, 10)
  })

  it('tells a talk from a free pen', () => {
    const points = (interest: 'none' | 'high') => scoreAt(rules, {}, fold(rules, [touch(day(0), 'fair_scan', { interest })]).state.engagement, day(0)).points
    expect(points('none')).toBe(10)
    expect(points('high')).toBe(40)
  })

  it('is the same whether touches of one half-life are summed at once or one by one', () => {
    const many = Array.from({ length: 30 }, (_, i) => touch(day(i * 3), i % 2 ? 'click' : 'form'))
    const by = fold(rules, many).state.engagement
    const direct = many.reduce(
      (sum, one, i) => sum + (i % 2 ? 5 * 2 ** (-(day(100) - one.at) / (30 * 86_400_000)) : 20 * 2 ** (-(day(100) - one.at) / (90 * 86_400_000))),
      0,
    )
    expect(scoreAt(rules, {}, by, day(100)).points).toBeCloseTo(direct, 8)
  })
})

describe('the order of recording', () => {
  const anyFact = fc.oneof(
    fc
      .record({
        at: fc.integer({ min: 0, max: 40 }),
        kind: fc.constantFrom('form', 'download', 'click', 'open', 'webinar_attendance', 'fair_scan', 'company_seen'),
        wants: fc.boolean(),
        known: fc.boolean(),
        content: fc.constantFrom(null, 'wp-b2', 'wp-b3'),
      })
      .map(({ at, kind, wants, known, content }) => touch(day(at), kind as 'form', { wantsSales: wants, contact: known ? 'con_1' : null, content })),
    fc
      .record({ at: fc.integer({ min: 0, max: 40 }), to: fc.constantFrom('B1', 'A', 'C', null) })
      .map(({ at, to }) => fact(day(at), { kind: 'class', to: to as 'A' | null, reason: null })),
    fc
      .record({ at: fc.integer({ min: 0, max: 40 }), n: fc.integer({ min: 1, max: 3 }) })
      .map(({ at, n }) => fact(day(at), { kind: 'offer', offer: `off_${n}`, lane: 'mql', owner: null, stage: 'mql', class: null })),
    fc.record({ at: fc.integer({ min: 0, max: 40 }) }).map(({ at }) => fact(day(at), { kind: 'accept', offer: null, auto: false })),
    fc.record({ at: fc.integer({ min: 0, max: 40 }) }).map(({ at }) => fact(day(at), { kind: 'reject', offer: null, reason: 'r' })),
    fc
      .record({ at: fc.integer({ min: 0, max: 40 }), n: fc.integer({ min: 1, max: 3 }) })
      .map(({ at, n }) => fact(day(at), { kind: 'reject', offer: `off_${n}`, reason: 'r', passedOnBy: `p${n}` })),
    fc
      .record({ at: fc.integer({ min: 0, max: 40 }), n: fc.integer({ min: 1, max: 3 }) })
      .map(({ at, n }) => fact(day(at), { kind: 'offer', offer: `off_${n}`, lane: 'mql', owner: `partner:p${n}`, stage: 'mql', class: null, until: day(50) })),
    fc.record({ at: fc.integer({ min: 0, max: 40 }) }).map(({ at }) => fact(day(at), { kind: 'lost', reason: 'r' })),
    fc
      .record({ at: fc.integer({ min: 0, max: 40 }), n: fc.integer({ min: 1, max: 2 }) })
      .map(({ at, n }) => fact(day(at), { kind: 'won', order: `o${n}`, amount: 1, currency: 'EUR' })),
  )

  it('decides nothing: every permutation of the same facts gives the same state and steps', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 25 }), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (facts, chance) => {
        const shuffled = facts
          .map((one) => ({ one, at: chance.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one)
        expect(fold(rules, shuffled)).toEqual(fold(rules, facts))
      }),
      { numRuns: 300 },
    )
  })

  it('and folding on from the kept state gives what folding anew gives', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 25 }), (facts) => {
        let kept: Folded = { state: nothing(), steps: [] }
        const seen: Fact[] = []
        for (const one of facts) {
          seen.push(one)
          const stored = JSON.parse(JSON.stringify(kept.state)) as Folded['state']
          kept = comesLast(stored, one) ? apply(rules, stored, one, kept.steps) : fold(rules, seen)
        }
        expect(kept).toEqual(fold(rules, facts))
      }),
      { numRuns: 300 },
    )
  })

  it('has a rule for facts of one instant', () => {
    const at = day(3)
    const accept = fact(at, { kind: 'accept', offer: null, auto: false })
    const first = touch(at, 'form')
    expect([accept, first].sort(byTime)).toEqual([first, accept])
  })
})
