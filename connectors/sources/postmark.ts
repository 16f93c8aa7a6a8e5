/** Postmark: one mail event per call; unsigned, so the address carries a name and a password. */
import { defineSource, secret, text } from '../../core/connector.ts'

export default defineSource({
  id: 'postmark',
  label: 'Postmark',
  docs: 'https://postmarkapp.com/developer/webhooks/webhooks-overview',
  about: 'Tells of mails opened, clicked, bounced and reported as spam, and of addresses that no longer want mail or want it again.',
  fields: {
    user: text('User', 'Basic auth credentials of the webhook: user name; freely chosen'),
    password: secret('Password', 'Basic auth credentials of the webhook: password; Postmark signs nothing, so make it long'),
  },
  verify: { kind: 'basic', userField: 'user', passwordField: 'password' },
  // 403 ends the repeats.
  answers: { success: { status: 200 }, never: [403] },
  dedupe: [
    "RecordType and ID ? RecordType & ' ' & $string(ID)",
    "RecordType and MessageID ? $hash($join([RecordType, MessageID, Recipient, Email, ReceivedAt, ChangedAt, BouncedAt, OriginalLink], ' '))",
  ],
  // The button "Send test" sends events about a mail that was never sent.
  test: 'MessageID = "00000000-0000-0000-0000-000000000000"',
  setup: [
    {
      de: 'Öffnen Sie „Servers“, den Server, den „Message Stream“ und „Webhooks > Add webhook“: Adresse {url}, mit eigenen Zugangsdaten für „Basic auth“; tragen Sie dieselben in die Einstellungen ein.',
      en: 'Servers > the server > the message stream > Webhooks > Add webhook: address {url}, with basic auth credentials of your own; enter the same in the settings.',
    },
    {
      de: 'Wählen Sie Öffnung, Klick, Bounce, Spam-Beschwerde und Änderung des Abonnements; die Zustellung nützt hier nichts.',
      en: 'Tick open, click, bounce, spam complaint and subscription change; delivery is of no use here.',
    },
    {
      de: 'Lassen Sie jede Öffnung oder nur die erste melden, wie Sie möchten: Jede zählt für sich.',
      en: 'Let open be told of every time or the first time only, as you like: each counts by itself.',
    },
    {
      de: 'Tags und Metadaten Ihrer Mails kommen mit jedem Ereignis mit.',
      en: 'Tags and metadata of your mails come along with every event.',
    },
  ],
  onFailure: 'Repeats on every status but 200 and 403, bounces up to ten times within about ten hours, the others less often; 403 ends it.',
  evidence: 'third party',
})
