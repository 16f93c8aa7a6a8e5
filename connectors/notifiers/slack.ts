/** Slack, and whatever takes messages in its shape (Mattermost, Rocket.Chat). */
import { secret } from '../../core/connector.ts'
import { defineNotifier } from '../../core/notifier.ts'
import { language, moreOf, sentenceOf } from './sentences.ts'
import { toldBy } from './told.ts'

export default defineNotifier({
  id: 'slack',
  label: 'Slack',
  docs: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  about: 'A channel of Slack, or of a chat that takes messages in its shape, such as Mattermost.',
  fields: { url: secret('Address of the incoming webhook', 'Whoever has it can write to the channel'), language },
  readBy: 'people',
  perSecond: 1,
  url: ({ url }) => url!,
  *tell(notice, { settings }) {
    const text = `${escaped(sentenceOf(notice, settings.language))}\n<${notice.url}|${moreOf(settings.language)}>`
    // Where blocks are unknown, the text alone is shown.
    const body = { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] }
    return toldBy(yield { method: 'POST', path: settings.url!, body, purpose: notice.type })
  },
  setup: ['Make an app with an incoming webhook for the channel.', 'Store its address as a secret, and name it here.'],
})

/** The three characters that mean something in its texts. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
