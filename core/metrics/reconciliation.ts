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

/** @param opportunities those of the leads' product, of any date */
export function reconcile(
  population: Population,
  leads: Uint32Array | null,
  opportunities: readonly CrmOpportunity[],
  period: ReconciledPeriod,
): Reconciliation {
  const isHere = (at: number): boolean => at >= period.from && at < period.to
  const there = new Set(opportunities.map(({ lead }) => lead))
  const entered = firstEntries(population, leads, (lead, at) => there.has(lead) || isHere(at))
  const inPeriod = opportunities.filter(({ created }) => created >= period.crmFrom && created < period.crmTo).sort(byLead)
  const found = new Set<string>()
  const records: Difference[] = []
  for (const { id, lead } of inPeriod) {
    const known = lead !== null && entered.has(lead)
    const isFirst = lead !== null && !found.has(lead)
    if (known && isFirst) found.add(lead)
    const at = known ? entered.get(lead)! : Number.NaN
    if (!known) records.push({ side: 'crm', record: id, cause: 'only in the CRM' })
    else if (!isFirst) records.push({ side: 'crm', record: id, cause: 'second record of the same lead' })
    else if (!isHere(at)) records.push({ side: 'crm', record: id, cause: Number.isNaN(at) ? 'other stage here' : 'other period here' })
  }
  const here = [...entered.keys()].filter((lead) => isHere(entered.get(lead)!)).sort()
  for (const record of here) if (!found.has(record)) records.push({ side: 'hub', record, cause: there.has(record) ? 'other period there' : 'only here' })
  const [crmRows, hubRows] = [records.filter(({ side }) => side === 'crm').length, records.filter(({ side }) => side === 'hub').length]
  return {
    crm: inPeriod.length,
    hub: here.length,
    differences: counted(records),
    records,
    unexplained: inPeriod.length - here.length - (crmRows - hubRows),
  }
}

/** Lead -> when it first stood in sql; NaN: never. */
function firstEntries(population: Population, leads: Uint32Array | null, isWanted: (lead: string, at: number) => boolean): Map<string, number> {
  const sql = stageCode('sql')
  const entered = new Map<string, number>()
  eachLead(population, leads, (lead) => {
    const move = firstMoveTo(population, lead, sql)
    const entry = move < 0 ? Number.NaN : population.moves.at[move]!
    if (isWanted(population.ids[lead]!, entry)) entered.set(population.ids[lead]!, entry)
  })
  return entered
}

const byLead = (a: CrmOpportunity, b: CrmOpportunity): number => compare(a.lead ?? '', b.lead ?? '') || compare(a.created, b.created) || compare(a.id, b.id)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function counted(records: readonly Difference[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { side, cause } of records) counts[`${side}: ${cause}`] = (counts[`${side}: ${cause}`] ?? 0) + 1
  return counts
}
