/** The Web API of Dataverse: addresses, reading lists, references by alternate key or column values. */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'
import type { LookUp } from '../references.ts'
import { textOf } from '../texts.ts'
import { refused } from './errors.ts'

export const ROOT = '/api/data/v9.2'

/** Names of the tables in addresses, and of their id columns. The logical name is the hub's own word. */
export const TABLE: Readonly<Record<Entity, { set: string; id: string; label: string }>> = {
  account: { set: 'accounts', id: 'accountid', label: 'Account' },
  contact: { set: 'contacts', id: 'contactid', label: 'Contact' },
  lead: { set: 'leads', id: 'leadid', label: 'Lead' },
  opportunity: { set: 'opportunities', id: 'opportunityid', label: 'Opportunity' },
}

/** More than so many is no match any more. */
const MOST = 50

export type Listed = { ok: true; rows: JsonObject[]; next: string | null } | { ok: false; refusal: Refusal }

/** Blanks as %20 and the dollar as it is, which Dataverse reads wherever it looks. */
export const at = (path: string, options: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
  return given.length === 0 ? path : `${path}?${given.join('&')}`
}

export const record = (entity: Entity, id: string): string => `/${TABLE[entity].set}(${encodeURIComponent(id)})`
export const bound = (set: string, id: string): string => `/${set}(${id})`

/** A text inside an expression. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

export const keyed = (entity: Entity, { keyColumn = '' }: Settings, key: string): string =>
  `/${TABLE[entity].set}(${keyColumn}=${encodeURIComponent(quoted(key))})`

interface Query {
  select: readonly string[]
  filter?: string
  order?: string
}

export function* list(set: string, { select, filter, order }: Query, purpose: string): Generator<Call, Listed, Reply> {
  const path = at(`/${set}`, { $select: select.join(','), $filter: filter, $orderby: order, $top: String(MOST) })
  return page(yield { method: 'GET', path, purpose })
}

/** One page of rows, with the address of the next. */
export function page(reply: Reply): Listed {
  if (!succeeded(reply)) return { ok: false, refusal: refused(reply) }
  if (!isObject(reply.body) || !Array.isArray(reply.body.value)) return { ok: false, refusal: noApi() }
  return { ok: true, rows: reply.body.value.filter(isObject), next: relative(reply.body['@odata.nextLink']) }
}

/** A link of Dataverse as a path below the base address; null where there is none. */
export function relative(link: Json | undefined): string | null {
  const [, path] = /\/api\/data\/v[\d.]+(\/.*)$/.exec(textOf(link)) ?? []
  return path ?? null
}

/** References in a mapping: any table by its columns; `systemuser` and `systemusers` are the same. What is found stands as a bound address. */
export const lookUp: LookUp = function* ({ find, by, optional }) {
  const { set, id } = tableNamed(find)
  const filter = Object.entries(by).map(([column, value]) => `${column} eq ${typeof value === 'string' ? quoted(value) : JSON.stringify(value)}`)
  const found = yield* list(set, { select: [id], filter: filter.join(' and ') }, `look up ${set}`)
  if (found.ok) return { ids: found.rows.slice(0, 2).map((row) => bound(set, textOf(row[id]))) }
  return optional && found.refusal.kind === 'unauthorised' ? { ids: [] } : found.refusal
}

/** Sets are plural in English; own tables are called after their logical name. */
function tableNamed(name: string): { set: string; id: string } {
  const known = Object.values(TABLE).find(({ set, id }) => name === set || `${name}id` === id)
  if (known) return known
  const singular = name.replace(/ies$/, 'y').replace(/s$/, '')
  return { set: name === singular ? (name.endsWith('y') ? name.replace(/y$/, 'ies') : `${name}s`) : name, id: `${singular}id` }
}

/** A page where data was expected. */
export const noApi = (): Refusal => answeredByAnother('the Web API of Dynamics 365')
