/** Step: sales is reminded of what was agreed; what nobody did in time goes on as was agreed for that. */
import type { Fact, FactBody } from '../lead/fact.ts'
import { handoverClock, type LimitStep, type Running, running, stepsLeft } from '../lead/handover-limits.ts'
import type { Offer } from '../lead/lead-state.ts'
import { said } from '../log.ts'
import type { Db } from '../store/db.ts'
import * as handovers from '../store/handovers.ts'
import * as leads from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import { advanceLead, offerFact } from './advance.ts'
import type { Context } from './context.ts'
import { NO_ANSWER } from './follow-offer.ts'
import { raiseLateness } from './lateness.ts'
import { notifyOfLead } from './notify.ts'
import { routed } from './route-lead.ts'

const AT_ONCE = 100

/** Jobs that write to single people, at the notifier that mails: to whoever has the lead, and to whoever is told when nothing happens. */
export const TELL_OWNER = 'remind'
export const TELL_ABOVE = 'escalate'

/** Looks at whoever is due, and at nobody else. @returns of how many leads something was said or done */
export async function remindSales(store: Store, on: Context): Promise<number> {
  let reminded = 0
  let last: handovers.Reminded | null = null
  for (;;) {
    const due: handovers.Reminded[] = await handovers.toLookAt(store.db, on.now(), last, AT_ONCE)
    for (const { id } of due)
      try {
        if (await store.write((db) => lookAt(db, on, id))) reminded++
      } catch (error) {
        on.log.warn('reminder.fault', { lead: id, error: said(error) }) // the others are not to wait for it
      }
    last = due.at(-1) ?? null
    if (due.length < AT_ONCE) return reminded
  }
}

/** Held, so that of several who look at once one finds something to do. */
async function lookAt(db: Db, on: Context, leadId: string): Promise<boolean> {
  const lead = await leads.holdById(db, leadId)
  const offer = lead?.state.offer
  const due = lead && offer && lead.mergedInto === null ? dueNow(on, lead, offer) : []
  if (due.length === 0) {
    await handovers.setClock(db, leadId, lead && lead.mergedInto === null ? handoverClock(on.setup.limits, lead) : null)
    return false
  }
  for (const one of due) if (await remind(db, on, lead!, offer!, one)) break // the other limit is another one now
  return true
}

interface Due {
  limit: Running
  /** What should have been said or done by now and was not; what was missed is made up for once. */
  steps: readonly LimitStep[]
}

const dueNow = (on: Context, lead: leads.LeadRow, offer: Offer): Due[] =>
  running(on.setup.limits, lead)
    .map((limit) => ({ limit, steps: stepsLeft(limit, offer).filter(({ at }) => at <= on.now()) }))
    .filter(({ steps }) => steps.length > 0)

/** @returns true when it settled the hand-over */
async function remind(db: Db, on: Context, lead: leads.LeadRow, offer: Offer, { limit, steps }: Due): Promise<boolean> {
  const { kind, dueAt } = limit
  const is = (what: LimitStep['what']) => steps.some((step) => step.what === what)
  const otherwise = is('otherwise') ? limit.limit.otherwise.do : null
  const now = on.now() // one for all that is said at once
  const settling = otherwise === null ? null : await settlingFacts(db, on, lead, offer, otherwise, now)
  const told: FactBody = { kind: 'reminder', offer: offer.id, limit: kind, steps: steps.map(({ id }) => id) }
  // Before what settles it, so that the history tells it in the order in which it went.
  const at = settling ? Math.max(offer.at, now - 1) : now
  await advanceLead(db, on, lead.id, [hubFact(on, told, at), ...(settling ?? [])], null)
  const isOver = steps.some(({ what }) => what !== 'before')
  const { owner } = lead.state
  const data = { offer: offer.id, lane: offer.lane, limit: kind, due: new Date(dueAt).toISOString(), settled: settling ? otherwise : null }
  await notifyOfLead(db, on, isOver ? 'handover.overdue' : 'handover.due', lead, data, lettersOf(on, owner, is('escalate')))
  if (otherwise !== null && !settling) await raiseLateness(db, on, lead, kind)
  return settling !== null
}

/** @returns null where nothing settles it: nobody else may get the lead, or an issue is all that was agreed */
async function settlingFacts(
  db: Db,
  on: Context,
  lead: leads.LeadRow,
  offer: Offer,
  how: Running['limit']['otherwise']['do'],
  now: number,
): Promise<Fact[] | null> {
  if (how === 'accept') return [hubFact(on, { kind: 'accept', offer: offer.id, auto: true }, now)]
  if (how !== 'passOn') return null
  const { attributes, declined = [], owner } = lead.state
  const next = await routed(db, on, { attributes, declined: [...declined, ...(owner === null ? [] : [owner])] }, lead)
  if (next === null) return null
  const before = Math.max(offer.at, now - 1)
  const { lane, stage, class: of } = offer
  return [
    hubFact(on, { kind: 'withdraw', offer: offer.id, reason: NO_ANSWER, passedOnFrom: owner }, before),
    offerFact(on, { lane, owner: next, stage, class: of }, 'hub'),
  ]
}

function hubFact(on: Context, body: FactBody, at: number): Fact {
  return { id: on.newId('fct'), at, recordedAt: on.now(), eventId: null, by: 'hub', body }
}

/** Who is written to by name, beside those who are notified. */
function lettersOf(on: Context, owner: string | null, tellsAbove: boolean): { connection: string; task: string }[] {
  const { remindsThrough: connection } = on.setup
  if (connection === null) return []
  return [...(isAddress(owner) ? [{ connection, task: TELL_OWNER }] : []), ...(tellsAbove ? [{ connection, task: TELL_ABOVE }] : [])]
}

const isAddress = (owner: string | null): boolean => owner !== null && /^[^\s@<>]+@[^\s@<>]+$/.test(owner)
