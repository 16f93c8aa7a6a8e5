/** Meta Lead Ads: the webhook only names leads; their answers are fetched from the Graph API with the page's token. */
import { defaulting, defineSource, type Hydrated, type JsonObject, type Reply, secret, text } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'
import { idText } from '../texts.ts'

const GRAPH_VERSION = 'v24.0'
const FIELDS = 'id,created_time,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,form_id,platform,is_organic,field_data,custom_disclaimer_responses'

/** The part of a notice that is read; the other kinds of change a page can subscribe to share the address. */
interface Change {
  field?: string
  value?: { leadgen_id?: string | number }
}

export default defineSource({
  id: 'meta-leadgen',
  label: 'Meta Lead Ads',
  docs: 'https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving',
  about: 'Tells that a lead form on Facebook or Instagram was sent; the hub fetches the answers.',
  fields: {
    secret: secret('App secret', 'Meta app > Settings > Basic'),
    verifyToken: secret('Verify token', 'Any long random text; the same goes into the webhook configuration of the app'),
    pageToken: secret('Page access token', 'Long-lived, with leads_retrieval and pages_manage_metadata'),
    apiUrl: defaulting(text('API address', 'Another one only where a proxy stands in between'), 'https://graph.facebook.com'),
    graphVersion: defaulting(text('Graph API version', 'Raise it when Meta retires the old one'), GRAPH_VERSION),
  },
  verify: {
    kind: 'signature',
    algorithm: 'hmac-sha256',
    key: { field: 'secret' },
    signed: [{ request: 'body' }],
    at: { header: 'x-hub-signature-256' },
    format: { kind: 'prefix', prefix: 'sha256=' },
    encoding: 'hex',
  },
  handshakes: [
    {
      when: { method: 'GET', conditions: [{ part: { query: 'hub.mode' }, equals: 'subscribe' }, { part: { query: 'hub.challenge' } }] },
      verify: { kind: 'token', at: { query: 'hub.verify_token' }, field: 'verifyToken' },
      answer: { status: 200, body: [{ query: 'hub.challenge' }] },
    },
  ],
  answers: { success: { status: 200 } },
  split: 'entry.changes',
  dedupe: ['value.leadgen_id'],
  api: {
    baseUrl: ({ apiUrl, graphVersion }) => `${apiUrl}/${graphVersion}`,
    hosts: ({ apiUrl }) => [new URL(apiUrl ?? '').hostname],
    auth: { kind: 'headers', headers: ({ pageToken }) => ({ authorization: `Bearer ${pageToken}` }) },
  },
  *hydrate(item) {
    const { field, value } = (item.payload ?? {}) as Change // the mapping holds anything else that is wrong with it
    const id = idText(value?.leadgen_id)
    // Nothing to fetch: the mapping says why it is ignored or held.
    if (field !== 'leadgen' || !/^\d{1,32}$/.test(id)) return { kind: 'hydrated', payload: null }
    const reply = yield { method: 'GET', path: `/${id}`, query: { fields: FIELDS }, purpose: 'answers of a lead form' }
    return succeeded(reply) ? { kind: 'hydrated', payload: reply.body } : explain(reply)
  },
  setup: [
    {
      de: 'Öffnen Sie in der Meta-App „Webhooks > Page > Subscribe“: Adresse {url} und das Verify-Token der Einstellungen; abonnieren Sie das Feld leadgen.',
      en: 'In the Meta app: Webhooks > Page > Subscribe, address {url}, the verify token of the settings; subscribe the field leadgen.',
    },
    {
      de: 'Installieren Sie die App auf der Seite: POST /PAGE_ID/subscribed_apps?subscribed_fields=leadgen mit dem Token der Seite.',
      en: 'Install the app on the page: POST /PAGE_ID/subscribed_apps?subscribed_fields=leadgen with the page token.',
    },
    {
      de: 'Geben Sie der App Zugriff auf die Leads der Seite („Business settings > Integrations > Leads access“).',
      en: 'Give the app leads access to the page (Business settings > Integrations > Leads access).',
    },
  ],
  onFailure: 'Repeats for about 36 hours with growing intervals, then drops the notice; leads stay downloadable for 90 days.',
  evidence: 'third party',
})

/** Codes after https://developers.facebook.com/docs/graph-api/guides/error-handling: the HTTP status alone says little. */
function explain(reply: Reply): Hydrated {
  const error = ((reply.body as JsonObject | null)?.error ?? {}) as { code?: number; error_subcode?: number }
  const code = error.code ?? 0
  const said = `Graph API error ${code}${error.error_subcode === undefined ? '' : `/${error.error_subcode}`}`
  if (reply.status === 404) return { kind: 'deleted', reason: 'the lead was deleted at Meta' }
  if (code === 190 || code === 102) return { kind: 'unauthorised', reason: `${said}: the page access token is no longer valid` }
  if (code === 10 || (code >= 200 && code < 300))
    return { kind: 'unauthorised', reason: `${said}: the page access token lacks leads_retrieval or leads access` }
  if (code === 100 && error.error_subcode === 33) return { kind: 'notFound', reason: `${said}: the lead was deleted, or the token may not read it` }
  if ([4, 17, 32, 613, 80005].includes(code)) return { ...refusal({ ...reply, status: 429 }), reason: `${said}: too many calls for this page` }
  if (code === 1 || code === 2) return { kind: 'transient', reason: `${said}: a temporary fault at Meta` }
  return refusal(reply)
}
