/** Captello: games and other activations at a fair stand, each with the visitor who took part. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'captello',
  label: 'Captello',
  docs: 'https://leadliaison.atlassian.net/wiki/spaces/LL/pages/2054684673',
  about: 'Sends every finished activation (a game, a quiz, a check-in) with its result and the visitor it belongs to.',
  fields: {
    pathKey: secret('Key in the address', 'A long random text of your own: Captello signs nothing, so /hooks/SOURCE/KEY is the proof'),
  },
  verify: { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
  answers: { success: { status: 200 } },
  // The id alone counts within a team.
  dedupe: ["id and timestamp ? id & ':' & activation_info.activation_id & ':' & timestamp & ':' & prospect_info.Id"],
  setup: [
    {
      de: 'Öffnen Sie „Activation > Settings > Webhook“: Adresse {url}/KEY mit dem Schlüssel der Einstellungen.',
      en: 'Activation > Settings > Webhook: address {url}/KEY with the key of the settings.',
    },
    {
      de: 'Lassen Sie die Angaben zum Interessenten eingeschaltet: Ohne sie ist niemand zu erkennen.',
      en: 'Leave the prospect information switched on: without it nobody can be known.',
    },
    {
      de: 'Eigene Variablen kommen unter ihrem Namen bei den Antworten an.',
      en: 'Variables of your own arrive among the answers, under their name.',
    },
  ],
  onFailure: 'Not documented; do not count on a repeat.',
  evidence: 'vendor documentation',
})
