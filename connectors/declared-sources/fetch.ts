/** Fetches what the events of a declared source only name: one call, to hosts that the declaration allows. */
import type { Auth, Call, Dialogue, Hydrated, Item, Settings, SourceApi } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'
import { settingWords } from '../declared/api.ts'
import { authOf } from '../declared/auth.ts'
import { methodOf } from '../declared/declaration.ts'
import { filled, filledBody, filledTexts, type Scope, textOf, valueAt } from '../declared/template.ts'
import type { Fetch } from './declaration.ts'

const NO_AUTH: Auth = { kind: 'headers', headers: () => ({}) }

export function apiOf({ address, hosts, auth }: Fetch, label: string): SourceApi {
  const baseUrl = (settings: Settings) => filled(address, { words: settingWords(settings), values: {} }) ?? ''
  return {
    baseUrl,
    hosts: (settings) => hosts ?? [hostOf(baseUrl(settings))],
    auth: auth ? authOf({ auth, label }) : NO_AUTH,
  }
}

export function* hydrated(fetch: Fetch, label: string, item: Item, settings: Settings): Dialogue<Hydrated> {
  const values = namedBy(fetch, item)
  // It names nothing that could be asked for; the mapping says what is wrong with it.
  if (values === null) return { kind: 'hydrated', payload: null }
  const reply = yield callOf(fetch, { words: settingWords(settings), values }, label)
  if (fetch.gone.includes(reply.status)) return { kind: 'deleted', reason: `${label} does not have it any more` }
  return succeeded(reply) ? { kind: 'hydrated', payload: valueAt(reply.body, fetch.at ?? '') ?? null } : refusal(reply)
}

/** An id can become part of a path: nothing that leads out of it, nothing longer than ids are. */
const ID = /^(?!\.+$)[\w.:@+~=,-]{1,200}$/

function namedBy({ ids, call }: Fetch, { payload }: Item): Record<string, string> | null {
  const address = addressName(call)
  const named = Object.entries(ids).map(([name, path]) => [name, textOf(valueAt(payload, path))] as const)
  return named.every(([name, text]) => (name === address ? isAddress(text) : ID.test(text))) ? Object.fromEntries(named) : null
}

/** Whose value is the whole address of the call, where the event names one. */
export const addressName = (call: Fetch['call']): string | undefined => /^\{([a-z]\w*)\}$/i.exec(methodOf(call).path)?.[1]

const isAddress = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:'
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : '')

function callOf({ call }: Fetch, scope: Scope, label: string): Call {
  const { method, path } = methodOf(call)
  const query = filledTexts(call.query ?? {}, scope)
  const headers = filledTexts(call.headers ?? {}, scope)
  const body = call.body === undefined ? undefined : filledBody(call.body, scope)
  return {
    method,
    path: filled(path, scope, addressName(call) === undefined ? encodeURIComponent : undefined) ?? '',
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== undefined && { body }),
    ...(call.form !== undefined && { form: filledTexts(call.form, scope) }),
    purpose: `what an event of ${label} names`,
    reads: true,
  }
}
