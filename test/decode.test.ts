/** Decoding: every way bodies are sent, and that hostile ones cost bounded time and end in a sentence. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decoding, Json } from '../core/connector.ts'
import { decode } from '../core/decode/decode.ts'
import { arrivalOf, sampleBytes, sampleRequest, sampleText } from './helpers/arrivals.ts'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const read = (body: string | Uint8Array, type?: string, options?: Decoding) =>
  decode(arrivalOf({ body: typeof body === 'string' ? Buffer.from(body) : body, headers: type === undefined ? {} : { 'content-type': type } }), options)
const valueIn = (body: string | Uint8Array, type?: string, options?: Decoding): Json | string => {
  const decoded = read(body, type, options)
  return decoded.kind === 'decoded' ? decoded.value : `held: ${decoded.reason}`
}

describe('JSON', () => {
  it('keeps every digit of integers that a number cannot hold, and leaves other numbers numbers', () => {
    expect(
      valueIn('{"id":1152921504606840123,"neg":-9007199254740993,"safe":9007199254740991,"f":0.1234567890123456789,"e":1e3,"huge":1e999}', JSON_TYPE),
    ).toEqual({
      id: '1152921504606840123',
      neg: '-9007199254740993',
      safe: 9007199254740991,
      f: 0.12345678901234568,
      e: 1000,
      huge: '1e999',
    })
    expect(valueIn(sampleBytes('mailjet.grouped.json'), JSON_TYPE)).toMatchObject([{ MessageID: '1152921504606840000' }, {}])
  })

  it('reads any integer back digit by digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (integer) => {
        expect(String((valueIn(`{"n":${integer}}`, JSON_TYPE) as { n: Json }).n)).toBe(String(integer))
      }),
    )
  })

  it('reads back whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!/\d{16}|__proto__|[eE][+-]?\d{3}/.test(text))
        expect(JSON.stringify(valueIn(text, JSON_TYPE))).toBe(text)
      }),
    )
  })

  it.each([
    ['a byte order mark', Buffer.from('\uFEFF{"a":"ü"}')],
    ['UTF-16 LE', Buffer.from('\uFEFF{"a":"ü"}', 'utf16le')],
    ['UTF-16 BE', Buffer.from('\uFEFF{"a":"ü"}', 'utf16le').swap16()],
    ['Windows-1252 that nobody declared', Buffer.from('{"a":"ü"}', 'latin1')],
    ['escapes', Buffer.from('{"a":"\\u00fc"}')],
  ])('is read with %s', (_, body) => {
    expect(valueIn(body, JSON_TYPE)).toEqual({ a: 'ü' })
    expect(valueIn(body, 'application/vnd.vendor+json')).toEqual({ a: 'ü' })
    expect(valueIn(body)).toEqual({ a: 'ü' })
  })

  it('is read in the charset that is declared, unless that is nonsense', () => {
    expect(valueIn(Buffer.from('{"a":"ж"}', 'utf8'), `${JSON_TYPE}; charset=utf-8`)).toEqual({ a: 'ж' })
    expect(valueIn(Buffer.from([...Buffer.from('{"a":"'), 0xd6, ...Buffer.from('"}')]), `${JSON_TYPE}; charset="koi8-r"`)).toEqual({ a: 'ж' })
    expect(valueIn('{"a":"ü"}', `${JSON_TYPE}; charset=no-such-charset`)).toEqual({ a: 'ü' })
  })

  it('drops the name that would reach into every object, however it is written', () => {
    for (const name of ['__proto__', '\\u005f_proto__', '\\u005F\\u005fproto\\u005f_']) {
      const value = valueIn(`{"a":{"${name}":{"polluted":true},"b":1}}`, JSON_TYPE)
      expect(value).toEqual({ a: { b: 1 } })
      expect(Object.keys((value as { a: object }).a)).toEqual(['b'])
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it.each([
    ['{"a":1,}', 'line 1, column 8: a name in double quotes is expected'],
    ['{"a":1\n "b":2}', 'line 2, column 2: a comma or } is expected'],
    ['[1\n,2\n', 'line 3, column 1: the text ends where a comma or ] is expected'],
    ["{'a':1}", 'line 1, column 2: a name in double quotes or } is expected'],
    ['{"a" 1}', 'line 1, column 6: a colon is expected'],
    ['{"a":[1,]}', 'line 1, column 9: a value is expected'],
    ['{"a":tru}', 'line 1, column 6: a value is expected'],
    ['{"a":01}', 'line 1, column 6: a value is expected'],
    ['{"a":"x\ny"}', 'line 1, column 8: the closing quote (a line break or control character must be escaped) is expected'],
    ['{"a":"x', 'line 1, column 8: the text ends where the closing quote is expected'],
    ['{"a":"\\x"}', 'line 1, column 7: a valid escape is expected'],
    ['{"a":1}}', 'line 1, column 8: the end of the text is expected'],
    ['{"msg":"Sie sagte "ja" dazu"}', 'line 1, column 20: a comma or } is expected'],
  ])('that is broken is held with the place: %s', (text, place) => {
    expect(read(text, JSON_TYPE)).toEqual({ kind: 'held', code: 'undecodable', path: '', reason: `the body is not valid JSON: ${place}` })
  })

  it('always finds a place where the engine refuses a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', 'a', '1', '-', '.', '\\', ' ', 'true') }), (text) => {
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        const decoded = read(text === '' ? ' ' : text, JSON_TYPE)
        expect(decoded.kind).toBe(valid ? 'decoded' : 'held')
        if (decoded.kind === 'held') expect(decoded.reason).toMatch(/line 1, column \d+: /)
      }),
      { numRuns: 500 },
    )
  })

  it('deeper than 64 levels is held, brackets inside texts do not count', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`
    expect(read(nested(64), JSON_TYPE).kind).toBe('decoded')
    expect(read(nested(65), JSON_TYPE)).toMatchObject({ code: 'too_deep', reason: 'the JSON is nested deeper than 64 levels (line 1, column 65)' })
    expect(read(JSON.stringify({ a: '['.repeat(1000), b: '\\"[' }), JSON_TYPE).kind).toBe('decoded')
  })
})

describe('forms', () => {
  it('turn brackets and repeats into objects and lists', () => {
    expect(valueIn('data[merges][FNAME]=Maria&data%5Bmerges%5D%5BLNAME%5D=Obermayr&a[]=1&a[]=2&b=1&b=2&c[0]=x&c[1]=y&d=&e', FORM_TYPE)).toEqual({
      data: { merges: { FNAME: 'Maria', LNAME: 'Obermayr' } },
      a: ['1', '2'],
      b: ['1', '2'],
      c: ['x', 'y'],
      d: '',
      e: '',
    })
  })

  it('lose nothing where keys contradict each other', () => {
    expect(valueIn('a=1&a[b]=2', FORM_TYPE)).toEqual({ a: { '': '1', b: '2' } })
    expect(valueIn('a[b]=2&a=1', FORM_TYPE)).toEqual({ a: { b: '2', '': '1' } })
    expect(valueIn('a[]=1&a[x]=2', FORM_TYPE)).toEqual({ a: { 0: '1', x: '2' } })
    expect(valueIn('a[b=1&c]d[=2&[x]=3', FORM_TYPE)).toEqual({ 'a[b': '1', 'c]d[': '2', '[x]': '3' })
    expect(valueIn('a[7]=x&a[2000000000]=y', FORM_TYPE)).toEqual({ a: { 7: 'x', 2000000000: 'y' } })
  })

  it('pollute nothing', () => {
    expect(valueIn('__proto__[x]=1&a[__proto__][x]=2&constructor[prototype][x]=3&toString=4', FORM_TYPE)).toEqual({
      a: {},
      constructor: { prototype: { x: '3' } },
      toString: '4',
    })
    expect(({} as { x?: string }).x).toBeUndefined()
  })

  it('are unescaped in UTF-8, else in Windows-1252, and bare percent signs stay', () => {
    expect(valueIn('a=Gr%C3%BC%C3%9Fe+%26+mehr&b=Gr%FC%DFe&c=100%25', FORM_TYPE)).toEqual({ a: 'Grüße & mehr', b: 'Grüße', c: '100%' })
  })

  it('that were never escaped keep ampersands, plus and percent signs inside their values', () => {
    expect(valueIn(sampleRequest('powermail.sendpost.http.txt').body, FORM_TYPE)).toEqual({
      firstname: 'Katharina',
      lastname: 'Weißmüller',
      email: 'k.weissmueller@hallbauer-foerdertechnik.example',
      company: 'Hallbauer Fördertechnik GmbH & Co. KG',
      text: 'Bitte um Angebot: 2 Hallenkräne, 100% Nutzlastreserve',
    })
    expect(valueIn(Buffer.from('&firma=Müller & Söhne&tel=+49 911 1', 'latin1'), FORM_TYPE)).toEqual({ firma: 'Müller & Söhne', tel: '+49 911 1' })
    expect(valueIn('a=1+1&b=2', FORM_TYPE, { as: 'unencoded-form' })).toEqual({ a: '1+1', b: '2' })
  })

  it.each([
    ['&mail=a@b.example&tel=+49301234', { mail: 'a@b.example', tel: '+49301234' }],
    ['&firma=A&B-Technik&ort=Hamm', { firma: 'A&B-Technik', ort: 'Hamm' }],
    ['&mail=a%40b.example&text=50%25%20mehr&x=', { mail: 'a@b.example', text: '50% mehr', x: '' }],
    ['&firma=A%26B+Technik&flag', { firma: 'A&B Technik', flag: '' }],
    ['&plain=ja&nr=7', { plain: 'ja', nr: '7' }],
  ])('that begin with an ampersand are escaped or not by what stands in them: %s', (body, expected) => {
    expect(valueIn(body, FORM_TYPE)).toEqual(expected)
  })

  it('are read from published samples', () => {
    expect(decode(sampleRequest('mailchimp.subscribe.http.txt'))).toMatchObject({
      value: { type: 'subscribe', fired_at: '2026-09-15 08:30:00', data: { merges: { FNAME: 'Maria', INTERESTS: 'Förderband,Kran' } } },
    })
    expect(decode(sampleRequest('activecampaign.subscribe.http.txt'))).toMatchObject({
      value: { contact: { last_name: 'Grüßer', fields: { position: 'Marketing Managerin' } } },
    })
    expect(decode(sampleRequest('gravityforms.selected_fields.form.txt'))).toMatchObject({ value: { company: 'Zürcher & Söhne Maschinenbau AG' } })
  })

  it('of too many fields or brackets are held', () => {
    expect(valueIn('a=1&'.repeat(20_000), FORM_TYPE)).toBe('held: the form has more than 10,000 fields')
    expect(read(`a${'[b]'.repeat(70)}=1`, FORM_TYPE)).toMatchObject({ code: 'too_deep' })
  })

  it('that are JSON in truth are read as JSON', () => {
    expect(valueIn('{"a":"x&b=1"}', FORM_TYPE)).toEqual({ a: 'x&b=1' })
  })
})

describe('multipart', () => {
  const part = (headers: string, content: string) => `--b\r\n${headers}\r\n\r\n${content}\r\n`
  const type = 'multipart/form-data; boundary="b"'

  it('is read with JSON inside a field, as the source declares', () => {
    const { body, headers } = sampleRequest('jotform.multipart.http.txt')
    const decoded = valueIn(body, headers['content-type'], { jsonFields: ['rawRequest'] })
    expect(decoded).toMatchObject({ submissionID: '6312345678901234567', rawRequest: { q3_name: { first: 'Jörg' }, q7_adresse: { postal: '50667' } } })
  })

  it('keeps files by name, type and size only, JSON parts as JSON, charsets of their own', () => {
    const body = Buffer.concat([
      Buffer.from(part('Content-Disposition: form-data; name="a[b]"', 'x')),
      Buffer.from(part('content-disposition: form-data; name="file"; filename="angebot.pdf"\r\nContent-Type: application/pdf', '%PDF')),
      Buffer.from(part('Content-Disposition: form-data; name="j"\r\nContent-Type: application/json', '{"n":1}')),
      Buffer.from(part('Content-Disposition: form-data; name="u"\r\nContent-Type: text/plain; charset=iso-8859-1', 'ü'), 'latin1'),
      Buffer.from('--b--\r\n'),
    ])
    expect(valueIn(body, type)).toEqual({ a: { b: 'x' }, file: { filename: 'angebot.pdf', size: 4, type: 'application/pdf' }, j: { n: 1 }, u: 'ü' })
  })

  it.each([
    ['without a boundary', 'x', 'multipart/form-data', 'the content type multipart/form-data names no boundary'],
    ['cut off', part('Content-Disposition: form-data; name="a"', 'x'), type, 'the multipart body is cut off: its last boundary is missing'],
    ['with a nameless part', `${part('X: y', 'x')}--b--`, type, 'part 1 of the multipart body has no name'],
    [
      'with broken JSON where JSON is declared',
      `${part('Content-Disposition: form-data; name="j"', '{')}--b--`,
      type,
      'the field j: its text is not valid JSON: line 1, column 2: the text ends where a name in double quotes or } is expected',
    ],
  ])('%s is held', (_, body, contentType, reason) => {
    expect(valueIn(body, contentType, { jsonFields: ['j'] })).toBe(`held: ${reason}`)
  })
})

describe('XML', () => {
  it('becomes objects by local name, with attributes, lists, null and mixed text', () => {
    expect(valueIn('<a x="1" xmlns:y="u" y:z="2"><b>1</b><b><![CDATA[<2>]]></b><c/><d k="v"> t &amp; u </d></a>', 'text/xml')).toEqual({
      a: { '@x': '1', '@z': '2', b: ['1', '<2>'], c: '', d: { '@k': 'v', '#text': 't & u' } },
    })
    const decoded = valueIn(sampleText('salesforce.outbound_message.xml'), 'text/xml; charset=utf-8')
    expect(decoded).toMatchObject({
      Envelope: {
        Body: { notifications: { SessionId: null, Notification: [{ sObject: { '@type': 'sf:Lead', Company: 'Hallbauer Fördertechnik GmbH & Co. KG' } }, {}] } },
      },
    })
  })

  it('is read in the encoding it names itself', () => {
    expect(valueIn(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>', 'latin1'))).toEqual({ a: 'ü' })
  })

  it.each([
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'the XML declares a document type, which is not accepted'],
    ['<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'the XML declares a document type, which is not accepted'],
    ['<a>&x;</a>', 'the body is not well-formed XML: line 1, column 7: undefined entity'],
    ['<a>\n<b></a>', 'the body is not well-formed XML: line 2, column 8: unexpected close tag.'],
    ['<a', 'the body is not well-formed XML: line 1, column 3: unclosed tag'],
  ])('%s is held', (text, reason) => {
    const said = valueIn(text, 'application/xml') as string
    expect(said.startsWith('held: ')).toBe(true)
    expect(said.replace('held: ', '').slice(0, 45)).toBe(reason.slice(0, 45))
  })

  it('deeper than 64 levels is held', () => {
    expect(read('<a>'.repeat(65), 'text/xml')).toMatchObject({ code: 'too_deep' })
  })
})

describe('other bodies', () => {
  it('without a telling type are recognised by their look', () => {
    expect(valueIn('{"Type":"Notification"}', 'text/plain; charset=UTF-8')).toEqual({ Type: 'Notification' })
    expect(valueIn('<a>1</a>', 'text/plain')).toEqual({ a: '1' })
    expect(valueIn('vorname=Anna&ort=K%C3%B6ln')).toEqual({ vorname: 'Anna', ort: 'Köln' })
    expect(valueIn(' Bitte rufen Sie mich an ', 'text/plain')).toBe('Bitte rufen Sie mich an')
    expect(valueIn('{"a":"ein "Zitat""}', 'text/plain')).toContain('held: the body is not valid JSON')
    expect(valueIn(Buffer.from([0x50, 0x4b, 0, 1, 2]), 'application/octet-stream')).toBe('held: the body is binary, not text')
  })

  it('come in the query of a GET', () => {
    const asked = arrivalOf({ method: 'GET', url: 'https://hub.example.com/hooks/gf?first_name=J%C3%B6rg&tags[]=a&tags[]=b#top', body: new Uint8Array() })
    expect(decode(asked)).toEqual({ kind: 'decoded', value: { first_name: 'Jörg', tags: ['a', 'b'] } })
  })

  it('that are empty are held', () => {
    expect(valueIn('')).toBe('held: the body is empty')
    expect(valueIn('', JSON_TYPE)).toBe('held: the body is empty')
  })
})

describe('hostile bodies', () => {
  const million = 1_000_000
  it.each<[string, string | Uint8Array, string]>([
    ['a million brackets', '['.repeat(million), JSON_TYPE],
    ['a million objects', '{"a":'.repeat(million), JSON_TYPE],
    ['a list of a million nothings', `[${'0,'.repeat(million)}0]`, JSON_TYPE],
    ['a text that never ends', `"${'\\'.repeat(5 * million)}`, JSON_TYPE],
    ['spaces before a fault', `${' '.repeat(5 * million)}x`, JSON_TYPE],
    ['line breaks before a fault', `${'\n'.repeat(5 * million)}x`, JSON_TYPE],
    ['a million ampersands', '&'.repeat(5 * million), FORM_TYPE],
    ['a million percent signs', `a=${'%'.repeat(5 * million)}`, FORM_TYPE],
    ['a million opening brackets in a name', `a${'['.repeat(million)}=1`, FORM_TYPE],
    ['ten thousand repeats of a field', 'a=1&'.repeat(9_999), FORM_TYPE],
    ['a million boundaries', '--b\r\n'.repeat(million), 'multipart/form-data; boundary=b'],
    ['a million tags', '<a>'.repeat(million), 'text/xml'],
    ['a million siblings', `<a>${'<b/>'.repeat(million)}</a>`, 'text/xml'],
    ['a million attributes', `<a ${Array.from({ length: 300_000 }, (_, i) => `a${i}=""`).join(' ')}/>`, 'text/xml'],
    ['noise', Uint8Array.from({ length: million }, (_, i) => (i * 7919) % 251), 'text/plain'],
  ])('%s: an answer within two seconds', (_, body, type) => {
    const started = performance.now()
    expect(['decoded', 'held']).toContain(read(body, type).kind)
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('never throw, whatever the bytes and the type', () => {
    const types = fc.constantFrom(
      JSON_TYPE,
      FORM_TYPE,
      'multipart/form-data; boundary=b',
      'text/xml',
      'text/plain',
      '',
      'application/json; charset=utf-16',
      ';;=',
    )
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({ unit: fc.constantFrom('{', '"', '[', ']', '<', '>', '&', '=', '%', '--b', '\r\n', '\0', 'ü', ';', '/', '!', 'a') })
        .map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(bytes, types, (body, type) => {
        const decoded = read(body, type)
        if (decoded.kind === 'held') expect(decoded.reason.length).toBeLessThan(300)
        else expect(() => JSON.stringify(decoded.value)).not.toThrow()
      }),
      { numRuns: 1_000 },
    )
  })
})
