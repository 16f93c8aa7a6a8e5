import { describe, expect, it } from 'vitest'
import { Book, entryOf } from '../core/lead/match/book.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { judgedOnce, regroup } from '../core/lead/match/regroup.ts'
import { submissionOf } from '../core/lead/submission.ts'

interface Words {
  name?: string
  email?: string
  phone?: string
  vatId?: string
  website?: string
  street?: string
  postalCode?: string
  city?: string
}

const entry = ({ email, phone, ...company }: Words) => entryOf(submissionOf({ company, person: { ...(email && { email }), ...(phone && { phone }) } }, 0))

/** Beside companies enough that a word of a name is as rare as elsewhere. */
const OTHERS = Array.from({ length: 40 }, (_, i) => ({
  name: `Firma Num${String.fromCharCode(97 + (i % 26))}${'aeiou'[i % 5]}x${i} GmbH`,
  postalCode: `${10115 + i}`,
}))

/** What is decided of a submission where an account is known by others. */
function decision(known: readonly Words[], told: Words) {
  const entries = [...known, ...OTHERS, told].map(entry)
  const book = new Book(entries)
  for (let i = 0; i < entries.length - 1; i++) book.attach(i, i < known.length ? 'known' : `${i}`)
  return book.decide(entries.length - 1, MODEL)
}

function decided(known: readonly Words[], told: Words): string {
  const { decision: made, account } = decision(known, told)
  return account === 'known' ? made : 'new'
}

const CELLE = { street: 'Bahnhofstr. 8', postalCode: '29221', city: 'Celle' }
const VAT = 'DE136695976'
const LINE = '05141 31000'
const RUEBSAM = { name: 'Rübsam AG', email: 'p.lang@ruebsam-ag.example', ...CELLE }

describe('two names of which one is a part of the other, at one address', () => {
  const cases: { it: string; told: Words; decision: string }[] = [
    { it: 'are one company where one is a short form', told: { name: 'Rübsam', email: 'o.kern@ruebsam.example', ...CELLE }, decision: 'attach' },
    {
      it: 'are sisters where both are names in full, however their domains are spelled',
      told: { name: 'Rübsam Bau GmbH', email: 'o.kern@ruebsam.example', ...CELLE },
      decision: 'new',
    },
  ]
  for (const { it: does, told, decision } of cases) it(does, () => expect(decided([RUEBSAM], told)).toBe(decision))
})

describe('two names that share a word, under one domain', () => {
  const parent = { name: 'Rübsam Verwaltungs GmbH', email: 'p.lang@ruebsam-ag.example' }
  const garbled = { name: 'Rnbsarn Vcrwa1turgs GmbH', email: 'p.lang@ruebsam-ag.example' }

  it('are sisters, though one of them was garbled beyond recognition once', () => {
    const sister = { name: 'Rübsam Bau GmbH', email: 'o.kern@ruebsam-ag.example' }
    expect(decided([parent], sister)).not.toBe('attach')
    expect(decided([parent, garbled], sister)).not.toBe('attach')
  })
})

describe('legal forms of companies under one domain', () => {
  const known = { name: 'Rübsam GmbH', email: 'p.lang@ruebsam.example', ...CELLE }
  const cases: { it: string; known?: readonly Words[]; name: string; decision: string }[] = [
    { it: 'leave it one where both names are the same', name: 'Rübsam AG', decision: 'attach' },
    { it: 'leave it one where a word is added', name: 'Rübsam Logistik GmbH', decision: 'attach' },
    { it: 'leave it one where the other is short for it', name: 'Rübsam Logistik GmbH & Co. KG', decision: 'attach' },
    { it: 'make two of it where a word is added in another form', name: 'Rübsam Logistik AG', decision: 'provisional' },
    { it: 'say nothing where the form was told in both ways', known: [known, { ...known, name: 'Rübsam AG' }], name: 'Rübsam Logistik AG', decision: 'attach' },
    {
      it: 'make two of it though the first who wrote left the form out',
      known: [
        { ...known, name: 'Rübsam Logistik' },
        { ...known, name: 'Rübsam Logistik GmbH' },
      ],
      name: 'Rübsam AG',
      decision: 'provisional',
    },
  ]
  for (const { it: does, known: told = [known], name, decision } of cases)
    it(does, () => expect(decided(told, { name, email: 'o.kern@ruebsam.example', ...CELLE })).toBe(decision))
})

describe('two names under one domain, at one address, once all is known', () => {
  const lang = { name: 'Rübsam GmbH', email: 'p.lang@ruebsam.example', ...CELLE }
  const kern = { name: 'Rübsam Logistik GmbH', email: 'o.kern@ruebsam.example', ...CELLE }
  const faber = { name: 'Rübsam Verwaltungs GmbH', email: 'u.faber@ruebsam.example', ...CELLE }
  const cases: { it: string; told: readonly Words[]; companies: number }[] = [
    { it: 'are two companies where people keep to one each, again and again', told: [lang, lang, kern, kern], companies: 2 },
    { it: 'are two where each has a word of its own', told: [kern, kern, faber, faber], companies: 2 },
    { it: 'take those with them who name none', told: [lang, lang, kern, kern, { email: kern.email }], companies: 2 },
    { it: 'are one where somebody used both', told: [lang, lang, kern, kern, { ...kern, email: lang.email }], companies: 1 },
    { it: 'are one where one VAT id is told with both', told: [lang, lang, kern, kern].map((one) => ({ ...one, vatId: VAT })), companies: 1 },
    { it: 'are one where they share a line', told: [{ ...lang, phone: '05141 88100-0' }, lang, { ...kern, phone: '05141 88100-17' }, kern], companies: 1 },
    { it: 'are two where only their legal forms differ', told: [lang, lang, { ...kern, name: 'Rübsam AG' }, { ...kern, name: 'Rübsam AG' }], companies: 2 },
    { it: 'are one where the second was told once', told: [lang, lang, { ...kern, phone: LINE }, { email: kern.email, phone: LINE }], companies: 1 },
    {
      it: 'are one where the second never has its legal form',
      told: [lang, lang, { ...kern, name: 'Rübsam Logistik' }, { ...kern, name: 'Rübsam Logistik' }],
      companies: 1,
    },
  ]
  for (const { it: does, told, companies } of cases)
    it(does, () => {
      const { owner } = regroup([...told, ...OTHERS].map(entry), MODEL)
      expect(new Set(told.map((_, i) => owner.get(i))).size).toBe(companies)
    })
})

describe('a doubt between two companies, once all is known', () => {
  const sales = { name: 'Rübsam Vertriebs GmbH', email: 'p.lang@ruebsam-gruppe.example', ...CELLE }
  const care = { name: 'Rübsam Pflege GmbH', email: 'o.kern@ruebsam-gruppe.example', postalCode: '18055', city: 'Rostock' }
  const doubted = (told: readonly Words[]) => {
    const book = regroup([...told, ...OTHERS].map(entry), MODEL)
    const judged = judgedOnce(book, MODEL)
    return told.map((_, i) => judged.get(i)!.isUnclear)
  }

  it('is none of who writes from the same address as somebody of whom there is none', () => {
    expect(doubted([sales, sales, care, care, { email: sales.email }])).toEqual([false, false, false, false, false])
  })

  it('is asked about once where all who write from the address say nothing else', () => {
    const silent = { email: 'u.faber@ruebsam-gruppe.example' }
    expect(doubted([sales, sales, care, care, silent, silent]).filter(Boolean)).toHaveLength(1)
  })
})

describe('a mailbox with a provider, called after the company', () => {
  const known = { name: 'Rübsam Drechslerei', email: 'p.lang@ruebsam.example' }
  const domain = (email: string, fields: Partial<Words> = {}) =>
    decision([known], { name: 'Rübsam Drechslerei', ...fields, email }).evidence.find(({ field }) => field === 'domain')

  it('is what a domain is to others: who has one of both is mostly another', () => {
    expect(domain('ruebsam.drechslerei@gmx.de')).toMatchObject({ theirs: 'gmx.de', ours: 'ruebsam.example', weight: -MODEL.weights.domainDiffers })
    expect(domain('drechslerei-celle@gmx.de', CELLE)).toMatchObject({ kind: 'domainDiffers' })
    expect(decided([known], { name: 'Rübsam Drechslerei', email: 'ruebsam.drechslerei@gmx.de' })).toBe('provisional')
  })

  it('is not one that is called after somebody, or after nothing of the company', () => {
    expect(domain('ute.kern81@gmx.de')).toBeUndefined()
    expect(domain('celle@gmx.de', CELLE)).toBeUndefined()
    const { provider } = submissionOf({ company: { name: 'Karl Rübsam' }, person: { fullName: 'Karl Rübsam', email: 'karl.ruebsam@gmx.de' } }, 0)
    expect(provider).toBeNull()
  })

  it('is one where two use the same provider', () => {
    const other = { name: 'Rübsam Drechslerei', email: 'drechslerei.ruebsam@gmx.de' }
    expect(decision([{ ...known, email: 'ruebsam.drechslerei@gmx.de' }], other).evidence.find(({ field }) => field === 'domain')).toBeUndefined()
  })
})

describe('who names one company, and writes from another that was taken for it', () => {
  it('speaks for the company, once the two are told apart', () => {
    const owner = { name: 'Lindhof Werbung GmbH', email: 'a.lindhof@lindhof.example', phone: '05141 88100-0' }
    const sent = { name: 'Rübsam Bau GmbH', email: 'e.maurer@lindhof.example', phone: '05141 88100-17', ...CELLE }
    const client = { name: 'Rübsam Bau GmbH', email: 'p.lang@ruebsam.example', ...CELLE }
    const told = [
      sent,
      owner,
      { ...owner, email: 'i.lindhof@lindhof.example' },
      { ...owner, email: 'u.faber@lindhof.example' },
      client,
      { ...client, email: 'o.kern@ruebsam.example' },
      { ...client, email: 'j.wolff@ruebsam.example' },
    ]
    const book = regroup([...told, ...OTHERS].map(entry), MODEL)
    expect(book.owner.get(1)).not.toBe(book.owner.get(4))
    expect(book.owner.get(0)).toBe(book.owner.get(4))
    expect(book.behalf.has(0)).toBe(true)
  })

  it('leaves them those of its own who name nobody', () => {
    const sender = { email: 'a.lindhof@lindhof.example' }
    const client = { name: 'Rübsam Bau GmbH', email: 'p.lang@ruebsam.example', ...CELLE }
    const told = [
      client,
      { ...client, email: 'o.kern@ruebsam.example' },
      { ...client, ...sender },
      sender,
      { name: 'Lindhof', ...sender, postalCode: '18055', city: 'Rostock' },
    ]
    const { owner } = regroup([...told, ...OTHERS].map(entry), MODEL)
    expect(owner.get(2)).toBe(owner.get(0))
    expect(owner.get(3)).toBe(owner.get(4))
    expect(owner.get(3)).not.toBe(owner.get(0))
  })
})

describe('a town that agrees', () => {
  const placeWeight = (street: string) =>
    decision([{ name: 'Rübsam AG', ...CELLE }], { name: 'Rübsam AG', ...CELLE, street }).evidence.find(({ kind }) => kind?.startsWith('place:'))?.weight

  it('weighs less where the streets are two', () => {
    const { postalCode, streetDiffers } = MODEL.weights
    expect(placeWeight('')).toBe(postalCode)
    expect(placeWeight('Am Wall 20')).toBe(postalCode - streetDiffers)
  })
})

describe('companies that came together over a short name', () => {
  const mail = 'm.werner@rebsam-gruppe.example'
  const told = [
    { name: 'Rebsam', website: 'www.rebsam.example', email: mail, phone: '05141 77200', ...CELLE },
    { name: 'Rebsam Vertriebs GmbH', email: 'p.lang@rebsam-gruppe.example', phone: '05141 31000', postalCode: '29221', city: 'Celle' },
    { name: 'Rebsam Vertriebs GmbH', email: 'p.lang@rebsam-gruppe.example' },
    { name: 'Rebsam Verwaltungs GmbH', email: mail, phone: '05141 77200' },
  ]

  it('are parted, and the short name goes with its people', () => {
    const { owner } = regroup([...told, ...OTHERS].map(entry), MODEL)
    const [short, sales, seller, administration] = told.map((_, i) => owner.get(i))
    expect(seller).toBe(sales)
    expect(administration).toBe(short)
    expect(administration).not.toBe(sales)
  })
})

describe('words of a name that are written differently', () => {
  const cases: { it: string; known: string; told: string; decision: string }[] = [
    { it: 'are one where a full stop says that the one is short', known: 'Rübsam Logistik GmbH', told: 'Rübsam Log. GmbH', decision: 'attach' },
    { it: 'or stands inside it', known: 'Rübsam Isoliertechnik', told: 'Rübsam Isol.technik', decision: 'attach' },
    { it: 'or in the name that is known', known: 'Verw. Rübsam', told: 'Rübsam Verwaltungs KG', decision: 'attach' },
    { it: 'are two where it could not be short for the other', known: 'Rübsam Logistik GmbH', told: 'Rübsam Verw. GmbH', decision: 'new' },
    { it: 'are one where the first letter is another that sounds the same', known: 'Rübsam Vertriebs AG', told: 'Rübsam Fertriebs AG', decision: 'attach' },
    { it: 'or changed places with the second', known: 'Rübsam Verlag', told: 'Rübsam eVrlag', decision: 'attach' },
    { it: 'are two where it sounds different', known: 'Rübsam Kanter', told: 'Rübsam Panter', decision: 'new' },
  ]
  // Short forms that many companies use are short forms still.
  const many = ['Log.', 'Isol.technik', 'Verw.', 'Logistik', 'Verwaltung'].flatMap((word) =>
    Array.from({ length: 8 }, (_, i) => ({ name: `${'KLMNPRST'[i]}a${'bdfgknrt'[i]}ow ${word}`, postalCode: `${20095 + i}` })),
  )
  for (const { it: does, known, told, decision } of cases)
    it(does, () => {
      const entries = [{ name: known, ...CELLE }, ...many, ...OTHERS, { name: told, ...CELLE }].map(entry)
      const book = new Book(entries)
      for (let i = 0; i < entries.length - 1; i++) book.attach(i, `${i}`)
      const { decision: made, account } = book.decide(entries.length - 1, MODEL)
      expect(account === '0' ? made : 'new').toBe(decision)
    })
})

describe('who names a company with its website, and writes from elsewhere', () => {
  const told = (website: string, email: string, name = 'Rübsam Logistik GmbH') => entry({ name, website, email }).submission.onBehalf
  const cases: { it: string; told: [website: string, email: string, name?: string]; onBehalf: boolean }[] = [
    { it: 'speaks for it', told: ['www.ruebsam-logistik.example', 'o.kern@lindhof.example'], onBehalf: true },
    { it: 'is of it under another domain of its name', told: ['www.ruebsam-logistik.example', 'o.kern@ruebsam.example'], onBehalf: false },
    { it: 'is of it where neither has its name: a brand', told: ['www.quantalis.example', 'o.kern@lindhof.example'], onBehalf: false },
    { it: 'is of it under its brand, where that is not the name told', told: ['www.lindhof.example', 'o.kern@ruebsam-logistik.example'], onBehalf: false },
    { it: 'may be of it with a private address', told: ['www.ruebsam-logistik.example', 'o.kern@gmx.de'], onBehalf: false },
    { it: 'is of it in the umlaut that the domain spells out', told: ['www.lindhof.example', 'o.kern@lindhof.example', 'Rübsam GmbH'], onBehalf: false },
  ]
  for (const { it: does, told: args, onBehalf } of cases) it(does, () => expect(told(...args)).toBe(onBehalf))

  it('does not make two companies one', () => {
    const agency = { name: 'Lindhof Werbung GmbH', email: 'a.lindhof@lindhof.example' }
    const client = { name: 'Rübsam Logistik GmbH', website: 'www.ruebsam-logistik.example', email: 'a.lindhof@lindhof.example' }
    const own = { name: 'Rübsam Logistik GmbH', email: 'o.kern@ruebsam-logistik.example', ...CELLE }
    const book = regroup([agency, { ...agency, email: 'e.lindhof@lindhof.example' }, client, own, ...OTHERS].map(entry), MODEL)
    expect(book.owner.get(0)).toBe(book.owner.get(1))
    expect(book.owner.get(2)).toBe(book.owner.get(3))
    expect(book.owner.get(0)).not.toBe(book.owner.get(3))
  })
})
