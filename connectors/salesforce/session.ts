/**
 * The OAuth session: client credentials at the org's own address. The token counts where `instance_url` says, and
 * there is no refresh token, so that a new one is fetched when Salesforce no longer knows the old
 * (help.salesforce.com: OAuth 2.0 Client Credentials Flow).
 */
import type { Auth, Call, Reply, Session, Settings } from '../../core/connector.ts'
import { type Refusal, refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { noApi } from './refusals.ts'
import { escaped, SESSION } from './soap.ts'

/** What people open in the browser has another host than the API. */
export function origin({ url = '' }: Settings): string {
  const at = URL.parse(url.trim())?.origin ?? url
  return at.replace(/\.lightning\.force\.com$/i, '.my.salesforce.com').replace(/\.my\.salesforce-setup\.com$/i, '.my.salesforce.com')
}

export const auth: Extract<Auth, { kind: 'session' }> = {
  kind: 'session',
  login,
  headers: ({ values }) => ({ authorization: `Bearer ${values.token}` }),
  within: (call, { values }) => (call.text === undefined ? call : { ...call, text: call.text.replace(SESSION, () => escaped(values.token ?? '')) }),
  expired: ({ status, body }) => status === 401 || (status === 500 && typeof body === 'string' && body.includes('INVALID_SESSION_ID')),
}

function* login(settings: Settings): Generator<Call, Session | Refusal, Reply> {
  const { clientId = '', clientSecret = '' } = settings
  const reply = yield {
    method: 'POST',
    path: '/services/oauth2/token',
    form: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
    purpose: 'log in',
    repeatable: true,
  }
  if (!succeeded(reply)) return loginRefusal(reply)
  const told = isObject(reply.body) ? reply.body : {}
  const token = textOf(told.access_token)
  if (token === '') return noApi()
  const instance = URL.parse(textOf(told.instance_url))?.origin
  if (instance !== undefined && instance !== URL.parse(origin(settings))?.origin)
    return { kind: 'unauthorised', reason: `this org of Salesforce lives at ${instance}: enter that as the address` }
  return { values: { token } }
}

const HINTS: Readonly<Record<string, string>> = {
  invalid_client_id: 'it does not know the consumer key',
  invalid_client: 'it does not accept the consumer secret',
  'no client credentials user enabled': 'name the user to run as in the policies of the external client app',
  'request not supported on this domain': 'enter the My Domain address of the org, not login.salesforce.com',
}

function loginRefusal(reply: Reply): Refusal {
  const { error, error_description: description } = isObject(reply.body) ? reply.body : {}
  if (textOf(error) === '' || reply.status === 429 || reply.status >= 500) return refusal(reply)
  const hint = HINTS[textOf(description)] ?? HINTS[textOf(error)]
  return { kind: 'unauthorised', reason: `Salesforce refuses the login (${textOf(description) || textOf(error)})${hint === undefined ? '' : `: ${hint}`}` }
}
