/** Facts that leave the house: a log that was exported gives the same figures where it is taken in again. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { hubScript } from '../bench/processes.ts'
import { allFigures } from '../core/flow/figures/all-figures.ts'
import { csvHead, csvLines, deliveryPages, factPages, jobPages, jsonLines, type LogRecord, opportunityPages } from '../core/flow/figures/export-log.ts'
import { figureSettings, keepLogConfig, keptLogConfig } from '../core/flow/figures/figure-settings.ts'
import { LOG_FILES, type LogFile, logTaker } from '../core/flow/figures/import-log.ts'
import { logConfigOf, logConfigSchema, settingsOfLog } from '../core/flow/figures/log-config.ts'
import { LOG_FIELDS } from '../core/flow/figures/log-fields.ts'
import { readPopulation } from '../core/flow/figures/read-population.ts'
import { settleLog } from '../core/flow/figures/settle-log.ts'
import { localTimeIn } from '../core/lead/local-time.ts'
import { hoursOn } from '../core/lead/working-time.ts'
import type { Setup } from '../core/setup.ts'
import type { Db } from '../core/store/db.ts'
import type { Store } from '../core/store/store.ts'
import { difference, type Expected, json, publicSettings, text } from './helpers/figures.ts'
import { newFolder } from './helpers/folder.ts'
import { ACTS, NEW, OLD, startRetold } from './helpers/retold.ts'
import { backends } from './helpers/stores.ts'

type Known = Pick<Setup, 'figures' | 'products'>
/** Configured, but not asked: what comes with a log holds. */
const NOTHING = { products: [], figures: { companyOf: ({ industry = null, size = null, region = null }) => ({ industry, size, region }) } } as unknown as Known
type Log = Record<LogFile, LogRecord[]>

async function takeIn(store: Store, lines: (file: LogFile) => readonly string[], config: unknown): Promise<void> {
  const taker = logTaker(0)
  for (const file of LOG_FILES)
    await store.write((db) =>
      taker.take(
        db,
        file,
        lines(file).flatMap((line, i) => (line === '' ? [] : [{ text: line, line: i + 1 }])),
      ),
    )
  await store.write((db) => keepLogConfig(db, logConfigSchema.parse(config)))
  await settleLog(store, NOTHING.figures.companyOf, () => {})
}

async function exported(db: Db, setup: Known, since: number | null = null, inWords = true): Promise<Log> {
  const all = async (pages: AsyncIterable<LogRecord[]>) => {
    const records: LogRecord[] = []
    for await (const page of pages) records.push(...page)
    return records
  }
  const { companyOf } = await figureSettings(db, setup)
  const [facts, crm, deliveries, jobs] = [factPages(db, { companyOf, since, inWords }), opportunityPages(db), deliveryPages(db), jobPages(db)]
  return { facts: await all(facts), crm: await all(crm), deliveries: await all(deliveries), jobs: await all(jobs) }
}

async function figuresOf(db: Db, setup: Known, asOf: number): Promise<Expected> {
  const known = await figureSettings(db, setup)
  const population = await readPopulation(db, { companyOf: known.companyOf, asOf, withTouches: true })
  return JSON.parse(JSON.stringify(await allFigures(db, population, known, asOf)))
}

const linesOf = (log: Log) => (file: LogFile) => jsonLines(log[file]).split('\n')

describe.each(backends)('an exported log on $name', (backend) => {
  const stops: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })
  const fresh = async (): Promise<Store> => {
    const { store, drop } = await backend.fresh()
    stops.push(drop)
    return store
  }

  it('of the example gives its figures, as of both instants, and can be exported again as it is', async () => {
    const first = await fresh()
    await takeIn(first, (file) => text(`${file}.jsonl`).split('\n'), json('config.json'))
    const log = await exported(first.db, NOTHING)
    const again = await fresh()
    await takeIn(again, linesOf(log), JSON.parse(JSON.stringify(await keptLogConfig(first.db))))
    for (const name of ['expected.json', 'expected-2025-07-01.json']) {
      const must: Expected = json(name)
      const all = await figuresOf(again.db, NOTHING, Date.parse(must.asOf))
      for (const part of Object.keys(must)) expect(difference(all[part], must[part], part)).toBe(null)
    }
    expect(sorted(await exported(again.db, NOTHING))).toEqual(sorted(log))
  })

  it('of a hub gives its figures as of every instant, with facts that came late, were merged and taken back', async () => {
    const { hub, clock, pass, acts } = await startRetold(backend, 'Jost Mohn will nicht')
    stops.push(() => hub.stop())
    const { db } = hub.store
    const instants: number[] = []
    let beforeMerge = 0
    let changed: Log | undefined
    for (const act of ACTS) {
      if (act === 'merged') beforeMerge = clock()
      await acts[act]()
      if (act === 'merged') changed = await exported(db, hub.setup, beforeMerge)
      pass(3_600_000)
      instants.push(clock())
      pass(86_400_000)
    }

    const log = await exported(db, hub.setup)
    expect(log.facts.filter(({ until }) => until !== undefined).length).toBeGreaterThan(3)
    const { settings, products } = await figureSettings(db, hub.setup)
    const config = logConfigOf(settings, products!, { from: 2026, to: 2027 })
    const again = await fresh()
    await takeIn(again, linesOf(log), JSON.parse(JSON.stringify(config)))
    for (const asOf of instants) {
      const must = await figuresOf(db, hub.setup, asOf)
      expect(must.products.kran.leads).toBeGreaterThan(1)
      expect(difference(await figuresOf(again.db, NOTHING, asOf), must, String(asOf))).toBe(null)
    }

    const leadsIn = (facts: readonly LogRecord[]) => new Set(facts.map(({ lead }) => lead))
    expect(leadsIn(log.facts).size).toBe(3)
    expect(leadsIn(changed!.facts).size).toBe(2)

    const shown = linesOf(await exported(db, hub.setup, null, false))('facts').join('\n')
    expect(shown).toContain('"reason":"(in words)"')
    for (const { mail, wer, firma } of [OLD, NEW]) for (const word of [mail!, firma!, ...wer!.split(' ')]) expect(shown).not.toContain(word)

    for (const file of LOG_FILES) {
      const names = new Set(LOG_FIELDS[file].map(({ name }) => name.split('.')[0]!))
      for (const record of log[file]) expect(Object.keys(record).filter((name) => !names.has(name))).toEqual([])
    }
  })
})

describe('leitwerk figures export', { timeout: 60_000 }, () => {
  it('writes files that `figures import` takes, or CSV, in the place of those of before', async () => {
    const folder = newFolder('figures-export')
    try {
      const run = async (...more: string[]) =>
        JSON.parse((await promisify(execFile)(process.execPath, [hubScript, 'figures', ...more, '--json'])).stdout.trimEnd().split('\n').at(-1)!)
      const [database, again, out] = [`sqlite:${join(folder, 'a.sqlite')}`, `sqlite:${join(folder, 'b.sqlite')}`, join(folder, 'out')]
      const { leads, ...taken } = await run('import', fileURLToPath(new URL('figures/public', import.meta.url)), '--database', database)
      expect(await run('export', out, '--database', database)).toEqual(taken)
      expect(await run('export', out, '--database', database)).toEqual(taken)
      expect(await run('import', out, '--database', again)).toEqual({ leads, ...taken })
      expect(await run('export', out, '--database', database, '--format', 'csv', '--changed-since', '2020-01-01T00:00:00Z')).toEqual({ facts: taken.facts })
      expect(readFileSync(join(out, 'facts.csv'), 'utf8').split('\r\n').length).toBe(taken.facts + 2)
      expect(await run('export', out, '--database', database, '--format', 'csv', '--changed-since', '2999-01-01T00:00:00Z')).toEqual({ facts: 0 })
      expect(readdirSync(out).sort()).toEqual(['config.json', 'crm.jsonl', 'deliveries.jsonl', 'facts.csv', 'facts.jsonl', 'jobs.jsonl'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('as CSV', () => {
  it('has the documented columns, one line each, safe in spreadsheets', () => {
    const touch = { id: 't', lead: 'l', kind: 'touch', at: 'a', received: 'r', touch: 'form', source: { channel: 'web', system: 'x', campaign: '=1+1, "a"' } }
    expect(csvHead('facts')).toMatch(/^id,lead,kind,at,received,until,.*,source_channel,source_system,source_campaign,touch,.*,into,merge\r\n$/)
    expect(csvLines('facts', [touch])).toBe(`t,l,touch,a,r,,,,,,,,,web,x,"'=1+1, ""a""",form,,,,,,,,,,,,,\r\n`)
    const events = [{ state: 'advanced', unit: 'new' }, { state: 'advanced', unit: 'existing' }, { state: 'advanced', unit: 'new' }, { state: 'held' }]
    expect(csvHead('deliveries') + csvLines('deliveries', [{ id: 'd', source: 's', received: 'r', state: 'processed', events }])).toBe(
      'id,source,received,state,events_new,events_existing,events_ignored,events_held\r\nd,s,r,processed,2,1,0,1\r\n',
    )
  })
})

describe('what figures count by, written beside the facts', () => {
  it('says the same hours of every day, and all else', () => {
    const workingTime = {
      week: {
        1: [
          [480, 720],
          [780, 1020],
        ],
        5: [[0, 1440]],
      } as Record<number, [number, number][]>,
      yearly: { '12-24': [[480, 720]] as [number, number][], '12-25': [] },
      dates: { '2026-12-28': [] as [number, number][], '2026-01-04': [[600, 660]] as [number, number][] },
      localTime: localTimeIn('Europe/Berlin'),
      isHoliday: (date: string) => date.endsWith('-01-01') || date === '2026-04-06',
    }
    const settings = { ...publicSettings(), workingTime }
    const { workingTime: found, ...rest } = settingsOfLog(
      logConfigSchema.parse(JSON.parse(JSON.stringify(logConfigOf(settings, ['p'], { from: 2025, to: 2026 })))),
    )
    const { workingTime: _, ...must } = settings
    expect(rest).toEqual(must)
    for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000) {
      const date = new Date(at).toISOString().slice(0, 10)
      expect([date, hoursOn(found, date)]).toEqual([date, hoursOn(workingTime, date)])
    }
  })
})

const sorted = (log: Log) => Object.fromEntries(LOG_FILES.map((file) => [file, log[file].map((record) => JSON.stringify(record)).sort()]))
