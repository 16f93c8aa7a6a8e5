/** Step: what happened, written down for everybody who wants to know of it, in the transaction in which it happens. */
import type { JsonObject } from '../connector.ts'
import type { Notice, NoticeType } from '../notifier.ts'
import type { NotifierEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as issues from '../store/issues.ts'
import * as lanes from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import * as notices from '../store/notices.ts'
import type { Context } from './context.ts'
import { accountName } from './names.ts'
import { isOutdated } from './reminded.ts'

export interface News {
  type: NoticeType
  /** What it is about: of one thing everybody hears in order. */
  about: string
  data: JsonObject
  /** Has the cause of one that was told before: nothing new for people. */
  isRepeated?: boolean
  /** Jobs that write of it to single people. */
  letters?: readonly { connection: string; task: string }[]
}

/** One job for every notifier that wants it; none hears of itself. */
export async function notify(db: Db, on: Context, { type, about, data, isRepeated = false, letters = [] }: News): Promise<void> {
  const { connection = null, subject = null } = data
  const wants = ({ id, events, notifier }: NotifierEntry) =>
    events.has(type) && id !== connection && id !== subject && !(isRepeated && notifier.readBy === 'people')
  const told = [...on.setup.notifiers.values()].filter(wants).map(({ id }) => ({ connection: id, task: 'notify' }))
  const to = [...told, ...letters]
  if (to.length === 0) return
  const notice = { id: on.newId('ntc'), type, at: on.now(), data }
  await notices.add(db, notice)
  for (const { connection: id, task } of to)
    await lanes.enqueue(db, { id: on.newId('job'), connection: id, lane: about, kind: 'event', subject: notice.id, task, ...on.cause }, on.now())
}

export const notifyOfLead = (db: Db, on: Context, type: NoticeType, lead: leads.LeadRow, more: JsonObject = {}, letters: News['letters'] = []): Promise<void> =>
  notify(db, on, { type, about: lead.id, data: { ...dataOf(lead), ...more }, letters })

const dataOf = ({ id, accountId, unitId, product, state }: leads.LeadRow): JsonObject => ({
  lead: id,
  account: accountId,
  unit: unitId,
  product,
  stage: state.stage,
  cycle: state.cycle,
})

/** A lead did not get into a CRM, and waits for a person. @param because.issue counts what has this cause */
export async function notifyOfJob(db: Db, on: Context, { id, connection, subject }: lanes.JobRow, because: { code: string; issue: string }): Promise<void> {
  const lead = await leads.find(db, subject)
  if (!lead) return
  const isRepeated = ((await issues.find(db, because.issue))?.n ?? 1) > 1
  await notify(db, on, { type: 'sync.failed', about: lead.id, data: { ...dataOf(lead), connection, job: id, ...because }, isRepeated })
}

/** As it is told: with the name that the company has by now, and the place where the console shows more. */
export async function noticeOf(db: Db, on: Context, id: string): Promise<Notice | undefined> {
  const row = await notices.find(db, id)
  if (!row || (await isOutdated(db, on, row))) return undefined
  const { account, lead, connection } = row.data
  const named = typeof account === 'string' ? await identity.standing(db, account) : undefined
  const place = typeof lead === 'string' ? `leads/${lead}` : typeof connection === 'string' ? 'connections' : 'overview'
  return { ...row, type: row.type as NoticeType, company: (named && accountName(named)) ?? null, url: `${on.setup.publicUrl}/#/${place}` }
}
