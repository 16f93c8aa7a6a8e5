/** Cvent: registrations, attendance and mail events; the token is the whole Authorization header, without a scheme. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'cvent',
  label: 'Cvent',
  docs: 'https://developers.cvent.com/docs/webhooks/overview',
  about: 'Sends registrations, cancellations and attendance of events, and what invited people did with their mails.',
  fields: {
    token: secret('Token', 'Of your own choice, up to 150 characters: Cvent sends it as the Authorization header, as it is'),
  },
  verify: { kind: 'token', at: { header: 'authorization' }, field: 'token' },
  // Asked when the webhook is switched on, and every ten minutes until it is answered.
  handshakes: [{ when: { method: 'GET', conditions: [] }, verify: 'source', answer: { status: 200 } }],
  answers: { success: { status: 200 } },
  // A message can tell of several people.
  split: 'message',
  dedupe: [
    "$envelope.messageStub and (inviteeStub or contactStub) ? $envelope.messageStub & ':' & (inviteeStub ? inviteeStub : contactStub)",
    '$count($envelope.message) = 1 ? $envelope.messageStub',
  ],
  setup: [
    {
      de: 'Öffnen Sie „Admin > Integrations > Webhooks (Push API) > Create“: Adresse {url}, Authentifizierung durch Token, mit dem Token der Einstellungen.',
      en: 'Admin > Integrations > Webhooks (Push API) > Create: address {url}, authentication by token, with the token of the settings.',
    },
    {
      de: 'Wählen Sie die Nachrichten: „Invitee/Guest Event Registration“ angenommen und abgesagt, „Marked as Participant“, „Email Opened“, „Bounced“, „Unsubscribed“, „Resubscribes“.',
      en: 'Choose the messages: Invitee/Guest Event Registration accepted and cancelled, Marked as Participant, Email Opened, Bounced, Unsubscribed, Resubscribes.',
    },
    {
      de: 'Schalten Sie die Integration ein: Cvent fragt sofort bei der Adresse an, danach alle zehn Minuten, bis der Hub antwortet.',
      en: 'Switch it on: Cvent asks the address at once and every ten minutes until the hub answers.',
    },
    {
      de: 'Nennen Sie am Anfang der Abbildung die eigenen Felder, auf die es ankommt, und welche davon Einwilligungen sind.',
      en: 'Name the custom fields that matter at the top of the mapping, and say which of them are consents.',
    },
  ],
  onFailure: 'Cvent tries again, writes an alert mail and can switch the integration off for a while when authentication fails again and again.',
  evidence: 'vendor documentation',
})
