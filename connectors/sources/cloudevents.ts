/** CloudEvents 1.0 over HTTP: structured, in batches, and binary with attributes in headers; with the question whether events are wanted. */
import { defineSource, type Handshake, optional, secret } from '../../core/connector.ts'
import { byPathKey, consent, pathKey } from '../form-tools.ts'

/** Asked by OPTIONS before the first event; a sender that names a rate is granted that rate. */
const wanted = (rate: boolean): Handshake => ({
  when: {
    method: 'OPTIONS',
    conditions: [{ part: { header: 'webhook-request-origin' } }, ...(rate ? [{ part: { header: 'webhook-request-rate' } } as const] : [])],
  },
  answer: {
    status: 200,
    headers: {
      'webhook-allowed-origin': [{ header: 'webhook-request-origin' }],
      'webhook-allowed-rate': [rate ? { header: 'webhook-request-rate' } : { literal: '*' }],
      allow: [{ literal: 'POST' }],
    },
  },
})

export default defineSource({
  id: 'cloudevents',
  label: 'CloudEvents',
  docs: 'https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md',
  about: 'Events of any system that speaks CloudEvents, such as Azure Event Grid, Knative or an own website; one, several, or attributes in headers.',
  fields: {
    token: optional(secret('Access token', 'Sent as a bearer token, or as access_token in the address')),
    pathKey,
    consent,
  },
  verify: {
    kind: 'anyOf',
    checks: [
      { kind: 'token', at: { header: 'authorization' }, field: 'token', prefix: 'Bearer ' },
      { kind: 'token', at: { query: 'access_token' }, field: 'token' },
      byPathKey,
    ],
  },
  handshakes: [wanted(true), wanted(false)],
  split: '$',
  // Together they name one event in the world; a repeat carries both again.
  dedupe: [
    "id and source ? source & ' ' & id",
    '$type($envelope) = "object" and $delivery.headers."ce-id" ? $delivery.headers."ce-source" & " " & $delivery.headers."ce-id"',
  ],
  answers: { overload: { status: 429 } },
  setup: [
    {
      de: 'Abonnieren Sie die Adresse {url}, Zustellung über HTTP nach dem Schema CloudEvents 1.0.',
      en: 'Subscribe the address {url}, delivery by HTTP with the schema CloudEvents 1.0.',
    },
    {
      de: 'Lassen Sie die Kopfzeile Authorization: Bearer TOKEN mitsenden; kann der Absender das nicht, hängen Sie einen Schlüssel an die Adresse an.',
      en: 'Let it send the header Authorization: Bearer TOKEN; a sender that cannot puts a key at the end of the address.',
    },
    {
      de: 'Was geschehen ist, sagen die Wörter im Typ des Ereignisses: scan, click, open, webinar, event, download, meeting, call, subscription, unsubscribe; alles andere gilt als Formular.',
      en: 'The type of the event says what happened by its words: scan, click, open, webinar, event, download, meeting, call, subscription, unsubscribe; anything else is a form.',
    },
  ],
  onFailure: 'Depends on the sender; the specification lets it repeat after 429, not before the time in Retry-After.',
  evidence: 'source code',
  doubts: [
    'The specification says nothing of what an event means: the words in its type are a proposal, to be adapted in the mapping.',
    'Data in base64 is held, since a mapping cannot read JSON out of a text.',
  ],
})
