/**
 * Step: a person is erased. First what makes them known is taken away and nothing of them is taken in any more; then all that
 * is stored is looked through (`work/erase-pages.ts`), and those who were told are told to forget (`erase-others.ts`). Facts stay.
 */
import { createHmac } from 'node:crypto'
import { INSIDE } from '../lead/match/explain.ts'
import { mail } from '../lead/normalise/mail.ts'
import { type PersonFinder, type PersonMarks, personFinder } from '../lead/person-marks.ts'
import type { ErasureForeseen, NewErasure } from '../privacy-data.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as requests from '../store/erased-requests.ts'
import * as erasures from '../store/erasures.ts'
import * as members from '../store/members.ts'
import * as nurture from '../store/nurture.ts'
import * as operation from '../store/operation.ts'
import * as persons from '../store/persons.ts'
import { type Context, pseudonym } from './context.ts'
import { type FoundPerson, findPerson } from './find-person.ts'
import { relearnAccounts } from './relearn.ts'
import { demandAddress } from './say-consent.ts'
import { SUPPRESSED } from './suppress.ts'

/** @returns the erasure's id, of the one under way where there is one @throws a sentence when nobody is meant, or several are */
export async function startErasure(db: Db, on: Context, { who, reason }: NewErasure, by: string): Promise<string> {
  return begin(db, on, await findPerson(db, on, who), reason, by)
}

/** Why somebody was erased who did not ask for it: they may come back. */
export const OVER = 'it was kept as long as was said'

/** They want to be known again: what they tell from now on is taken in. @returns false where they were not erased */
export async function liftSuppression(db: Db, on: Context, who: string, by: string): Promise<boolean> {
  const erasure = await consents.suppressedBy(db, pseudonym(on.addressKey, demandAddress(who).value))
  if (erasure === null) return false
  await consents.lift(db, erasure)
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'suppression.lifted', subject: erasure, detail: null })
  return true
}

/** Several at once, so that all that is stored is looked through but once. */
export async function startErasureOf(db: Db, on: Context, contacts: readonly string[], reason: string, by: string): Promise<void> {
  const found: FoundPerson[] = []
  for (const id of contacts) found.push(await findPerson(db, on, id))
  const all = <K extends keyof FoundPerson>(key: K) => found.flatMap((one) => one[key] as unknown[]) as FoundPerson[K]
  const [first] = found
  if (first)
    await begin(db, on, Object.fromEntries(Object.keys(first).map((key) => [key, all(key as keyof FoundPerson)])) as unknown as FoundPerson, reason, by)
}

async function begin(db: Db, on: Context, { rows, hashes, keys, ...person }: FoundPerson, reason: string | null | undefined, by: string): Promise<string> {
  const open = await erasures.openUnder(db, hashes)
  // Who is erased since they were kept long enough may come back: their own wish is more than that.
  if (open && (open.reason !== OVER || reason === OVER)) return open.id
  const id = on.newId('ers')
  const now = on.now()
  for (const hash of hashes) await consents.suppress(db, hash, id, now)
  if (open) await consents.suppressInstead(db, open.id, hashes, id)
  const said = reason ? finderOf(person, id, on).without(reason, 'any name') : null
  await erasures.add(db, { id, person, hashes, contacts: rows.length, reason: said, createdAt: now, by })
  await persons.removeKeys(db, keys)
  for (const account of person.namesakes ?? [])
    await erasures.tell(db, id, { kind: 'table', place: 'account', subject: account, state: 'byHand', n: 1, detail: null, at: now })
  await operation.audit(db, { id: on.newId('aud'), at: now, by, action: 'person.erased', subject: id, detail: null })
  return id
}

/** What erasing somebody would come to in what is known of them; what else names them is found when it is done. */
export async function foreseeErasure(db: Db, on: Context, who: string): Promise<ErasureForeseen> {
  const person = await findPerson(db, on, who)
  const standing = await Promise.all(person.mails.map((address) => members.ofAddress(db, pseudonym(on.addressKey, address))))
  return {
    contacts: person.contacts.map(({ id }) => id),
    addresses: person.mails.length + person.numbers.length,
    names: person.names.length,
    events: person.events.length,
    deliveries: (await persons.deliveriesOf(db, person.events)).length,
    leads: person.leads,
    audiences: [...new Set(standing.flat().map(({ audience }) => audience))],
    isKnown: person.contacts.length + person.events.length > 0,
  }
}

/** Finds the person in texts. Where words were, the mark of this erasure stands. */
export const finderOf = (person: PersonMarks, id: string, on: Pick<Context, 'addressKey'>): PersonFinder =>
  personFinder(person, `[erased ${createHmac('sha256', on.addressKey).update(id).digest('hex').slice(0, 8)}]`)

/** First phase, in one transaction: whoever knew the person by these records knows them no more. */
export async function eraseRecords(db: Db, on: Context, row: erasures.ErasureRow, person: erasures.ErasedPerson): Promise<void> {
  const finder = finderOf(person, row.id, on)
  const tell = counting(db, on, row.id)
  await eraseEvents(db, on, row.id, finder, person.events)
  await tell('consent', await persons.removeConsents(db, row.hashes))
  const removed = await persons.removeContacts(
    db,
    person.contacts.map(({ id }) => id),
  )
  for (const [table, n] of Object.entries(removed)) await tell(table, n)
  for (const address of person.mails) for (const [table, n] of Object.entries(await nurture.forget(db, pseudonym(on.addressKey, address)))) await tell(table, n)
  await relearnAccounts(db, on, person.accounts)
}

/** Events stay as facts; of what they told only the company is left, and their requests are emptied. */
export async function eraseEvents(db: Db, on: Context, erasure: string, finder: PersonFinder, eventIds: readonly string[]): Promise<void> {
  const tell = counting(db, on, erasure)
  for (const row of await persons.personalOf(db, eventIds)) await persons.savePersonal(db, { ...row, personal: companyOnly(row, finder) })
  await tell('event_personal', eventIds.length)
  for (const id of eventIds) {
    for (const { decidedAt, evidence } of await persons.evidenceOf(db, id)) await persons.saveEvidence(db, id, decidedAt, withoutPerson(evidence))
    await persons.detach(db, id)
  }
  await emptyRequests(db, on, erasure, await persons.deliveriesOf(db, eventIds))
}

/** One that is being worked on is emptied when that is done. */
export async function emptyRequests(db: Db, on: Context, erasure: string, deliveryIds: readonly string[]): Promise<void> {
  let n = 0
  for (const id of deliveryIds) {
    const emptied = await requests.empty(db, id, SUPPRESSED, on.now())
    if (emptied === 'erased') n++
    else if (emptied === 'pending')
      await erasures.tell(db, erasure, { kind: 'delivery', place: 'delivery_raw', subject: id, state: 'open', n: 0, detail: null, at: on.now() })
  }
  await counting(db, on, erasure)('delivery_raw', n)
}

/** Counts rows of our own tables. */
export const counting =
  (db: Db, on: Context, erasure: string) =>
  async (table: string, n: number): Promise<void> => {
    if (n > 0) await erasures.tell(db, erasure, { kind: 'table', place: table, subject: '', state: 'done', n, detail: null, at: on.now() })
  }

/** Without its website a company was known by the domain of the address. */
function companyOnly({ personal: { company = {}, person } }: persons.PersonalRow, finder: PersonFinder): persons.PersonalRow['personal'] {
  const website = company.website ?? mail(person?.email)?.domain ?? undefined
  const { company: left } = finder.withoutIn({ company: { ...company, ...(website !== undefined && { website }) } }, 'full name') as {
    company: typeof company
  }
  return Object.keys(left).length === 0 ? {} : { company: left }
}

/** Of evidence the fields and weights stay. */
function withoutPerson(evidence: string): unknown {
  const lines = JSON.parse(evidence) as { field: string }[] // the store wrote it with that shape
  return lines.map((line) => (OF_PERSONS.has(line.field.replace(INSIDE, '')) ? { ...line, theirs: '', ours: '' } : line))
}

const OF_PERSONS: ReadonlySet<string> = new Set(['mail', 'mobile', 'phone', 'contact', 'person'])
