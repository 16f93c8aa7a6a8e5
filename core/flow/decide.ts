/** What people decide about a lead. Decisions are facts; later folds keep them. */

import type { Fact, FactBody } from '../lead/fact.ts'
import { apply } from '../lead/fold.ts'
import { mayFollow, phaseOf } from '../lead/phase.ts'
import type { LeadDecision } from '../lead-data.ts'
import { Refusal } from '../refusal.ts'
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import * as operation from '../store/operation.ts'
import { advanceLead } from './advance.ts'
import type { Context } from './context.ts'

export async function decideLead(db: Db, on: Context, input: LeadDecision, by: string): Promise<{ changed: boolean }> {
  const now = on.now()
  const before = await leads.find(db, input.lead)
  if (!before) return { changed: false }
  const fact = { id: on.newId('dec'), at: Math.min(input.at ?? now, now), recordedAt: now, eventId: null, by, body: factOf(input.decision) }
  if (input.decision.kind === 'class' || input.decision.kind === 'stage') mustBeAllowed(on, before, fact)
  await advanceLead(db, on, input.lead, [fact], null)
  await operation.audit(db, {
    id: on.newId('aud'),
    at: now,
    by,
    action: `lead.${input.decision.kind}`,
    subject: input.lead,
    detail: 'to' in input.decision ? input.decision.to : 'reason' in input.decision ? input.decision.reason : null,
  })
  return { changed: true }
}

/** Where people put a lead goes by the funnel. What sales answers to an offer, and what a CRM reports, has happened. @throws Refusal */
function mustBeAllowed({ setup: { rules } }: Context, { id, state }: leads.LeadRow, fact: Fact): void {
  const from = phaseOf(rules, state, fact.at)
  const to = phaseOf(rules, apply(rules, structuredClone(state), fact).state, fact.at)
  if (mayFollow(from, to)) return
  const next = from!.next!.length > 0 ? `what may follow is ${from!.next!.join(', ')}` : 'nothing may follow'
  throw new Refusal(`the lead ${id} is in '${from!.id}' of the funnel, and '${to!.id}' does not follow it: ${next}`)
}

function factOf(decision: LeadDecision['decision']): FactBody {
  switch (decision.kind) {
    case 'class':
      return { kind: 'class', to: decision.to, reason: decision.reason }
    case 'stage':
      if (decision.to === 'lost' || decision.to === 'disqualified') return { kind: decision.to, reason: decision.reason }
      return { kind: 'stage', to: decision.to, reason: decision.reason }
    case 'accept':
      return { kind: 'accept', offer: null, auto: false }
    case 'reject':
      return { kind: 'reject', offer: null, reason: decision.reason }
    case 'owner':
      return { kind: 'owner', to: decision.to }
    case 'contact':
      return { kind: 'contact', activity: decision.activity }
  }
}
