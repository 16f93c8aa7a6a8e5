/** After a copy of the database was restored: whoever was erased since is looked for by keyed hashes, and erased again. */

import { readingsOf, readingsOfText } from '../decode/readings.ts'
import { type Context, pseudonym } from '../flow/context.ts'
import { OVER, startErasure } from '../flow/erase.ts'
import { mail } from '../lead/normalise/mail.ts'
import { phone } from '../lead/normalise/phone.ts'
import type { ErasureEntry } from '../privacy-data.ts'
import * as consents from '../store/consents.ts'
import * as requests from '../store/erased-requests.ts'
import * as erasures from '../store/erasures.ts'
import * as identity from '../store/identity.ts'
import * as persons from '../store/persons.ts'
import type { Store } from '../store/store.ts'

const PAGE = 200
const REQUESTS = 50

export async function eraseAgain(store: Store, on: Context, entries: readonly ErasureEntry[], by: string): Promise<{ unknown: number; begun: string[] }> {
  const known = new Set((await erasures.entries(store.db, OVER)).map(({ id }) => id))
  const unknown = entries.filter(({ id }) => !known.has(id))
  if (unknown.length === 0) return { unknown: 0, begun: [] }
  const hashes = new Set(unknown.flatMap((entry) => entry.hashes))
  await store.write(async (db) => {
    for (const { id, hashes: of, at } of unknown) for (const hash of of) await consents.suppress(db, hash, id, at)
  })
  const begun = new Set<string>()
  const isErased = (text: string) => spellingsOf(text).some((one) => hashes.has(pseudonym(on.addressKey, one)))
  for await (const { who, addresses } of everybody(store)) {
    const found = addresses.find(isErased)
    if (found !== undefined) begun.add(await store.write((db) => startErasure(db, on, { who: who ?? found }, by)))
  }
  await store.write(async (db) => {
    for (const entry of unknown) await erasures.addDone(db, entry, by, on.now())
  })
  return { unknown: unknown.length, begun: [...begun] }
}

interface Somebody {
  /** Contact; null: known by the address alone. */
  who: string | null
  addresses: string[]
}

/** Contacts, then whoever events speak of, then addresses in requests. */
async function* everybody({ db }: Store): AsyncGenerator<Somebody> {
  for await (const { id, profile } of paged<identity.ContactRow>((last) => identity.contactsAfter(db, last?.id ?? '', PAGE)))
    yield { who: id, addresses: [...profile.mails, ...profile.mobiles] }
  for await (const { personal } of paged<persons.PersonalRow>((last) => persons.personalAfter(db, last ? [last.eventId, last.revision] : null, PAGE)))
    yield { who: null, addresses: [personal.person?.email, personal.person?.mobile].filter((one) => one !== undefined) }
  for await (const { url, headers, body } of paged<requests.StoredRequest>((last) => requests.after(db, last?.id ?? '', REQUESTS)))
    yield { who: null, addresses: [...readingsOfText(url), ...readingsOfText(headers), ...(body ? readingsOf(body) : [])].flatMap(addressesIn) }
}

async function* paged<Row>(after: (last: Row | undefined) => Promise<Row[]>): AsyncGenerator<Row> {
  for (let page = await after(undefined); page.length > 0; page = await after(page.at(-1))) yield* page
}

const ADDRESS = /[^\s"'<>(),;:=&[\]{}]{1,64}@[\p{L}\p{N}.-]{3,253}/gu

const addressesIn = (text: string): string[] => text.match(ADDRESS) ?? []

function spellingsOf(text: string): string[] {
  const address = mail(text)
  if (address) return [address.address, address.key, ...(address.corrected ? [address.corrected.address] : [])]
  const number = phone(text)
  return number?.mobile ? [number.e164] : []
}
