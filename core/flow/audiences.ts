/**
 * Step: addresses that audiences must look at again, and nurturing before them, queued in the transaction of the change that concerns them. A job says
 * only whose turn it is; what is told is found out when it runs (member.ts), so that nothing waits that is not true any more.
 */
import { mail } from '../lead/normalise/mail.ts'
import type { Setup } from '../setup.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import * as lanes from '../store/lanes.ts'
import * as members from '../store/members.ts'
import * as nurture from '../store/nurture.ts'
import { type Context, pseudonym } from './context.ts'

/** Contacts of one unit or account that are told of at once, at most. */
const MOST = 10_000

/** @param unlessKnown leave out whoever is known to the audience: nothing was said that it would be told */
export async function addressConcerned(db: Db, on: Context, email: string | undefined, unlessKnown = false): Promise<void> {
  if (!isAnybodyTold(on)) return
  const known = reachable(email)
  if (known === null) return
  const address = pseudonym(on.addressKey, known)
  if (await consents.isSuppressed(db, [address])) {
    await nurture.forget(db, address)
    return hashConcerned(db, on, address)
  }
  if (nurtures(on.setup)) await nurture.mark(db, { address, email: known }, on.now())
  for (const audience of on.setup.audiences.keys()) {
    const isNew = await members.note(db, { audience, address, email: known }, on.now())
    if (isNew || !unlessKnown) await enqueue(db, on, audience, address)
  }
}

/** Whoever was noted under the keyed hash of an address, wherever: it was erased, or a consent for it does not count any more. */
export async function hashConcerned(db: Db, on: Context, address: string): Promise<void> {
  for (const { audience } of await members.ofAddress(db, address)) if (on.setup.audiences.has(audience)) await enqueue(db, on, audience, address)
}

/** What an event told of a person does not count any more. */
export async function tellerConcerned(db: Db, on: Context, event: Pick<events.EventRow, 'id' | 'revision'>): Promise<void> {
  if (isAnybodyTold(on)) await addressConcerned(db, on, (await events.personal(db, event)).person?.email)
}

/** Class or stage of a lead changed: everybody of its unit is told of otherwise. */
export async function unitConcerned(db: Db, on: Context, unitId: string): Promise<void> {
  if (isAnybodyTold(on)) await contactsConcerned(db, on, await identity.contactsOfUnit(db, unitId, MOST))
}

/** Events changed hands, or a person said what a field is. */
export async function accountsConcerned(db: Db, on: Context, accountIds: readonly string[]): Promise<void> {
  if (!isAnybodyTold(on)) return
  for (const id of [...new Set(accountIds)].sort()) await contactsConcerned(db, on, await identity.contactsOfAccount(db, id, MOST))
}

async function contactsConcerned(db: Db, on: Context, contacts: readonly identity.ContactRow[]): Promise<void> {
  for (const email of new Set(contacts.flatMap(({ profile }) => profile.mails))) await addressConcerned(db, on, email)
}

/** Somebody hears of addresses: e-mail tools, or who plans what they are sent. */
const isAnybodyTold = ({ setup }: Context): boolean => setup.audiences.size > 0 || nurtures(setup)

/** There is content for some class, so that there can be a next item. */
export const nurtures = ({ content }: Pick<Setup, 'content'>): boolean => content.some((item) => item.class !== null)

/** A withdrawal waits for nothing; whose turn it is anew may be one. */
export async function enqueue(db: Db, on: Context, audience: string, address: string): Promise<void> {
  await lanes.enqueue(db, { id: on.newId('job'), connection: audience, lane: address, kind: 'state', subject: address, task: 'tell', ...on.cause }, on.now())
  await lanes.hastenLane(db, audience, address, on.now())
}

/** The address as it is told; null for one of nobody in particular, one thrown away after use, or one with a slip. */
export function reachable(email: string | undefined): string | null {
  const read = mail(email)
  return read && read.corrected === null && read.kind !== 'role' && read.kind !== 'disposable' ? read.address : null
}
