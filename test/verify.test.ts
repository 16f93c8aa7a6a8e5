/** The verification engine: what it accepts, what it refuses, and that it says why without telling secrets. */
import { createHmac, sign as cryptoSign, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActiveValues, Arrival, SignatureCheck, Verdict, Verification } from '../core/connector.ts'
import { sign } from '../core/sign.ts'
import { missingSettings, prepareVerification, verify } from '../core/verify.ts'
import { arrivalOf, NOW } from './helpers/arrivals.ts'

const SECRET = 'a-long-invented-secret'
const reasonOf = (verdict: Verdict): string => (verdict.ok ? 'accepted' : verdict.reason)
const mac = (text: string | Uint8Array, secret = SECRET) => createHmac('sha256', secret).update(text).digest()

const plain: SignatureCheck = {
  kind: 'signature',
  algorithm: 'hmac-sha256',
  key: { field: 'secret' },
  signed: [{ request: 'body' }],
  at: { header: 'x-signature' },
  format: { kind: 'prefix', prefix: 'sha256=' },
  encoding: 'hex',
}
const timed: SignatureCheck = {
  ...plain,
  signed: [{ timestamp: true }, { literal: '.' }, { request: 'body' }],
  format: { kind: 'pairs', key: 'v1', timestampKey: 't' },
  timestamp: { unit: 's', toleranceSeconds: 300 },
}
const values: ActiveValues = { secret: [SECRET] }
const judge = (check: Verification, headers: Record<string, string>, active: ActiveValues = values, more: Partial<Arrival> = {}) =>
  verify(check, arrivalOf({ headers, text: '{"a":1}', ...more }), active, NOW)

describe('a signature', () => {
  const good = `sha256=${mac('{"a":1}').toString('hex')}`

  it('is accepted over exactly the bytes it was made for', () => {
    expect(judge(plain, { 'x-signature': good })).toEqual({ ok: true })
    expect(judge(plain, { 'x-signature': good.toUpperCase().replace('SHA256', 'sha256') })).toEqual({ ok: true })
    expect(reasonOf(judge(plain, { 'x-signature': good }, values, { body: Buffer.from('{"a": 1}') }))).toBe(
      'the signature does not match: is the secret the same on both sides?',
    )
  })

  it.each([
    ['missing', {}, 'header x-signature is missing'],
    ['empty', { 'x-signature': '' }, 'header x-signature is missing'],
    ['without its prefix', { 'x-signature': good.slice(7) }, 'header x-signature does not begin with sha256='],
    ['cut off', { 'x-signature': good.slice(0, -2) }, 'the signature does not match: is the secret the same on both sides?'],
    ['of half a byte', { 'x-signature': good.slice(0, -1) }, 'header x-signature is not hex'],
    ['no hex at all', { 'x-signature': 'sha256=zz' }, 'header x-signature is not hex'],
    ['only a prefix', { 'x-signature': 'sha256=' }, 'header x-signature is not hex'],
  ])('is refused when %s', (_, headers, reason) => {
    expect(reasonOf(judge(plain, headers))).toBe(reason)
  })

  it('is accepted under any active secret, so that secrets can be rotated', () => {
    expect(judge(plain, { 'x-signature': good }, { secret: ['the-new-one', SECRET] })).toEqual({ ok: true })
    expect(judge(plain, { 'x-signature': good }, { secret: ['the-new-one'] }).ok).toBe(false)
  })

  it.each([
    ['absent', {}],
    ['empty', { secret: [] }],
    ['blank', { secret: ['', '  '] }],
  ])('is refused while the secret is %s, even if signed with nothing', (_, active) => {
    const forged = `sha256=${createHmac('sha256', '').update('{"a":1}').digest('hex')}`
    const verdict = judge(plain, { 'x-signature': forged }, active as ActiveValues)
    expect(reasonOf(verdict)).toBe('the setting secret is not set, so nothing can be accepted')
  })

  it('survives any header', () => {
    const checks: SignatureCheck[] = [
      plain,
      timed,
      { ...plain, format: { kind: 'versions', version: 'v1' }, encoding: 'base64' },
      { ...plain, format: { kind: 'id-and-signature', idField: 'secret', raw: true } },
      { ...plain, format: { kind: 'id-and-signature', idField: 'secret' } },
      { ...plain, format: { kind: 'plain' }, encoding: 'base64url' },
      { ...plain, algorithm: 'ed25519', key: { field: 'public' }, encoding: 'base64' },
    ]
    const active = { ...values, public: [publicPem] }
    fc.assert(
      fc.property(fc.constantFrom(...checks), fc.string({ unit: 'binary', maxLength: 120 }), fc.uint8Array({ maxLength: 60 }), (check, header, body) => {
        expect(verify(check, arrivalOf({ headers: { 'x-signature': header }, body }), active, NOW).ok).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a timestamp', () => {
  const at = (seconds: number) => {
    const t = String(NOW / 1000 + seconds)
    return judge(timed, { 'x-signature': `t=${t},v1=${mac(`${t}.{"a":1}`).toString('hex')}` })
  }

  it('may differ by the tolerance in both directions', () => {
    expect([-300, -299, 0, 300].map((seconds) => at(seconds).ok)).toEqual([true, true, true, true])
    expect(reasonOf(at(-600))).toBe("the timestamp is 10 min old; at most 5 min are allowed: is the sender's clock right?")
    expect(reasonOf(at(301))).toBe("the timestamp is 5 min ahead; at most 5 min are allowed: is the sender's clock right?")
  })

  it('is part of what is signed', () => {
    const old = String(NOW / 1000 - 3600)
    const verdict = judge(timed, { 'x-signature': `t=${NOW / 1000},v1=${mac(`${old}.{"a":1}`).toString('hex')}` })
    expect(reasonOf(verdict)).toContain('does not match')
  })

  it.each([
    ['is no number', `t=now,v1=${'00'.repeat(32)}`, 'the timestamp is not a unix time'],
    ['is negative', `t=-1,v1=${'00'.repeat(32)}`, 'the timestamp is not a unix time'],
    ['is missing', `v1=${'00'.repeat(32)}`, 'the timestamp in header x-signature is missing'],
    ['stands alone', `t=${NOW / 1000}`, 'header x-signature is not written as t=...,v1=...'],
  ])('is refused when it %s', (_, header, reason) => {
    expect(reasonOf(judge(timed, { 'x-signature': header }))).toBe(reason)
  })

  it('is read in milliseconds, or in whatever unit fits', () => {
    const check = (unit: 'ms' | 'auto'): SignatureCheck => ({ ...timed, timestamp: { unit, toleranceSeconds: 300 } })
    const header = (t: number) => ({ 'x-signature': `t=${t},v1=${mac(`${t}.{"a":1}`).toString('hex')}` })
    expect(judge(check('ms'), header(NOW)).ok).toBe(true)
    expect(judge(check('auto'), header(NOW)).ok).toBe(true)
    expect(judge(check('auto'), header(NOW / 1000)).ok).toBe(true)
    expect(judge(check('ms'), header(NOW / 1000)).ok).toBe(false)
  })

  it.each([
    ['2026-09-15T08:30:20.000Z', true],
    ['2026-09-15T10:30:20+02:00', true],
    ['2026-09-15T08:30:20', false],
    ['2026-09-15T07:30:20Z', false],
    ['2026-13-15T08:30:20Z', false],
    ['today', false],
  ])('is read as date and time with a zone: %s', (t, isGood) => {
    const check: SignatureCheck = { ...timed, timestamp: { unit: 'iso', toleranceSeconds: 300 } }
    const header = { 'x-signature': `t=${t},v1=${mac(`${t}.{"a":1}`).toString('hex')}` }
    expect(verify(check, arrivalOf({ headers: header, text: '{"a":1}' }), values, Date.UTC(2026, 8, 15, 8, 30, 20)).ok).toBe(isGood)
  })
})

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()

describe('an asymmetric signature', () => {
  const check: SignatureCheck = { ...plain, algorithm: 'ed25519', key: { field: 'public' }, format: { kind: 'plain' }, encoding: 'base64' }
  const signature = cryptoSign(null, Buffer.from('{"a":1}'), privateKey).toString('base64')

  it('is checked with the public key as PEM, as base64 and with its prefix', () => {
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
    for (const key of [publicPem, publicKey.export({ type: 'spki', format: 'der' }).toString('base64'), raw, `whpk_${raw}`])
      expect(judge(check, { 'x-signature': signature }, { public: [key] })).toEqual({ ok: true })
    expect(judge(check, { 'x-signature': signature }, { public: [publicPem] }, { body: Buffer.from('{"a":2}') }).ok).toBe(false)
  })

  it('is refused with a key that is none, or of another kind', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
    for (const key of ['not a key', 'whpk_AAAA', rsa])
      expect(reasonOf(judge(check, { 'x-signature': signature }, { public: [key] }))).toBe('the setting public is not a valid key, so nothing can be accepted')
  })
})

describe('a signature by RSA', () => {
  const { publicKey: rsa, privateKey: own } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const check: SignatureCheck = { ...plain, algorithm: 'rsa-sha256', key: { field: 'public' }, format: { kind: 'plain' }, encoding: 'base64' }
  const headers = { 'x-signature': cryptoSign('sha256', Buffer.from('{"a":1}'), own).toString('base64') }
  const pem = rsa.export({ type: 'spki', format: 'pem' }).toString()

  it('is checked with a key of that kind, over exactly these bytes', () => {
    expect(judge(check, headers, { public: [pem] })).toEqual({ ok: true })
    expect(judge(check, headers, { public: [pem] }, { body: Buffer.from('{"a":2}') }).ok).toBe(false)
    expect(judge(check, headers, { public: [publicPem] }).ok).toBe(false)
  })
})

describe('a body written as JSON again', () => {
  const signedBy = (text: string, rewritten: 'javascript' | 'php', body: string, type = 'application/json') =>
    judge({ ...plain, signed: [{ rewritten }] }, { 'x-signature': `sha256=${mac(text).toString('hex')}`, 'content-type': type }, values, {
      body: Buffer.from(body),
    }).ok

  it('is what some senders sign: with other spaces, or as PHP escapes it', () => {
    expect(signedBy('{"a":"ü/1","b":[1,2]}', 'javascript', '{ "a": "\\u00fc\\/1",\n  "b": [1, 2] }')).toBe(true)
    expect(signedBy('{"a":"\\u00fc\\/1 \\ud83d\\ude00 \\"\\\\"}', 'php', '{"a":"ü/1 😀 \\"\\\\"}')).toBe(true)
    expect(signedBy('{"a":"ü"}', 'php', '{"a":"ü"}')).toBe(false)
  })

  it('of a form holds its fields, nested ones too', () => {
    const form = 'application/x-www-form-urlencoded'
    expect(signedBy('{"n":"Gr\\u00fc\\u00dfer","i":["a","b"]}', 'php', 'n=Gr%C3%BC%C3%9Fer&i%5B0%5D=a&i%5B1%5D=b', form)).toBe(true)
    expect(signedBy('{"n":"Gr\\u00fc\\u00dfer","i":["a","c"]}', 'php', 'n=Gr%C3%BC%C3%9Fer&i%5B0%5D=a&i%5B1%5D=b', form)).toBe(false)
  })

  it('is missing where the body is neither object nor list', () => {
    expect(signedBy('"x"', 'javascript', '"x"')).toBe(false)
    expect(signedBy('null', 'javascript', 'null')).toBe(false)
  })
})

describe('the key of a Standard Webhooks secret', () => {
  const check: SignatureCheck = { ...plain, key: { field: 'secret', encoding: 'prefixed-base64' }, format: { kind: 'plain' } }
  const bytes = Buffer.from('0123456789abcdef0123456789abcdef')
  const signature = createHmac('sha256', bytes).update('{"a":1}').digest('hex')

  it('is base64 behind its prefix, and either reading without it', () => {
    const asText = createHmac('sha256', bytes.toString('base64')).update('{"a":1}').digest('hex')
    expect(judge(check, { 'x-signature': signature }, { secret: [`whsec_${bytes.toString('base64')}`] }).ok).toBe(true)
    expect(judge(check, { 'x-signature': signature }, { secret: [bytes.toString('base64')] }).ok).toBe(true)
    expect(judge(check, { 'x-signature': asText }, { secret: [bytes.toString('base64')] }).ok).toBe(true)
    expect(judge(check, { 'x-signature': asText }, { secret: [`whsec_${bytes.toString('base64')}`] }).ok).toBe(false)
    expect(reasonOf(judge(check, { 'x-signature': asText }, { secret: ['whsec_not base64'] }))).toContain('is not a valid key')
  })
})

describe('an id with its signature', () => {
  const check: SignatureCheck = { ...plain, format: { kind: 'id-and-signature', idField: 'webhookId' } }
  const header = (id: string) => ({ 'x-signature': Buffer.from(`${id}:${mac('{"a":1}').toString('hex')}`).toString('base64') })

  it('must be one of ours, each with its own secret', () => {
    const active = { secret: ['other', SECRET], webhookId: ['one', 'two'] }
    expect(judge(check, header('two'), active).ok).toBe(true)
    expect(reasonOf(judge(check, header('three'), active))).toBe(
      'the signature was made for another webhook: is the setting webhookId the id the sender shows?',
    )
    expect(reasonOf(judge(check, header('one'), { secret: [SECRET] }))).toBe('the setting webhookId is not set, so nothing can be accepted')
    expect(reasonOf(judge(check, { 'x-signature': '!!' }, active))).toBe('header x-signature is not base64 of an id, a colon and a signature')
  })
})

describe('a token', () => {
  const at = (part: Extract<Verification, { kind: 'token' }>['at'], prefix?: string): Verification => ({
    kind: 'token',
    at: part,
    field: 'secret',
    ...(prefix === undefined ? {} : { prefix }),
  })
  const body = (text: string) => ({ body: Buffer.from(text) })

  it('is found in a header, the query, the path and the body', () => {
    expect(judge(at({ header: 'x-key' }), { 'x-key': SECRET }).ok).toBe(true)
    expect(judge(at({ header: 'authorization' }, 'Bearer '), { authorization: `bearer ${SECRET}` }).ok).toBe(true)
    expect(judge(at({ query: 'code' }), {}, values, { url: `https://hub.example.com/hooks/s?x=1&code=${SECRET}` }).ok).toBe(true)
    expect(judge(at({ pathKey: true }), {}, values, { url: `https://hub.example.com/leitwerk/hooks/s/${SECRET}?x=1` }).ok).toBe(true)
    expect(judge(at({ body: 'auth.0.key' }), {}, values, body(`{"auth":[{"key":"${SECRET}"}]}`)).ok).toBe(true)
    expect(judge(at({ body: 'auth.key' }), { 'content-type': 'application/x-www-form-urlencoded' }, values, body(`auth[key]=${SECRET}`)).ok).toBe(true)
    expect(judge(at({ body: 'n' }), {}, { secret: ['12345678901234567890'] }, body('{"n":12345678901234567890}')).ok).toBe(true)
  })

  it.each<[string, Verification, Record<string, string>, Partial<Arrival>, string]>([
    [
      'wrong',
      at({ header: 'x-key' }),
      { 'x-key': `${SECRET}x` },
      {},
      'header x-key does not hold the value of the setting secret: is it the same on both sides?',
    ],
    ['missing', at({ header: 'x-key' }), {}, {}, 'header x-key is missing'],
    [
      'of another scheme',
      at({ header: 'authorization' }, 'Bearer '),
      { authorization: `Basic ${SECRET}` },
      {},
      'header authorization does not begin with Bearer',
    ],
    [
      'without a key in the path',
      at({ pathKey: true }),
      {},
      { url: `https://hub.example.com/hooks/${SECRET}` },
      "key at the end of the hook's address is missing",
    ],
    ['inherited', at({ body: 'constructor.name' }), {}, {}, 'field constructor.name of the body is missing'],
    ['in a body that is none', at({ body: 'key' }), {}, { body: Buffer.from('{"key":') }, 'field key of the body is missing'],
    ['an object', at({ body: 'key' }), {}, body('{"key":{}}'), 'field key of the body is missing'],
  ])('is refused when %s', (_, check, headers, more, reason) => {
    expect(reasonOf(judge(check, headers, values, more))).toBe(reason)
  })
})

describe('HTTP Basic', () => {
  const check: Verification = { kind: 'basic', userField: 'user', passwordField: 'password' }
  const active = { user: ['hub'], password: ['pässwort:mit-doppelpunkt', 'alt'] }
  const header = (pair: string, encoding: BufferEncoding = 'utf8') => ({ authorization: `Basic ${Buffer.from(pair, encoding).toString('base64')}` })

  it('takes colons, umlauts in either charset and every active password', () => {
    expect(judge(check, header('hub:pässwort:mit-doppelpunkt'), active).ok).toBe(true)
    expect(judge(check, header('hub:pässwort:mit-doppelpunkt', 'latin1'), active).ok).toBe(true)
    expect(judge(check, header('hub:alt'), active).ok).toBe(true)
  })

  it('asks for credentials, as some senders send them only then', () => {
    const challenge = 'Basic realm="leitwerk", charset="UTF-8"'
    expect(judge(check, {}, active)).toEqual({ ok: false, reason: 'header authorization is missing', challenge })
    expect(judge(check, header('hub:falsch'), active)).toEqual({ ok: false, reason: 'the user name or password is wrong', challenge })
    expect(judge({ kind: 'anyOf', checks: [plain, check] }, {}, { ...values, ...active })).toMatchObject({ challenge })
  })

  it('is refused while one of the two is not set', () => {
    expect(reasonOf(judge(check, header('hub:'), { user: ['hub'] }))).toBe('the setting password is not set, so nothing can be accepted')
  })

  it('that is not set asks for credentials only where it is the only proof there is', () => {
    expect(judge(check, {}, {})).toHaveProperty('challenge')
    expect(judge({ kind: 'anyOf', checks: [plain, check] }, {}, values)).not.toHaveProperty('challenge')
  })
})

describe('combinations', () => {
  const header: Verification = { kind: 'token', at: { header: 'x-key' }, field: 'key' }
  const path: Verification = { kind: 'token', at: { pathKey: true }, field: 'pathKey' }
  const either: Verification = { kind: 'anyOf', checks: [plain, header, path] }
  const both: Verification = { kind: 'allOf', checks: [header, path] }
  const url = 'https://hub.example.com/hooks/s/in-the-path'
  const all = { secret: [SECRET], key: ['k'], pathKey: ['in-the-path'] }

  it('anyOf: one proof is enough, alternatives that are not set do not count', () => {
    expect(judge(either, { 'x-key': 'k' }, all).ok).toBe(true)
    expect(judge(either, {}, { pathKey: ['in-the-path'] }, { url }).ok).toBe(true)
    expect(judge(either, { 'x-key': '' }, { pathKey: ['in-the-path'] }).ok).toBe(false)
  })

  it('anyOf: says what was wrong with the proof that was tried, or which would do', () => {
    expect(reasonOf(judge(either, { 'x-key': 'falsch' }, all))).toContain('header x-key does not hold')
    expect(reasonOf(judge(either, {}, { key: ['k'], pathKey: ['p'] }))).toBe(
      "no proof of origin: header x-key is missing; key at the end of the hook's address is missing",
    )
    expect(reasonOf(judge(either, {}, {}))).toBe('none of the settings secret, key, pathKey is set, so nothing can be accepted')
  })

  it('allOf: every proof is needed', () => {
    expect(judge(both, { 'x-key': 'k' }, all, { url }).ok).toBe(true)
    expect(reasonOf(judge(both, { 'x-key': 'k' }, all))).toContain('address is missing')
    expect(reasonOf(judge(both, { 'x-key': 'k' }, { key: ['k'] }, { url }))).toBe('the setting pathKey is not set, so nothing can be accepted')
  })

  it('an empty list accepts nothing', () => {
    for (const kind of ['anyOf', 'allOf'] as const)
      expect(reasonOf(judge({ kind, checks: [] }, {}))).toBe('the source declares no check, so nothing can be accepted')
  })

  it('names the settings without which nothing is accepted', () => {
    expect(missingSettings(either, {})).toEqual(['secret', 'key', 'pathKey'])
    expect(missingSettings(either, { key: ['k'] })).toEqual([])
    expect(missingSettings(both, { key: ['k'] })).toEqual(['pathKey'])
    expect(missingSettings({ kind: 'unsigned' }, {})).toEqual([])
  })
})

describe('what is signed by this engine', () => {
  const check = fc.record({
    algorithm: fc.constantFrom('hmac-sha1' as const, 'hmac-sha256' as const, 'hmac-sha512' as const),
    encoding: fc.constantFrom('hex' as const, 'base64' as const, 'base64url' as const),
    format: fc.constantFrom<NonNullable<SignatureCheck['format']>>(
      { kind: 'plain' },
      { kind: 'prefix', prefix: 'v0=' },
      { kind: 'pairs', key: 'v1', timestampKey: 't' },
      { kind: 'versions', version: 'v1' },
      { kind: 'id-and-signature', idField: 'id', raw: true },
      { kind: 'id-and-signature', idField: 'id' },
    ),
    url: fc.boolean(),
  })
  const declared = check.map(
    ({ url, ...given }): SignatureCheck => ({
      ...plain,
      ...given,
      signed: [
        ...(url ? ([{ request: 'method' }, { request: 'url' }] as const) : []),
        ...(given.format.kind === 'pairs' ? ([{ timestamp: true }] as const) : []),
        { request: 'body' },
      ],
    }),
  )
  const active = { secret: [SECRET], id: ['66e6a1'] }

  it('is accepted by it, and nothing that differs in a byte is', () => {
    fc.assert(
      fc.property(declared, fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (one, body, where, flip) => {
        const prepared = prepareVerification(one, active)
        const signed = sign(one, arrivalOf({ body }), active, NOW)
        expect(prepared(signed, NOW)).toEqual({ ok: true })
        const changed = Uint8Array.from(body)
        changed[where % body.length] = changed[where % body.length]! ^ flip
        expect(prepared({ ...signed, body: changed }, NOW).ok).toBe(false)
        expect(verify(one, signed, { ...active, secret: ['another secret'] }, NOW).ok).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it('may lie inside of the body, with the token and time that are signed', () => {
    const inside: SignatureCheck = {
      ...plain,
      signed: [{ timestamp: true }, { body: 'signature.token' }],
      at: { body: 'signature.signature' },
      format: { kind: 'plain' },
      timestamp: { at: { body: 'signature.timestamp' }, unit: 's', toleranceSeconds: 300 },
    }
    const signed = sign(inside, arrivalOf({ text: '{"event":{"id":7}}' }), values, NOW)
    expect(JSON.parse(Buffer.from(signed.body).toString())).toMatchObject({ event: { id: 7 }, signature: { timestamp: String(NOW / 1000) } })
    expect(verify(inside, signed, values, NOW)).toEqual({ ok: true })
    expect(verify(inside, signed, { secret: ['another secret'] }, NOW).ok).toBe(false)
  })

  it('never tells the secret or the expected signature', () => {
    const signed = sign(plain, arrivalOf({ text: 'x' }), values, NOW)
    const expected = signed.headers['x-signature']!.slice('sha256='.length)
    for (const headers of [{ 'x-signature': `sha256=${'00'.repeat(32)}` }, { 'x-signature': 'nonsense' }, {}]) {
      const said = JSON.stringify(verify(plain, { ...signed, headers }, values, NOW))
      expect(said).not.toContain(SECRET)
      expect(said).not.toContain(expected)
    }
  })
})
