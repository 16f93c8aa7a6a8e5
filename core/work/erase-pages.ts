/** Looks through what is stored for an erased person, one page at a time: reads outside of transactions, writes what was found in one. */
import { createHmac } from 'node:crypto'
import { readingsOf, readingsOfText } from '../decode/readings.ts'
import type { Context } from '../flow/context.ts'
import { counting, emptyRequests, eraseEvents, finderOf } from '../flow/erase.ts'
import { relearnAccounts } from '../flow/relearn.ts'
import { SUPPRESSED } from '../flow/suppress.ts'
import { mail } from '../lead/normalise/mail.ts'
import { phone } from '../lead/normalise/phone.ts'
import type { Enough, PersonFinder } from '../lead/person-marks.ts'
import { PIECE } from '../list.ts'
import type { Db } from '../store/db.ts'
import * as requests from '../store/erased-requests.ts'
import * as erasures from '../store/erasures.ts'
import * as persons from '../store/persons.ts'
import type { Store } from '../store/store.ts'
import * as sweeping from '../store/sweeping.ts'

export interface Erasing {
  store: Store
  on: Context
  row: erasures.ErasureRow
  person: erasures.ErasedPerson
}

/** Where to go on, and what is to be written for what was seen; null: this phase is over. */
export interface Page {
  next: erasures.Place
  write?: (db: Db) => Promise<void>
}

const REQUESTS = 25
const ROWS = 200

type Phase = (erasing: Erasing, place: erasures.Place) => Promise<Page | null>

/** Requests of deliveries, with what was fetched for them. */
export const requestsPage: Phase = async ({ store, on, row, person }, { after }) => {
  const page = await requests.after(store.db, String(after?.[0] ?? ''), REQUESTS)
  const last = page.at(-1)
  if (!last) return null
  const names = lookingFor(on, row, person)
  const hits: string[] = []
  for (const request of page) {
    const fetched = await requests.fetchedFor(store.db, request.id)
    if (names.inRequest(request, request.account) || fetched.some((text) => names.inTexts(readingsOfText(text), request.account))) hits.push(request.id)
  }
  return { next: { after: [last.id] }, ...(hits.length > 0 && { write: (db) => emptyRequests(db, on, row.id, hits) }) }
}

/** Requests that were refused. */
export const refusedPage: Phase = async ({ store, on, row, person }, { after }) => {
  const page = await requests.refusalsAfter(store.db, String(after?.[0] ?? ''), REQUESTS)
  const last = page.at(-1)
  if (!last) return null
  const names = lookingFor(on, row, person)
  const hits = page.filter((request) => names.inRequest(request, null))
  return {
    next: { after: [last.id] },
    ...(hits.length > 0 && {
      write: async (db) => {
        let n = 0
        for (const { id } of hits) n += await requests.removeRefusal(db, id)
        await counting(db, on, row.id)('refusal', n)
      },
    }),
  }
}

/** What events tell of persons: the person's own that nothing led to, and words of others about them. */
export const submissionsPage: Phase = async ({ store, on, row, person }, { after }) => {
  const page = await persons.personalAfter(store.db, after ? [String(after[0]), Number(after[1])] : null, ROWS)
  const last = page.at(-1)
  if (!last) return null
  const finder = finderOf(person, row.id, on)
  const own = new Set(page.filter(({ personal }) => isOwn(person, personal.person)).map(({ eventId }) => eventId))
  const spoken = page.flatMap((one) => {
    if (own.has(one.eventId)) return []
    const personal = finder.withoutIn(one.personal, enoughOf(person, one.accountId)) as typeof one.personal
    return personal === one.personal ? [] : [{ ...one, personal }]
  })
  return {
    next: { after: [last.eventId, last.revision] },
    ...(own.size + spoken.length > 0 && {
      write: async (db) => {
        if (own.size > 0) await eraseEvents(db, on, row.id, finder, [...own])
        for (const one of spoken) await persons.savePersonal(db, one)
        await counting(db, on, row.id)('event_personal', spoken.length)
        const found = [...new Set([...own, ...spoken.map(({ eventId }) => eventId)])]
        const accounts = page.flatMap(({ eventId, accountId }) => (own.has(eventId) && accountId !== null ? [accountId] : []))
        await relearnAccounts(db, on, accounts)
        const known = (of: readonly string[], more: readonly string[]) => [...new Set([...of, ...more])]
        await erasures.keepPerson(db, row.id, {
          ...person,
          events: known(person.events, found),
          leads: known(person.leads, await persons.leadsOf(db, found)),
          accounts: known(person.accounts, accounts),
        })
      },
    }),
  }
}

/** All other tables, one after the other. @param onlyLate those that the erasure itself writes */
export const tablesPage =
  (onlyLate: boolean): Phase =>
  async ({ store, on, row, person }, { table, after }) => {
    const tables = sweeping.sweptTables(onlyLate)
    const current = table ?? tables[0]!
    const page = await sweeping.page(store.db, current, after ?? null, ROWS)
    const last = page.at(-1)
    const following = tables[tables.indexOf(current) + 1]
    if (!last) return following === undefined ? null : { next: { table: following } }
    const taken = takenFrom(on, row, person, current)
    const hits = page.filter((one) => taken(one) !== null)
    return {
      next: { table: current, after: last.key },
      ...(hits.length > 0 && {
        write: async (db) => {
          let n = 0
          for (const { key } of hits) {
            const held = await sweeping.hold(db, current, key)
            const texts = held && taken(held)
            if (!texts) continue
            if (texts === 'delete') await sweeping.remove(db, current, key)
            else await sweeping.write(db, current, key, texts)
            n++
          }
          await counting(db, on, row.id)(current, n)
        },
      }),
    }
  }

/** Stored files of lists. One that is worked on is waited for: its rows are left aside, and the file goes with its end. */
export const filesPage: Phase = async ({ store, on, row, person }, { after }) => {
  if (after) return null
  const finder = finderOf(person, row.id, on)
  const hits: string[] = []
  for (const file of await requests.storedFiles(store.db, false)) if (file.isPacked || (await isNamedInFile(store.db, finder, file.id))) hits.push(file.id)
  const running = await requests.storedFiles(store.db, true)
  return {
    next: { after: ['end'] },
    write: async (db) => {
      for (const id of hits) await requests.dropFile(db, id, SUPPRESSED, on.now())
      await counting(db, on, row.id)('import_piece', hits.length)
      for (const { id } of running)
        await erasures.tell(db, row.id, { kind: 'file', place: 'import_piece', subject: id, state: 'open', n: 0, detail: null, at: on.now() })
    },
  }
}

const OVERLAP = 500

async function isNamedInFile(db: Db, finder: PersonFinder, id: string): Promise<boolean> {
  for (let n = 0; ; n++) {
    const bytes = await requests.pieceWithNext(db, id, n, Math.min(OVERLAP, PIECE))
    if (!bytes) return false
    if (readingsOf(bytes).some((text) => finder.isNamedIn(text, 'full name'))) return true
  }
}

// --- who is meant ---------------------------------------------------------------------------

const enoughOf = ({ accounts }: erasures.ErasedPerson, account: string | null): Enough =>
  account !== null && accounts.includes(account) ? 'any name' : 'address'

interface LookingFor {
  inTexts(texts: readonly string[], account: string | null): boolean
  inRequest(request: Pick<requests.StoredRefusal, 'url' | 'remote' | 'headers' | 'body'>, account: string | null): boolean
}

/** Of a request that told nothing, name and company together say who it is; others may have the name. */
function lookingFor(on: Context, row: erasures.ErasureRow, person: erasures.ErasedPerson): LookingFor {
  const finder = finderOf(person, row.id, on)
  const homes = person.homes.map((home) => home.toLowerCase())
  const isOfHome = (text: string) => homes.some((home) => text.toLowerCase().includes(home))
  const inText = (text: string, account: string | null): boolean =>
    account === null ? finder.hasAddress(text) || (finder.isNamedIn(text, 'full name') && isOfHome(text)) : finder.isNamedIn(text, enoughOf(person, account))
  const inTexts: LookingFor['inTexts'] = (texts, account) => texts.some((text) => inText(text, account))
  return {
    inTexts,
    inRequest: ({ url, headers, body }, account) => inTexts([...readingsOfText(url), ...readingsOfText(headers), ...(body ? readingsOf(body) : [])], account),
  }
}

function isOwn(
  { mails, numbers }: erasures.ErasedPerson,
  said: { email?: string | undefined; mobile?: string | undefined; phone?: string | undefined } = {},
): boolean {
  const address = mail(said.email)
  if (address) return mails.some((one) => one === address.address || one === address.corrected?.address || mail(one)?.key === address.key)
  return [said.mobile, said.phone].some((number) => {
    const read = phone(number)
    return read?.mobile === true && numbers.includes(read.e164)
  })
}

/** What becomes of a row of a table: its new texts; null: it does not name the person. */
function takenFrom(on: Context, row: erasures.ErasureRow, person: erasures.ErasedPerson, table: string) {
  const { hashed = [], how, account, byAddress, ofCompanies } = sweeping.sweepOf(table)
  const finder = finderOf(ofCompanies && person.keptOfCompany ? { ...person, kept: person.keptOfCompany } : person, row.id, on)
  const isOwnRow = new Set(person.contacts.map(({ id }) => id))
  return (swept: sweeping.SweptRow): Record<string, string | null> | 'delete' | null => {
    const enough: Enough = byAddress ? 'address' : account ? enoughOf(person, swept.account) : 'full name'
    const named = Object.entries(swept.texts).filter(([, text]) => text !== null && finder.isNamedIn(text, enough))
    const isOf = table === 'said_field' && isOwnRow.has(String(swept.key[0]))
    if (isOf) return 'delete'
    if (named.length === 0) return null
    if (how === 'delete') return 'delete'
    const texts = named.map(([column, text]) => [column, hashed.includes(column) ? keyed(on, text!) : withoutPerson(finder, text!, enough)] as const)
    const changed = texts.filter(([column, text]) => text !== swept.texts[column])
    return changed.length === 0 ? null : Object.fromEntries(changed)
  }
}

const keyed = (on: Context, text: string): string => `erased:${createHmac('sha256', on.addressKey).update(text).digest('base64url').slice(0, 16)}`

function withoutPerson(finder: PersonFinder, text: string, enough: Enough): string {
  if (/^\s*[[{"]/.test(text)) {
    try {
      return JSON.stringify(finder.withoutIn(JSON.parse(text), enough))
    } catch {
      // A sentence that begins like a document.
    }
  }
  return finder.without(text, enough)
}
