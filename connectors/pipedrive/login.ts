/**
 * Pipedrive's credentials: the API token of a user, or OAuth. An access token of OAuth ends after an hour; the refresh
 * token stays the same, and ends when it was not used for 60 days (pipedrive.readme.io: OAuth authorization).
 */
import type { Auth, JsonObject, Settings } from '../../core/connector.ts'
import type { Refusal } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { ANEW, isOAuth, tokenOrOAuth } from '../oauth.ts'
import { textOf } from '../texts.ts'

export const auth: Auth = tokenOrOAuth({
  label: 'Pipedrive',
  tokenField: 'apiToken',
  placeField: 'oauthUrl',
  headers: (token, settings): Record<string, string> => (isOAuth(settings) ? { authorization: `Bearer ${token}` } : { 'x-api-token': token }),
  grant: ({ oauthUrl = '', clientId = '', clientSecret = '', refreshToken = '' }) => ({
    method: 'POST',
    path: `${withoutSlash(oauthUrl)}/oauth/token`,
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    form: { grant_type: 'refresh_token', refresh_token: refreshToken },
    purpose: 'access token',
    repeatable: true,
  }),
  elsewhere: otherCompany,
})

/** Tokens come from a host of their own. */
export const loginHosts = ({ oauthUrl = '' }: Settings): readonly string[] => {
  const host = URL.parse(oauthUrl)?.host
  return host === undefined ? [] : [host]
}

/** The setting that proves who the hub is, and how it is had anew. */
export const credential = (settings: Settings): { field: string; todo: string } =>
  isOAuth(settings)
    ? { field: 'refreshToken', todo: `${ANEW.replace(/^i/, 'I')}.` }
    : {
        field: 'apiToken',
        todo: 'Copy the token anew from Personal preferences > API of the user made for the hub; a token made later ends the earlier one.',
      }

/** A token is good at the address of the company that gave it, which `api_domain` names. */
function otherCompany({ api_domain: domain }: JsonObject, { url = '' }: Settings): Refusal | null {
  const [theirs, ours] = [URL.parse(textOf(domain)), URL.parse(url)]
  if (theirs === null || ours === null || theirs.host === ours.host || !ours.hostname.endsWith('.pipedrive.com')) return null
  return { kind: 'unauthorised', reason: `the app is installed in another company: enter ${theirs.origin} as address`, about: 'url' }
}
