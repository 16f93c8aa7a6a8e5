/** Calendly: appointments that were booked, moved or cancelled, and routing forms. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'calendly',
  label: 'Calendly',
  docs: 'https://developer.calendly.com/api-docs/webhooks',
  about: 'Sends every appointment that is booked, moved or cancelled, with the answers of the booking form, and every routing form.',
  fields: {
    secret: secret('Signing key', 'signing_key of the webhook subscription: given when it is made, and not shown again'),
  },
  verify: {
    kind: 'signature',
    algorithm: 'hmac-sha256',
    key: { field: 'secret' },
    signed: [{ timestamp: true }, { literal: '.' }, { request: 'body' }],
    at: { header: 'calendly-webhook-signature' },
    format: { kind: 'pairs', key: 'v1', timestampKey: 't' },
    encoding: 'hex',
    timestamp: { unit: 's', toleranceSeconds: 180 },
  },
  answers: { success: { status: 200 } },
  // A cancellation is a newer state of the same booking; a moved appointment is cancelled there and booked anew.
  dedupe: ['event in ["invitee.created", "invitee.canceled"] ? payload.uri', "payload.uri ? event & ':' & payload.uri"],
  version: 'created_at',
  setup: [
    {
      de: 'Legen Sie mit einem persönlichen Zugriffstoken ein Abonnement an: POST https://api.calendly.com/webhook_subscriptions {"url":"{url}","events":["invitee.created","invitee.canceled","routing_form_submission.created"],"organization":"...","scope":"organization","signing_key":"..."}; Webhooks setzen einen kostenpflichtigen Tarif voraus.',
      en: 'Make a subscription: POST https://api.calendly.com/webhook_subscriptions {"url":"{url}","events":["invitee.created","invitee.canceled","routing_form_submission.created"],"organization":"...","scope":"organization","signing_key":"..."} with a personal access token; webhooks need a paid plan.',
    },
    {
      de: 'Wählen Sie den Signaturschlüssel selbst, einen langen zufälligen Text, und tragen Sie ihn in die Einstellungen ein.',
      en: 'Choose the signing key yourself, a long random text, and enter it in the settings.',
    },
    {
      de: 'Fragen Sie im Buchungsformular nach Firma und Telefonnummer, unter Namen wie Firma und Telefonnummer.',
      en: 'Ask for company and telephone number in the booking form, under names like Firma and Telefonnummer.',
    },
    {
      de: 'Termine, die nicht den Vertrieb betreffen, nennen Sie am Anfang der Abbildung.',
      en: 'Appointments that are not with sales: say so at the top of the mapping.',
    },
  ],
  onFailure: 'Repeats with growing intervals for about a day, then the subscription is disabled, as far as known; make it anew then.',
  evidence: 'third party',
})
