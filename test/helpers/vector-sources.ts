/** Declarations of vendors that the published vectors know and the registry does not yet: they show how far the vocabulary reaches. */
import type { Part, Source, Verification } from '../../core/connector.ts'

const declared = (id: string, verify: Verification, more: Partial<Source> = {}): Source => ({
  id,
  label: id,
  docs: 'https://vendor.example',
  about: 'For vectors.',
  fields: {},
  verify,
  setup: [],
  onFailure: '',
  evidence: 'unverified',
  ...more,
})

const body = { request: 'body' } as const
const dot = { literal: '.' } as const
const colon = { literal: ':' } as const
const hmac = { kind: 'signature', algorithm: 'hmac-sha256', key: { field: 'secret' } } as const
const fiveMinutes = { unit: 's', toleranceSeconds: 300 } as const
const timed = (header: string, timestampKey: string, key: string, over: Part = body): Verification => ({
  ...hmac,
  signed: [{ timestamp: true }, dot, over],
  at: { header },
  format: { kind: 'pairs', key, timestampKey },
  encoding: 'hex',
  timestamp: fiveMinutes,
})

export const vectorSources: readonly Source[] = [
  declared('tally', { ...hmac, signed: [body], at: { header: 'tally-signature' }, encoding: 'base64' }),
  // Of a hook that sends a form, the fields are signed as PHP writes them in JSON.
  declared('wpforms', {
    kind: 'anyOf',
    checks: [timed('x-wpforms-webhook-signature', 't', 'v'), timed('x-wpforms-webhook-signature', 't', 'v', { rewritten: 'php' })],
  }),
  declared('typo3-webhooks', { ...hmac, signed: [{ field: 'identifier' }, colon, body], at: { header: 'webhook-signature' }, encoding: 'hex' }),
  declared('sendgrid', {
    kind: 'signature',
    algorithm: 'ecdsa-p256-sha256',
    key: { field: 'publicKeySpkiBase64' },
    signed: [{ timestamp: true }, body],
    at: { header: 'x-twilio-email-event-webhook-signature' },
    encoding: 'base64',
    timestamp: { at: { header: 'x-twilio-email-event-webhook-timestamp' }, ...fiveMinutes },
  }),
  declared('mailgun', {
    ...hmac,
    signed: [{ timestamp: true }, { body: 'signature.token' }],
    at: { body: 'signature.signature' },
    encoding: 'hex',
    timestamp: { at: { body: 'signature.timestamp' }, ...fiveMinutes },
  }),
  // Credentials in the subscribed address are sent only after a 401 has asked for them. The confirmation is answered at once and
  // kept, so that its address is visited only once the message is proven.
  declared(
    'amazon-sns',
    {
      kind: 'anyOf',
      checks: [
        { kind: 'sns', certificateField: 'certificatePem', topicField: 'expectedTopicArn' },
        {
          kind: 'allOf',
          checks: [
            { kind: 'basic', userField: 'user', passwordField: 'password' },
            { kind: 'token', at: { body: 'TopicArn' }, field: 'expectedTopicArn' },
          ],
        },
      ],
    },
    {
      handshakes: [
        {
          when: { method: 'POST', conditions: [{ part: { header: 'x-amz-sns-message-type' }, equals: 'SubscriptionConfirmation' }] },
          answer: { status: 200 },
          keep: true,
        },
      ],
    },
  ),
  declared('mautic', { ...hmac, signed: [body], at: { header: 'webhook-signature' }, encoding: 'base64' }),
  declared(
    'cloudevents',
    { kind: 'unsigned' },
    {
      handshakes: [
        {
          when: { method: 'OPTIONS', conditions: [{ part: { header: 'webhook-request-origin' } }] },
          answer: {
            status: 200,
            headers: {
              'webhook-allowed-origin': [{ header: 'webhook-request-origin' }],
              'webhook-allowed-rate': [{ header: 'webhook-request-rate' }],
              allow: [{ literal: 'POST' }],
            },
          },
        },
      ],
    },
  ),
]
