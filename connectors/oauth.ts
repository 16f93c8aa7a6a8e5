/**
 * Logging in where a vendor takes either one lasting token or OAuth: a refresh token that an administrator made once, for
 * which the vendor gives access tokens that soon end (RFC 6749, 6). Which way it is follows from the settings.
 */
import type { Auth, Call, Dialogue, JsonObject, Reply, Session, Settings, Wrong, WrongSetting } from '../core/connector.ts'
import { type Refusal, refusal, succeeded } from '../core/outcome.ts'
import { isObject } from './changes.ts'
import { textOf } from './texts.ts'

export interface TokenOrOAuth {
  label: string
  /** Setting of the lasting token. */
  tokenField: string
  /** Setting of the address that gives access tokens. */
  placeField: string
  headers: (token: string, settings: Settings) => Readonly<Record<string, string>>
  /** Asks for an access token. */
  grant: (settings: Settings) => Call
  /** The vendor's own words for a login that fails, by the setting that each is about. */
  faults?: Readonly<Record<string, string>>
  /** What may be wrong although a token was given. */
  elsewhere?: (told: JsonObject, settings: Settings) => Refusal | null
}

export const isOAuth = ({ refreshToken = '' }: Settings): boolean => refreshToken !== ''

export const tokenOrOAuth = (one: TokenOrOAuth): Auth => ({
  kind: 'session',
  *login(settings) {
    const wrong = wrongCredentials(settings, one.tokenField)
    if (wrong) return { kind: 'unauthorised', reason: wrong.problem, about: wrong.field }
    return isOAuth(settings) ? yield* accessToken(one, settings) : { values: { token: settings[one.tokenField] ?? '' } }
  },
  headers: ({ values }, settings) => one.headers(values.token ?? '', settings),
  // A lasting token is not had anew: what the other side says of it stands.
  expired: ({ status }, settings) => status === 401 && isOAuth(settings),
})

/** Exactly one of the two ways, and that one whole. */
export function wrongCredentials(settings: Settings, tokenField: string): WrongSetting | null {
  const has = (name: string) => (settings[name] ?? '') !== ''
  if (!isOAuth(settings))
    return has(tokenField)
      ? null
      : { field: tokenField, problem: `neither \`${tokenField}\` nor \`refreshToken\` is there: the hub needs one of them to log in` }
  if (has(tokenField)) return { field: tokenField, problem: `\`${tokenField}\` and \`refreshToken\` exclude each other: leave one of them out` }
  const missing = ['clientId', 'clientSecret'].find((name) => !has(name))
  return missing === undefined
    ? null
    : { field: missing, problem: `\`${missing}\` is missing: a refresh token counts only together with the app it was made for` }
}

/** As connections are checked before anything starts. */
export const judgingCredentials = (tokenField: string): Wrong =>
  function* (values) {
    const wrong = wrongCredentials(Object.fromEntries(Object.entries(values).map(([name, [first = '']]) => [name, first])), tokenField)
    if (wrong) yield wrong
  }

/** `expires_in` counts from the answer, whose own `Date` says when that was. */
export function lifetime({ headers, body }: Reply): { expiresAt?: number } {
  const from = Date.parse(headers.date ?? '')
  const seconds = isObject(body) ? Number(body.expires_in) : Number.NaN
  return Number.isFinite(from) && seconds > 0 ? { expiresAt: from + seconds * 1000 } : {}
}

function* accessToken(one: TokenOrOAuth, settings: Settings): Dialogue<Session | Refusal> {
  const reply = yield one.grant(settings)
  const told = isObject(reply.body) ? reply.body : {}
  const token = succeeded(reply) ? textOf(told.access_token) : ''
  if (token === '') return notGiven(one, reply, told)
  return one.elsewhere?.(told, settings) ?? { values: { token }, ...lifetime(reply) }
}

/** Words of RFC 6749, 5.2. */
const FAULTS: Readonly<Record<string, string>> = { invalid_grant: 'refreshToken', invalid_client: 'clientSecret', unauthorized_client: 'clientId' }

function notGiven({ label, placeField, faults = {} }: TokenOrOAuth, reply: Reply, told: JsonObject): Refusal {
  const words = [textOf(told.status), textOf(told.error)]
  const about = words.map((word) => faults[word] ?? FAULTS[word]).find((field) => field !== undefined)
  const said = textOf(told.error_description) || textOf(told.message) || textOf(told.error)
  if (about === 'refreshToken') return { kind: 'unauthorised', reason: `${label} takes the refresh token no longer (${said}): ${ANEW}`, about }
  if (about !== undefined) return { kind: 'unauthorised', reason: `${label} refuses the login: ${said}`, about }
  if (succeeded(reply)) return { kind: 'unauthorised', reason: `what answers there gives no access tokens of ${label}`, about: placeField }
  return refusal(reply, said || undefined)
}

/** What to do with an app whose permission ended. */
export const ANEW = 'install the app of the hub anew and enter the refresh token that comes of it'
