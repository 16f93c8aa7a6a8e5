/** snapADDY Contacts, DataQuality and Grabber: a contact that somebody saved, flat. */
import { defaulting, defineSource, optional, secret, text } from '../../core/connector.ts'

export default defineSource({
  id: 'snapaddy-contacts',
  label: 'snapADDY Contacts',
  docs: 'https://developers.snapaddy.com/contacts-webhook-api/guides/getting-started',
  about: 'Sends a contact that somebody scanned from a business card or took over from a signature or profile, when it is exported.',
  fields: {
    authorizationHeader: secret('Authorization value', 'Exactly as entered in the webhook of snapADDY, scheme included: Bearer ...'),
    occasion: {
      ...defaulting(
        text('What a contact stands for', 'fair: cards are scanned in talks at a stand; list: contacts are collected, which is no interest yet'),
        'list',
      ),
      options: ['list', 'fair'],
    },
    event: optional(text('Fair', 'Its name, while cards are scanned at a stand')),
  },
  verify: { kind: 'token', at: { header: 'authorization' }, field: 'authorizationHeader' },
  answers: { success: { status: 200 } },
  setup: [
    {
      de: 'Öffnen Sie in snapADDY „Settings > Integrations > Webhook“: Adresse {url} und ein langer zufälliger Wert für Authorization.',
      en: 'snapADDY > Settings > Integrations > Webhook: address {url} and a long random Authorization value.',
    },
    {
      de: 'Tragen Sie denselben Wert in die Einstellungen ein.',
      en: 'Enter the same value in the settings.',
    },
    {
      de: 'Geben Sie mit der Einstellung occasion an, ob Kontakte am Messestand gescannt (fair) oder gesammelt (list) werden.',
      en: 'Say by the setting occasion whether contacts are scanned at a stand (fair) or collected (list).',
    },
  ],
  onFailure: 'Somebody exports by hand and sees the failure; nothing is repeated, as far as known.',
  evidence: 'vendor documentation',
})
