/** Scores explained, and what other rules would have made of what is known. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import type { AtHand, CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { draftRules } from '../core/compose/rules.ts'
import { setupOf } from '../core/compose/setup.ts'
import { TOUCH_KINDS } from '../core/lead/event.ts'
import { explainScore } from '../core/lead/explain-score.ts'
import { fold } from '../core/lead/fold.ts'
import type { Rules } from '../core/lead/rules.ts'
import { scoreAt } from '../core/lead/score.ts'
import { compareRules } from '../core/lead/what-if.ts'
import { newFolder } from './helpers/folder.ts'
import { day, fact, rules, touch } from './helpers/rules.ts'
import { type Served, startServing } from './helpers/serving.ts'

const withRules = (yaml: string): Rules => setupOf(parseConfig(yaml, 'test'), {}).rules
const YEAR = { from: day(0), to: day(365) }

const anyTouch = fc
  .record({ on: fc.integer({ min: 0, max: 300 }), kind: fc.constantFrom(...TOUCH_KINDS), interest: fc.constantFrom(null, 'low' as const, 'high' as const) })
  .map(({ on, kind, interest }) => touch(day(on), kind, { interest, fit: { country: 'DE' } }))

describe('a score explained', () => {
  const fitting = withRules('scoring: { fit: [{ id: german, when: { country: [DE] }, points: 12 }, { id: swiss, when: { country: [CH] }, points: 5 }] }')

  it('is the sum of its parts, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(anyTouch, { maxLength: 20 }), fc.integer({ min: 300, max: 600 }), (facts, on) => {
        const { points, fitRules, touches } = explainScore(fitting, facts, day(on))
        const sum = [...fitRules.map((one) => one.points), ...touches.map(({ left }) => left)].reduce((total, part) => total + part, 0)
        expect(sum).toBeCloseTo(points, 6)
        const { state } = fold(fitting, facts)
        expect(points).toBeCloseTo(scoreAt(fitting, state.attributes, state.engagement, day(on)).points, 6)
      }),
    )
  })

  it('says what an MQL lacks', () => {
    const { mql } = explainScore(rules, [touch(day(0), 'form'), touch(day(1), 'download')], day(1))
    expect(mql.filter(({ isMet }) => !isMet).map(({ what, needs }) => [what, needs])).toEqual([
      ['points', 40],
      ['touches', 2],
      ['days', 2],
    ])
  })
})

describe('other rules', () => {
  const nurtured = [touch(day(0), 'form'), touch(day(10), 'download'), touch(day(20), 'webinar_attendance')]
  const strict = withRules('funnel: { mql: { points: 60 } }')

  it('change nothing where they are the same', () => {
    fc.assert(
      fc.property(fc.array(anyTouch, { maxLength: 20 }), (facts) => {
        const { before, after, differing } = compareRules(rules, structuredClone(rules) as Rules, facts, YEAR)
        expect([before === after, differing]).toEqual([true, null])
      }),
    )
  })

  it('never lose a lead where they only ask for less, and never gain one where they ask for more', () => {
    fc.assert(
      fc.property(fc.array(anyTouch, { maxLength: 20 }), (facts) => {
        const less = compareRules(strict, rules, facts, { from: day(0), to: day(400) })
        const more = compareRules(rules, strict, facts, { from: day(0), to: day(400) })
        expect(less.differing === null || less.differing.is === 'gained').toBe(true)
        expect(more.differing === null || more.differing.is === 'lost').toBe(true)
      }),
    )
  })

  it('say what was lacking, when it counted', () => {
    const { before, after, differing } = compareRules(rules, strict, nurtured, YEAR)
    expect([before, after]).toEqual([true, false])
    expect(differing).toMatchObject({ is: 'lost', at: day(20), lacked: [{ what: 'points', needs: 60 }], otherwiseAt: null })
    expect(compareRules(strict, rules, nurtured, YEAR).differing).toMatchObject({ is: 'gained', lacked: [{ what: 'points', needs: 60 }] })
  })

  it('are not bound by what was handed over under those of then', () => {
    const offer = fact(day(20), { kind: 'offer', offer: 'off_1', lane: 'mql', owner: null, stage: 'mql', class: null })
    const facts = [...nurtured, offer, fact(day(22), { kind: 'accept', offer: null, auto: false })]
    expect(compareRules(rules, strict, facts, YEAR)).toMatchObject({ before: true, after: false })
  })

  it('say when it would have been, where it was at another time only', () => {
    const early = withRules('funnel: { mql: { points: 15, touches: 1, days: 1 } }')
    const window = { from: day(15), to: day(30) }
    expect(compareRules(rules, early, nurtured, window).differing).toEqual({ is: 'lost', at: day(20), lacked: [], otherwiseAt: day(10) })
  })
})

describe('a draft of the rules', () => {
  const loaded = parseConfig('funnel: { mql: { points: 50 } }\ncontent: [{ id: a, class: B2 }]', 'hub.yaml')

  it('leaves alone what it does not name', () => {
    const drafted = draftRules(loaded, 'scoring: { touches: { form: { points: 99 } } }', 'draft.yaml')
    expect([drafted.mql.points, drafted.contentClass, drafted.touches.form.points]).toEqual([50, { a: 'B2' }, 99])
    expect(draftRules(loaded, 'funnel: { mql: { points: 10 } }', 'draft.yaml').mql.points).toBe(10)
  })

  it.each([
    ['scoring: { touches: { forms: { points: 9 } } }', "there is no kind of touch 'forms'"],
    ['funnel: { mlq: {} }', 'this setting does not exist; known are preset, phases, reasons, mql,'],
    ['products: [{ id: a, name: A, default: true }]', 'there is nothing of funnel, scoring, content, timeZone in it'],
  ])('that cannot be is refused: %s', (yaml, sentence) => expect(() => draftRules(loaded, yaml, 'draft.yaml')).toThrow(sentence))
})

describe('by command and API', () => {
  let hub: Served
  afterEach(() => hub?.stop())

  it('tells how many MQLs a draft would have made, which, and why', async () => {
    const yaml = 'products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\nfunnel: { mql: { points: 1000 } }\n'
    hub = await startServing('sqlite', yaml)
    for (const i of [1, 2]) {
      const body = { company: `Walzwerk ${i === 1 ? 'Orion' : 'Vela'} GmbH`, email: `p.ohm@walzwerk${i}.example`, name: 'Paul Ohm', consent: i }
      await fetch(`${hub.url}/hooks/web`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
        body: JSON.stringify(body),
      })
    }
    await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
    const folder = newFolder('what-if')
    const config = join(folder, 'hub.yaml')
    const draft = join(folder, 'draft.yaml')
    writeFileSync(config, yaml)
    writeFileSync(draft, 'funnel: { mql: { points: 10, touches: 0, days: 0 } }')
    const host = { ...cliHost, withHub: (_: unknown, work: (at: AtHand) => unknown) => work(hub.app) } as unknown as CliHost
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text))
    expect(await run(['score', 'whatif', '--config', config, '--draft', draft, '--json'], host)).toBe(0)
    expect(await run(['score', 'whatif', '--config', config, '--draft', draft], host)).toBe(0)
    const told = JSON.parse(lines[0]!) as { mqls: object; gained: number; lost: number; differing: { lead: string; lacked: object[] }[] }
    expect(told).toMatchObject({ leads: 2, mqls: { before: 0, after: 2 }, gained: 2, lost: 0 })
    expect(told.differing[0]!.lacked[0]).toMatchObject({ what: 'points', needs: 1000 })
    expect(lines[1]).toContain('2 leads')
    expect(lines.slice(1).join('\n')).toMatch(/Walzwerk .*by the rules of now 20 of 1000 points, 0 of 2 nurturing touches, 0 of 2 days of nurturing/)
    const lead = told.differing[0]!.lead
    expect(await run(['score', 'explain', lead], host)).toBe(0)
    expect(lines.at(-1)).toBe('For an MQL: 20 of 1000 points, 0 of 2 nurturing touches, 0 of 2 days of nurturing.')
    expect(await run(['score', 'explain', 'led_nobody'], host)).toBe(1)
    log.mockRestore()

    const to = new Date(Date.now() + 1_000).toISOString()
    const window = { from: '2020-01-01T00:00:00Z', to }
    const answer = await hub.api('/v1/score/what-if', { draft: { funnel: { mql: { points: 10, touches: 0, days: 0 } } }, ...window })
    expect(await answer.json()).toMatchObject({ leads: 2, gained: 2 })
    const turned = await hub.api('/v1/score/what-if', { draft: { funnel: { mql: { points: 10 } } }, from: to, to: window.from })
    expect([turned.status, ((await turned.json()) as { detail: string }).detail]).toEqual([400, '`from` must lie before `to`'])
    const refused = await hub.api('/v1/score/what-if', { draft: { funnel: { mql: { pionts: 10 } } }, ...window })
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([400, expect.stringContaining('funnel.mql.pionts')])
    expect(await (await hub.api(`/v1/leads/${lead}/score`)).json()).toMatchObject({
      touches: [{ touch: 'form', points: 20 }],
      mql: [{ what: 'points' }, {}, {}, {}],
    })
  })
})
