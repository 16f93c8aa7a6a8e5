/** `leitwerk check` and `leitwerk config ...`. */
import { stringify } from 'yaml'
import { understood } from '../flow/understood.ts'
import type { ConnectionEntry } from '../setup.ts'
import { MADE_KINDS } from '../store/made.ts'
import { drawn } from './draw-funnel.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, table } from './print.ts'

/** Prints what was understood; with a database that was named, also what was made in the console. @throws every problem at once, each with file and line */
export async function check(host: CliHost, options: Where & { json: boolean }): Promise<void> {
  const made = options.database !== undefined
  const configured = made ? await host.whole(options, true) : await host.configuration(options, true)
  await host.checkExpressions(options, made)
  const understood = understoodOf(configured)
  if (options.json) printJson(understood)
  else tell(understood)
}

type Understood = ReturnType<typeof understoodOf>

const understoodOf = ({ config, file, setup }: Awaited<ReturnType<CliHost['configuration']>>) => ({
  file,
  database: withoutPassword(config.database),
  listen: config.listen,
  ...understood(setup),
})

function tell({
  file,
  database,
  listen,
  publicUrl,
  products,
  mql,
  funnel,
  limits,
  remarks,
  sources,
  connections,
  notifiers,
  audiences,
  partners,
}: Understood): void {
  print(`${file}: no problem found\n`)
  print(`database  ${database}\nlisten    ${listen}\nreached   ${publicUrl}`)
  print(`products  ${products.map((one) => one.id + (one.default ? ' (default)' : '')).join(', ')}`)
  print(`mql       ${mql.points} points, ${mql.touches} nurturing touches on ${mql.days} days, fit ${mql.fit} or better\n`)
  print(`${drawn(funnel)}\n`)
  if (limits.length > 0) print(`time limits\n${limits.map((sentence) => `  ${sentence}`).join('\n')}\n`)
  if (remarks.length > 0) print(`${remarks.join('\n')}\n`)
  const sourceRows = sources.map((one) => [one.id, one.kind, one.mapping, one.url, listed(one.settings)])
  print(table(['source', 'kind', 'mapping', 'address', 'settings'], sourceRows))
  print()
  const connectionRows = connections.map((one) => [
    one.id,
    one.kind,
    one.mapping,
    `${one.as} (${one.lanes.join(', ')})`,
    callsOf(one),
    rulesOf(one.rules),
    listed(one.settings),
  ])
  print(table(['connection', 'kind', 'mapping', 'hands over', 'calls at most', 'rules', 'settings'], connectionRows))
  const notifierRows = notifiers.map((one) => [one.id, one.kind, one.events.join(', '), `${one.perSecond} per second`, listed(one.settings)])
  printIfAny(['notifier', 'kind', 'is told of', 'messages at most', 'settings'], notifierRows)
  const audienceRows = audiences.map((one) => [one.id, one.kind, one.consent.join(', '), one.products.join(', '), listed(one.settings)])
  printIfAny(['audience', 'kind', 'consent to', 'products', 'settings'], audienceRows)
  const partnerRows = partners.map((one) => [one.id, one.label, one.email, one.language, String(one.perDays), one.notifier])
  printIfAny(['partner', 'label', 'mails to', 'language', 'days', 'through'], partnerRows)
  if (partners.some(({ isReached }) => !isReached))
    print(
      `\nPartners cannot open their links: \`publicUrl\` is ${publicUrl}, which leads to their own machine. Set the address under which they reach this hub.`,
    )
}

function printIfAny(head: string[], rows: string[][]): void {
  if (rows.length === 0) return
  print()
  print(table(head, rows))
}

const listed = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

const callsOf = ({ perSecond, perDay }: Pick<ConnectionEntry, 'perSecond' | 'perDay'>): string =>
  [...(perSecond === null ? [] : [`${perSecond} per second`]), ...(perDay === null ? [] : [`${perDay} per day`])].join(', ') || 'as the CRM says'

const rulesOf = (rules: ConnectionEntry['rules']): string =>
  Object.entries(rules)
    .flatMap(([entity, fields]) => Object.entries(fields).map(([field, rule]) => `${entity}.${field}=${rule}`))
    .join(' ') || 'none'

/** YAML of everything that is in force, whether it came from the file or was made in the console. */
export async function configExport(host: CliHost, options: Where): Promise<void> {
  const { config } = await host.whole(options, false)
  print(stringify({ ...config, database: withoutPassword(config.database) }))
}

/** @param section as in the file */
export async function configRemove(host: CliHost, section: string, name: string, options: Where): Promise<boolean> {
  const kind = MADE_KINDS.find((one) => `${one}s` === section)
  if (kind === undefined)
    throw new Failure(`there is no section '${section}'; what is made in the console stands under ${MADE_KINDS.map((one) => `${one}s`).join(' or ')}`)
  const removed = await host.removeMade(options, kind, name)
  print(removed ? `${name} is removed. What it received and delivered stays in the ledger.` : `No ${kind} ${name} was made in the console.`)
  return removed
}

const withoutPassword = (url: string): string => url.replace(/:\/\/([^:/@]+):[^@]*@/, '://$1:***@')
