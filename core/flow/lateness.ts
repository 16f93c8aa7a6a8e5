/** The issue about somebody who lets leads wait for longer than agreed: opened with the first, closed with the last. */

import { type LimitKind, running } from '../lead/handover-limits.ts'
import type { Offer } from '../lead/lead-state.ts'
import type { Db } from '../store/db.ts'
import * as handovers from '../store/handovers.ts'
import * as issues from '../store/issues.ts'
import type { LeadRow } from '../store/leads.ts'
import type { Context } from './context.ts'
import { lateCause } from './issue-cause.ts'
import { raiseIssue } from './raise-issue.ts'

export async function raiseLateness(db: Db, on: Context, { product, state }: LeadRow, kind: LimitKind): Promise<void> {
  const who = state.owner ?? 'Nobody is named who'
  const what = kind === 'acceptance' ? 'has not answered leads' : 'was not in contact with leads'
  await raiseIssue(db, on, {
    cause: lateCause(state.owner, product),
    kind: 'agreement',
    subject: product,
    title: `${who} ${what} of ${product} in the time that was agreed`,
    todo: `See which with \`leitwerk lead handovers --state overdue\` and speak with them, or give the leads to somebody else. It closes by itself when none is left.`,
  })
}

/** @param before owner and hand-over as they were before what came now */
export async function endLateness(
  db: Db,
  on: Context,
  lead: LeadRow,
  before: { owner: string | null; offer: { id: string; reminders?: Offer['reminders'] | undefined } },
): Promise<void> {
  if (!before.offer.reminders?.some(({ steps }) => steps.includes('otherwise'))) return
  const now = on.now()
  const { offer, owner } = lead.state
  const waits = offer?.id === before.offer.id && owner === before.owner && running(on.setup.limits, lead).some(({ dueAt }) => dueAt <= now)
  if (waits || (await handovers.isLate(db, before.owner, lead.product, now))) return
  await issues.closeCause(db, lateCause(before.owner, lead.product), now)
}
