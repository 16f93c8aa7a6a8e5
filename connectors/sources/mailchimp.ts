/** Mailchimp audiences: subscriptions, profile changes, bounces; unsubscribing is a withdrawal of consent. */
import { defineSource, optional, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'mailchimp',
  label: 'Mailchimp',
  docs: 'https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/',
  about: 'Tells at once when somebody subscribes, unsubscribes, changes the profile or address, or bounces for good.',
  fields: {
    secret: optional(secret('Signing secret', 'Shown once when a signed webhook is created')),
    pathKey: optional(secret('Key in the address', 'For webhooks that do not sign: /hooks/SOURCE/KEY')),
  },
  verify: {
    kind: 'anyOf',
    checks: [
      {
        kind: 'signature',
        algorithm: 'hmac-sha256',
        key: { field: 'secret' },
        signed: [{ timestamp: true }, { literal: '.' }, { request: 'body' }],
        at: { header: 'x-mailchimp-signature' },
        format: { kind: 'pairs', key: 'v1', timestampKey: 't' },
        encoding: 'hex',
        timestamp: { unit: 's', toleranceSeconds: 300 },
      },
      { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
    ],
  },
  // Saving the webhook only asks whether the address is there.
  handshakes: [{ when: { method: 'GET', conditions: [] }, answer: { status: 200 } }],
  answers: { success: { status: 200 } },
  decode: { as: 'form' },
  dedupe: [
    "data.id ? type & ':' & data.id & ':' & fired_at",
    "data.new_id ? type & ':' & data.new_id & ':' & fired_at",
    "data.email ? type & ':' & data.email & ':' & fired_at",
  ],
  setup: [
    {
      de: 'Öffnen Sie „Audience > Settings > Webhooks > Create“: Adresse {url}/KEY mit einem langen zufälligen Schlüssel, oder ein signierter Webhook mit seinem Geheimnis.',
      en: 'Audience > Settings > Webhooks > Create: address {url}/KEY with a long random key, or a signed webhook with its secret.',
    },
    {
      de: 'Wählen Sie alle Ereignisse sowie „by a subscriber“ und „by an account admin“; lassen Sie „via the API“ abgewählt, damit der Hub sich nicht selbst hört.',
      en: 'Tick all events, and "by a subscriber" and "by an account admin"; leave "via the API" unticked, so that the hub does not hear itself.',
    },
  ],
  onFailure: 'Waits 10 s and repeats for about 75 minutes.',
  evidence: 'third party',
})
