/** `mapping diff`, `mapping case` and `mapping test --coverage` over a database with deliveries and a folder of own mappings. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import * as mappings from '../core/store/mappings.ts'
import { openStore } from '../core/store/store.ts'
import { NOW, sampleText } from './helpers/arrivals.ts'
import { newFolder } from './helpers/folder.ts'

const shipped = fileURLToPath(new URL('../mappings/sources', import.meta.url))
const yaml = (folder: string) => `sources:
  website: { kind: form, secret: invented, mapping: website }
  shop: { kind: form, secret: invented }
  fair: { kind: snapaddy, authorizationHeader: invented }
  ads: { kind: meta-leadgen, secret: invented, verifyToken: invented, pageToken: invented }
mapping: { folder: ${join(folder, 'own')} }
`

let folder: string
let at: readonly string[]
let where: { config: string; database: string }
const own = (file: string) => join(folder, 'own/sources', file)

const KARIN = {
  vorname: 'Karin',
  nachname: 'Tholmvräck',
  email: 'k.tholmvraeck@tholmvraeck-sensorik.de',
  telefon: '089 123456-78',
  nachricht: 'Bitte rufen Sie Frau Tholmvräck vormittags an.',
}

beforeAll(async () => {
  folder = newFolder('mapping')
  mkdirSync(join(folder, 'own/sources'), { recursive: true })
  copyFileSync(`${shipped}/form.jsonata`, own('website.jsonata'))
  writeFileSync(
    own('website.cases.json'),
    JSON.stringify([{ name: 'an address', input: { email: 'a@firma.example' }, expect: { held: { code: 'event_invalid' } } }]),
  )
  where = { config: join(folder, 'hub.yaml'), database: `sqlite:${join(folder, 'hub.sqlite')}` }
  at = ['--config', where.config, '--database', where.database]
  writeFileSync(where.config, yaml(folder))
  await cliHost.migrate(where)
  const delivery = (id: string, source: string, body: string) => ({
    id,
    source,
    receivedAt: NOW,
    method: 'POST',
    url: `https://hub.example.com/hooks/${source}/k3y?utm_medium=cpc`,
    remote: '192.0.2.1',
    headers: JSON.stringify({ 'content-type': 'application/json', 'x-leitwerk-secret': 'invented', host: 'hub.example.com' }),
    body: Buffer.from(body),
  })
  await cliHost.withHub(where, ({ act }) =>
    act.takeIn({
      deliveries: [
        delivery('dlv_web', 'website', JSON.stringify(KARIN)),
        delivery('dlv_two', 'website', JSON.stringify([KARIN, { ...KARIN, vorname: 'Wendkrol' }])),
        delivery('dlv_shop', 'shop', JSON.stringify(KARIN)),
        delivery('dlv_fair', 'fair', sampleText('snapaddy.visitreport.json')),
        delivery('dlv_ads', 'ads', sampleText('meta_leadgen.webhook.json')),
        delivery('dlv_odd', 'website', '{"email":'),
      ],
      refusals: [],
      tallies: [],
    }),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Said {
  code: number
  out: string
  errors: string
}

/** A command inside of this process: what it prints, and its exit code. */
async function said(...args: string[]): Promise<Said> {
  let [out, errors] = ['', '']
  const [log, error] = [console.log, process.stderr.write]
  console.log = (text: string) => {
    out += `${text}\n`
  }
  process.stderr.write = ((text: string) => {
    errors += text
    return true
  }) as typeof process.stderr.write
  try {
    return {
      code: await run(args, cliHost),
      get out() {
        return out
      },
      get errors() {
        return errors
      },
    }
  } finally {
    console.log = log
    process.stderr.write = error
  }
}

describe('mapping case', () => {
  it('prints a masked case, and tells what to look over', async () => {
    const { code, out, errors } = await said('mapping', 'case', 'dlv_web', ...at)
    expect(code).toBe(0)
    expect(out + errors).not.toMatch(/Karin|tholmvr|123456|k3y|x-leitwerk-secret/i)
    const made = JSON.parse(out)
    expect(made).toMatchObject({
      name: 'website, received 2026-09-15',
      input: { vorname: expect.any(String), email: expect.stringMatching(/@[a-z]+-sensorik\.example$/) },
      delivery: { receivedAt: '2026-09-15T08:30:00.000Z', headers: { 'content-type': 'application/json' } },
      settings: { consent: 'given' },
      expect: { events: [{ kind: 'form', person: { email: made.input.email } }] },
    })
    expect(made.envelope).toBeUndefined()
    expect(errors).toContain('  vorname (first name)\n')
    expect(errors).not.toContain('warning')
  })

  it('is not masked only where that is asked for', async () => {
    const { out, errors } = await said('mapping', 'case', 'dlv_web', '--no-mask', ...at)
    expect(JSON.parse(out).input).toEqual(KARIN)
    expect(errors).toBe('not masked: personal values are in it as they came\n')
  })

  it('takes one of several items', async () => {
    const [first, second] = [
      await said('mapping', 'case', 'dlv_two', '--no-mask', ...at),
      await said('mapping', 'case', 'dlv_two', '--no-mask', '--item', '2', ...at),
    ]
    expect(JSON.parse(first.out).input.vorname).toBe('Karin')
    expect(first.errors).toContain('item 1 of 2; --item N takes another')
    expect(JSON.parse(second.out).input.vorname).toBe('Wendkrol')
  })

  it('keeps the envelope where the mapping needs it, without the other reports', async () => {
    const { out } = await said('mapping', 'case', 'dlv_fair', ...at)
    expect(Object.keys(JSON.parse(out).envelope)).toEqual(['questionnaire'])
  })

  it('takes what the API gave from a file', async () => {
    const file = join(folder, 'lead.json')
    writeFileSync(file, sampleText('meta_leadgen.graph_lead.json'))
    const { code, out } = await said('mapping', 'case', 'dlv_ads', '--hydrated', file, ...at)
    expect(code).toBe(0)
    expect(JSON.parse(out).expect.events[0].person.fullName).not.toContain('Weißmüller')
  })

  it('is added to the own cases, under a name of its own, and passes', async () => {
    const write = () => said('mapping', 'case', 'dlv_web', '--name', 'a call', '--write', ...at)
    expect((await write()).errors).toContain(`added to ${own('website.cases.json')}`)
    await write()
    const cases = JSON.parse(readFileSync(own('website.cases.json'), 'utf8')) as { name: string }[]
    expect(cases.map(({ name }) => name)).toEqual(['an address', 'a call', 'a call (2)'])
    const { out } = await said('mapping', 'test', 'sources/website', '--json', ...at)
    expect(JSON.parse(out)).toMatchObject({ passed: 2, failures: [{ name: 'an address' }] })
  })

  it.each([
    ['a delivery that is not there', ['dlv_none'], 'there is no delivery dlv_none'],
    ['an item that is not there', ['dlv_web', '--item', '2'], 'the delivery tells 1 thing: there is no item 2'],
    ['a delivery that cannot be decoded', ['dlv_odd'], /^the delivery dlv_odd tells nothing that a case could be made of: /],
    ['a source that is fetched from', ['dlv_ads'], /give it with --hydrated FILE$/],
    ['cases of a shipped mapping', ['dlv_shop', '--write'], /^the cases of the shipped mapping sources\/form come with the hub and are not changed/],
  ])('refuses %s', async (_, args, sentence) => {
    const { code, out, errors } = await said('mapping', 'case', ...args, ...at)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(errors.trimEnd()).toMatch(sentence)
  })
})

describe('mapping diff', () => {
  const draft = (change: (expression: string) => string): string => {
    const file = join(folder, 'draft.jsonata')
    writeFileSync(file, change(readFileSync(`${shipped}/form.jsonata`, 'utf8')))
    return file
  }

  it('says where fields come from now, and what comes out', async () => {
    const file = draft((text) => text.replace('"note": $form.note', '"note": $form.person.firstName'))
    const { code, out } = await said('mapping', 'diff', 'form', '--draft', file, '--json', ...at)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      fields: [{ target: 'events[].note', before: ['data.your-message', 'nachricht'], after: ['data.first_name', 'firstName', 'vorname'] }],
    })
    const plain = await said('mapping', 'diff', 'form', '--draft', file, ...at)
    expect(plain.out).toContain('events[].note\n  from data.your-message, nachricht\n  now  data.first_name, firstName, vorname\n')
  })

  it('looks at stored deliveries too, and says which it cannot use', async () => {
    const file = draft((text) => text.replace('"note": $form.note', '"note": "none"'))
    const { out, errors } = await said('mapping', 'diff', 'website', '--draft', file, '--last', '10', '--json', ...at)
    const { results } = JSON.parse(out) as { results: { case: string }[] }
    expect(results.map((one) => one.case)).toEqual(expect.arrayContaining(['dlv_web', 'dlv_two item 1', 'dlv_two item 2']))
    expect(errors).toMatch(/^dlv_odd: left out, /)
    expect((await said('mapping', 'diff', 'meta-leadgen', '--draft', `${shipped}/meta-leadgen.jsonata`, '--last', '1', ...at)).errors).toMatch(
      /^dlv_ads: left out, what it names was never fetched/,
    )
  })

  it('compares with a version of the store', async () => {
    const store = await openStore(where.database, { now: () => NOW })
    const expression = readFileSync(`${shipped}/form.jsonata`, 'utf8').replace('"system": "form"', '"system": "old"')
    await store.write(async (db) => {
      const version = { hash: 'h', origin: 'console', expression, cases: null, author: null, note: null, createdAt: NOW } as const
      await mappings.add(db, { ...version, id: 'map_old', kind: 'source', name: 'form' })
      await mappings.add(db, { ...version, id: 'map_other', kind: 'crm', name: 'sandbox' })
    })
    await store.close()
    const against = (version: string) => said('mapping', 'diff', 'form', '--draft', `${shipped}/form.jsonata`, '--against', version, '--json', ...at)
    expect(JSON.parse((await against('map_old')).out).results).toContainEqual(
      expect.objectContaining({ path: 'events[0].origin.system', before: 'old', after: 'form' }),
    )
    expect((await against('map_none')).errors).toBe('there is no mapping version map_none\n')
    expect((await against('map_other')).errors).toBe('map_other is a version of crms/sandbox, not of sources/form\n')
  })

  it('finds none between a mapping and itself', async () => {
    const same = ['mapping', 'diff', 'crms/tryton', '--draft', join(shipped, '../crms/tryton.jsonata')]
    expect(await said(...same)).toMatchObject({ code: 0, out: 'no difference\n', errors: '' })
    expect(JSON.parse((await said(...same, '--json')).out)).toEqual({ fields: [], results: [] })
  })

  it('refuses a draft that does not compile, with the place', async () => {
    const file = draft(() => '{\n  "events": $foo()\n}')
    expect((await said('mapping', 'diff', 'form', '--draft', file)).errors).toBe(`${file}, line 2, column 13: there is no function $foo()\n`)
  })
})

describe('mapping test --coverage', () => {
  it('says for each mapping what its cases show, then what is missing', async () => {
    writeFileSync(own('narrow.jsonata'), 'go ? {"events": [{"kind": "form", "occurredAt": at, "origin": {"channel": "web"}, "note": text}]} : {"ignore": "no"}')
    writeFileSync(own('narrow.cases.json'), JSON.stringify([{ name: 'no', input: { go: false }, expect: { ignore: 'no' } }]))
    const { code, out } = await said('mapping', 'test', 'narrow', '--coverage', ...at)
    expect(code).toBe(0)
    expect(out).toBe(
      'sources/narrow: 1 cases passed, 0 of 4 target fields, 1 of 2 branches\n' +
        '  filled by no case: events[].kind, events[].note, events[].occurredAt, events[].origin.channel\n' +
        '  line 1, column 6, never taken: {"events": [{"kind": "form", "occurredAt": at, "origin": {"…\n' +
        '1 of 1 cases passed\n',
    )
    expect(JSON.parse((await said('mapping', 'test', 'narrow', '--coverage', '--json', ...at)).out)).toEqual({
      passed: 1,
      failed: 0,
      failures: [],
      coverage: [
        {
          mapping: 'sources/narrow',
          fields: { filled: 0, total: 4, missing: ['events[].kind', 'events[].note', 'events[].occurredAt', 'events[].origin.channel'] },
          branches: { reached: 1, total: 2, missing: [{ kind: 'if', line: 1, column: 6, excerpt: expect.stringMatching(/^\{"events"/) }] },
        },
      ],
    })
  })
})
