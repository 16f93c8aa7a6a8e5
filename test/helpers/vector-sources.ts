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
  declared('google-ads', { kind: 'token', at: { body: 'google_key' }, field: 'secret' }),
  declared(
    'linkedin-leadgen',
    { ...hmac, signed: [{ literal: 'hmacsha256=' }, body], at: { header: 'x-li-signature' }, encoding: 'hex' },
    {
      handshakes: [
        {
          when: { method: 'GET', conditions: [{ part: { query: 'challengeCode' } }] },
          answer: {
            status: 200,
            body: {
              json: {
                challengeCode: [{ query: 'challengeCode' }],
                challengeResponse: [{ hmac: 'hmac-sha256', key: { field: 'secret' }, over: [{ query: 'challengeCode' }], encoding: 'hex' }],
              },
            },
          },
        },
      ],
    },
  ),
  declared(
    'zoom',
    {
      ...hmac,
      signed: [{ literal: 'v0:' }, { timestamp: true }, colon, body],
      at: { header: 'x-zm-signature' },
      format: { kind: 'prefix', prefix: 'v0=' },
      encoding: 'hex',
      timestamp: { at: { header: 'x-zm-request-timestamp' }, ...fiveMinutes },
    },
    {
      handshakes: [
        {
          when: { method: 'POST', conditions: [{ part: { body: 'event' }, equals: 'endpoint.url_validation' }] },
          verify: 'source',
          answer: {
            status: 200,
            body: {
              json: {
                plainToken: [{ body: 'payload.plainToken' }],
                encryptedToken: [{ hmac: 'hmac-sha256', key: { field: 'secret' }, over: [{ body: 'payload.plainToken' }], encoding: 'hex' }],
              },
            },
          },
        },
      ],
    },
  ),
  declared('calendly', timed('calendly-webhook-signature', 't', 'v1')),
  declared(
    'cvent',
    { kind: 'token', at: { header: 'authorization' }, field: 'token' },
    {
      handshakes: [{ when: { method: 'GET', conditions: [] }, verify: 'source', answer: { status: 200 } }],
    },
  ),
]
