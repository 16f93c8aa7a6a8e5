/** Joins the configuration with the connectors it names: everything is checked here, before anything starts. */

import { ConfigError, dereference, type Loaded, type Problem, problemAt } from '../../config/load.ts'
import { WEEKDAYS } from '../../config/schema/common.ts'
import {
  type AudienceConfig,
  audienceSchema,
  type ConnectionConfig,
  connectionSchema,
  type NotifierConfig,
  notifierSchema,
  type PartnerConfig,
  type SourceConfig,
  settingSchema,
  sourceSchema,
} from '../../config/schema/systems.ts'
import type { Config } from '../../config/schema.ts'
import { audiences, notifiers } from '../../connectors/index.ts'
import type { ActiveValues, Field, Settings, Source, Wrong } from '../connector.ts'
import type { Entity } from '../crm.ts'
import { RELATED, SHARES_OWNER } from '../lead/route.ts'
import type { AudienceEntry, ConnectionEntry, NotifierEntry, Partner, Setup, SourceEntry } from '../setup.ts'
import { dialectOf } from '../store/dialect.ts'
import { missingSettings } from '../verify.ts'
import { isTimeZone } from './calendars.ts'
import { readInlineSource } from './declared-source.ts'
import { figuresOf } from './figures.ts'
import { limitRules } from './limits.ts'
import { nurturingOf, reportNurturing } from './nurturing.ts'
import { type Known, registryOf } from './registry.ts'
import { below, type Report } from './report.ts'
import { problemsOfRules, rulesOf } from './rules.ts'
import { DAY_MS, reportPrivacy, retentionOf } from './setup-privacy.ts'
import { configuredSieve } from './sieve.ts'
import { termsOf } from './terms.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where references lead: stored secrets by name, or `unread` for commands that only look. */
export type Secrets = { get(name: string): string | undefined } | 'unread'

/** @throws ConfigError with every problem at once */
export function setupOf(loaded: Loaded, environment: Environment, secrets: Secrets = new Map()): Setup {
  const problems: Problem[] = []
  const { config } = loaded
  const report: Report = (path, message) => void problems.push(problemAt(loaded.lineOf, path, message))
  try {
    dialectOf(config.database)
  } catch (error) {
    report(['database'], (error as Error).message)
  }
  const read = (path: readonly (string | number)[], value: string): string => {
    if (secrets === 'unread') return value
    try {
      return dereference(value, environment, secrets)
    } catch (error) {
      report(path, (error as Error).message)
      return value
    }
  }
  const known = registryOf(config.declared, (at, message) => report(['declared', at], message))
  const connections = new Map(
    Object.entries(config.connections)
      .map(([id, entry]) => [id, connectionEntry(id, entry, known, report, read)])
      .filter((pair): pair is [string, ConnectionEntry] => pair[1] !== null),
  )
  const sourceEntries = new Map(
    Object.entries(config.sources)
      .map(([id, entry]) => [id, sourceEntry(id, entry, known, config.connections, report, read)])
      .filter((pair): pair is [string, SourceEntry] => pair[1] !== null),
  )
  const notifierEntries = new Map(
    Object.entries(config.notifiers)
      .map(([id, entry]) => [id, notifierEntry(id, entry, report, read)])
      .filter((pair): pair is [string, NotifierEntry] => pair[1] !== null),
  )
  const partners = new Map(
    Object.entries(config.partners)
      .map(([id, entry]) => [id, partnerEntry(id, entry, notifierEntries, report)])
      .filter((pair): pair is [string, Partner] => pair[1] !== null),
  )
  for (const [i, { partner }] of config.routing.entries())
    if (partner !== undefined && config.partners[partner] === undefined)
      report(['routing', i, 'partner'], `there is no partner '${partner}'; known are ${Object.keys(config.partners).join(', ') || 'none'}`)
  for (const id of notifierEntries.keys())
    if (config.connections[id] !== undefined) report(['notifiers', id], `a connection is called '${id}', too: give one of them another name`)
  const productIds = config.products.map(({ id }) => id)
  const audienceEntries = new Map(
    Object.entries(config.audiences)
      .map(([id, entry]) => [id, audienceEntry(id, entry, productIds, report, read)])
      .filter((pair): pair is [string, AudienceEntry] => pair[1] !== null),
  )
  for (const id of audienceEntries.keys())
    for (const [what, others] of [
      ['connection', config.connections],
      ['notifier', config.notifiers],
    ] as const)
      if (others[id] !== undefined) report(['audiences', id], `a ${what} is called '${id}', too: give one of them another name`)
  reportNurturing(config, below(report, 'nurturing'))
  for (const id of new Set(productIds.filter((one, i) => productIds.indexOf(one) !== i))) report(['products'], `the product '${id}' is there twice`)
  for (const [id, { product }] of sourceEntries)
    if (product !== null && !productIds.includes(product))
      report(['sources', id, 'product'], `'${product}' is not a configured product; known are ${productIds.join(', ')}`)
  for (const [i, rule] of config.routing.entries())
    if (rule.when.product !== undefined && !productIds.includes(rule.when.product))
      report(['routing', i, 'when', 'product'], `'${rule.when.product}' is not a configured product`)
  for (const [i, { owner, owners = [] }] of config.routing.entries())
    for (const name of [...owners, ...(owner === undefined ? [] : [owner])])
      if (config.partners[name] !== undefined) report(['routing', i], `'${name}' is a partner: write \`partner: ${name}\``)
  for (const [i, { when, owner }] of config.routing.entries())
    if (owner === RELATED && when.related !== undefined && !SHARES_OWNER.includes(when.related))
      report(
        ['routing', i, 'owner'],
        `companies related as ${when.related} are not looked after by one person: name somebody, or ask for ${SHARES_OWNER.join(', ')}`,
      )
  for (const { path, message } of problemsOfRules(config)) report(path, message)
  const remarks: string[] = []
  const sieve = configuredSieve(config, report, (sentence) => remarks.push(sentence))
  if (!isTimeZone(config.timeZone)) report(['timeZone'], `'${config.timeZone}' is not an IANA time zone such as Europe/Berlin`)
  for (const product of Object.keys(config.agreement.targets))
    if (!productIds.includes(product)) report(['agreement', 'targets', product], `'${product}' is not a configured product; known are ${productIds.join(', ')}`)
  const remindsThrough = mailNotifier(config.agreement.notifier, notifierEntries, below(report, 'agreement'))?.id ?? null
  const limits = limitRules(config.agreement, { timeZone: config.timeZone, productIds, hasMail: remindsThrough !== null }, below(report, 'agreement'))
  reportPrivacy(config, report)
  if (problems.length > 0) throw new ConfigError(loaded.file, problems, loaded.made)
  return {
    publicUrl: config.publicUrl.replace(/\/$/, ''),
    products: config.products.map(({ default: isDefault, ...product }) => ({ ...product, isDefault })),
    sources: sourceEntries,
    connections,
    notifiers: notifierEntries,
    audiences: audienceEntries,
    rules: rulesOf(config),
    sieve,
    remarks,
    reasonNames: reasonNames(config),
    content: config.content.map(({ title, type, class: of, ...item }) => ({ ...item, title: title ?? item.id, type: type ?? null, class: of ?? null })),
    nurturing: nurturingOf(config),
    buyingCentre: config.funnel.buyingCentre,
    callPoints: config.funnel.callPoints,
    routing: config.routing,
    perMonth: config.agreement.perMonth,
    limits,
    figures: figuresOf(config, limits),
    remindsThrough,
    terms: termsOf(config, { connections, limits, remindsThrough }),
    partners,
    rejectionReasons: config.agreement.rejectionReasons,
    reevaluation: config.identity.reevaluate ? { nightlyHour: config.identity.nightlyHour } : null,
    retention: retentionOf(config),
    privacy: { ...config.privacy, rewriteBytes: config.privacy.rewriteMb * 1024 * 1024 },
    outgoing: config.outgoing,
    mappingLimits: { timeoutMs: config.mapping.timeoutMs, memoryMb: config.mapping.memoryMb, threads: config.mapping.threads },
  }
}

const reasonNames = ({ qualification, agreement, funnel }: Config): Setup['reasonNames'] =>
  Object.fromEntries([
    ...Object.entries(qualification).map(([id, { name }]) => [id, name ?? { de: id, en: id }]),
    ...[...agreement.rejectionReasons, ...funnel.reasons].map(({ id, name }) => [id, name]),
  ])

type Read = (path: readonly (string | number)[], value: string) => string

function sourceEntry(
  id: string,
  given: SourceConfig,
  { sources, isLost }: Known,
  connections: Readonly<Record<string, ConnectionConfig>>,
  report: Report,
  read: Read,
): SourceEntry | null {
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => !(key in sourceSchema.shape)))
  const connector = given.kind === 'webhook' ? declared(id, own, report) : sources.find((one) => one.id === given.kind)
  if (!connector) {
    if (given.kind !== 'webhook' && !isLost(given.kind))
      report(['sources', id, 'kind'], `there is no source '${given.kind}'; known are ${[...sources.map((one) => one.id), 'webhook'].join(', ')}`)
    return null
  }
  const values = valuesOf(['sources', id], connector, given.kind === 'webhook' ? ((own.settings ?? {}) as Record<string, unknown>) : own, report, read)
  const ways = Object.keys(own).every((name) => name in connector.fields) ? waysLeft(connector, values) : []
  if (ways.length > 0) report(['sources', id], `nothing could be accepted, since nothing proves its origin: give one of ${ways.join(', ')}`)
  if (connector.connection !== undefined && given.connection === undefined)
    report(['sources', id], `the source needs \`connection\`: the ${connector.connection} connection whose records it reports on`)
  if (given.connection !== undefined && connections[given.connection] === undefined)
    report(['sources', id, 'connection'], `there is no connection '${given.connection}'`)
  return {
    id,
    label: given.label ?? connector.label,
    connector,
    values,
    settings: firstValues(values, connector.fields),
    shown: Object.fromEntries(Object.entries(firstValues(values, connector.fields)).filter(([name]) => connector.fields[name]?.secret !== true)),
    mapping: given.mapping ?? (given.kind === 'webhook' ? id : given.kind),
    product: given.product ?? null,
    trust: given.trust,
    publicUrl: given.publicUrl?.replace(/\/$/, '') ?? null,
    connection: given.connection ?? null,
    watchesFields: given.watchFields,
    rhythm: rhythmOf(given.rhythm),
  }
}

function rhythmOf(given: SourceConfig['rhythm']): SourceEntry['rhythm'] {
  if (given === 'off') return given
  const expect = given.expect.map(({ name, from = null, to = null, days, between, everyMinutes }) => ({
    ...{ name, from, to, between, everyMinutes },
    weekdays: days.map((day) => WEEKDAYS.indexOf(day) + 1),
  }))
  return { learn: given.learn, expect }
}

function declared(id: string, own: Record<string, unknown>, report: Report): Source | undefined {
  const read = readInlineSource(id, own)
  if (read.ok) return read.source
  for (const { path, message } of read.mistakes) report(['sources', id, ...path], message)
  return undefined
}

/** Settings one of which a source needs that accepts nothing as it is; one that asks by itself, or is given files, needs none. */
function waysLeft({ verify, poll, imported, fields }: Source, values: ActiveValues): string[] {
  const missing = poll || imported ? [] : missingSettings(verify, values)
  return missing.every((name) => fields[name]?.required === false) ? missing : []
}

function connectionEntry(id: string, given: ConnectionConfig, { crms, isLost }: Known, report: Report, read: Read): ConnectionEntry | null {
  const crm = crms.find((one) => one.id === given.kind)
  if (!crm) {
    if (!isLost(given.kind)) report(['connections', id, 'kind'], `there is no CRM '${given.kind}'; known are ${crms.map((one) => one.id).join(', ')}`)
    return null
  }
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => !(key in connectionSchema.shape)))
  const values = valuesOf(['connections', id], crm, own, report, read)
  const [url] = values.url ?? []
  if (url && !isAddress(url)) report(['connections', id, 'url'], `'${url}' is no web address such as https://crm.example.com`)
  const hasLeads = crm.capabilities.entities.includes('lead')
  const as = given.handover.as ?? (hasLeads ? 'lead' : 'opportunity')
  for (const entity of Object.keys(given.rules) as Entity[]) // keys of the schema
    if (!crm.capabilities.entities.includes(entity))
      report(['connections', id, 'rules', entity], `${crm.label} has no such records; known are ${crm.capabilities.entities.join(', ')}`)
  if (as === 'lead' && !hasLeads) report(['connections', id, 'handover', 'as'], `${crm.label} has no leads: use \`opportunity\``)
  return {
    id,
    label: given.label ?? crm.label,
    crm,
    settings: firstValues(values, crm.fields),
    mapping: given.mapping ?? given.kind,
    handover: { as, lanes: given.handover.lanes, convert: given.handover.convert },
    adopt: given.adopt,
    timeoutMs: given.timeoutSeconds * 1000,
    concurrency: given.concurrency,
    perSecond: given.perSecond ?? null,
    perDay: given.perDay ?? null,
    rules: given.rules,
  }
}

function notifierEntry(id: string, given: NotifierConfig, report: Report, read: Read): NotifierEntry | null {
  const notifier = notifiers.find((one) => one.id === given.kind)
  if (!notifier) {
    report(['notifiers', id, 'kind'], `there is no notifier '${given.kind}'; known are ${notifiers.map((one) => one.id).join(', ')}`)
    return null
  }
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => !(key in notifierSchema.shape)))
  const values = valuesOf(['notifiers', id], notifier, own, report, read)
  const [url] = values.url ?? []
  if (url && !isAddress(url)) report(['notifiers', id, 'url'], 'this is no web address such as https://crm.example.com')
  return {
    id,
    label: given.label ?? notifier.label,
    notifier,
    settings: firstValues(values, notifier.fields),
    values,
    events: new Set(given.events),
    timeoutMs: given.timeoutSeconds * 1000,
    concurrency: NOTIFIED_AT_ONCE,
    perSecond: given.perSecond ?? notifier.perSecond,
  }
}

function partnerEntry(id: string, given: PartnerConfig, known: ReadonlyMap<string, NotifierEntry>, report: Report): Partner | null {
  const through = mailNotifier(given.notifier, known, below(report, 'partners', id))
  if (!through) {
    if (given.notifier === undefined) report(['partners', id], 'a notifier of the kind `mail` is needed, through which offers are sent')
    return null
  }
  return { id, label: given.label, email: given.email, language: given.language, answerMs: Math.round(given.perDays * DAY_MS), notifier: through.id }
}

/** Through which mails to single people go. @param name default: the first one */
function mailNotifier(name: string | undefined, known: ReadonlyMap<string, NotifierEntry>, report: Report): NotifierEntry | undefined {
  const mails = [...known.values()].filter(({ notifier }) => 'letter' in notifier)
  const through = name === undefined ? mails[0] : mails.find((one) => one.id === name)
  if (!through && name !== undefined)
    report(['notifier'], `'${name}' is no notifier of the kind mail; known are ${mails.map((one) => one.id).join(', ') || 'none'}`)
  return through
}

/** Messages to one notifier that are under way at the same time. */
const NOTIFIED_AT_ONCE = 4

function audienceEntry(id: string, given: AudienceConfig, productIds: readonly string[], report: Report, read: Read): AudienceEntry | null {
  const audience = audiences.find((one) => one.id === given.kind)
  if (!audience) {
    report(['audiences', id, 'kind'], `there is no e-mail tool '${given.kind}'; known are ${audiences.map((one) => one.id).join(', ')}`)
    return null
  }
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => !(key in audienceSchema.shape)))
  const values = valuesOf(['audiences', id], audience, own, report, read)
  const [url] = values.url ?? []
  if (url && !isAddress(url)) report(['audiences', id, 'url'], `'${url}' is no web address such as https://crm.example.com`)
  for (const product of given.products)
    if (!productIds.includes(product)) report(['audiences', id, 'products'], `'${product}' is not a configured product; known are ${productIds.join(', ')}`)
  return {
    id,
    label: given.label ?? audience.label,
    audience,
    settings: firstValues(values, audience.fields),
    products: given.products.length > 0 ? given.products : productIds,
    isOfAll: given.products.length === 0,
    consent: given.consent,
    timeoutMs: given.timeoutSeconds * 1000,
    concurrency: given.concurrency,
    perSecond: given.perSecond ?? audience.perSecond ?? null,
  }
}

/** Left as it was written, or masked: for commands that only look. */
const isReference = (value: string): boolean => /^(?:env:|file:|sealed:|\*\*\*$)/.test(value)

const isAddress = (url: string): boolean => isReference(url) || (/^https?:\/\//i.test(url) && URL.canParse(url))

/** Checks given settings against a connector's fields: unknown ones, missing and empty ones, values outside the options, and those that cannot work together. */
function valuesOf(
  path: readonly string[],
  { fields, wrong }: { fields: Readonly<Record<string, Field>>; wrong?: Wrong },
  given: Readonly<Record<string, unknown>>,
  report: Report,
  read: Read,
): ActiveValues {
  const values: Record<string, readonly string[]> = {}
  const told = new Set<string>()
  const tell = (name: string, message: string, at = [...path, name]) => {
    told.add(name)
    report(at, message)
  }
  for (const [name, raw] of Object.entries(given)) {
    const field = fields[name]
    const parsed = settingSchema.safeParse(raw)
    if (!field) tell(name, `this setting does not exist here; known are ${Object.keys(fields).join(', ')}`)
    else if (!parsed.success) tell(name, 'expected a text, or a list of texts while a secret is rotated')
    else {
      const list = (Array.isArray(parsed.data) ? parsed.data : [String(parsed.data)]).map((value) => read([...path, name], value))
      if (list.some((value) => value.trim() === '') && (field.secret || field.required)) tell(name, emptyText(field))
      const odd = field.options && list.find((value) => !isReference(value) && !field.options?.includes(value))
      if (odd !== undefined) tell(name, `'${odd}' is not one of ${field.options?.join(', ')}`)
      values[name] = list
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    if (values[name] === undefined && field.default !== undefined) values[name] = [field.default]
    if (field.required && values[name] === undefined && !told.has(name)) tell(name, `\`${name}\` is missing: ${described(field)}`, [...path])
  }
  const canBeJudged = (name: string) => !told.has(name) && values[name]?.some(isReference) !== true
  for (const { field, problem } of wrong?.(values) ?? []) if (canBeJudged(field)) report([...path, field], problem)
  return values
}

const described = ({ label, help }: Field): string => `${label}${help ? ` (${help})` : ''}`
const emptyText = (field: Field): string => (field.secret ? 'the secret is empty, so it proves nothing' : `is empty: ${described(field)}`)

const firstValues = (values: ActiveValues, fields: Readonly<Record<string, Field>>): Settings =>
  Object.fromEntries(Object.keys(fields).flatMap((name) => (values[name]?.[0] === undefined ? [] : [[name, values[name][0]]])))
