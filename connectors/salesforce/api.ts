/** Salesforce's REST interface as the connector uses it: addresses, queries, and references to records. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Allowance } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import type { LookUp } from '../references.ts'
import { textOf } from '../texts.ts'
import { faultsOf, noApi, refused } from './refusals.ts'
import { isName, literal, type Soql, soqlText } from './soql.ts'
import { plainRow } from './values.ts'

export const ENTITY = { account: 'Account', contact: 'Contact', lead: 'Lead', opportunity: 'Opportunity' } as const

/** Below the address of the org, of one version of the API. */
export const dataPath = ({ apiVersion = '' }: Settings, rest: string): string => `/services/data/v${apiVersion}${rest}`
/** An object, one of its records by id, or by external id field and value. */
export const objectPath = (settings: Settings, ...parts: readonly string[]): string =>
  dataPath(settings, `/sobjects/${parts.map(encodeURIComponent).join('/')}`)

/** `complete`: Salesforce holds no further rows back. `tooMuch`: it gave the query up, one for less may succeed. */
export type Rows = { ok: true; rows: JsonObject[]; complete: boolean } | { ok: false; refusal: Refusal; tooMuch?: boolean }

const GIVEN_UP: ReadonlySet<string> = new Set(['QUERY_TIMEOUT', 'REQUEST_RUNNING_TOO_LONG'])

/** @param all rows that were deleted or archived, too */
export function* query(settings: Settings, soql: Soql, purpose: string, all = false): Generator<Call, Rows, Reply> {
  const reply = yield { method: 'GET', path: dataPath(settings, all ? '/queryAll' : '/query'), query: { q: soqlText(soql) }, purpose }
  if (!succeeded(reply)) {
    const tooMuch = faultsOf(reply.body).some(({ code }) => GIVEN_UP.has(code))
    return { ok: false, refusal: refused(reply, 'account', settings.keyField), tooMuch }
  }
  if (!isObject(reply.body) || !Array.isArray(reply.body.records)) return { ok: false, refusal: noApi() }
  return { ok: true, rows: reply.body.records.filter(isObject).map(plainRow), complete: reply.body.done !== false }
}

/** Any object by its fields: `{"find": "User", "by": {"Email": "anna@...", "IsActive": true}}`. */
export const lookUpIn = (settings: Settings): LookUp =>
  function* ({ find, by }) {
    const unnamed = [find, ...Object.keys(by)].find((name) => !isName(name))
    if (unnamed !== undefined) return { kind: 'invalid', reason: `${unnamed} is no name of an object or field of Salesforce`, fields: [] }
    const where = Object.entries(by).map(([field, value]) => `${field} = ${literal(value)}`)
    const found = yield* query(settings, { fields: ['Id'], from: find, where, limit: 2 }, `look up ${find}`)
    return found.ok ? { ids: found.rows.map(({ Id }) => Id ?? null) } : found.refusal
  }

/** `api-usage=18/5000; per-app-api-usage=17/250(appName=hub)`, of any 24 hours. */
export function limitsOf(headers: Reply['headers']): Allowance[] {
  const pairs = textOf(headers['sforce-limit-info']).matchAll(/((?:per-app-)?api-usage)=(\d+)\/(\d+)/g)
  return [...pairs].map(([, limit = '', used, most]) => ({ limit, left: Math.max(0, Number(most) - Number(used)), renewsMs: 86_400_000 }))
}
