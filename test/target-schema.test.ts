/** What a mapping yields against what a CRM says of its records: every problem in a sentence, and none where the CRM would take it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entitiesOf } from '../connectors/sandbox/describe.ts'
import type { Json, JsonObject } from '../core/connector.ts'
import type { Entities, Entity, FieldDescription } from '../core/crm.ts'
import type { CrmRecord } from '../core/mapped.ts'
import { nearest } from '../core/nearest.ts'
import { eventTargets, recordTargets } from '../core/target-fields.ts'
import { checkRecord } from '../core/target-schema.ts'
import { problems, type Entity as SandboxEntity } from '../sandbox/model.ts'
import { schema } from '../sandbox/schema.ts'

const field = (name: string, more: Partial<FieldDescription> = {}): FieldDescription => ({
  name,
  label: name,
  type: 'text',
  required: false,
  readOnly: false,
  ...more,
})
const choices = (...values: string[]) => values.map((value) => ({ value, label: value }))
const many = Array.from({ length: 25 }, (_, i) => `Q${i + 1}`)
const entities: Entities = {
  account: { label: 'Account', open: true, fields: [field('name', { required: true })] },
  contact: {
    label: 'Contact',
    open: false,
    fields: [
      field('salutation', {
        type: 'choice',
        choices: [
          { value: '', label: '' },
          { value: 'Mr.', label: 'Herr' },
          { value: 'Ms.', label: 'Frau' },
        ],
      }),
      field('email', { format: 'email', maxLength: 20 }),
    ],
  },
  opportunity: {
    label: 'Opportunity',
    open: false,
    fields: [
      field('closeDate', { label: 'Close Date', type: 'date', required: true }),
      field('accountId', { type: 'reference', required: true, provided: true }),
      field('stage', { type: 'choice', choices: choices('Prospecting', 'Closed Won', 'Closed Lost') }),
      field('quarter', { type: 'choice', choices: choices(...many) }),
      field('source', {
        type: 'choice',
        choices: [
          { value: 1, label: 'Advertisement' },
          { value: 8, label: 'Web' },
        ],
      }),
      field('topics', { type: 'choices', choices: choices('press', 'mill') }),
      field('amount', { type: 'number' }),
      field('pieces', { type: 'integer' }),
      field('urgent', { type: 'boolean' }),
      field('createdAt', { type: 'datetime', readOnly: true }),
      field('calledAt', { type: 'datetime' }),
      field('extra', { type: 'object' }),
      field('anything', { type: 'other' }),
      field('lines', { type: 'object', entries: [field('kind', { type: 'choice', choices: choices('press', 'mill') }), field('text', { required: true })] }),
    ],
  },
}
const told = (record: CrmRecord, mode: 'create' | 'update' = 'create') => checkRecord(entities, record, mode).map(({ sentence }) => sentence)
const opportunity = (fields: JsonObject) => told({ opportunity: { closeDate: '2026-12-14', ...fields } })

describe('a record', () => {
  it.each<[string, JsonObject, string[]]>([
    [
      'that fits',
      { stage: 'Prospecting', amount: 1.5, pieces: 2, urgent: false, calledAt: '2026-11-02T08:30:00Z', topics: ['mill'], extra: {}, anything: [1] },
      [],
    ],
    ['that leaves fields empty', { stage: null, amount: null, extra: null }, []],
    ['with a reference to be looked up', { accountId: { find: 'Account', by: { name: 'x' } }, amount: { __class__: 'Decimal', decimal: '1.00' } }, []],
    ['with an id', { accountId: 12 }, []],
    [
      'with an unknown field',
      { stag: 'x', wholly: 1 },
      ["opportunity.stag is not a field there; did you mean 'stage'?", 'opportunity.wholly is not a field there'],
    ],
    ['with a field named by its label', { 'close date': 'x' }, ["opportunity.close date is not a field there; did you mean 'closeDate'?"]],
    ['with a field that is not there, and empty', { stag: null }, ["opportunity.stag is not a field there; did you mean 'stage'?"]],
    [
      'with an unknown choice',
      { stage: 'prospectng' },
      ["opportunity.stage is 'prospectng'; possible are Prospecting, Closed Won, Closed Lost; did you mean 'Prospecting'?"],
    ],
    ['with a choice far from all', { stage: 'Open' }, ["opportunity.stage is 'Open'; possible are Prospecting, Closed Won, Closed Lost"]],
    ['with an empty choice', { stage: '' }, ['opportunity.stage is an empty text; possible are Prospecting, Closed Won, Closed Lost']],
    [
      'with free text for a choice',
      { stage: 'Call Katharina Vogt' },
      ['opportunity.stage is a text of 19 characters; possible are Prospecting, Closed Won, Closed Lost'],
    ],
    ['with one of many choices', { quarter: 'never' }, [`opportunity.quarter is 'never'; possible are ${many.slice(0, 20).join(', ')} and 5 more`]],
    ['with a choice told by its number', { source: 8 }, []],
    ['with a number that is no choice', { source: 7 }, ['opportunity.source is 7; possible are 1 (Advertisement), 8 (Web)']],
    ['with the number of a choice as text', { source: '8' }, ['opportunity.source is a text of 1 characters; possible are 1 (Advertisement), 8 (Web)']],
    [
      'with the label of a choice that is told by its number',
      { source: 'web' },
      ["opportunity.source is 'web'; possible are 1 (Advertisement), 8 (Web); did you mean '8'?"],
    ],
    ['with one wrong of several choices', { topics: ['press', 'mil'] }, ["opportunity.topics is 'mil'; possible are press, mill; did you mean 'mill'?"]],
    ['with text for a number', { amount: '12' }, ['opportunity.amount is a text of 2 characters; a number is expected']],
    ['with a fraction of a piece', { pieces: 1.5 }, ['opportunity.pieces is a number with decimals; a whole number is expected']],
    ['with a word for yes', { urgent: 'yes' }, ['opportunity.urgent is a text of 3 characters; true or false is expected']],
    ['with a German date', { closeDate: '14.12.2026' }, ['opportunity.closeDate is a text of 10 characters; a date like 2026-03-31 is expected']],
    ['with a date for a time', { calledAt: '2026-12-14' }, ['opportunity.calledAt is a text of 10 characters; a time like 2026-03-31 08:30:00 is expected']],
    ['with a list for an object', { extra: [] }, ['opportunity.extra is a list; an object is expected']],
    ['with a value for what the CRM fills', { createdAt: '2026-12-14' }, ['opportunity.createdAt cannot be written: the CRM fills it itself']],
    ['without what is demanded', { closeDate: null }, ['opportunity.closeDate is missing (Close Date): without it no record can be made']],
    [
      'with wrong entries in a list',
      { lines: [{ kind: 'pres', text: 'a' }, { kind: 'press' }] },
      [
        "opportunity.lines.kind is 'pres'; possible are press, mill; did you mean 'press'?",
        'opportunity.lines.text is missing: without it no record can be made',
      ],
    ],
    ['with no list where one is wanted', { lines: 'press' }, ['opportunity.lines is a text of 5 characters; a list of objects is expected']],
  ])('%s', (_, fields, sentences) => {
    expect(opportunity(fields)).toEqual(sentences)
  })

  it('may leave out on an update what it must give at first, but not empty it', () => {
    expect(told({ opportunity: { stage: 'Prospecting' } }, 'update')).toEqual([])
    expect(told({ opportunity: { closeDate: '' } }, 'update')).toContain('opportunity.closeDate is missing (Close Date): without it no record can be made')
    expect(told({ opportunity: { stage: 'Prospecting' } })).toEqual(['opportunity.closeDate is missing (Close Date): without it no record can be made'])
  })

  it('may have more fields where the description says that there are more', () => {
    expect(told({ account: { name: 'Hallbauer GmbH', cOwn: 1 } })).toEqual([])
    expect(told({ account: { cOwn: 1 } })).toEqual(['account.name is missing: without it no record can be made'])
  })

  it('is not judged by a description that is not there', () => {
    expect(told({ lead: { status: 'anything' } })).toEqual([])
    expect(checkRecord({}, { account: { name: 1 } }, 'create')).toEqual([])
  })

  it('tells a problem of several contacts once, and the choice behind a label', () => {
    const contact = (id: string, fields: JsonObject) => ({ id, fields })
    expect(
      told({ contacts: [contact('con_1', { salutation: 'Frau' }), contact('con_2', { salutation: 'frau' }), contact('con_3', { salutation: 'Frau' })] }),
    ).toEqual([
      "contact.salutation is 'Frau'; possible are Mr., Ms.; did you mean 'Ms.'?",
      "contact.salutation is 'frau'; possible are Mr., Ms.; did you mean 'Ms.'?",
    ])
  })

  it('never has its texts repeated', () => {
    const address = 'katharina.vogt@hallbauer.example'
    const sentences = told({
      contacts: [{ id: 'con_1', fields: { email: address, salutation: `Frau ${address}` } }],
      opportunity: { closeDate: address, amount: address, stage: address },
    })
    expect(sentences).toHaveLength(5)
    for (const sentence of sentences) expect(sentence).not.toContain('vogt')
    expect(sentences).toContain('contact.email is a text of 32 characters; at most 20 are possible')
    expect(told({ contacts: [{ id: 'con_1', fields: { email: 'no address' } }] })).toEqual([
      'contact.email is a text of 10 characters; an e-mail address is expected',
    ])
  })
})

describe('the sandbox CRM', () => {
  const described = entitiesOf({ entities: schema() } as unknown as Json)!
  const PLURAL: Readonly<Record<Entity, SandboxEntity>> = { account: 'accounts', contact: 'contacts', lead: 'leads', opportunity: 'opportunities' }
  /** Texts at the limit, under short names so that a counterexample can be read. */
  const LONG: Readonly<Record<string, string>> = { longest: '🙂'.repeat(20_000), tooLong: 'x'.repeat(20_001) }
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('new', 'offer', 'open', '2026-03-31', 'anna@vertrieb.example', 'some words', '', 'longest', 'tooLong') },
    fc.constantFrom(0, 12, 1.5, -3),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom<Json>([], ['a'], {}, { a: 1 }),
  )

  it.each(Object.keys(PLURAL) as Entity[])('refuses exactly what its description does not allow: %s', (entity) => {
    const { fields: known } = described[entity]!
    const linked = Object.fromEntries(known.filter(({ provided, required }) => provided && required).map(({ name }) => [name, 'A1']))
    // Where the two may differ: ids are text here, while other CRMs count; links are the hub's to fill; and the sandbox
    // lets a text that is required be emptied later.
    const excepted = ({ type, required, provided }: FieldDescription, given: Json | undefined, whole: boolean): boolean =>
      (type === 'reference' && (typeof given === 'number' || given === LONG.tooLong)) ||
      (provided === true && (given === null || given === '')) ||
      (required && !whole && given === '')
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...known.map(({ name }) => name), 'shoeSize'), value, { maxKeys: 6 }), fc.boolean(), (fields, whole) => {
        const all: JsonObject = { ...linked, ...fields }
        for (const [name, given] of Object.entries(all)) if (typeof given === 'string') all[name] = LONG[given] ?? given
        const record = entity === 'contact' ? { contacts: [{ id: 'con_1', fields: all }] } : { [entity]: all }
        const names = (found: readonly { field: string }[]) =>
          [...new Set(found.map(({ field }) => field))].filter((name) => !known.some((one) => one.name === name && excepted(one, all[name], whole))).sort()
        const told = names(checkRecord(described, record, whole ? 'create' : 'update'))
        expect(told).toEqual(names(problems(PLURAL[entity], all, (_, id) => id !== '', whole)))
      }),
      { numRuns: 300 },
    )
  })
})

describe('nearest', () => {
  const words = choices('Prospecting', 'Closed Won', 'Süd-West', 'offer').map(({ value }) => ({ value, names: [value] }))
  it.each([
    ['closed_won', 'Closed Won'],
    ['Prospceting', 'Prospecting'],
    ['Propecting', 'Prospecting'],
    ['ofefr', 'offer'],
    ['ofrfe', null],
    ['sud west', 'Süd-West'],
    ['Open', null],
    ['', null],
    ['???', null],
  ])('to %s is %s', (word, value) => {
    expect(nearest(word, words)).toBe(value)
  })

  it('never takes long over a long word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5_000 }), (word) => {
        const near = nearest(word, words)
        expect([null, ...words.map(({ value }) => value)]).toContain(near)
      }),
      { numRuns: 50 },
    )
  })
})

describe('target fields', () => {
  it('of events explain every field of the contract', () => {
    const targets = eventTargets()
    expect(targets.filter(({ help }) => !/^\S.*[.!?]$/.test(help))).toEqual([])
    expect(new Set(targets.map(({ path }) => path)).size).toBe(targets.length)
    const of = (path: string) => targets.find((one) => one.path === path)
    expect(of('kind')).toMatchObject({ type: 'choice', required: true })
    expect(of('origin.channel')?.choices?.map(({ value }) => value)).toContain('fair')
    expect(of('person.email')).toMatchObject({ type: 'text', required: false, maxLength: 320 })
    expect(of('consents[].state')).toMatchObject({ type: 'choice', required: true })
    expect(of('consents[]')).toMatchObject({ type: 'list' })
    expect(of('products[]')).toMatchObject({ type: 'list' })
    expect(of('occurredAt')).toMatchObject({ type: 'datetime' })
    expect(of('answers.*')).toMatchObject({ type: 'other' })
    expect(of('crm.activity.kind')).toMatchObject({ type: 'choice' })
  })

  it('of records are those that a mapping can write, with what it must know of them', () => {
    const targets = recordTargets(entities)
    const of = (path: string) => targets.find((one) => one.path === path)
    expect(targets.map(({ path }) => path)).not.toContain('opportunity.createdAt')
    expect(of('opportunity.closeDate')).toEqual({
      path: 'opportunity.closeDate',
      label: 'Close Date',
      type: 'date',
      required: true,
      help: 'Close Date; no record can be made without it.',
    })
    expect(of('opportunity.accountId')).toMatchObject({ required: false, help: 'AccountId; the hub fills it in by itself.' })
    expect(of('contacts[].fields.email')).toMatchObject({ maxLength: 20, help: 'Email; an e-mail address.' })
    expect(of('opportunity.lines[].kind')).toMatchObject({ choices: choices('press', 'mill') })
    expect(of('opportunity.lines[]')).toMatchObject({ type: 'list' })
  })
})
