/** VAT ids: out of how people write them, and only those whose check digits hold. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vatId } from '../core/lead/normalise/vat.ts'

/** Invented; one per country that has check digits, and a second one where there are two ways. */
const VALID =
  'DE123456899 ATU12345951 CHE123457339 BE0123459323 DK12346107 EE101234885 EL123456899 FI12346068 FR12346068452 GB123464392 HR12345766352 HU12345717 IT12345702752 LU12347936 MT12346535 NL123457890B01 NO912345912 PL1234571181 PT123456789 RO123456789 SE123456871301 SI12345717 SK1234574473 CZ12345717 BG123456899 ESB12346029 ES12345678Z ESX1234567L IE1234567T IE1234567FA'.split(
    ' ',
  )

describe('a VAT id', () => {
  it.each(VALID)('%s holds', (id) => expect(vatId(id)).toBe(id))

  /** Those of one length; elsewhere a longer one may be another's. */
  it.each(VALID.filter((id) => !/^(?:RO|CZ|BG)/.test(id)))('%s does not hold with a digit more or less', (id) => {
    expect([vatId(`${id}7`), vatId(id.slice(0, -1))]).toEqual([undefined, undefined])
  })

  it.each(VALID.filter((id) => !/^(?:RO|FR|NL|EL|BG)/.test(id)))('%s does not hold with one digit changed', (id) => {
    const places = [...id].flatMap((sign, i) => (/\d/.test(sign) && !/^(?:ESX|SE.*01$)/.test(id) ? [i] : []))
    const changed = places.map((i) => id.slice(0, i) + ((Number(id[i]) + 1) % 10) + id.slice(i + 1))
    expect(changed.filter((other) => vatId(other) !== undefined)).toEqual([])
  })

  it.each([
    ['de123456899', 'DE123456899'],
    ['DE 123456899', 'DE123456899'],
    ['DE 123 456 899', 'DE123456899'],
    ['DE123.456.899', 'DE123456899'],
    ['DE-123456899', 'DE123456899'],
    ['DE/123/456/899', 'DE123456899'],
    ['USt-IdNr.: DE123456899', 'DE123456899'],
    ['USt-IdNr. DE 123 456 899', 'DE123456899'],
    ['USt-ID: DE123456899', 'DE123456899'],
    ['USt.-Id.-Nr.: DE123456899', 'DE123456899'],
    ['UStIdNr DE123456899', 'DE123456899'],
    ['Umsatzsteuer-ID DE123456899', 'DE123456899'],
    ['Umsatzsteuer-Identifikationsnummer: DE123456899', 'DE123456899'],
    ['VAT ID: DE123456899', 'DE123456899'],
    ['VAT No. DE123456899', 'DE123456899'],
    ['VAT-Reg.-No.: DE 123456899', 'DE123456899'],
    ['TVA FR12346068452', 'FR12346068452'],
    ['P.IVA IT12345702752', 'IT12345702752'],
    ['BTW-nummer NL123457890B01', 'NL123457890B01'],
    ['DEl23456899', 'DE123456899'],
    ['DE123456B99', 'DE123456899'],
    ['DEI2345G899', 'DE123456899'],
    ['ATU 1234 5951', 'ATU12345951'],
    ['atu12345951', 'ATU12345951'],
    ['UID: ATU12345951', 'ATU12345951'],
    ['ATUl2345951', 'ATU12345951'],
    ['CHE-123.457.339', 'CHE123457339'],
    ['CHE-123.457.339 MWST', 'CHE123457339'],
    ['CHE-123.457.339 TVA', 'CHE123457339'],
    ['CHE 123 457 339 IVA', 'CHE123457339'],
    ['NO 912 345 912 MVA', 'NO912345912'],
    ['BE 123.459.323', 'BE0123459323'],
    ['NL123457890BO1', 'NL123457890B01'],
  ])('is read out of %j', (given, wanted) => expect(vatId(given)).toBe(wanted))

  it.each([
    ['123456899', 'DE', 'DE123456899'],
    ['123 456 899', 'DE', 'DE123456899'],
    ['U12345951', 'AT', 'ATU12345951'],
    ['12345951', 'AT', 'ATU12345951'],
    ['123.457.339', 'CH', 'CHE123457339'],
    ['12345702752', 'IT', 'IT12345702752'],
    ['DE123456899', 'AT', 'DE123456899'],
    ['123456899', 'GR', 'EL123456899'],
  ])('without its letters is one of the country: %j in %s', (given, country, wanted) => expect(vatId(given, country)).toBe(wanted))

  it.each([
    '',
    '-',
    'keine',
    'DE',
    'DE12345689',
    'DE1234568990',
    'DE123456890',
    'DE000000000',
    'DE012345678',
    'ATU12345950',
    'AT12345951',
    'CHE123457330',
    'CHE-020.3.012.345-6',
    '123456899',
    'XX123456899',
    'Steuernummer 123/456/78901',
    'Steuernummer: DE123456899',
    'St.-Nr. 12/345/67890',
    'StNr 1234567890',
    '123/456/78901',
    'HRB 12345',
    'IT12345678901',
    'FR00123456789',
    'GB000000001',
    'nicht vorhanden',
  ])('is not %j', (given) => expect(vatId(given)).toBeUndefined())

  it.each(['123/456/78901', '12/345/67890', '1234567890'])('is not a German tax number: %j', (given) => expect(vatId(given, 'DE')).toBeUndefined())

  it('is the same when read again, and in small letters', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VALID), fc.constantFrom(' ', '.', '-', ''), (id, between) => {
        const written = id.replace(/(?<=\d)(?=\d)/g, between).toLowerCase()
        expect(vatId(written)).toBe(id)
        expect(vatId(vatId(written))).toBe(id)
      }),
    )
  })

  it('throws nothing, and takes no time however long it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 3 }), (text, country) => {
        expect(vatId(text, country) ?? 'DE1').toMatch(/^[A-Z]{2,3}[0-9A-Z]+$/)
      }),
    )
    for (const part of ['DE', '1', 'id ', 'ust-', 'CHE', ' ', 'no.']) {
      const before = performance.now()
      vatId(part.repeat(10_000))
      expect(performance.now() - before).toBeLessThan(50)
    }
  })
})
