/** What each lead went through, found from its facts (figures.md 0.1-0.3). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MetricFact } from '../core/metrics/fact.ts'
import type { LeadPath } from '../core/metrics/lead-path.ts'
import { pathsOf } from '../core/metrics/paths.ts'
import { type Expected, factFrom, json, publicFacts } from './helpers/figures.ts'

const asOf = Date.parse(json('config.json').asOf)
const iso = (at: number): string => new Date(at).toISOString()
const facts = publicFacts()
const paths = new Map(pathsOf(facts, asOf).map((path) => [path.lead, path]))

/** As cases.json says it. */
const told = ({ moves, classes, offers, fastLanes, orders }: LeadPath): Expected => ({
  path: moves.map(({ at, to }) => [iso(at), to]),
  classes: classes.map(({ at, to }) => [iso(at), to]),
  offers: offers.map(({ offer, lane, outcome, reason }) => ({ id: offer, lane, outcome, reason })),
  fastLane: fastLanes.map(({ at, stage, class: value }) => [iso(at), stage, value ?? 'none']),
  orders: orders.map(({ at, amount }) => [iso(at), amount]),
})

describe('the path of a lead', () => {
  it.each(Object.entries<Expected>(json('cases.json')))('%s: as its case says', (lead, one) => {
    if (one.absent) return expect(paths.has(lead)).toBe(false)
    const path = paths.get(lead)!
    const { path: moves, classes, offers, fastLane, orders } = one
    expect(told(path)).toEqual({ path: moves, classes, offers, fastLane, orders })
    expect([path.product, path.source.channel]).toEqual([one.product, one.channel])
    for (const other of one.ids) if (other !== lead) expect(paths.has(other)).toBe(false)
  })

  it.each(['P1', 'P2'])('is one for each lead of %s', (product) => {
    for (const name of ['expected.json', 'expected-2025-07-01.json']) {
      const expected = json(name)
      const found = pathsOf(facts, Date.parse(expected.asOf)).filter((path) => path.product === product)
      expect(found.length).toBe(expected.products[product].leads)
    }
  })

  it('is the same in whatever order facts arrive, and however often', () => {
    const of = (all: readonly MetricFact[]) => new Map(pathsOf(all, asOf).map((path) => [path.lead, path]))
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, repeats) => {
        const shuffled = shuffle([...facts, ...facts.filter((_, i) => i % repeats === 0)], seed)
        expect(of(shuffled)).toEqual(paths)
      }),
      { numRuns: 5 },
    )
  })

  it('is found for one family as for all', () => {
    const chain = facts.filter(({ lead }) => lead.startsWith('S21'))
    expect(pathsOf(chain, asOf)).toEqual([paths.get('S21')])
  })

  it('is after an unmerge as if there had been no merge', () => {
    const never = facts.filter((fact) => fact.kind !== 'merged' && fact.kind !== 'unmerged')
    const undone = facts.flatMap((fact): MetricFact[] =>
      fact.kind === 'merged'
        ? [fact, { kind: 'unmerged', id: `${fact.id}-back`, lead: fact.lead, merge: fact.merge, at: fact.at + 1, received: fact.received + 1 }]
        : [fact],
    )
    expect(pathsOf(undone, asOf)).toEqual(pathsOf(never, asOf))
  })

  it('knows only what was received, and not what turned out wrong', () => {
    const [early, late] = ['2025-05-01T00:00:00.000Z', '2025-05-02T00:00:00.000Z'].map((at) => Date.parse(at)) as [number, number]
    const lead = [
      fact('u', 'unit', '2025-04-01', { unit: 'U', account: 'A' }),
      fact('c', 'created', '2025-04-01', { unit: 'U', product: 'P', to: 'lead', source: { channel: 'web', system: 's', campaign: null } }),
      { ...fact('m', 'stage', '2025-04-02', { to: 'mql' }), until: late },
    ]
    expect(pathsOf(lead, early)[0]!.moves.map(({ to }) => to)).toEqual(['lead', 'mql'])
    expect(pathsOf(lead, late)[0]!.moves.map(({ to }) => to)).toEqual(['lead'])
    expect(pathsOf(lead, Date.parse('2025-03-31'))).toEqual([])
    expect(pathsOf(lead.slice(2), early)).toEqual([])
  })

  it('begins with the creation, whatever a clock says that goes ahead', () => {
    const lead = [
      fact('m', 'stage', '2025-04-01', { to: 'mql' }),
      fact('c', 'created', '2025-04-02', { unit: 'U', product: 'P', to: 'lead', source: { channel: 'web', system: 's', campaign: null } }),
    ]
    const at = Date.parse('2025-04-02')
    expect(pathsOf(lead, asOf)[0]!.moves).toEqual([
      { at, to: 'lead' },
      { at, to: 'mql' },
    ])
  })

  it('names the survivor, though it is not known yet or was itself absorbed', () => {
    const of = (lead: string, ...all: MetricFact[]) => all.map((one) => ({ ...one, id: `${lead}-${one.id}`, lead }))
    const created = fact('c', 'created', '2025-04-01', { unit: 'U', product: 'P', to: 'lead', source: { channel: 'web', system: 's', campaign: null } })
    const into = (survivor: string, day: string) => fact('m', 'merged', day, { into: survivor, merge: `m-${survivor}-${day}` })
    expect(pathsOf(of('a', created, into('b', '2025-04-03')), asOf).map(({ lead }) => lead)).toEqual(['b'])
    const chain = [...of('a', created, into('b', '2025-04-05')), ...of('b', created, into('c', '2025-04-03')), ...of('c', created)]
    expect(pathsOf(chain, asOf).map(({ lead }) => lead)).toEqual(['c'])
  })

  it('takes an answer that names no offer for the last open one, and an order that was won again', () => {
    const lead = [
      fact('1', 'created', '2025-04-01', { unit: 'U', product: 'P', to: 'lead', source: { channel: 'web', system: 's', campaign: null } }),
      fact('2', 'offer', '2025-04-02', { offer: 'o1', owner: 'anna', lane: 'mql' }),
      fact('3', 'contact', '2025-04-02', { owner: 'anna', touch: 'call' }),
      fact('4', 'reject', '2025-04-03', { offer: null, reason: 'no need' }),
      fact('5', 'offer', '2025-04-04', { offer: 'o2', owner: 'bora', lane: 'mql' }),
      fact('6', 'won', '2025-04-05', { order: 'r', amount: 100, currency: 'EUR' }),
      fact('7', 'won_void', '2025-04-06', { order: 'r' }),
      fact('8', 'won', '2025-04-07', { order: 'r', amount: 200, currency: 'EUR' }),
    ]
    const [path] = pathsOf(lead, asOf)
    expect(path!.offers).toMatchObject([
      { offer: 'o1', outcome: 'rejected', reason: 'no need', contactedAt: Date.parse('2025-04-02'), nextAt: Date.parse('2025-04-04') },
      { offer: 'o2', outcome: 'accepted', outcomeAt: Date.parse('2025-04-07'), answeredAt: null, contactedAt: null },
    ])
    expect(path!.moves.map(({ to }) => to)).toEqual(['lead', 'recycled', 'customer'])
    expect(path!.orders).toMatchObject([{ order: 'r', amount: 200 }])
    expect(path!.owners.map(({ to }) => to)).toEqual(['anna', 'bora'])
  })
})

const fact = (id: string, kind: string, day: string, more: Expected): MetricFact =>
  factFrom({ id, lead: 'l', kind, at: `${day}T00:00:00.000Z`, received: `${day}T00:00:00.000Z`, ...more })

/** By a linear congruential generator, so that a seed repeats it. */
function shuffle<T>(all: T[], seed: number): T[] {
  let state = seed >>> 0
  for (let i = all.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const j = state % (i + 1)
    ;[all[i], all[j]] = [all[j]!, all[i]!]
  }
  return all
}
