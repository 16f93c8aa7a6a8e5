/** Looks, without writing: who is behind an address, a number, a contact or an event, and all that the hub knows them by. */
import { identityKeys } from '../lead/match/keys.ts'
import { type FormFamily, familyOf } from '../lead/normalise/legal-forms.ts'
import { mail } from '../lead/normalise/mail.ts'
import { personName } from '../lead/normalise/person.ts'
import { phone } from '../lead/normalise/phone.ts'
import { key } from '../lead/normalise/text.ts'
import { submissionOf } from '../lead/submission.ts'
import { Refusal } from '../refusal.ts'
import type { Db } from '../store/db.ts'
import type { ErasedPerson } from '../store/erasures.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import * as persons from '../store/persons.ts'
import type { Context } from './context.ts'
import { demandAddress } from './say-consent.ts'
import { hashesOf } from './suppress.ts'

export interface FoundPerson extends ErasedPerson {
  rows: identity.ContactRow[]
  /** For suppression, see `suppress.ts`. */
  hashes: string[]
  /** Keys of identity that lead to the person alone. */
  keys: string[]
}

/** Contacts of one account that are looked at, at most. */
const MOST = 10_000

/** @param text e-mail address, telephone number, `con_...` or `evt_...` @throws a sentence when it is none, or of several people */
export async function findPerson(db: Db, on: Pick<Context, 'addressKey'>, text: string): Promise<FoundPerson> {
  const seed = await seedOf(db, text.trim())
  const mails = new Set(seed.mails)
  const rows = new Map(seed.rows.map((row) => [row.id, row]))
  for (let before = -1; before < mails.size + rows.size; ) {
    before = mails.size + rows.size
    for (const row of rows.values()) for (const one of row.profile.mails) mails.add(one)
    for (const one of mails) for (const row of await contactsAt(db, one)) rows.set(row.id, row)
  }
  const contacts = [...rows.values()]
  const eventIds = await persons.eventsOf(db, contacts)
  const told = await persons.personalOf(db, eventIds)
  for (const { personal } of told) for (const one of addressesIn(personal)) mails.add(one)
  const accounts = await identity.accounts(db, [
    ...new Set([...contacts.map(({ accountId }) => accountId), ...told.flatMap(({ accountId }) => accountId ?? [])]),
  ])
  const fellows = await fellowsOf(db, accounts, rows)
  const mobiles = [...new Set([...seed.numbers, ...contacts.flatMap(({ profile }) => profile.mobiles)])]
  const landlines = contacts.flatMap(({ profile }) => profile.phones).filter((number) => !fellows.some(({ profile }) => profile.phones.includes(number)))
  const names = namesOf(told, contacts)
  const homes = accounts.flatMap(({ profile }) => [...profile.names.map(({ joined }) => joined), ...profile.domains])
  const companies = accounts.filter((account) => isCompany(account, fellows))
  const nameKeys = [...new Set(contacts.flatMap(({ profile }) => profile.names))]
  return {
    rows: contacts,
    mails: [...mails],
    numbers: [...new Set([...mobiles, ...landlines])],
    names,
    loneNames: loneNames(names, fellows, accounts),
    contacts: contacts.map(({ id, accountId }) => ({ id, account: accountId })),
    events: eventIds,
    accounts: accounts.map(({ id }) => id),
    homes: [...new Set(accounts.flatMap(({ profile }) => [...profile.names.map(({ core }) => core), ...profile.domains]))].filter((home) => home.length > 3),
    kept: companies.flatMap(({ profile }) => [...profile.domains, ...profile.names.flatMap((one) => namesThatStay(one, names))]),
    keptOfCompany: companies.flatMap(({ profile }) => [
      ...profile.domains,
      ...profile.names.flatMap((one) => [...namesThatStay(one, names), ...(one.tokens.length > 1 ? [one.core, one.tokens.join(' ')] : [])]),
    ]),
    namesakes: companies.filter(({ profile }) => isNamesake(profile, names)).map(({ id }) => id),
    leads: await persons.leadsOf(db, eventIds),
    hashes: hashesOf(on, { mails: [...mails] }, mobiles, nameKeys, homes),
    keys: [...new Set(told.flatMap(({ personal }) => identityKeys(submissionOf(personal, 0)).hold.filter((one) => /^(?:mail|mobile):/.test(one))))],
  }
}

interface Seed {
  mails: string[]
  numbers: string[]
  rows: identity.ContactRow[]
}

async function seedOf(db: Db, text: string): Promise<Seed> {
  if (/^con_\w+$/.test(text)) {
    const rows = await identity.contacts(db, [text])
    if (rows.length === 0) throw new Refusal(`there is no contact ${text}`)
    return { mails: [], numbers: [], rows }
  }
  if (/^evt_\w+$/.test(text)) {
    const event = await events.latest(db, text)
    const address = event && addressesIn(await events.personal(db, event))[0]
    if (!address) throw new Refusal(`the event ${text} names no e-mail address: say the address, or the contact`)
    return { mails: [address], numbers: [], rows: [] }
  }
  const { value, channel } = demandAddress(text)
  return channel === 'email' ? { mails: [value], numbers: [], rows: [] } : byNumber(db, value)
}

/** A number may be of several people, and then says nothing of who is meant. */
async function byNumber(db: Db, e164: string): Promise<Seed> {
  const number = phone(e164)
  if (number?.mobile) {
    const rows = await contactsUnder(db, [`mobile:${e164}`])
    return { mails: [], numbers: [e164], rows: one(rows) }
  }
  const accounts = (
    await identity.postings(
      db,
      (number?.stems ?? []).map((stem) => `phone:${stem}`),
    )
  ).map(({ accountId }) => accountId)
  const rows: identity.ContactRow[] = []
  for (const id of new Set(accounts)) rows.push(...(await identity.contactsOfAccount(db, id, MOST)).filter(({ profile }) => profile.phones.includes(e164)))
  if (rows.length === 0) throw new Refusal('nobody is known by this number')
  return { mails: [], numbers: [], rows: one(rows) }
}

function one(rows: identity.ContactRow[]): identity.ContactRow[] {
  const others = rows.filter(({ profile }) => !profile.mails.some((address) => rows[0]?.profile.mails.includes(address)))
  if (rows.length > 1 && others.length > 0) throw new Refusal(`this number is of several people: say which of ${rows.map(({ id }) => id).join(', ')}`)
  return rows
}

async function contactsUnder(db: Db, keys: readonly string[]): Promise<identity.ContactRow[]> {
  const ids = (await identity.postings(db, keys)).flatMap(({ contactId }) => contactId ?? [])
  return identity.contacts(db, [...new Set(ids)])
}

async function contactsAt(db: Db, address: string): Promise<identity.ContactRow[]> {
  const read = mail(address)
  if (!read || read.kind === 'role') return []
  const keys = [...new Set([read.key, (read.corrected ?? read).key])]
  const rows = await contactsUnder(
    db,
    keys.map((one) => `mail:${one}`),
  )
  return rows.filter(({ profile }) => profile.mails.some((other) => keys.includes(mail(other)?.key ?? '')))
}

const addressesIn = ({ person }: events.EventPersonal): string[] => {
  const read = mail(person?.email)
  return read && read.kind !== 'role' ? [read.address] : []
}

/** Others of the same companies. */
async function fellowsOf(db: Db, accounts: readonly identity.AccountRow[], own: ReadonlyMap<string, unknown>): Promise<identity.ContactRow[]> {
  const all: identity.ContactRow[] = []
  for (const { id } of accounts) all.push(...(await identity.contactsOfAccount(db, id, MOST)))
  return all.filter(({ id }) => !own.has(id))
}

type Name = ErasedPerson['names'][number]
type CompanyNames = identity.AccountRow['profile']['names'][number]

/** A legal entity, or somebody else works there: its name is not the person's alone. */
const isCompany = ({ id, profile }: identity.AccountRow, fellows: readonly identity.ContactRow[]): boolean =>
  fellows.some(({ accountId }) => accountId === id) || profile.names.some(({ legalForm }) => legalForm !== null && !OF_PEOPLE.has(familyOf(legalForm)))

const OF_PEOPLE: ReadonlySet<FormFamily | null> = new Set([null, 'sole', 'partnership'])

/** Spellings of a company's name that are nobody's own: a name of one word, or a person's full name, only with its legal form. */
function namesThatStay({ core, tokens, legalForm }: CompanyNames, names: readonly Name[]): string[] {
  const isOwn = tokens.length < 2 || names.some((name) => isSame(tokens, name))
  return [...(legalForm === null ? [] : [`${core} ${legalForm}`]), ...(isOwn ? [] : [core, tokens.join(' ')])]
}

const isSame = (tokens: readonly string[], { first, last }: Name): boolean =>
  [`${first} ${last}`, `${last} ${first}`].some((name) => key(name).replaceAll(' ', '') === tokens.join(''))

const isNamesake = ({ names: told, domains }: identity.AccountRow['profile'], names: readonly Name[]): boolean =>
  names.some(({ first, last }) => [...told.map(({ joined }) => joined), ...domains].some((text) => [first, last].every((part) => text.includes(key(part)))))

function namesOf(told: readonly persons.PersonalRow[], contacts: readonly identity.ContactRow[]): Name[] {
  const found = new Map<string, Name>()
  for (const { personal } of told) {
    const { firstName, lastName } = personName(personal.person ?? {})
    if (firstName !== null && lastName !== null) found.set(`${firstName} ${lastName}`.toLowerCase(), { first: firstName, last: lastName })
  }
  for (const name of contacts.flatMap(({ profile }) => profile.names)) {
    const at = name.indexOf(' ')
    const isKnown = [...found.values()].some(({ first, last }) => `${key(first)} ${key(last)}` === name)
    if (at > 0 && !isKnown) found.set(name, { first: name.slice(0, at), last: name.slice(at + 1) })
  }
  return [...found.values()]
}

/** Shorter ones are words. */
const LONE = 4

function loneNames(names: readonly Name[], fellows: readonly identity.ContactRow[], accounts: readonly identity.AccountRow[]): string[] {
  const taken = new Set([
    ...fellows.flatMap(({ profile }) => profile.names.map((name) => name.slice(name.indexOf(' ') + 1))),
    ...accounts.flatMap(({ profile }) => profile.names.flatMap(({ tokens, joined }) => [...tokens, joined])),
  ])
  return [...new Set(names.map(({ last }) => last))].filter((last) => last.length >= LONE && !taken.has(key(last)))
}
