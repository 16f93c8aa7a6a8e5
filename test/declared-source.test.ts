/** Sources declared in YAML: what a file says becomes an ordinary source, and every mistake in it is told with its line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { parseConfig } from '../config/load.ts'
import { inlineSchema } from '../connectors/declared-sources/inline.ts'
import files from '../core/compose/declared-files.json' with { type: 'json' }
import { parseSourceDeclaration, registryOf, shipped } from '../core/compose/registry.ts'
import { setupOf } from '../core/compose/setup.ts'
import { vectorSources } from '../core/compose/vector-sources.ts'
import type { Call, Hydrated, Json, Reply, Source } from '../core/connector.ts'
import { sourceEndpoint } from '../core/endpoint.ts'
import type { MapTask } from '../core/mapped.ts'
import { createConversation } from '../core/work/converse.ts'
import { expressionCache } from '../core/work/expression-cache.ts'
import { mapDelivery } from '../core/work/mapping-run.ts'
import { declaredFiles } from '../scripts/generate-declared.ts'
import { NOW } from './helpers/arrivals.ts'
import { play } from './helpers/playing.ts'

const SMALL = `id: small
label: Small
docs: https://small.example/webhooks
about: Tells that somebody did something.
settings:
  secret: { label: Secret, help: Settings > Hooks, secret: true }
  token: { label: API token, help: Settings > API, secret: true }
  region: { label: Region, help: "In the address, as eu", default: eu }
verify:
  kind: signature
  algorithm: hmac-sha256
  key: { field: secret }
  signed: [{ timestamp: true }, { literal: . }, { request: body }]
  at: { header: X-Small-Signature }
  format: { kind: pairs, key: v1, timestampKey: t }
  encoding: hex
  timestamp: { unit: s, toleranceSeconds: 300 }
handshakes:
  - when: { method: POST, conditions: [{ part: { body: ask } }] }
    answer: { status: 200, body: [{ body: ask }] }
answers: { success: { status: 200 }, overload: { status: 429 }, never: [410] }
split: things
dedupe: [id]
test: trial = true
fetch:
  address: "https://{settings.region}.small.example/api"
  auth: { headers: { authorization: "Bearer {settings.token}" } }
  ids: { thing: id }
  call: { get: "/things/{thing}", query: { with: all } }
  at: data
setup: ["Settings > Hooks: address {url}."]
onFailure: Tries again for a day.
`
const small = (change: (yaml: string) => string = (yaml) => yaml): Source => parseSourceDeclaration(change(SMALL), 'small.yaml')
const settings = { secret: 's', token: 'small-token', region: 'eu' }

it('ships as its files say (else: npm run build)', () => expect(files).toEqual(declaredFiles()))

describe('a declared source', () => {
  it('is an ordinary source', () => {
    expect(small()).toMatchObject({
      id: 'small',
      evidence: 'unverified',
      about: 'Tells that somebody did something. Not verified against the tool.',
      fields: { secret: { secret: true, required: true }, region: { secret: false, required: false, default: 'eu' } },
      verify: { at: { header: 'x-small-signature' } },
      answers: { never: [410] },
      split: 'things',
      test: 'trial = true',
    })
    expect(small((yaml) => yaml.replace('about:', 'evidence: memory\nabout:')).about).toBe('Tells that somebody did something.')
  })

  it('says how to set it up in one text for both languages, or in one for each', () => {
    const english = 'Settings > Hooks: address {url}.'
    expect(small().setup).toEqual([{ de: english, en: english }])
    const german = 'Öffnen Sie „Settings > Hooks“: Adresse {url}.'
    expect(small((yaml) => yaml.replace(`"${english}"`, `{ de: "${german}", en: "${english}" }, Send a test.`)).setup).toEqual([
      { de: german, en: english },
      { de: 'Send a test.', en: 'Send a test.' },
    ])
  })

  it('is a kind once the configuration names its file, beside CRMs that are declared', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leitwerk-small-'))
    try {
      const file = join(folder, 'small.yaml')
      writeFileSync(file, SMALL)
      const yaml = `declared: [${file}]\nsources:\n  fair: { kind: small, secret: a, token: env:T }\n`
      const entry = setupOf(parseConfig(yaml, 'hub.yaml'), { T: 'b' }).sources.get('fair')
      expect(entry).toMatchObject({
        mapping: 'small',
        settings: { secret: 'a', token: 'b', region: 'eu' },
        shown: { region: 'eu' },
        connector: { id: 'small' },
      })
      expect(
        registryOf([file, file], (at, message) => expect([at, message]).toEqual([1, `${file}: there is a kind 'small' already: take another id`])),
      ).toBeDefined()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a mistake is told with its line:', () => {
  const told = (yaml: string): string => {
    try {
      parseSourceDeclaration(yaml, 'small.yaml')
      return 'none'
    } catch (error) {
      return (error as Error).message
    }
  }
  const changed = (from: string, to: string): string => {
    expect(SMALL).toContain(from)
    return told(SMALL.replace(from, to))
  }

  it('none in what is right', () => expect(told(SMALL)).toBe('none'))

  it.each([
    ['a key that there is not', 'dedupe: [id]', 'dedup: [id]', 'small.yaml:23: dedup: this does not exist here; did you mean `dedupe`?'],
    ['one inside', 'toleranceSeconds: 300', 'tolerance: 300', 'small.yaml:17: verify.timestamp.toleranceSeconds: this setting is missing'],
    [
      'and what was meant by it',
      'unit: s, toleranceSeconds',
      'unit: s, toleranceSecond',
      'small.yaml:17: verify.timestamp.toleranceSecond: this does not exist here; did you mean `toleranceSeconds`?',
    ],
    ['a key of another place', 'never: [410]', 'nver: [410]', 'small.yaml:21: answers.nver: this does not exist here; did you mean `never`?'],
    ['one that is missing', 'onFailure: Tries again for a day.\n', '', 'small.yaml: onFailure: this setting is missing'],
    [
      'a part that there is not',
      '{ header: X-Small',
      '{ heeder: X-Small',
      "small.yaml:14: verify.at: there is no part 'heeder'; did you mean 'header'?; known are literal, header",
    ],
    ['a part with two keys', '{ literal: . }', '{ literal: ., query: x }', 'small.yaml:13: verify.signed.1: a part has one key, not literal and query'],
    [
      'a part whose value does not fit',
      '{ request: body }',
      '{ request: boddy }',
      'small.yaml:13: verify.signed.2: behind `request` belongs one of method, url, body',
    ],
    ['a part that is a text', '{ literal: . }', '"."', 'small.yaml:13: verify.signed.1: a part is written as {header: NAME}'],
    [
      'an algorithm that there is not',
      'hmac-sha256',
      'hmac-sha265',
      "small.yaml:11: verify.algorithm: 'hmac-sha265' is not known: must be one of hmac-sha1, hmac-sha256",
    ],
    [
      'a kind of check that there is not',
      'kind: signature',
      'kind: signatur',
      "small.yaml:10: verify.kind: 'signatur' is not known: must be one of signature, token, basic",
    ],
    ['an address that is none', 'https://small.example/webhooks', 'small.example', 'small.yaml:3: docs: must be a whole address, e.g. https://vendor.example'],
    [
      'a setting that there is not',
      'key: { field: secret }',
      'key: { field: secrit }',
      "small.yaml:12: verify.key.field: there is no setting 'secrit'; did you mean 'secret'?; known are secret, token, region",
    ],
    [
      'a key that everybody may see',
      'Settings > Hooks, secret: true',
      'Settings > Hooks',
      'small.yaml:6: settings.secret: it proves who sends, so it is a secret: add `secret: true`',
    ],
    ['a setting that every source has', 'region: {', 'product: {', "small.yaml:8: settings.product: every source has a setting 'product' already"],
    ['a time that stands nowhere', ', timestampKey: t }', ' }', 'small.yaml:17: verify.timestamp: nothing says where the time stands'],
    [
      'a question that swallows every event',
      'conditions: [{ part: { body: ask } }]',
      'conditions: []',
      'small.yaml:19: handshakes.0.when: without `conditions` every event would be taken for this question',
    ],
    [
      'success that is none',
      'success: { status: 200 }',
      'success: { status: 500 }',
      'small.yaml:21: answers.success.status: success is a status from 200 to 299',
    ],
    [
      'overload after which nobody comes again',
      'overload: { status: 429 }',
      'overload: { status: 404 }',
      'small.yaml:21: answers.overload.status: the sender comes again after one of 408',
    ],
    ['an answer that is and must not be', 'never: [410]', 'never: [410, 200]', 'small.yaml:21: answers.never.1: 200 is what the hub answers'],
    ['an expression that cannot be read', 'split: things', 'split: "things["', 'small.yaml:22: split: the expression cannot be read: '],
    [
      'an id that the event does not name',
      'get: "/things/{thing}"',
      'get: "/things/{think}"',
      'small.yaml:29: fetch.call.get: there is no {think} here; did you mean {thing}?',
    ],
    ['a secret outside of auth', 'with: all', 'with: "{settings.token}"', 'small.yaml:29: fetch.call.query.with: there is no {settings.token} here'],
    ['a call without its path', 'get: "/things/{thing}", query', 'query', 'small.yaml:29: fetch.call: a call needs exactly one of get, post'],
    ['steps that leave the address out', 'address {url}.', 'address.', 'small.yaml:31: setup: no step says where {url}, the address of the source, goes'],
    [
      'steps that leave the address out in one language',
      '"Settings > Hooks: address {url}."',
      '{ de: Hooks., en: "Hooks: {url}." }',
      'small.yaml:31: setup: no step says where {url}',
    ],
    [
      'a step in one of two languages',
      '"Settings > Hooks: address {url}."',
      '{ en: "Hooks: {url}." }',
      'small.yaml:31: setup.0: a sentence, with its full stop, or one each for `de` and `en`',
    ],
    ['a sentence that is none', 'for a day.', 'for a day', 'small.yaml:32: onFailure: a sentence'],
  ])('%s', (_, from, to, sentence) => expect(changed(from, to)).toContain(sentence))

  it.each([
    ['by a token alone', 'kind: token, at: { header: x }, field: region', true],
    [
      'by one of several tokens',
      'kind: anyOf, checks: [{ kind: token, at: { header: x }, field: secret }, { kind: token, at: { query: k }, field: region }]',
      true,
    ],
    ['by tokens together', 'kind: allOf, checks: [{ kind: token, at: { header: x }, field: region }, { kind: unsigned }]', true],
    [
      'by a token beside another proof',
      'kind: allOf, checks: [{ kind: token, at: { body: org }, field: region }, { kind: token, at: { header: x }, field: secret }]',
      false,
    ],
  ])('who proves himself %s keeps a secret', (_, verify, isTold) => {
    const yaml = SMALL.replace(/verify:\n(?: .*\n)+/, `verify: { ${verify} }\n`).replace(/handshakes:\n(?: .*\n)+/, '')
    const lines = told(yaml).split('\n')
    expect(lines.some((line) => line.includes('settings.region: it proves who sends'))).toBe(isTold)
  })

  it('all of them at once, in the order of the lines', () => {
    const lines = told(SMALL.replace('field: secret', 'field: secrit').replace('never: [410]', 'never: [410, 429]').replace('{thing}', '{x}')).split('\n')
    expect(lines.map((line) => Number(/:(\d+):/.exec(line)?.[1]))).toEqual([12, 21, 29, 29])
  })

  it('in the configuration, too, of a source that is declared there', () => {
    const yaml = 'sources:\n  own:\n    kind: webhook\n    settings: { key: env:K }\n    verify: { kind: token, at: { heder: x }, field: kee }\n'
    const problems = (text: string) => {
      try {
        return String(setupOf(parseConfig(text, 'hub.yaml'), { K: 'k' }))
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(problems(yaml)).toContain("hub.yaml:5: sources.own.verify.at: there is no part 'heder'; did you mean 'header'?")
    expect(problems(yaml.replace('heder', 'header'))).toContain("hub.yaml:5: sources.own.verify.field: there is no setting 'kee'; did you mean 'key'?")
  })
})

describe('a file that is wrong', () => {
  it('is all that is said about its kind', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leitwerk-wrong-'))
    try {
      const file = join(folder, 'small.yaml')
      writeFileSync(file, SMALL.replace('field: secret', 'field: secrit'))
      const yaml = `declared: [${file}]\nsources:\n  fair: { kind: small, secret: a, token: b }\n  other: { kind: smal }\n`
      expect(() => setupOf(parseConfig(yaml, 'hub.yaml'), {})).toThrow(
        expect.objectContaining({
          problems: [
            { line: 1, path: 'declared.0', message: expect.stringContaining('small.yaml:12: verify.key.field') },
            { line: 4, path: 'sources.other.kind', message: expect.stringContaining("there is no source 'smal'") },
          ],
        }),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the vocabulary', () => {
  const requests = ({ verify, handshakes, answers, decode, split, dedupe, version, test }: Source) =>
    JSON.parse(JSON.stringify({ verify, handshakes, answers, decode, split, dedupe, version, test }))

  it.each(shipped.sources.filter(({ verify }) => !('checks' in verify && verify.checks.length === 0)).map((source) => [source.id, source] as const))(
    'says everything that %s does',
    (_, source) => {
      const { settings: _none, ...read } = inlineSchema.parse(parse(stringify(requests(source))))
      expect(JSON.parse(JSON.stringify(read))).toEqual(requests(source))
    },
  )
})

describe('what an event only names', () => {
  const ask = (payload: Json, source = small()) => source.hydrate!({ key: 'k', version: null, payload }, settings)
  const reply = (status: number, body: Json = {}): Reply => ({ status, headers: {}, body })

  it('is asked for with the one call, and taken out of the answer', () => {
    const { calls, result } = play(ask({ id: 'a-7' }), [reply(200, { data: { mail: 'a@b.example' } })])
    expect(calls).toEqual([{ method: 'GET', path: '/things/a-7', query: { with: 'all' }, purpose: 'what an event of Small names', reads: true }])
    expect(result).toEqual({ kind: 'hydrated', payload: { mail: 'a@b.example' } })
    const { api } = small()
    expect([api!.baseUrl(settings), api!.hosts(settings)]).toEqual(['https://eu.small.example/api', ['eu.small.example']])
    if (api!.auth.kind !== 'headers') throw new Error(api!.auth.kind)
    expect(api!.auth.headers(settings, calls[0]!)).toEqual({ authorization: 'Bearer small-token' })
  })

  it.each<[number, Partial<Hydrated>]>([
    [404, { kind: 'deleted', reason: 'Small does not have it any more' }],
    [401, { kind: 'unauthorised' }],
    [429, { kind: 'rateLimited' }],
    [503, { kind: 'transient' }],
  ])('%i means what it says', (status, expected) => expect(play(ask({ id: 7 }), [reply(status)]).result).toMatchObject(expected))

  it('is never asked for by what would lead elsewhere', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('..', '.', '', 'a/b', '../x', 'a?b', 'a#b', '%2e%2e', 'x'.repeat(201)), (odd, id) => {
        for (const payload of [odd as Json, { id }, { id: [id] }]) {
          const first = ask(payload).next()
          const path = first.done ? '' : (first.value as Call).path
          expect(path === '' || /^\/things\/[\w.:@+~=,%-]+$/.test(path)).toBe(true)
          if (payload !== null && typeof payload === 'object' && 'id' in payload && payload.id === id) expect(path).toBe('')
        }
      }),
    )
  })

  it('may be an address, of a host that is allowed and no other', async () => {
    const source = small((yaml) => yaml.replace('{ thing: id }', '{ at: address }').replace('get: "/things/{thing}", query: { with: all }', 'get: "{at}"'))
    const { converse } = createConversation({ timeoutMs: 1_000, maxBytes: 1_000, now: Date.now })
    const endpoint = sourceEndpoint('small', source, source.api!, settings)
    const to = async (address: string) => (await converse(ask({ address }, source), endpoint, { dryRun: true })).result
    expect(play(ask({ address: 'https://eu.small.example/api/things/7' }, source), [reply(200, { data: 1 })]).calls).toMatchObject([
      { path: 'https://eu.small.example/api/things/7' },
    ])
    expect(await to('https://evil.example/things/7')).toMatchObject({ reason: expect.stringContaining('evil.example is not one of the hosts') })
    expect(await to('http://eu.small.example/things/7')).toEqual({ kind: 'hydrated', payload: null })
    expect(await to('file:///etc/passwd')).toEqual({ kind: 'hydrated', payload: null })
  })
})

describe('test traffic', () => {
  const EVENT = '{"events": [{"kind": "form", "occurredAt": "2026-09-15T08:30:00Z", "origin": {"channel": "web"}, "person": {"email": mail}}]}'
  const mapped = async (body: Json, expression = EVENT) => {
    const { test, split } = small()
    const task: MapTask = {
      source: 'small',
      rules: { split: split!, test: test!, hydrates: true },
      mapping: { id: 'm', name: 'm', expression },
      settings: {},
      delivery: {
        id: 'dlv_1',
        method: 'POST',
        url: 'https://hub.example.com/hooks/small',
        headers: {},
        body: Buffer.from(JSON.stringify(body)),
        receivedAt: NOW,
      },
    }
    const result = await mapDelivery(task, { expressions: expressionCache(1_000), timeoutMs: 1_000, alive: () => {} })
    if (result.kind === 'held') throw new Error(result.reason)
    return result.items.map(({ result: of }) => of)
  }

  it('is marked, and nothing is fetched for it', async () => {
    expect(
      await mapped({
        things: [
          { trial: true, mail: 'a@b.example' },
          { trial: 'true', mail: 'c@d.example' },
        ],
      }),
    ).toMatchObject([{ kind: 'events', events: [{ test: true }] }, { kind: 'unhydrated' }])
  })

  it('without an event in it waits for nobody', async () => {
    expect(await mapped({ things: [{ trial: true, mail: { odd: 1 } }] })).toEqual([
      { kind: 'ignored', reason: 'test traffic of the tool, without an event in it' },
    ])
  })
})

describe('vectors', () => {
  let folder: string
  let file: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leitwerk-vectors-'))
    file = join(folder, 'small.yaml')
    writeFileSync(file, SMALL)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are run for a file that no configuration names yet, a configured source, its kind, and no other', () => {
    const loaded = parseConfig(`declared: [${file}]\nsources: { fair: { kind: small, secret: a, token: b } }`, 'hub.yaml')
    const found = (only: string | undefined, provider: string | undefined, config = true) => vectorSources(config ? loaded : undefined, only)(provider)?.id
    expect(found(file, undefined, false)).toBe('small')
    expect(found(file, 'small', false)).toBe('small')
    expect(found(file, 'typeform', false)).toBeUndefined()
    expect(found('fair', undefined)).toBe('small')
    expect(found(undefined, 'fair')).toBe('small')
    expect(found(undefined, 'small')).toBe('small')
    expect(found(undefined, undefined)).toBeUndefined()
    expect(found('fair', 'typeform')).toBeUndefined()
    expect(found(undefined, 'salesforce-outbound', false)).toBe('salesforce-messages')
    expect(() => found('smal', undefined)).toThrow("there is no source 'smal'; did you mean 'small'?")
  })
})
