/** `leitwerk import`: the rows of a list in a file, through the same way as everything else. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import type { StartedImport } from '../action-data.ts'
import { DELIMITERS, type Delimiter, ENCODINGS, type ImportOptions, PIECE, ROW_OUTCOMES, type Survey } from '../list.ts'
import * as importRows from '../store/import-rows.ts'
import * as imports from '../store/imports.ts'
import type { AtHand, CliHost, Where } from './host.ts'
import { preview } from './import-preview.ts'
import { Failure, print, printJson, progressBar, table, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'

export interface ImportArguments extends Where, ImportOptions {
  source?: string
  dryRun: boolean
  first?: number
  propose: boolean
  out?: string
  results?: string
  list: boolean
  json: boolean
}

export function importList(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(command)
    .option('-s, --source <id>', 'source that its rows come from')
    .option('--mapping <name>', "mapping of the rows, instead of the source's own")
    .option('--key <column>', 'column that tells the rows apart: a changed row with the same value corrects the one before')
    .option('--dry-run', 'say how the file is read and what would become of its rows; write nothing', false)
    .option('--first <n>', 'with --dry-run: of the first so many rows only', wholeNumber)
    .option('--propose', 'write a first mapping for the columns of this list', false)
    .option('--out <file>', 'with --propose: file of the mapping')
    .option('--results <file>', 'write what became of each row, as CSV')
    .option('--sheet <name>', 'of a workbook; default: the first')
    .option('--visible-only', 'leave hidden and filtered rows of a workbook out', false)
    .option('--header <line>', 'line of the row that names the columns; default: a guess', wholeNumber)
    .addOption(new Option('--encoding <name>', 'of a text; default: found out').choices(ENCODINGS))
    .addOption(new Option('--delimiter <sign>', 'of a text; default: found out').argParser(delimiter))
    .option('--list', 'list the imports there were', false)
    .addOption(json)
    .action(async (file: string | undefined, options: ImportArguments) => exit(await act(host, file, options)))
}

function delimiter(text: string): Delimiter {
  const sign = ({ tab: '\t', '\\t': '\t', semicolon: ';', comma: ',', pipe: '|' } as Record<string, string>)[text] ?? text
  if (!(DELIMITERS as readonly string[]).includes(sign)) throw new Failure(`'${text}' is no delimiter: say ; , | or tab`)
  return sign as Delimiter // a member, as was just seen
}

async function act(host: CliHost, file: string | undefined, options: ImportArguments): Promise<number> {
  if (options.list) return listImports(host, options)
  if (file === undefined) throw new Failure('say which file, or --list')
  if (options.source === undefined) throw new Failure('say with --source which source the rows come from')
  if (options.propose || options.dryRun) return preview(host, file, { ...options, source: options.source })
  return host.withHub(options, (hub) => run(hub, file, options.source ?? '', options))
}

// --- one import ----------------------------------------------------------------------------------------

async function run(hub: AtHand, file: string, source: string, options: ImportArguments): Promise<number> {
  const started = await uploaded(hub, file, source, options)
  if (!options.json) tellSurvey(started.survey)
  if (!options.json && started.resumed) print(`${started.id} was interrupted before; it goes on.`)
  const began = performance.now()
  const from = (await imports.find(hub.store.db, started.id))!
  const end = await followed(hub, started.id, file)
  if (options.results !== undefined) await writeResults(hub, started.id, options.results)
  const seconds = (performance.now() - began) / 1000
  const perSecond = Math.round((judged(end) - judged(from)) / seconds)
  if (options.json)
    printJson({ rows: end.survey?.rows ?? 0, ...end.totals, id: end.id, state: end.state, reason: end.reason, resumed: started.resumed, perSecond })
  else tell(end, perSecond, options)
  return end.state === 'done' ? 0 : 1
}

async function uploaded({ act: hub }: AtHand, file: string, source: string, options: ImportArguments): Promise<StartedImport> {
  const { encoding, delimiter: sign, header, sheet, visibleOnly, mapping, key } = options
  const hash = createHash('sha256')
  const pieces = createReadStream(file, { highWaterMark: PIECE })
  await once(pieces, 'open') // a file that is not there leaves nothing behind
  const id = await hub.receiveImport({ source, file: basename(file), options: { encoding, delimiter: sign, header, sheet, visibleOnly, mapping, key } }, 'cli')
  let n = 0
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    hash.update(piece)
    await hub.receivePiece({ id, n: n++, body: piece.toString('base64') })
  }
  return hub.startImport({ id, hash: hash.digest('hex') }, 'cli')
}

const judged = ({ totals }: imports.ImportRow): number => ROW_OUTCOMES.reduce((sum, outcome) => sum + totals[outcome], 0)

/** Waits until all rows are through; where no hub runs, this process works them off. */
async function followed({ store, runImport }: AtHand, id: string, file: string): Promise<imports.ImportRow> {
  const bar = progressBar()
  const interrupted = () => {
    bar.end()
    const how = runImport
      ? `give the same command again to go on with ${basename(file)}`
      : 'the running hub goes on with it; the same command shows how far it is'
    process.stderr.write(`\nInterrupted: nothing is lost, ${how}.\n`)
    process.exit(130)
  }
  process.once('SIGINT', interrupted)
  let failed: unknown
  const here = runImport?.(id)
  here?.catch((error) => {
    failed = error
  })
  const began = performance.now()
  let first: number | null = null
  for (;;) {
    const now = (await imports.find(store.db, id))!
    first ??= judged(now)
    bar.tell(...progress(now, judged(now) - first, (performance.now() - began) / 1000))
    if (now.state !== 'running') {
      bar.end()
      process.off('SIGINT', interrupted)
      await here
      return now
    }
    if (failed !== undefined) throw failed
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function progress(run: imports.ImportRow, lately: number, seconds: number): [text: string, done: number, total: number | null] {
  const [done, total] = [judged(run), run.survey?.rows ?? null]
  if (!process.stderr.isTTY || lately === 0 || total === null) return ['rows', done, total]
  const perSecond = lately / seconds
  return [`rows, ${Math.round(perSecond)} per second, ${duration((total - done) / perSecond)} left`, done, total]
}

const duration = (seconds: number): string => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`)

// --- telling ---------------------------------------------------------------------------------------------

export function tellSurvey({ format, rows, tooLong, tooShort, hidden }: Survey): void {
  const how =
    format.kind === 'xlsx'
      ? `workbook, sheet '${format.sheet}'${format.sheets.length > 1 ? ` of ${format.sheets.length} (--sheet)` : ''}`
      : `text in ${format.encoding}, cells parted by ${format.delimiter === '\t' ? 'tab' : format.delimiter}`
  print(`${how}; the columns are named in line ${format.line}; ${rows} rows.`)
  if (!format.isSure) print('None of the names is a usual one: look whether that is the right line, else say it with --header.')
  if (tooLong.n > 0) print(`${tooLong.n} rows have more cells than there are columns, and will be held: ${lines(tooLong)}.`)
  if (tooShort.n > 0) print(`${tooShort.n} rows have fewer cells than there are columns; what is missing counts as empty: ${lines(tooShort)}.`)
  if (hidden.n > 0)
    print(
      `${hidden.n} rows are hidden or filtered out in the workbook${format.kind === 'xlsx' && format.visibleOnly ? '' : ', and count like the others (--visible-only leaves them out)'}.`,
    )
}

const lines = ({ n, lines: named }: { n: number; lines: readonly number[] }): string => `line ${named.join(', ')}${n > named.length ? ' ...' : ''}`

function tell(run: imports.ImportRow, perSecond: number, { results }: ImportArguments): void {
  const { totals, survey } = run
  print(`${run.id} is ${run.state}${run.reason ? `: ${run.reason}` : ''}. ${survey?.rows ?? 0} rows, ${perSecond} per second:`)
  print(`${totals.new} new, ${totals.merged} merged, ${totals.duplicate} duplicate, ${totals.held} held, ${totals.filtered} filtered.`)
  if (totals.held > 0)
    print(`See why rows are held with \`leitwerk held --source ${run.source}\`${results === undefined ? ', or row by row with --results FILE' : ''}.`)
  if (results !== undefined) print(`What became of each row stands in ${results}.`)
}

const PAGE = 1_000
const COLUMNS = ['line', 'outcome', 'reason', 'account', 'lead', 'delivery'] as const

/** As German spreadsheets open it by themselves. */
async function writeResults({ store }: AtHand, id: string, file: string): Promise<void> {
  const out = createWriteStream(file)
  out.write(`\uFEFF${COLUMNS.join(';')}\r\n`)
  for (let after: number | undefined, isMore = true; isMore; ) {
    const { rows, next } = await importRows.list(store.db, id, { after, limit: PAGE })
    for (const row of rows) if (!out.write(`${COLUMNS.map((name) => quoted(row[name])).join(';')}\r\n`)) await once(out, 'drain')
    after = rows.at(-1)?.n
    isMore = next !== null
  }
  await new Promise<void>((resolve, reject) => out.on('error', reject).end(() => resolve()))
}

const quoted = (value: string | number | null): string =>
  typeof value === 'string' && /[";\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value ?? '')

async function listImports(host: CliHost, options: ImportArguments): Promise<number> {
  const rows = await host.withHub(options, async ({ store }) => (await imports.list(store.db, { source: options.source, limit: 50 })).rows)
  if (options.json) printJson({ imports: rows.map(shown) })
  else
    print(
      table(
        ['id', 'state', 'source', 'file', 'rows', ...ROW_OUTCOMES, 'begun', 'by'],
        rows.map((row) => [
          row.id,
          row.state,
          row.source,
          row.file,
          row.survey?.rows ?? null,
          ...ROW_OUTCOMES.map((outcome) => row.totals[outcome]),
          new Date(row.createdAt).toISOString().slice(0, 16),
          row.by,
        ]),
      ),
    )
  return 0
}

const shown = ({ survey, totals, createdAt, endedAt, ...row }: imports.ImportRow) => ({
  id: row.id,
  state: row.state,
  reason: row.reason,
  source: row.source,
  file: row.file,
  hash: row.hash,
  rows: survey?.rows ?? null,
  position: row.position,
  ...totals,
  startedAt: new Date(createdAt).toISOString(),
  endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  by: row.by,
})
