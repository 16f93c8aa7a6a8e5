/** Connecting a payload field with a target field writes one line of JSONata, and what it writes gives the value. */
import { readdirSync, readFileSync } from 'node:fs'
import jsonata from 'jsonata'
import { describe, expect, it } from 'vitest'
import { connect } from '../core/work/connect/connect.ts'
import { objectsOf } from '../core/work/connect/objects.ts'
import { closing, valueAt } from '../core/work/connect/spans.ts'

const PLAIN = `/* a "form" { */
(
  $pattern := /[\\{"]/;
  {"events": [{
    "kind": "form",
    "company": {"name": firma, "city": $trim(ort & "}")},
    "person": {
      "email": mail /* the { address */
    }
  }]}
)`
const base = { expression: PLAIN, kind: 'source', type: 'text' } as const

describe('connecting', () => {
  it('replaces the value of a field that is there, and nothing else', () => {
    const { expression, line, replaced } = connect({ ...base, target: 'person.email', from: ['input', 'form', 'e-mail'] })
    expect(expression).toBe(PLAIN.replace('"email": mail', '"email": form.`e-mail`'))
    expect({ line, replaced }).toEqual({ line: 7 + 1, replaced: 'mail' })
  })

  it('adds a field behind the last one, as the others stand', () => {
    expect(connect({ ...base, target: 'person.phone', from: ['input', 'tel'] }).expression).toContain('"email": mail,\n      "phone": tel /* the { address */')
    expect(connect({ ...base, target: 'company.site', from: ['input', 'werke', 0, 'name'] }).expression).toContain('$trim(ort & "}"), "site": werke[0].name}')
  })

  it('makes the objects around it where there are none', () => {
    const { expression, written } = connect({ ...base, target: 'origin.form', from: ['hydrated', 'title'] })
    expect(written).toBe('"origin": {"form": $hydrated.title}')
    expect(expression).toContain('},\n    "origin": {"form": $hydrated.title}')
  })

  it('keeps what a helper gives, and puts the field over it', async () => {
    const expression = '{"events": [{"kind": "form", "person": $found.person, "company": $recognise($).company}]}'
    const made = connect({
      ...base,
      expression: `($found := {"person": {"email": mail}}; ${expression.replace('$recognise($).company', 'firma')})`,
      target: 'person.mobile',
      from: ['input', 'mob'],
    })
    expect(made.written).toBe('{"mobile": mob}')
    expect(made.expression).toContain('"person": $merge([$found.person, {"mobile": mob}])')
    expect(await jsonata(made.expression).evaluate({ mail: 'a@b.example', mob: '1' })).toMatchObject({
      events: [{ person: { email: 'a@b.example', mobile: '1' } }],
    })
    expect(connect({ ...base, expression: made.expression, target: 'person.phone', from: ['input', 'tel'] }).expression).toContain(
      '{"mobile": mob, "phone": tel}])',
    )
  })

  it('reads the whole payload where the object stands inside a step or a function', async () => {
    const expression = 'felder.{"events": [{"kind": "form", "person": {"email": mail}}]}'
    const made = connect({ ...base, expression, target: 'company.name', from: ['input', 'meta', 'firma'] })
    expect(made.written).toBe('"company": {"name": $$.meta.firma}')
    expect(await jsonata(made.expression).evaluate({ felder: { mail: 'x' }, meta: { firma: 'Nordlicht' } })).toMatchObject({
      events: [{ company: { name: 'Nordlicht' } }],
    })
  })

  it('reads times, numbers and yes or no by the helper for them', () => {
    expect(connect({ ...base, target: 'occurredAt', type: 'datetime', from: ['input', 'zeit'] }).written).toBe('"occurredAt": $instant(zeit)')
    expect(connect({ ...base, target: 'company.employees', type: 'integer', from: ['input', 'ma'] }).written).toBe('"employees": $decimal(ma)')
    expect(connect({ ...base, target: 'wantsSales', type: 'boolean', from: ['input', 'rueckruf'] }).written).toBe('"wantsSales": $truth(rueckruf)')
    expect(connect({ ...base, target: 'answers.*', type: 'other', from: ['input', 'Trag last'] }).written).toBe('"answers": {"Trag last": `Trag last`}')
  })

  it('takes the object in which the cursor stands', () => {
    const two = '$a ? {"events": [{"kind": "form", "person": {}}]} : {"events": [{"kind": "download", "person": {"email": m}}]}'
    const at = (text: string) => connect({ ...base, expression: two, target: 'note', from: ['input', 'n'], at: two.indexOf(text) }).expression
    expect(at('"form"')).toContain('"person": {}, "note": n}]} :')
    expect(at('"download"')).toMatch(/"note": n\}\]\}$/)
  })

  it('writes fields of CRM records', () => {
    const crm = {
      expression: '{"account": {"name": company.name}, "contacts": [contacts.{"id": id, "fields": {"email": email}}]}',
      kind: 'crm',
      type: 'text',
    } as const
    expect(connect({ ...crm, target: 'account.phone', from: ['input', 'company', 'phone'] }).expression).toContain(
      '"name": company.name, "phone": company.phone}',
    )
  })

  it('says so where there is no event', () => {
    expect(() => connect({ ...base, expression: '$nothing', target: 'note', from: ['input', 'n'] })).toThrow('writes out no event')
  })

  it('finds its way in every shipped mapping: what it writes compiles, and all else stays', () => {
    for (const kind of ['source', 'crm'] as const)
      for (const file of readdirSync(`mappings/${kind}s`).filter((name) => name.endsWith('.jsonata'))) {
        const expression = readFileSync(`mappings/${kind}s/${file}`, 'utf8')
        const target = kind === 'source' ? 'company.vatId' : 'account.vatId'
        let made: ReturnType<typeof connect>
        try {
          made = connect({ expression, kind, target, type: 'text', from: ['input', 'steuer nummer'] })
        } catch (error) {
          expect([file, (error as Error).message]).toEqual([file, expect.stringContaining('writes out no')])
          continue
        }
        expect(() => jsonata(made.expression).ast(), file).not.toThrow()
        expect(made.expression.split('\n')[made.line - 1], file).toContain('steuer nummer')
        expect(objectsOf(made.expression).length).toBeGreaterThanOrEqual(objectsOf(expression).length)
      }
  })
})

describe('spans', () => {
  it('end where the brackets do, whatever stands in texts, names, patterns and comments', () => {
    const text = '{"a": "}", `b}`: /[\\}/]+/, "c": 4 / 2, /* } */ "d": [1, {"e": 2}]} + 1'
    expect(text.slice(closing(text, 0))).toBe(' + 1')
    const value = valueAt('{"a":  $f("," , [1]) /* x */ , "b": 2}', 5)
    expect('{"a":  $f("," , [1]) /* x */ , "b": 2}'.slice(value.from, value.to)).toBe('$f("," , [1])')
  })
})
