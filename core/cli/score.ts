/** `leitwerk score ...` */
import { type Command, Option } from 'commander'
import { whatIf } from '../flow/what-if.ts'
import { type ExplainedScore, explainScore } from '../lead/explain-score.ts'
import type { Criterion } from '../lead/qualify.ts'
import type { WhatIf } from '../lead-data.ts'
import * as leadFacts from '../store/lead-facts.ts'
import * as leads from '../store/leads.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, progressBar, table } from './print.ts'
import type { Shared } from './program.ts'
import { instantOf } from './time.ts'

const QUARTER_MS = 92 * 86_400_000

export function score(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('explain').description('What makes the score of a lead, and what it lacks as an MQL').argument('<lead>', 'led_...'))
    .addOption(json)
    .action(async (id: string, { json: asJson, ...where }: Where & { json: boolean }) => {
      const explained = await host.withHub(where, async ({ store, setup }) => {
        if (!(await leads.find(store.db, id))) throw new Failure(`there is no lead ${id}`)
        return explainScore(setup.rules, await leadFacts.ofLead(store.db, id), Date.now())
      })
      if (asJson) printJson(explained)
      else printScore(explained)
    })

  located(command.command('whatif').description('Which leads other rules would have made MQLs in a time, and why; writes nothing'))
    .requiredOption('--draft <file>', 'YAML with the sections that would be other ones: funnel, scoring, content')
    .option('--from <time>', 'ISO 8601; default: 92 days ago')
    .option('--to <time>', 'default: now')
    .addOption(new Option('--product <id>', 'only leads of this product'))
    .addOption(json)
    .action(async (options: Where & { draft: string; from?: string; to?: string; product?: string; json: boolean }) => {
      const to = instantOf('--to', options.to) ?? Date.now()
      const from = instantOf('--from', options.from) ?? to - QUARTER_MS
      if (from >= to) throw new Failure('--from must lie before --to')
      const draft = await host.draftRules(options, options.draft)
      const bar = progressBar()
      const window = { from, to, ...(options.product !== undefined && { product: options.product }) }
      const result = await host.withHub(options, ({ store, setup }) =>
        whatIf(store.db, setup.rules, draft, window, (done) => options.json || bar.tell('leads looked at', done, null)),
      )
      bar.end()
      if (options.json) printJson({ from: iso(from), to: iso(to), ...result, differing: result.differing.map(written) })
      else printWhatIf(result, from, to)
    })
}

const iso = (at: number) => new Date(at).toISOString()
const day = (at: number) => iso(at).slice(0, 10)
const written = ({ at, otherwiseAt, ...differing }: WhatIf['differing'][number]) => ({
  ...differing,
  at: iso(at),
  otherwiseAt: otherwiseAt && iso(otherwiseAt),
})
const points = (value: number) => Math.round(value * 10) / 10

/** Differences shown to people; `--json` has up to 1,000. */
const SHOWN = 30

function printWhatIf({ leads: all, mqls, gained, lost, differing }: WhatIf, from: number, to: number): void {
  print(`${all} leads, ${day(from)} to ${day(to)}: ${mqls.before} MQLs by the rules of now, ${mqls.after} by the draft (${gained} more, ${lost} less).`)
  if (differing.length === 0) return
  print(
    table(
      ['', 'lead', 'company', 'product', 'on', 'why'],
      differing.slice(0, SHOWN).map((one) => [one.is === 'gained' ? '+' : '-', one.lead, one.accountName, one.product, day(one.at), reasonOf(one)]),
    ),
  )
  if (gained + lost > SHOWN) print(`and ${gained + lost - SHOWN} more`)
}

function reasonOf({ is, lacked, otherwiseAt }: WhatIf['differing'][number]): string {
  const whose = is === 'gained' ? 'by the rules of now' : 'by the draft'
  if (lacked.length === 0) return otherwiseAt === null ? `${whose} it was no lead to be offered` : `${whose} on ${day(otherwiseAt)}`
  return `${whose} ${lacked.map(saidOf).join(', ')}`
}

const NAMES = { points: 'points', touches: 'nurturing touches', days: 'days of nurturing' } as const

const saidOf = (one: Criterion): string =>
  one.what === 'fit' ? `fit ${one.has} where ${one.needs} is needed` : `${points(one.has)} of ${one.needs} ${NAMES[one.what]}`

function printScore({ fit, engagement, points: all, fitRules, touches, mql }: ExplainedScore): void {
  print(`Fit ${fit}, engagement ${engagement}, ${points(all)} points.`)
  for (const { rule, points: given } of fitRules) print(`  ${given} for ${rule}`)
  if (touches.length > 0)
    print(
      table(
        ['on', 'touch', 'content', 'points', 'left', 'half-life'],
        touches.map((one) => [day(one.at), one.touch, one.content, one.points, points(one.left), `${one.halfLifeDays} d`]),
      ),
    )
  const lacked = mql.filter(({ isMet }) => !isMet)
  print(lacked.length === 0 ? 'All that an MQL needs is met.' : `For an MQL: ${lacked.map(saidOf).join(', ')}.`)
}
