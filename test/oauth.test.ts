/** OAuth of HubSpot and Pipedrive: what is asked for, what a refusal means, and which settings belong together. */
import { describe, expect, it } from 'vitest'
import hubspot from '../connectors/crms/hubspot.ts'
import pipedrive from '../connectors/crms/pipedrive.ts'
import { wrongCredentials } from '../connectors/oauth.ts'
import type { Json, Settings } from '../core/connector.ts'
import type { Crm } from '../core/crm.ts'
import { play, reply } from './helpers/playing.ts'

const app = { clientId: 'app-1234', clientSecret: 'secret-1234', refreshToken: 'refresh-1234' }
const HUBSPOT: Settings = { url: 'https://api.hubapi.com', apiVersion: '2026-03', ...app }
const PIPEDRIVE: Settings = { url: 'https://kranwerk.pipedrive.com', oauthUrl: 'https://oauth.pipedrive.com', ...app }
const auth = ({ auth }: Crm) => {
  if (auth.kind !== 'session') throw new Error('logs in')
  return auth
}
const login = (crm: Crm, settings: Settings, answer = reply(200, { access_token: 'a1', expires_in: 1800 }, { date: 'Tue, 15 Sep 2026 18:00:00 GMT' })) =>
  play(auth(crm).login(settings), [answer])

describe('an access token', () => {
  it.each([
    ['2026-03', '/oauth/2026-03/token'],
    ['v3', '/oauth/v3/token'],
  ])('of HubSpot, version %s', (apiVersion, path) => {
    const { calls, result } = login(hubspot, { ...HUBSPOT, apiVersion })
    const form = { grant_type: 'refresh_token', client_id: 'app-1234', client_secret: 'secret-1234', refresh_token: 'refresh-1234' }
    expect(calls).toEqual([{ method: 'POST', path, form, purpose: 'access token', repeatable: true }])
    expect(result).toEqual({ values: { token: 'a1' }, expiresAt: Date.parse('2026-09-15T18:30:00Z') })
    expect(auth(hubspot).headers({ values: { token: 'a1' } }, HUBSPOT)).toEqual({ authorization: 'Bearer a1' })
  })

  it('of Pipedrive comes from a host of its own, for the client in the header', () => {
    const { calls } = login(pipedrive, PIPEDRIVE)
    expect(calls).toEqual([
      {
        method: 'POST',
        path: 'https://oauth.pipedrive.com/oauth/token',
        headers: { authorization: 'Basic YXBwLTEyMzQ6c2VjcmV0LTEyMzQ=' },
        form: { grant_type: 'refresh_token', refresh_token: 'refresh-1234' },
        purpose: 'access token',
        repeatable: true,
      },
    ])
    expect(pipedrive.hosts?.(PIPEDRIVE)).toEqual(['oauth.pipedrive.com'])
    expect(auth(pipedrive).headers({ values: { token: 'a1' } }, PIPEDRIVE)).toEqual({ authorization: 'Bearer a1' })
  })

  it('is not asked for where there is a lasting one, which is not had anew either', () => {
    for (const [crm, settings, header] of [
      [hubspot, { token: 't' }, { authorization: 'Bearer t' }],
      [pipedrive, { apiToken: 't' }, { 'x-api-token': 't' }],
    ] as const) {
      const { calls, result } = login(crm, settings)
      expect([calls, result]).toEqual([[], { values: { token: 't' } }])
      expect(auth(crm).headers({ values: { token: 't' } }, settings)).toEqual(header)
      expect(auth(crm).expired(reply(401), settings)).toBe(false)
      expect(auth(crm).expired(reply(401), app)).toBe(true)
      expect(auth(crm).expired(reply(403), app)).toBe(false)
    }
  })

  it('of another company of Pipedrive is not used', () => {
    const given = (api_domain: string) => login(pipedrive, PIPEDRIVE, reply(200, { access_token: 'a1', api_domain })).result
    expect(given('https://other.pipedrive.com')).toEqual({
      kind: 'unauthorised',
      reason: 'the app is installed in another company: enter https://other.pipedrive.com as address',
      about: 'url',
    })
    expect(given('https://kranwerk.pipedrive.com')).toEqual({ values: { token: 'a1' } })
  })
})

describe('a login that fails', () => {
  const oldWords = (status: string): Json => ({ status, message: 'missing or unknown' })
  it.each<[string, ReturnType<typeof reply>, object]>([
    [
      'revoked',
      reply(400, { error: 'invalid_grant', error_description: 'refresh token is invalid, expired or revoked', status: 'BAD_REFRESH_TOKEN' }),
      { kind: 'unauthorised', about: 'refreshToken', reason: expect.stringMatching(/expired or revoked.*install the app of the hub anew/) },
    ],
    ['revoked, in words of before', reply(400, oldWords('BAD_REFRESH_TOKEN')), { kind: 'unauthorised', about: 'refreshToken' }],
    ['wrong client', reply(400, oldWords('BAD_CLIENT_ID')), { kind: 'unauthorised', about: 'clientId' }],
    ['wrong secret', reply(400, oldWords('BAD_CLIENT_SECRET')), { kind: 'unauthorised', about: 'clientSecret' }],
    ['too many', reply(429, { message: 'slow down' }, { 'retry-after': '7' }), { kind: 'rateLimited', afterMs: 7_000 }],
    ['a fault there', reply(502, ''), { kind: 'transient' }],
    ['another program', reply(200, '<!doctype html>'), { kind: 'unauthorised', about: 'url' }],
    ['another refusal', reply(400, { error: 'invalid_request', error_description: 'no grant type' }), { kind: 'invalid', reason: 'HTTP 400: no grant type' }],
  ])('at HubSpot: %s', (_, answer, meaning) => {
    expect(login(hubspot, HUBSPOT, answer).result).toMatchObject(meaning)
  })

  it.each<[string, ReturnType<typeof reply>, object]>([
    ['not used for long', reply(400, { error: 'invalid_grant' }), { kind: 'unauthorised', about: 'refreshToken' }],
    ['wrong client', reply(401, { error: 'invalid_client' }), { kind: 'unauthorised', about: 'clientSecret' }],
    ['another program', reply(200, '<!doctype html>'), { kind: 'unauthorised', about: 'oauthUrl' }],
  ])('at Pipedrive: %s', (_, answer, meaning) => {
    expect(login(pipedrive, PIPEDRIVE, answer).result).toMatchObject(meaning)
  })

  it.each<[Settings, string | undefined]>([
    [{}, 'token'],
    [{ token: 't' }, undefined],
    [{ token: 't', refreshToken: 'r' }, 'token'],
    [{ refreshToken: 'r', clientSecret: 's' }, 'clientId'],
    [{ refreshToken: 'r', clientId: 'c' }, 'clientSecret'],
    [app, undefined],
  ])('because of settings that do not belong together: %j', (settings, field) => {
    expect(wrongCredentials(settings, 'token')?.field).toBe(field)
    const { calls, result } = login(hubspot, { ...HUBSPOT, clientId: '', clientSecret: '', refreshToken: '', ...settings })
    if (field !== undefined) expect([calls, result]).toEqual([[], expect.objectContaining({ kind: 'unauthorised', about: field })])
  })
})
