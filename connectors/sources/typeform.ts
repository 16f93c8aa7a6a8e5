/** Typeform: one signed submission per call, answers keyed by the field's reference. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'typeform',
  label: 'Typeform',
  docs: 'https://www.typeform.com/developers/webhooks/',
  about: 'Sends every submission of a form at once, with answers, hidden fields and the form definition.',
  fields: {
    secret: secret('Webhook secret', 'Form > Connect > Webhooks > Edit > Secret'),
  },
  verify: {
    kind: 'signature',
    algorithm: 'hmac-sha256',
    key: { field: 'secret' },
    signed: [{ request: 'body' }],
    at: { header: 'typeform-signature' },
    format: { kind: 'prefix', prefix: 'sha256=' },
    encoding: 'base64',
  },
  dedupe: ['event_id', 'form_response.token'],
  // 404 and 410 switch the webhook off at once; 423, 429 and 503 are repeated for ten hours.
  answers: { overload: { status: 503 }, never: [404, 410] },
  setup: [
    {
      de: 'Öffnen Sie im Formular „Connect > Webhooks > Add a webhook“ und geben Sie die Adresse {url} an.',
      en: 'Open the form: Connect > Webhooks > Add a webhook, with the address {url}.',
    },
    {
      de: 'Bearbeiten Sie den Webhook und setzen Sie ein Geheimnis; tragen Sie dasselbe in die Einstellungen ein. Ohne Geheimnis wird nichts angenommen.',
      en: 'Edit it and set a secret; enter the same in the settings. Without a secret nothing is accepted.',
    },
    {
      de: 'Schalten Sie ihn ein: Webhooks, die in der Oberfläche angelegt wurden, sind anfangs aus.',
      en: 'Switch it on: webhooks made in the dashboard start switched off.',
    },
    {
      de: 'Geben Sie den Fragen Referenzen wie email, firma, telefon („Question > ... > Reference“), damit sie unabhängig von ihrem Titel erkannt werden.',
      en: 'Give the questions references like email, firma, telefon (Question > ... > Reference) so that they are recognised whatever their title.',
    },
  ],
  onFailure:
    'Waits 30 s; 404 and 410 switch the webhook off at once, 408, 423, 429 and 503 are repeated every few minutes for 10 hours, others at growing intervals.',
  evidence: 'third party',
})
