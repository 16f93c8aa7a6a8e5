/** `leitwerk figures ...` */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { figureSettings, keepLogConfig } from '../flow/figures/figure-settings.ts'
import { LOG_FILES, type LogFile, type LogLine, logTaker } from '../flow/figures/import-log.ts'
import { type LogConfig, logConfigSchema } from '../flow/figures/log-config.ts'
import { settleLog } from '../flow/figures/settle-log.ts'
import { isFresh } from '../store/imported-log.ts'
import type { Store } from '../store/store.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, progressBar } from './print.ts'
import type { Shared } from './program.ts'

/** Lines of one transaction. */
const AT_ONCE = 5_000

export function figures(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(
    command
      .command('import <folder>')
      .description(
        'Take a log of facts into a fresh database, to ask for its figures: config.json, facts.jsonl, and if there are crm.jsonl, deliveries.jsonl, jobs.jsonl (docs/bi.md)',
      ),
  )
    .addOption(json)
    .action(async (folder: string, { json: asJson, ...where }: Where & { json: boolean }) => {
      const config = configIn(folder)
      await host.migrate(where)
      const result = await host.withHub(where, async ({ store, setup }) => {
        if (!(await isFresh(store.db))) throw new Failure('the database holds leads, deliveries or jobs already: name an empty one with --database')
        const taken = await takeFiles(store, folder)
        await store.write((db) => keepLogConfig(db, config))
        const { companyOf } = await figureSettings(store.db, setup)
        const bar = progressBar()
        const leads = await settleLog(store, companyOf, (done) => asJson || bar.tell('leads settled', done, null))
        bar.end()
        return { leads, ...taken }
      })
      if (asJson) printJson(result)
      else
        print(`${result.facts} facts of ${result.leads} leads, ${result.deliveries} deliveries, ${result.jobs} jobs, ${result.crm} opportunities of the CRM.`)
    })
}

function configIn(folder: string): LogConfig {
  const file = join(folder, 'config.json')
  if (!existsSync(file)) throw new Failure(`there is no ${file}`)
  const result = logConfigSchema.safeParse(parsed(file))
  if (result.success) return result.data
  const [problem] = result.error.issues
  throw new Failure(`${file}: ${problem!.path.join('.')}: ${problem!.message}`)
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Failure(`${file} is not JSON`)
  }
}

async function takeFiles(store: Store, folder: string): Promise<Record<LogFile, number>> {
  const taker = logTaker(Date.now())
  const taken = { facts: 0, crm: 0, deliveries: 0, jobs: 0 }
  if (!existsSync(join(folder, 'facts.jsonl'))) throw new Failure(`there is no ${join(folder, 'facts.jsonl')}`)
  const bar = progressBar()
  for (const name of LOG_FILES) {
    for await (const lines of chunksOf(join(folder, `${name}.jsonl`))) {
      await store.write((db) => taker.take(db, name, lines))
      taken[name] += lines.length
      bar.tell(`lines of ${name}.jsonl`, taken[name], null)
    }
  }
  bar.end()
  return { ...taken, facts: taker.facts }
}

/** A file that is not there has none. */
async function* chunksOf(file: string): AsyncGenerator<LogLine[]> {
  if (!existsSync(file)) return
  let chunk: LogLine[] = []
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line++
    if (text.trim() === '') continue
    chunk.push({ text, line })
    if (chunk.length === AT_ONCE) {
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}
