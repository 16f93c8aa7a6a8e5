/** Zuddl: leads that exhibitors and hosts capture at an event, told again whenever they are edited. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'zuddl',
  label: 'Zuddl lead capture',
  docs: 'https://docs.zuddl.com',
  about: 'Sends every lead that the stand captures, with rating, note and answers, and every later change of it.',
  fields: {
    pathKey: secret('Key in the address', 'A long random text of your own: no signature is documented, so /hooks/SOURCE/KEY is the proof'),
  },
  verify: { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
  answers: { success: { status: 200 } },
  dedupe: ['lead.id', 'actionId'],
  version: 'actionCreatedAt',
  setup: [
    {
      de: 'Öffnen Sie „Organisation > Integrations > Webhooks“: Adresse {url}/KEY mit dem Schlüssel der Einstellungen.',
      en: 'Organisation > Integrations > Webhooks: address {url}/KEY with the key of the settings.',
    },
    {
      de: 'Wählen Sie die Aktivitäten der Leads: Lead erfasst („lead captured“), Felder geändert („lead fields modified“), gelöscht („lead deleted“).',
      en: 'Choose the lead activities: lead captured, lead fields modified, lead deleted.',
    },
    {
      de: 'Vereinbaren Sie mit dem Messestand, was ein bis fünf Sterne bedeuten; die Abbildung liest sie als geringes, mittleres und hohes Interesse.',
      en: 'Agree with the stand what one to five stars mean; the mapping reads them as low, medium and high interest.',
    },
  ],
  onFailure: 'Not documented; do not count on a repeat.',
  evidence: 'third party',
})
