/** `leitwerk lead ...` */
import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { parseCsv } from '../decode/csv.ts'
import { type Call, callList } from '../flow/call-list.ts'
import { CALL_REASONS, type CallReason } from '../lead/call.ts'
import { CLASSES, type Class } from '../lead/fact.ts'
import type { LeadDecision } from '../lead-data.ts'
import { Refusal } from '../refusal.ts'
import { candidates } from './candidates.ts'
import { csvText } from './csv.ts'
import { handovers } from './handovers.ts'
import type { CliHost, Where } from './host.ts'
import { nurture } from './nurture.ts'
import { Failure, print, printJson, table, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'
import { refold } from './refold.ts'

interface CallOptions extends Where {
  product?: string
  class?: Class
  why?: CallReason
  limit: number
  csv: boolean
  json: boolean
}

export function lead(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  refold(command, host, { located, json })
  candidates(command, host, { located, json })
  handovers(command, host, { located, json })
  located(command.command('calls').description('Whom to call next: what they asked about, who is not known yet, what could be offered'))
    .option('--product <id>', 'only leads of this product')
    .addOption(new Option('--class <class>', 'only leads of this class').choices(CLASSES))
    .addOption(new Option('--why <reason>', 'only for this reason').choices(CALL_REASONS))
    .option('-n, --limit <n>', 'so many at most', wholeNumber, 20)
    .option('--csv', 'a row per person, for a spreadsheet', false)
    .addOption(json)
    .action(async ({ product, class: of, why, limit, csv, json: asJson, ...where }: CallOptions) => {
      const { rows } = await host.withHub(where, ({ store, setup }) => callList(store.db, { setup, now: Date.now }, { product, class: of, why, limit }))
      if (asJson) return printJson({ calls: rows.map(datesWritten) })
      if (csv) return print(csvOf(rows))
      if (rows.length === 0) return print('Nobody needs to be called.')
      print(table(['lead', 'unit', 'class', 'why', 'since', 'points', 'call', 'about', 'unknown'], rows.map(line)))
    })

  nurture(command, host, { located, json })

  located(
    command
      .command('classify')
      .description('Say how far the buying decision of a unit is, after a call; `none` takes back what was said')
      .argument('[lead]', 'led_...')
      .argument('[class]', `${CLASSES.join(', ')} or none`)
      .option('--reason <text>', 'what was learnt')
      .option('--file <file>', 'many at once: CSV with the columns lead, class, reason'),
  )
    .addOption(json)
    .action(async (id: string | undefined, of: string | undefined, options: Where & { reason?: string; file?: string; json: boolean }) => {
      const wanted = options.file === undefined ? [{ lead: id ?? '', class: of ?? '', reason: options.reason ?? '' }] : rowsOf(options.file)
      const results = await host.withHub(options, ({ act }) => classifyAll(wanted, (decision) => act.decideLead(decision, 'cli')))
      const failed = results.filter(({ problem }) => problem !== null)
      if (options.json) printJson({ decided: results.length - failed.length, problems: failed })
      else {
        for (const { lead: one, problem } of failed) print(`${one || '(no lead)'}: ${problem}`)
        print(`${results.length - failed.length} of ${results.length} leads are classified.`)
      }
      if (failed.length > 0) exit(1)
    })
}

interface Wanted {
  lead: string
  class: string
  reason: string
}

/** What is refused of one lead leaves the others alone. */
function refused(error: unknown): string {
  if (error instanceof Refusal) return error.message
  throw error
}

async function classifyAll(wanted: readonly Wanted[], decide: (decision: LeadDecision) => Promise<{ changed: boolean }>) {
  const results: { lead: string; problem: string | null }[] = []
  for (const { lead: id, class: of, reason } of wanted) {
    const to = of === 'none' ? null : CLASSES.find((one) => one === of.toUpperCase())
    if (to === undefined) results.push({ lead: id, problem: `'${of}' is no class; known are ${CLASSES.join(', ')} and none` })
    else {
      const problem = await decide({ lead: id, decision: { kind: 'class', to, reason: reason === '' ? null : reason } }).then(
        ({ changed }) => (changed ? null : 'there is no such lead'),
        refused,
      )
      results.push({ lead: id, problem })
    }
  }
  return results
}

function rowsOf(file: string): Wanted[] {
  const read = parseCsv(readFileSync(file, 'utf8'))
  if (read.kind !== 'decoded') throw new Failure(`${file} cannot be read: ${read.reason}`)
  const rows = read.value as Partial<Wanted>[]
  const missing = ['lead', 'class'].filter((column) => rows[0] !== undefined && !(column in rows[0]))
  if (rows.length === 0) throw new Failure(`${file} holds no rows`)
  if (missing.length > 0) throw new Failure(`${file} lacks the column ${missing.join(' and ')}; expected are lead, class and, if you like, reason`)
  return rows.map(({ lead: id = '', class: of = '', reason = '' }) => ({ lead: id.trim(), class: of.trim(), reason: reason.trim() }))
}

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10)
const iso = (at: number) => new Date(at).toISOString()
const datesWritten = (call: Call) => ({ ...call, since: iso(call.since), topics: call.topics.map((topic) => ({ ...topic, at: iso(topic.at) })) })
const nameOf = ({ firstName, lastName, email }: Call['contacts'][number]) => [firstName, lastName].filter(Boolean).join(' ') || (email ?? '')
const about = ({ topics }: Call) => topics.map(({ title, note }) => note ?? title).join(' | ')
const unitOf = ({ accountName, unitName, account }: Call) => [accountName ?? account, unitName].filter(Boolean).join(', ')

function line(call: Call): (string | number | null)[] {
  const [first] = call.contacts
  const who = first ? [nameOf(first), first.phone ?? first.mobile].filter(Boolean).join(' ') : null
  const of = call.suggestion ? `${call.class} (${call.suggestion}?)` : call.class
  return [call.lead, unitOf(call), of, call.why, dateOf(call.since), Math.round(call.points), who, about(call).slice(0, 60), call.unknownFunctions.join(' ')]
}

const COLUMNS = [
  'lead',
  'product',
  'company',
  'class',
  'suggestion',
  'why',
  'since',
  'points',
  'name',
  'job title',
  'function',
  'phone',
  'mobile',
  'email',
  'about',
  'offer',
  'unknown functions',
]

function csvOf(calls: readonly Call[]): string {
  const rows = calls.flatMap((call) =>
    (call.contacts.length > 0 ? call.contacts : [null]).map((contact) => [
      call.lead,
      call.product,
      unitOf(call),
      call.class,
      call.suggestion,
      call.why,
      dateOf(call.since),
      Math.round(call.points),
      contact && nameOf(contact),
      contact?.jobTitle,
      contact?.function,
      contact?.phone,
      contact?.mobile,
      contact?.email,
      about(call),
      contact?.offer.map(({ title }) => title).join(' | '),
      call.unknownFunctions.join(' '),
    ]),
  )
  return csvText([COLUMNS, ...rows])
}
