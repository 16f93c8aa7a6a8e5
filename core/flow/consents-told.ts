/** What CRMs are told of consent: whether somebody may be mailed, by purpose. */
import type { Person } from '../lead/event.ts'
import { mail } from '../lead/normalise/mail.ts'
import { permission } from '../lead/permission.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import { type Context, pseudonym } from './context.ts'

export interface ConsentTold {
  purpose: string
  given: boolean
  /** When something was said of it last, ISO 8601. */
  at: string
}

/** Somebody as a CRM is told of them. */
export type ToldPerson = Pick<Person, 'email'> & { consents?: readonly ConsentTold[] }

type Reading = Pick<Context, 'setup' | 'addressKey'>

/** Of each of these people, and every purpose that something was said of. */
export async function consentsOf(db: Db, { setup, addressKey }: Reading, people: readonly Pick<Person, 'email'>[]): Promise<ConsentTold[][]> {
  const addresses = people.map(({ email }) => {
    const read = mail(email)
    return read ? pseudonym(addressKey, read.address) : undefined
  })
  const said = await consents.heardOf(
    db,
    addresses.filter((address) => address !== undefined),
  )
  return addresses.map((address) => toldOf(setup, said.get(address ?? '') ?? []))
}

const toldOf = (setup: Reading['setup'], heard: readonly consents.ConsentRow[]): ConsentTold[] =>
  [...new Set(heard.map(({ purpose }) => purpose))].sort().map((purpose) => ({
    purpose,
    given: permission(heard, [purpose], setup.nurturing.consent).given,
    at: new Date(heard.find((one) => one.purpose === purpose)!.at).toISOString(), // the newest comes first
  }))

/** Whether what these people are told to have agreed to is still so. */
export async function stillHolds(db: Db, on: Reading, people: readonly ToldPerson[]): Promise<boolean> {
  const now = await consentsOf(db, on, people)
  return people.every(({ consents: told = [] }, i) => JSON.stringify(now[i]) === JSON.stringify(told))
}
