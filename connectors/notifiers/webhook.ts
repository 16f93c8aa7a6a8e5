/** Outgoing webhooks by the Standard Webhooks specification: signed over id, time and body, with every secret in force. */
import { createHmac } from 'node:crypto'
import { type JsonObject, secret, text } from '../../core/connector.ts'
import { defineNotifier, type Notice } from '../../core/notifier.ts'
import { toldBy } from './told.ts'

export default defineNotifier({
  id: 'webhook',
  label: 'Webhook',
  docs: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  about: 'Any program that takes webhooks by the Standard Webhooks specification.',
  fields: {
    url: text('Address', 'Is called with POST; anything but 2xx counts as not taken'),
    secret: secret('Signing secret', '`whsec_` and at least 24 bytes in base64; a list of two while it is rotated: both sign'),
  },
  wrong: ({ secret: secrets = [] }) => (secrets.every((one) => keyOf(one).length >= LEAST_BYTES) ? [] : [{ field: 'secret', problem: TOO_SHORT }]),
  readBy: 'programs',
  perSecond: 50,
  url: ({ url }) => url!,
  *tell(notice, { settings, values, now }) {
    const body = bodyOf(notice)
    const timestamp = String(Math.floor(now / 1000))
    const signed = `${notice.id}.${timestamp}.${JSON.stringify(body)}`
    const signatures = values.secret!.map((key) => `v1,${createHmac('sha256', keyOf(key)).update(signed).digest('base64')}`)
    const headers = { 'webhook-id': notice.id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
    return toldBy(yield { method: 'POST', path: settings.url!, headers, body, purpose: notice.type })
  },
  setup: ['Make a secret: `echo "whsec_$(openssl rand -base64 32)"`.', 'Give address and secret here, and the secret to the receiver.'],
})

/** By the specification. */
const LEAST_BYTES = 24
const TOO_SHORT = `a signing secret is \`whsec_\` and at least ${LEAST_BYTES} bytes in base64`

/** The signature covers exactly this, as JSON. */
const bodyOf = ({ type, at, data, company, url }: Notice): JsonObject => ({ type, timestamp: new Date(at).toISOString(), data: { ...data, company, url } })

const keyOf = (written: string): Buffer => Buffer.from(written.replace(/^whsec_/, ''), 'base64')
