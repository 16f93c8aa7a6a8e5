/** The configuration as the hub understood it, without secrets: for the command that checks it, and for whoever looks at the running hub. */
import type { Field } from '../connector.ts'
import type { Setup } from '../setup.ts'
import { sectionsOf } from './agreement/sections.ts'

/** Plain data; values of secret fields are `***`. */
export const understood = (setup: Setup) => ({
  publicUrl: setup.publicUrl,
  products: setup.products.map(({ id, isDefault }) => ({ id, default: isDefault })),
  sources: [...setup.sources.values()].map((entry) => ({
    id: entry.id,
    kind: entry.connector.id,
    url: `${entry.publicUrl ?? setup.publicUrl}/hooks/${entry.id}`,
    mapping: entry.mapping,
    settings: masked(entry.connector.fields, entry.settings),
  })),
  connections: [...setup.connections.values()].map((entry) => ({
    id: entry.id,
    kind: entry.crm.id,
    mapping: entry.mapping,
    as: entry.handover.as,
    lanes: entry.handover.lanes,
    convert: entry.handover.convert,
    adopt: entry.adopt,
    rules: entry.rules,
    perSecond: entry.perSecond,
    perDay: entry.perDay,
    settings: masked(entry.crm.fields, entry.settings),
  })),
  notifiers: [...setup.notifiers.values()].map((entry) => ({
    id: entry.id,
    kind: entry.notifier.id,
    events: [...entry.events],
    perSecond: entry.perSecond,
    settings: masked(entry.notifier.fields, entry.settings),
  })),
  audiences: [...setup.audiences.values()].map(({ id, audience, products, consent, perSecond, settings }) => ({
    id,
    kind: audience.id,
    products,
    consent,
    perSecond,
    settings: masked(audience.fields, settings),
  })),
  partners: [...setup.partners.values()].map(({ id, label, email, language, answerMs, notifier }) => ({
    id,
    label,
    email,
    language,
    perDays: answerMs / DAY_MS,
    notifier,
    isReached: !isOwnMachine(setup.publicUrl),
  })),
  mql: setup.rules.mql,
  funnel: setup.rules.phases,
  remindsThrough: setup.remindsThrough,
  remarks: setup.remarks,
  limits:
    setup.limits.length === 0 ? [] : sectionsOf(setup.terms, 'en').flatMap(({ id, sentences }) => (id === 'limits' || id === 'calendars' ? sentences : [])),
})

const DAY_MS = 86_400_000
const isOwnMachine = (url: string): boolean => /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname)

const masked = (fields: Readonly<Record<string, Field>>, values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fields[name]?.secret ? '***' : value]))
