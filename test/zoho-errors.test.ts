/** What Zoho CRM's refusals mean, as far as they are documented: by the code in the body, for a call or for one of its records. */
import { expect, it } from 'vitest'
import { refused } from '../connectors/zoho/api.ts'
import { accountsUrl, auth } from '../connectors/zoho/login.ts'
import type { Json, Settings } from '../core/connector.ts'
import { play, reply } from './helpers/playing.ts'

const said = (code: string, message: string, details: Json = {}): Json => ({ code, message, details, status: 'error' })
const ofRecord = (...args: Parameters<typeof said>): Json => ({ data: [said(...args)] })

it.each([
  ['a token that is void', reply(401, said('INVALID_TOKEN', 'invalid oauth token')), { kind: 'unauthorised' }],
  [
    'a scope that is missing',
    reply(401, said('OAUTH_SCOPE_MISMATCH', 'invalid oauth scope')),
    { kind: 'unauthorised', reason: expect.stringContaining('ZohoCRM.modules.ALL') },
  ],
  [
    'a right that is missing',
    reply(403, said('NO_PERMISSION', 'permission denied')),
    { kind: 'unauthorised', reason: expect.stringContaining('permission denied') },
  ],
  ['too many calls at once', reply(429, said('TOO_MANY_REQUESTS', 'Too many requests')), { kind: 'rateLimited' }],
  ['no credits left', reply(429, said('TOO_MANY_REQUESTS', 'x'), { 'x-api-credits-remaining': '0' }), { kind: 'quotaExhausted', afterMs: 3_600_000 }],
  [
    'a field that is needed',
    reply(400, ofRecord('MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'Last_Name' })),
    { kind: 'invalid', reason: 'Last_Name: required field not found', fields: [{ field: 'Last_Name' }] },
  ],
  [
    'a value of another type',
    reply(400, ofRecord('INVALID_DATA', 'invalid data', { api_name: 'Amount', expected_data_type: 'double' })),
    { kind: 'invalid', reason: 'Amount: invalid data; double is expected' },
  ],
  [
    'a text that is too long',
    reply(400, ofRecord('INVALID_DATA', 'invalid data', { api_name: 'Deal_Name', maximum_length: 120 })),
    { kind: 'invalid', reason: 'Deal_Name: invalid data; at most 120 are possible' },
  ],
  [
    'a value that stands already',
    reply(400, ofRecord('DUPLICATE_DATA', 'duplicate data', { api_name: 'Email' })),
    { kind: 'invalid', fields: [{ field: 'Email' }] },
  ],
  ['an id that is none, in the path', reply(400, said('INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 })), { kind: 'notFound' }],
  ['an id that is none, in the record', reply(200, ofRecord('INVALID_DATA', 'the id given seems to be invalid', { api_name: 'id' })), { kind: 'notFound' }],
  ['a record that is locked', reply(400, ofRecord('RECORD_LOCKED', 'record is locked')), { kind: 'transient', afterMs: 600_000 }],
  ['a fault there', reply(500, said('INTERNAL_ERROR', 'Internal Server Error')), { kind: 'transient', uncertain: true }],
  ['a module that is not there', reply(400, said('INVALID_MODULE', 'the module name given seems to be invalid')), { kind: 'invalid' }],
  ['a code that is new', reply(400, said('SOMETHING_NEW', 'whatever')), { kind: 'invalid', reason: 'HTTP 400: SOMETHING_NEW: whatever' }],
])('%s', (_, answer, meaning) => {
  expect(refused(answer)).toMatchObject(meaning)
})

const settings: Settings = { url: 'https://www.zohoapis.eu', clientId: 'c', clientSecret: 's', refreshToken: 'r' }
const login = (answer: ReturnType<typeof reply>, more: Settings = {}) => {
  if (auth.kind !== 'session') throw new Error('Zoho logs in')
  return play(auth.login({ ...settings, ...more }), [answer])
}

it.each([
  [reply(200, { error: 'invalid_client' }), { kind: 'unauthorised', about: 'clientId' }],
  [reply(200, { error: 'invalid_client_secret' }), { kind: 'unauthorised', about: 'clientSecret' }],
  [reply(200, { error: 'invalid_code' }), { kind: 'unauthorised', about: 'refreshToken' }],
  [reply(400, { error: 'Access Denied', error_description: 'You have made too many requests continuously.' }), { kind: 'rateLimited', afterMs: 600_000 }],
  [reply(200, '<!doctype html>'), { kind: 'unauthorised', about: 'url' }],
  [reply(500, ''), { kind: 'transient' }],
  [
    reply(200, { access_token: 't', api_domain: 'https://www.zohoapis.com', expires_in: 3600 }),
    { kind: 'unauthorised', reason: expect.stringContaining('https://www.zohoapis.com'), about: 'url' },
  ],
])('a login that fails: %j', (answer, meaning) => {
  expect(login(answer).result).toMatchObject(meaning)
})

it('keeps a token as long as the server says, by the clock of its answer', () => {
  const date = 'Tue, 15 Sep 2026 18:00:00 GMT'
  const { calls, result } = login(reply(200, { access_token: 't', api_domain: 'https://www.zohoapis.eu', expires_in: 3600 }, { date }))
  expect(result).toEqual({ values: { token: 't' }, expiresAt: Date.parse(date) + 3_600_000 })
  expect(calls).toMatchObject([{ path: 'https://accounts.zoho.eu/oauth/v2/token', form: { grant_type: 'refresh_token', refresh_token: 'r' } }])
})

it('logs in by client credentials where there is no refresh token', () => {
  const { calls } = login(reply(200, { access_token: 't', expires_in: 3600 }), { refreshToken: '', organisation: '60012345', scope: 'ZohoCRM.modules.ALL' })
  expect(calls[0]!.form).toEqual({
    grant_type: 'client_credentials',
    client_id: 'c',
    client_secret: 's',
    scope: 'ZohoCRM.modules.ALL',
    soid: 'ZohoCRM.60012345',
  })
})

it.each([
  ['https://www.zohoapis.com', 'https://accounts.zoho.com'],
  ['https://sandbox.zohoapis.com.au', 'https://accounts.zoho.com.au'],
  ['https://www.zohoapis.ca', 'https://accounts.zohocloud.ca'],
  ['https://proxy.company.example', 'https://proxy.company.example'],
])('the accounts server of %s is %s', (url, server) => {
  expect(accountsUrl({ url })).toBe(server)
})
