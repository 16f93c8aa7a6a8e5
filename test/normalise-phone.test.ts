/** Telephone numbers: to E.164, with the stem of the switchboard, and compared with one another. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { phone } from '../core/lead/normalise/phone.ts'

/** Lines of `given => wanted`. */
const rows = (table: string): [string, string][] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [given = '', wanted = ''] = line.split('=>').map((part) => part.trim())
      return [given, wanted]
    })

describe('a German number', () => {
  it.each(
    rows(`
      0911 540723 => +49911540723 +499115407
      0911/540723 => +49911540723 +499115407
      (0911) 540723 => +49911540723 +499115407
      0911-540723 => +49911540723 +499115407
      0911540723 => +49911540723 +499115407
      +49911540723 => +49911540723 +499115407
      +49 911 540723 => +49911540723 +499115407
      +49 (0)911 540723 => +49911540723 +499115407
      +49 (0) 911 / 54 07 23 => +49911540723 +499115407
      +49(0)911-540723 => +49911540723 +499115407
      0049 911 540723 => +49911540723 +499115407
      0049911540723 => +49911540723 +499115407
      0049 (0)911 540723 => +49911540723 +499115407
      +490911540723 => +49911540723 +499115407
      Tel. 0911 540723 => +49911540723 +499115407
      Tel.: +49 911 540723 => +49911540723 +499115407
      Telefon 0911/540723 => +49911540723 +499115407
      T: 0911 540723 => +49911540723 +499115407
      Zentrale: 0911 540723 => +49911540723 +499115407
      O911 54O723 => +49911540723 +499115407
      0911 5407Z3 => +49911540723 +499115407
      09ll 540723 => +49911540723 +499115407
      +49 (O)911 540723 => +49911540723 +499115407
      0911 S40723 => +49911540723 +499115407
      0911/5407-23 => +49911540723 +499115407
      0911/5407 - 23 => +49911540723 +499115407
      0911 5407–23 => +49911540723 +499115407
      0911 5407/23 => +49911540723 +499115407
      0911 5407 23 => +49911540723 +499115407
      0911 5407 DW 23 => +49911540723 +499115407
      0911 5407 DW: 23 => +49911540723 +499115407
      0911 5407, Durchwahl 23 => +49911540723 +499115407
      0911 5407 ext. 23 => +49911540723 +499115407
      0911 5407 App. 23 => +49911540723 +499115407
      +49 911 5407-23 => +49911540723 +499115407
      +49911 5407-23 => +49911540723 +499115407
      0911/5407-0 => +4991154070 +499115407
      0911/5407 - 0 => +4991154070 +499115407
      0911/54070 => +4991154070 +499115407
      0911/5407-123 => +499115407123 +499115407
      0911/5407-1234 => +4991154071234 +499115407
      +49 5704 801902 66 => +49570480190266 +495704801902
      042270-557942 => +4942270557942 +49422705579
      030-1234567 => +49301234567 +493012345
      0911 540723 / 0171 2345678 => +49911540723 +499115407
      0911 540723 oder 0171 2345678 => +49911540723 +499115407
      0911 540723; 0911 540724 => +49911540723 +499115407
      0911 540723 Fax 0911 540799 => +49911540723 +499115407
      0171 2345678 => +491712345678 +491712345678 mobile
      0171/2345678 => +491712345678 +491712345678 mobile
      (0170) 1619894 => +491701619894 +491701619894 mobile
      +49 172 354 36 24 => +491723543624 +491723543624 mobile
      0172-3543624 => +491723543624 +491723543624 mobile
      0151 5354 3624 => +4915153543624 +4915153543624 mobile
      Mobil: 0160 1234599 => +491601234599 +491601234599 mobile
      +43 662 728160 => +43662728160 +4366272816
      +43 664 0137639 => +436640137639 +436640137639 mobile
      +43 (0)1 5354-0 => +43153540 +4315354
      +41 44 668 18 00 => +41446681800 +4144668180
      +41 79 825 83 43 => +41798258343 +41798258343 mobile
      0041 (0)44 668 18 12 => +41446681812 +414466818
      +33 6 90 60 46 25 => +33690604625 +33690604625 mobile
      +39 340 1234599 => +393401234599 +393401234599 mobile
      +39 02 8646 1234 => +390286461234 +3902864612
      +31 6 12345699 => +31612345699 +31612345699 mobile
      +44 7400 123499 => +447400123499 +447400123499 mobile
      +48 601 234 599 => +48601234599 +48601234599 mobile
      +420 602 345 699 => +420602345699 +420602345699 mobile
    `),
  )('%s is %s', (given, wanted) => {
    const number = phone(given)
    expect([number?.e164, number?.stem, ...(number?.mobile ? ['mobile'] : [])].join(' ')).toBe(wanted)
  })
})

describe('a number of another country', () => {
  it.each(
    rows(`
      AT 0662/728160 => +43662728160
      AT 0664-5159601 => +436645159601
      AT 01 5354 0 => +43153540
      AT 0463/48563 - 65 => +434634856365
      CH 044 668 18 00 => +41446681800
      CH 0798258343 => +41798258343
      CH 079 825 83 43 => +41798258343
      FR 04 72 00 12 34 => +33472001234
      IT 02 8646 1234 => +390286461234
      NL 040 212 3456 => +31402123456
      US (313) 555-2368 => +13135552368
      US 313-555-2368 ext. 12 => +13135552368
      XX +49 911 540723 => +49911540723
    `),
  )('%s is %s', (given, wanted) => expect(phone(given.slice(3), given.slice(0, 2))?.e164).toBe(wanted))

  it('has an area where areas are known', () => {
    const area = (text: string) => phone(text)?.area
    expect([area('0911 540723'), area('030 540723'), area('06693 467490'), area('033201 46749'), area('0171 2345678'), area('0800 1234599')]).toEqual([
      '+49911',
      '+4930',
      '+496693',
      '+4933201',
      null,
      null,
    ])
    expect([area('+43 662 728160'), area('+43 1 535400'), area('+41 44 668 18 00'), area('+39 02 8646 1234')]).toEqual(['+43662', '+431', '+4144', null])
  })
})

describe('no number', () => {
  it.each(['', ' ', '-', '0', '00', '123', '1234', '00000000', '0000000000', '1111111', '99999999', '123456789', '0123456789', 'keine', 'n/a', 'auf Anfrage'])(
    'is %j',
    (given) => expect(phone(given)).toBeUndefined(),
  )
  it.each(['siehe Website', 'max@example.com', '+', '+49', '+49 0', '0911', '++++', '12.05.'])('is %j', (given) => expect(phone(given)).toBeUndefined())
})

describe('any number', () => {
  const digits = (least: number, most: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${least - 1},${most - 1}}$`))
  const german = fc.record({ area: fc.constantFrom('911', '30', '6693', '33201', '89'), base: digits(4, 6), extension: digits(2, 2) })
  const WAYS: ((area: string, base: string, extension: string) => string)[] = [
    (area, base, extension) => `+49 ${area} ${base}-${extension}`,
    (area, base, extension) => `0${area}/${base}${extension}`,
    (area, base, extension) => `+49 (0)${area} ${base} - ${extension}`,
    (area, base, extension) => `0049${area}${base}${extension}`,
    (area, base, extension) => `(0${area}) ${base}/${extension}`,
    (area, base, extension) => `Tel. 0${area} ${base} DW ${extension}`,
  ]

  it('is one, however it is written', () => {
    fc.assert(
      fc.property(german, fc.constantFrom(...WAYS), fc.constantFrom(...WAYS), ({ area, base, extension }, one, other) => {
        const [a, b] = [phone(one(area, base, extension)), phone(other(area, base, extension))]
        expect(a?.e164).toBe(`+49${area}${base}${extension}`)
        expect(b?.e164).toBe(a?.e164)
        expect(b!.stems).toContain(a!.stems.at(-1))
      }),
    )
  })

  it('read from what was made of it is the same', () => {
    fc.assert(
      fc.property(german, fc.constantFrom(...WAYS), ({ area, base, extension }, way) => {
        const once = phone(way(area, base, extension))!
        expect(phone(once.e164)?.e164).toBe(once.e164)
        expect(phone(once.e164)?.stems).toContain(once.stem)
      }),
    )
  })

  it('throws nothing, and gives E.164 or nothing', () => {
    const country = fc.oneof(fc.constantFrom('DE', 'AT', 'CH', 'IT'), fc.string({ maxLength: 3 }))
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9OlSB +()/-]{0,24}$/))
    fc.assert(
      fc.property(text, country, (text, country) => {
        expect(phone(text, country)?.e164 ?? '+49').toMatch(/^\+\d{2,16}$/)
      }),
    )
  })

  it('is read in no time, however long it is', () => {
    for (const part of ['1', '0', 'O', ' ', '1 ', '-', '+', '(0)', 'tel ', '1/', '|']) {
      const long = part.repeat(Math.ceil(10_000 / part.length))
      const before = performance.now()
      phone(long)
      expect(performance.now() - before).toBeLessThan(50)
    }
  })
})
