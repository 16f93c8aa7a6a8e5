/** SendGrid's event webhook: batches of mail events, signed with a private key of Twilio. */
import { defineSource, text } from '../../core/connector.ts'

export default defineSource({
  id: 'sendgrid',
  label: 'SendGrid',
  docs: 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event',
  about: 'Tells of mails opened, clicked, bounced and reported as spam, and of people who unsubscribe or subscribe again.',
  fields: {
    publicKeySpkiBase64: text('Verification key', 'Settings > Mail Settings > Event Webhook > Signature verification: the public key, as shown there'),
  },
  verify: {
    kind: 'signature',
    algorithm: 'ecdsa-p256-sha256',
    key: { field: 'publicKeySpkiBase64' },
    signed: [{ timestamp: true }, { request: 'body' }],
    at: { header: 'x-twilio-email-event-webhook-signature' },
    encoding: 'base64',
    // Whether a repeat is signed anew is not told, so the first ones may be older.
    timestamp: { at: { header: 'x-twilio-email-event-webhook-timestamp' }, unit: 's', toleranceSeconds: 3600 },
  },
  answers: { success: { status: 200 } },
  split: '$',
  dedupe: ['sg_event_id'],
  // The button "Test Your Integration" sends events about this invented person.
  test: '$contains(email, /^example@test[.]com$/)',
  setup: [
    {
      de: 'Öffnen Sie „Settings > Mail Settings > Event Webhooks > Create new webhook“ und geben Sie die Adresse {url} an.',
      en: 'Settings > Mail Settings > Event Webhooks > Create new webhook, with the address {url}.',
    },
    {
      de: 'Wählen Sie geöffnet, geklickt, Bounce, Spam-Meldungen, Abmeldungen, Abmeldungen von Gruppen und erneute Anmeldungen bei Gruppen.',
      en: 'Tick opened, clicked, bounced, spam reports, unsubscribes, group unsubscribes and group resubscribes.',
    },
    {
      de: 'Schalten Sie „Signed Event Webhook“ ein und kopieren Sie den „Verification Key“ in die Einstellungen.',
      en: 'Switch the signed event webhook on and copy the verification key into the settings.',
    },
    {
      de: 'Was Ihre Mails als „Unique Arguments“ tragen (lead_id, campaign und eigene), kommt mit jedem Ereignis mit.',
      en: 'What your mails carry as unique arguments (lead_id, campaign and others of your own) comes along with every event.',
    },
  ],
  onFailure: 'Repeats for up to 24 hours on every status but 2xx.',
  evidence: 'source code',
})
