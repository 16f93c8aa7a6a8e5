/** Where target fields come from, found out by running a mapping, and what a changed mapping does differently. */
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instant } from '../core/work/functions/instant.ts'
import { altered } from '../core/work/lineage/altered.ts'
import { diffMappings } from '../core/work/lineage/diff.ts'
import { type FieldLineage, lineage, type Sample } from '../core/work/lineage/lineage.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { type MappingFile, type MappingKind, readMapping } from '../core/work/mapping-cases.ts'

const folder = fileURLToPath(new URL('../mappings', import.meta.url))

let pool: MappingPool
beforeAll(() => {
  pool = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 128 })
})
afterAll(() => pool.close())

const samplesOf = (file: MappingFile): Sample[] => file.cases.map(({ expect: _, ...sample }) => sample)
const EVENT = '"occurredAt": "2026-09-15T08:30:00Z", "origin": {"channel": "web"}'
const mapping = (fields: string) => ({ id: 'm', name: 'm', expression: `{"events": [{"kind": "form", ${EVENT}, ${fields}}]}` })
const of = (fields: readonly FieldLineage[], target: string) => fields.find((one) => one.target === target)

describe('the lineage of a shipped mapping', () => {
  it.each([
    ['sources', 'typeform', 'events[].person.email', ['form_response.answers[].email']],
    ['sources', 'typeform', 'events[].origin.campaign', ['form_response.hidden.utm_campaign']],
    ['sources', 'typeform', 'events[].answers.zeitraum', ['form_response.answers[].choice.label']],
    ['sources', 'typeform', 'outcome', ['event_type']],
    ['sources', 'form', 'events[].consents[].state', ['$source.consent', 'lead__Newsletter', 'newsletter']],
    ['sources', 'cleverreach', 'events[].person.email', ['$hydrated.email']],
    ['sources', 'snapaddy', 'events[].origin.event', ['$envelope.questionnaire.titles.de']],
    ['sources', 'standard-webhooks', 'events[].consents[].proof', ['$delivery.headers.webhook-id']],
    ['sources', 'mailchimp', 'events[].kind', ['data.reason', 'type']],
    ['crms', 'sandbox', 'account.name', ['account.name']],
    ['crms', 'sandbox', 'contacts[].fields.email', ['contacts[].email']],
    ['crms', 'sandbox', 'opportunity.custom.tonnage', ['answers.tonnage']],
    ['crms', 'espocrm', 'lead.firstName', ['contacts[0].firstName']],
    ['crms', 'espocrm', 'contacts[].fields.salutationName', ['contacts[].salutation']],
  ] as const)('%s/%s finds %s', async (kind, name, target, from) => {
    const file = await readMapping(folder, kind, name)
    const { fields, leftOut } = await lineage(kind, file.mapping, samplesOf(file), pool)
    expect(of(fields, target)?.from).toEqual(from)
    expect(leftOut).toEqual([])
  })

  it('tells constants', async () => {
    const file = await readMapping(folder, 'sources', 'typeform')
    const { fields } = await lineage('sources', file.mapping, samplesOf(file), pool)
    expect(of(fields, 'events[].origin.system')).toEqual({ target: 'events[].origin.system', from: [], constant: 'typeform' })
  })

  it('says how much was not tried where an example holds more than the bound', async () => {
    const samples = [{ name: 'wide', input: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}`, `v${i}`])) }]
    const { leftOut, fields } = await lineage('sources', mapping('"note": f0, "answers": {"last": f49}'), samples, pool, 10)
    expect(of(fields, 'events[].note')?.from).toEqual(['f0'])
    expect(of(fields, 'events[].answers.last')?.from).toEqual([])
    expect(leftOut).toEqual([{ sample: 'wide', values: 42 }]) // 50 fields, time and id of the delivery; 10 tried
  })
})

describe('another value of the same look', () => {
  it.each([
    ['a@firma.example', /^[^@]+@[^@]+\.example$/],
    ['+49 89 999 984-12', /^\+49 89 999 984-\d\d$/],
    ['2024-02-29T08:30:00Z', /^20\d\d-02-29T08:30:00Z$/],
    ['29.02.2024 10:30', /^29\.02\.20\d\d 10:30$/],
    ['Tue, 15 Sep 2026 08:30:00 +0000', /^Tue, 15 Sep 20\d\d 08:30:00 \+0000$/],
    ['https://firma.example/seite?utm_medium=cpc&a=b#c', /^https:\/\/firma\.example\/\w+\?utm_medium=\w+&a=\w+#c$/],
    ['Ja', /^Nein$/],
    ['TRUE', /^FALSE$/],
    ['DE', /^[A-Z]{2}$/],
    ['85748', /^\d{5}$/],
    ['€', /./],
    ['', /./],
  ])('of %j is taken', (value, look) => {
    expect(altered(value)).toMatch(look)
    expect(altered(value)).not.toBe(value)
  })

  it('is always another one of the same type', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.double({ noNaN: true, min: -1e9, max: 1e9 })), (value) => {
        expect(altered(value)).not.toBe(value)
        expect(typeof altered(value)).toBe(typeof value)
      }),
    )
  })

  it('of a time is a time', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }), (at) => {
        for (const text of [at.toISOString(), at.toISOString().slice(0, 10)]) expect(instant(altered(text))).toBeDefined()
      }),
    )
  })
})

describe('the difference of two mappings', () => {
  const samples: Sample[] = [
    { name: 'one', input: { mail: 'a@firma.example', mail2: 'b@firma.example', town: 'Ulm', go: true } },
    { name: 'two', input: { mail: 'c@firma.example', town: 'Hof', go: false } },
  ]

  it.each([
    [
      'a field that came',
      '"person": {"email": mail}',
      '"person": {"email": mail}, "company": {"city": town}',
      { target: 'events[].company.city', before: [], after: ['town'] },
    ],
    ['a field that went', '"person": {"email": mail}, "note": town', '"person": {"email": mail}', { target: 'events[].note', before: ['town'], after: [] }],
    [
      'a field from elsewhere',
      '"person": {"email": mail}',
      '"person": {"email": mail2 ? mail2 : mail}',
      { target: 'events[].person.email', before: ['mail'], after: ['mail', 'mail2'] },
    ],
    ['a constant', '"note": "a"', '"note": "b"', { target: 'events[].note', before: ['"a"'], after: ['"b"'] }],
  ])('tells %s', async (_, before, after, expected) => {
    expect((await diffMappings('sources', mapping(before), mapping(after), samples, pool)).fields).toEqual([expected])
  })

  it('tells what comes out for each example', async () => {
    const after = mapping('"person": {"email": go ? mail : $error("no")}')
    expect((await diffMappings('sources', mapping('"person": {"email": mail}, "note": town'), after, samples, pool)).results).toEqual([
      { case: 'one', path: 'events[0].note', before: 'Ulm', after: null },
      { case: 'two', path: 'outcome', before: 'events', after: 'held: mapping_failed' },
    ])
  })

  it('is none between a mapping and the same one written differently', async () => {
    for (const [kind, name] of [
      ['sources', 'mailchimp'],
      ['crms', 'tryton'],
    ] as [MappingKind, string][]) {
      const file = await readMapping(folder, kind, name)
      const same = { ...file.mapping, expression: `/* the same */ (${file.mapping.expression})` }
      expect(await diffMappings(kind, file.mapping, same, samplesOf(file), pool)).toEqual({ fields: [], results: [], leftOut: [] })
    }
  })
})
