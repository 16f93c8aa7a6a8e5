/** What Pipedrive's refusals mean, as far as they are documented: the status alone says little. */
import { expect, it } from 'vitest'
import pipedrive from '../connectors/crms/pipedrive.ts'
import { refused } from '../connectors/pipedrive/api.ts'
import type { Json } from '../core/connector.ts'
import { play, reply } from './helpers/playing.ts'

const said = (error: string, more: object = {}): Json => ({ success: false, error, error_info: 'Please check developers.pipedrive.com', data: null, ...more })

it.each([
  [
    'a wrong token',
    reply(401, said('unauthorized access', { errorCode: 401 })),
    { kind: 'unauthorised', reason: 'HTTP 401: Pipedrive does not accept the token' },
  ],
  ['an account that is not paid', reply(402, said('Payment required')), { kind: 'unauthorised', reason: expect.stringContaining('Payment required') }],
  [
    'a right that is missing',
    reply(403, said('Scope and URL mismatch', { errorCode: 403 })),
    { kind: 'unauthorised', reason: expect.stringContaining('add the scope') },
  ],
  [
    'a limit of the plan',
    reply(403, said("Couldn't add the deal. Open deals limit reached.", { code: 'feature_capping_deals_limit' })),
    { kind: 'invalid', reason: expect.stringMatching(/Open deals limit reached.*larger plan/) },
  ],
  ['a block at the edge', reply(403, '<!DOCTYPE html><title>Access denied</title>'), { kind: 'rateLimited', afterMs: 120_000 }],
  ['too many calls at once', reply(429, said('request over limit'), { 'x-ratelimit-reset': '2' }), { kind: 'rateLimited', afterMs: 2_000 }],
  [
    'the budget of the day',
    reply(429, said('request over limit'), { 'x-daily-ratelimit-token-remaining': '0', 'retry-after': '1' }),
    { kind: 'quotaExhausted', afterMs: 3_600_000 },
  ],
  [
    'a value that is refused',
    reply(400, said('Validation failed: custom_fields.0123456789012345678901234567890123456789: must be a number', { code: 'ERR_SCHEMA_VALIDATION_FAILED' })),
    { kind: 'invalid', fields: [{ field: '0123456789012345678901234567890123456789', message: 'must be a number' }] },
  ],
  [
    'a value whose field stands beside the sentence',
    reply(422, said('The value is not allowed', { field_code: 'stage_id' })),
    { kind: 'invalid', fields: [{ field: 'stage_id', message: 'The value is not allowed' }] },
  ],
  ['a success that is none', reply(200, said('Something failed')), { kind: 'invalid', reason: 'Something failed' }],
  ['a record that is not there', reply(404, said('Deal not found')), { kind: 'notFound', reason: 'HTTP 404: Deal not found' }],
  ['a feature that is off', reply(415, said('Feature not enabled')), { kind: 'invalid', reason: 'HTTP 415: Feature not enabled' }],
  ['a fault there', reply(500, said('Internal error')), { kind: 'transient', uncertain: true }],
])('%s', (_, answer, meaning) => {
  expect(refused(answer)).toMatchObject(meaning)
})

it('fields of the contact synchronisation where it is off', () => {
  const fields = reply(200, { success: true, data: [{ field_code: 'b'.repeat(40), field_name: 'Leitwerk ID', is_custom_field: true }] })
  const write = { entity: 'contact', key: 'con_1', fields: { name: 'Vogt', job_title: 'Head' }, links: {} } as const
  const { result } = play(pipedrive.write(write, { keyField: 'Leitwerk ID' }), [fields, reply(403, said('Forbidden'))])
  expect(result).toMatchObject({ kind: 'invalid', fields: [{ field: 'job_title' }] })
})
