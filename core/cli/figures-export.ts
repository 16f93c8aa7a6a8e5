/** `leitwerk figures export` */
import { mkdirSync } from 'node:fs'
import { open, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { csvHead, csvLines, deliveryPages, factPages, jobPages, jsonLines, type LogRecord, opportunityPages } from '../flow/figures/export-log.ts'
import { figureSettings, keptLogConfig } from '../flow/figures/figure-settings.ts'
import type { LogFile } from '../flow/figures/import-log.ts'
import { logConfigOf } from '../flow/figures/log-config.ts'
import type { AtHand, CliHost, Where } from './host.ts'
import { print, printJson, progressBar } from './print.ts'
import type { Shared } from './program.ts'
import { instantOf } from './time.ts'

const FORMATS = ['jsonl', 'csv'] as const
type Format = (typeof FORMATS)[number]

interface Options extends Where {
  format: Format
  changedSince?: string
  reasonsInWords?: boolean
  json: boolean
}

export function figuresExport(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(
    command
      .command('export')
      .argument('<folder>', 'where the files are written; those of an earlier export are replaced')
      .description('Write all facts into a folder, without personal data: for BI tools, or to be taken in by `figures import` (docs/bi.md)'),
  )
    .addOption(new Option('--format <format>', 'JSON lines, which can be taken in again, or CSV').choices(FORMATS).default('jsonl'))
    .option('--changed-since <time>', 'ISO 8601: only leads that changed since, each with all of its facts, and no other file')
    .option('--reasons-in-words', 'reasons as somebody wrote them, too: they may name persons')
    .addOption(json)
    .action(async (folder: string, { format, changedSince, reasonsInWords = false, json: asJson, ...where }: Options) => {
      const since = instantOf('--changed-since', changedSince) ?? null
      mkdirSync(folder, { recursive: true })
      const written = await host.withHub(where, (hub) => exportInto(hub, folder, format, since, reasonsInWords))
      if (asJson) printJson(written)
      else
        print(
          `${Object.entries(written)
            .map(([name, lines]) => `${lines} ${WHAT[name as LogFile]}`)
            .join(', ')}, in ${folder}.`,
        )
    })
}

const WHAT: Readonly<Record<LogFile, string>> = { facts: 'facts', crm: 'opportunities of CRMs', deliveries: 'deliveries', jobs: 'jobs' }

/** @returns lines of each file */
async function exportInto({ store: { db }, setup }: AtHand, folder: string, format: Format, since: number | null, inWords: boolean) {
  const { companyOf, settings, products } = await figureSettings(db, setup)
  const bar = progressBar()
  const tell = (file: LogFile) => (lines: number) => bar.tell(`lines of ${file}`, lines, null)
  const years = { from: new Date().getUTCFullYear(), to: new Date().getUTCFullYear() + 1 }
  const known = new Set(products)
  const look = (records: readonly LogRecord[]): void => {
    for (const { kind, at, product } of records) {
      years.from = Math.min(years.from, new Date(String(at)).getUTCFullYear())
      if (kind === 'created') known.add(String(product))
    }
  }
  const put = (file: LogFile, pages: AsyncIterable<LogRecord[]>) => writePages(join(folder, `${file}.${format}`), file, format, pages, tell(file))
  const facts = await put('facts', looked(factPages(db, { companyOf, since, inWords }), look))
  if (since !== null) {
    bar.end()
    return { facts }
  }
  const written = {
    facts,
    crm: await put('crm', opportunityPages(db)),
    deliveries: await put('deliveries', deliveryPages(db)),
    jobs: await put('jobs', jobPages(db)),
  }
  bar.end()
  if (format === 'jsonl') {
    const config = (await keptLogConfig(db)) ?? logConfigOf(settings, [...known], years)
    await writeFile(join(folder, 'config.json'), `${JSON.stringify(config, null, 1)}\n`)
  }
  return written
}

async function* looked(pages: AsyncIterable<LogRecord[]>, look: (records: readonly LogRecord[]) => void): AsyncGenerator<LogRecord[]> {
  for await (const records of pages) {
    look(records)
    yield records
  }
}

/** Beside its place until it is whole. @returns lines */
async function writePages(path: string, file: LogFile, format: Format, pages: AsyncIterable<LogRecord[]>, tell: (lines: number) => void): Promise<number> {
  const handle = await open(`${path}.part`, 'w')
  let lines = 0
  try {
    if (format === 'csv') await handle.write(csvHead(file))
    for await (const records of pages) {
      await handle.writeFile(format === 'csv' ? csvLines(file, records) : jsonLines(records))
      lines += records.length
      tell(lines)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${path}.part`, path)
  return lines
}
