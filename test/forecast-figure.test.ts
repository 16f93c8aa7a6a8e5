/** The forecast as a declared figure: its rows, its words, the leads behind it, and what it tells targets. */
import { describe, expect, it } from 'vitest'
import { factsOfLife } from '../bench/figures/facts-of-life.ts'
import { asOfOf, historyOf } from '../bench/figures/history.ts'
import { companyOf, newYear } from '../bench/figures/parameters.ts'
import { pathOfLife } from '../bench/figures/path-of-life.ts'
import { settingsOf } from '../bench/figures/settings.ts'
import { type Question, type View, wholeRange } from '../core/metrics/figure.ts'
import { figureNamed } from '../core/metrics/figures/index.ts'
import { foreseeing } from '../core/metrics/forecast/foresee.ts'
import { Random } from '../core/metrics/forecast/random.ts'
import { pathsOf } from '../core/metrics/paths.ts'
import { populationOf } from '../core/metrics/population.ts'
import { json, publicPopulation, publicSettings } from './helpers/figures.ts'

const figure = figureNamed('forecast')!
const company = companyOf(4, 700)
const history = historyOf(company)
const chance = new Random(4, 60)
const facts = history.flatMap((one) => factsOfLife(one, chance, { product: 'P', touches: 1, until: asOfOf() }))
const DAY = 86_400_000
const known = (asOf: number) => ({ population: populationOf(pathsOf(facts, asOf)), leads: null })
const viewAt = (asOf: number): View => ({ ...known(asOf), asOf, settings: settingsOf(company) })
const view = viewAt(asOfOf() + DAY)
const ask = (question: Partial<Question>, of: View = view) => figure.answer(of, { ...wholeRange, ...question })

describe('the forecast figure', () => {
  it('says of each coming period what is created and reached, and who is open at its end', () => {
    const { rows } = ask({ period: 'quarter' })
    expect([...new Set(rows.map(({ period }) => period))]).toEqual(['2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4', '2027-Q1'])
    expect(rows.filter(({ period }) => period === '2026-Q2').map(({ more }) => [more!.kind, more!.class])).toEqual([
      ...['created', 'mql', 'sql', 'closings'].map((kind) => [kind, undefined]),
      ...['B1', 'B2', 'B3', 'A', 'C', 'none'].map((one) => ['open', one]),
    ])
    for (const { value, low, high, says } of rows) {
      expect(low).toBeLessThanOrEqual(value!)
      expect(high).toBeGreaterThanOrEqual(value!)
      expect(says).toBe(value! >= 10)
    }
    const mql = ask({ kind: 'mql', period: 'year', to: newYear(2027) }).rows
    expect(mql.map(({ period, more }) => [period, more!.kind])).toEqual([['2026', 'mql']])
  })

  it('tells in both languages what it rests on, and how often it was right before', () => {
    const { notes } = ask({ period: 'quarter' }, { ...view, earlier: known })
    expect(notes.map(({ en }) => en)).toEqual([
      expect.stringContaining('last 365 days'),
      expect.stringContaining('2026-Q1 is still running'),
      expect.stringMatching(/^Back-test: .* beginning of 2025-Q1, 2025-Q2, 2025-Q3, 2025-Q4 .* held what came in \d+ of 100 cases\.$/),
    ])
    expect(notes.map(({ de }) => de).at(-1)).toMatch(/^Rückblick: .* in \d+ von 100 Fällen, was dann kam\.$/)
    const inside = Number(/in (\d+) of/.exec(notes.at(-1)!.en)![1])
    expect(inside).toBeGreaterThan(80)
  })

  it('counts open leads only where too little is known, and says so', () => {
    const expected = json('expected.json')
    const asOf = Date.parse(expected.asOf)
    const little = { population: publicPopulation(asOf, 'P1'), leads: null, asOf, settings: publicSettings() }
    const { rows, notes } = ask({ period: 'quarter' }, little)
    const standing = Object.fromEntries(rows.map(({ more, value }) => [more!.class, value]))
    expect(standing).toEqual({ B1: 0, B2: 0, B3: 0, A: 0, C: 0, none: 0, ...expected.products.P1.g1_counts.year['2025'].standingInClass })
    expect(rows.every(({ low, high, period }) => low === null && high === null && period === null)).toBe(true)
    expect(notes).toEqual([expect.objectContaining({ en: expect.stringContaining('Fewer than ten closings') })])
  })

  it('is made for each segment from its own leads, and names those of which too little is known', () => {
    const { rows, notes } = ask({ period: 'quarter', by: 'industry', kind: 'created' })
    const industries = [...new Set(rows.map(({ segment }) => segment))]
    expect(industries.length).toBeGreaterThan(0)
    const only = view.population.industry.names.indexOf('it')
    const leads = Uint32Array.from(view.population.ids.keys()).filter((lead) => view.population.industry.codes[lead] === only)
    const alone = ask({ period: 'quarter', kind: 'created' }, { ...view, leads }).rows
    expect(rows.filter(({ segment }) => segment === 'it').map(({ value }) => value)).toEqual(alone.map(({ value }) => value))
    const byChannel = ask({ period: 'quarter', by: 'channel' })
    expect(byChannel.notes.some(({ en }) => /Fewer than ten closings in the last year \(.*list/.test(en))).toBe(true)
    expect(notes.length).toBeGreaterThan(0)
  })

  it('names the open leads that it moves on', () => {
    const { rows } = ask({ period: 'quarter', kind: 'open' })
    const row = rows.find(({ more }) => more!.class === 'B2')!
    const ids = figure.behind(view, { ...wholeRange, kind: 'open' }, row)
    const b2 = history.filter(({ life }) => life.class === 'B2' && ['unknown', 'lead', 'recycled', 'mql', 'sal', 'sql'].includes(life.stage))
    expect(ids.toSorted()).toEqual(b2.map(({ id }) => id).toSorted())
    expect(row.n).toBe(figure.behind(view, { ...wholeRange, kind: 'mql' }, { segment: null, period: null, more: { kind: 'mql' } }).length)
  })

  it('says the same of a period, whether those before it are asked about or not', () => {
    const to = newYear(2027)
    const all = ask({ period: 'quarter', to }).rows.filter(({ period }) => period === '2026-Q3' || period === '2026-Q4')
    expect(ask({ period: 'quarter', from: Date.parse('2026-07-15T00:00:00Z'), to }).rows).toEqual(all)
  })

  it('has no rows where nothing is to come', () => {
    expect(ask({ period: 'quarter', to: view.asOf }).rows.every(({ period }) => period === null)).toBe(true)
  })

  it('tells targets what will be reached in a running period, or that too little is known', () => {
    const foresee = foreseeing(view)
    const year = { from: newYear(2026), to: newYear(2027) }
    const [row] = ask({ kind: 'created', period: 'year', to: newYear(2027) }).rows
    expect(foresee('lead', year, null)).toEqual(expect.objectContaining({ mean: row!.value, low: row!.low, high: row!.high }))
    expect(foresee('closing', year, Uint32Array.of(0, 1, 2))).toBeNull()
  })
})

describe('an invented company', () => {
  it('goes the same way over facts as without them', () => {
    const direct = populationOf(history.map(({ id, life, events }) => pathOfLife(id, life.born, events)))
    const paths = new Map(pathsOf(facts, asOfOf() + DAY).map((path) => [path.lead, path]))
    expect(paths.size).toBe(direct.n)
    for (const { id, life, events } of history) {
      const [one, other] = [pathOfLife(id, life.born, events), paths.get(id)!]
      expect(other.moves).toEqual(one.moves)
      expect(other.classes).toEqual(one.classes)
      expect(other.offers.map(({ at, lane, outcomeAt }) => [at, lane, outcomeAt])).toEqual(
        one.offers.map(({ at, lane, outcomeAt }, i) => [at, lane, outcomeAt ?? other.offers[i]!.outcomeAt]),
      )
      expect(other.fastLanes).toEqual(one.fastLanes)
    }
  })
})
