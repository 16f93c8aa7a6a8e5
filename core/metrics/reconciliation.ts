/** The hub's opportunities of a period against the CRM's own: two counts, and every record that differs, once, with its cause (docs/figures.md, group 12). Pure. */
import { eachLead, firstMoveTo } from './each-lead.ts'
import { type Population, stageCode } from './population.ts'

/** An opportunity as the CRM has it. */
export interface CrmOpportunity {
  id: string
  /** The lead it is linked to, as the hub knows it now: absorbed leads have become their survivor. null: none, or none that is known. */
  lead: string | null
  /** The CRM's own date of creation, `2025-06-17`. */
  created: string
}

/** How far a CRM's opportunities are known. */
export interface CrmRead {
  connection: string
  /** Unix ms: what it had then is known; null: it was never read to the end. */
  readAt: number | null
  /** It can be asked for them. */
  isListed: boolean
}

export const CRM_CAUSES = ['only in the CRM', 'second record of the same lead', 'other period here', 'other stage here'] as const
export const HUB_CAUSES = ['other period there', 'only here'] as const

export interface Difference {
  side: 'crm' | 'hub'
  /** The id of the opportunity in the CRM, or of the lead in the hub. */
  record: string
  cause: (typeof CRM_CAUSES)[number] | (typeof HUB_CAUSES)[number]
}

export interface Reconciliation {
  crm: number
  hub: number
  /** By side and cause, `crm: only in the CRM`. */
  differences: Record<string, number>
  records: Difference[]
  /** What the differences do not explain; must be 0. */
  unexplained: number
}

export interface ReconciledPeriod {
  /** Unix ms: the hub counts first entries into sql from `from` on and before `to`. */
  from: number
  to: number
  /** The same period as days of the CRM. */
  crmFrom: string
  crmTo: string
}

/** Both sides, found once for however many periods. */
export interface Sides {
  population: Population
  /** By lead, then by date and id. `lead`: its number; -1: of nothing known. */
  opportunities: readonly { id: string; created: string; lead: number }[]
  /** Leads that have an opportunity, of whatever date. */
  linked: ReadonlySet<number>
  /** Leads that ever stood in sql; and by lead when they first did, NaN: never. */
  entered: readonly number[]
  enteredAt: Float64Array
}

/** @param opportunities those of the leads' product, of any date */
export function sidesOf(population: Population, leads: Uint32Array | null, opportunities: readonly CrmOpportunity[]): Sides {
  const sql = stageCode('sql')
  const numbers = new Map<string, number>(opportunities.flatMap(({ lead }) => (lead === null ? [] : [[lead, -1] as const])))
  const enteredAt = new Float64Array(population.n).fill(Number.NaN)
  const entered: number[] = []
  eachLead(population, leads, (lead) => {
    const move = firstMoveTo(population, lead, sql)
    if (move >= 0) {
      enteredAt[lead] = population.moves.at[move]!
      entered.push(lead)
    }
    if (numbers.size > 0 && numbers.has(population.ids[lead]!)) numbers.set(population.ids[lead]!, lead)
  })
  const sorted = opportunities.toSorted(byLead).map(({ id, created, lead }) => ({ id, created, lead: lead === null ? -1 : numbers.get(lead)! }))
  return { population, opportunities: sorted, linked: new Set(sorted.map(({ lead }) => lead)), entered, enteredAt }
}

export function reconcile({ population, opportunities, linked, entered, enteredAt }: Sides, { from, to, crmFrom, crmTo }: ReconciledPeriod): Reconciliation {
  const isHere = (at: number): boolean => at >= from && at < to
  const inPeriod = opportunities.filter(({ created }) => created >= crmFrom && created < crmTo)
  const found = new Set<number>()
  const there = inPeriod.flatMap(({ id, lead }): Difference[] => {
    const isSecond = found.has(lead)
    found.add(lead)
    const at = enteredAt[lead]!
    if (lead < 0) return [{ side: 'crm', record: id, cause: 'only in the CRM' }]
    if (isSecond) return [{ side: 'crm', record: id, cause: 'second record of the same lead' }]
    if (isHere(at)) return []
    return [{ side: 'crm', record: id, cause: Number.isNaN(at) ? 'other stage here' : 'other period here' }]
  })
  const counted = entered.filter((lead) => isHere(enteredAt[lead]!))
  const here = counted
    .filter((lead) => !found.has(lead))
    .map((lead): Difference => ({ side: 'hub', record: population.ids[lead]!, cause: linked.has(lead) ? 'other period there' : 'only here' }))
    .sort((a, b) => compare(a.record, b.record))
  const records = [...there, ...here]
  const unexplained = inPeriod.length - counted.length - (there.length - here.length)
  return { crm: inPeriod.length, hub: counted.length, differences: byCause(records), records, unexplained }
}

const byLead = (a: CrmOpportunity, b: CrmOpportunity): number => compare(a.lead ?? '', b.lead ?? '') || compare(a.created, b.created) || compare(a.id, b.id)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function byCause(records: readonly Difference[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { side, cause } of records) counts[`${side}: ${cause}`] = (counts[`${side}: ${cause}`] ?? 0) + 1
  return counts
}
