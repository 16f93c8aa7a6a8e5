/** Tokens of Entra ID for an app of its own (client credentials), and which setting is at fault where it gives none. */
import type { Auth, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import { type Refusal, refusal, succeeded } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { isObject } from '../changes.ts'
import { lifetime } from '../oauth.ts'

/** What people enter may be any page of the environment. */
export const originOf = ({ url = '' }: Settings): string => URL.parse(url)?.origin ?? url

export const authorityOf = ({ authority = '' }: Settings): string => withoutSlash(authority)

export const entraSession: Auth = {
  kind: 'session',
  *login(settings) {
    const { tenant = '', clientId = '', clientSecret = '' } = settings
    const reply = yield {
      method: 'POST',
      path: `${authorityOf(settings)}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
      form: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: `${originOf(settings)}/.default` },
      purpose: 'access token',
      repeatable: true,
    }
    const token = isObject(reply.body) ? reply.body.access_token : undefined
    if (succeeded(reply) && typeof token === 'string') return { values: { token }, ...lifetime(reply) }
    return loginRefused(reply)
  },
  headers: ({ values }) => ({ authorization: `Bearer ${values.token}`, 'odata-version': '4.0', 'odata-maxversion': '4.0' }),
  expired: (reply) => reply.status === 401,
}

/** Error codes of Entra ID (learn.microsoft.com: reference-error-codes), by the setting that each is about. */
const FAULTS: Readonly<Record<number, readonly [setting: string, sentence: string]>> = {
  7000215: ['clientSecret', "Entra ID does not accept the client secret (it must be the secret's value, not its id)"],
  7000222: ['clientSecret', 'the client secret has expired: make a new one for the app registration'],
  700016: ['clientId', 'Entra ID knows no app with this client id in this tenant'],
  7000112: ['clientId', 'the app registration is disabled'],
  90002: ['tenant', 'Entra ID knows no such tenant'],
  900023: ['tenant', 'this is neither the id nor a domain of a tenant'],
  500011: ['url', 'Entra ID knows no environment of Dynamics 365 at this address in this tenant'],
  70011: ['url', 'Entra ID cannot make a token for this address'],
}

function loginRefused(reply: Reply): Refusal {
  const told: JsonObject | null = isObject(reply.body) && 'error' in reply.body ? reply.body : null
  if (reply.status === 429 || reply.status >= 500 || reply.status === 408) return refusal(reply, told ? described(told) : undefined)
  if (told === null) return { kind: 'unauthorised', reason: 'what answers at the address for the login is not Entra ID', about: 'authority' }
  const fault = FAULTS[codeOf(told)]
  if (fault) return { kind: 'unauthorised', reason: fault[1], about: fault[0] }
  return { kind: 'unauthorised', reason: `Entra ID gives no token: ${described(told)}` }
}

/** In `error_codes`, else in front of the description: `AADSTS7000215: ...`. */
function codeOf({ error_codes: codes, error_description: text }: JsonObject): number {
  const [first] = Array.isArray(codes) ? codes : []
  return Number(first ?? /AADSTS(\d+)/.exec(textIn(text))?.[1])
}

const described = ({ error, error_description: text }: JsonObject): string => (textIn(text).split(/\r?\n/)[0] || textIn(error)).slice(0, 300)
const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
