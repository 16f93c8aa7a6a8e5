/**
 * Step: what everybody with an address is to get next, when, and why. It is found out when something about them changes and
 * again when it falls due, and kept, so that the list and the e-mail tools read it and nobody reads every row.
 */
import { createHash } from 'node:crypto'
import { isMarketings } from '../lead/call.ts'
import { isTouch, type TouchKind } from '../lead/event.ts'
import { apart, inCell, type Next, nextFor } from '../lead/nurture.ts'
import { permission } from '../lead/permission.ts'
import type { Setup } from '../setup.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import type { TouchRow } from '../store/events.ts'
import * as identity from '../store/identity.ts'
import * as nurture from '../store/nurture.ts'
import { hashConcerned, reachable } from './audiences.ts'
import { type Context, pseudonym } from './context.ts'
import { renewedAt } from './form-token.ts'
import { productsOf } from './products.ts'
import { leadsOf, personOf, type Seat, seatsOf } from './seats.ts'

/** Few enough for one transaction. */
const AT_ONCE = 20
const CONTACTS = 200

/** Looks at those whose time has come. @returns how many, and whether e-mail tools are to hear of something */
export async function lookAtReaders(db: Db, on: Context): Promise<{ looked: number; changed: boolean }> {
  const readers = await nurture.due(db, on.now(), AT_ONCE)
  let changed = false
  for (const reader of readers) changed = (await lookAt(db, on, reader)) || changed
  return { looked: readers.length, changed }
}

async function lookAt(db: Db, on: Context, reader: nurture.ReaderRow): Promise<boolean> {
  const { address } = reader
  if (await consents.isSuppressed(db, [address])) {
    await nurture.forget(db, address)
    return false
  }
  const before = await nurture.of(db, address)
  const rows = await stepsOf(db, on, reader, before)
  const now = on.now()
  const { inAudiences } = on.setup.nurturing.profile
  const renewal = inAudiences && rows.length > 0 ? [renewedAt(on, address)] : []
  const coming = rows.flatMap(({ dueAt }) => (dueAt !== null && dueAt > now ? [dueAt] : []))
  const times = [...coming, ...renewal]
  await nurture.looked(db, address, times.length > 0 ? Math.min(...times) : null)
  if (JSON.stringify(rows) !== JSON.stringify(before)) await nurture.put(db, address, rows)
  // Whether the token is another one, too, is found out when the job runs: nobody is told what they know.
  if (!inAudiences && offersOf(rows) === offersOf(before)) return false
  await hashConcerned(db, on, address)
  return true
}

const offersOf = (rows: readonly nurture.NextRow[]): string =>
  JSON.stringify(rows.flatMap(({ product, offered }) => (offered === null ? [] : [[product, offered]])))

async function stepsOf(db: Db, on: Context, { address, email }: nurture.ReaderRow, before: readonly nurture.NextRow[]): Promise<nurture.NextRow[]> {
  const { setup } = on
  const seats = await seatsOf(db, on, email)
  if (seats.length === 0) return []
  const leads = await leadsOf(db, seats)
  const mayBeMailed = permission(await consents.heard(db, address), setup.nurturing.consent.purposes, setup.nurturing.consent).given
  const { function: does = null } = await personOf(db, on, seats)
  const told = await nurture.toldOf(db, address)
  const contacts = contactsWith(setup, seats, told)
  const frequency = contacts.wish?.frequency ?? null
  const known = setup.products.flatMap(({ id: product }) => {
    const lead = leads.ofProduct(product)
    if (!lead) return []
    const of = lead.state.class?.value ?? null
    const cell = { product, class: of, function: does }
    const lastAt = contacts.lastOf(product)
    const next = nextFor(setup.nurturing.plan, setup.content, {
      ...cell,
      read: contacts.known,
      mayBeMailed,
      isWithSales: !isMarketings(lead.state),
      frequency,
      lastAt,
      lastOfAllAt: contacts.lastOf(null),
    })
    return [{ cell, next, lastAt, leadId: lead.id, contactId: seats.find(({ contact }) => contact.unitId === lead.unitId)!.contact.id }]
  })
  const isComing = <T extends { next: Next }>(one: T): one is T & { next: Extract<Next, { why: 'next' }> } => one.next.why === 'next'
  const times = new Map(
    apart(
      known.filter(isComing).map(({ cell, next }) => ({ product: cell.product, dueAt: next.dueAt })),
      setup.nurturing.plan,
      frequency,
      on.now(),
    ).map(({ product, dueAt }) => [product, dueAt]),
  )
  const rows = known.map(({ cell, next, lastAt, leadId, contactId }): nurture.NextRow => {
    const item = next.why === 'next' ? next.item.id : null
    const dueAt = times.get(cell.product) ?? null
    const stays = before.find((row) => row.product === cell.product)?.offered ?? null
    const fits = mayBeMailed && stays !== null && !contacts.read.has(stays) && inCell(setup.content, cell).some(({ id }) => id === stays)
    const kept = fits && (next.why === 'next' || next.why === 'read') ? stays : null
    const offered = dueAt !== null && dueAt <= on.now() ? item : kept
    // In the order of what is read back, so that the two can be compared.
    return {
      address,
      product: cell.product,
      leadId,
      contactId,
      class: cell.class,
      function: does,
      item,
      offered,
      why: next.why,
      dueAt,
      lastAt,
      wish: contacts.wish,
    }
  })
  return rows.sort((a, b) => (a.product < b.product ? -1 : 1))
}

interface Contacts {
  /** Content that they had in their hands. */
  read: ReadonlySet<string>
  /** And what the e-mail tool was told to send. */
  known: ReadonlySet<string>
  /** About a product; null: about anything. */
  lastOf(product: string | null): number | null
  wish: nurture.Wish | null
}

/** They came by, and heard nothing from us. */
const UNHEARD: ReadonlySet<TouchKind> = new Set(['page_visit', 'company_seen', 'list_entry'])

function contactsWith(setup: Setup, seats: readonly Seat[], told: readonly nurture.Told[]): Contacts {
  const touches = seats.flatMap((seat) => seat.touches).filter(({ row }) => !row.data.machine && isTouch(row.kind))
  const read = new Set(touches.flatMap(({ row }) => row.data.content?.id ?? []))
  const heard = touches.filter(({ row }) => !UNHEARD.has(row.kind as TouchKind)) // asked above
  const times = [
    ...heard.flatMap(({ row }) => productsTold(setup, row).map((product) => ({ product, at: row.occurredAt }))),
    ...told.map(({ product, at }) => ({ product, at })),
  ]
  const last = (all: readonly number[]) => (all.length === 0 ? null : Math.max(...all))
  return {
    read,
    known: new Set([...read, ...told.map(({ item }) => item)]),
    lastOf: (product) => last(times.filter((one) => product === null || one.product === product).map(({ at }) => at)),
    wish: wishOf(touches),
  }
}

function productsTold(setup: Setup, { source, data }: TouchRow['row']): readonly string[] {
  const products = productsOf(setup, data, setup.sources.get(source)?.product ?? null)
  return Array.isArray(products) ? products : [] // a product that is configured no more
}

/** Each by what was said of it last. */
function wishOf(touches: readonly TouchRow[]): nurture.Wish | null {
  const sorted = touches.toSorted((a, b) => a.row.occurredAt - b.row.occurredAt).flatMap(({ personal }) => personal.opinion ?? [])
  const frequency = sorted.findLast((one) => one.frequency !== undefined)?.frequency
  const topics = sorted.findLast((one) => one.topics !== undefined)?.topics
  return frequency === undefined && topics === undefined ? null : { ...(frequency && { frequency }), ...(topics && { topics }) }
}

/** Everybody is looked at once where the rules are others than before, also for the first time. @returns false when nobody is left */
export async function lookAtAll(db: Db, on: Context): Promise<boolean> {
  const { after } = await nurture.round(db, rulesOf(on.setup))
  if (after === null) return false
  const rows = await identity.contactsAfter(db, after, CONTACTS)
  const mails = [...new Set(rows.flatMap(({ profile }) => profile.mails.flatMap((mail) => reachable(mail) ?? [])))]
  const readers = mails.map((email) => ({ email, address: pseudonym(on.addressKey, email) })).sort((a, b) => (a.address < b.address ? -1 : 1))
  for (const reader of readers) if (!(await consents.isSuppressed(db, [reader.address]))) await nurture.mark(db, reader, on.now())
  await nurture.advanceRound(db, rows.length === CONTACTS ? rows.at(-1)!.id : null)
  return rows.length === CONTACTS
}

/** What the steps of everybody depend on. */
const rulesOf = ({ content, nurturing, products, sieve, sources }: Setup): string =>
  createHash('sha256')
    .update(JSON.stringify([content, nurturing, products, sieve.rules, [...sources].map(([id, { trust, product }]) => [id, trust, product])]))
    .digest('base64url')
