/** A declared CRM: its notation, what mistakes of a declaration are told, what answers mean, and that no change is missed or told twice. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConfigError, parseConfig } from '../config/load.ts'
import { changesOf } from '../connectors/declared/changes.ts'
import { crmOf } from '../connectors/declared/crm.ts'
import { changedFields, flattened, nested } from '../connectors/declared/deep.ts'
import { filled, filledBody, placeholders, valueAt } from '../connectors/declared/template.ts'
import { parseDeclaration } from '../core/compose/declarations.ts'
import { registryOf } from '../core/compose/registry.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Call, Json, JsonObject, PollPage, Reply } from '../core/connector.ts'
import type { Refusal } from '../core/outcome.ts'
import { writes } from './contract/crm.contract.ts'
import { play, reply } from './helpers/playing.ts'

const SMALL = `id: small
label: Small
docs: https://small.example/api
about: A CRM.
settings:
  url: { label: Address, help: Where it is }
  token: { label: Token, help: Of the user, secret: true }
auth: { headers: { authorization: "Bearer {settings.token}" } }
calls:
  search: { get: "/{path}", query: { "{field}": "{value}" }, at: items }
  read: { get: "/{path}/{id}" }
  create: { post: "/{path}", body: "{fields}" }
  update: { patch: "/{path}/{id}", body: "{fields}" }
entities:
  account: { label: Accounts, names: { path: accounts }, key: key, about: { name: name }, find: { name: name } }
  opportunity: { label: Deals, names: { path: deals }, key: key, links: { account: account } }
changes:
  of: [opportunity]
  list: { get: "/{path}", query: { since: "{since}", page: "{page}" }, at: items, size: 3 }
  time: changed
errors: { reason: [message] }
open: "{settings.url}/{path}/{id}"
`
const settings = { url: 'https://small.example/', token: 'small-token' }
const small = (more = '', change: (yaml: string) => string = (yaml) => yaml) => crmOf(parseDeclaration(change(SMALL) + more, 'small.yaml'))
const ok = (body: Json, headers: Record<string, string> = {}) => reply(200, body, headers)

describe('the notation', () => {
  const scope = { words: { path: 'a/b', 'settings.url': 'https://x.example' }, values: { id: 'é/1', fields: { a: 1 }, none: undefined, list: ['x', 2] } }

  it('fills texts, encodes what becomes part of a path, and leaves out what has no value', () => {
    expect(filled('{settings.url}/{path}/{id}', scope, encodeURIComponent)).toBe('https://x.example/a/b/%C3%A9%2F1')
    expect(filled('x {none}', scope)).toBeUndefined()
    expect(filled('{"json": 1} {2}', scope)).toBe('{"json": 1} {2}')
    expect(filledBody({ data: '{fields}', '{path}': ['{id}', '{none}'], gone: '{none}', list: '{list}', n: 1 }, scope)).toEqual({
      data: { a: 1 },
      'a/b': ['é/1'],
      list: ['x', 2],
      n: 1,
    })
    expect(placeholders({ a: ['{x} {settings.y}'], '{z}': 1 })).toEqual(['x', 'settings.y', 'z'])
  })

  it('never fills what a value brings along', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(filled('<{v}>', { words: { secret: 's' }, values: { v: `${value}{secret}` } })).toBe(`<${value}{secret}>`)
      }),
    )
  })

  it('finds places in answers, in every entry of a list too, and nothing that is not there', () => {
    const body = { data: [{ a: { b: 1 } }, { a: { b: 2 } }, { c: 3 }] }
    expect(valueAt(body, 'data.1.a.b')).toBe(2)
    expect(valueAt(body, 'data.*.a.b')).toEqual([1, 2])
    for (const path of ['data.x', 'data.0.a.b.c', 'constructor', '__proto__.x']) expect(valueAt(body, path)).toBeUndefined()
    expect(valueAt(body, '')).toBe(body)
  })

  const leaf = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.integer(), { maxLength: 2 }))
  const name = fc.stringMatching(/^[a-z]{1,3}$/)
  const fields = fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf, { minKeys: 1 })), { minKeys: 1 })))

  it('takes nested fields apart and puts them together again', () => {
    fc.assert(
      fc.property(fields, (given) => {
        expect(nested(flattened(given as JsonObject))).toEqual(given)
      }),
    )
  })

  it('writes nothing where all that is wanted stands there already, among other things', () => {
    fc.assert(
      fc.property(fields, (given) => {
        const there = { ...given, other: { x: 1 } } as JsonObject
        expect(changedFields(there, flattened(given as JsonObject), writes.account({}), [])).toEqual({})
      }),
    )
  })

  it('minds rules and fields of sales also for what is inside of them', () => {
    const there = { address: { city: 'Fürth', zip: '' }, name: 'A' }
    const wanted = flattened({ address: { city: 'Nürnberg', zip: '90762' }, name: 'B' })
    expect(changedFields(there, wanted, writes.account({}), ['address'])).toEqual({ 'address.zip': '90762', name: 'B' })
    expect(changedFields(there, wanted, writes.account({}, { rules: { address: 'crm', name: 'fill' } }), [])).toEqual({})
  })
})

describe('mistakes of a declaration', () => {
  const mistakes = (yaml: string): string[] => {
    try {
      parseDeclaration(yaml, 'small.yaml')
      return []
    } catch (error) {
      return (error as ConfigError).problems.map(({ line, path, message }) => `${line} ${path}: ${message}`)
    }
  }
  const changed = (from: string, to: string) => {
    expect(SMALL).toContain(from)
    return mistakes(SMALL.replace(from, to))
  }

  it('are none in the one that the tests begin with', () => expect(mistakes(SMALL)).toEqual([]))

  it.each([
    ['a misspelt key', 'about: A CRM.', 'aboot: A CRM.', ['aboot', 'does not exist', '`about`']],
    ['an unknown placeholder', 'read: { get: "/{path}/{id}" }', 'read: { get: "/{path}/{idd}{id}" }', ['11 calls.read.get', 'there is no {idd} here', '{id}']],
    ['a word that an entity lacks', 'names: { path: deals }', 'names: { paht: deals }', ['calls.search.get: there is no {path} here']],
    ['a word that means something else', 'names: { path: deals }', 'names: { path: deals, id: x }', ['16 entities.opportunity.names.id', 'meaning of its own']],
    ['a call that does not say which record', 'read: { get: "/{path}/{id}" }', 'read: { get: "/{path}" }', ['11 calls.read', 'does not speak of {id}']],
    [
      'a field of sales that the entity does not have',
      'links: { account: account } }',
      'links: { account: account.id }, sales: [stage.name, account, amuont], fields: { stage: object, amount: number } }',
      ['16 entities.opportunity.sales.2', "there is no field 'amuont' here", 'known are stage, amount, account'],
    ],
    ['two methods', 'read: { get: "/{path}/{id}" }', 'read: { get: "/{path}/{id}", post: /x }', ['11 calls.read', 'exactly one of get']],
    ['a missing call', '  update: { patch: "/{path}/{id}", body: "{fields}" }\n', '', ['entities.account', 'no call `update`']],
    [
      'a secret outside of auth',
      'read: { get: "/{path}/{id}" }',
      'read: { get: "/{path}/{id}", query: { t: "{settings.token}" } }',
      ['11 calls.read.query.t', 'no {settings.token} here'],
    ],
    ['a secret that gives access to nothing', ', secret: true }', ' }', ['settings', 'no secret']],
    [
      'a setting that every connection has',
      'token: { label: Token',
      'adopt: { label: Adopt, help: x }\n  token: { label: Token',
      ['7 settings.adopt', 'already'],
    ],
    ['no address', 'url: { label: Address', 'uri: { label: Address', ['settings', '`url` is missing']],
    ['pages without a size', ', size: 3 }', ' }', ['changes.list', '`size` is missing']],
    ['an entity that is not there', 'of: [opportunity]', 'of: [lead]', ['18 changes.of.0', 'no lead among the entities']],
    ['a link to nowhere', 'links: { account: account }', 'links: { contact: person }', ['16 entities.opportunity.links.contact', 'no contact']],
    [
      'a pattern that needs backtracking',
      'reason: [message] }',
      'reason: [message], kinds: [{ matches: "(?=x)", kind: invalid }] }',
      ['21 errors.kinds.0.matches', 'cannot be used'],
    ],
    ['a kind that is none', 'reason: [message] }', 'reason: [message], kinds: [{ status: 400, kind: wrong }] }', ['21 errors.kinds.0.kind', 'rateLimited']],
    [
      'a type that is none',
      'label: Deals,',
      'label: Deals, fields: { amount: money },',
      ['16 entities.opportunity.fields.amount', 'expected one of text, number'],
    ],
    ['two ways to prove who it is', 'auth: {', 'auth: { basic: { user: a, password: b },', ['auth', 'one of headers, basic, oauth']],
    ['evidence that there is not', 'find: { name: name }', 'find: { nmae: name }', ['15 entities.account.find']],
  ])('%s', (_, from, to, words) => {
    const told = changed(from, to).join('\n')
    for (const word of words) expect(told).toContain(word)
  })

  it('are told by the configuration with the file, its line and its path, and so is an id that is taken', async () => {
    const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs')
    const folder = mkdtempSync(`${(await import('node:os')).tmpdir()}/leitwerk-small-`)
    const file = `${folder}/small.yaml`
    const told = (yaml: string, config = `log: info\ndeclared: [${file}, /nowhere.yaml]`): string => {
      writeFileSync(file, yaml)
      try {
        setupOf(parseConfig(config, 'hub.yaml'), {})
        return ''
      } catch (error) {
        return (error as Error).message.replaceAll(file, 'small.yaml')
      }
    }
    try {
      expect(told(SMALL.replace('{id}" }', '{idd}" }')).split('\n')).toEqual([
        expect.stringMatching(/^hub\.yaml:2: declared\.0: small\.yaml:11: calls\.read\.get: there is no \{idd\} here/),
        expect.stringMatching(/^hub\.yaml:2: declared\.0: small\.yaml:11: calls\.read: the call does not speak of \{id\}/),
        'hub.yaml:2: declared.1: /nowhere.yaml: there is no such file',
      ])
      // Who uses what a broken file declares is not at fault.
      const used = (kind: string) =>
        `connections: { crm: { kind: ${kind}, url: "https://a.example", token: t } }\nsources: { back: { kind: ${kind}, connection: crm } }`
      const broken = SMALL.replace('{id}" }', '{idd}{id}" }')
      expect(told(broken, `declared: [${file}]\n${used('small')}`)).toMatch(/^hub\.yaml:1: declared\.0: small\.yaml:11: .*\{idd\}[^\n]*$/)
      expect(told(broken, `declared: [${file}]\n${used('smal')}`)).toMatch(/there is no CRM 'smal'/)
      expect(told(SMALL, `declared: [/nowhere.yaml]\n${used('small')}`)).toBe('hub.yaml:1: declared.0: /nowhere.yaml: there is no such file')
      expect(told(SMALL.replace('id: small', 'id: tryton'))).toContain("there is a kind 'tryton' already")
      expect(told(SMALL.replace('calls:', 'calls: {'))).toMatch(/small\.yaml:\d+: /)
      writeFileSync(file, SMALL)
      expect(registryOf([file], () => {}).crms.at(-1)?.id).toBe('small')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('proof of who it is', () => {
  const asking = { method: 'GET', path: '/', purpose: 'x' } as const

  it('is sent in headers, or as HTTP Basic', () => {
    const basic = small('', (yaml) => yaml.replace(/^auth: .*$/m, 'auth: { basic: { user: hub, password: "{settings.token}" } }'))
    for (const [crm, header] of [
      [small(), 'Bearer small-token'],
      [basic, `Basic ${Buffer.from('hub:small-token').toString('base64')}`],
    ] as const) {
      if (crm.auth.kind !== 'headers') throw new Error(crm.auth.kind)
      expect(crm.auth.headers(settings, asking)).toEqual({ authorization: header })
      expect(crm.baseUrl(settings)).toBe('https://small.example')
    }
  })

  const oauth = (more: string) => {
    const { auth } = small('', (yaml) => yaml.replace(/^auth: .*$/m, `auth: { oauth: { path: /token, ${more} } }`))
    if (auth.kind !== 'session') throw new Error(auth.kind)
    return auth
  }

  it('is a token that is asked for', () => {
    const auth = oauth('form: { grant_type: refresh_token, refresh_token: "{settings.token}" }')
    const { calls, result } = play(auth.login(settings), [ok({ access_token: 't1', expires_in: 60 })])
    expect(calls).toEqual([{ method: 'POST', path: '/token', form: { grant_type: 'refresh_token', refresh_token: 'small-token' }, purpose: 'log in' }])
    expect(result).toEqual({ values: { token: 't1' } })
    expect(auth.headers({ values: { token: 't1' } }, settings)).toEqual({ authorization: 'Bearer t1' })
    expect([auth.expired(reply(401), settings), auth.expired(reply(403), settings)]).toEqual([true, false])
    const other = oauth('body: { key: "{settings.token}" }, token: data.jwt, scheme: JWT')
    expect(play(other.login(settings), [ok({ data: { jwt: 'j' } })])).toMatchObject({
      calls: [{ body: { key: 'small-token' } }],
      result: { values: { token: 'j' } },
    })
    expect(other.headers({ values: { token: 'j' } }, settings)).toEqual({ authorization: 'JWT j' })
  })

  it.each([
    [400, { error: 'invalid_grant', error_description: 'The refresh token is expired' }, 'unauthorised', 'The refresh token is expired'],
    [401, {}, 'unauthorised', 'HTTP 401'],
    [200, {}, 'unauthorised', 'without saying why'],
    [429, {}, 'rateLimited', '429'],
    [503, 'Maintenance', 'transient', 'Maintenance'],
  ])('is refused: %i %j is %s', (status, body, kind, said) => {
    const auth = oauth('form: { grant_type: client_credentials }')
    expect(play(auth.login(settings), [reply(status, body)]).result).toMatchObject({ kind, reason: expect.stringContaining(said) })
  })
})

describe('what an answer means', () => {
  const crm = small(
    '',
    (yaml) =>
      `${yaml.replace('errors: { reason: [message] }\n', '')}errors:
  reason: [message, errors.*.text]
  kinds:
    - { status: 200, at: state, matches: "^busy$", kind: transient }
    - { status: 403, matches: "limit of the day", kind: quotaExhausted }
    - { status: 400, matches: "try again", kind: rateLimited }
    - { status: 400, matches: "no record", kind: notFound }
    - { status: 400, matches: "merged into (?P<into>\\\\w+)", kind: gone }
    - { status: 400, matches: "(?P<field>\\\\w+) must not be '(?P<value>[^']*)'", kind: invalid, todo: ask the administrator }
    - { status: 500, matches: "bad value", kind: invalid }
    - { matches: "token", kind: unauthorised }
    - { status: 400, at: code, matches: "^STALE$", kind: conflict }
`,
  )
  const update = (last: Reply) =>
    play(crm.write(writes.account({ name: 'B' }, { remoteId: '7' }), settings), [ok({ id: '7', name: 'A', key: 'acc_1' }), last]).result

  it.each<[number, Json, Partial<Refusal> & JsonObject]>([
    [200, { state: 'busy' }, { kind: 'transient' }],
    [403, { message: 'Limit of the day is used up' }, { kind: 'quotaExhausted', reason: 'Limit of the day is used up' }],
    [403, { message: 'no right' }, { kind: 'unauthorised', reason: 'HTTP 403: no right' }],
    [400, { errors: [{ text: 'try' }, { text: 'try again' }] }, { kind: 'rateLimited', reason: 'try; try again' }],
    [400, { message: 'no record 7' }, { kind: 'notFound' }],
    [400, { message: 'was merged into 9' }, { kind: 'gone', mergedInto: '9' }],
    [
      400,
      { message: "size must not be 'huge'" },
      {
        kind: 'invalid',
        reason: "size must not be 'huge': ask the administrator",
        fields: [{ field: 'size', value: 'huge', message: "size must not be 'huge'" }],
      },
    ],
    [500, { message: 'bad value' }, { kind: 'invalid', fields: [] }],
    [418, 'the token is odd', { kind: 'unauthorised', reason: 'HTTP 418' }],
    [400, { code: 'STALE' }, { kind: 'conflict' }],
    [400, { message: 'something else' }, { kind: 'invalid', reason: 'HTTP 400: something else' }],
    [502, '', { kind: 'transient', uncertain: true }],
  ])('%i %j', (status, body, expected) => {
    expect(update(reply(status, body))).toMatchObject(expected)
  })

  it('waits as long as it is told', () => {
    expect(update(reply(400, { message: 'try again' }, { 'retry-after': '7' }))).toMatchObject({ kind: 'rateLimited', afterMs: 7_000 })
  })

  it('survives any answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(200, 201, 204, 301, 400, 403, 404, 409, 422, 500), fc.jsonValue(), (status, body) => {
        for (const talk of [
          update(reply(status, body as Json)),
          play(crm.find('account', 'acc_1', { name: 'A' }, settings), [reply(status, body as Json)]).result,
        ])
          expect(typeof talk.kind).toBe('string')
      }),
    )
  })
})

describe('writing', () => {
  it('takes the id from a search where the answer to a creation is empty', () => {
    const { result } = play(small().write(writes.account({ name: 'A' }), settings), [reply(204), ok({ items: [{ id: '7', key: 'acc_1' }] })])
    expect(result).toEqual({ kind: 'delivered', remoteId: '7', created: true })
  })

  it('asks a person about records that the CRM means by a duplicate', () => {
    const crm = small('', (yaml) => yaml.replace('reason: [message] }', 'reason: [message], kinds: [{ status: 409, kind: duplicate }] }'))
    const create = (insist: boolean, ...replies: Reply[]) => play(crm.write(writes.account({ name: 'Hallbauer GmbH' }, { insist }), settings), replies)
    const taken = reply(409, { message: 'there is one' })
    const found = ok({ items: [{ id: '7', name: 'Hallbauer GmbH' }] })
    expect(create(false, taken, ok({ items: [] }), found).result).toEqual({
      kind: 'duplicate',
      entity: 'account',
      reason: 'there is one',
      candidates: [{ remoteId: '7', rule: 'name', label: 'Hallbauer GmbH' }],
    })
    expect(create(true, taken, ok({ items: [] }), found)).toMatchObject({
      calls: { length: 2 },
      result: { kind: 'invalid', reason: expect.stringContaining('cannot be found') },
    })
  })

  it('notices what the CRM left out silently, where it is known to', () => {
    const answer = [reply(201, { id: '7', name: 'A', key: 'acc_1' })]
    const write = writes.account({ name: 'A', shoeSize: 43 })
    expect(play(small().write(write, settings), answer).result).toMatchObject({ kind: 'delivered' })
    expect(play(small('echo: true\n').write(write, settings), answer).result).toMatchObject({
      kind: 'invalid',
      fields: [{ field: 'shoeSize', message: 'was ignored by Small' }],
    })
  })

  it('knows a record that was deleted and still shown', () => {
    const crm = small('record: { deleted: gone }\n')
    expect(play(crm.write(writes.account({ name: 'B' }, { remoteId: '7' }), settings), [ok({ id: '7', gone: true })]).result).toMatchObject({ kind: 'gone' })
  })

  it('looks for names without their legal form where the CRM can', () => {
    const crm = small('', (yaml) => yaml.replace('  read:', '  like: { get: "/{path}", query: { "{field}": "*{value}*" }, at: items }\n  read:'))
    const { calls } = play(crm.find('account', 'acc_1', { name: 'Hallbauer Werkzeugbau GmbH & Co. KG' }, settings), [ok({ items: [] })])
    expect(calls.map(({ query }) => query)).toEqual([{ key: 'acc_1' }, { name: '*Hallbauer Werkzeugbau*' }])
  })

  it('writes references only of the kinds that are declared, by one condition', () => {
    const crm = small('references: { User: { get: /users, query: { "{field}": "{value}" }, at: items } }\n')
    const write = (find: string, by: JsonObject, ...replies: Reply[]) =>
      play(crm.write(writes.account({ name: 'A', owner: { find, by } }), settings), replies).result
    expect(write('User', { mail: 'a@b.example' }, ok({ items: [{ id: 3, mail: 'a@b.example' }] }), reply(201, { id: '7' }))).toMatchObject({
      kind: 'delivered',
    })
    expect(write('Team', { name: 'x' })).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('User') })
    expect(write('User', { a: 1, b: 2 })).toMatchObject({ kind: 'invalid' })
  })
})

describe('reading changes', () => {
  const source = changesOf(parseDeclaration(SMALL, 'small.yaml'))!
  const START = Date.UTC(2026, 8, 16, 9, 0, 0)
  interface Row {
    id: number
    changed: number
  }

  /** A server with whole seconds and pages of three. */
  const served = (rows: readonly Row[], { query = {} }: Call): Reply => {
    const hits = rows
      .map(({ id, changed }) => ({ id, key: `led_${id}`, changed: new Date(START + changed * 1000).toISOString() }))
      .filter(({ changed }) => changed >= query.since!)
      .sort((a, b) => (a.changed < b.changed ? -1 : a.changed > b.changed ? 1 : a.id - b.id))
    const from = (Number(query.page) - 1) * 3
    return ok({ items: hits.slice(from, from + 3) })
  }
  const poll = (cursor: string | null, rows: () => readonly Row[]): PollPage => {
    const talk = source.poll!.page(cursor, settings)
    let step = talk.next()
    while (!step.done) step = talk.next(served(rows(), step.value))
    if (!('bodies' in step.value)) throw new Error(step.value.reason)
    return step.value
  }

  it('tells every last version once, however many are changed in the same second, while changes go on', () => {
    const change = fc.record({ id: fc.integer({ min: 1, max: 12 }), after: fc.integer({ min: 0, max: 2 }) })
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 12 }), { minLength: 1, maxLength: 6 }), (rounds) => {
        const rows = new Map<number, Row>()
        let clock = 0
        let cursor: string | null = null
        const told: string[] = []
        for (const round of [...rounds, []]) {
          for (const { id, after } of round) {
            clock += after
            rows.set(id, { id, changed: clock })
          }
          let page: PollPage
          let pages = 0
          do {
            page = poll(cursor, () => [...rows.values()])
            cursor = page.cursor
            told.push(...page.bodies.map((body) => `${(body as JsonObject).id}@${(body as JsonObject).changedAt}`))
            if (++pages > 50) throw new Error('the poll does not end')
          } while (page.more)
        }
        expect(new Set(told).size).toBe(told.length)
        const last = [...rows.values()].map(({ id, changed }) => `${id}@${new Date(START + changed * 1000).toISOString()}`)
        expect(told).toEqual(expect.arrayContaining(last))
      }),
    )
  })

  it('stays where it is when the CRM does not answer', () => {
    expect(play(source.poll!.page(null, settings), [reply(503, '', { 'retry-after': '30' })]).result).toMatchObject({ kind: 'transient', afterMs: 30_000 })
  })

  it.each([
    ['iso', '2026-09-16T08:57:00.000Z'],
    ['sql', '2026-09-16 08:57:00'],
    ['seconds', '1789549020'],
    ['milliseconds', '1789549020000'],
  ])('asks with the time as %s', (how, written) => {
    const other = changesOf(parseDeclaration(SMALL.replace('  time: changed', `  time: changed\n  since: ${how}`), 'small.yaml'))!
    const first = play(other.poll!.page(null, settings), [ok({ items: [{ id: 1, key: 'led_1', changed: '2026-09-16 09:00:00' }] })]).result
    if (!('bodies' in first)) throw new Error(first.reason)
    expect(first.bodies).toMatchObject([{ changedAt: '2026-09-16T09:00:00.000Z' }])
    expect(play(other.poll!.page(first.cursor, settings), [ok({ items: [] })]).calls[0]!.query).toMatchObject({ since: written })
  })
})
