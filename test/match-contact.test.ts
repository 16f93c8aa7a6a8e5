import { describe, expect, it } from 'vitest'
import { decideContact, type KnownContact } from '../core/lead/match/contact.ts'
import { someoneOf } from '../core/lead/match/people.ts'
import { peopleAcross } from '../core/lead/match/people-across.ts'
import { emptyAccount, emptyContact, emptyUnit, learn } from '../core/lead/match/profile.ts'
import { unitsOf } from '../core/lead/match/units-of.ts'
import { submissionOf } from '../core/lead/submission.ts'

type Person = NonNullable<Parameters<typeof submissionOf>[0]['person']>

const submission = (person: Person) => submissionOf({ company: { name: 'Hallbauer Pressen GmbH', postalCode: '29221', city: 'Celle' }, person }, 0)

/** Contacts of one unit as lists of the records' places in the list; who is nobody stands in none. */
function contacts(records: readonly Person[]): number[][] {
  const { units } = unitsOf(records.map((one, i) => ({ id: `r${i}`, submission: submission(one), receivedAt: i })))
  return units
    .flatMap((unit) => unit.contacts)
    .map((ids) => ids.map((id) => Number(id.slice(1))).sort((a, b) => a - b))
    .sort((a, b) => a[0]! - b[0]!)
}

describe('people of a unit', () => {
  const jan = { firstName: 'Jan', lastName: 'Brückner', email: 'jan.brueckner@hallbauer.example' }
  const cases: { it: string; records: Person[]; contacts: number[][] }[] = [
    { it: 'are one by the mail address', records: [jan, { email: 'JAN.BRUECKNER@hallbauer.example' }], contacts: [[0, 1]] },
    { it: 'are one by the mobile', records: [{ ...jan, mobile: '0171 5550101' }, { mobile: '+49 (0)171/5550101' }], contacts: [[0, 1]] },
    { it: 'are one by the full name, with a private address', records: [jan, { fullName: 'Jan Brückner', email: 'brueckner81@web.de' }], contacts: [[0, 1]] },
    { it: 'are one with swapped fields and another umlaut', records: [jan, { firstName: 'Brueckner', lastName: 'Jan' }], contacts: [[0, 1]] },
    { it: 'are one with a slip in the name', records: [jan, { firstName: 'Jan', lastName: 'Brücknre' }], contacts: [[0, 1]] },
    { it: 'are one by initial and last name', records: [jan, { firstName: 'J.', lastName: 'Brückner' }], contacts: [[0, 1]] },
    {
      it: 'are one by a nickname',
      records: [
        { firstName: 'Michael', lastName: 'Reuter' },
        { firstName: 'Michi', lastName: 'Reuter' },
      ],
      contacts: [[0, 1]],
    },
    {
      it: 'are one by the name that a mail address is made of',
      records: [{ firstName: 'Jan', lastName: 'Brückner' }, { email: 'j.brueckner@hallbauer.example' }],
      contacts: [[0, 1]],
    },
    { it: 'are one by the last name alone, where only one bears it', records: [jan, { lastName: 'Brückner' }], contacts: [[0, 1]] },
    {
      it: 'are not guessed from an initial or a last name that two bear',
      records: [
        jan,
        { firstName: 'Jutta', lastName: 'Brückner', email: 'jutta.brueckner@hallbauer.example' },
        { firstName: 'J.', lastName: 'Brückner' },
        { lastName: 'Brückner' },
      ],
      contacts: [[0], [1], [2], [3]],
    },
    {
      it: 'are one after a marriage, by the mail address',
      records: [
        { firstName: 'Eva', lastName: 'Steinhoff', email: 'eva.s@hallbauer.example' },
        { firstName: 'Eva', lastName: 'Lindner', email: 'eva.s@hallbauer.example' },
      ],
      contacts: [[0, 1]],
    },
    {
      it: 'are several at one mailbox of the firm',
      records: [
        { fullName: 'Jan Brückner', email: 'hallbauer-pressen@gmx.de' },
        { fullName: 'Eva Steinhoff', email: 'hallbauer-pressen@gmx.de' },
        { fullName: 'Jan Brückner', email: 'hallbauer-pressen@gmx.de', mobile: '0171 5550101' },
      ],
      contacts: [[0, 2], [1]],
    },
    {
      it: 'are namesakes where the company gave them two addresses',
      records: [jan, { firstName: 'Jan', lastName: 'Brückner', email: 'jan.brueckner2@hallbauer.example' }],
      contacts: [[0], [1]],
    },
    {
      it: 'are one at two domains of the company',
      records: [{ email: 'jan.brueckner@hallbauer.example' }, { email: 'jan.brueckner@hallbauer-pressen.example' }],
      contacts: [[0, 1]],
    },
    { it: 'are nobody at the mailbox of a role', records: [jan, { email: 'info@hallbauer.example' }], contacts: [[0]] },
    { it: 'are two with other names', records: [jan, { firstName: 'Jens', lastName: 'Brandner' }], contacts: [[0], [1]] },
  ]
  for (const { it: does, records, contacts: expected } of cases) it(does, () => expect(contacts(records)).toEqual(expected))
})

describe('a contact on arrival', () => {
  const known = (...people: Person[]) =>
    people.map((one, i): KnownContact => {
      const profile = emptyContact()
      learn(submission(one), emptyAccount(), emptyUnit(), profile)
      return { id: `con_${i}`, unit: 'unt_1', profile }
    })
  const two = known(
    { firstName: 'Jan', lastName: 'Brückner', email: 'jan.brueckner@hallbauer.example', mobile: '0171 5550101' },
    { firstName: 'Jutta', lastName: 'Reuter' },
  )
  const cases: { it: string; among: KnownContact[]; person: Person; contact: string | null }[] = [
    { it: 'is known by mail', among: two, person: { email: 'jan.brueckner@hallbauer.example' }, contact: 'con_0' },
    { it: 'is known by mobile', among: two, person: { mobile: '+491715550101' }, contact: 'con_0' },
    { it: 'is known by name', among: two, person: { fullName: 'Reuter, Jutta', email: 'jr@web.de' }, contact: 'con_1' },
    { it: 'is known by the name in the address', among: two, person: { email: 'jutta.reuter@hallbauer.example' }, contact: 'con_1' },
    { it: 'is new with another name', among: two, person: { fullName: 'Eva Steinhoff' }, contact: null },
    {
      it: 'is neither of two who could be meant',
      among: known({ firstName: 'Jan', lastName: 'Brückner' }, { firstName: 'Jutta', lastName: 'Brückner' }),
      person: { firstName: 'J.', lastName: 'Brückner' },
      contact: null,
    },
    {
      it: 'is new at the mailbox of somebody else',
      among: known({ fullName: 'Jan Brückner', email: 'hallbauer@gmx.de' }),
      person: { fullName: 'Eva Steinhoff', email: 'hallbauer@gmx.de' },
      contact: null,
    },
  ]
  for (const { it: does, among, person, contact } of cases) it(does, () => expect(decideContact(submission(person), among)).toBe(contact))
})

describe('one human being in several accounts', () => {
  const bearer = (contact: string, ...people: Person[]) => ({ contact, seen: people.map((one) => someoneOf(submission(one))) })

  it('is known by the mobile and by the private address', () => {
    expect(
      peopleAcross([
        bearer('con_1', { fullName: 'Jan Brückner', email: 'brueckner81@web.de' }, { mobile: '0171 5550101' }),
        bearer('con_2', { fullName: 'Jan Brückner', email: 'brueckner81@web.de' }),
        bearer('con_3', { firstName: 'Jan', mobile: '0171 5550101' }),
        bearer('con_4', { fullName: 'Jan Brückner', email: 'jan.brueckner@other.example' }),
      ]),
    ).toEqual([['con_1', 'con_2', 'con_3'], ['con_4']])
  })

  it('is not two people with one telephone', () => {
    const [mobile] = ['0171 5550101']
    expect(peopleAcross([bearer('con_1', { fullName: 'Jan Brückner', mobile }), bearer('con_2', { fullName: 'Eva Steinhoff', mobile })])).toEqual([
      ['con_1'],
      ['con_2'],
    ])
  })
})
