/** ActiveCampaign: forms with nested keys, one event per call, unsigned and never repeated. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'activecampaign',
  label: 'ActiveCampaign',
  docs: 'https://developers.activecampaign.com/page/webhooks',
  about: 'Tells of people who subscribe, unsubscribe, answer or change, and of mails opened, clicked, forwarded and bounced. Imports are not told.',
  fields: {
    pathKey: secret('Key in the address', 'A long random text of your own: nothing is signed, so the address /hooks/SOURCE/KEY is the proof'),
  },
  verify: { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
  decode: { as: 'form' },
  // 410 switches the webhook off.
  answers: { success: { status: 200 }, never: [410] },
  // No id of the event: act, contact, moment, list and link make one.
  dedupe: ["type and contact.id and date_time ? $join([type, $string(contact.id), date_time, $string(list), $string(campaign.id), link.url], ' ')"],
  setup: [
    {
      de: 'Legen Sie unter „Settings > Developer > Manage webhooks > Add“ einen Webhook an: Adresse {url}/KEY mit dem Schlüssel der Einstellungen.',
      en: 'Settings > Developer > Manage webhooks > Add: address {url}/KEY with the key of the settings.',
    },
    {
      de: 'Ereignisse: An- und Abmeldung (subscribes, unsubscribes), Änderung des Kontakts (contact is updated), opens, clicks, forwards, replies, bounces.',
      en: 'Types: subscribes, unsubscribes, contact is updated, opens, clicks, forwards, replies, bounces.',
    },
    {
      de: 'Ausgelöst („Initialised from“) öffentlich, durch Administratoren und durch das System; lassen Sie API abgewählt, damit der Hub sich nicht selbst hört.',
      en: 'Initialised from: public, by an admin and by the system; leave API unticked, so that the hub does not hear itself.',
    },
  ],
  onFailure: 'Nothing is repeated; 410 switches the webhook off. What gets lost here only a comparison with the lists shows.',
  evidence: 'third party',
})
