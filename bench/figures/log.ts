/** The log of an invented company as a folder of files, in the format of test/figures/public: of any size, written as it is drawn. */
import { once } from 'node:events'
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MetricFact } from '../../core/metrics/fact.ts'
import { Random } from '../../core/metrics/forecast/random.ts'
import type { Options } from '../main.ts'
import { factsOfLife } from './facts-of-life.ts'
import { asOfOf, lived } from './history.ts'
import { type Company, companyOf, FIRST_YEAR, newYear, TIME_ZONE, YEARS } from './parameters.ts'
import { settingsOf } from './settings.ts'

const LEADS = 60_000
const SEED = 1
/** Beside the first: ten of each lead in all. */
const TOUCHES = 9
const PRODUCT = 'P1'
const [HISTORY, TELLING] = [2, 60]
const CHUNK = 1 << 20

/**
 * The facts of a lead stand together, leads in the order of the months of their creation: as of an instant it makes no
 * difference in which order facts came.
 */
export async function writeLog({ leads, n, out, say }: Options): Promise<object> {
  if (out === null) throw new Error('--out DIR is needed: the folder in which the log is written')
  const company = companyOf(n ?? SEED, leads ?? LEADS)
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'config.json'), JSON.stringify(configOf(company), null, 1))
  const begun = performance.now()
  const counts = await writeFacts(company, out, say)
  return { ...counts, seconds: Math.round((performance.now() - begun) / 100) / 10 }
}

async function writeFacts(company: Company, out: string, say: Options['say']): Promise<{ leads: number; facts: number; touches: number }> {
  const [random, telling, until] = [new Random(company.seed, HISTORY), new Random(company.seed, TELLING), asOfOf()]
  const files = { facts: createWriteStream(join(out, 'facts.jsonl')), crm: createWriteStream(join(out, 'crm.jsonl')) }
  for (const name of ['deliveries.jsonl', 'jobs.jsonl']) writeFileSync(join(out, name), '')
  const counts = { leads: 0, facts: 0, touches: 0 }
  let lines = ''
  for (const one of lived(company, random, FIRST_YEAR, FIRST_YEAR + YEARS, until, 'L')) {
    for (const fact of factsOfLife(one, telling, { product: PRODUCT, touches: TOUCHES, until })) {
      lines += `${JSON.stringify(written(fact))}\n`
      counts.facts++
      if (fact.kind === 'touch') counts.touches++
    }
    const opportunity = one.events.find((event) => event.kind === 'stage' && event.to === 'sql')
    if (opportunity) {
      const created = new Date(opportunity.at).toISOString().slice(0, 10)
      files.crm.write(`${JSON.stringify({ id: `OPP${one.id}`, hubLead: one.id, product: PRODUCT, created })}\n`)
    }
    if (++counts.leads % 100_000 === 0) say(`${counts.leads} leads, ${counts.facts} facts`)
    if (lines.length < CHUNK) continue
    if (!files.facts.write(lines)) await once(files.facts, 'drain')
    lines = ''
  }
  files.facts.write(lines)
  for (const file of Object.values(files)) {
    file.end()
    await once(file, 'finish')
  }
  return counts
}

const iso = (at: number): string => new Date(at).toISOString()

/** As the format names things; who set a class does not matter for any figure. */
function written({ id, lead, kind, at, received, ...body }: MetricFact): object {
  const dated = { id, lead, kind, at: iso(at), received: iso(received) }
  switch (kind) {
    case 'class':
      return { ...dated, from: null, ...body, by: 'human' }
    case 'created':
      return { ...dated, contact: `C${lead}`, ...body }
    case 'fast_lane':
      return { ...dated, ...body, class: 'class' in body && body.class !== null ? body.class : 'none' }
    case 'contact':
      return { ...dated, touch: 'activity' in body ? body.activity : null, owner: 'owner' in body ? body.owner : null }
    default:
      return { ...dated, ...body }
  }
}

function configOf(company: Company): object {
  const { windows, stuckDays, compositionDays, sla, attribution, fairs } = settingsOf(company)
  const last = FIRST_YEAR + YEARS - 1
  return {
    asOf: iso(asOfOf()),
    start: iso(newYear(FIRST_YEAR)),
    timezone: TIME_ZONE,
    products: [PRODUCT],
    windows: { ...windows, stuck: stuckDays, composition: compositionDays },
    workingTime: { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', holidays: [] },
    sla,
    capacity: { anna: 40, bora: 40, cem: 40, dana: 40 },
    targets: { [PRODUCT]: { mql: { [`${last}`]: Math.round(company.leads / 12) } } },
    attribution,
    reconcile: { kind: 'year', key: `${last}`, product: PRODUCT, crmFrom: `${last}-01-01`, crmTo: `${last + 1}-01-01` },
    fairs,
  }
}
