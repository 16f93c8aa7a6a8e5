import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchUnits } from '../core/lead/match/match-units.ts'
import { emptyAccount, emptyContact, emptyUnit, learn } from '../core/lead/match/profile.ts'
import { compareSites, siteNamed } from '../core/lead/match/site.ts'
import { decideUnit, type KnownUnit } from '../core/lead/match/unit.ts'
import { isWorthALook, unitAmong } from '../core/lead/match/unit-among.ts'
import { unitsOf } from '../core/lead/match/units-of.ts'
import { submissionOf } from '../core/lead/submission.ts'

type Event = Parameters<typeof submissionOf>[0]
type Words = Event['company'] & Event['person'] & { day?: number }

const DAY = 864e5
const PERSON = ['salutation', 'title', 'firstName', 'lastName', 'fullName', 'email', 'phone', 'mobile', 'jobTitle'] as const

/** One record as a form sends it: fields of company and person side by side. */
function submission({ day = 0, ...fields }: Words) {
  const isPersonal = (name: string) => (PERSON as readonly string[]).includes(name)
  const part = (of: (name: string) => boolean) => Object.fromEntries(Object.entries(fields).filter(([name]) => of(name)))
  return submissionOf({ company: part((name) => !isPersonal(name)), person: part(isPersonal) } as Event, day * DAY)
}

const sent = (records: readonly Words[]) => records.map((one, i) => ({ id: `r${i}`, submission: submission(one), receivedAt: (one.day ?? i) * DAY }))

/** Units as lists of the records' places in the list, `open` for those that belong to none. */
function units(records: readonly Words[]): { units: number[][]; open: number[] } {
  const found = unitsOf(sent(records))
  const numbers = (ids: readonly string[]) => ids.map((id) => Number(id.slice(1))).sort((a, b) => a - b)
  return { units: found.units.map(({ members }) => numbers(members)).sort((a, b) => a[0]! - b[0]!), open: numbers(found.open?.members ?? []) }
}

const NUERNBERG = { street: 'Fürther Str. 12', postalCode: '90429', city: 'Nürnberg' }
const LINZ = { street: 'Hafenstraße 3', postalCode: '4020', city: 'Linz', country: 'AT' }
const CELLE = { street: 'Bahnhofstr. 8', postalCode: '29221', city: 'Celle' }
const firm = { name: 'Hallbauer Pressen GmbH' }
const eva = { firstName: 'Eva', lastName: 'Steinhoff', email: 'eva.steinhoff@hallbauer.example' }
const jan = { firstName: 'Jan', lastName: 'Brückner', email: 'jan.brueckner@hallbauer.example' }
const ute = { firstName: 'Ute', lastName: 'Kastner', email: 'ute.kastner@hallbauer.example' }

describe('units of an account, all submissions seen together', () => {
  const cases: { it: string; records: Words[]; units: number[][]; open?: number[] }[] = [
    {
      it: 'are one where nobody names a place',
      records: [
        { ...firm, ...eva },
        { ...firm, ...jan },
      ],
      units: [[0, 1]],
    },
    {
      it: 'are as many as plants with places of their own',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...jan, ...LINZ },
        { ...firm, ...ute, ...CELLE },
        { ...firm, ...jan },
      ],
      units: [[0], [1, 3], [2]],
    },
    {
      it: 'leave what names no place to the open unit of several',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...jan, ...LINZ },
        { ...firm, fullName: 'Olaf Wendt', email: 'olafwendt@gmx.de' },
      ],
      units: [[0], [1]],
      open: [2],
    },
    {
      it: 'are two where two works give the address of the head office',
      records: [
        { name: 'Hallbauer Pressen GmbH, Werk Nord', ...eva, ...NUERNBERG },
        { name: 'Hallbauer Pressen GmbH, Werk Süd', ...jan, ...NUERNBERG },
      ],
      units: [[0], [1]],
    },
    {
      it: 'are a works of its own where its town is named beside the address of the head office',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { name: 'Hallbauer Pressen GmbH, Werk Celle', ...jan, ...NUERNBERG },
      ],
      units: [[0], [1]],
    },
    {
      it: 'are a works of its own, too, where its town is written with the small words',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { name: 'Hallbauer Pressen GmbH, Werk Steinbach am Wald', ...jan, ...NUERNBERG },
      ],
      units: [[0], [1]],
    },
    {
      it: 'are a head office and a branch, whoever gives the address of the other',
      records: [
        { name: 'Hallbauer Pressen GmbH (Hauptsitz)', ...eva, ...NUERNBERG },
        { name: 'Hallbauer Pressen GmbH, Niederlassung Süd', ...jan, ...NUERNBERG },
      ],
      units: [[0], [1]],
    },
    {
      it: 'are two in neighbouring towns that their postal codes bear out',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...jan, street: 'Schwabacher Str. 50', postalCode: '90763', city: 'Fürth' },
      ],
      units: [[0], [1]],
    },
    {
      it: 'are two where the line of the second is in another area, and it names no place',
      records: [
        { ...firm, ...eva, ...NUERNBERG, phone: '0911 32510' },
        { ...firm, ...jan, phone: '05141 88100' },
      ],
      units: [[0], [1]],
    },
    {
      it: 'are not told from each other by a namesake of the firm',
      records: [
        { ...firm, firstName: 'Karl', lastName: 'Hallbauer', email: 'karl.hallbauer@hallbauer.example', ...NUERNBERG },
        { ...firm, ...jan, ...LINZ },
        { ...firm, firstName: 'Karl', lastName: 'Hallbauer', email: 'k.hallbauer2@hallbauer.example' },
      ],
      units: [[0], [1]],
      open: [2],
    },
    {
      it: 'are two where foreign postal codes resemble each other in all but a digit',
      records: [
        { ...firm, ...eva, street: 'ul. Polna 3', postalCode: '00-950', city: 'Warszawa', country: 'PL' },
        { ...firm, ...jan, street: 'ul. Lipowa 8', postalCode: '80-950', country: 'PL' },
      ],
      units: [[0], [1]],
    },
    {
      it: 'leave what names no place open where the only one is a branch by its name',
      records: [
        { name: 'Hallbauer Pressen GmbH, Standort Celle', ...eva, ...CELLE },
        { ...firm, ...jan },
      ],
      units: [[0]],
      open: [1],
    },
    {
      it: 'are a head office and a branch where only the branch names its place',
      records: [
        { name: 'Hallbauer Pressen GmbH, Niederlassung Süd', ...eva, ...CELLE },
        { name: 'Hallbauer Pressen GmbH (Hauptsitz)', ...jan },
      ],
      units: [[0], [1]],
    },
    {
      it: 'give what names no place to the only one',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, fullName: 'Olaf Wendt', email: 'olafwendt@gmx.de' },
      ],
      units: [[0, 1]],
    },
    {
      it: 'are not more for another spelling of the town, a second gate, or a slip in the postal code',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...jan, city: 'Nuernberg' },
        { ...firm, ...ute, street: 'Fürther Str. 12', postalCode: '90249', city: 'Nürnberg' },
        { ...firm, ...eva, street: 'Adam-Klein-Str. 4', postalCode: '90429', city: 'Nürnberg' },
      ],
      units: [[0, 1, 2, 3]],
    },
    {
      it: 'tell Werk 1 from Werk 2 in one town, with their people',
      records: [
        { ...firm, name: 'Hallbauer Pressen GmbH, Werk 1', ...eva, ...NUERNBERG },
        { ...firm, name: 'Hallbauer Pressen GmbH, Werk 2', ...jan, ...NUERNBERG },
        { ...firm, ...jan },
        { ...firm, ...eva },
      ],
      units: [
        [0, 3],
        [1, 2],
      ],
    },
    {
      it: 'do not put into Werk 2 who only names its town, or nothing',
      records: [
        { ...firm, name: 'Hallbauer Pressen GmbH, Werk 2', ...jan, ...NUERNBERG },
        { ...firm, ...eva, postalCode: '90429', city: 'Nürnberg' },
        { ...firm, ...ute },
      ],
      units: [[0], [1]],
      open: [2],
    },
    {
      it: 'tell a division from the head office at the same address',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...ute, ...NUERNBERG },
        { ...firm, name: 'Hallbauer Pressen GmbH, Sparte Medizintechnik', ...jan, ...NUERNBERG },
        { ...firm, ...jan, ...NUERNBERG },
      ],
      units: [
        [0, 1],
        [2, 3],
      ],
    },
    {
      it: 'take "Werk Celle" and "Niederlassung Celle" and an address in Celle for one',
      records: [
        { ...firm, name: 'Hallbauer Pressen GmbH, Werk Celle', ...eva },
        { ...firm, name: 'Hallbauer Pressen GmbH, Niederlassung Celle', ...jan },
        { ...firm, ...ute, ...CELLE },
        { ...firm, fullName: 'Bernd Lauer', email: 'bernd.lauer@hallbauer.example', ...NUERNBERG },
      ],
      units: [[0, 1, 2], [3]],
    },
    {
      it: 'keep the contact of a plant who once gave the address of the head office',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...ute, ...NUERNBERG },
        { ...firm, ...jan, ...CELLE },
        { ...firm, ...jan, ...CELLE, street: 'Bahnhofstr. 8a' },
        { ...firm, ...jan, ...NUERNBERG },
      ],
      units: [
        [0, 1],
        [2, 3, 4],
      ],
    },
    {
      it: 'find the plant by its own line, but not by the switchboard of all',
      records: [
        { ...firm, ...eva, ...NUERNBERG, phone: '0911 345678-10' },
        { ...firm, ...jan, ...CELLE, phone: '05141 22330-0' },
        { ...firm, fullName: 'Olaf Wendt', email: 'o.wendt@gmx.de', phone: '05141 22330-17' },
      ],
      units: [[0], [1, 2]],
    },
    {
      it: 'find the plant by the host of the mail address',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, email: 'jan.brueckner@w2.hallbauer.example', ...CELLE },
        { ...firm, email: 'info@w2.hallbauer.example' },
      ],
      units: [[0], [1, 2]],
    },
    {
      it: 'hear the town behind the name of the company',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...jan, ...CELLE },
        { ...firm, name: 'Hallbauer Pressen - Celle', ...ute },
      ],
      units: [[0], [1, 2]],
    },
    {
      it: 'do not take a town in the name of the company for a place',
      records: [
        { name: 'Druckerei Celle GmbH', ...eva, ...CELLE },
        { name: 'Druckerei Celle GmbH', ...jan, ...NUERNBERG },
        { name: 'Druckerei Celle GmbH', ...ute },
      ],
      units: [[0], [1]],
      open: [2],
    },
    {
      it: 'stay one when the company moves: its people give the old place first, and the new one from then on',
      records: [
        { ...firm, ...eva, ...NUERNBERG, day: 1 },
        { ...firm, ...jan, ...NUERNBERG, day: 2 },
        { ...firm, ...ute, ...NUERNBERG, day: 3 },
        { ...firm, ...eva, ...CELLE, day: 11 },
        { ...firm, ...jan, ...CELLE, day: 12 },
        { ...firm, fullName: 'Bernd Lauer', email: 'bernd.lauer@hallbauer.example', ...CELLE, day: 13 },
      ],
      units: [[0, 1, 2, 3, 4, 5]],
    },
    {
      it: 'part two sites of one town by lines and doors of their own',
      records: [
        { ...firm, ...eva, ...NUERNBERG, phone: '0911 345678-10' },
        { ...firm, ...ute, ...NUERNBERG, phone: '0911 345678-24' },
        { ...firm, ...jan, street: 'Ostendstraße 100', postalCode: '90482', city: 'Nürnberg', phone: '0911 991200-0' },
        { ...firm, fullName: 'Bernd Lauer', email: 'b.lauer@hallbauer.example', street: 'Ostendstr. 100', postalCode: '90482', phone: '0911 991200-31' },
      ],
      units: [
        [0, 1],
        [2, 3],
      ],
    },
    {
      it: 'part two sites of one town from the first line on that only one of them has, where their postal codes are two',
      records: [
        { ...firm, ...eva, ...NUERNBERG, phone: '0911 345678-10' },
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...jan, street: 'Ostendstraße 100', postalCode: '90482', city: 'Nürnberg', phone: '0911 991200-0' },
      ],
      units: [[0, 1], [2]],
    },
    {
      it: 'are two in one postal code that people name without a street, too',
      records: [
        { ...firm, ...eva, ...NUERNBERG, phone: '0911 345678-10' },
        { ...firm, ...eva, ...NUERNBERG, phone: '0911 345678-10' },
        { ...firm, ...ute, ...NUERNBERG, phone: '0911 345678-0' },
        { ...firm, ...eva, postalCode: '90429', city: 'Nürnberg' },
        { ...firm, ...jan, ...NUERNBERG, street: 'Adam-Klein-Str. 150', phone: '0911 991200-0' },
        { ...firm, ...jan, ...NUERNBERG, street: 'Adam-Klein-Str. 150', phone: '0911 991200-7' },
        { ...firm, ...jan, postalCode: '90429', city: 'Nürnberg' },
      ],
      units: [
        [0, 1, 2, 3],
        [4, 5, 6],
      ],
    },
    {
      it: 'stay one with a second door in one postal code',
      records: [
        { ...firm, ...eva, ...NUERNBERG, phone: '0911 345678-10' },
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...jan, ...NUERNBERG, street: 'Adam-Klein-Str. 150', phone: '0911 991200-0' },
      ],
      units: [[0, 1, 2]],
    },
    {
      it: 'stay one with a second door over one line',
      records: [
        { ...firm, ...eva, ...NUERNBERG, phone: '0911 345678-10' },
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...jan, street: 'Ostendstraße 100', postalCode: '90482', city: 'Nürnberg', phone: '0911 345678-44' },
      ],
      units: [[0, 1, 2]],
    },
    {
      it: 'know somebody with a private address by the name',
      records: [
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...jan, ...CELLE },
        { ...firm, fullName: 'Brückner, Jan', email: 'brueckner.jan81@web.de' },
      ],
      units: [[0], [1, 2]],
    },
    {
      it: 'keep who gave the address of the head office once and their own twice apart from who is there',
      records: [
        { ...firm, ...eva, ...CELLE },
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...eva, postalCode: '29221', city: 'Celle' },
        { ...firm, ...jan, ...NUERNBERG },
        { name: 'Hallbauer Pressen GmbH, Zentrale', ...jan },
      ],
      units: [
        [0, 1, 2],
        [3, 4],
      ],
    },
    {
      it: 'know works by their town where somebody of another unit gave the address there, too',
      records: [
        { ...firm, ...eva, ...CELLE },
        { ...firm, ...eva, ...NUERNBERG },
        { ...firm, ...eva, postalCode: '29221', city: 'Celle' },
        { name: 'Hallbauer Pressen GmbH, Werk Nürnberg', ...jan },
      ],
      units: [[0, 1, 2], [3]],
    },
    {
      it: 'are two in a city of which one names a part, with a postal code that the other does not have',
      records: [
        { ...firm, ...eva, street: 'Dieselstr. 91', postalCode: '22769', city: 'Hamburg Bahrenfeld' },
        { ...firm, ...jan, street: 'Wiesenstr. 53', postalCode: '22391', city: 'Hamburg' },
      ],
      units: [[0], [1]],
    },
    {
      it: 'are one in a city of which one names a part, with the postal code of that part or a slip of it',
      records: [
        { ...firm, ...eva, street: 'Dieselstr. 91', postalCode: '22769', city: 'Hamburg Bahrenfeld' },
        { ...firm, ...jan, postalCode: '22769', city: 'Hamburg' },
        { ...firm, ...ute, street: 'Dieselstr. 91', postalCode: '22761', city: 'Hamburg' },
      ],
      units: [[0, 1, 2]],
    },
    {
      it: 'do not hold namesakes together whom the company gave an address each, over a card without one',
      records: [
        { name: 'Steinhoff Molkerei GmbH, Hauptsitz', ...eva, ...CELLE, email: 'eva.steinhoff@steinhoff.example' },
        { name: 'Steinhoff Molkerei GmbH', firstName: 'Eva', lastName: 'Steinhoff', ...CELLE },
        { name: 'Steinhoff Molkerei NL Bayern', ...eva, email: 'eva.steinhoff76@steinhoff.example' },
      ],
      units: [[0, 1], [2]],
    },
    {
      it: 'do not keep somebody whose line is in another area than all lines there, and who names no place',
      records: [
        { ...firm, ...eva, ...NUERNBERG, phone: '0911 345678-10' },
        { ...firm, ...ute, ...LINZ, phone: '+43 732 991200-0' },
        { name: 'Hallbauer Pressen GmbH, Zentrale', ...jan, phone: '05141 88120-0' },
      ],
      units: [[0], [1]],
      open: [2],
    },
    {
      it: 'are one where somebody names a hamlet, and somebody the code of the town that it is a part of',
      records: [
        { ...firm, ...eva, street: 'Seeweg 4', postalCode: '8971', city: 'Untertal', country: 'AT' },
        { ...firm, ...jan, city: 'Untertal', country: 'AT' },
      ],
      units: [[0, 1]],
    },
    {
      it: 'take a line without its country for one of the area that others name with it',
      records: [
        { ...firm, ...eva, ...LINZ, phone: '+43 732 991200-0' },
        { ...firm, ...jan, phone: '0732/9912 92' },
      ],
      units: [[0, 1]],
    },
    {
      it: 'leave a branch alone with what is said to be of the head office',
      records: [
        { name: 'Hallbauer Pressen GmbH, Niederlassung Celle', ...eva, ...CELLE },
        { name: 'Hallbauer Pressen GmbH, Zentrale', ...jan },
      ],
      units: [[0], [1]],
    },
  ]
  for (const { it: does, records, units: expected, open = [] } of cases) it(does, () => expect(units(records)).toEqual({ units: expected, open }))

  it('ask a person where somebody gives the address of one unit and the line of another', () => {
    const nuernberg = '0911 345678-10'
    const celle = '05141 22330-0'
    const ofTwo = [
      { ...firm, ...eva, ...NUERNBERG, phone: nuernberg },
      { ...firm, ...jan, ...CELLE, phone: celle },
    ]
    const asked = (phone: string) => unitsOf(sent([...ofTwo, { ...firm, ...ute, ...NUERNBERG, phone }])).reviews
    expect(asked(celle)).toEqual([{ ids: ['r2'], between: ['r2', 'r1'] }])
    expect(asked(nuernberg)).toEqual([])
  })

  it('ask a person about the two likeliest where a place could be either, and nobody where only one is known', () => {
    const lines = ['0911 345678-10', '0911 991200-0', '0911 345678-11', '0911 991200-31']
    const doors = [NUERNBERG, { street: 'Ostendstraße 100', postalCode: '90482', city: 'Nürnberg' }]
    const known = [eva, jan, { fullName: 'Ina Pohl', email: 'i.pohl@hallbauer.example' }, { fullName: 'Olaf Wendt', email: 'o.wendt@hallbauer.example' }]
    const ofTwo = known.map((who, i) => ({ ...firm, ...who, ...doors[i % 2], phone: lines[i]! }))
    expect(unitsOf(sent([...ofTwo, { ...firm, ...ute, city: 'Nürnberg' }])).reviews).toEqual([{ ids: ['r4'], between: ['r1', 'r0'] }])
    const ofOne = [{ name: 'Hallbauer Pressen GmbH, Werk 2', ...eva, ...CELLE }]
    expect(unitsOf(sent([...ofOne, { ...firm, ...ute, street: 'Hafenstr. 3' }])).reviews).toEqual([{ ids: ['r1'], between: null }])
  })
})

const people = fc.constantFrom(
  eva,
  jan,
  ute,
  { email: 'info@hallbauer.example' },
  { fullName: 'Olaf Wendt', email: 'olafwendt@gmx.de' },
  { lastName: 'Steinhoff' },
)
const places = fc.constantFrom({}, NUERNBERG, LINZ, CELLE, { city: 'Celle' }, { postalCode: '90249', city: 'Nürnberg' }, { street: 'Hafenstr. 3' })
const names = fc.constantFrom(
  'Hallbauer Pressen GmbH',
  'Hallbauer',
  'Hallbauer Pressen, Werk 2',
  'Hallbauer Pressen GmbH - Werk 3',
  'Hallbauer (Sparte Optik)',
  'Hallbauer Pressen, Linz',
)
const lines = fc.constantFrom({}, { phone: '0911 345678-10' }, { phone: '05141 22330-0' }, { mobile: '+49 171 5550101' })
const record = fc
  .tuple(names, people, places, lines, fc.integer({ min: 0, max: 400 }))
  .map(([name, who, where, line, day]): Words => ({ name, ...who, ...where, ...line, day }))
const account = fc.array(record, { minLength: 1, maxLength: 14 })

/** The partition alone: which records are together, whatever the order. */
function partition(found: ReturnType<typeof unitsOf>, without = '') {
  const ids = (all: readonly string[]) => all.filter((id) => id !== without).sort()
  return {
    units: found.units.map(({ members, contacts }) => [ids(members), contacts.map(ids).sort()]).sort(),
    open: ids(found.open?.members ?? []),
    reviews: found.reviews.map(({ ids: of }) => ids(of).join()).sort(),
  }
}

describe('a large account', () => {
  it('is made of its newest submissions; older ones go where they fit', () => {
    const at = (i: number) => (i % 2 === 0 ? NUERNBERG : CELLE)
    const records = Array.from(
      { length: 340 },
      (_, i): Words => ({
        ...firm,
        email: `${['eva.stein', 'jan.bruck', 'ute.kast', 'olaf.wendt'][i % 4]}@hallbauer.example`,
        phone: `0911 4${10000 + i}`,
        ...at(i),
        day: i,
      }),
    )
    const found = unitsOf(sent(records))
    expect(found.units.map(({ members }) => members.length)).toEqual([170, 170])
    expect(found.open).toBeNull()
  })
})

describe('the partition of an account', () => {
  it('does not depend on the order of arrival', () =>
    fc.assert(
      fc.property(account, fc.infiniteStream(fc.nat()), (records, dice) => {
        const all = sent(records)
        const weights = all.map((one) => ({ one, weight: dice.next().value }))
        const shuffled = weights.sort((a, b) => a.weight - b.weight).map(({ one }) => one)
        expect(partition(unitsOf(shuffled))).toEqual(partition(unitsOf(all)))
      }),
    ))

  it('holds every submission once', () =>
    fc.assert(
      fc.property(account, (records) => {
        const { units: found, open } = unitsOf(sent(records))
        expect([...found, ...(open ? [open] : [])].flatMap(({ members }) => members).sort()).toEqual(records.map((_, i) => `r${i}`).sort())
      }),
    ))

  it('changes nothing else when a submission comes once more', () =>
    fc.assert(
      fc.property(account, fc.nat(), (records, at) => {
        const all = sent(records)
        const copied = all[at % all.length]!
        expect(partition(unitsOf([...all, { ...copied, id: 'copy' }]), 'copy')).toEqual(partition(unitsOf(all)))
      }),
    ))

  it('never holds two numbers or two divisions in one unit', () =>
    fc.assert(
      fc.property(account, (records) => {
        const all = sent(records)
        for (const { members } of unitsOf(all).units) {
          const sites = members
            .map((id) => all.find((one) => one.id === id)!.submission.company?.namedSite)
            .filter((site) => site !== null && site !== undefined)
          expect(new Set(sites.map(({ number }) => number).filter((number) => number !== null)).size).toBeLessThan(2)
        }
      }),
    ))
})

describe('a submission that arrives', () => {
  const known = (...of: Words[][]) =>
    of.map((records, i): KnownUnit => {
      const profile = emptyUnit()
      for (const one of records) learn(submission(one), emptyAccount(), profile, null)
      return { id: `unt_${i}`, kind: 'site', profile }
    })
  const contact = (unit: string, of: Words) => {
    const profile = emptyContact()
    learn(submission(of), emptyAccount(), emptyUnit(), profile)
    return { id: 'con_1', unit, profile }
  }
  const three = known([{ ...firm, ...NUERNBERG }], [{ ...firm, ...LINZ }], [{ ...firm, name: 'Hallbauer Pressen GmbH, Werk Celle', ...CELLE }])

  const cases: { it: string; units: KnownUnit[]; contacts?: ReturnType<typeof contact>[]; record: Words; unit: string; between?: string[] }[] = [
    { it: 'goes to the unit at its address', units: three, record: { ...firm, ...LINZ }, unit: 'unt_1' },
    { it: 'goes to the unit in its town, however spelt', units: three, record: { ...firm, city: 'Nuernberg' }, unit: 'unt_0' },
    { it: 'goes to the unit that the site is named after', units: three, record: { name: 'Hallbauer Pressen, NL Celle' }, unit: 'unt_2' },
    { it: 'is left open without a place', units: three, record: { ...firm, ...eva }, unit: 'open' },
    { it: 'makes a new unit at a place that is not known', units: three, record: { ...firm, city: 'Rostock', postalCode: '18055' }, unit: 'new' },
    {
      it: 'makes a new unit by another number',
      units: known([{ ...firm, name: 'Hallbauer, Werk 1', ...CELLE }]),
      record: { name: 'Hallbauer, Werk 2', ...CELLE },
      unit: 'new',
    },
    { it: 'gives a unit without a place its first one', units: known([{ ...firm, ...eva }]), record: { ...firm, ...jan, ...CELLE }, unit: 'unt_0' },
    { it: 'goes to the only unit without a place', units: known([{ ...firm, ...CELLE }]), record: { ...firm, ...jan }, unit: 'unt_0' },
    { it: 'stays with a known contact', units: three, contacts: [contact('unt_1', jan)], record: { ...firm, ...jan }, unit: 'unt_1' },
    {
      it: 'stays with a known contact at a new place',
      units: three,
      contacts: [contact('unt_1', jan)],
      record: { ...firm, ...jan, postalCode: '18055', city: 'Rostock' },
      unit: 'unt_1',
    },
    { it: 'goes by the place, not by a mailbox of the company', units: three, record: { ...firm, email: 'info@hallbauer.example', ...LINZ }, unit: 'unt_1' },
    {
      it: 'is left open between two of one town',
      units: known([{ ...firm, ...CELLE }], [{ ...firm, street: 'Am Hafen 9', postalCode: CELLE.postalCode, city: CELLE.city }]),
      record: { ...firm, city: 'Celle' },
      unit: 'open',
      between: ['unt_0', 'unt_1'],
    },
    { it: 'makes the first unit', units: [], record: { ...firm, ...CELLE }, unit: 'new' },
  ]
  for (const { it: does, units: given, contacts = [], record: one, unit, between = null } of cases)
    it(does, () => {
      const decision = decideUnit(submission(one), given, contacts)
      expect([decision.unit, decision.between?.map(({ unit: id }) => id) ?? null]).toEqual([unit, between])
    })

  it('is not of a unit in another town, though that was told by its postal code alone, too', () => {
    const profile = emptyUnit()
    const polish = { ...firm, ...eva, postalCode: '40-001', country: 'PL', phone: '+48 32 814312-14' }
    for (const told of [{ ...polish, city: 'Katowice' }, polish]) learn(submission(told), emptyAccount(), profile, null)
    const wroclaw = { ...firm, ...jan, postalCode: '50-001', city: 'Wrocław', country: 'PL', phone: '+48 32 814312-0' }
    expect(decideUnit(submission(wroclaw), [{ id: 'unt_0', kind: 'site', profile }], []).unit).toBe('new')
  })

  it('tells what speaks for the unit, and what was next', () => {
    const decision = decideUnit(submission({ ...firm, ...LINZ }), three, [])
    expect(decision.evidence.map(({ field }) => field)).toContain('address')
    expect(decision.total).toBe(decision.evidence.reduce((sum, { weight }) => sum + weight, 0))
    expect(decision.runnerUp?.total).toBeLessThan(0)
  })
})

describe('a submission that arrives among those of its account', () => {
  const empty = emptyUnit()
  const unit = (id: string): KnownUnit => ({ id, kind: 'site', profile: empty })
  const cases: { it: string; before: [unit: string, record: Words][]; record: Words; unit: string }[] = [
    {
      it: 'stays with the only unit where nothing speaks against it',
      before: [['unt_0', { ...firm, ...eva, ...CELLE }]],
      record: { ...firm, ...jan },
      unit: 'unt_0',
    },
    {
      it: 'makes a unit where somebody really is who was put with the only one',
      before: [
        ['unt_0', { ...firm, ...eva, ...CELLE }],
        ['unt_0', { ...firm, ...jan }],
      ],
      record: { ...firm, ...jan, ...LINZ },
      unit: 'new',
    },
    {
      it: 'goes where its sender was found to be since',
      before: [
        ['unt_0', { ...firm, ...eva, ...CELLE }],
        ['unt_0', { ...firm, ...jan }],
        ['unt_1', { ...firm, ...jan, ...LINZ }],
      ],
      record: { ...firm, ...jan },
      unit: 'unt_1',
    },
    {
      it: 'is left open where several could be meant',
      before: [
        ['unt_0', { ...firm, ...eva, ...CELLE }],
        ['unt_1', { ...firm, ...jan, ...LINZ }],
      ],
      record: { ...firm, ...ute },
      unit: 'open',
    },
  ]
  for (const { it: does, before, record: one, unit: expected } of cases)
    it(does, () => {
      const fellows = before.map(([id, of], i) => ({ id: `r${i}`, unit: id, submission: submission(of), receivedAt: i * DAY }))
      expect(unitAmong(submission({ day: 9, ...one }), fellows, [unit('unt_0'), unit('unt_1')]).unit).toBe(expected)
    })

  const decided = (id: string, ...weights: number[]) => ({
    unit: id,
    total: weights.reduce((sum, weight) => sum + weight, 0),
    evidence: weights.map((weight) => ({ field: 'place', theirs: '', ours: '', weight })),
    runnerUp: null,
    between: null,
  })
  const at = (...places: Words[]): KnownUnit => {
    const profile = emptyUnit()
    for (const one of places) learn(submission(one), emptyAccount(), profile, null)
    return { id: 'unt_0', kind: 'site', profile }
  }
  const looks: { it: string; of: Parameters<typeof isWorthALook>; worth: boolean }[] = [
    { it: 'nothing is known yet', of: [decided('new'), []], worth: false },
    { it: 'the only unit agrees', of: [decided('unt_0', 7), [at(CELLE)]], worth: false },
    { it: 'the only unit is contradicted', of: [decided('unt_0', 9, -7), [at(CELLE)]], worth: true },
    { it: 'nothing speaks for the only unit', of: [decided('unt_0'), [at(CELLE)]], worth: true },
    { it: 'the only unit was told to be in two towns', of: [decided('unt_0', 7), [at(CELLE, LINZ)]], worth: true },
    { it: 'one of several units is named and far ahead', of: [decided('unt_0', 8), [at(CELLE), unit('unt_1')]], worth: false },
    { it: 'one of several units is hardly ahead', of: [decided('unt_0', 7), [at(CELLE), unit('unt_1')]], worth: true },
    { it: 'none of several units is named', of: [decided('open'), [at(CELLE), unit('unt_1')]], worth: true },
  ]
  for (const { it: where, of, worth } of looks)
    it(`is ${worth ? '' : 'not '}weighed among all of them where ${where}`, () => expect(isWorthALook(...of)).toBe(worth))
})

describe('names of sites', () => {
  const relations: [string, string, string][] = [
    ['Werk 2', 'Werk II', 'same'],
    ['Werk 2', 'Werk 1', 'other'],
    ['Werk Nürnberg', 'NL Nürnberg', 'same'],
    ['Werk Nürnberg', 'Werk Celle', 'other'],
    ['Niederlassung Süd', 'Niederlassung West', 'other'],
    ['Niederlassung Süd', 'Werk Celle', 'unlikely'],
    ['Sparte Optik', 'Geschäftsbereich Optik', 'same'],
    ['Sparte Optik', 'Sparte Energie', 'other'],
    ['Sparte Optik', 'Zentrale', 'other'],
    ['Zentrale', 'Hauptverwaltung', 'same'],
    ['Werk 1', 'Zentrale', 'open'],
    ['Werk 2', 'Zentrale', 'unlikely'],
  ]
  for (const [a, b, relation] of relations)
    it(`${a} and ${b}: ${relation}`, () => {
      expect(compareSites(siteNamed(a)!, siteNamed(b)!)).toBe(relation)
      expect(compareSites(siteNamed(b)!, siteNamed(a)!)).toBe(relation)
    })
})

describe('units found anew', () => {
  it('keep their ids where most submissions stay', () => {
    const before = [
      { id: 'unt_a', members: ['1', '2', '3'] },
      { id: 'unt_b', members: ['4', '5'] },
    ]
    expect(matchUnits(before, [{ members: ['3', '4', '5'] }, { members: ['1', '2'] }, { members: ['6'] }])).toEqual(['unt_b', 'unt_a', null])
    expect(matchUnits(before, [{ members: ['1', '2', '3', '4', '5'] }])).toEqual(['unt_a'])
  })

  it('give the older id to the first of two equal halves', () => {
    const before = [
      { id: 'unt_old', members: ['1'] },
      { id: 'unt_new', members: ['2'] },
    ]
    expect(matchUnits(before, [{ members: ['1', '2'] }])).toEqual(['unt_old'])
  })
})
