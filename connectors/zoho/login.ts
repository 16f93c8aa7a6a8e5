/**
 * Zoho's access tokens: given for an hour by the accounts server of a data centre, at most ten in ten minutes, so that
 * they are kept and shared.
 */
import type { Auth, Dialogue, JsonObject, Reply, Session, Settings } from '../../core/connector.ts'
import { type Refusal, refusal } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { isObject } from '../changes.ts'
import { lifetime } from '../oauth.ts'
import { textOf } from '../texts.ts'

/** Host of the API by data centre, and its accounts server. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  'zohoapis.com': 'https://accounts.zoho.com',
  'zohoapis.eu': 'https://accounts.zoho.eu',
  'zohoapis.in': 'https://accounts.zoho.in',
  'zohoapis.com.au': 'https://accounts.zoho.com.au',
  'zohoapis.jp': 'https://accounts.zoho.jp',
  'zohoapis.ca': 'https://accounts.zohocloud.ca',
  'zohoapis.sa': 'https://accounts.zoho.sa',
  'zohoapis.com.cn': 'https://accounts.zoho.com.cn',
}

export function accountsUrl({ url = '', accountsUrl: given = '' }: Settings): string {
  if (given !== '') return withoutSlash(given)
  const host = URL.parse(url)?.hostname ?? ''
  return ACCOUNTS[host.replace(/^(?:www|sandbox|developer)\./, '')] ?? withoutSlash(url)
}

/** The accounts server is another host than the API. */
export const loginHosts = (settings: Settings): readonly string[] => {
  const host = URL.parse(accountsUrl(settings))?.host
  return host === undefined ? [] : [host]
}

export const auth: Auth = {
  kind: 'session',
  login,
  headers: ({ values }) => ({ authorization: `Zoho-oauthtoken ${values.token}` }),
  expired: ({ status, body }) => status === 401 && isObject(body) && body.code === 'INVALID_TOKEN',
}

function* login(settings: Settings): Dialogue<Session | Refusal> {
  const reply = yield { method: 'POST', path: `${accountsUrl(settings)}/oauth/v2/token`, form: grant(settings), purpose: 'access token' }
  const body = isObject(reply.body) ? reply.body : {}
  const token = textOf(body.access_token)
  if (token === '') return notGiven(reply, body)
  const elsewhere = otherDataCentre(textOf(body.api_domain), settings)
  if (elsewhere !== null) return elsewhere
  return { values: { token }, ...lifetime(reply) }
}

function grant({ clientId = '', clientSecret = '', refreshToken = '', organisation = '', scope = '' }: Settings): Record<string, string> {
  const client = { client_id: clientId, client_secret: clientSecret }
  if (refreshToken !== '') return { grant_type: 'refresh_token', ...client, refresh_token: refreshToken }
  return { grant_type: 'client_credentials', ...client, scope, soid: `ZohoCRM.${organisation}` }
}

const AT_FAULT: Readonly<Record<string, string>> = { invalid_client: 'clientId', invalid_client_secret: 'clientSecret', invalid_code: 'refreshToken' }
const TOKENS_MS = 600_000

/** A wrong client is refused with status 200 and a word. */
function notGiven(reply: Reply, { error, error_description: description }: JsonObject): Refusal {
  const word = textOf(error)
  if (/too many requests/i.test(textOf(description)) || word === 'Access Denied')
    return { kind: 'rateLimited', reason: 'Zoho gives no more access tokens for the moment: ten in ten minutes are the most', afterMs: TOKENS_MS }
  if (word === '')
    return reply.status < 400 ? { kind: 'unauthorised', reason: 'what answers at this address is no accounts server of Zoho', about: 'url' } : refusal(reply)
  const about = AT_FAULT[word]
  return { kind: 'unauthorised', reason: `Zoho refuses the login: ${word}`, ...(about !== undefined && { about }) }
}

/** A token is good only in the data centre that gave it. */
function otherDataCentre(domain: string, { url = '' }: Settings): Refusal | null {
  const [theirs, ours] = [URL.parse(domain)?.hostname, URL.parse(url)?.hostname]
  const core = (host: string) => host.replace(/^(?:www|sandbox|developer)\./, '')
  if (theirs === undefined || ours === undefined || !(core(ours) in ACCOUNTS) || core(theirs) === core(ours)) return null
  return { kind: 'unauthorised', reason: `the client belongs to another data centre: enter ${new URL(domain).origin} as address`, about: 'url' }
}
