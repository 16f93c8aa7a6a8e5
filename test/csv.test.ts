/** Lists from spreadsheets, as people and tools write them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { looksLikeCsv, parseCsv } from '../core/decode/csv.ts'
import { decode } from '../core/decode/decode.ts'

const rows = (text: string) => parseCsv(text)

describe('a list', () => {
  it.each([
    ['commas', 'a,b\n1,2', [{ a: '1', b: '2' }]],
    [
      'semicolons, a byte order mark and Windows line ends',
      '\uFEFFa;b\r\n1,5;2\r\n\r\n3;4\r\n',
      [
        { a: '1,5', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
    ['tabs', 'a\tb\n1\t2', [{ a: '1', b: '2' }]],
    ['quotes, also doubled, with breaks and delimiters inside', 'a;b\n"x ""y"";\nz";2', [{ a: 'x "y";\nz', b: '2' }]],
    ['a delimiter inside the quotes of the first row', '"a,b,c";d\n1;2', [{ 'a,b,c': '1', d: '2' }]],
    ['text behind a quote', 'a,b\n"x"y,2', [{ a: 'xy', b: '2' }]],
    ['short rows', 'a,b,c\n1', [{ a: '1', b: '', c: '' }]],
    ['no row but the first', 'a,b\n', []],
  ])('with %s is read', (_, text, value) => expect(rows(text)).toEqual({ kind: 'decoded', value }))

  it.each([
    ['only one column', 'a\n1', 'does not name its columns'],
    ['a column without a name', 'a,,c\n1,2,3', 'does not name its columns'],
    ['two columns of one name', 'a,a\n1,2', 'same name'],
    ['a longer row', 'a,b\n1,2\n1,2,3', 'row 3'],
    ['a quote that never ends', 'a,b\n"1,2', 'inside a quoted cell'],
  ])('with %s is held with a sentence', (_, text, reason) =>
    expect(rows(text)).toMatchObject({ kind: 'held', code: 'undecodable', reason: expect.stringContaining(reason) }),
  )

  it('gives back whatever a spreadsheet wrote', () => {
    const cell = fc.string({ maxLength: 20 }).map((text) => text.trim())
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), fc.constantFrom(';', ',', '\t'), (table, delimiter) => {
        const text = [['one', 'two', 'three'], ...table].map((row) => row.map(quoted).join(delimiter)).join('\r\n')
        expect(rows(text)).toEqual({ kind: 'decoded', value: table.map(([one, two, three]) => ({ one, two, three })) })
      }),
    )
  })
})

describe('a delivery', () => {
  const encoded = (text: string, type?: string) => ({
    method: 'POST',
    url: '/',
    headers: type === undefined ? {} : { 'content-type': type },
    body: Buffer.from(text),
  })

  it('of the type text/csv is a list', () => {
    expect(decode(encoded('a;b\n1;ü', 'text/csv; charset=utf-8'))).toEqual({ kind: 'decoded', value: [{ a: '1', b: 'ü' }] })
    expect(decode(encoded('a;b\n1;2', 'text/plain'), { as: 'csv' })).toEqual({ kind: 'decoded', value: [{ a: '1', b: '2' }] })
  })

  it('of no type stays text', () => expect(decode(encoded('a;b\n1;2'))).toEqual({ kind: 'decoded', value: 'a;b\n1;2' }))
})

describe('a sample without a type', () => {
  it.each([
    ['Vorname;Nachname\nMaria;Obermayr', true],
    ['{"a": 1,\n"b": 2}', false],
    ['<a>1,2\n3,4</a>', false],
    ['a=1&b=2', false],
    ['just a line, with a comma', false],
    ['', false],
  ])('%j is a list: %s', (text, is) => expect(looksLikeCsv(text)).toBe(is))
})
