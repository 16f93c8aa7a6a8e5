/** The configuration: what is understood, what is refused and with which words, and where secrets come from. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ConfigError, dereference, type Problem, parseConfig } from '../config/load.ts'
import { shipped } from '../core/compose/registry.ts'
import { setupOf } from '../core/compose/setup.ts'
import { settings } from '../scripts/docs/settings.ts'
import { newFolder } from './helpers/folder.ts'

const { crms, sources } = shipped

const root = fileURLToPath(new URL('..', import.meta.url))
let folder: string
beforeAll(() => {
  folder = newFolder('config')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What loading says is wrong; nothing when all is well. */
function problems(yaml: string, environment: Record<string, string> = {}, sealed: { get(name: string): string | undefined } = new Map()): readonly Problem[] {
  try {
    setupOf(parseConfig(yaml, 'hub.yaml', {}, environment), environment, sealed)
    return []
  } catch (error) {
    return (error as ConfigError).problems
  }
}

const setup = (yaml: string, environment: Record<string, string> = {}) => setupOf(parseConfig(yaml, 'hub.yaml', {}, environment), environment)
const paths = (found: readonly Problem[]) => found.map(({ path }) => path).sort()

/** Settings that are switched off by a # in the first column, switched on. */
const switchedOn = (yaml: string): string => yaml.replace(/^#(?= *[\w-]+:(?: |$))/gm, '')
const variablesOf = (yaml: string): string[] => [...yaml.matchAll(/env:([A-Z0-9_]+)/g)].map((match) => match[1]!)
const filled = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, 'whsec_ZmlsbGVkLWluLWZvci1hLXRlc3Q=']))

describe('values that cannot be', () => {
  it.each([
    ['rules: { account: { name: always } }', "'always' is not known: must be one of hub, crm, fill"],
    ['rules: { company: { name: hub } }', 'this setting does not exist; known are account, contact, lead, opportunity'],
    ['rules: { leads: { status: hub } }', 'this setting does not exist; is `lead` meant?'],
    ['rules: [account]', 'must be a group of settings, each with its name'],
    ['perSecond: 0', 'must be more than 0'],
    ['perSecond: fast', 'must be a number'],
    ['perDay: 1.5', 'must be a whole number'],
    ['timeoutSeconds: 301', 'must be at most 300'],
    ['handover: { lanes: mql }', 'must be a list'],
  ])('%s', (setting, message) => {
    const yaml = `connections: { crm: { kind: sandbox, url: 'http://127.0.0.1:1', token: t, ${setting} } }`
    expect(problems(yaml)).toMatchObject([{ line: 1, message }])
  })

  it('are told as missing where they are', () => {
    expect(problems('connections: { crm: {} }')).toMatchObject([{ path: 'connections.crm.kind', message: 'this setting is missing' }])
  })

  it('are told with the count of slips last', () => {
    expect(problems('a: {\nb: }\nc: ]\nd: ]\ne: ]\nf: {').at(-1)!.message).toMatch(/more behind them/)
    expect(() => parseConfig('a: {\nb: }\nc: ]\nd: ]\ne: ]\nf: {', 'hub.yaml')).toThrow(/more behind them$/)
  })
})

describe('shipped files', () => {
  const yamls = readdirSync(join(root, 'config'), { recursive: true, encoding: 'utf8' }).filter((file) => /\.ya?ml$/.test(file) && !file.endsWith('story.yaml'))

  it('are known', () => expect(yamls.filter((name) => !name.startsWith('funnels/')).sort()).toEqual(['demo/hub.yaml', 'hub.default.yaml']))

  it('start as they are, without a secret', () => {
    const yaml = readFileSync(join(root, 'config/hub.default.yaml'), 'utf8')
    const { sources: known, connections } = setup(yaml)
    expect([...known.keys()]).toEqual(['website', 'sales'])
    expect([...connections.keys()]).toEqual(['crm'])
    expect(parseConfig(yaml, 'hub.default.yaml').config.listen).toBe('127.0.0.1:8080') // whose secrets are printed must not be reachable
  })

  it('load with everything switched on, once its secrets are set, and name every kind of source and CRM', () => {
    const yaml = switchedOn(readFileSync(join(root, 'config/hub.default.yaml'), 'utf8'))
    expect(new Set(problems(yaml).map(({ message }) => message.replace(/[A-Z0-9_]+/, 'X')))).toEqual(new Set(['the environment variable X is not set']))
    const { sources: known, connections } = setup(yaml, filled(variablesOf(yaml)))
    expect([...known.values()].map(({ connector }) => connector.id).sort()).toEqual([...sources.map(({ id }) => id), 'webhook'].sort())
    expect([...connections.values()].map(({ crm }) => crm.id).sort()).toEqual(crms.map(({ id }) => id).sort())
  })

  it('load for the demo', () => {
    const yaml = readFileSync(join(root, 'config/demo/hub.yaml'), 'utf8').replace(/\{(?:hub|sandbox|vendors)\}/g, 'http://127.0.0.1:1')
    expect(problems(yaml)).toEqual([])
  })
})

describe('mistakes', () => {
  it('are named with line and path, and with what was perhaps meant', () => {
    expect(problems('log: info\ndatabse: sqlite:x')).toEqual([{ line: 2, path: 'databse', message: 'this setting does not exist; is `database` meant?' }])
    expect(problems('products:\n  - id: kran\n    name: Kran\n    defualt: true')).toEqual([
      { line: 4, path: 'products.0.defualt', message: expect.stringContaining('does not exist') },
    ])
    expect(problems('sources:\n  website:\n    kind: form\n    secrte: x')).toEqual([
      { line: 4, path: 'sources.website.secrte', message: expect.stringContaining('known are secret, pathKey') },
    ])
  })

  it('are told all at once', () => {
    const yaml = `timeZone: Europe/Nowhere
sources:
  website: { kind: form, secret: env:NOT_SET, other: x }
  unknown: { kind: typefrom }
  page: { kind: typeform, secret: s, product: nix }
connections:
  crm: { kind: tryton, url: http://tryton.firma.example }
routing: [{ when: { product: nix }, owner: anna }]
scoring: { touches: { tuoch: { points: 1 } } }`
    expect(paths(problems(yaml))).toEqual(
      [
        'connections.crm',
        'connections.crm',
        'connections.crm',
        'routing.0.when.product',
        'scoring.touches.tuoch',
        'sources.page.product',
        'sources.unknown.kind',
        'sources.website.other',
        'sources.website.secret',
        'timeZone',
      ].sort(),
    )
  })

  it('of one kind are told all at once, too', () => {
    expect(paths(problems('one: 1\ntwo: 2\nthree: 3'))).toEqual(['one', 'three', 'two'])
  })

  it('in the YAML itself are told with their line', () => {
    expect(problems('log: info\nsources: { website: { kind: form }')[0]).toMatchObject({ line: 2, message: expect.stringMatching(/flow map/i) })
    expect(problems('sources:\n  a: { kind: form }\n  a: { kind: form }')[0]).toMatchObject({ line: 3, message: expect.stringContaining('unique') })
    expect(problems('- a list')[0]?.message).toMatch(/group of settings/)
  })

  it('in the YAML do not bury the reader', () => {
    const yaml = readFileSync(join(root, 'config/hub.default.yaml'), 'utf8').replace('database:', ' database:')
    expect(problems(yaml).length).toBeGreaterThan(0)
    expect(problems(yaml).length).toBeLessThan(20)
  })

  it('in a value say what is allowed', () => {
    expect(problems('log: loud')[0]?.message).toMatch(/debug.*silent/)
    expect(problems('connections: { crm: { kind: tryton, handover: { lanes: [fats] } } }')[0]?.message).toMatch(/mql.*fast.*classified/)
    expect(problems('listen: everywhere')).toHaveLength(1)
    const named = 'must be lower-case letters, digits, - and _, and begin with a letter'
    expect(problems('partners: { "Nord Süd": { label: N, email: n@n.example } }')).toMatchObject([{ path: 'partners.Nord Süd', message: named }])
    expect(problems('products: [{ id: Kran 1, name: Kran }]')).toMatchObject([{ path: 'products.0.id', message: named }])
  })

  it('that would only show later are told at once', () => {
    const found = problems(
      'database: mysql://x\nsources:\n  page: { kind: typeform, secret: "" }\n  tool: { kind: webhook, verify: { kind: unsigned } }\nconnections: { crm: { kind: sandbox, url: not a url, token: t } }',
    )
    expect(found.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      expect.stringContaining('database: the database must be sqlite:PATH or postgres://'),
      "connections.crm.url: 'not a url' is no web address such as https://crm.example.com",
      'sources.page.secret: the secret is empty, so it proves nothing',
    ])
  })

  it.each([
    ['scoring.fitGrades', 'scoring: { fitGrades: { A: 1, B: 20, C: 50 } }'],
    ['scoring.engagementGrades', 'scoring: { engagementGrades: { 1: 5, 2: 25, 3: 10 } }'],
    ['nurturing.cadence', 'nurturing: { cadence: { mostDays: 5, leastDays: 50 } }'],
    ['nurturing.consent.doubleOptIn.0', 'nurturing: { consent: { doubleOptIn: [newslettr] } }'],
    ['content.1.id', 'content: [{ id: a, class: B1 }, { id: a, class: B2 }]'],
    ['funnel.classDays.B1', 'funnel: { classDays: { B1: 1.0e+300 } }'],
    ['nurturing.profile.linkDays', 'nurturing: { profile: { linkDays: 1.0e+300 } }'],
    ['scoring.touches.form.halfLifeDays', 'scoring: { touches: { form: { halfLifeDays: 1.0e+300 } } }'],
  ])('in %s, which nothing sensible could follow from, are told', (path, yaml) => expect(problems(yaml).map((one) => one.path)).toEqual([path]))

  it.each(['http://x y', 'https://', 'http://127.0.0.1:99999', 'ftp://crm.firma.example'])('in the address %s are told before anything starts', (url) => {
    const of = (section: string, entry: string) => problems(`${section}: { it: { ${entry}, url: "${url}" } }`).map(({ path }) => path)
    expect(of('connections', 'kind: sandbox, token: t')).toEqual(['connections.it.url'])
    expect(of('audiences', 'kind: brevo, key: k, list: 4')).toEqual(['audiences.it.url'])
    expect(of('notifiers', 'kind: slack')).toEqual(['notifiers.it.url'])
  })

  it('in what connectors need are told in their own words', () => {
    const [one] = problems('sources: { page: { kind: typeform } }')
    expect(one).toMatchObject({ path: 'sources.page', message: expect.stringContaining('`secret` is missing: Webhook secret') })
    expect(problems('sources: { back: { kind: tryton } }')[0]?.message).toContain('needs `connection`')
    expect(problems('connections: { t: { kind: tryton, url: http://x, database: d, user: u, password: p, handover: { as: lead } } }')[0]?.message).toContain(
      'has no leads',
    )
  })
})

describe('settings that cannot work together', () => {
  it('name rules for kinds of records that the CRM does not have', () => {
    const tryton = '{ kind: tryton, url: "http://x", database: d, user: u, password: p, rules: { lead: { state: hub }, account: { name: fill } } }'
    expect(problems(`connections: { t: ${tryton} }`)).toEqual([
      { line: 1, path: 'connections.t.rules.lead', message: 'Tryton has no such records; known are account, contact, opportunity' },
    ])
  })

  it.each([
    ['connections', '{ kind: odoo, url: "https://odoo.firma.example", database: firma, apiKey: k }', 'login', /is missing: json-rpc/],
    ['connections', '{ kind: odoo, url: "https://odoo.firma.example", database: firma, apiKey: sealed:odoo }', 'login', /is missing: json-rpc/],
    ['connections', '{ kind: espocrm, url: "https://crm.firma.example", apiKey: k, authentication: hmac }', 'secretKey', /is missing: HMAC/],
    ['connections', '{ kind: zoho, url: "https://www.zohoapis.eu", clientId: c, clientSecret: s }', 'refreshToken', /organisation/],
    ['connections', '{ kind: zoho, url: "https://www.zohoapis.eu", clientId: "", clientSecret: s, refreshToken: r }', 'clientId', /^is empty: Client id/],
    ['connections', '{ kind: salesforce, url: "https://firma.my.salesforce.com", clientId: "  ", clientSecret: s }', 'clientId', /^is empty: Consumer key/],
    ['connections', '{ kind: hubspot, portal: "1" }', 'token', /neither `token` nor `refreshToken`/],
    ['connections', '{ kind: hubspot, portal: "1", token: t, refreshToken: r, clientId: c, clientSecret: s }', 'token', /exclude each other/],
    ['connections', '{ kind: hubspot, portal: "1", refreshToken: r, clientSecret: s }', 'clientId', /together with the app/],
    ['connections', '{ kind: pipedrive, url: "https://firma.pipedrive.com" }', 'apiToken', /neither `apiToken` nor `refreshToken`/],
    ['connections', '{ kind: pipedrive, url: "https://firma.pipedrive.com", refreshToken: r, clientId: c }', 'clientSecret', /together with the app/],
    ['notifiers', '{ kind: mail, host: m.firma.example, from: nobody, to: ops@firma.example }', 'from', /one mail address/],
    ['notifiers', '{ kind: mail, host: m.firma.example, from: nobody, to: ops@firma.example, user: u, password: sealed:mail }', 'from', /one mail address/],
  ])('of %s %s', (section, entry, field, message) => {
    const yaml = `# the first line\n${section}:\n  it:\n    ${entry}`
    expect(problems(yaml, {}, { get: () => '***' })).toEqual([{ line: 4, path: `${section}.it.${field}`, message: expect.stringMatching(message) }])
  })

  it('are all told, those that are read later left out', () => {
    const mail = 'notifiers: { it: { kind: mail, host: m.firma.example, port: 0, from: env:SENDER, to: nobody, password: p } }'
    const told = (yaml: string) => {
      try {
        setupOf(parseConfig(yaml, 'hub.yaml'), {}, 'unread')
        return []
      } catch (error) {
        return paths((error as ConfigError).problems)
      }
    }
    expect(told(mail)).toEqual(['notifiers.it.port', 'notifiers.it.to', 'notifiers.it.user'])
    expect(told('connections: { it: { kind: odoo, url: "https://odoo.firma.example", api: env:API, database: d, apiKey: k } }')).toEqual([])
    expect(problems(mail, { SENDER: 'hub' }).map(({ path }) => path)).toContain('notifiers.it.from')
  })

  it('of a source leave it a way to accept something', () => {
    expect(problems('sources: { web: { kind: form } }')).toEqual([
      { line: 1, path: 'sources.web', message: 'nothing could be accepted, since nothing proves its origin: give one of secret, pathKey, user, password' },
    ])
    expect(problems('sources: { web: { kind: form, user: u, password: p } }')).toEqual([])
  })

  it('may be left empty where nothing is then done with them', () => {
    expect(problems('connections: { it: { kind: hubspot, portal: "1", token: t, qualifiedStage: "" } }')).toEqual([])
  })
})

describe('values from outside', () => {
  it('weigh more than the file: environment, then command line', () => {
    const loaded = (overrides: { listen?: string }, environment: Record<string, string>) =>
      parseConfig('listen: 127.0.0.1:1\nlog: warn', 'hub.yaml', overrides, environment).config
    expect(loaded({}, {}).listen).toBe('127.0.0.1:1')
    expect(loaded({}, { LEITWERK_LISTEN: '127.0.0.1:2' }).listen).toBe('127.0.0.1:2')
    expect(loaded({ listen: '127.0.0.1:3' }, { LEITWERK_LISTEN: '127.0.0.1:2' }).listen).toBe('127.0.0.1:3')
    expect(loaded({}, { LEITWERK_LOG: 'error', LEITWERK_PUBLIC_URL: 'https://hub.firma.example', LEITWERK_DATABASE: 'sqlite:other' })).toMatchObject({
      log: 'error',
      publicUrl: 'https://hub.firma.example',
      database: 'sqlite:other',
    })
  })

  it('give secrets by reference', () => {
    const file = join(folder, 'secret')
    writeFileSync(file, 'of-the-file\nnot this line\n')
    const yaml = `sources: { a: { kind: typeform, secret: env:A_SECRET }, b: { kind: typeform, secret: "file:${file}" }, c: { kind: typeform, secret: [env:A_SECRET, old] } }`
    const { sources: known } = setup(yaml, { A_SECRET: 'of-the-environment' })
    expect(known.get('a')?.values.secret).toEqual(['of-the-environment'])
    expect(known.get('b')?.values.secret).toEqual(['of-the-file'])
    expect(known.get('c')?.values.secret).toEqual(['of-the-environment', 'old'])
    expect(known.get('c')?.settings.secret).toBe('of-the-environment')
    expect(known.get('a')?.shown).not.toHaveProperty('secret')
  })

  it('are named when they are missing, never shown', () => {
    const missing = problems('sources:\n  a:\n    kind: typeform\n    secret: env:NOT_SET\n  b: { kind: typeform, secret: "file:/nowhere/at/all" }')
    expect(missing).toEqual([
      { line: 4, path: 'sources.a.secret', message: 'the environment variable NOT_SET is not set' },
      { line: 5, path: 'sources.b.secret', message: 'the file /nowhere/at/all cannot be read: ENOENT' },
    ])
    expect(() => dereference('env:EMPTY', { EMPTY: '' })).toThrow('EMPTY is not set')
    const leaking = problems('sources: { a: { kind: form, secret: s3cr3t-value, wrong: s3cr3t-too, consent: s3cr3t-odd } }\nlisten: "127.0.0.1:1"')
    expect(JSON.stringify(leaking.map(({ message }) => message))).not.toMatch(/s3cr3t-(?:value|too)/)
  })

  it('are only looked at where a command only looks', () => {
    const loaded = parseConfig('sources: { a: { kind: typeform, secret: env:NOT_SET } }', 'hub.yaml')
    expect(setupOf(loaded, {}, 'unread').sources.get('a')?.values.secret).toEqual(['env:NOT_SET'])
  })
})

describe('a declared source', () => {
  const declared = (more: string, settingsOf = 'key: k') =>
    `sources:\n  tool:\n    kind: webhook\n    settings: { ${settingsOf} }\n${more.replace(/^/gm, '    ')}`

  it('is accepted in the words of the built-in ones', () => {
    const yaml = declared(
      'verify: { kind: anyOf, checks: [{ kind: token, at: { header: x-key }, field: key }, { kind: signature, algorithm: hmac-sha256, key: { field: key, encoding: hex }, signed: [{ request: body }], at: { header: x-mac }, format: { kind: prefix, prefix: sha256= }, encoding: hex }] }\n' +
        'handshakes: [{ when: { method: GET, conditions: [{ part: { query: challenge } }] }, answer: { status: 200, body: [{ query: challenge }] } }]\n' +
        'answers: { success: { status: 200 }, overload: { status: 429 } }\ndecode: { as: form }\nsplit: items\ndedupe: [id]\nversion: changed',
      'key: [env:NEW, env:OLD]',
    )
    expect(problems(yaml, { NEW: 'aa', OLD: 'bb' })).toEqual([])
    const entry = setup(yaml, { NEW: 'aa', OLD: 'bb' }).sources.get('tool')
    expect(entry).toMatchObject({ mapping: 'tool', values: { key: ['aa', 'bb'] }, shown: {}, connector: { split: 'items', decode: { as: 'form' } } })
  })

  it('needs a check, and says which ones there are', () => {
    expect(problems(declared('dedupe: [id]'))).toEqual([
      { line: expect.any(Number), path: 'sources.tool.verify', message: expect.stringMatching(/missing|required|signature/i) },
    ])
    const [wrong] = problems(declared('verify: { kind: signatur }'))
    expect(wrong?.message).toMatch(/signature.*token/)
  })

  it('says what is wrong inside its check', () => {
    const check = 'verify: { kind: signature, algorithm: md5, key: { field: key }, signed: [{ request: body }], at: { header: x-mac }, encoding: hex }'
    const [wrong] = problems(declared(check))
    expect(wrong).toMatchObject({ path: 'sources.tool.verify.algorithm', message: expect.stringContaining('hmac-sha256') })
  })

  it('is refused with keys that do not exist', () => {
    expect(paths(problems(declared('verify: { kind: unsigned }\nverfiy: 1')))).toEqual(['sources.tool.verfiy'])
  })

  it('is refused when its check names a setting that is not there, since it could accept nothing', () => {
    expect(problems(declared('verify: { kind: token, at: { header: x-key }, field: kee }'))).toHaveLength(1)
  })

  it('may write header names as the vendor does', () => {
    const entry = setup(declared('verify: { kind: token, at: { header: X-Key }, field: key }')).sources.get('tool')
    expect(entry?.connector.verify).toMatchObject({ at: { header: 'x-key' } })
  })
})

describe('commands', () => {
  const leitwerk = async (...args: string[]): Promise<string> => {
    const environment = { PATH: process.env.PATH ?? '', A_SECRET: 's3cr3t-of-the-environment' }
    return (await promisify(execFile)(process.execPath, [join(root, 'core/main.ts'), ...args], { encoding: 'utf8', env: environment })).stdout
  }

  it('say that nobody is reminded where nothing mails', async () => {
    const file = join(folder, 'reminding.yaml')
    const agreed = 'agreement: { calendars: { nbg: { region: DE-BY } }, limits: [{ acceptance: { hours: 4, remindBefore: [1] } }] }\n'
    const said = async (more: string) => {
      writeFileSync(file, agreed + more)
      return leitwerk('check', '--config', file)
    }
    expect(await said('')).toContain('Nobody is reminded by mail')
    expect(await said('notifiers: { post: { kind: mail, host: mail.firma.example, from: a@firma.example, to: b@firma.example } }\n')).not.toContain(
      'Nobody is reminded',
    )
  })

  it('print what was understood, with secrets masked', async () => {
    const file = join(folder, 'masked.yaml')
    writeFileSync(
      file,
      'database: postgres://hub:s3cr3t-of-the-database@127.0.0.1/leitwerk\nsources: { page: { kind: typeform, secret: env:A_SECRET }, tool: { kind: webhook, mapping: form, settings: { key: s3cr3t-in-the-file }, verify: { kind: token, at: { header: x-key }, field: key } } }\nconnections: { crm: { kind: tryton, url: http://tryton.firma.example, database: crm, user: hub, password: s3cr3t-too, perSecond: 2.5, perDay: 9000, rules: { account: { name: fill } } } }\nnotifiers: { ops: { kind: slack, url: "https://chat.firma.example/s3cr3t", perSecond: 1 } }\n',
    )
    const [text, json] = await Promise.all([leitwerk('check', '--config', file), leitwerk('check', '--config', file, '--json')])
    for (const printed of [text, json]) {
      expect(printed).not.toContain('s3cr3t')
      for (const shown of ['postgres://hub:***@', '/hooks/page', '/hooks/tool', 'http://tryton.firma.example']) expect(printed).toContain(shown)
    }
    expect(JSON.parse(json.trimEnd().split('\n').at(-1)!)).toMatchObject({
      sources: [
        { id: 'page', kind: 'typeform', settings: { secret: '***' } },
        { id: 'tool', kind: 'webhook' },
      ],
      connections: [
        {
          id: 'crm',
          as: 'opportunity',
          settings: { password: '***', user: 'hub' },
          perSecond: 2.5,
          perDay: 9000,
          rules: { account: { name: 'fill' } },
          adopt: 'strong',
        },
      ],
      notifiers: [{ id: 'ops', kind: 'slack', events: ['sync.failed', 'issue.opened', 'connection.paused'], perSecond: 1, settings: { url: '***' } }],
    })
    for (const shown of ['2.5 per second, 9000 per day', 'account.name=fill', 'sync.failed, issue.opened', 'language=en']) expect(text).toContain(shown)
  })

  it('name every mapping that is not there and every expression that does not compile', async () => {
    const file = join(folder, 'expressions.yaml')
    writeFileSync(
      file,
      `sources:
  page: { kind: typeform, secret: s, mapping: typefrom }
  tool:
    kind: webhook
    mapping: form
    settings: { key: k }
    verify: { kind: token, at: { header: x-key }, field: key }
    split: "items["
    dedupe: [id, $unheardOf(id)]
connections: { crm: { kind: sandbox, url: http://127.0.0.1:1, token: t, mapping: nowhere } }
`,
    )
    const said = await leitwerk('check', '--config', file).then(
      () => '',
      (error: { stderr: string }) => error.stderr,
    )
    expect(said.replaceAll(file, 'hub.yaml').trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^hub\.yaml:2: sources\.page\.mapping: there is no mapping 'typefrom': .*\btypeform\b/),
      expect.stringMatching(/^hub\.yaml:8: sources\.tool\.split: line 1, column 7: /),
      'hub.yaml:9: sources.tool.dedupe.1: line 1, column 1: there is no function $unheardOf()',
      expect.stringMatching(/^hub\.yaml:10: connections\.crm\.mapping: there is no mapping 'nowhere': .*\btryton\b/),
    ])
  })

  it('print schemas that are valid JSON Schema and accept what the hub accepts', async () => {
    type JsonSchema = Parameters<typeof z.fromJSONSchema>[0] & { $schema?: string }
    const names = ['event', 'source', 'config', 'crm-record']
    const [event, ...others] = (await Promise.all(names.map((name) => leitwerk('schema', name)))).map((text) => JSON.parse(text) as JsonSchema)
    for (const schema of [event!, ...others]) {
      expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
      expect(() => z.fromJSONSchema(schema)).not.toThrow()
    }
    const good = { events: [{ kind: 'form', occurredAt: '2026-09-15T08:30:00Z', origin: { channel: 'web' }, person: { email: 'a@firma.example' } }] }
    expect(z.fromJSONSchema(event!).safeParse(good).success).toBe(true)
    expect(z.fromJSONSchema(event!).safeParse({ events: [{ ...good.events[0], kind: 'nothing' }] }).success).toBe(false)
  })
})

it('knows no setting twice', () => {
  const names = settings().map(({ path }) => path)
  expect(new Set(names).size).toBe(names.length)
})
