/** A mapping proposed from a payload finds what a person reads in it, says what it is unsure of, and overlooks nothing. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measure, type Row, totalOf } from '../bench/propose.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import type { Json } from '../core/connector.ts'
import type { LeadEvent } from '../core/lead/event.ts'
import type { Proposal } from '../core/proposal.ts'
import * as deliveries from '../core/store/deliveries.ts'
import { openStore } from '../core/store/store.ts'
import { createMappingPool } from '../core/work/mapping.ts'
import { compile } from '../core/work/mapping-guards.ts'
import { labelsIn } from '../core/work/propose/entries.ts'
import { leavesOf } from '../core/work/propose/leaves.ts'
import { commented } from '../core/work/propose/path.ts'
import { propose } from '../core/work/propose/propose.ts'
import { readSample } from '../core/work/propose/sample.ts'

const pool = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 128 })
afterAll(() => pool.close())

const [samples, holdOut] = [await measure('samples', pool), await measure('hold-out', pool)]

/** Samples of which less than all is found, or in which something is wrong: least found, most wrong. */
const FLOORS: Readonly<Record<string, readonly [found: number, wrong: number]>> = {
  'cleverreach.receiver_fetch.json': [6, 3],
  'cloudevents.structured.json': [5, 0],
  'dynamics365.lead_update.json': [6, 1],
  'fair_list.talque_leadlist.csv': [18, 2],
  'gotowebinar.registrant_added.json': [19, 1],
  'gravityforms.all_fields.json': [17, 1],
  'mailchimp.subscribe.http.txt': [8, 1],
  'mailchimp.unsubscribe.http.txt': [5, 1],
  'meta_leadgen.graph_lead.json': [14, 0],
  'microsoft_forms.power_automate.json': [6, 1],
  'odoo.webhook_action.json': [7, 1],
  'snapaddy.visitreport.json': [21, 1],
  'standard_webhooks.json': [7, 0],
  'swapcard.leads_graphql_poll.json': [9, 2],
  'baukasten-fields.json': [9, 0],
  'fragebogen.json': [14, 0],
}

const rows = [...samples, ...holdOut].map((row) => [row.sample, row] as const)
const withPeople = rows.filter(([, { none }]) => none === undefined)

describe('of the sample', () => {
  it.each(withPeople)('%s it finds as much as it did', (name, { found, expected, wrong, notes }) => {
    const [least, most] = FLOORS[name] ?? [expected, 0]
    expect({ found, notes }).toEqual({ found: least, notes })
    expect({ wrong, notes }).toEqual({ wrong: most, notes })
  })

  it.each(withPeople)('%s it makes a mapping that runs on it and names its paths', async (_, { proposal, results }) => {
    const { expression, fields, items } = proposal as Proposal
    expect(await pool.check(expression)).toEqual([])
    expect(results).toHaveLength(items.length)
    expect(results.map(({ kind }) => kind)).toEqual(results.map(() => 'events'))
    expect(expression).not.toContain('$recognise')
    // The words of a doubt stand in the mapping too.
    for (const { target, sure } of fields.filter((field) => field.target.startsWith('person.') && !field.sure)) {
      expect(sure).toBe(false)
      expect(expression).toMatch(new RegExp(`"${target.split('.')[1]}": .*/\\* unsure: `))
    }
  })

  it.each(rows.filter(([, { none }]) => none !== undefined))('%s, which holds nobody, it makes none', (_, { proposal }) => {
    expect(proposal).toMatchObject({ kind: 'nothing', reason: expect.stringMatching(/^no e-mail address|^the sample/) })
  })

  it.each(withPeople)('%s it overlooks no field', (_, { proposal }) => expect(overlooked(proposal as Proposal)).toEqual([]))

  it('all together it finds nine tenths, also where it was not tuned', () => {
    expect(totalOf('samples', samples).share).toBeGreaterThan(0.9)
    expect(totalOf('hold-out', holdOut).share).toBeGreaterThan(0.9)
    expect(samples.length + holdOut.length).toBeGreaterThan(70)
  })
})

/** Paths of the items that stand neither in the mapping nor in what it says about the rest. */
function overlooked({ expression, items, envelope, leftOver }: Proposal): string[] {
  const told = leftOver.map(({ path }) => path)
  const { leaves } = leavesOf(items, '', labelsIn(envelope))
  return leaves.map(({ path }) => path).filter((path) => !told.includes(path) && !expression.includes(path) && !expression.includes(commented(path)))
}

describe('a proposal', () => {
  const of = (body: Json, more: object = {}) => propose({ body, system: 'tool', ...more }) as Proposal
  const pathOf = (proposal: Proposal, target: string) => proposal.fields.find((field) => field.target === target)?.path
  const run = async (body: Json): Promise<LeadEvent> => {
    const { expression, items, envelope } = of(body)
    const result = await pool.mapItem({ mapping: { id: 't', name: 't', expression }, payload: items[0]!, envelope })
    if (result.kind !== 'events') throw new Error(JSON.stringify(result))
    return result.events[0]!
  }

  it('prefers the person to those around them', () => {
    const proposal = of({
      created_by: { name: 'Standteam', email: 'stand@kranwerk.example' },
      owner: { email: 'vertrieb@kranwerk.example', phone: '+49 30 5550100' },
      event: { name: 'Fördertage', city: 'Kassel' },
      registrant: { name: 'Maria Obermayr', email: 'm.obermayr@obermayr.example' },
    })
    expect(pathOf(proposal, 'person.email')).toBe('registrant.email')
    expect(pathOf(proposal, 'person.fullName')).toBe('registrant.name')
    expect(pathOf(proposal, 'origin.event')).toBe('event.name')
    expect([pathOf(proposal, 'company.city'), pathOf(proposal, 'person.phone')]).toEqual([undefined, undefined])
  })

  it('recognises by the look what is called by nothing, and says that it is unsure', () => {
    const { fields } = of({ r1a2: 'Maria Obermayr', r2b3: 'm.obermayr@obermayr.example', r3c4: '+43 7242 555010', r4d5: 'Obermayr Kunststofftechnik GmbH' })
    const looked = Object.fromEntries(fields.filter(({ target }) => /person|company/.test(target)).map(({ target, path, sure }) => [target, [path, sure]]))
    expect(looked).toEqual({
      'person.fullName': ['r1a2', false],
      'person.email': ['r2b3', false],
      'person.phone': ['r3c4', false],
      'company.name': ['r4d5', false],
    })
  })

  it('does not take a number for a name, nor the size of a company for its name', () => {
    const proposal = of({ email: 'a@firma.example', position: 3, vorname: 12, company_size: '50-100', plz: 'unbekannt', telefon: 'ja' })
    expect(proposal.fields.map(({ target }) => target).filter((target) => /person|company/.test(target))).toEqual(['person.email'])
    expect(overlooked(proposal)).toEqual([])
  })

  it('names fields that the sample leaves empty, unsure, and never before a filled one', () => {
    const { fields } = of({ email: 'a@firma.example', mobil: '', firma: '', company: 'Firma GmbH' })
    expect(fields.find(({ target }) => target === 'person.mobile')).toMatchObject({ path: 'mobil', sure: false })
    expect(fields.find(({ target }) => target === 'company.name')).toMatchObject({ path: 'company', sure: true })
  })

  it('keeps a consent as it was given, refused, or not asked', async () => {
    const consents = async (more: object) => (await run({ email: 'a@firma.example', ...more })).consents?.map(({ purpose, state }) => `${purpose} ${state}`)
    expect(await consents({ newsletter: 'ja' })).toEqual(['newsletter given'])
    expect(await consents({ newsletter: ['1'] })).toEqual(['newsletter given'])
    expect(await consents({ newsletter: 'nein' })).toEqual(['newsletter denied'])
    expect(await consents({ newsletter: false })).toEqual(['newsletter denied'])
    expect(await consents({ datenschutz: '1' })).toBeUndefined()
  })

  it('does not guess what words of an event mean that its sample does not show', async () => {
    const { expression } = of({ event: 'unsubscribed', email: 'a@firma.example' })
    const other = (event: string) => pool.mapItem({ mapping: { id: 't', name: 't', expression }, payload: { event, email: 'a@firma.example' } })
    expect(await other('unsubscribed')).toMatchObject({ events: [{ kind: 'consent', consents: [{ state: 'withdrawn' }] }] })
    expect(await other('opened')).toMatchObject({ kind: 'held', reason: expect.stringContaining('unknown kind of event') })
  })

  it('reads a time without a zone in the one in which it lies just before the request', () => {
    const time = (receivedAt?: string) =>
      (propose({ body: { email: 'a@firma.example', created_at: '2026-09-15 10:30:00' }, system: 't' }, receivedAt) as Proposal).fields.find(
        ({ target }) => target === 'occurredAt',
      )
    expect(time()).toMatchObject({ path: '$instant(created_at)', sure: false })
    expect(time('2026-09-15T10:30:04Z')).toMatchObject({ path: '$instant(created_at, "auto", "UTC")', sure: true })
    expect(time('2026-09-15T08:30:04Z')).toMatchObject({ path: '$instant(created_at)', sure: true })
  })

  it('reads what happened and when also where they come as lists of one', async () => {
    const { kind, occurredAt } = await run({ data: { event: ['unsubscribe'], created_at: ['2026-09-15T10:30:00Z'] }, email: 'a@firma.example' })
    expect({ kind, occurredAt }).toEqual({ kind: 'consent', occurredAt: '2026-09-15T10:30:00.000Z' })
  })

  it('says what the source needs', () => {
    expect(of([{ email: 'a@firma.example' }, { email: 'b@firma.example' }]).split).toBe('$')
    expect(of({ meta: { at: 1 }, leads: { 'new leads': [{ email: 'a@firma.example' }] } }).split).toBe('leads.`new leads`')
    expect(of({ email: 'a@firma.example', emails: [{ email: 'b@firma.example' }] }).split).toBeNull()
    expect(of({ raw: '{"email": "a@firma.example"}' })).toMatchObject({ jsonFields: ['raw'], split: null })
  })

  it('splits lists that are named by what happened as it says', async () => {
    const body = { 'form.sent': [{ email: 'a@firma.example' }, { email: 'b@firma.example' }], 'mail.opened': [{ email: 'c@firma.example' }] }
    const { split, items } = of(body)
    const split_ = await (await compile(split!, 1_000)).evaluate(body, {})
    expect(JSON.parse(JSON.stringify(split_))).toEqual(items)
  })

  it('writes names that are no words, and comments that cannot end early', async () => {
    const odd = { 'your-email': 'a@firma.example', 'firma (genau)': 'Firma GmbH', 'a`b': 'x', '': 'y', 'ende */ "': 'z', and: 'w', '1': 'v' }
    const { answers, person } = await run(odd)
    expect(person).toEqual({ email: 'a@firma.example' })
    expect(Object.values(answers ?? {}).sort()).toEqual(expect.arrayContaining(['w', 'x', 'y', 'z']))
  })

  it('is made of whatever is sent, compiles, and yields an event or is held for what the payload lacks', async () => {
    const key = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('name', 'title', 'event', 'type', 'value', 'label', 'id', 'answers', 'created_at', 'newsletter', 'Telefon', '1.3', 'utm', 'plz'),
    )
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('2026-09-15 10:30', '15.09.2026', 'ja', '+49 30 5550100', 'https://a.example/?utm_source=x', 'unsubscribe', 'Am Kanal 8, 90402 Nürnberg'),
    )
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }) as fc.Arbitrary<Json>,
      ),
    }))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value, { maxKeys: 6 }), async (fields) => {
        const proposal = of({ ...(fields as Record<string, Json>), email: 'a@firma.example' })
        expect(proposal.kind).toBe('proposal')
        expect(overlooked(proposal)).toEqual([])
        const results = await Promise.all(
          proposal.items.map((payload) =>
            pool.mapItem({ mapping: { id: 't', name: 't', expression: proposal.expression }, payload, envelope: proposal.envelope }),
          ),
        )
        for (const result of results) expect(result).toMatchObject({ kind: 'events' })
      }),
      { numRuns: 300 },
    )
  }, 60_000)

  it('is refused for anything that is no object', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => void propose({ body: body as Json, system: 't' })))
    expect(propose({ body: 'only text', system: 't' })).toMatchObject({ kind: 'nothing' })
    expect(propose({ body: [], system: 't' })).toMatchObject({ kind: 'nothing' })
  })
})

describe('a sample', () => {
  it.each([
    [
      'a request',
      'POST /x?k=1 HTTP/1.1\r\nContent-Type: application/json\r\nX-Kind: a\r\n\r\n{"a": 1}',
      { body: { a: 1 }, url: '/x?k=1', headers: { 'content-type': 'application/json', 'x-kind': 'a' } },
    ],
    ['a form', 'a=1&b=%C3%BC', { body: { a: '1', b: 'ü' } }],
    ['a list', 'a;b\n1;2', { body: [{ a: '1', b: '2' }] }],
    ['XML', '<a><b>1</b></a>', { body: { a: { b: '1' } } }],
  ])('that is %s is read', (_, text, read) => expect(readSample(Buffer.from(text))).toMatchObject({ kind: 'read', ...read }))

  it('that cannot be read is held with a sentence', () => expect(readSample(Buffer.from('{"a": '))).toMatchObject({ kind: 'held', code: 'undecodable' }))
})

describe('leitwerk mapping propose', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leitwerk-propose-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('takes a stored delivery, decoded and split as its source says', async () => {
    const [config, database] = [join(folder, 'hub.yaml'), `sqlite:${join(folder, 'hub.sqlite')}`]
    writeFileSync(
      config,
      'sources:\n  list:\n    kind: webhook\n    verify: { kind: unsigned }\n    decode: { as: csv }\n    split: "$[Vorname != \'-\']"\n    mapping: form\n',
    )
    const store = await openStore(database, { now: () => 0, poolSize: 1 })
    const body = Buffer.from('Vorname;E-Mail;erstellt am\nMaria;m@firma.example;15.09.2026 10:30\n-;x@firma.example;\nJörg;j@firma.example;15.09.2026 10:31')
    await store.write((db) =>
      deliveries.accept(db, [
        { id: 'dlv_1', source: 'list', receivedAt: Date.parse('2026-09-15T08:32:00Z'), method: 'POST', url: '/', remote: '', headers: '{}', body },
      ]),
    )
    await store.close()
    const { proposal, results, name } = await cliHost.proposeMapping({ config, database }, 'dlv_1', undefined)
    expect(name).toBe('list')
    expect(proposal).toMatchObject({ split: "$[Vorname != '-']" })
    expect(results).toMatchObject([
      { events: [{ person: { firstName: 'Maria', email: 'm@firma.example' }, occurredAt: '2026-09-15T08:30:00.000Z' }] },
      { events: [{ person: { firstName: 'Jörg' } }] },
    ])
    expect((proposal as Proposal).fields.find(({ target }) => target === 'occurredAt')).toMatchObject({ sure: true })
    await expect(cliHost.proposeMapping({ config, database }, 'dlv_2', undefined)).rejects.toThrow('there is no delivery dlv_2')
  })

  it('prints the mapping alone, so that it can be redirected, or writes it once', () => {
    const main = fileURLToPath(new URL('../core/main.ts', import.meta.url))
    const command = (...args: string[]) =>
      spawnSync(process.execPath, [main, 'mapping', 'propose', ...args], { encoding: 'utf8', cwd: folder, env: { PATH: '' } })
    const [file, out, none] = [join(folder, 'lead.json'), join(folder, 'lead.jsonata'), join(folder, 'none.json')]
    writeFileSync(file, '{"email": "maria@firma.example", "farbe": "rot"}')
    writeFileSync(none, '{"id": 7}')
    const printed = command('--sample', file)
    expect(printed).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/person\.email +email +called 'email'[\s\S]*Carried along in answers\n {2}farbe[\s\S]*yields 1 of 1 event/),
    })
    expect(command('--sample', file, '--out', out)).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('written') })
    expect(printed.stdout.trimEnd()).toBe(readFileSync(out, 'utf8').trimEnd())
    expect(command('--sample', file, '--out', out)).toMatchObject({ status: 1, stderr: expect.stringContaining('is there already') })
    expect(JSON.parse(command('--sample', file, '--json').stdout)).toMatchObject({
      kind: 'proposal',
      split: null,
      leftOver: [{ path: 'farbe', answer: 'farbe' }],
      results: [{ kind: 'events' }],
    })
    expect(command('--sample', none)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^no e-mail address, telephone number or company/) })
    expect(command('--sample', 'missing.json')).toMatchObject({ status: 1, stderr: expect.stringContaining("there is no file 'missing.json'") })
    expect(command('--sample', file, '--name', 'a b')).toMatchObject({ status: 1, stderr: expect.stringContaining('letters, digits') })
  }, 60_000)

  it('names the tool after its file unless told otherwise', async () => {
    const file = join(folder, 'fair app.v2.json')
    writeFileSync(file, '{"email": "a@firma.example"}')
    expect((await cliHost.proposeMapping({}, file, undefined)).name).toBe('fair-app')
    expect((await cliHost.proposeMapping({}, file, 'fair')).proposal).toMatchObject({ expression: expect.stringContaining('"system": "fair"') })
  })
})

describe('the table', () => {
  it('counts against expectations for every sample', () => {
    const named = JSON.parse(readFileSync(fileURLToPath(new URL('data/propose-expected.json', import.meta.url)), 'utf8')) as { samples: object }
    expect(samples.map(({ sample }: Row) => sample).sort()).toEqual(Object.keys(named.samples).sort())
  })
})
