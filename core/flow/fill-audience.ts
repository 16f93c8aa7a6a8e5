/** Step: everybody who is known, page by page, held against one audience: for a first fill, and to be sure ever after. */
import type { AudienceForeseen, AudiencePage } from '../action-data.ts'
import { Refusal } from '../refusal.ts'
import type { AudienceEntry } from '../setup.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as members from '../store/members.ts'
import * as operation from '../store/operation.ts'
import { enqueue, reachable } from './audiences.ts'
import { type Context, pseudonym } from './context.ts'
import { standingOf, stepOf } from './member.ts'
import { contactsAt } from './seats.ts'

/** Few enough for one transaction. */
const PAGE = 200

/** First the addresses of all contacts are noted, then all that are noted are queued: also those of contacts that are gone. */
export async function fillAudience(
  db: Db,
  on: Context,
  { audience, after, again }: AudiencePage & { again: boolean },
  by: string,
): Promise<{ queued: number; next: string | null }> {
  demandAudience(on, audience)
  if (after === null) await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'audience.synced', subject: audience, detail: null })
  const place = placeOf(after)
  if (place.at === 'contacts') {
    const { rows, next } = await contactPage(db, place.after)
    for (const email of rows.flatMap(addressesOf)) await noteUnlessErased(db, on, audience, email)
    return { queued: 0, next }
  }
  const { rows, next } = await memberPage(db, audience, place.after)
  for (const row of rows) {
    if (again) await members.tellAgain(db, audience, row.address)
    await enqueue(db, on, audience, row.address)
  }
  return { queued: rows.length, next }
}

/** As `fillAudience`, without writing. */
export async function foreseeAudience(db: Db, on: Context, { audience, after }: AudiencePage): Promise<AudienceForeseen> {
  const entry = demandAudience(on, audience)
  const place = placeOf(after)
  const foreseen = { put: 0, leave: 0, erase: 0, unchanged: 0 }
  const { rows, next } = place.at === 'contacts' ? await strangers(db, on, audience, place.after) : await memberPage(db, audience, place.after)
  for (const row of rows) foreseen[stepOf(entry, row, await standingOf(db, on, entry, row)) ?? 'unchanged']++
  return { ...foreseen, next }
}

function demandAudience({ setup }: Context, id: string): AudienceEntry {
  const entry = setup.audiences.get(id)
  if (!entry) throw new Refusal(`there is no audience '${id}'; known are ${[...setup.audiences.keys()].join(', ') || 'none'}`)
  return entry
}

interface Place {
  at: 'contacts' | 'members'
  after: string
}

const placeOf = (cursor: string | null): Place => {
  const [, at, after = ''] = /^(contacts|members):(.*)$/.exec(cursor ?? 'contacts:') ?? []
  if (at === undefined) throw new Refusal('`after` is not one of ours')
  return { at: at as Place['at'], after } // the expression allows no other
}

interface Page<T> {
  rows: T[]
  next: string | null
}

async function contactPage(db: Db, after: string): Promise<Page<identity.ContactRow>> {
  const rows = await identity.contactsAfter(db, after, PAGE)
  return { rows, next: rows.length === PAGE ? `contacts:${rows.at(-1)!.id}` : 'members:' }
}

async function memberPage(db: Db, audience: string, after: string): Promise<Page<members.MemberRow>> {
  const rows = await members.page(db, audience, after, PAGE)
  return { rows, next: rows.length === PAGE ? `members:${rows.at(-1)!.address}` : null }
}

/** Addresses of contacts that are not noted yet, each at its first contact, as if they were. */
async function strangers(db: Db, on: Context, audience: string, after: string): Promise<Page<members.MemberRow>> {
  const { rows, next } = await contactPage(db, after)
  const found: members.MemberRow[] = []
  for (const contact of rows)
    for (const email of addressesOf(contact)) {
      const address = pseudonym(on.addressKey, email)
      const [first] = await contactsAt(db, email)
      if (first?.id === contact.id && !(await members.find(db, audience, address)))
        found.push({ audience, address, email, state: 'new', since: on.now(), remoteId: null, hash: null, takenOff: null })
    }
  return { rows: found, next }
}

const addressesOf = ({ profile }: identity.ContactRow): string[] => profile.mails.flatMap((email) => reachable(email) ?? [])

async function noteUnlessErased(db: Db, on: Context, audience: string, email: string): Promise<void> {
  const address = pseudonym(on.addressKey, email)
  if (!(await consents.isSuppressed(db, [address]))) await members.note(db, { audience, address, email }, on.now())
}
