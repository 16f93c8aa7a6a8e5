/**
 * EspoCRM's REST interface: searching, and what its refusals mean. The reason stands in the header `X-Status-Reason`,
 * the body is often empty (run against 8.4.2; searching after docs.espocrm.com/development/api-search-params).
 */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import { type Refusal, refusal, succeeded } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'
import type { LookUp } from '../references.ts'
import { textOf } from '../texts.ts'

export const ENTITY = { account: 'Account', contact: 'Contact', lead: 'Lead', opportunity: 'Opportunity' } as const

export interface Where {
  type: 'equals' | 'contains' | 'or' | 'notIn' | 'greaterThan'
  attribute?: string
  value: string | readonly Where[] | readonly string[]
}

export type Listed = { ok: true; rows: JsonObject[] } | { ok: false; refusal: Refusal }

/** More than so many is no match any more. */
const MOST = 50

/** @param page so many of them, by id; without it as many as could be a match */
export function* list(entity: string, where: readonly Where[], purpose: string, select?: readonly string[], page?: number): Generator<Call, Listed, Reply> {
  const query: Record<string, string> = { maxSize: String(page ?? MOST), offset: '0', ...(page !== undefined && { orderBy: 'id', order: 'asc' }) }
  if (select) query.select = select.join(',')
  where.forEach((one, i) => {
    Object.assign(query, flattened(`where[${i}]`, one))
  })
  const reply = yield { method: 'GET', path: `/${entity}`, query, purpose, headers: { 'x-no-total': 'true' } }
  if (!succeeded(reply)) return { ok: false, refusal: refused(reply) }
  return isObject(reply.body) && Array.isArray(reply.body.list) ? { ok: true, rows: reply.body.list.filter(isObject) } : { ok: false, refusal: noApi() }
}

/** PHP's way to write lists into a query: `where[0][value][1][type]=equals`. */
function flattened(prefix: string, value: Where | string | readonly (Where | string)[]): Record<string, string> {
  if (typeof value === 'string') return { [prefix]: value }
  return Object.fromEntries(Object.entries(value).flatMap(([name, part]) => Object.entries(flattened(`${prefix}[${name}]`, part))))
}

export const byKey = ({ keyField = '' }: Settings, key: string): Where => ({ type: 'equals', attribute: keyField, value: key })

/** References in a mapping: any entity by its attributes. Users may be hidden from the API user; then nobody is found. */
export const lookUp: LookUp = function* ({ find, by, optional }) {
  const where = Object.entries(by).map(([attribute, value]): Where => ({ type: 'equals', attribute, value: String(value) }))
  const found = yield* list(find, where, `look up ${find}`, ['id'])
  if (found.ok) return { ids: found.rows.map(({ id }) => id ?? null).slice(0, 2) }
  return optional && found.refusal.kind === 'unauthorised' ? { ids: [] } : found.refusal
}

/** What a refusal means: by the reason EspoCRM names, not by the status alone. */
export function refused(reply: Reply): Refusal {
  const reason = reply.headers['x-status-reason'] || undefined
  if (reply.status === 401) return { kind: 'unauthorised', reason: 'EspoCRM does not accept the API key' }
  if (reply.status === 403) return { kind: 'unauthorised', reason: `EspoCRM denies it: ${reason ?? 'look at the role of the API user'}` }
  if (reply.status === 400) return invalid(reply, reason)
  return refusal(reply, reason)
}

function invalid({ body }: Reply, reason: string | undefined): Refusal {
  const told = isObject(body) && isObject(body.messageTranslation) && isObject(body.messageTranslation.data) ? body.messageTranslation.data : {}
  // `Field validation failure; entityType: Lead, field: status, type: valid.`
  const [, field, rule] = /field: ([^,]+), type: (\w+)/.exec(reason ?? '') ?? []
  const missing = /^Not existing attribute '(\w+)'/.exec(reason ?? '')?.[1]
  if (missing !== undefined)
    return {
      kind: 'invalid',
      reason: `EspoCRM has no field ${missing}: create it (Administration > Entity Manager) or correct its name`,
      fields: [{ field: missing, message: 'does not exist in EspoCRM' }],
    }
  const name = textOf(told.field) || field
  return {
    kind: 'invalid',
    reason: reason ?? 'EspoCRM refuses the values without saying why',
    fields: name ? [{ field: name, message: textOf(told.type) || rule || 'is refused' }] : [],
  }
}

export const noApi = (): Refusal => answeredByAnother('the API of EspoCRM')
