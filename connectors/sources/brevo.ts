/** Brevo (Sendinblue): what became of campaign and transactional mails, one event or a batch per call; unsigned. */
import { defineSource, optional, secret, text } from '../../core/connector.ts'

export default defineSource({
  id: 'brevo',
  label: 'Brevo',
  docs: 'https://developers.brevo.com/docs/marketing-webhooks',
  about: 'Tells of mails opened, clicked, bounced and complained about, of people who unsubscribe, and of contacts that are changed or put on a list.',
  fields: {
    token: optional(secret('Token', 'Where the webhook has the authentication "token": sent as Authorization: Bearer ...')),
    user: optional(text('User', 'The name before the colon, where the address in Brevo is https://USER:PASSWORD@...')),
    password: optional(secret('Password', 'The one behind the colon; long and random')),
    pathKey: optional(secret('Key in the address', 'Where nothing else can be set: /hooks/SOURCE/KEY')),
  },
  verify: {
    kind: 'anyOf',
    checks: [
      { kind: 'token', at: { header: 'authorization' }, field: 'token', prefix: 'Bearer ' },
      { kind: 'basic', userField: 'user', passwordField: 'password' },
      { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
    ],
  },
  // Every status of 400 and above but 429 ends the repeats and drops the event.
  answers: { overload: { status: 429 }, never: [404, 500, 503] },
  split: '$',
  // No id anywhere: mail or campaign, person, act, moment, and what was clicked make one event; hashed, as keys name nobody.
  dedupe: [
    "event and email and (ts_epoch or ts_event or ts) ? $hash($join([event, $string(email), $string(`message-id` ? `message-id` : camp_id), $string(ts_epoch ? ts_epoch : ts_event ? ts_event : ts), link, URL], ' '))",
  ],
  setup: [
    {
      de: 'Öffnen Sie „Campaigns > Settings > Webhooks“, für Transaktionsmails „Transactional > Settings > Webhook“, und fügen Sie einen Webhook mit der Adresse {url} hinzu.',
      en: 'Campaigns > Settings > Webhooks, and for transactional mails Transactional > Settings > Webhook: add a webhook with the address {url}.',
    },
    {
      de: 'Wählen Sie eine Authentifizierung: ein Token, oder Name und Passwort in der Adresse (https://USER:PASSWORD@...). Tragen Sie dasselbe in die Einstellungen ein.',
      en: 'Choose an authentication: a token, or name and password within the address (https://USER:PASSWORD@...). Enter the same in the settings.',
    },
    {
      de: 'Wählen Sie geöffnet, geklickt, Bounce, Beschwerde (Spam), abgemeldet, erste Öffnung durch einen Proxy, für Kampagnen auch Kontakt geändert und zur Liste hinzugefügt. Gesendet und zugestellt nützen hier nichts.',
      en: 'Tick opened, clicked, bounced, complained (spam), unsubscribed, first opening by a proxy, and for campaigns also contact updated and added to list. Sent and delivered are of no use here.',
    },
    {
      de: 'Bündel werden verstanden, Sie dürfen also gebündelte Webhooks einschalten.',
      en: 'Batches are understood, so batched webhooks may be switched on.',
    },
  ],
  onFailure:
    'Repeats only on 429 and when nobody answers (after 10 minutes, 1, 2 and 8 hours); any other status of 400 and above drops the event. What the hub refuses for a wrong secret it keeps, to be taken in once the secret is right.',
  evidence: 'vendor documentation',
})
