/** Hand-overs as they stand beside what was agreed: who has them, until when they must answer and be in contact, who was reminded. */
import type { OfferLane } from '../lead/fact.ts'
import { type Limited, type LimitKind, limitsOf } from '../lead/handover-limits.ts'
import type { Offer } from '../lead/lead-state.ts'
import { instantAt, localTimeIn } from '../lead/local-time.ts'
import { partnerOf } from '../lead/route.ts'
import { hoursBetween } from '../lead/working-time.ts'
import type { Db, Page } from '../store/db.ts'
import * as handovers from '../store/handovers.ts'
import type { LeadRow } from '../store/leads.ts'
import type { Context } from './context.ts'
import { namesOf } from './names.ts'

/** `waiting`: its time does not run yet; `ended`: nobody waits for it any more, though it was not done. */
export const LIMIT_STATES = ['waiting', 'running', 'overdue', 'in_time', 'late', 'ended'] as const

export interface ShownLimit {
  /** Unix ms. */
  dueAt: number | null
  /** When it was done. */
  at: number | null
  state: (typeof LIMIT_STATES)[number]
  /** Working hours from the start of the time until it was done, or until now. */
  workingHours: number | null
}

export interface Handover {
  lead: string
  product: string
  account: string
  accountName: string | null
  unit: string
  unitName: string | null
  owner: string | null
  partner: string | null
  offer: string
  lane: OfferLane
  /** Unix ms. */
  offeredAt: number
  state: Offer['state']
  answeredAt: number | null
  contactedAt: number | null
  /** null: nothing was agreed. */
  limits: Readonly<Record<LimitKind, ShownLimit | null>>
  reminders: { at: number; limit: LimitKind; steps: readonly string[] }[]
}

export type HandoverQuery = Omit<handovers.HandoverFilter, 'now' | 'before'> & { before?: number | undefined }

type Reading = Pick<Context, 'setup' | 'now'>

/** @param query.before of those that are due: default is the end of today */
export async function listHandovers(db: Db, on: Reading, query: HandoverQuery): Promise<Page<Handover>> {
  const now = on.now()
  const localTime = localTimeIn(on.setup.rules.timeZone)
  const page = await handovers.page(db, { ...query, now, before: query.before ?? instantAt(localTime, localTime(now).date, END_OF_DAY) })
  const names = await namesOf(db, page.rows)
  return { rows: page.rows.flatMap((row) => (row.state.offer ? [{ ...shown(on, row, row.state.offer, now), ...names(row) }] : [])), next: page.next }
}

const END_OF_DAY = 24 * 60

function shown(on: Reading, lead: LeadRow, offer: Offer, now: number): Omit<Handover, 'accountName' | 'unitName'> {
  const limits = limitsOf(on.setup.limits, lead)
  const of = (kind: LimitKind) => {
    const limited = limits.find((one) => one.kind === kind)
    return limited ? shownLimit(limited, now) : null
  }
  return {
    lead: lead.id,
    product: lead.product,
    account: lead.accountId,
    unit: lead.unitId,
    owner: lead.state.owner,
    partner: partnerOf(offer.owner),
    offer: offer.id,
    lane: offer.lane,
    offeredAt: offer.at,
    state: offer.state,
    answeredAt: offer.answeredAt ?? null,
    contactedAt: offer.contactedAt ?? null,
    limits: { acceptance: of('acceptance'), first_contact: of('first_contact') },
    reminders: [...(offer.reminders ?? [])],
  }
}

function shownLimit(limited: Limited, now: number): ShownLimit {
  const { dueAt, doneAt, startedAt, calendar } = limited
  const until = doneAt ?? (limited.isOver ? null : now)
  return {
    dueAt,
    at: doneAt,
    state: stateOf(limited, now),
    workingHours: startedAt === null || until === null ? null : Math.max(0, hoursBetween(calendar, startedAt, until)),
  }
}

function stateOf({ dueAt, doneAt, isOver }: Limited, now: number): ShownLimit['state'] {
  if (doneAt !== null) return dueAt === null || doneAt <= dueAt ? 'in_time' : 'late'
  if (isOver) return 'ended'
  if (dueAt === null) return 'waiting'
  return now > dueAt ? 'overdue' : 'running'
}
