/** CleverReach: tells that a receiver changed; who it is must be fetched. Registration echoes a text. */
import { type Auth, defaulting, defineSource, type JsonObject, secret, text } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'
import { idText } from '../texts.ts'

/** OAuth 2 client credentials; tokens live for weeks and end with a 401. */
const auth: Auth = {
  kind: 'session',
  *login({ clientId, clientSecret }) {
    const reply = yield {
      method: 'POST',
      path: '/oauth/token.php',
      form: { grant_type: 'client_credentials', client_id: clientId ?? '', client_secret: clientSecret ?? '' },
      purpose: 'access token',
      repeatable: true,
    }
    const token = (reply.body as JsonObject | null)?.access_token
    if (succeeded(reply) && typeof token === 'string') return { values: { token } }
    // A wrong client is answered with 400 invalid_client.
    return reply.status < 500 && reply.status !== 429 ? { kind: 'unauthorised', reason: 'CleverReach refuses client id and client secret' } : refusal(reply)
  },
  headers: ({ values }) => ({ authorization: `Bearer ${values.token}` }),
  expired: (reply) => reply.status === 401,
}

interface Notice {
  payload?: { pool_id?: string | number; group_id?: string | number }
}

export default defineSource({
  id: 'cleverreach',
  label: 'CleverReach',
  docs: 'https://rest.cleverreach.com/howto/webhooks.php',
  about: 'Tells that a receiver was added, changed, activated or unsubscribed; the hub fetches the receiver.',
  fields: {
    callToken: secret('Call token', 'call_token in the answer to the registration; comes back in X-CR-Calltoken'),
    verify: secret('Verify text', 'The text given as "verify" at the registration'),
    clientId: text('Client id', 'My account > Extras > REST API: an OAuth app with the right to read receivers'),
    clientSecret: secret('Client secret'),
    apiUrl: defaulting(text('API address', 'Another one only where a proxy stands in between'), 'https://rest.cleverreach.com'),
  },
  verify: { kind: 'token', at: { header: 'x-cr-calltoken' }, field: 'callToken' },
  handshakes: [
    {
      when: { method: 'GET', conditions: [{ part: { query: 'secret' } }] },
      answer: { status: 200, body: [{ field: 'verify' }, { literal: ' ' }, { query: 'secret' }] },
    },
  ],
  answers: { success: { status: 200 } },
  // The notice carries neither id nor time, so the same person subscribing twice looks alike: every call counts.
  dedupe: ["payload.pool_id ? event & ':' & payload.pool_id & ':' & $delivery.id"],
  api: { baseUrl: ({ apiUrl }) => apiUrl ?? '', hosts: ({ apiUrl }) => [new URL(apiUrl ?? '').hostname], auth },
  *hydrate(item) {
    const { payload } = (item.payload ?? {}) as Notice // anything else wrong with it is said by the mapping
    const receiver = idText(payload?.pool_id)
    const group = idText(payload?.group_id)
    if (!/^\d{1,20}$/.test(receiver)) return { kind: 'hydrated', payload: null }
    const path = /^\d{1,20}$/.test(group) ? `/v3/groups.json/${group}/receivers/${receiver}` : `/v3/receivers.json/${receiver}`
    const reply = yield { method: 'GET', path, purpose: 'receiver of a notice' }
    if (succeeded(reply)) return { kind: 'hydrated', payload: reply.body }
    return reply.status === 404 ? { kind: 'deleted', reason: 'the receiver no longer exists at CleverReach' } : refusal(reply)
  },
  setup: [
    {
      de: 'Registrieren Sie den Hook: POST https://rest.cleverreach.com/v3/hooks/eventhook {"url":"{url}","event":"receiver","condition":"GROUP","verify":"the verify text"}; „the verify text“ ersetzen Sie durch Ihren Prüftext, GROUP durch die Gruppe.',
      en: 'Register the hook: POST https://rest.cleverreach.com/v3/hooks/eventhook {"url":"{url}","event":"receiver","condition":"GROUP","verify":"the verify text"}.',
    },
    {
      de: 'Der Prüftext muss schon vorher in den Einstellungen stehen: CleverReach fragt sofort danach.',
      en: 'The verify text must stand in the settings before that: CleverReach asks for it at once.',
    },
    {
      de: 'Tragen Sie call_token aus der Antwort ein, dazu Client-Id und Client-Secret einer OAuth-App.',
      en: 'Enter call_token from the answer, and the client id and secret of an OAuth app.',
    },
  ],
  onFailure: 'Not documented; do not count on a repeat.',
  evidence: 'vendor documentation',
})
