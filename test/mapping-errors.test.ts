/** What is wrong with a mapping is told with its place and what was probably meant; values only to whoever runs it by hand. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../core/connector.ts'
import { nearest as nearestOf } from '../core/nearest.ts'
import { BUILT_IN, FUNCTION_NAMES } from '../core/work/function-names.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { checkExpression } from '../core/work/mapping-check.ts'
import { checkResult } from '../core/work/mapping-contract.ts'
import { compile } from '../core/work/mapping-guards.ts'

const nearest = (word: string, names: readonly string[]) =>
  nearestOf(
    word,
    names.map((name) => ({ value: name, names: [name] })),
  )

describe('what was probably meant', () => {
  it.each([
    ['uppercas', 'uppercase'],
    ['UpperCase', 'uppercase'],
    ['recognize', 'recognise'],
    ['instnat', 'instant'],
    ['spltName', 'splitName'],
    ['lenght', 'length'],
  ])('by $%s is $%s', (typed, meant) => expect(nearest(typed, FUNCTION_NAMES)).toBe(meant))

  it('is nothing where no name is near', () => {
    expect(nearest('berechneRabatt', FUNCTION_NAMES)).toBeNull()
    expect(nearest('x', ['abc'])).toBeNull()
  })

  it('is found for every name with one letter missing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FUNCTION_NAMES.filter((name) => name.length > 4)), fc.nat(), (name, at) => {
        const typed = name.slice(0, at % name.length) + name.slice((at % name.length) + 1)
        expect(nearest(typed, [...FUNCTION_NAMES.filter((one) => one.toLowerCase() !== typed.toLowerCase())])).not.toBeNull()
        expect(nearest(name, FUNCTION_NAMES)).toBe(name)
      }),
    )
  })

  it('are only functions that exist, and all helpers', async () => {
    const compiled = await compile(`[${FUNCTION_NAMES.map((name) => `$type($${name}) = "function"`).join(',')}]`, 1_000)
    const exist = (await compiled.evaluate({}, {})) as boolean[]
    expect(FUNCTION_NAMES.filter((_, i) => !exist[i])).toEqual([])
    expect(new Set(BUILT_IN).size).toBe(BUILT_IN.length)
  })
})

describe('a mapping that is checked before it runs', () => {
  it('is told line, column and the function that was meant', async () => {
    expect(await checkExpression('(\n  $name := $uppercas(name);\n  $name\n)')).toEqual([
      { message: 'there is no function $uppercas(); did you mean $uppercase()?', line: 2, column: 12 },
    ])
    expect(await checkExpression('$berechneRabatt(1)')).toEqual([{ message: 'there is no function $berechneRabatt()', line: 1, column: 1 }])
  })
})

const EXPRESSION = `{"events": [{
  "kind": "formm",
  "occurredAt": "2026-09-15T08:30:00Z",
  "origin": {"channel": "web"}
}]}`
const EVENT = { kind: 'form', occurredAt: '2026-09-15T08:30:00Z', origin: { channel: 'web' } }
const reasonOf = (result: unknown, expression?: string) => (checkResult(result, expression) as { reason: string }).reason

describe('what a mapping yielded', () => {
  it('is told the vocabulary, the word that was meant, and its place', () => {
    expect(reasonOf({ events: [{ ...EVENT, kind: 'formm' }] }, EXPRESSION)).toMatch(
      /^events\[0\]\.kind: 'formm' is not one of .*; did you mean 'form'\? \(line 2, column 11\)$/,
    )
  })

  it.each([
    ['persn', { events: [{ ...EVENT, persn: { email: 'a@firma.example' } }] }, "events[0]: 'persn' is not part of the contract; did you mean 'person'?"],
    [
      'vorname',
      { events: [{ ...EVENT, person: { vorname: 'M' } }] },
      "events[0].person: 'vorname' is not part of the contract; custom fields belong into answers",
    ],
    [
      'firstname',
      { events: [{ ...EVENT, person: { firstname: 'M' } }] },
      "events[0].person: 'firstname' is not part of the contract; did you mean 'firstName'?",
    ],
    ['event', { event: [EVENT] }, `'event' is unknown here; a mapping returns {"events": [...]} or {"ignore": reason}; did you mean 'events'?`],
  ])('is told what %s should be called', (key, result, reason) => {
    expect(reasonOf(result)).toBe(reason)
    expect(reasonOf(result, `{\n "${key}": 1}`)).toBe(`${reason} (line 2, column 2)`)
  })

  it('names no place where a name stands twice', () => {
    expect(reasonOf({ events: [{ ...EVENT, persn: { a: 1 } }] }, '{"persn": {"persn": 1}}')).not.toContain('line')
  })
})

describe('the value that is wrong', () => {
  let pool: MappingPool
  beforeAll(() => {
    pool = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 128 })
  })
  afterAll(() => pool.close())

  const SECRET = 'Katharina Weißmüller'
  const task = (expression: string, payload: Json = { name: SECRET }) => ({ mapping: { id: 'm', name: 'm', expression }, payload })
  const contract = '{"events": [{"kind": name, "occurredAt": "2026-09-15T08:30:00Z", "origin": {"channel": "web"}}]}'

  it.each([
    ['breaks the contract', contract],
    ['an operator cannot take', 'name + 1'],
    ['a function cannot take', '$sum(name)'],
  ])('%s: shown by hand, never otherwise', async (_, expression) => {
    expect(await pool.mapItem({ ...task(expression), byHand: true })).toMatchObject({ kind: 'held', seen: JSON.stringify(SECRET) })
    expect(JSON.stringify(await pool.mapItem(task(expression)))).not.toContain('Weißmüller')
    const delivery = { id: 'dlv_1', method: 'POST', url: '/', headers: {}, body: Buffer.from(JSON.stringify({ name: SECRET })), receivedAt: 0 }
    const mapped = await pool.map({ source: 's', rules: { hydrates: false }, mapping: task(expression).mapping, delivery, settings: {} })
    expect(JSON.stringify(mapped)).toContain('"held"')
    expect(JSON.stringify(mapped)).not.toContain('Weißmüller')
  })

  it('may be an object that the mapping made, which has no text of its own', async () => {
    const delivery = { id: 'dlv_1', method: 'POST', url: '/', headers: {}, body: Buffer.from(JSON.stringify({ people: [{ name: SECRET }] })), receivedAt: 0 }
    const mapped = await pool.map({ source: 's', rules: { hydrates: false }, mapping: task('$merge([people.name, {"a": 1}])').mapping, delivery, settings: {} })
    expect(mapped).toMatchObject({ items: [{ result: { kind: 'held', code: 'mapping_failed' } }] })
    expect(JSON.stringify(mapped)).not.toContain('Weißmüller')
  })

  it.each([{ toString: 1 }, { toString: 'x', valueOf: 'y' }].flatMap((odd) => [[odd], [[odd, odd]]] as [Json][]))(
    'is held like any other, whatever its fields are called: %j',
    async (name) => {
      expect(await pool.mapItem(task('$uppercase(name)', { name }))).toMatchObject({ kind: 'held', code: 'mapping_failed' })
    },
  )

  it('is shown of a CRM mapping too, and cut', async () => {
    const { mapping } = task('{"lead": name}')
    expect(await pool.transform(mapping, { name: 'x'.repeat(1_000) }, true)).toMatchObject({ kind: 'held', seen: expect.stringMatching(/^"x{198}…$/) })
    expect(await pool.transform(mapping, { name: 'x' })).not.toHaveProperty('seen')
  })

  it('is not there where nothing was yielded', async () => {
    expect(await pool.mapItem({ ...task('missing'), byHand: true })).not.toHaveProperty('seen')
  })
})
