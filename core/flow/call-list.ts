/** Whom to call next: what they asked about, which functions of the unit nobody knows yet, and what could be offered to them. */

import type { CallReason } from '../lead/call.ts'
import type { Class } from '../lead/fact.ts'
import { offerable } from '../lead/nurture.ts'
import * as calls from '../store/call-list.ts'
import type { Db, Page } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import type { Context } from './context.ts'
import { accountName, unitName } from './names.ts'
import { type ContactDocument, contactsOf } from './record.ts'

/** The newest touches tell what a unit is concerned with. */
const TOUCHES = 200
const TOPICS = 5
const OFFERED = 3

export interface Call {
  lead: string
  product: string
  account: string
  accountName: string | null
  unit: string
  unitName: string | null
  class: Class | null
  suggestion: Class | null
  why: CallReason
  /** Unix ms. */
  since: number
  points: number
  /** Newest first. */
  topics: { at: number; kind: string; title: string | null; note: string | null }[]
  contacts: (Pick<ContactDocument, 'id' | 'firstName' | 'lastName' | 'jobTitle' | 'function' | 'phone' | 'mobile' | 'email'> & {
    offer: { id: string; title: string }[]
  })[]
  /** Functions of the buying centre that nobody known has. */
  unknownFunctions: string[]
}

export type CallQuery = Omit<calls.CallFilter, 'at' | 'points'>

type Reading = Pick<Context, 'setup' | 'now'>

export async function callList(db: Db, on: Reading, query: CallQuery): Promise<Page<Call>> {
  const page = await calls.due(db, { ...query, at: on.now(), points: on.setup.callPoints })
  return { rows: await Promise.all(page.rows.map((row) => callOf(db, on, row))), next: page.next }
}

async function callOf(db: Db, on: Reading, { lead, why, since, points }: calls.CallRow): Promise<Call> {
  const { setup } = on
  const touches = await events.ofLead(db, lead.id, TOUCHES)
  const [account] = await identity.accounts(db, [lead.accountId])
  const [unit] = await identity.unitsByIds(db, [lead.unitId])
  const contacts = contactsOf(on, touches)
  const known = new Set(contacts.map((contact) => contact.function))
  const of = lead.state.class?.value ?? null
  const readBy = (contact: string) => new Set(touches.filter(({ contactId }) => contactId === contact).map(({ row }) => row.data.content?.id ?? ''))
  return {
    lead: lead.id,
    product: lead.product,
    account: lead.accountId,
    accountName: account ? accountName(account) : null,
    unit: lead.unitId,
    unitName: unit ? unitName(unit) : null,
    class: of,
    suggestion: lead.state.suggestion?.value ?? null,
    why,
    since,
    points,
    topics: topicsOf(touches),
    contacts: contacts.map(({ primary: _, ...contact }) => ({
      ...contact,
      offer: offerable(setup.content, { product: lead.product, class: of, function: contact.function ?? null, read: readBy(contact.id) })
        .slice(0, OFFERED)
        .map(({ id, title }) => ({ id, title })),
    })),
    unknownFunctions: setup.buyingCentre.filter((one) => !known.has(one as never)),
  }
}

/** What was read, asked or said, each once. */
function topicsOf(touches: readonly events.TouchRow[]): Call['topics'] {
  const told = touches.toReversed().map(({ row, personal }) => ({
    at: row.occurredAt,
    kind: row.kind,
    title: row.data.content?.title ?? row.data.content?.id ?? row.data.origin.event ?? row.data.origin.form ?? null,
    note: personal.note ?? null,
  }))
  const telling = told.filter(({ title, note }) => title !== null || note !== null)
  return telling.filter((one, i) => telling.findIndex(({ title, note }) => title === one.title && note === one.note) === i).slice(0, TOPICS)
}
