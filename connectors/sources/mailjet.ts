/** Mailjet: mail events, one or a group per call; unsigned, so the address carries a name and a password. */
import { defineSource, optional, secret, text } from '../../core/connector.ts'

export default defineSource({
  id: 'mailjet',
  label: 'Mailjet',
  docs: 'https://dev.mailjet.com/email/guides/webhooks/',
  about: 'Tells of mails opened, clicked, bounced and reported as spam, and of people who unsubscribe.',
  fields: {
    password: optional(secret('Password', 'The one in the address https://USER:PASSWORD@...; long and random')),
    user: optional(text('User', 'The name before the colon')),
    pathKey: optional(secret('Key in the address', 'Where the address may not carry a password: /hooks/SOURCE/KEY')),
  },
  verify: {
    kind: 'anyOf',
    checks: [
      { kind: 'basic', userField: 'user', passwordField: 'password' },
      { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
    ],
  },
  answers: { success: { status: 200 } },
  split: '$',
  // No id of the event: act, mail, person, moment and link make one; hashed, as keys name nobody.
  dedupe: ["event and time ? $hash($join([event, $string(MessageID), $string(mj_campaign_id), email, $string(time), url], ' '))"],
  setup: [
    {
      de: 'Öffnen Sie „Account settings > Event notifications (webhooks)“: Adresse {url} mit USER:PASSWORD@ vor dem Host, für open, click, bounce, spam und unsub; sent und blocked nützen hier nichts.',
      en: 'Account settings > Event notifications (webhooks): address {url} with USER:PASSWORD@ before the host, for open, click, bounce, spam and unsub; sent and blocked are of no use here.',
    },
    {
      de: 'Tragen Sie Benutzer und Passwort in die Einstellungen ein.',
      en: 'Enter user and password in the settings.',
    },
    {
      de: 'Ereignisse dürfen gruppiert werden.',
      en: 'Events may be grouped.',
    },
    {
      de: 'Was Ihre Mails als CustomID, CustomCampaign und EventPayload tragen, kommt mit jedem Ereignis mit.',
      en: 'What your mails carry as CustomID, CustomCampaign and EventPayload comes along with every event.',
    },
  ],
  onFailure: 'Repeats on every status but 200 for about a day, then drops the event and may switch the webhook off; how often is not confirmed.',
  evidence: 'third party',
})
