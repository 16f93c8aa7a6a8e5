/** Mailgun: one mail event per call; token and time are signed inside the body, the event beside them is not. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'mailgun',
  label: 'Mailgun',
  docs: 'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads',
  about: 'Tells of mails opened, clicked, bounced and complained about, and of people who unsubscribe.',
  fields: {
    secret: secret('HTTP webhook signing key', 'Send > Sending > Webhooks, on the right; one key for the whole account'),
  },
  verify: {
    kind: 'signature',
    algorithm: 'hmac-sha256',
    key: { field: 'secret' },
    signed: [{ timestamp: true }, { body: 'signature.token' }],
    at: { body: 'signature.signature' },
    encoding: 'hex',
    // Whether a repeat is signed anew is not told, so the first ones may be older.
    timestamp: { at: { body: 'signature.timestamp' }, unit: 's', toleranceSeconds: 3600 },
  },
  // 406 is the one status after which nothing is repeated: what is refused would be refused again.
  answers: { success: { status: 200 }, refused: { status: 406 } },
  dedupe: ['`event-data`.id', 'signature.token'],
  // The button "Test webhook" sends an event about this invented person.
  test: '`event-data`.flags.`is-test-mode` = true or $contains(`event-data`.recipient, /^alice@example[.]com$/)',
  setup: [
    {
      de: 'Öffnen Sie „Send > Sending > Webhooks“, wählen Sie die Domain und fügen Sie einen Webhook mit der Adresse {url} hinzu: für Öffnungen, Klicks, Abmeldungen, Spam-Beschwerden, dauerhafte und vorübergehende Fehler.',
      en: 'Send > Sending > Webhooks: choose the domain, add a webhook with the address {url} for opens, clicks, unsubscribes, spam complaints, permanent and temporary failures.',
    },
    {
      de: 'Kopieren Sie den „HTTP webhook signing key“ in die Einstellungen. Er deckt das Ereignis selbst nicht ab; darum muss die Adresse mit https beginnen und darf anderen nicht bekannt werden.',
      en: 'Copy the HTTP webhook signing key into the settings. It does not cover the event itself, so the address must be https and stay unknown to others.',
    },
    {
      de: 'Eigene Variablen (v:campaign, v:content und weitere) kommen mit jedem Ereignis mit.',
      en: 'User variables (v:campaign, v:content and others of your own) come along with every event.',
    },
  ],
  onFailure:
    'Repeats for 8 hours (after 5, 10 and 15 minutes, 1, 2 and 4 hours) on every status but 200 and 406. What the hub refuses with 406 it keeps, to be taken in once the key is right.',
  evidence: 'vendor documentation',
})
