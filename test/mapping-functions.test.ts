/** The helpers of mappings: their documented examples hold, and they read what people and tools really write. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { channel, utm } from '../core/work/functions/campaign.ts'
import { recognise } from '../core/work/functions/fields.ts'
import { instant } from '../core/work/functions/instant.ts'
import { answers, pairs, pick } from '../core/work/functions/lists.ts'
import { machine, scanned } from '../core/work/functions/machine.ts'
import { compact, decimal, lines, multilingual, oneOf, salutation, truth } from '../core/work/functions/values.ts'
import { MAPPING_FUNCTIONS } from '../core/work/mapping-functions.ts'
import { compile } from '../core/work/mapping-guards.ts'

describe('the reference', () => {
  it.each(MAPPING_FUNCTIONS.map((one) => [one.name, one] as const))('$%s: its example holds', async (_, { name, signature, about, example }) => {
    const compiled = await compile(example.expression, 1_000)
    expect(JSON.parse(JSON.stringify(await compiled.evaluate({}, {})))).toEqual(example.result)
    expect(example.expression).toContain(`$${name}(`)
    expect(signature.startsWith(`$${name}(`)).toBe(true)
    expect(about).toMatch(/^[A-Za-z].*\.$/s)
  })

  it('names every helper once', () => {
    const names = MAPPING_FUNCTIONS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('holds for whatever a mapping hands over', () => {
    const anything = fc.oneof(fc.anything({ withNullPrototype: true }), fc.jsonValue(), fc.string())
    fc.assert(
      fc.property(fc.constantFrom(...MAPPING_FUNCTIONS), fc.array(anything, { maxLength: 4 }), ({ run }, given) => {
        expect(() => run(...given)).not.toThrow()
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('$instant', () => {
  it.each([
    ['2026-09-15T08:29:58Z', '2026-09-15T08:29:58.000Z'],
    ['2026-09-15T08:30:00.123456Z', '2026-09-15T08:30:00.123Z'],
    ['2026-09-15T08:30:00+0000', '2026-09-15T08:30:00.000Z'],
    ['2026-09-15T10:30:00+02:00', '2026-09-15T08:30:00.000Z'],
    ['2026-09-15 10:30:00', '2026-09-15T08:30:00.000Z'],
    ['2026-09-15 10:30:00.0', '2026-09-15T08:30:00.000Z'],
    ['2026-01-15 10:30', '2026-01-15T09:30:00.000Z'],
    ['2026-09-15', '2026-09-14T22:00:00.000Z'],
    ['15.09.2026 10:30', '2026-09-15T08:30:00.000Z'],
    ['15.9.2026, 10:30:05 Uhr', '2026-09-15T08:30:05.000Z'],
    ['15.09.26', '2026-09-14T22:00:00.000Z'],
    ['Tue, 15 Sep 2026 10:30:00 +0200', '2026-09-15T08:30:00.000Z'],
    ['15 Sep 2026 08:30:00 GMT', '2026-09-15T08:30:00.000Z'],
    ['15. Mai 2026 10:30', '2026-05-15T08:30:00.000Z'],
    ['15. März 2026 10:30', '2026-03-15T09:30:00.000Z'],
    ['9/15/2026 8:30:00 PM +02:00', '2026-09-15T18:30:00.000Z'],
    ['12/12/2026 12:05 AM', '2026-12-11T23:05:00.000Z'],
    [1789461000, '2026-09-15T08:30:00.000Z'],
    ['1789461000', '2026-09-15T08:30:00.000Z'],
    [1789461000123, '2026-09-15T08:30:00.123Z'],
    ['2028-02-29 00:00', '2028-02-28T23:00:00.000Z'],
  ])('reads %s', (said, expected) => {
    expect(instant(said)).toBe(expected)
  })

  it.each([
    ['gestern'],
    [''],
    [null],
    [undefined],
    [{}],
    [['2026-09-15']],
    ['2026-02-30'],
    ['31.04.2026'],
    ['15.09.2026 25:00'],
    ['03/04/2026'],
    ['15 Foo 2026'],
    [Number.NaN],
    ['99999-01-01'],
    [12],
  ])('reads nothing out of %s', (said) => {
    expect(instant(said)).toBeUndefined()
  })

  it('lets the format settle what cannot be told, and the zone what is not said', () => {
    expect(instant('03/04/2026 10:00', 'mdy')).toBe('2026-03-04T09:00:00.000Z')
    expect(instant('03/04/2026 10:00', 'dmy')).toBe('2026-04-03T08:00:00.000Z')
    expect(instant('2026-09-15 08:30:00', 'auto', 'UTC')).toBe('2026-09-15T08:30:00.000Z')
    expect(instant('2026-09-15 08:30:00', 'auto', 'America/New_York')).toBe('2026-09-15T12:30:00.000Z')
    expect(instant('2026-09-15 08:30:00', 'auto', 'Mars/Olympus')).toBeUndefined()
    expect(instant(100_000_000_001, 'unix')).toBe('5138-11-16T09:46:41.000Z')
  })

  it('keeps the clock on both sides of a change of the hour', () => {
    expect(instant('2026-03-29 01:59')).toBe('2026-03-29T00:59:00.000Z')
    expect(instant('2026-03-29 03:00')).toBe('2026-03-29T01:00:00.000Z')
    expect(instant('2026-10-25 01:59')).toBe('2026-10-24T23:59:00.000Z')
    expect(instant('2026-10-25 03:00')).toBe('2026-10-25T02:00:00.000Z')
  })

  it('reads back every ISO time', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1970-01-02'), max: new Date('2200-01-01'), noInvalidDate: true }), (date) => {
        expect(instant(date.toISOString())).toBe(date.toISOString())
        expect(instant(date.getTime(), 'ms')).toBe(date.toISOString())
      }),
    )
  })
})

describe('values', () => {
  it.each([
    ['1.234,56', 1234.56],
    ['1,234.56', 1234.56],
    ['12,5', 12.5],
    ['12.5', 12.5],
    ['1.234', 1234],
    ['0.125', 0.125],
    ['1.234.567', 1234567],
    ["1'250.50", 1250.5],
    ['€ 12 500', 12500],
    ['-3,5', -3.5],
    ['19 %', 19],
    [7, 7],
    ['12,5 t', undefined],
    ['', undefined],
    ['1,2,3.4.5', undefined],
  ])('$decimal reads %s', (said, expected) => {
    expect(decimal(said)).toBe(expected)
  })

  it('$decimal lets the notation settle thousands', () => {
    expect(decimal('1,234', 'en')).toBe(1234)
    expect(decimal('1,234')).toBe(1.234)
    expect(decimal('1.234', 'en')).toBe(1.234)
  })

  it('$truth knows yes and no, and says nothing about the rest', () => {
    for (const yes of [true, 1, '1', 'Ja', 'YES', 'x', 'on', 'true', '✓']) expect(truth(yes)).toBe(true)
    for (const no of [false, 0, '0', 'nein', 'No', 'off', 'false', '-']) expect(truth(no)).toBe(false)
    for (const neither of ['', 'vielleicht', null, undefined, {}, 2]) expect(truth(neither)).toBeUndefined()
  })

  it('$oneOf, $salutation and $multilingual translate', () => {
    expect(oneOf('In-Process', { 'in process': 'sal' })).toBe('sal')
    expect(oneOf('constructor', {}, 'fallback')).toBe('fallback')
    expect(oneOf(1, { 1: 'eins' })).toBe('eins')
    expect([salutation('Herrn'), salutation('Mrs.'), salutation('d'), salutation('Doktor')]).toEqual(['Herr', 'Frau', 'divers', undefined])
    expect(multilingual({ fr: 'Sud' }, 'de')).toBe('Sud')
    expect(multilingual('Süd')).toBe('Süd')
  })

  it('$compact and $lines leave out what says nothing', () => {
    expect(compact(['', null, 0, false, []])).toEqual([0, false])
    expect(lines('', null, [])).toBeUndefined()
    expect(lines(['a', 'b'], 3)).toBe('a\nb\n3')
  })
})

describe('lists of entries', () => {
  it('$pairs and $pick find values by name', () => {
    expect(pairs([{ n: 'a', v: ['1'] }, { n: 'b', v: ['2', '3'] }, { n: 'a', v: '4' }, { v: 5 }, null], 'n', 'v')).toEqual({ a: ['1', '4'], b: ['2', '3'] })
    expect(pairs({ n: 'only', v: 1 }, 'n', 'v')).toEqual({ only: 1 })
    expect(pick([{ id: 7 }, { id: '7', second: true }], 'id', '7')).toEqual({ id: 7 })
    expect(pick([{ a: 1 }], 'id', undefined)).toBeUndefined()
    expect(Object.keys(pairs([{ n: '__proto__', v: 1 }], 'n', 'v'))).toEqual(['__proto__'])
  })

  it('$answers takes the value that the type names', () => {
    const field = (ref: string) => ({ field: { ref } })
    expect(
      answers([
        { type: 'text', text: 'Anna', ...field('vorname') },
        { type: 'choice', choice: { other: 'anderes' }, ...field('a') },
        { type: 'choices', choices: { labels: ['x', 'y'] }, ...field('b') },
        { type: 'payment', payment: { amount: '10' }, ...field('c') },
        { type: 'number', number: 0, field: { id: 'kX' } },
        { type: 'text', text: 'nobody asked' },
      ]),
    ).toEqual({ vorname: 'Anna', a: 'anderes', b: ['x', 'y'], c: { amount: '10' }, kX: 0 })
  })
})

describe('campaigns', () => {
  it('$utm reads addresses, query strings and fields', () => {
    expect(utm('https://x.example/a?utm_source=xing&utm_term=&b=1#c')).toEqual({ source: 'xing' })
    expect(utm('utm_source=a&utm_campaign=b+c')).toEqual({ source: 'a', campaign: 'b c' })
    expect(utm({ utm_medium: 'cpc', 'utm-source': 'g', other: 1 })).toEqual({ medium: 'cpc', source: 'g' })
  })

  it('$channel knows common media, else the source, else the default', () => {
    expect(channel({ medium: 'CPC' })).toBe('ads')
    expect(channel({ medium: 'x', source: 'newsletter' })).toBe('email')
    expect(channel({}, 'fair')).toBe('fair')
    expect(channel(undefined)).toBe('web')
  })
})

describe('$recognise', () => {
  it('finds German and English names in any spelling, nested or flat', () => {
    expect(
      recognise({
        'Vor-Name': 'Anna',
        NACHNAME: 'Grüßer',
        'your-email': 'a@nordlicht.example',
        Straße: 'Am Weg 1',
        PLZ: '04109',
        q5_handy: '0171 1234567',
        data: { firma: { name: 'Nordlicht GmbH' } },
      }),
    ).toEqual({
      person: { firstName: 'Anna', lastName: 'Grüßer', email: 'a@nordlicht.example', mobile: '0171 1234567' },
      company: { street: 'Am Weg 1', postalCode: '04109', name: 'Nordlicht GmbH' },
    })
  })

  it('takes the name of something else for nobody', () => {
    expect(recognise({ campaign: { name: 'Herbst' }, form: { name: 'Kontakt' }, event: { name: 'Messe' }, product: { name: 'Kran' } })).toEqual({
      origin: { campaign: 'Herbst', form: 'Kontakt', event: 'Messe' },
      utm: { campaign: 'Herbst' },
      answers: { 'product.name': 'Kran' },
    })
  })

  it('puts a second value for the same thing among the answers', () => {
    expect(recognise({ email: 'a@a.example', mail: 'b@a.example' })).toEqual({ person: { email: 'a@a.example' }, answers: { mail: 'b@a.example' } })
  })

  it('understands ticked boxes, agreed texts and questions as consent', () => {
    const wording = 'Ich willige ein, dass Sie mir Werbung senden.'
    expect(recognise({ newsletter: 'on' }).consents).toEqual([{ purpose: 'newsletter', channel: 'email', given: true, field: 'newsletter' }])
    expect(recognise({ einwilligung: wording }).consents).toEqual([{ purpose: 'marketing', channel: 'email', given: true, wording, field: 'einwilligung' }])
    expect(recognise({ einwilligung: ['Ja, den Newsletter bitte'] }).consents).toMatchObject([{ purpose: 'newsletter', given: true }])
    expect(recognise({ einwilligung: [wording] }, {}, { einwilligung: 'Einwilligung' }).consents).toMatchObject([{ given: true, wording }])
    for (const no of ['Nein, danke', 'Keine Werbung bitte', 'No thanks', 'Ich möchte keine E-Mails', 'declined'])
      expect(recognise({ einwilligung: no }).consents).toMatchObject([{ given: false }])
    expect(recognise({ k1: false }, {}, { k1: wording }).consents).toEqual([{ purpose: 'marketing', channel: 'email', given: false, wording, field: 'k1' }])
    expect(recognise({ k1: true }, {}, { k1: 'Ich bin mit der Datenschutzerklärung einverstanden' })).toEqual({ answers: { k1: true } })
    expect(recognise({ newsletter: '' })).toEqual({})
  })

  it('reads a title as Dr. or as the job, a wish with its words', () => {
    expect(recognise({ titel: 'Prof. Dr.' })).toEqual({ person: { title: 'Prof. Dr.' } })
    expect(recognise({ title: 'Head of Purchasing' })).toEqual({ person: { jobTitle: 'Head of Purchasing' } })
    expect(recognise({ rueckruf: 'vormittags' })).toEqual({ wantsSales: true, answers: { rueckruf: 'vormittags' } })
    expect(recognise({ rueckruf: 'nein' })).toEqual({ wantsSales: false })
  })

  it('takes more names, leaves out what it is told to and what form plugins add', () => {
    expect(
      recognise({ Halle: '3', intern: 'x', _wpnonce: 'y', 'g-recaptcha-response': 'z', password: 'p' }, { 'company.site': 'halle', ignore: ['intern'] }),
    ).toEqual({
      company: { site: '3' },
    })
  })

  it('is bounded', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, i]))
    expect(Object.keys(recognise(wide).answers as object)).toHaveLength(2_000)
    expect(recognise({ x: 'y'.repeat(50_000) })).toEqual({ answers: { x: 'y'.repeat(20_000) } })
  })
})

describe('$machine', () => {
  it.each([
    'Mozilla/5.0',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36',
    'python-requests/2.32.3',
    'Go-http-client/2.0',
  ])('knows %s', (agent) => expect(machine(agent)).toBe(true))

  it.each([
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
    // Fetched for the reader, when the mail is opened.
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)',
    'Mozilla/5.0 (Linux; Android 12; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    '',
    undefined,
  ])('takes %s for a person', (agent) => expect(machine(agent)).toBeUndefined())

  it('knows what happens at once after the sending, not before it or with a time missing', () => {
    const sent = '2026-09-15T08:30:00.000Z'
    expect(machine(undefined, sent, '2026-09-15T08:30:04.999Z')).toBe(true)
    expect(machine(undefined, sent, '2026-09-15T08:30:05.000Z')).toBeUndefined()
    expect(machine(undefined, sent, '2026-09-15T08:29:59.000Z')).toBeUndefined()
    expect(machine(undefined, undefined, sent)).toBeUndefined()
    expect(machine(undefined, sent, 'soon')).toBeUndefined()
  })
})

describe('$scanned', () => {
  const click = (url: string, ts: unknown = 1789461000, over = {}) => ({ event: 'click', mail: 'm1', ts, url, ...over })
  const seen = (events: unknown) => scanned(events, Array.isArray(events) ? events[0] : events, ['event', 'mail'], 'ts', 'url')

  it('knows three links of one mail followed at once', () => {
    expect(seen([click('a'), click('b', 1789461002), click('c', 1789460998)])).toBe(true)
  })

  it.each([
    ['two links', [click('a'), click('b')]],
    ['one link followed again and again', [click('a'), click('a'), click('a')]],
    ['links followed one after the other', [click('a'), click('b', 1789461003), click('c', 1789461009)]],
    ['links of several mails', [click('a'), click('b', undefined, { mail: 'm2' }), click('c', undefined, { mail: 'm3' })]],
    ['what is no click', [click('a'), click('b', undefined, { event: 'open' }), click('c', undefined, { event: 'open' })]],
    ['times that are none', [click('a', 'soon'), click('b', 'soon'), click('c', 'soon')]],
    ['a single event', click('a')],
    ['nothing', undefined],
  ])('takes %s for a person', (_, events) => expect(seen(events)).toBeUndefined())
})
