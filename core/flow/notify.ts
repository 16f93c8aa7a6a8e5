/** Step: what happened, written down for everybody who wants to know of it, in the transaction in which it happens. */
import type { JsonObject } from '../connector.ts'
import type { Notice, NoticeType } from '../notifier.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as lanes from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import * as notices from '../store/notices.ts'
import type { Context } from './context.ts'
import { accountName } from './names.ts'

export interface News {
  type: NoticeType
  /** What it is about: of one thing everybody hears in order. */
  about: string
  data: JsonObject
}

/** One job for every notifier that wants it; none hears of itself. */
export async function notify(db: Db, on: Context, { type, about, data }: News): Promise<void> {
  const { connection = null, subject = null } = data
  const to = [...on.setup.notifiers.values()].filter(({ id, events }) => events.has(type) && id !== connection && id !== subject)
  if (to.length === 0) return
  const notice = { id: on.newId('ntc'), type, at: on.now(), data }
  await notices.add(db, notice)
  for (const { id } of to)
    await lanes.enqueue(db, { id: on.newId('job'), connection: id, lane: about, kind: 'event', subject: notice.id, task: 'notify' }, on.now())
}

export const notifyOfLead = (db: Db, on: Context, type: NoticeType, lead: leads.LeadRow, more: JsonObject = {}): Promise<void> =>
  notify(db, on, {
    type,
    about: lead.id,
    data: { lead: lead.id, account: lead.accountId, unit: lead.unitId, product: lead.product, stage: lead.state.stage, cycle: lead.state.cycle, ...more },
  })

/** A lead did not get into a CRM, and waits for a person. */
export async function notifyOfJob(db: Db, on: Context, { id, connection, subject }: lanes.JobRow, more: JsonObject): Promise<void> {
  const lead = await leads.find(db, subject)
  if (lead) await notifyOfLead(db, on, 'sync.failed', lead, { connection, job: id, ...more })
}

/** As it is told: with the name that the company has by now, and the place where the console shows more. */
export async function noticeOf(db: Db, on: Context, id: string): Promise<Notice | undefined> {
  const row = await notices.find(db, id)
  if (!row) return undefined
  const { account, lead, connection } = row.data
  const named = typeof account === 'string' ? await identity.standing(db, account) : undefined
  const place = typeof lead === 'string' ? `leads/${lead}` : typeof connection === 'string' ? 'connections' : 'overview'
  return { ...row, type: row.type as NoticeType, company: (named && accountName(named)) ?? null, url: `${on.setup.publicUrl}/#/${place}` }
}
