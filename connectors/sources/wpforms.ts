/** WPForms with its Webhooks add-on: fields under names that the site chooses, signed with the time. */
import { defineSource, optional, type Part, type SignatureCheck, secret } from '../../core/connector.ts'
import { byHeader, byPathKey, consent, headerSecret, pathKey } from '../form-tools.ts'

const signed = (over: Part): SignatureCheck => ({
  kind: 'signature',
  algorithm: 'hmac-sha256',
  key: { field: 'secret' },
  signed: [{ timestamp: true }, { literal: '.' }, over],
  at: { header: 'x-wpforms-webhook-signature' },
  format: { kind: 'pairs', key: 'v', timestampKey: 't' },
  encoding: 'hex',
  timestamp: { unit: 's', toleranceSeconds: 300 },
})

export default defineSource({
  id: 'wpforms',
  label: 'WPForms',
  docs: 'https://wpforms.com/docs/how-to-install-and-use-the-webhooks-addon-with-wpforms/',
  about: 'Sends every entry of a WordPress form, fields under the names that are set in the webhook.',
  fields: {
    secret: optional(secret('Secret', 'Form > Settings > Webhooks > Secret')),
    headerSecret,
    pathKey,
    consent,
  },
  // Of a webhook that sends a form, the fields are signed as PHP writes them in JSON.
  verify: { kind: 'anyOf', checks: [signed({ request: 'body' }), signed({ rewritten: 'php' }), byHeader, byPathKey] },
  // A site that does not keep entries gives all of them the number 0.
  dedupe: ["$string(entry) != '0' ? $string(form) & ':' & entry", "$string(entry_id) != '0' ? $string(form_id) & ':' & entry_id"],
  answers: { success: { status: 200 } },
  setup: [
    {
      de: 'Öffnen Sie im Formular „Settings > Webhooks > Add New Webhook“: Adresse {url}, Methode POST, Format JSON.',
      en: 'Form > Settings > Webhooks > Add New Webhook: address {url}, method POST, format JSON.',
    },
    {
      de: 'Tragen Sie das Geheimnis des Webhooks in die Einstellungen der Quelle ein.',
      en: 'Enter the secret of the webhook in the settings of the source.',
    },
    {
      de: 'Inhalt („Request Body“): vorname, nachname, email, firma, telefon, adresse, nachricht, einwilligung; außerdem form mit {form_id} und entry mit {entry_id}, damit eine Wiederholung erkannt wird.',
      en: 'Request body: vorname, nachname, email, firma, telefon, adresse, nachricht, einwilligung; besides form with {form_id} and entry with {entry_id}, so that a repeat is recognised.',
    },
  ],
  onFailure: 'Writes the failure to its log and does not repeat.',
  evidence: 'source code',
  doubts: ['Where the secret stands in the backend and how the lines of an address are put together was not seen in a live form.'],
})
