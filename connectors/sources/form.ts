/** Web forms and scripts of one's own: any field names in German or English, any body, four ways to prove the origin. */
import { defaulting, defineSource, optional, secret, text, type Verification } from '../../core/connector.ts'

const SIGNATURE = { header: 'x-leitwerk-signature' }

const verify: Verification = {
  kind: 'anyOf',
  checks: [
    {
      kind: 'signature',
      algorithm: 'hmac-sha256',
      key: { field: 'secret' },
      signed: [{ request: 'body' }],
      at: SIGNATURE,
      format: { kind: 'prefix', prefix: 'sha256=' },
      encoding: 'hex',
    },
    {
      kind: 'signature',
      algorithm: 'hmac-sha256',
      key: { field: 'secret' },
      signed: [{ timestamp: true }, { literal: '.' }, { request: 'body' }],
      at: SIGNATURE,
      format: { kind: 'pairs', key: 'v1', timestampKey: 't' },
      encoding: 'hex',
      timestamp: { unit: 's', toleranceSeconds: 300 },
    },
    { kind: 'token', at: { header: 'x-leitwerk-secret' }, field: 'secret' },
    { kind: 'token', at: { header: 'authorization' }, field: 'secret', prefix: 'Bearer ' },
    { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
    { kind: 'basic', userField: 'user', passwordField: 'password' },
  ],
}

export default defineSource({
  id: 'form',
  label: 'Web form',
  docs: 'https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-2',
  about:
    'Any form, script or automation (Zapier, Make, n8n) that can post: JSON, form-encoded or multipart, with German or English field names; also page visits and companies recognised on the website.',
  fields: {
    secret: optional(secret('Secret', 'Signs the body (HMAC-SHA256 in x-leitwerk-signature), or is sent as it is in x-leitwerk-secret or as a bearer token')),
    pathKey: optional(secret('Key in the address', 'For senders that can set nothing but the address: /hooks/SOURCE/KEY')),
    user: optional(text('User name', 'For senders that can do HTTP Basic')),
    password: optional(secret('Password')),
    consent: {
      ...defaulting(text('A ticked consent counts as', 'requested: the e-mail tool still asks by double opt-in'), 'given'),
      options: ['given', 'requested'],
    },
  },
  verify,
  // Never a plain id: that may be the form's or the person's, and the next submission would look like a repeat.
  // A key of the whole delivery only where it tells one thing.
  dedupe: ['submissionId', 'submission_id', 'entryId', 'entry_id', 'eventId', 'event_id', '$type($envelope) = "object" ? $delivery.headers."idempotency-key"'],
  // Some scripts send several submissions as a list.
  split: '$',
  setup: [
    {
      de: 'Lassen Sie das Formular an {url} senden, als JSON oder wie ein gewöhnliches Formular.',
      en: 'Let the form post to {url}, as JSON or as an ordinary form.',
    },
    {
      de: 'Unterschreiben Sie den Inhalt mit dem Geheimnis: Kopfzeile x-leitwerk-signature: sha256=HEX, oder mit Zeit x-leitwerk-signature: t=UNIX,v1=HEX über „UNIX.BODY“.',
      en: 'Sign the body with the secret: header x-leitwerk-signature: sha256=HEX, or with time x-leitwerk-signature: t=UNIX,v1=HEX over "UNIX.BODY".',
    },
    {
      de: 'Ein Absender, der nicht unterschreiben kann, sendet das Geheimnis in der Kopfzeile x-leitwerk-secret oder einen Schlüssel am Ende der Adresse.',
      en: 'A sender that cannot sign sends the secret in the header x-leitwerk-secret, or a key at the end of the address.',
    },
    {
      de: 'Senden Sie eine Id der Einsendung mit (submissionId), damit eine Wiederholung erkannt wird.',
      en: 'Send an id of the submission (submissionId) so that a repeat is recognised.',
    },
    {
      de: 'Zapier: „Webhooks by Zapier“ > POST, „Payload Type“ JSON; Make: „HTTP > Make a request“, „Body type“ Raw, JSON; n8n: Knoten „HTTP Request“, Methode POST. Alle drei erhalten {url} und die Kopfzeile x-leitwerk-secret.',
      en: 'Zapier: "Webhooks by Zapier" > POST, payload type JSON; Make: HTTP > Make a request, body type Raw, JSON; n8n: HTTP Request node, method POST. Each takes {url} and the header x-leitwerk-secret.',
    },
    {
      de: 'Felder einer Automation dürfen verschachtelt (lead.Email), flach (lead__Email) oder Texte („true“) sein; tragen sie eigene Namen, lassen Sie `leitwerk mapping propose` aus einer Lieferung eine Abbildung schreiben.',
      en: 'Fields of an automation may be nested (lead.Email), flattened (lead__Email) or texts ("true"); where names are its own, let `leitwerk mapping propose` write a mapping out of a delivery.',
    },
  ],
  onFailure: 'Depends on the sender; most forms do not repeat.',
  evidence: 'source code',
})
