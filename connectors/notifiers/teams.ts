/** Microsoft Teams: an Adaptive Card for the webhook of a workflow. */
import { secret } from '../../core/connector.ts'
import { defineNotifier } from '../../core/notifier.ts'
import { language, moreOf, sentenceOf } from './sentences.ts'
import { toldBy } from './told.ts'

export default defineNotifier({
  id: 'teams',
  label: 'Microsoft Teams',
  docs: 'https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
  about: 'A channel or chat of Microsoft Teams.',
  fields: { url: secret('Address of the workflow', 'Whoever has it can write to the channel'), language },
  readBy: 'people',
  perSecond: 1,
  url: ({ url }) => url!,
  *tell(notice, { settings }) {
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      // Runs of text know no Markdown: a name cannot become a link.
      body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: sentenceOf(notice, settings.language) }] }],
      actions: [{ type: 'Action.OpenUrl', title: moreOf(settings.language), url: notice.url }],
    }
    const body = { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }] }
    return toldBy(yield { method: 'POST', path: settings.url!, body, purpose: notice.type })
  },
  setup: ['In the channel, make a workflow that posts to it when a webhook request is received.', 'Store its address as a secret, and name it here.'],
})
