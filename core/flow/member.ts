/** How an address should stand in an audience, by all that is known now: told of as a member, taken off, or forgotten. */
import { createHash } from 'node:crypto'
import type { Member, MemberProduct } from '../audience.ts'
import { canonical } from '../canonical.ts'
import type { Json } from '../connector.ts'
import type { Person } from '../lead/event.ts'
import { mail } from '../lead/normalise/mail.ts'
import { permission } from '../lead/permission.ts'
import type { AudienceEntry } from '../setup.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import * as leads from '../store/leads.ts'
import type { MemberRow } from '../store/members.ts'
import * as said from '../store/said.ts'
import type { Context } from './context.ts'
import { accountName, unitName } from './names.ts'
import { contactsOf } from './record.ts'

export type Standing = { kind: 'in'; member: Member } | { kind: 'out'; withdrawnAt: number | null } | { kind: 'erased' }

/** The newest events of a contact that its fields are taken from. */
const EVENTS_MAX = 200

export async function standingOf(db: Db, on: Context, audience: AudienceEntry, { address, email }: Pick<MemberRow, 'address' | 'email'>): Promise<Standing> {
  if (await consents.isSuppressed(db, [address])) return { kind: 'erased' }
  const allowed = permission(await consents.heard(db, address), audience.consent, on.setup.nurturing.consent)
  if (!allowed.given) return { kind: 'out', withdrawnAt: allowed.withdrawnAt }
  const seats = await seatsOf(db, on, email)
  const products = await productsOf(db, audience, seats)
  if (!products) return { kind: 'out', withdrawnAt: null }
  const [unit] = await identity.unitsByIds(db, [seats[0]!.contact.unitId])
  const [account] = await identity.accounts(db, [seats[0]!.contact.accountId])
  const { firstName, lastName, language, function: does } = await personOf(db, on, seats)
  return {
    kind: 'in',
    member: {
      email,
      firstName,
      lastName,
      language: language?.slice(0, 2).toLowerCase(),
      function: does,
      account: (account && accountName(account)) ?? undefined,
      unit: (unit && unitName(unit)) ?? undefined,
      consents: allowed.consents,
      products,
    },
  }
}

/** Whether they may be told of, whoever they are by now. */
export const isAllowed = async (db: Db, { setup }: Pick<Context, 'setup'>, { consent }: AudienceEntry, address: string): Promise<boolean> =>
  !(await consents.isSuppressed(db, [address])) && permission(await consents.heard(db, address), consent, setup.nurturing.consent).given

/** What is to be done there. */
export type MemberStep = 'put' | 'leave' | 'erase'

/** @returns null where all is as it should be */
export function stepOf(entry: AudienceEntry, row: MemberRow, standing: Standing): MemberStep | null {
  // Off one list by the will of somebody else is off the next one as well.
  if (standing.kind === 'in') return row.hash === hashOfMember(entry, standing.member) || (row.state === 'off' && isOfOtherList(entry, row)) ? null : 'put'
  if (row.state === 'new') return null
  if (standing.kind === 'erased') return 'erase'
  const isOver = row.state === 'out' || (row.state === 'off' && row.takenOff === 'left')
  return isOver && (row.takenOff === 'withdrawn' || standing.withdrawnAt === null) ? null : 'leave'
}

/** The member's id over there, as it is kept: with the list that it was told on. */
export const idOnList = ({ audience, settings }: AudienceEntry, remoteId: string): string => `${settings[audience.list] ?? ''}/${remoteId}`

/** Whoever was told of on another list is new on this one. */
export const isOfOtherList = (entry: AudienceEntry, { remoteId }: Pick<MemberRow, 'remoteId'>): boolean =>
  remoteId !== null && !remoteId.startsWith(idOnList(entry, ''))

/** What is told, and with which settings: where both are as before, nothing is called. That somebody agreed once more is no news. */
export const hashOfMember = ({ audience, settings }: AudienceEntry, member: Member): string => {
  const shown = Object.fromEntries(Object.entries(settings).filter(([name]) => audience.fields[name]?.secret !== true))
  const purposes = member.consents.map(({ purpose }) => purpose)
  return createHash('sha256')
    .update(canonical(JSON.parse(JSON.stringify({ member: { ...member, consents: purposes }, shown })) as Json)) // the cast: plain data; JSON drops what is absent
    .digest('base64url')
    .slice(0, 24)
}

/** Somebody who wrote from two plants is a contact of each. */
interface Seat {
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
async function seatsOf(db: Db, on: Context, email: string): Promise<Seat[]> {
  const { key } = mail(email)! // only what was read as an address is noted
  const ids = (await identity.postings(db, [`mail:${key}`])).flatMap(({ contactId }) => contactId ?? [])
  const contacts = (await identity.contacts(db, [...new Set(ids)])).filter(({ profile }) => profile.mails.includes(email))
  const seats: Seat[] = []
  for (const contact of contacts) if (!(await isOfNoLead(db, on, contact))) seats.push({ contact, touches: await events.ofContact(db, contact, EVENTS_MAX) })
  const lastOf = ({ touches }: Seat) => touches.at(-1)?.row.occurredAt ?? 0
  return seats.sort((a, b) => lastOf(b) - lastOf(a) || (a.contact.id < b.contact.id ? -1 : 1))
}

async function isOfNoLead(db: Db, on: Context, { accountId }: identity.ContactRow): Promise<boolean> {
  const [account] = await identity.accounts(db, [accountId])
  return account?.profile.domains.some((domain) => on.setup.sieve.catchesDomain(domain)) ?? false
}

/** Null: of these people nobody is told. Of two leads of one product, that of the unit heard of last counts. */
async function productsOf(db: Db, { products, isOfAll }: AudienceEntry, seats: readonly Seat[]): Promise<MemberProduct[] | null> {
  if (seats.length === 0) return null
  const all = await leads.ofUnits(db, [...new Set(seats.map(({ contact }) => contact.unitId))])
  const open = all.filter(({ state }) => state.stage !== 'disqualified')
  const leadOf = (product: string) =>
    seats.flatMap(({ contact }) => open.filter((lead) => lead.unitId === contact.unitId && lead.product === product)).find(() => true)
  const found = products.map((product) => ({ product, lead: leadOf(product) }))
  const isAnybody = found.some(({ lead }) => lead !== undefined)
  if (!isAnybody && (all.length > 0 || !isOfAll)) return null
  return found.map(({ product, lead }) => ({ product, class: lead?.state.class?.value ?? null, stage: lead?.state.stage ?? null }))
}

/** As CRMs are told of the person; what people said of it counts before all. */
async function personOf(db: Db, on: Context, seats: readonly Seat[]): Promise<Partial<Person>> {
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
