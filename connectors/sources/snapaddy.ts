/** snapADDY VisitReport: fair conversations, exported by hand, several in one call. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'snapaddy',
  label: 'snapADDY VisitReport',
  docs: 'https://developers.snapaddy.com/visitreport-webhook-api/guides/getting-started',
  about: 'Sends the visit reports that somebody exports after the fair: contact, answers and the questionnaire they belong to.',
  fields: {
    authorizationHeader: secret('Authorization value', 'Exactly as entered in the questionnaire template, scheme included: Bearer ...'),
  },
  verify: { kind: 'token', at: { header: 'authorization' }, field: 'authorizationHeader' },
  split: 'reports',
  // The same report can be exported again after it was edited.
  dedupe: ['id'],
  version: 'updatedAt',
  answers: { success: { status: 200 } },
  setup: [
    {
      de: 'Öffnen Sie in der Vorlage des Fragebogens „Export > Webhook“: Adresse {url} und ein langer zufälliger Wert für Authorization.',
      en: 'Questionnaire template > Export > Webhook: address {url} and a long random Authorization value.',
    },
    {
      de: 'Tragen Sie denselben Wert in die Einstellungen ein.',
      en: 'Enter the same value in the settings.',
    },
    {
      de: 'Geben Sie Fragen und Antworten Mapping-Ids: prio (A, B, C) für das Ergebnis des Gesprächs, interest für Produkte, notiz für die Notiz.',
      en: 'Give questions and options mapping ids: prio (A, B, C) for the result of the talk, interest for products, notiz for the note.',
    },
  ],
  onFailure: 'Somebody exports by hand and sees the failure; nothing is repeated.',
  evidence: 'vendor documentation',
})
