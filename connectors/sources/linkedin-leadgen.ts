/** LinkedIn Lead Sync: the webhook only names a response; its answers are fetched with a member's token. A withdrawn lead is told, too. */
import { type Auth, defaulting, defineSource, optional, secret, text } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { lifetime } from '../oauth.ts'
import { textOf } from '../texts.ts'

const SIGNED_BEHIND = 'hmacsha256='

const FIELDS =
  'ownerInfo,associatedEntityInfo,leadMetadataInfo,owner,leadType,versionedLeadGenFormUrn,id,submittedAt,testLead,formResponse,form:(hiddenFields,creationLocale,name,id,content)'

/** A lasting token ends after 60 days; with a refresh token, which holds for a year, the hub fetches new ones by itself. */
const auth: Auth = {
  kind: 'session',
  *login({ accessToken = '', refreshToken = '', clientId = '', secret: clientSecret = '', loginUrl }) {
    if (refreshToken === '') {
      if (accessToken !== '') return { values: { token: accessToken } }
      return {
        kind: 'unauthorised',
        reason: 'neither `accessToken` nor `refreshToken` is there: the hub needs one of them to read leads',
        about: 'accessToken',
      }
    }
    const reply = yield {
      method: 'POST',
      path: `${loginUrl}/oauth/v2/accessToken`,
      form: { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId, client_secret: clientSecret },
      purpose: 'access token',
      repeatable: true,
    }
    const token = isObject(reply.body) ? textOf(reply.body.access_token) : ''
    if (succeeded(reply) && token !== '') return { values: { token }, ...lifetime(reply) }
    // A refresh token that has ended is answered with 400 invalid_request or invalid_grant.
    return reply.status < 500 && reply.status !== 429
      ? { kind: 'unauthorised', reason: 'LinkedIn refuses the refresh token or the app: authorise the app anew and enter the token that comes of it' }
      : refusal(reply)
  },
  headers: ({ values }, { apiVersion = '' }) => ({
    authorization: `Bearer ${values.token}`,
    'linkedin-version': apiVersion,
    'x-restli-protocol-version': '2.0.0',
  }),
  expired: ({ status }) => status === 401,
}

export default defineSource({
  id: 'linkedin-leadgen',
  label: 'LinkedIn Lead Sync',
  docs: 'https://learn.microsoft.com/en-us/linkedin/marketing/lead-sync/leadsync',
  about: 'Tells that a lead form of an ad, event, company or product page was sent, or that a member withdrew it; the hub fetches the answers.',
  fields: {
    secret: secret('Client secret', 'LinkedIn developer app > Auth: signs the notices and answers the challenge'),
    pathKey: optional(secret('Key in the address', 'Only if your notices come without a signature: register /hooks/SOURCE/KEY with a long random key')),
    accessToken: optional(secret('Access token', 'Of a member with the permission r_marketing_leadgen_automation; it ends after 60 days')),
    clientId: optional(text('Client id', 'With a refresh token: of the same app')),
    refreshToken: optional(secret('Refresh token', 'Instead of an access token, where the app may have one: the hub renews access by itself for a year')),
    apiVersion: defaulting(text('API version', 'LinkedIn retires each after about a year: raise it then'), '202606'),
    apiUrl: defaulting(text('API address', 'Another one only where a proxy stands in between'), 'https://api.linkedin.com'),
    loginUrl: defaulting(text('Login server', 'Where access tokens come from'), 'https://www.linkedin.com'),
  },
  *wrong({ accessToken, refreshToken, clientId }) {
    if (!accessToken?.[0] && !refreshToken?.[0])
      yield { field: 'accessToken', problem: 'is missing, and so is `refreshToken`: the hub needs one of them to read leads' }
    if (refreshToken?.[0] && !clientId?.[0])
      yield { field: 'clientId', problem: 'is missing: a refresh token counts only together with the app it was made for' }
  },
  verify: {
    kind: 'anyOf',
    checks: [
      {
        kind: 'signature',
        algorithm: 'hmac-sha256',
        key: { field: 'secret' },
        // The literal belongs to what is signed, not to the header.
        signed: [{ literal: SIGNED_BEHIND }, { request: 'body' }],
        at: { header: 'x-li-signature' },
        encoding: 'hex',
      },
      { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
    ],
  },
  // Asked about every two hours, not only when the address is registered.
  handshakes: [
    {
      // The same key signs events, so a challenge that reads as one is not answered: it would make the hub sign forgeries.
      when: { method: 'GET', conditions: [{ part: { query: 'challengeCode' }, without: SIGNED_BEHIND }] },
      answer: {
        status: 200,
        body: {
          json: {
            challengeCode: [{ query: 'challengeCode' }],
            challengeResponse: [{ hmac: 'hmac-sha256', key: { field: 'secret' }, over: [{ query: 'challengeCode' }], encoding: 'hex' }],
          },
        },
      },
    },
  ],
  answers: { success: { status: 200 } },
  dedupe: ['leadGenFormResponse'],
  // A withdrawal names the same response at a later time, and so takes back what was told of it.
  version: 'occurredAt',
  api: {
    baseUrl: ({ apiUrl }) => apiUrl ?? '',
    hosts: ({ apiUrl, loginUrl }) => [new URL(apiUrl ?? '').hostname, new URL(loginUrl ?? '').hostname],
    auth,
  },
  *hydrate({ payload }) {
    const notice = isObject(payload) ? payload : {}
    const id = /^urn:li:leadGenFormResponse:([\w-]{1,100})$/.exec(textOf(notice.leadGenFormResponse))?.[1]
    if (id === undefined) return { kind: 'hydrated', payload: null }
    if (notice.leadAction === 'DELETED') return { kind: 'deleted', reason: 'the lead was withdrawn at LinkedIn' }
    const reply = yield { method: 'GET', path: `/rest/leadFormResponses/${id}`, query: { fields: FIELDS }, purpose: 'answers of a lead form' }
    if (succeeded(reply)) return { kind: 'hydrated', payload: reply.body }
    return reply.status === 404 ? { kind: 'deleted', reason: 'the lead was withdrawn at LinkedIn, or is older than 90 days' } : refusal(reply)
  },
  setup: [
    {
      de: 'Sie brauchen eine LinkedIn-Entwickler-App mit dem Produkt „Lead Sync API“ (LinkedIn gewährt es auf Antrag); tragen Sie deren Client-Secret ein.',
      en: 'LinkedIn developer app with the product Lead Sync API (LinkedIn grants it on request); enter its client secret.',
    },
    {
      de: 'Öffnen Sie in der App „Webhooks > Create webhook“: Adresse {url}. LinkedIn prüft sofort und dann alle zwei Stunden, ob der Hub das Client-Secret kennt.',
      en: 'App > Webhooks > Create webhook: address {url}. LinkedIn asks at once whether the hub knows the client secret, and again every two hours.',
    },
    {
      de: 'Abonnieren Sie: POST https://api.linkedin.com/rest/leadNotifications {"webhook":"{url}","owner":{"sponsoredAccount":"urn:li:sponsoredAccount:ACCOUNT"},"leadType":"SPONSORED"}, einmal für jeden Inhaber und jede Art von Lead.',
      en: 'Subscribe: POST https://api.linkedin.com/rest/leadNotifications {"webhook":"{url}","owner":{"sponsoredAccount":"urn:li:sponsoredAccount:ACCOUNT"},"leadType":"SPONSORED"}, once for every owner and type of lead.',
    },
    {
      de: 'Tragen Sie ein Zugriffstoken, oder Refresh-Token und Client-Id, eines Mitglieds ein, das die Leads dieses Kontos lesen darf.',
      en: 'Enter an access token, or refresh token and client id, of a member who may read the leads of that account.',
    },
  ],
  onFailure: 'Notices can come twice. An address that fails the challenge three times in a row is blocked; leads stay readable over the API for 90 days.',
  evidence: 'third party',
})
