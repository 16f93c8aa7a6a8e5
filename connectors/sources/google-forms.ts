/** Google Forms: has no webhook; a script of ours, bound to the form, posts each response and signs it. */
import { defineSource, secret } from '../../core/connector.ts'
import { consent } from '../form-tools.ts'

export default defineSource({
  id: 'google-forms',
  label: 'Google Forms',
  docs: 'https://developers.google.com/apps-script/guides/triggers/events#form-submit',
  about: 'Every response of a form, sent by a script in the form, answers by the title of their question.',
  fields: {
    secret: secret('Secret', 'A long random text; the same stands in the script properties as SECRET'),
    consent,
  },
  verify: {
    kind: 'anyOf',
    checks: [
      {
        kind: 'signature',
        algorithm: 'hmac-sha256',
        key: { field: 'secret' },
        signed: [{ request: 'body' }],
        at: { header: 'x-leitwerk-signature' },
        format: { kind: 'prefix', prefix: 'sha256=' },
        encoding: 'hex',
      },
      // Scripts that people wrote themselves often carry a secret inside.
      { kind: 'token', at: { body: 'secret' }, field: 'secret' },
    ],
  },
  dedupe: ['responseId'],
  // A response that was edited comes again under its id.
  version: 'submittedAt',
  answers: { success: { status: 200 } },
  setup: [
    {
      de: 'Öffnen Sie das Formular, dann „More > Apps Script“, und fügen Sie docs/senders/google-forms.gs ein.',
      en: 'Open the form > More > Apps Script, and paste docs/senders/google-forms.gs.',
    },
    {
      de: 'Öffnen Sie „Project settings > Script properties“: URL = {url}, SECRET = das Geheimnis der Einstellungen.',
      en: 'Project settings > Script properties: URL = {url}, SECRET = the secret of the settings.',
    },
    {
      de: 'Führen Sie einmal die Funktion install aus und erlauben Sie, was sie verlangt: Sie legt den Auslöser für Einsendungen an.',
      en: 'Run the function install once and allow what it asks for: it makes the trigger for form submissions.',
    },
    {
      de: 'Antworten von früher oder aus einem Ausfall sendet die Funktion sendAll; was schon hier ist, wird erkannt.',
      en: 'Responses from before, or from an outage, are sent by the function sendAll; those that are here already are recognised.',
    },
  ],
  onFailure: 'The script tries three times within half a minute; then it fails, Google mails the owner of the script, and sendAll catches up.',
  evidence: 'source code',
  doubts: ["The script runs in the tests against stand-ins of Google's services, not inside Google."],
})
