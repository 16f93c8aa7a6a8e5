/** What qualification, score, funnel, content, routing and the agreement cost the pipeline: runs without them and with plenty, in turn. */
import type { Options } from './main.ts'
import { measure } from './pipeline.ts'

const DELIVERIES = 6_000
const UNITS = 10_000
const ROUNDS = 5

export async function everyRule({ database, n, say }: Options): Promise<object> {
  const results: Record<string, object> = {}
  for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one)) {
    const perSecond = { without: [] as number[], with: [] as number[] }
    for (let round = 0; round < ROUNDS; round++)
      for (const which of round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
        const run = await measure({ kind, units: UNITS, count: n ?? DELIVERIES, more: which === 'with' ? RULES : '', say: () => {} })
        perSecond[which].push(run.perSecond)
        say(`${kind}, ${which} rules: ${run.perSecond} deliveries/s`)
      }
    const [without, withAll] = [median(perSecond.without), median(perSecond.with)]
    results[kind] = { ...perSecond, slowerBy: Math.round((1 - withAll / without) * 1000) / 1000 }
  }
  return results
}

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)]!

const each = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i))
const FUNCTIONS = ['management', 'it', 'purchasing', 'production', 'controlling', 'engineering']
/** Whom the sandbox knows. */
const OWNERS = ['anna.berg', 'ben.kraft', 'clara.winter', 'david.sommer'].map((name) => `${name}@vertrieb.example`)
const CLASSES = ['B1', 'B2', 'B3', 'A']

/** As a company has them that uses all of it. JSON is YAML. */
const RULES = Object.entries({
  funnel: { preset: 'five-phase', mql: { points: 60 } },
  scoring: {
    touches: { open: { points: 2 }, click: { points: 6 }, form: { points: 25 } },
    fit: each(20, (i) => ({ id: `rule ${i}`, when: { function: [FUNCTIONS[i % 6]], country: ['DE', 'AT', 'CH'], employees: { min: 50 * i } }, points: i })),
  },
  qualification: {
    competitor: { domains: each(500, (i) => `wettbewerb${i}.example`), companies: each(500, (i) => `Wettbewerb ${i} GmbH`) },
    private: { withoutCompany: true },
  },
  content: each(60, (i) => ({ id: `c${i}`, title: `Titel ${i}`, class: CLASSES[i % 4], functions: [FUNCTIONS[i % 6]] })),
  routing: [...each(9, (i) => ({ when: { country: ['DE'], postalCodePrefix: [String(i)] }, owners: OWNERS.slice(i % 3) })), { owners: OWNERS }],
  agreement: {
    perMonth: Object.fromEntries(OWNERS.map((owner) => [owner, 100_000])),
    calendars: { werk: { region: 'DE-BY', hours: ['08:00-12:00', '13:00-17:00'], except: { '12-24': 'free' } } },
    limits: [{ acceptance: { days: 2, remindAfter: [], otherwise: 'nothing' }, firstContact: { hours: 8, remindAfter: [], otherwise: 'nothing' } }],
  },
  nurturing: { consent: { doubleOptIn: ['newsletter'] }, classes: CLASSES },
  retention: { requestDays: 400, refusedDays: 30 },
})
  .map(([section, value]) => `${section}: ${JSON.stringify(value)}\n`)
  .join('')
