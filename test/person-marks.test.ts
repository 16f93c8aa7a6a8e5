/** Who is named in a text: every spelling of addresses, numbers and names, and nobody else. */
import { describe, expect, it } from 'vitest'
import { readingsOf } from '../core/decode/readings.ts'
import { personFinder } from '../core/lead/person-marks.ts'

const finder = personFinder(
  {
    mails: ['wendelgard.quastenflößer@kranbau-oste.example', 'w.q@kranbau-oste.example'],
    numbers: ['+4915112345678'],
    names: [{ first: 'Wendelgard', last: 'Quastenflößer' }],
    loneNames: ['Quastenflößer'],
  },
  '[erased]',
)
const isNamed = (body: string | Buffer) => readingsOf(Buffer.from(body)).some((text) => finder.isNamedIn(text, 'any name'))

describe('a person is found in a text', () => {
  it.each([
    ['as typed', 'Mail: W.Q@Kranbau-Oste.example, danke'],
    ['with a mark', 'w.q+messe@kranbau-oste.example'],
    ['in a form', 'mail=w.q%40kranbau-oste.example&x=1'],
    ['escaped', '{"m":"w.q\\u0040kranbau-oste.example"}'],
    ['in base64', JSON.stringify({ part: Buffer.from('{"mail":"w.q@kranbau-oste.example"}').toString('base64') })],
    ['in UTF-16', Buffer.from('\uFEFFMail;w.q@kranbau-oste.example', 'utf16le')],
    ['in Latin-1', Buffer.from('wendelgard.quastenflößer@kranbau-oste.example', 'latin1')],
    ['number as dialled', 'Tel. 0151 / 123 456-78'],
    ['number abroad', '0049 (0)151 12345678'],
    ['number as JSON number', '{"tel":4915112345678}'],
    ['name', 'Frau Wendelgard Quastenflößer'],
    ['name the other way round', 'QUASTENFLOESSER, WENDELGARD'],
    ['name without umlauts', 'Wendelgard Quastenflosser'],
    ['name in fields', '{"firstName":"Wendelgard","lastName":"Quastenflößer"}'],
    ['name in two letters of Unicode', 'Wendelgard Quastenflößer'.normalize('NFD')],
    ['name with entities', 'Wendelgard Quastenfl&ouml;&szlig;er'],
    ['last name alone among her own', 'bitte Frau Quastenflößer anrufen'],
  ])('%s', (_, text) => expect(isNamed(text)).toBe(true))

  it.each([
    ['another address', 'aw.q@kranbau-oste.example'],
    ['another domain', 'w.q@kranbau-oste.example.org'],
    ['a longer number', '0151 123456789'],
    ['half a name', 'Wendelgard Müller'],
    ['a longer name', 'die Quastenflößerei GmbH'],
  ])('and not by %s', (_, text) => expect(isNamed(text)).toBe(false))

  it('by an address only, where others may have the name', () => {
    expect(finder.isNamedIn('Wendelgard Quastenflößer', 'address')).toBe(false)
    expect(finder.isNamedIn('w.q@kranbau-oste.example', 'address')).toBe(true)
    expect(finder.isNamedIn('Frau Quastenflößer', 'full name')).toBe(false)
  })
})

describe('a person is taken out', () => {
  it('of a text, which stays otherwise', () => {
    expect(finder.without('Rückruf an Wendelgard Quastenflößer (0151 12345678), W.Q@kranbau-oste.example, wegen Kran 7', 'any name')).toBe(
      'Rückruf an [erased] ([erased]), [erased], wegen Kran 7',
    )
  })
  it('of a document, fields and keys', () => {
    const document = { who: { first: 'Wendelgard', last: 'Quastenflosser' }, 'w.q@kranbau-oste.example': [4915112345678, 7], firm: 'Kranbau Oste GmbH' }
    expect(finder.withoutIn(document, 'any name')).toEqual({
      who: { first: '[erased]', last: '[erased]' },
      '[erased]': ['[erased]', 7],
      firm: 'Kranbau Oste GmbH',
    })
  })
  it('and nothing else: a document that does not name them is the same', () => {
    const document = { first: 'Wendelgard', firm: 'Oste' }
    expect(finder.withoutIn(document, 'any name')).toBe(document)
  })
})

describe('a company that is called like a person', () => {
  const kept = ['Hans Huber GmbH', 'Huber Maschinenbau GmbH', 'Huber Maschinenbau', 'hans-huber.example']
  const marks = { mails: ['hans.huber@hans-huber.example'], numbers: [], names: [{ first: 'Hans', last: 'Huber' }], loneNames: ['Huber'], kept }
  const beside = personFinder(marks, '[erased]')

  it.each([
    ['its name', 'Hans Huber GmbH'],
    ['its domain in the address of a colleague', 'petra.k@hans-huber.example'],
    ['fields', '{"company":{"name":"Huber Maschinenbau GmbH","website":"www.hans-huber.example"},"person":{"firstName":"Petra"}}'],
  ])('names nobody by %s', (_, text) => {
    expect(beside.isNamedIn(text, 'any name')).toBe(false)
    expect(beside.without(text, 'any name')).toBe(text)
  })

  it('stays as it is where the person is taken out', () => {
    const document = {
      company: { name: 'Huber Maschinenbau GmbH' },
      names: ['huber', 'maschinenbau'],
      note: 'Herr Huber (Hans.Huber@hans-huber.example) von HUBER Maschinenbau',
    }
    expect(beside.withoutIn(document, 'any name')).toEqual({ ...document, note: 'Herr [erased] ([erased]) von HUBER Maschinenbau' })
    expect(beside.without('Hans (Hans Huber GmbH) Huber, Hans Huber', 'any name')).not.toMatch(/Huber,|Huber$/)
  })
})
