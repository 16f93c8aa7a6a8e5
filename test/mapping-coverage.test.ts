/** Coverage of cases: every branch of every shipped mapping is reached, and what is missing is named with its place. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coverageOf, fieldsOf } from '../core/work/coverage/coverage.ts'
import { namedFields } from '../core/work/coverage/target-fields.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { runCases } from '../core/work/mapping-cases.ts'
import { shippedMappings } from './helpers/shipped-mappings.ts'

let pool: MappingPool
beforeAll(() => {
  pool = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 128 })
})
afterAll(() => pool.close())

const files = await shippedMappings()

describe('the cases of', () => {
  const seen: number[] = []

  it.each(files.map((file) => [file.mapping.name, file] as const))('%s reach every branch and fill every field', async (_, file) => {
    const { fields, branches } = await coverageOf(file, await runCases(file, pool), pool)
    expect(branches.missing).toEqual([])
    expect(fields.missing).toEqual([])
    expect(fields.total).toBeGreaterThan(6)
    seen.push(branches.total)
  })

  it('all shipped mappings have branches to reach, but for a few that only name fields', () => {
    expect(seen).toHaveLength(files.length)
    expect(seen.filter((total) => total > 3).length).toBeGreaterThan(files.length / 2)
  })
})

describe('branches', () => {
  const missing = async (expression: string, ...payloads: (number | string | { [key: string]: number | string })[]) =>
    (await pool.branches({ id: 'm', name: 'm', expression }, { items: payloads.map((payload) => ({ payload })) }))
      .filter(({ reached }) => !reached)
      .map(({ kind, line, column, excerpt }) => `${kind} ${line}:${column} ${excerpt}`)

  it.each([
    ['a condition', 'a = 1 ? "one" : "other"', [{ a: 1 }], ['else 1:17 "other"']],
    ['a condition without else', 'a = 1 ? "one"', [{ a: 1 }], ['no else 1:1 a = 1 ? "one"']],
    ['nested conditions', '(\n  a = 1 ? "one" :\n  a = 2 ? "two" : "many"\n)', [{ a: 1 }, { a: 3 }], ['if 3:11 "two" : "many"']],
    ['the default operator ?:', 'a ?: "none"', [{ a: 1 }], ['else 1:6 "none"']],
    ['the default operator ??', 'a.b ?? "none"', [{ a: 1 }], ['if 1:1 a.b ?? "none"']],
    ['a function', '($f := function($x) { $x }; $g := λ($y){ $y }; $f(a))', [{ a: 1 }], ['function 1:35 λ($y){ $y }; $f(a))']],
    [
      'a function that calls one last',
      '($f := function($x) { $x > 0 ? $string($x) : $lowercase("N") }; $f(a))',
      [{ a: 1 }],
      ['else 1:46 $lowercase("N") }; $f(a))'],
    ],
    ['text in quotes', `a ? "it\\"s" & '?' : /x\\/y/`, [{ a: 0 }], [`if 1:5 "it\\"s" & '?' : /x\\/y/`]],
    ['a name in backticks', 'a ? `b c`.d : 2', [{ a: 0 }], ['if 1:5 `b c`.d : 2']],
  ])('of %s are found and told with their place', async (_, expression, payloads, expected) => {
    expect(await missing(expression, ...payloads)).toEqual(expected)
  })

  it('are none in an expression without any, and a broken one is told', async () => {
    expect(await missing('{"a": b}', 1)).toEqual([])
    await expect(missing('{"a": ', 1)).rejects.toThrow('the mapping failed')
  })
})

describe('target fields', () => {
  it.each([
    ['objects in objects', '{"events": [{"kind": "form", "origin": {"channel": "web"}}]}', ['events.kind', 'events.origin.channel']],
    ['both ways of a condition', 'a ? {"ignore": "x"} : {"events": {"kind": "form"}}', ['ignore', 'events.kind']],
    [
      'variables and functions',
      '($p := {"email": e}; $f := function($more) { $merge([{"person": $p}, $more]) }; {"events": $f({"note": n})})',
      ['events.person.email', 'events.note'],
    ],
    ['what is taken whole', '{"events": list.{"person": who}}', ['events.person']],
    ['tables', '($t := {"a": {"stage": 1}, "b": {"outcome": 2}}; {"crm": $merge([{"id": 1}, $lookup($t, x)])})', ['crm.id', 'crm.stage', 'crm.outcome']],
    ['a function that calls itself', '($f := function($x) { $x ? {"a": $f($x.y)} : {"b": 1} }; $f($))', ['a', 'b']],
  ])('of %s are read off the text', (_, expression, expected) => {
    expect([...namedFields(expression)].filter((path) => !path.startsWith('a.')).sort()).toEqual([...expected].sort())
  })

  it('count what was seen inside of a field instead of the field', () => {
    const named = new Set(['ignore', 'events.kind', 'events.person', 'events.company', 'events.answers', 'events.consents.state'])
    const results = [{ events: [{ kind: 'form', person: { email: 'a@b.example', phone: '+49' }, answers: { own: 1, other: 2 } }] }, { ignore: 'x' }]
    expect(fieldsOf('sources', named, results)).toEqual({ filled: 4, total: 6, missing: ['events[].company', 'events[].consents[].state'] })
  })

  it('of a CRM are its own fields, whatever they are made of', () => {
    const named = new Set(['account.name', 'opportunity.owner.find', 'opportunity.owner.by.email', 'contacts.fields.mail', 'notes.text'])
    const results = [{ record: { account: { name: 'x' }, contacts: [{ id: 'con_1', fields: { mail: 'a', own: 'b' } }] } }]
    expect(fieldsOf('crms', named, results)).toEqual({ filled: 4, total: 6, missing: ['notes[].text', 'opportunity.owner'] })
  })
})
