/** Handshakes: recognised among deliveries, answered from the declaration, refused where a check or a value is missing. */
import { describe, expect, it } from 'vitest'
import cleverreach from '../connectors/sources/cleverreach.ts'
import linkedin from '../connectors/sources/linkedin-leadgen.ts'
import mailchimp from '../connectors/sources/mailchimp.ts'
import metaLeadgen from '../connectors/sources/meta-leadgen.ts'
import zoom from '../connectors/sources/zoom.ts'
import { fillAnswer, handshakeAnswer, handshakeFor } from '../core/handshake.ts'
import { arrivalOf, NOW } from './helpers/arrivals.ts'

const get = (query: string) => arrivalOf({ method: 'GET', url: `https://hub.example.com/hooks/source${query}`, body: new Uint8Array() })
const metaQuery = (token: string) => get(`?hub.mode=subscribe&hub.challenge=2881843198&hub.verify_token=${token}`)

describe('a handshake', () => {
  it('is told from a delivery by method and conditions', () => {
    expect(handshakeFor(metaLeadgen, metaQuery('x'))).toBeDefined()
    expect(handshakeFor(metaLeadgen, get('?hub.mode=unsubscribe&hub.challenge=1'))).toBeUndefined()
    expect(handshakeFor(metaLeadgen, { ...metaQuery('x'), method: 'POST' })).toBeUndefined()
    expect(handshakeFor(zoom, arrivalOf({ text: '{"event":"webinar.registration_created"}' }))).toBeUndefined()
    expect(handshakeFor(zoom, arrivalOf({ text: '{"event":"endpoint.url_validation","payload":{"plainToken":"p"}}' }))).toBeDefined()
    expect(handshakeFor({}, get(''))).toBeUndefined()
  })

  it('echoes the challenge as plain text, and only for the right token', () => {
    const values = { verifyToken: ['invented'] }
    expect(handshakeAnswer(metaLeadgen, metaQuery('invented'), values, NOW)).toEqual({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
      body: '2881843198',
    })
    expect(handshakeAnswer(metaLeadgen, metaQuery('falsch'), values, NOW)?.status).toBe(403)
    expect(handshakeAnswer(metaLeadgen, metaQuery(''), { verifyToken: [''] }, NOW)?.status).toBe(403)
    expect(handshakeAnswer(metaLeadgen, metaQuery('invented'), {}, NOW)?.status).toBe(403)
  })

  it('is refused while a setting of the answer is missing', () => {
    expect(handshakeAnswer(cleverreach, get('?secret=1'), { verify: ['v'] }, NOW)).toMatchObject({ status: 200, body: 'v 1' })
    expect(handshakeAnswer(cleverreach, get('?secret=1'), {}, NOW)?.status).toBe(403)
  })

  it('tells the newest of several active values', () => {
    expect(handshakeAnswer(cleverreach, get('?secret=1'), { verify: ['new', 'old'] }, NOW)?.body).toBe('new 1')
  })

  it('needs no secret where the vendor only looks whether somebody is there', () => {
    expect(handshakeAnswer(mailchimp, get('/any-key'), {}, NOW)?.status).toBe(200)
  })

  it('is none where the answer would be the signature of an event', () => {
    const forged = '{"type":"LEAD_ACTION","leadAction":"DELETED"}'
    expect(handshakeAnswer(linkedin, get(`?challengeCode=hmacsha256%3D${encodeURIComponent(forged)}`), { secret: ['s'] }, NOW)).toBeUndefined()
    expect(handshakeAnswer(linkedin, get('?challengeCode=9db06b25-8992-6dc6-8ed7-000000000001'), { secret: ['s'] }, NOW)?.status).toBe(200)
  })

  it('that must be signed is refused unsigned', () => {
    const asked = arrivalOf({ text: '{"event":"endpoint.url_validation","payload":{"plainToken":"p"}}' })
    expect(handshakeAnswer(zoom, asked, { secret: ['s'] }, NOW)?.status).toBe(403)
  })
})

describe('an answer', () => {
  it('fills texts, JSON and headers from parts', () => {
    const answer = { status: 201, headers: { 'x-id': [{ query: 'id' }] }, body: { json: { got: [{ literal: 'id ' }, { query: 'id' }] } } } as const
    expect(fillAnswer(answer, get('?id=7'), {})).toEqual({
      status: 201,
      headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', 'x-id': '7' },
      body: '{"got":"id 7"}',
    })
    expect(fillAnswer(answer, get(''), {})).toBeUndefined()
    expect(fillAnswer({ status: 204 }, get(''), {})).toMatchObject({ status: 204, body: '' })
  })
})
