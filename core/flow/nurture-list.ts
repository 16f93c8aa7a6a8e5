/** Who should get what next, and why; who gets nothing, and why not; and where the grid of content has gaps. */

import { FUNCTIONS } from '../lead/event.ts'
import type { Class } from '../lead/fact.ts'
import { inCell, type NextReason } from '../lead/nurture.ts'
import type { SentContent } from '../nurture-data.ts'
import { Refusal } from '../refusal.ts'
import type { Db, Page } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as nurture from '../store/nurture.ts'
import * as operation from '../store/operation.ts'
import { reachable } from './audiences.ts'
import { type Context, pseudonym } from './context.ts'
import { accountName } from './names.ts'

export interface NextLine {
  contact: string
  lead: string
  email: string
  accountName: string | null
  product: string
  class: Class | null
  function: string | null
  /** What is to come; null: nothing. */
  item: { id: string; title: string; type: string | null } | null
  /** What the e-mail tool is told to send now. */
  offered: string | null
  why: NextReason
  /** Unix ms. */
  dueAt: number | null
  lastAt: number | null
  frequency: string | null
  topics: readonly string[]
}

export type NextQuery = Omit<nurture.NextFilter, 'now'>

export async function nextLines(db: Db, { setup, now }: Pick<Context, 'setup' | 'now'>, query: NextQuery): Promise<Page<NextLine>> {
  if (query.audience !== undefined && !setup.audiences.has(query.audience)) throw new Refusal(`there is no audience '${query.audience}'`)
  const { rows, next } = await nurture.list(db, { ...query, now: now() })
  const contacts = await identity.contacts(
    db,
    rows.map(({ contactId }) => contactId),
  )
  const accounts = new Map((await identity.accounts(db, [...new Set(contacts.map(({ accountId }) => accountId))])).map((one) => [one.id, accountName(one)]))
  const accountOf = new Map(contacts.map(({ id, accountId }) => [id, accounts.get(accountId) ?? null]))
  const lines = rows.map(({ contactId, leadId, email, item, wish, ...row }): NextLine => {
    const shown = setup.content.find(({ id }) => id === item)
    return {
      contact: contactId,
      lead: leadId,
      email,
      accountName: accountOf.get(contactId) ?? null,
      product: row.product,
      class: row.class,
      function: row.function,
      item: shown ? { id: shown.id, title: shown.title, type: shown.type } : null,
      offered: row.offered,
      why: row.why,
      dueAt: row.dueAt,
      lastAt: row.lastAt,
      frequency: wish?.frequency ?? null,
      topics: wish?.topics ?? [],
    }
  })
  return { rows: lines, next }
}

export interface GridCell {
  product: string
  class: Class
  /** null: not known. */
  function: string | null
  /** Ids of the content for that cell. */
  content: readonly string[]
  /** People who stand in it. */
  contacts: number
  /** Of them those who would get something if there were more. */
  waiting: number
}

/** Every cell of the grid of content, by product, class and function. */
export async function contentGrid(db: Db, { setup }: Pick<Context, 'setup'>): Promise<GridCell[]> {
  const counted = await nurture.cells(db)
  const functions = [...FUNCTIONS.filter((one) => setup.buyingCentre.includes(one) || counted.some((row) => row.function === one)), null]
  const cells = setup.products.flatMap(({ id: product }) =>
    setup.nurturing.plan.classes.flatMap((of) => functions.map((does) => ({ product, class: of, function: does }))),
  )
  return cells.map((cell): GridCell => {
    const here = counted.filter((row) => row.product === cell.product && row.class === cell.class && row.function === cell.function)
    const sum = (rows: typeof here) => rows.reduce((n, row) => n + row.n, 0)
    return {
      ...cell,
      content: inCell(setup.content, cell).map(({ id }) => id),
      contacts: sum(here),
      waiting: sum(here.filter(({ why }) => why === 'empty' || why === 'read')),
    }
  })
}

export interface Gap extends Omit<GridCell, 'content'> {
  /** So many content items for that cell. */
  items: number
}

/** Cells without content, and those whose content somebody has read through; where most people wait first. */
export async function contentGaps(db: Db, on: Pick<Context, 'setup'>): Promise<Gap[]> {
  const cells = (await contentGrid(db, on)).map(({ content, ...cell }): Gap => ({ ...cell, items: content.length }))
  return cells.filter(({ items, waiting }) => items === 0 || waiting > 0).sort((a, b) => b.waiting - a.waiting || b.contacts - a.contacts)
}

/** What was sent in another way than by an e-mail tool that the hub tells. @returns how many of them are news */
export async function sayContentSent(db: Db, on: Context, sent: readonly SentContent[], by: string): Promise<number> {
  let news = 0
  for (const { contact: id, product, item } of sent) {
    const [contact] = await identity.contacts(db, [id])
    if (!contact) throw new Refusal(`there is no contact ${id}`)
    if (!on.setup.products.some((one) => one.id === product)) throw new Refusal(`there is no product '${product}'`)
    if (!on.setup.content.some((one) => one.id === item)) throw new Refusal(`there is no content item '${item}'`)
    const emails = contact.profile.mails.flatMap((mail) => reachable(mail) ?? [])
    let isNew = false
    for (const email of emails) {
      const address = pseudonym(on.addressKey, email)
      if (!(await nurture.tell(db, { address, item, product }, on.now()))) continue
      isNew = true
      await nurture.mark(db, { address, email }, on.now())
    }
    if (!isNew) continue
    news++
    await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'content.sent', subject: id, detail: item })
  }
  return news
}
