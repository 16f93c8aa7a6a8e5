/** Reproducible benchmarks: `npm run -s bench -- NAME [--json]`. Each prints what it does, and with --json one object as the last line. */
import { parseArgs } from 'node:util'
import { ageing } from './ageing.ts'
import { backtest } from './backtest.ts'
import { consoleSpeed, toldOfConsole } from './console.ts'
import { coverage, toldOfCoverage } from './coverage.ts'
import { erasing } from './erase.ts'
import { faults, toldOfFaults } from './faults.ts'
import { writeLog } from './figures/log.ts'
import { figureSpeed } from './figures/speed.ts'
import { fuzzing, toldOfFuzzing } from './fuzz.ts'
import { growth } from './growth.ts'
import { importing } from './import.ts'
import { ingest } from './ingest.ts'
import { jobsPerSecond } from './jobs.ts'
import { kill } from './kill.ts'
import { killSteps } from './kill-steps.ts'
import { matching, toldOfMatching } from './match.ts'
import { matchingAtScale } from './match-scale.ts'
import { matchingUnits, toldOfUnits } from './match-units.ts'
import { nurturing } from './nurture.ts'
import { overload } from './overload.ts'
import { pacing } from './pacing.ts'
import { pipeline } from './pipeline.ts'
import { proposals, tables } from './propose.ts'
import { reconciling, toldOfReconciling } from './reconcile.ts'
import { everyRule } from './rules.ts'
import { starting } from './start.ts'
import { trace } from './trace.ts'
import { workers } from './workers.ts'

interface Benchmark {
  about: string
  run: (options: Options) => Promise<object>
  /** What people see; default: the result as JSON. */
  told?: (result: object) => string
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  ageing: { about: 'what waiting costs beside a million leads (--n): a look that finds nothing due, and points counted anew', run: ageing },
  backtest: { about: 'a draft tried on 10 k deliveries, and the replay that follows', run: backtest },
  console: {
    about: 'the console beside 100 k deliveries (--n) and 50 k leads (--leads) in a real browser: from each act until it is painted, and what is loaded',
    run: consoleSpeed,
    told: toldOfConsole,
  },
  coverage: {
    about:
      'over 200 invented companies (--companies) of 3 k leads (--leads): how often rates, durations and forecasts held the truth in their 95 % intervals, beside wrong methods',
    run: coverage,
    told: toldOfCoverage,
  },
  erase: {
    about: 'a person of a list of 20 k rows (--n) erased, killed -9 meanwhile; then every byte of the database searched, and the figures compared',
    run: erasing,
  },
  faults: {
    about:
      'one fault after another (--variant; --n: tries of each): kills, disks, clocks, networks, poison; what was lost, doubled, reordered, and the recovery',
    run: faults,
    told: toldOfFaults,
  },
  'figures-log': {
    about: 'writes the log of an invented company of 60 k leads (--leads; --n: its seed) into a folder (--out DIR), for `leitwerk figures import`',
    run: writeLog,
  },
  figures: {
    about:
      'every figure by channel, of one industry, over three years: of a log of 60 k leads (--leads), of one that is written (--set DIR) or imported (--store URL) already; --variant FIGURE for one',
    run: figureSpeed,
  },
  fuzz: {
    about: 'so many requests (--n, 10 k unless told) that nobody planned for, to every route: 5xx, hangs, personal data in the log',
    run: fuzzing,
    told: toldOfFuzzing,
  },
  growth: {
    about:
      'half, once and twice 90 days of 50 k deliveries (--n: their number), beside a small store: rates, size, questions, retention; --out DIR is kept, --resume goes on there',
    run: growth,
  },
  import: { about: 'a Windows-1252 fair list of 100 k rows (--n) through `leitwerk import`: rows per second, memory, and the same file again', run: importing },
  ingest: {
    about: 'accepted deliveries per second on one core beside a bare Hono echo, by connections up to 1,000, and latency while the pipeline is busy',
    run: ingest,
  },
  match: {
    about: 'labelled submissions through the real resolve step (--set DIR,DIR; --n: so many shuffles), on arrival and after a sweep, beside the targets',
    run: matching,
    told: toldOfMatching,
  },
  'match-scale': {
    about: 'records per second and p99 of the resolve step beside so many known accounts (--set DIR with more records than --n, --database)',
    run: matchingAtScale,
  },
  'match-units': {
    about: 'units and contacts found in a labelled set whose accounts are known (--set DIR), on arrival and after re-evaluation',
    run: matchingUnits,
    told: toldOfUnits,
  },
  nurture: { about: 'who gets what next, beside 100 k contacts (--n): finding it out, reading the list, marking an address', run: nurturing },
  overload: {
    about: 'three times what the front door can take for a minute (--n), most of it from one source: latency of what is accepted, memory, the others, recovery',
    run: overload,
  },
  pipeline: {
    about: 'deliveries per second from the ledger into the CRM, with 10 k and 200 k known units, or with so many (--variant 1000000)',
    run: pipeline,
  },
  pacing: {
    about:
      'jobs for a CRM that allows so many requests in any two seconds (--rate, 600 unless told; --variant): part of it that is used, refusals before and after it is known',
    run: pacing,
  },
  jobs: {
    about: 'jobs per second into CRMs that find and take many records in a call, take many, take one (--n: jobs; --variant batched|taken|single)',
    run: jobsPerSecond,
  },
  kill: { about: 'kill -9 at random moments under load: what was lost, doubled, reordered', run: kill },
  'kill-steps': {
    about: 'kill -9 after every call of a hand-over into every CRM (--connector; --n: so many kills each): what was made twice or not at all',
    run: killSteps,
  },
  propose: { about: 'share of what people read in sample payloads that `mapping propose` finds', run: proposals, told: tables },
  reconcile: {
    about: 'a CRM of 20 k accounts (--n) held against the hub: half of a labelled set each (--set DIR), pairs beside who it really is',
    run: reconciling,
    told: toldOfReconciling,
  },
  rules: { about: 'what all rules together cost the pipeline: runs with none and with every kind of them, in turn (--n: deliveries of a run)', run: everyRule },
  start: { about: 'how soon a hub takes requests, and what memory it holds at rest (--n: starts)', run: starting },
  trace: { about: 'the system calls of one delivery: the disk has it before the sender hears 202 (needs strace)', run: trace },
  workers: {
    about: 'the pipeline on PostgreSQL with one, two and four work processes, each held to a fifth of the time (--n: deliveries for each)',
    run: workers,
  },
}

export interface Options {
  /** Which database, where a benchmark can use either. */
  database: 'sqlite' | 'postgres' | 'both'
  /** Kills per database, deliveries... Default: the benchmark's own. */
  n: number | null
  /** A folder of labelled submissions. */
  set: string | null
  /** Requests that a CRM allows in any two seconds. */
  rate: number | null
  /** The one kind of CRM, where a benchmark goes through all. */
  connector: string | null
  /** The one case, where a benchmark has several. */
  variant: string | null
  /** Invented companies, and leads of each. */
  companies: number | null
  leads: number | null
  /** A database that is there already. */
  store: string | null
  /** A folder to write to. */
  out: string | null
  /** Goes on with what lies in that folder. */
  resume: boolean
  say: (text: string) => void
}

const OPTIONS = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  database: { type: 'string', default: 'both' },
  n: { type: 'string' },
  set: { type: 'string' },
  connector: { type: 'string' },
  rate: { type: 'string' },
  variant: { type: 'string' },
  companies: { type: 'string' },
  leads: { type: 'string' },
  store: { type: 'string' },
  out: { type: 'string' },
  resume: { type: 'boolean', default: false },
} as const

const HELP = `npm run -s bench -- NAME [options]

${Object.entries(BENCHMARKS)
  .map(([id, { about }]) => `  ${id.padEnd(12)} ${about}`)
  .join('\n')}

options: --json, --database sqlite|postgres|both, --n NUMBER, --set DIR, --connector KIND, --rate NUMBER, --variant NAME,
         --companies NUMBER, --leads NUMBER, --store URL, --out DIR, --resume
`

function asked(): { benchmark: Benchmark; values: ReturnType<typeof parse>['values'] } {
  try {
    const { values, positionals } = parse()
    const [name = ''] = positionals
    if (values.help || name === '') {
      process.stdout.write(HELP)
      process.exit(0)
    }
    const benchmark = BENCHMARKS[name]
    if (!benchmark) throw new Error(`there is no benchmark ${name}`)
    if (!['sqlite', 'postgres', 'both'].includes(values.database)) throw new Error('--database is sqlite, postgres or both')
    return { benchmark, values }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}; \`npm run -s bench -- --help\` lists benchmarks and options\n`)
    process.exit(1)
  }
}

function parse() {
  return parseArgs({ options: OPTIONS, allowPositionals: true })
}

const { benchmark, values } = asked()
const numberOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text))
const result = await benchmark.run({
  database: values.database as Options['database'],
  n: numberOf(values.n),
  set: values.set ?? null,
  rate: numberOf(values.rate),
  connector: values.connector ?? null,
  variant: values.variant ?? null,
  companies: numberOf(values.companies),
  leads: numberOf(values.leads),
  store: values.store ?? null,
  out: values.out ?? null,
  resume: values.resume,
  say: (text) => process.stderr.write(`${text}\n`),
})
process.stdout.write(`${values.json ? JSON.stringify(result) : (benchmark.told?.(result) ?? JSON.stringify(result, null, 2))}\n`)
process.exit(0)
