/** What a CRM says of one record, and what that means beside what it said of it before. */
import type { Feedback } from './event.ts'
import { type FactBody, STAGES, type Stage } from './fact.ts'

/** A report without anybody's data but that of sales; field by field, as some reports tell only what changed. */
export interface Said {
  decision?: 'accepted' | 'rejected'
  stage?: string
  outcome?: Feedback['outcome']
  activity?: string
  owner?: string
  reason?: string
  order?: string
  amount?: number
  currency?: string
  /** The opportunity that it became, or `yes`. */
  converted?: string
}

export function saidIn({ decision, stage, outcome, activity, owner, reason, order, amount, currency, converted }: Feedback): Said {
  const said = {
    decision,
    stage,
    outcome,
    activity: activity?.kind,
    owner: owner?.email ?? owner?.name ?? owner?.id,
    reason,
    order,
    amount,
    currency,
    converted: converted && (converted.opportunity ?? 'yes'),
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== null)) as Said
}

/** Whether a report tells anything that was not known. */
export const isNews = (said: Said, before: Said): boolean => Object.entries(said).some(([name, value]) => before[name as keyof Said] !== value)

/** What counts whenever it is told; all else belongs to its cycle. */
const EVER: ReadonlySet<FactBody['kind']> = new Set(['contact', 'won', 'won_void'])

/**
 * Only what has changed means something; what is repeated beside it does not.
 * @param isOver the record belongs to a cycle of the lead that is over
 * @returns facts in the order in which they take effect
 */
export function meaningOf({ record, said }: Extract<FactBody, { kind: 'report' }>, before: Said, isOver: boolean): FactBody[] {
  const changed = (name: keyof Said) => said[name] !== undefined && said[name] !== before[name]
  const { stage, outcome, reason = null } = said
  const order = said.order ?? before.order ?? record
  const isReopened = outcome === 'open' && (before.outcome === 'lost' || before.outcome === 'disqualified')
  const isConverted = said.converted !== undefined && before.converted === undefined && stage === undefined && outcome !== 'won'
  const meaning: FactBody[] = []
  if (said.owner !== undefined && changed('owner')) meaning.push({ kind: 'owner', to: said.owner })
  if (said.activity !== undefined && changed('activity')) meaning.push({ kind: 'contact', activity: said.activity })
  if (changed('outcome') && before.outcome === 'won') meaning.push({ kind: 'won_void', order: before.order ?? record })
  if (said.decision === 'accepted' && changed('decision')) meaning.push({ kind: 'accept', offer: null, auto: false })
  if (said.decision === 'rejected' && changed('decision')) meaning.push({ kind: 'reject', offer: null, reason })
  if (stage !== undefined && isStage(stage) ? changed('stage') || isReopened : isReopened || isConverted)
    meaning.push({ kind: 'stage', to: stage !== undefined && isStage(stage) ? stage : 'sql', reason: null })
  if (stage !== undefined && !isStage(stage) && (changed('stage') || isReopened)) meaning.push({ kind: 'substage', to: stage })
  if (outcome === 'won' && changed('outcome')) meaning.push({ kind: 'won', order, amount: said.amount ?? null, currency: said.currency ?? null })
  if (outcome === 'lost' && changed('outcome')) meaning.push({ kind: 'lost', reason })
  if (outcome === 'disqualified' && changed('outcome')) meaning.push({ kind: 'disqualified', reason })
  return isOver ? meaning.filter(({ kind }) => EVER.has(kind)) : meaning
}

const isStage = (text: string): text is Stage => (STAGES as readonly string[]).includes(text)
