/** Where an address is known: the contacts that have it, the leads of their units, and the person behind it. */
import type { Person } from '../lead/event.ts'
import { mail } from '../lead/normalise/mail.ts'
import type { Db } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import * as leads from '../store/leads.ts'
import * as said from '../store/said.ts'
import type { Context } from './context.ts'
import { contactsOf } from './record.ts'

/** The newest events of a contact that its fields are taken from. */
const EVENTS_MAX = 200

/** Somebody who wrote from two plants is a contact of each. */
export interface Seat {
  contact: identity.ContactRow
  touches: events.TouchRow[]
}

/** Contacts with this address, by their ids. */
export async function contactsAt(db: Db, email: string): Promise<identity.ContactRow[]> {
  const { key } = mail(email)! // only what was read as an address is noted
  const ids = (await identity.postings(db, [`mail:${key}`])).flatMap(({ contactId }) => contactId ?? [])
  return (await identity.contacts(db, [...new Set(ids)])).filter(({ profile }) => profile.mails.includes(email))
}

/** Where the address is known, heard of last first. */
export async function seatsOf(db: Db, on: Context, email: string): Promise<Seat[]> {
  const contacts = await contactsAt(db, email)
  const seats: Seat[] = []
  for (const contact of contacts) if (!(await isOfNoLead(db, on, contact))) seats.push({ contact, touches: await events.ofContact(db, contact, EVENTS_MAX) })
  const lastOf = ({ touches }: Seat) => touches.at(-1)?.row.occurredAt ?? 0
  return seats.sort((a, b) => lastOf(b) - lastOf(a) || (a.contact.id < b.contact.id ? -1 : 1))
}

async function isOfNoLead(db: Db, on: Context, { accountId }: identity.ContactRow): Promise<boolean> {
  const [account] = await identity.accounts(db, [accountId])
  return account?.profile.domains.some((domain) => on.setup.sieve.catchesDomain(domain)) ?? false
}

/** Of two leads of one product, that of the unit heard of last counts; disqualified ones do not. `any`: there are leads, be they disqualified. */
export async function leadsOf(db: Db, seats: readonly Seat[]): Promise<{ ofProduct(product: string): leads.LeadRow | undefined; any: boolean }> {
  const all = await leads.ofUnits(db, [...new Set(seats.map(({ contact }) => contact.unitId))])
  const open = all.filter(({ state }) => state.stage !== 'disqualified')
  return {
    ofProduct: (product) => seats.flatMap(({ contact }) => open.filter((lead) => lead.unitId === contact.unitId && lead.product === product))[0],
    any: all.length > 0,
  }
}

/** As CRMs are told of the person; what people said of it counts before all. */
export async function personOf(db: Db, on: Context, seats: readonly Seat[]): Promise<Partial<Person>> {
  const touches = seats.flatMap((seat) => seat.touches).map((touch) => ({ ...touch, contactId: 'one' }))
  const [told] = contactsOf(
    on,
    touches.sort((a, b) => a.row.occurredAt - b.row.occurredAt),
  )
  const byPerson = await said.of(
    db,
    seats.map(({ contact }) => contact.id),
  )
  return { ...told, ...Object.fromEntries(byPerson.sort((a, b) => a.at - b.at).map(({ field, value }) => [field, value])) }
}
