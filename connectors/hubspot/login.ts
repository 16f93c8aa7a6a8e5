/**
 * HubSpot's credentials: the lasting token of a private app, or OAuth. An access token of OAuth ends after 30 minutes; the
 * refresh token stays the same until somebody takes the app out of the account (developers.hubspot.com: manage OAuth tokens).
 */
import type { Auth, Settings } from '../../core/connector.ts'
import { ANEW, isOAuth, tokenOrOAuth } from '../oauth.ts'

export const auth: Auth = tokenOrOAuth({
  label: 'HubSpot',
  tokenField: 'token',
  placeField: 'url',
  headers: (token) => ({ authorization: `Bearer ${token}` }),
  grant: ({ apiVersion = '', clientId = '', clientSecret = '', refreshToken = '' }) => ({
    method: 'POST',
    path: `/oauth/${apiVersion}/token`,
    form: { grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken },
    purpose: 'access token',
    repeatable: true,
  }),
  faults: { BAD_REFRESH_TOKEN: 'refreshToken', BAD_CLIENT_ID: 'clientId', BAD_CLIENT_SECRET: 'clientSecret' },
})

/** The setting that proves who the hub is, and how it is had anew. */
export const credential = (settings: Settings): { field: string; todo: string } =>
  isOAuth(settings)
    ? { field: 'refreshToken', todo: `${ANEW.replace(/^i/, 'I')}.` }
    : { field: 'token', todo: 'Copy it anew: Settings > Integrations > Private Apps > the app > Auth.' }
