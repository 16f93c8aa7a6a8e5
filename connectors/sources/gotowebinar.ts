/** GoTo Webinar: registrations and who joined. It signs, but says nowhere how: the key in the address is the proof. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'gotowebinar',
  label: 'GoTo Webinar',
  docs: 'https://developer.goto.com/guides/GoToWebinar/08_HOW_webhooks/',
  about: 'Sends every registration for a webinar with the answers of its form, and every registered person who joins.',
  fields: {
    pathKey: secret('Key in the address', 'A long random text of your own, for the address /hooks/SOURCE/KEY: how the signature is made is not published'),
  },
  verify: { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
  // Making the webhook only asks whether the address is there.
  handshakes: [{ when: { method: 'GET', conditions: [] }, answer: { status: 200 } }],
  answers: { success: { status: 200 } },
  // Who drops out and joins again has attended once.
  dedupe: ["eventName = 'registrant.joined' and registrantKey ? eventName & ':' & webinarKey & ':' & registrantKey", 'eventKey'],
  setup: [
    {
      de: 'Legen Sie einen Webhook an: POST https://api.getgo.com/G2W/rest/v2/webhooks mit callbackUrl {url}/KEY, product g2w, eventVersion 1.0.0 und eventName registrant.added; einen weiteren für registrant.joined.',
      en: 'Make a webhook: POST https://api.getgo.com/G2W/rest/v2/webhooks with callbackUrl {url}/KEY, product g2w, eventVersion 1.0.0 and eventName registrant.added; another one for registrant.joined.',
    },
    {
      de: 'Setzen Sie beide auf ACTIVE (PUT /webhooks) und melden Sie dann jeden Organisator an (POST /userSubscriptions, mit dessen eigenem Zugriffstoken).',
      en: 'Set each to ACTIVE (PUT /webhooks), then subscribe every organizer (POST /userSubscriptions, with their own access token).',
    },
    {
      de: 'Fragen Sie im Anmeldeformular nach Organisation und Position.',
      en: 'Ask for organization and job title on the registration form.',
    },
  ],
  onFailure: 'Not documented; registrations stay in GoTo Webinar.',
  evidence: 'third party',
})
