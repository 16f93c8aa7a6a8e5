/** HubSpot forms: a workflow posts the contact that sent a form, with its submissions. The way back from HubSpot as a CRM is another source. */
import { defineSource, optional, type SignatureCheck, secret } from '../../core/connector.ts'
import { byHeader, headerSecret } from '../form-tools.ts'

const SIGNED = [{ request: 'method' }, { request: 'url' }, { request: 'body' }] as const

/** Requests of a public app; of a workflow by the app id that is entered there. */
const keyed: SignatureCheck = {
  kind: 'signature',
  algorithm: 'hmac-sha256',
  key: { field: 'secret' },
  signed: [...SIGNED, { timestamp: true }],
  at: { header: 'x-hubspot-signature-v3' },
  encoding: 'base64',
  timestamp: { at: { header: 'x-hubspot-request-timestamp' }, unit: 'ms', toleranceSeconds: 300 },
}
/** The older way: a plain hash behind the secret. */
const hashed: SignatureCheck = {
  kind: 'signature',
  algorithm: 'sha256',
  key: { field: 'secret' },
  signed: [{ field: 'secret' }, ...SIGNED],
  at: { header: 'x-hubspot-signature' },
  encoding: 'hex',
}

export default defineSource({
  id: 'hubspot-forms',
  label: 'HubSpot forms',
  docs: 'https://knowledge.hubspot.com/workflows/how-do-i-use-webhooks-with-hubspot-workflows',
  about: 'Sends the contact that submitted a form, with the submission, out of a workflow.',
  fields: {
    secret: optional(secret('Client secret', 'Of the app whose id is entered in the workflow under "Include request signature in header"')),
    headerSecret,
  },
  verify: { kind: 'anyOf', checks: [keyed, hashed, byHeader] },
  // The same contact comes again with every further submission; each has an id of its own.
  dedupe: [
    '$sort($append([], $lookup($, "form-submissions")), function($a, $b) { $a.timestamp < $b.timestamp })[0]."conversion-id"',
    'vid and properties.recent_conversion_date.value ? $string(vid) & ":" & properties.recent_conversion_date.value',
  ],
  answers: { success: { status: 200 }, overload: { status: 503 } },
  setup: [
    {
      de: 'Webhooks in Workflows setzen Data Hub Professional oder Enterprise voraus. Öffnen Sie „Automation > Workflows > Create“: kontaktbasiert, Auslöser „Form submission“ mit den Formularen, die zählen, erneute Aufnahme bei jeder Einsendung.',
      en: 'Webhooks in workflows need Data Hub Professional or Enterprise. Automation > Workflows > Create: contact-based, trigger "Form submission" with the forms that count, re-enrolment for every submission.',
    },
    {
      de: 'Fügen Sie die Aktion „Send a webhook“ hinzu: Methode POST, Adresse {url}, „Include all contact properties“.',
      en: 'Add the action "Send a webhook": method POST, address {url}, "Include all contact properties".',
    },
    {
      de: 'Art der Authentifizierung: API-Schlüssel in einer Kopfzeile, Name x-leitwerk-secret, Wert wie in den Einstellungen; oder die Signatur einer App, dann muss publicUrl die Adresse sein, die HubSpot aufruft.',
      en: 'Authentication type: API key in the request header, name x-leitwerk-secret, value as in the settings; or the signature of an app, then publicUrl must be the address HubSpot calls.',
    },
    {
      de: 'Auch ein Inhalt aus ausgewählten Eigenschaften ist möglich, allerdings ohne die Einsendung: Dann ist das Formular nur durch die Eigenschaft recent_conversion_event_name bekannt.',
      en: 'A body of chosen properties works, too, without the submission: then the form is known by the property recent_conversion_event_name alone.',
    },
  ],
  onFailure: 'Waits 30 s; repeats 429 and errors of the server for three days, at most 8 hours apart; other answers from 400 to 499 lose the event.',
  evidence: 'vendor documentation',
  doubts: [
    "The body is that of HubSpot's older contact interface with its histories; an account that sends a newer shape needs its own mapping.",
    'That workflows sign as apps do is described by the vendor, and was not tried.',
  ],
})
