/** Tally: one signed submission per call; choices come as ids beside the list of options. */
import { defineSource, optional, type SignatureCheck, secret } from '../../core/connector.ts'
import { byHeader, consent, headerSecret } from '../form-tools.ts'

const signed = (over: SignatureCheck['signed'][number]): SignatureCheck => ({
  kind: 'signature',
  algorithm: 'hmac-sha256',
  key: { field: 'secret' },
  signed: [over],
  at: { header: 'tally-signature' },
  encoding: 'base64',
})

export default defineSource({
  id: 'tally',
  label: 'Tally',
  docs: 'https://tally.so/help/webhooks',
  about: 'Sends every submission of a form at once, each question with its label, type and options.',
  fields: {
    secret: optional(secret('Signing secret', 'Integrations > Webhooks > Edit > Signing secret')),
    headerSecret,
    consent,
  },
  // The vendor's example signs the body as JavaScript writes it again; what is sent should be the same bytes.
  verify: { kind: 'anyOf', checks: [signed({ request: 'body' }), signed({ rewritten: 'javascript' }), byHeader] },
  dedupe: ['eventId', 'data.responseId'],
  setup: [
    {
      de: 'Öffnen Sie im Formular „Integrations > Webhooks > Connect“ und geben Sie die Adresse {url} an.',
      en: 'Open the form: Integrations > Webhooks > Connect, with the address {url}.',
    },
    {
      de: 'Schalten Sie das Signaturgeheimnis ein und tragen Sie es in die Einstellungen ein; oder fügen Sie die HTTP-Kopfzeile x-leitwerk-secret mit einem eigenen Geheimnis hinzu.',
      en: 'Switch on the signing secret and enter it in the settings; or add the HTTP header x-leitwerk-secret with a secret of yours.',
    },
    {
      de: 'Fragen werden an ihrer Beschriftung erkannt: E-Mail, Firma, Telefon. Verborgene Felder namens utm_source, utm_medium, utm_campaign nennen die Kampagne.',
      en: 'Questions are recognised by their label: E-Mail, Firma, Telefon. Hidden fields named utm_source, utm_medium, utm_campaign tell the campaign.',
    },
  ],
  onFailure: 'Waits 10 s; repeats after 5 min, 30 min, 1 h, 6 h and 24 h, then drops the event; it can be sent again by hand from the event log.',
  evidence: 'vendor documentation',
  doubts: ['The vendor publishes an example of the body, and no reference of all kinds of fields; a matrix comes under the ids of its rows.'],
})
