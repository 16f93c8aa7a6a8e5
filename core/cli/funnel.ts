/** `leitwerk funnel` */
import { type Command, Option } from 'commander'
import type { Asked, FigureReply } from '../figure-data.ts'
import { allFigures } from '../flow/figures/all-figures.ts'
import { figureSettings } from '../flow/figures/figure-settings.ts'
import { readPopulation } from '../flow/figures/read-population.ts'
import { csvOf } from '../flow/figures/written.ts'
import { DIMENSIONS, type Dimension, type FigureRow, MODES, type Mode, PERIODS, type PeriodKind } from '../metrics/figure.ts'
import { FIGURES } from '../metrics/figures/index.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, progressBar, table } from './print.ts'
import type { Shared } from './program.ts'
import { instantOf } from './time.ts'

interface Options extends Where {
  all?: boolean
  product?: string
  from?: string
  to?: string
  period?: PeriodKind
  by?: Dimension
  mode?: Mode
  kind?: string
  only: Partial<Record<Dimension, string>>
  asOf?: string
  csv?: boolean
  json: boolean
}

const ASKED_OF_ONE = ['product', 'from', 'to', 'period', 'by', 'mode', 'kind', 'csv'] as const

export function funnel(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command)
    .argument('[figure]', 'its name; without one, all names are listed')
    .option('--product <id>', 'only leads of this product')
    .option('--from <time>', 'local day (2025-01-01) or ISO 8601: the first one that counts')
    .option('--to <time>', 'the first one that does not count any more')
    .addOption(new Option('--period <kind>', 'default: the whole range as one').choices(PERIODS))
    .addOption(new Option('--by <dimension>', 'told apart by it').choices(DIMENSIONS))
    .addOption(new Option('--mode <mode>', 'of rates of steps').choices(MODES))
    .option('--kind <kind>', 'step, measure or model, where the figure has several')
    .option('--only <dimension=value>', 'only leads of it, e.g. channel=fair; repeatable', filtered, {})
    .option('--as-of <time>', 'ISO 8601: with what was known then; default: now')
    .option('--all', 'every figure of every product, as one object')
    .option('--csv', 'as CSV')
    .addOption(json)
    .action(async (figure: string | undefined, options: Options) => {
      const asOf = instantOf('--as-of', options.asOf) ?? null
      if (options.all) {
        const others = ASKED_OF_ONE.filter((name) => options[name] !== undefined).map((name) => `--${name}`)
        if (figure !== undefined || others.length > 0 || Object.keys(options.only).length > 0)
          throw new Failure(
            `--all gives every figure of every product: ask without ${[figure, ...others].filter((one) => one !== undefined).join(', ') || '--only'}`,
          )
        return printJson(await all(host, options, asOf ?? Date.now()))
      }
      if (figure === undefined)
        return options.json ? printJson({ figures: FIGURES.map(({ name, group, sentence, kinds }) => ({ name, group, sentence, kinds })) }) : printNames()
      const reply = await host.withHub(options, ({ figures }) => figures.ask({ ...askedOf(figure, options), asOf }))
      if (options.json) printJson(writtenReply(reply))
      else if (options.csv) process.stdout.write(csvOf(reply.rows))
      else printReply(reply)
    })
}

function filtered(text: string, before: Options['only']): Options['only'] {
  const [name = '', value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]
  if (!text.includes('=') || !(DIMENSIONS as readonly string[]).includes(name))
    throw new Failure(`--only ${text}: write dimension=value; dimensions are ${DIMENSIONS.join(', ')}`)
  return { ...before, [name]: value }
}

function askedOf(figure: string, { product, from, to, period, by, mode, kind, only }: Options): Omit<Asked, 'asOf'> {
  const where = { ...only, ...(product !== undefined && { product }) }
  return {
    figure,
    from: dayOrInstant('--from', from),
    to: dayOrInstant('--to', to),
    period: period ?? null,
    by: by ?? null,
    mode: mode ?? null,
    kind: kind ?? null,
    where,
  }
}

const dayOrInstant = (option: string, text: string | undefined): Asked['from'] =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? text : (instantOf(option, text) ?? null)

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
const writtenReply = ({ asOf, from, to, ...reply }: FigureReply) => ({ ...reply, asOf: iso(asOf), from: iso(from), to: iso(to) })

function printNames(): void {
  print(
    table(
      ['figure', 'what it counts', 'kinds'],
      FIGURES.map(({ name, sentence, kinds }) => [name, sentence.en, kinds.join(' ')]),
    ),
  )
}

// --- for people ---------------------------------------------------------------

function printReply({ definition, kind, mode, asOf, rows, notes, where }: FigureReply): void {
  const { title, sentence, unitOfCount, window } = definition
  const about = [
    kind,
    window === null ? null : `window of ${window} days`,
    definition.modes.length > 0 ? mode : null,
    ...Object.entries(where).map((one) => one.join(' ')),
  ]
  print(`${title.en}${about.some((one) => one !== null) ? `: ${about.filter((one) => one !== null).join(', ')}` : ''}`)
  print(`${sentence.en} n: ${unitOfCount.en}. As of ${iso(asOf)}.`)
  print()
  if (rows.length === 0) print('Nothing is counted.')
  else print(tableOf(rows, definition.unit))
  for (const line of sparklines(rows)) print(line)
  for (const { en } of notes) print(`* ${en}`)
}

function tableOf(rows: readonly FigureRow[], unit: string): string {
  const has = (of: (row: FigureRow) => unknown) => rows.some((row) => of(row) !== null)
  const besides = [...new Set(rows.flatMap(({ more = {} }) => Object.keys(more)))]
  const head = [
    ...(has((row) => row.segment) ? ['segment'] : []),
    ...(has((row) => row.period) ? ['period'] : []),
    'n',
    unit === 'cents' ? 'amount' : unit,
    '95 %',
    '',
    ...besides,
  ]
  return table(
    head,
    rows.map((row) => [
      ...(has((one) => one.segment) ? [row.segment] : []),
      ...(has((one) => one.period) ? [row.period] : []),
      row.n,
      shown(row.value, unit),
      row.low === null && row.high === null ? null : `${shown(row.low, unit) ?? '?'} to ${shown(row.high, unit) ?? 'open'}`,
      row.says ? '' : 'says little',
      ...besides.map((name) => besideOf(row.more?.[name] ?? null, unit === 'cents' && AMOUNTS.includes(name))),
    ]),
  )
}

/** What belongs to an amount and is one. */
const AMOUNTS: readonly string[] = ['shown', 'mean', 'meanLow', 'meanHigh']

function shown(value: number | null, unit: string): string | null {
  if (value === null) return null
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`
  if (unit === 'cents') return (value / 100).toFixed(2)
  return String(rounded(value))
}
const rounded = (value: number): number => Math.round(value * 100) / 100
const cell = (value: string | number | boolean | null): string | null =>
  value === null ? null : typeof value === 'number' ? String(rounded(value)) : String(value)

const besideOf = (value: string | number | boolean | null, isAmount: boolean): string | null =>
  isAmount && typeof value === 'number' ? shown(value, 'cents') : cell(value)

const BARS = '▁▂▃▄▅▆▇█'
/** The course over at least three periods, one line for each segment. */
function sparklines(rows: readonly FigureRow[]): string[] {
  const lines = Map.groupBy(rows, ({ segment, more = {} }) =>
    [segment, ...Object.values(more).filter((one) => typeof one === 'string')].filter((one) => one !== null).join(' '),
  )
  return [...lines].flatMap(([name, of]) => {
    const values = of.filter(({ period }) => period !== null).map(({ value }) => value)
    const most = Math.max(...values.map((value) => value ?? 0))
    if (values.length < 3 || most <= 0) return []
    const bars = values.map((value) => (value === null ? ' ' : BARS[Math.min(BARS.length - 1, Math.floor((value / most) * BARS.length))]))
    return [`${bars.join('')}  ${name}`.trimEnd()]
  })
}

// --- all -----------------------------------------------------------------------

function all(host: CliHost, where: Where, asOf: number): Promise<object> {
  const bar = progressBar()
  return host.withHub(where, async ({ store, setup }) => {
    const known = await figureSettings(store.db, setup)
    const tell = (leads: number) => bar.tell('leads read', leads, null)
    const population = await readPopulation(store.db, { companyOf: known.companyOf, asOf, withTouches: true, tell })
    bar.end()
    return allFigures(store.db, population, known, asOf)
  })
}
