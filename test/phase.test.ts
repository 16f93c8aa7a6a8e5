/** The funnel as it is configured: shipped ones and own ones, over a year of traffic, and what may follow what. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { FUNNEL_PRESETS } from '../config/schema/funnel.ts'
import { drawn } from '../core/cli/draw-funnel.ts'
import { rulesOf } from '../core/compose/rules.ts'
import { setupOf } from '../core/compose/setup.ts'
import { TOUCH_KINDS } from '../core/lead/event.ts'
import { byTime, CLASSES, type Fact, type FactBody, STAGES } from '../core/lead/fact.ts'
import { apply, fold } from '../core/lead/fold.ts'
import { nothing } from '../core/lead/lead-state.ts'
import { phaseOf } from '../core/lead/phase.ts'
import { type Served, startServing } from './helpers/serving.ts'

const DAY = 86_400_000
const BEGIN = Date.UTC(2026, 0, 1)
const CONTENT = CLASSES.map((of) => `{ id: ${of.toLowerCase()}, class: ${of} }`).join(', ')
const rulesFor = (funnel: string, more = '') =>
  rulesOf(
    parseConfig(
      `funnel: { ${funnel}, mql: { points: 30, touches: 1, days: 1 } }\ncontent: [${CONTENT}]\nscoring: { fit: [{ id: buys, when: { function: [purchasing] }, points: 15 }] }\n${more}`,
      'test',
    ).config,
  )

/** Park-Miller: the same year every time. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** A year of one lead: touches of all kinds, what people decide, what sales and the CRM say. */
function yearOf(lead: number): Fact[] {
  const roll = dice(lead * 7919 + 17)
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)]!
  const bodies = (i: number): FactBody => {
    const touch = (): FactBody => ({
      kind: 'touch',
      touch: pick(TOUCH_KINDS),
      origin: { channel: 'web' },
      contact: roll(5) === 0 ? null : `con_${lead}_${roll(3)}`,
      content: roll(3) === 0 ? pick(CLASSES).toLowerCase() : null,
      wantsSales: roll(25) === 0,
      interest: null,
      fit: { ...(roll(3) === 0 && { function: pick(['purchasing', 'it']) }), ...(roll(60) === 0 && { excluded: 'student', excludesPerson: true as const }) },
    })
    const others: FactBody[] = [
      { kind: 'class', to: pick(CLASSES), reason: 'call' },
      { kind: 'offer', offer: `off_${lead}_${i}`, lane: 'mql', owner: 'anna', stage: 'mql', class: null },
      { kind: 'accept', offer: null, auto: false },
      { kind: 'reject', offer: null, reason: 'wrong_persona' },
      { kind: 'stage', to: 'sql', reason: null },
      { kind: 'substage', to: 'offer' },
      { kind: 'lost', reason: 'price' },
      { kind: 'won', order: `o_${lead}_${i}`, amount: 1000, currency: 'EUR' },
      { kind: 'won_void', order: `o_${lead}_${Math.max(0, i - 1)}` },
      { kind: 'disqualified', reason: 'spam' },
    ]
    return roll(10) < 7 ? touch() : pick(others)
  }
  return Array.from({ length: 3 + roll(22) }, (_, i): Fact => {
    const at = BEGIN + roll(365) * DAY + roll(86_400) * 1000
    return { id: `fct_${lead}_${String(i).padStart(3, '0')}`, at, recordedAt: at + roll(3) * DAY, eventId: null, by: null, body: bodies(i) }
  })
}

const LEADS = 400
const years = Array.from({ length: LEADS }, (_, lead) => yearOf(lead + 1))

describe.each([
  ...FUNNEL_PRESETS.map((preset) => [preset, `preset: ${preset}`] as const),
  [
    'one of their own',
    'phases: [{ id: neu, name: Neu, stages: [unknown, lead, recycled, lost, disqualified] }, { id: warm, name: Warm, stages: [lead, recycled], when: { points: 25 } }, { id: sales, name: Vertrieb, stages: [mql, sal, sql] }, { id: angebot, name: Angebot, stages: [sal, sql], when: { substage: [offer] } }, { id: kunde, name: Kunde, stages: [customer] }]',
  ] as const,
])('the funnel %s over a year', (name, funnel) => {
  const rules = rulesFor(funnel)
  const folded = years.map((facts) => fold(rules, facts))

  it('has every lead in one phase, and every phase has had leads', () => {
    const seen = new Set(
      years.flatMap((facts) => {
        const state = nothing()
        return [...facts].sort(byTime).map((fact) => phaseOf(rules, apply(rules, state, fact).state, fact.at)?.id)
      }),
    )
    expect(seen.has(undefined)).toBe(false)
    expect([...seen].sort()).toEqual(rules.phases.map(({ id }) => id).sort())
  })

  it('tells every change of a phase once, where phases are not stages', () => {
    for (const { state, steps } of folded) {
      const moves = steps.filter(({ kind }) => kind === 'phase').map(({ data }) => data)
      if (name === 'cold-to-close') {
        expect(moves).toEqual([])
        continue
      }
      expect(moves.map(({ from }) => from)).toEqual([null, ...moves.slice(0, -1).map(({ to }) => to)])
      expect(moves.every(({ from, to }) => from !== to)).toBe(true)
      expect(moves.at(-1)?.to).toBe(state.phase)
      expect(phaseOf(rules, state, state.through!.at)?.id).toBe(state.phase)
    }
  })

  it('is the same in whatever order it was learnt', () => {
    years.forEach((facts, i) => {
      expect(fold(rules, [...facts].reverse())).toEqual(folded[i])
    })
  })

  it('moves stages as every other funnel does', () => {
    const plain = rulesFor('preset: cold-to-close')
    const stages = (of: typeof rules, facts: readonly Fact[]) => fold(of, facts).steps.filter(({ kind }) => kind === 'stage')
    for (const facts of years) expect(stages(rules, facts)).toEqual(stages({ ...plain, phases: plain.phases.map((one) => ({ ...one, next: null })) }, facts))
  })
})

describe('other rules over the same year', () => {
  it('change what they are about, and never what left the house', () => {
    const [before, after] = [rulesFor('preset: cold-to-close'), rulesFor('preset: abc', 'timeZone: Europe/Vienna')]
    const lower = { ...before, mql: { ...before.mql, points: 5 } }
    for (const facts of years) {
      const [was, is, more] = [fold(before, facts), fold(after, facts), fold(lower, facts)]
      for (const one of [is, more]) {
        expect(one.state.orders).toEqual(was.state.orders)
        expect(one.state.offer?.id).toBe(was.state.offer?.id)
        expect(one.steps.filter(({ kind }) => ['offer', 'won', 'won_void', 'created'].includes(kind))).toEqual(
          was.steps.filter(({ kind }) => ['offer', 'won', 'won_void', 'created'].includes(kind)),
        )
      }
      expect(is.state.engagement).toEqual(was.state.engagement)
      expect(more.state.class).toEqual(was.state.class)
    }
    const mqls = (rules: typeof before) => years.filter((facts) => fold(rules, facts).steps.some(({ data }) => data.to === 'mql')).length
    expect(mqls(lower)).toBeGreaterThan(mqls(before))
  })
})

describe('phases', () => {
  const problems = (funnel: string): string => {
    try {
      setupOf(parseConfig(`funnel: ${funnel}`, 'test'), {})
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }
  const ALL = `stages: [${STAGES.join(', ')}]`

  it.each([
    [`{ phases: [{ id: a, name: A, ${ALL} }, { id: a, name: A, stages: [lead] }] }`, "the phase 'a' is there twice"],
    [`{ phases: [{ id: a, name: A, ${ALL}, next: [b] }] }`, "there is no phase 'b'; known are a"],
    [`{ phases: [{ id: a, name: A, ${ALL}, when: { touched: [knocked] } }] }`, "there is no kind of touch 'knocked'"],
    [
      '{ phases: [{ id: a, name: A, stages: [lead] }] }',
      'leads in the stage unknown, recycled, mql, sal, sql, customer, lost, disqualified may be in no phase',
    ],
    [`{ phases: [{ id: a, name: A, ${ALL}, when: { class: [A] } }] }`, 'may be in no phase'],
    [`{ phases: [{ id: a, name: A, ${ALL}, substages: [{ id: x, name: X }, { id: x, name: Y }] }] }`, "the substage 'x' is there twice"],
    [`{ phases: [{ id: a, name: A, ${ALL} }] }`, ''],
    ['{ preset: own }', 'funnel.preset'],
  ])('are looked at before anything starts: %s', (funnel, sentence) => expect(problems(funnel)).toContain(sentence))

  it.each(FUNNEL_PRESETS)('are drawn: %s', (preset) => {
    const { phases } = rulesFor(`preset: ${preset}`)
    const text = drawn(phases)
    for (const { id, name } of phases) expect(text).toMatch(new RegExp(`${name.en}|${id}`))
    expect(text.split('\n')).toHaveLength(phases.length + 2)
  })
})

describe('what may follow what', () => {
  let hub: Served | undefined
  afterEach(async () => hub?.stop())

  it('holds for people and for the rules, and is told with what may follow', async () => {
    const own = `phases: [{ id: neu, name: Neu, stages: [unknown, lead, recycled, lost, disqualified], next: [verkauf] }, { id: reif, name: Reif, stages: [mql], next: [verkauf] }, { id: verkauf, name: Verkauf, stages: [sal, sql, customer], next: [] }]`
    hub = await startServing(
      'sqlite',
      `products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\nfunnel: { ${own}, mql: { points: 5, touches: 0, days: 0 } }\n`,
    )
    await fetch(`${hub.url}/hooks/web`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
      body: JSON.stringify({ company: 'Walzwerk Orion GmbH', email: 'p.ohm@walzwerk-orion.example', name: 'Paul Ohm', consent: true }),
    })
    await vi.waitFor(async () => expect((await hub!.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
    const [lead] = ((await (await hub.api('/v1/leads')).json()) as { items: { id: string }[] }).items
    expect(lead).toMatchObject({ stage: 'lead', phase: { id: 'neu', name: { de: 'Neu', en: 'Neu' } } })
    const decide = (to: string) => hub!.api(`/v1/leads/${lead!.id}/decisions`, { decision: { kind: 'stage', to } })
    const refused = await decide('mql')
    expect(refused.status).toBe(400)
    expect(((await refused.json()) as { detail: string }).detail).toBe(
      `the lead ${lead!.id} is in 'neu' of the funnel, and 'reif' does not follow it: what may follow is verkauf`,
    )
    expect(await (await decide('sal')).json()).toMatchObject({ stage: 'sal', phase: { id: 'verkauf' } })
    const many = await hub.api('/v1/decisions', {
      decisions: [
        { lead: lead!.id, decision: { kind: 'stage', to: 'lost' } },
        { lead: lead!.id, decision: { kind: 'owner', to: 'anna' } },
      ],
    })
    expect(await many.json()).toEqual({
      items: [
        { lead: lead!.id, problem: expect.stringContaining('nothing may follow') },
        { lead: lead!.id, problem: null },
      ],
    })
    const { items: steps } = (await (await hub.api(`/v1/leads/${lead!.id}/timeline`)).json()) as { items: { kind: string; data: object }[] }
    expect(steps.filter(({ kind }) => kind === 'phase').map(({ data }) => data)).toMatchObject([
      { to: 'neu', toName: { de: 'Neu', en: 'Neu' }, fromName: null },
      { from: 'neu', to: 'verkauf', toName: { de: 'Verkauf' } },
    ])
    expect(await (await hub.api('/v1/phases')).json()).toMatchObject({ items: [{ id: 'neu', next: ['verkauf'] }, { id: 'reif' }, { id: 'verkauf', next: [] }] })
  })
})
