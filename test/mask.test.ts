/** Masked cases: nothing personal is left, the same value becomes the same one everywhere, and the mapping does what it did. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../core/connector.ts'
import { decode } from '../core/decode/decode.ts'
import { companyName } from '../core/lead/normalise/company.ts'
import { mail } from '../core/lead/normalise/mail.ts'
import { phone } from '../core/lead/normalise/phone.ts'
import { vatId } from '../core/lead/normalise/vat.ts'
import { type CaseDraft, caseFrom } from '../core/work/case-from-sample.ts'
import { folded, leavesOf, pathText, type Scalar } from '../core/work/leaves.ts'
import type { Sample } from '../core/work/lineage/lineage.ts'
import { targetsOf } from '../core/work/lineage/probe.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { type MappingFile, type MappingInput, mappingNames, readMapping, resultOf, runCases } from '../core/work/mapping-cases.ts'
import { mask } from '../core/work/mask/mask.ts'
import { sample, sampleRequest } from './helpers/arrivals.ts'

const folder = fileURLToPath(new URL('../mappings', import.meta.url))

let pool: MappingPool
beforeAll(() => {
  pool = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 128 })
})
afterAll(() => pool.close())

/** What whoever looks a masked case over is told of it: to be read before one is added. */
const TOLD = JSON.parse(readFileSync(new URL('data/masked-warnings.json', import.meta.url), 'utf8')) as Readonly<Record<string, readonly string[]>>
const files = new Map<string, MappingFile>()
for (const name of await mappingNames(folder, 'sources')) files.set(name, await readMapping(folder, 'sources', name))

const masked = (name: string, given: MappingInput): Promise<CaseDraft> => caseFrom({ name: 'a case', ...given }, files.get(name)!.mapping, [], pool, true)

/** Without flows: by names of fields and looks alone. */
const byLook = (input: Json): { [key: string]: unknown } => {
  const { given } = mask({ input } as MappingInput, { flows: [], literals: new Set(), usual: new Map() })
  return given.input as { [key: string]: unknown }
}

const partsOf = ({ name: _, expect: __, ...given }: Sample & { expect?: unknown }): Map<string, Scalar> =>
  new Map(leavesOf(given as unknown as Json).map(({ steps, value }) => [pathText(steps), value]))

/** What must hold of every masked case, whatever it is made of. */
async function expectMasked(name: string, given: MappingInput, personal: readonly (string | number)[]): Promise<void> {
  const { made, warnings } = await masked(name, given)
  const text = JSON.stringify(made).toLowerCase()
  for (const value of personal) if (String(value).length >= 3) expect(text).not.toContain(JSON.stringify(value).replace(/^"|"$/g, '').toLowerCase())
  expect(warnings).toEqual([])

  const [before, after] = [partsOf({ name: '', ...given }), partsOf(made)]
  const replacement = new Map<Scalar, Scalar>()
  for (const [path, value] of after) {
    const original = before.get(path)
    expect(`${path}: ${typeof value}`).toBe(`${path}: ${typeof original}`)
    if (original === undefined || typeof original === 'boolean' || original === value) continue
    expect(`${original} -> ${replacement.get(original) ?? value}`).toBe(`${original} -> ${value}`)
    replacement.set(original, value)
  }
  for (const path of before.keys()) if (/^(?:input|hydrated)/.test(path)) expect([...after.keys()]).toContain(path)

  const { mapping } = files.get(name)!
  const [was, is] = [await resultOf('sources', mapping, given, pool), await resultOf('sources', mapping, made, pool)]
  expect([...targetsOf(is).keys()].map(folded).sort()).toEqual([...targetsOf(was).keys()].map(folded).sort())
  expect((await runCases({ ...files.get(name)!, cases: [made] }, pool)).map(({ passed }) => passed)).toEqual([true])
}

const body = (request: string): Json => {
  const decoded = decode(sampleRequest(request), request.startsWith('jotform') ? { jsonFields: ['rawRequest'] } : undefined)
  if (decoded.kind === 'held') throw new Error(decoded.reason)
  return decoded.value
}
const KATHARINA = ['Katharina', 'Weißmüller', 'weissmueller', 'Hallbauer', '+498999998412', '98412']
const MARIA = ['Maria"', 'Obermayr', '198.51.100.10']

describe('the published samples', () => {
  const report = sample<{ reports: [Json] }>('snapaddy.visitreport.json')
  const delivery = { id: 'dlv_01k5fq2z9t7vj3m8n4r6b1xkae', receivedAt: '2026-09-15T08:30:00.000Z' }
  it.each<[string, string, MappingInput, string[]]>([
    ['Typeform', 'typeform', { input: sample('typeform.json') }, KATHARINA],
    [
      'snapADDY',
      'snapaddy',
      { input: report.reports[0], envelope: report as unknown as Json },
      [...KATHARINA, 'Industriestraße 14', '85748', 'Garching', 'stand1', 'Standteam'],
    ],
    ['Mailchimp', 'mailchimp', { input: body('mailchimp.subscribe.http.txt') }, MARIA],
    [
      'Meta',
      'meta-leadgen',
      { input: { field: 'leadgen', value: { leadgen_id: '1234567890123456' } }, hydrated: sample('meta_leadgen.graph_lead.json') },
      [...KATHARINA, '1234567890123456'],
    ],
    [
      'CleverReach',
      'cleverreach',
      { delivery, input: sample('cleverreach.receiver_subscribed.json'), hydrated: sample('cleverreach.receiver_fetch.json') },
      MARIA.slice(0, 2),
    ],
    ['Powermail', 'form', { delivery, input: body('powermail.sendpost.http.txt') }, KATHARINA],
    ['Gravity Forms', 'form', { delivery, input: body('gravityforms.selected_fields.form.txt') }, ['Beat"', 'Zürcher', 'zuercher', 'zs-maschinenbau']],
    [
      'ActiveCampaign',
      'form',
      { delivery, input: body('activecampaign.subscribe.http.txt') },
      ['Anna-Lena', 'Grüßer', 'gruesser', 'Nordlicht', '66969118', '198.51.100.12'],
    ],
    [
      'Jotform',
      'form',
      { delivery, input: body('jotform.multipart.http.txt') },
      ['Jörg', 'Öztürk', 'oeztuerk', 'Brunnthaler', '4710 233', 'Werftallee 9', 'Köln', '198.51.100.24'],
    ],
  ])('of %s lose what is personal and nothing else', async (_, name, given, personal) => {
    await expectMasked(name, JSON.parse(JSON.stringify(given)), personal)
  })

  it('keep what is not personal', async () => {
    const { made } = await masked('typeform', { input: sample('typeform.json') } as MappingInput)
    const events = (made.expect as { events: [{ answers: Json; origin: Json; consents: [{ wording: string }] }] }).events
    expect(events[0].answers).toMatchObject({ zeitraum: '4. Quartal 2026', utm_source: 'newsletter' })
    expect(events[0].origin).toMatchObject({ campaign: 'kranwerk-herbst-2026', form: 'Angebotsanfrage Krananlagen' })
    expect(events[0].consents[0].wording).toMatch(/^Ich willige ein/)
  })

  it.each([...files.entries()].flatMap(([name, { cases }]) => cases.map(({ name: label, expect: _, ...given }) => [name, label, given] as const)))(
    'fit to the shipped case %s, %s',
    async (name, label, given) => {
      const { warnings } = await masked(name, given)
      expect(warnings).toEqual(TOLD[`${name}, ${label}`] ?? [])
    },
  )
})

// --- German records -----------------------------------------------------------------------

const syllable = fc.constantFrom('krol', 'wend', 'bröch', 'zick', 'pläv', 'grux', 'tholm', 'vrack', 'jesp', 'kührt', 'dwor', 'quind')
const coined = fc.tuple(syllable, syllable).map(([one, other]) => one.charAt(0).toUpperCase() + one.slice(1) + other)
const slug = (text: string) => text.toLowerCase().replace(/[äöüß]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' })[letter]!)
const digits = (n: number) => fc.array(fc.integer({ min: 1, max: 8 }), { minLength: n, maxLength: n }).map((list) => list.join(''))

const record = fc.record({
  first: coined,
  last: coined,
  firm: coined,
  town: coined,
  form: fc.constantFrom('GmbH & Co. KG', 'AG', 'GmbH', 'e.K.', 'KG'),
  trade: fc.constantFrom('Maschinenbau', 'Fördertechnik', 'Sensorik', 'Kunststofftechnik'),
  local: fc.constantFrom('f.l', 'fl', 'first.last', 'last', 'role'),
  host: fc.constantFrom('firm', 'free', 'short'),
  number: digits(8),
  writing: fc.constantFrom('+49 89 ', '0049 89/', '089 ', '+49 (0)89 '),
  code: digits(5),
  house: fc.integer({ min: 10, max: 99 }),
  site: fc.boolean(),
  nested: fc.boolean(),
  numeric: fc.boolean(),
})

type Person = typeof record extends fc.Arbitrary<infer T> ? T : never

function formOf(one: Person): { input: Json; personal: string[] } {
  const [first, last, firm] = [slug(one.first), slug(one.last), slug(one.firm)]
  const local = { 'f.l': `${first[0]}.${last}`, fl: `${first[0]}${last}`, 'first.last': `${first}.${last}`, last, role: 'info' }[one.local]!
  const host = { firm: `${firm}-${slug(one.trade)}.de`, free: 'web.de', short: `${firm}.com` }[one.host]!
  const name = `${one.firm} ${one.trade} ${one.form}${one.site ? `, Werk ${one.town}` : ''}`
  const mobile = `+49151${one.number}`
  const fields = {
    anrede: 'Frau',
    vorname: one.first,
    nachname: one.last,
    'e-mail': `${local}@${host}`,
    telefon: one.writing + one.number,
    handy: one.numeric ? Number(mobile.slice(1)) : mobile,
    firma: name,
    strasse: `${one.last}straße ${one.house}`,
    plz: one.code,
    ort: one.town,
    webseite: `https://www.${firm}.com/kontakt`,
    nachricht: `Guten Tag, hier ist ${one.first} ${one.last} von ${one.firm}. Bitte rufen Sie an!`,
    betreuer: `${one.last}, ${one.first}`,
    zeitraum: 'Q4',
    newsletter: 'ja',
  }
  const input = one.nested ? { submissionId: 's1', lead: fields } : { submissionId: 's1', ...fields }
  return { input, personal: [one.first, one.last, one.firm, one.town, last, firm, one.number, one.code, `${one.house}`].filter((value) => value.length >= 3) }
}

describe('records as people type them', () => {
  it('lose what is personal, keep their structure and do what they did', async () => {
    await fc.assert(
      fc.asyncProperty(record, async (one) => {
        const { input, personal } = formOf(one)
        await expectMasked('form', { delivery: { receivedAt: '2026-09-15T09:00:00.000Z' }, input } as MappingInput, personal)
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('keep their formats', async () => {
    await fc.assert(
      fc.asyncProperty(record, async (one) => {
        const { input } = formOf({ ...one, nested: false })
        const was = input as Record<string, string>
        const { made } = await masked('form', { delivery: { receivedAt: '2026-09-15T09:00:00.000Z' }, input } as MappingInput)
        const is = made.input as Record<string, string>
        expect(is.telefon?.replace(/\d/g, '0')).toBe(was.telefon?.replace(/\d/g, '0'))
        expect(phone(is.telefon)?.e164.slice(0, 5)).toBe('+4989')
        expect(phone(String(is.handy).replace(/^(?=49)/, '+'))?.mobile).toBe(true)
        expect(mail(is['e-mail'])?.kind).toBe(mail(was['e-mail'])?.kind)
        expect(companyName(is.firma)?.legalForm).toBe(companyName(was.firma)?.legalForm)
        expect(companyName(is.firma)?.site === null).toBe(companyName(was.firma)?.site === null)
        expect(is.firma).toContain(one.trade)
        expect(is.strasse).toMatch(/^[\p{L}]+straße \d\d$/u)
        expect(is.plz?.length).toBe(5)
        expect(is.webseite).toMatch(/^https:\/\/www\.[a-z]+\.example\/kontakt$/)
        expect(is.zeitraum).toBe('Q4')
        expect(/[äöüß]/.test(is.nachname!)).toBe(/[äöüß]/.test(was.nachname!))
        if (one.site) expect(is.firma).toMatch(new RegExp(`Werk ${is.ort}$`))
        if (one.local === 'first.last') expect(is['e-mail']).toMatch(new RegExp(`^${slug(is.vorname!)}\\.${slug(is.nachname!)}@`))
        const initial = slug(is.vorname!).charAt(0)
        if (one.local === 'fl') expect(is['e-mail']).toMatch(new RegExp(`^${initial}${slug(is.nachname!)}@`))
        if (one.local === 'f.l') expect(is['e-mail']).toMatch(new RegExp(`^${initial}\\.${slug(is.nachname!)}@`))
        if (one.host === 'short') expect(is.webseite).toContain(is['e-mail']!.split('@')[1])
      }),
      { numRuns: 40 },
    )
  }, 60_000)
})

describe('a value', () => {
  it('that is the same number in other words becomes the same number', () => {
    const { telefon, fax, nachricht } = byLook({ telefon: '+49 89 123456-78', fax: '089/12345678', nachricht: 'x' }) as Record<string, string>
    expect(phone(telefon)?.e164).toBe(phone(fax)?.e164)
    expect(phone(telefon)?.e164).not.toBe('+498912345678')
    expect(nachricht).not.toBe('')
  })

  it('of one switchboard stays one of it', () => {
    const { telefon, mobil } = byLook({ telefon: '+49 89 123456-78', mobil: '+49 89 123456-11' }) as Record<string, string>
    expect(phone(telefon)?.stem).toBe(phone(mobil)?.stem)
    expect(telefon).not.toBe(mobil)
  })

  it('inside of a text is replaced as by itself', () => {
    const { firma, thema } = byLook({ firma: 'Kerschbaumer GmbH', email: 'info@kerschbaumer.de', thema: 'Anfrage Kerschbaumer' }) as Record<string, string>
    expect(thema).toBe(`Anfrage ${firma!.replace(' GmbH', '')}`)
  })

  it('with check digits has ones that hold', () => {
    for (const id of ['DE136695976', 'ATU13585627', 'CHE-116.281.710 MWST']) {
      expect(vatId(id)).toBeDefined()
      const { ustid } = byLook({ ustid: id }) as { ustid: string }
      expect(ustid).not.toBe(id)
      expect(ustid.replace(/\d/g, '0')).toBe(id.replace(/\d/g, '0'))
      expect(vatId(ustid)).toBeDefined()
    }
    const { iban } = byLook({ iban: 'DE89 3704 0044 0532 0130 00' }) as { iban: string }
    const numeric = [...(iban.slice(4) + iban.slice(0, 4)).replace(/\s/g, '')].map((one) => (/\d/.test(one) ? one : one.charCodeAt(0) - 55)).join('')
    expect(BigInt(numeric) % 97n).toBe(1n)
    expect(iban).toMatch(/^DE\d\d(?: \d{4}){4} \d\d$/)
    expect(iban).not.toContain('3704 0044')
  })

  it.each([
    ['a GUID', 'ref', '7d9f2b1c-0a4e-4c6b-9f3d-1e2a5b8c7d60', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/],
    ['a token that begins with nought', 'event', '01K5FQ2Z9T7VJ3M8N4R6B1XKAE', /^\d\d[A-Z0-9]{24}$/],
    ['a click id', 'gclid', 'EAIaIQobChMI7Zy9k4Xx5wIVBJ53Ch0rXgB', /^[A-Za-z0-9]{35}$/],
    ['an address of the net', 'ip', '93.184.216.34', /^203\.0\.113\.\d+$/],
    ['an id of the hub', 'delivery', 'dlv_01k5fq2z9t7vj3m8n4r6b1xkae', /^dlv_[0-9a-z]{26}$/],
    [
      'a page of a person',
      'link',
      'https://www.linkedin.com/in/karin-tholmvrack?utm_source=xing',
      /^https:\/\/www\.linkedin\.com\/in\/[a-z]+-[a-z]+\?utm_source=xing$/,
    ],
    ['a date of birth', 'geburtsdatum', '24.12.1980', /^24\.12\.19\d\d$/],
    ['a line with a town', 'ort', '80331 Quindwend', /^8\d{4} [A-Z]\p{L}+$/u],
    ['a number nobody says what it is', 'x', '089123456', /^089\d{6}$/],
    ['a number of a telephone', 'telefon', 498912345678, /^4989\d{8}$/],
  ])('that is %s becomes another one', (_, field, value, look) => {
    const made = byLook({ [field]: value })[field]
    expect(String(made)).toMatch(look)
    expect(made).not.toBe(value)
    expect(typeof made).toBe(typeof value)
  })

  it.each([
    ['2026-09-15T08:30:00Z'],
    ['Mozilla/5.0 (X11; Linux x86_64)'],
    ['form_response'],
    ['messe_ils26'],
    ['4. Quartal 2026'],
    ['ja'],
    ['12,5 t'],
    [1789461000],
    [4711],
    [true],
  ])('like %s stays', (value) => expect(byLook({ x: value })).toEqual({ x: value }))

  it('that may be a name and is used by nothing goes', () => {
    const { sonstiges, thema } = byLook({ sonstiges: 'Karin Tholmvrack', thema: 'Großer Hallenkran' }) as Record<string, string>
    expect(sonstiges).not.toMatch(/Karin|Tholmvrack/)
    expect(thema).toBe('Großer Hallenkran')
  })

  it('in JSON inside of a text is found', () => {
    const { raw } = byLook({ raw: '{"email":"karin@tholmvrack.de","vorname":"Karin"}' }) as { raw: string }
    expect(raw).not.toMatch(/tholmvrack|Karin/i)
    expect(Object.keys(JSON.parse(raw))).toEqual(['email', 'vorname'])
  })
})

describe('a case', () => {
  const given: MappingInput = {
    input: { email: 'karin@tholmvrack.de', vorname: 'Karin' },
    envelope: { email: 'karin@tholmvrack.de', vorname: 'Karin' },
    delivery: {
      id: 'dlv_1',
      receivedAt: '2026-09-15T09:00:00.000Z',
      method: 'POST',
      headers: { host: 'hub.firma.example', 'x-forwarded-for': '93.184.216.34', 'x-form': 'a' },
    },
  }

  it('holds only what the mapping needs', async () => {
    const { made } = await masked('form', given)
    expect(made.envelope).toBeUndefined()
    expect(made.delivery).toEqual({ id: 'dlv_1', receivedAt: '2026-09-15T09:00:00.000Z', headers: { 'x-form': 'a' } })
  })

  it('does not hold the other people of a delivery', async () => {
    const report = sample<{ reports: [Json] }>('snapaddy.visitreport.json')
    const { made } = await masked('snapaddy', { input: report.reports[0], envelope: report as unknown as Json } as MappingInput)
    expect(Object.keys(made.envelope as object)).toEqual(['questionnaire'])
  })

  it('is left as it is where that is asked for', async () => {
    const { made, masked: report } = await caseFrom({ name: 'a case', ...given }, files.get('form')!.mapping, [], pool, false)
    expect(made.input).toEqual(given.input)
    expect(report).toBeNull()
  })

  it('says what was replaced, what was kept, and where it does something else', async () => {
    const mapping = {
      id: 'm',
      name: 'm',
      expression:
        'vorname = "Ka" & "rin" ? {"events": [{"kind": "form", "occurredAt": $delivery.receivedAt, "origin": {"channel": "web"}, "person": {"email": email}}]} : {"ignore": "no"}',
    }
    const { masked: report, warnings } = await caseFrom(
      { name: 'a case', ...given, input: { ...(given.input as object), thema: 'Hallenkran' } },
      mapping,
      [],
      pool,
      true,
    )
    expect(report?.replaced).toEqual([
      { path: 'email', as: 'e-mail address' },
      { path: 'vorname', as: 'first name' },
    ])
    expect(report?.kept).toContainEqual({ path: 'thema', value: 'Hallenkran' })
    expect(warnings).toEqual(['masked, the outcome is another one: ignored: no instead of events'])
  })

  it('that is held keeps code and place only', async () => {
    const { made } = await masked('typeform', { input: { event_type: 'form_response', form_response: { submitted_at: 'gestern', answers: [] } } })
    expect(made.expect).toEqual({ held: { code: 'event_invalid', path: 'events[0].occurredAt' } })
  })
})
