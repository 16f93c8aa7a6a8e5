/** What every source must be, whatever tool is behind it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActiveValues, Call, Dialogue, Reply, Source, Verification } from '../../core/connector.ts'
import { decode } from '../../core/decode/decode.ts'
import { handshakeAnswer } from '../../core/handshake.ts'
import { fieldsOfPart } from '../../core/part.ts'
import { sign } from '../../core/sign.ts'
import { fieldsOf, missingSettings, prepareVerification, verify } from '../../core/verify.ts'
import { compile } from '../../core/work/mapping-guards.ts'
import { arrivalOf, NOW } from '../helpers/arrivals.ts'
import { codeIn, quotedIn } from '../helpers/code-in-text.ts'
import { hydrateScripts, inventedSettings } from '../scripts/sources.ts'

export function sourceContract(source: Source): void {
  describe(`source contract: ${source.id}`, () => {
    const settings = inventedSettings(source)
    const values: ActiveValues = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, [value]]))
    const proofs = alternatives(source.verify)
    const calls = proofs.length > 0

    it('describes itself for the console and the docs', () => {
      expect(source.id).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(source.docs).toMatch(/^https:\/\//)
      for (const text of [source.label, source.onFailure, ...Object.values(source.fields).map(({ label }) => label)]) expect(text).not.toBe('')
      for (const sentence of [source.about, source.onFailure, ...(source.doubts ?? [])]) expect(sentence).toMatch(/\.$/)
      for (const field of Object.values(source.fields)) if (field.secret) expect(field.default).toBeUndefined()
    })

    it('says in German and in English how to set it up, with the same labels and the same code', () => {
      expect(source.setup.length).toBeGreaterThan(0)
      for (const { de, en } of source.setup) {
        for (const step of [de, en]) expect(step).toMatch(/\S.*\.$/)
        expect(codeIn(de), de).toEqual(codeIn(en))
        for (const label of quotedIn(en)) expect(quotedIn(de), de).toContain(label)
        for (const label of quotedIn(de)) expect(en.toLowerCase(), de).toContain(label.toLowerCase())
      }
      if (calls) expect(source.setup.some(({ en }) => en.includes('{url}'))).toBe(true)
    })

    it('declares every setting that its checks and answers use', () => {
      const answers = (source.handshakes ?? []).flatMap(({ answer, when, verify: check }) => [
        ...(check === undefined || check === 'source' ? [] : fieldsOf(check)),
        ...when.conditions.flatMap(({ part }) => fieldsOfPart(part)),
        ...(answer.body === undefined ? [] : 'json' in answer.body ? Object.values(answer.body.json).flat() : answer.body).flatMap(fieldsOfPart),
      ])
      expect(Object.keys(source.fields)).toEqual(expect.arrayContaining([...fieldsOf(source.verify), ...answers]))
    })

    it('answers senders with what does not make them stop', () => {
      const { success = { status: 202 }, overload = { status: 503 }, never = [] } = source.answers ?? {}
      expect(success.status).toBeGreaterThanOrEqual(200)
      expect(success.status).toBeLessThan(300)
      expect([408, 429, 500, 502, 503, 504]).toContain(overload.status)
      expect(never).not.toContain(success.status)
      expect(never).not.toContain(overload.status)
    })

    it('has expressions that compile', async () => {
      for (const expression of [source.split, source.version, source.test, ...(source.dedupe ?? [])])
        if (expression !== undefined) await expect(compile(expression, 1_000)).resolves.toBeDefined()
    })

    it('accepts what its sender signs, by every proof it offers, and nothing that was changed', () => {
      for (const proof of proofs) {
        const own = Object.fromEntries(fieldsOf(proof).map((field) => [field, values[field] ?? []]))
        if (isAsymmetric(proof)) continue
        const signed = sign(proof, arrivalOf({ text: '{"a":1}' }), own, NOW)
        expect(verify(source.verify, signed, own, NOW)).toEqual({ ok: true })
        const others = Object.fromEntries(Object.keys(own).map((field) => [field, ['another invented secret']]))
        expect(verify(source.verify, signed, others, NOW).ok).toBe(false)
        if (proof.kind === 'signature') expect(verify(source.verify, { ...signed, body: Buffer.from('{"a":2}') }, own, NOW).ok).toBe(false)
      }
    })

    it('refuses everything while its secrets are not set, and says so', () => {
      const blank: ActiveValues = Object.fromEntries(Object.keys(source.fields).map((name) => [name, ['', ' ']]))
      for (const nothing of [{}, blank]) {
        expect(missingSettings(source.verify, nothing).length).toBeGreaterThan(calls ? 0 : -1)
        const prepared = prepareVerification(source.verify, nothing)
        for (const proof of proofs) {
          if (isAsymmetric(proof)) continue
          const verdict = prepared(sign(proof, arrivalOf(), values, NOW), NOW)
          expect(verdict).toMatchObject({ ok: false, reason: expect.stringMatching(/so nothing can be accepted$/) })
        }
        expect(prepared(arrivalOf({ headers: { authorization: 'Basic Og==' } }), NOW).ok).toBe(false)
        expect(prepared(arrivalOf({ headers: { authorization: '' } }), NOW).ok).toBe(false)
      }
    })

    it('survives any request', () => {
      const prepared = prepareVerification(source.verify, values)
      const header = fc.constantFrom(
        'authorization',
        'content-type',
        'x-signature',
        'signature',
        'webhook-signature',
        'webhook-timestamp',
        'typeform-signature',
        'x-hub-signature-256',
      )
      fc.assert(
        fc.property(
          fc.constantFrom('GET', 'POST', 'OPTIONS', 'PUT'),
          fc.dictionary(header, fc.string({ unit: 'binary', maxLength: 60 })),
          fc.string({ maxLength: 60 }),
          fc.uint8Array({ maxLength: 200 }),
          (method, headers, query, body) => {
            const arrival = arrivalOf({ method, headers, body, url: `https://hub.example.com/hooks/${source.id}?${query}` })
            expect(prepared(arrival, NOW).ok).toBe(false)
            const answer = handshakeAnswer(source, arrival, values, NOW)
            expect(answer === undefined || answer.status >= 200).toBe(true)
            expect(['decoded', 'held']).toContain(decode(arrival, source.decode).kind)
          },
        ),
        { numRuns: 100 },
      )
    })

    if (source.hydrate !== undefined) hydrateContract(source, source.hydrate)
    if (source.api?.auth.kind === 'session') loginContract(source)
  })
}

/** The proofs of origin a source offers, each enough by itself. */
function alternatives(check: Verification): Verification[] {
  return check.kind === 'anyOf' ? check.checks.flatMap(alternatives) : [check]
}

const isAsymmetric = (check: Verification): boolean =>
  check.kind === 'sns' || (check.kind === 'signature' && ['ed25519', 'ecdsa-p256-sha256', 'rsa-sha256'].includes(check.algorithm))

const replyOf = (status: number, body: Reply['body'] = {}, headers: Reply['headers'] = {}): Reply => ({ status, headers, body })

/** Plays a dialogue against one reply; returns its calls and what it came to. */
function play<Result>(dialogue: Dialogue<Result>, reply: Reply): { calls: Call[]; result: Result } {
  const calls: Call[] = []
  let step = dialogue.next()
  while (!step.done) {
    calls.push(step.value)
    if (calls.length > 10) throw new Error('the dialogue does not end')
    step = dialogue.next(reply)
  }
  return { calls, result: step.value }
}

function hydrateContract(source: Source, hydrate: NonNullable<Source['hydrate']>): void {
  describe('fetches what the webhook only names', () => {
    const script = hydrateScripts[source.id]
    const settings = inventedSettings(source)
    const fetchWith = (reply: Reply, payload = script?.payload ?? null) => play(hydrate({ key: 'k', version: null, payload }, settings), reply)

    it('has a script', () => expect(script).toBeDefined())
    if (script === undefined) return

    it('with the call of its API, and no secret in it', () => {
      const { calls, result } = fetchWith(replyOf(200, script.reply))
      expect([...new Set(calls.map(({ method, path }) => `${method} ${path}`))]).toEqual([script.call])
      expect(result).toEqual({ kind: 'hydrated', payload: script.payloadOf ?? script.reply })
      const said = JSON.stringify(calls)
      for (const [name, field] of Object.entries(source.fields)) if (field.secret) expect(said).not.toContain(settings[name])
    })

    it('knows when it is gone', () => {
      expect(fetchWith(replyOf(script.gone.status, script.gone.body)).result).toEqual(script.gone.result)
    })

    it.each([
      [401, 'unauthorised'],
      [408, 'transient'],
      [500, 'transient'],
      [503, 'transient'],
    ])('takes %i as %s', (status, kind) => {
      expect(fetchWith(replyOf(status)).result).toMatchObject({ kind, reason: expect.stringContaining(String(status)) })
    })

    it('waits as long as it is told', () => {
      expect(fetchWith(replyOf(429, {}, { 'retry-after': '7' })).result).toMatchObject({ kind: 'rateLimited', afterMs: 7_000 })
    })

    it.each(script.odd.map((odd) => [odd.says, odd] as const))('understands what is meant: %s', (_, { status, body, kind, says }) => {
      expect(fetchWith(replyOf(status, body)).result).toMatchObject({ kind, reason: expect.stringContaining(says) })
    })

    it('survives any answer', () => {
      for (const body of [null, '', 'x', 0, [], {}, { error: null }, { error: 'x' }, { error: [] }])
        for (const status of [200, 400, 401, 403, 404, 409, 410, 418, 422, 429, 500]) expect(typeof fetchWith(replyOf(status, body)).result.kind).toBe('string')
    })

    it('asks nothing for a notice that names nothing, and never leaves its path', () => {
      for (const payload of [
        null,
        'x',
        7,
        [],
        {},
        { value: null },
        { id: '../admin' },
        { id: 'a/b' },
        { id: 'a?b' },
        { field: 'leadgen', value: { leadgen_id: '1/../2' } },
        { payload: { pool_id: '1/2' } },
      ]) {
        const { calls, result } = fetchWith(replyOf(200, {}), payload)
        expect(calls).toEqual([])
        expect(result.kind).toBe('hydrated')
      }
    })

    it('calls only hosts that it declares', () => {
      if (source.api === undefined) expect(source.connection).toBeDefined()
      else expect(source.api.hosts(settings)).toContain(new URL(source.api.baseUrl(settings)).hostname)
    })
  })
}

function loginContract(source: Source): void {
  describe('logs in', () => {
    const auth = source.api?.auth
    if (auth?.kind !== 'session') return
    const settings = inventedSettings(source)

    it('and uses what it got', () => {
      const { result } = play(auth.login(settings), replyOf(200, { access_token: 'invented-token', expires_in: 100 }))
      if (!('values' in result)) throw new Error('no session')
      expect(JSON.stringify(auth.headers(result, settings))).toContain('invented-token')
      expect(auth.expired(replyOf(401), settings)).toBe(true)
      expect(auth.expired(replyOf(500), settings)).toBe(false)
    })

    it.each([
      [400, { error: 'invalid_client' }, 'unauthorised'],
      [401, {}, 'unauthorised'],
      [429, {}, 'rateLimited'],
      [500, 'Internal Server Error', 'transient'],
      [200, {}, 'unauthorised'],
    ])('%i with %j is %s', (status, body, kind) => {
      expect(play(auth.login(settings), replyOf(status, body)).result).toMatchObject({ kind })
    })
  })
}
