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
  /** Those of the CRM by lead, then those of the hub; put in order when they are asked for. */
  readonly records: readonly Difference[]
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
  crm: CrmSide
  /** By lead: whether it is asked for at all; null: all are. */
  isAsked: Uint8Array | null
  /** Leads that ever stood in sql; and by lead when they first did, NaN: never. */
  entered: readonly number[]
  enteredAt: Float64Array
}

/** With the number of its lead; -1: of nothing known. */
type Opportunity = CrmOpportunity & { number: number }

interface CrmSide {
  population: Population
  /** Days on which opportunities were created, in order; by day its opportunities by id. */
  days: readonly string[]
  byDay: ReadonlyMap<string, readonly Opportunity[]>
  /** Leads that have an opportunity, of whatever date. */
  linked: ReadonlySet<number>
}

/** Of hundreds of thousands of opportunities each is looked up once, not once per question. */
const crmSides = new WeakMap<readonly CrmOpportunity[], CrmSide>()

function crmSideOf(population: Population, opportunities: readonly CrmOpportunity[]): CrmSide {
  const known = crmSides.get(opportunities)
  if (known?.population === population) return known
  const numbers = new Map<string, number>(opportunities.flatMap(({ lead }) => (lead === null ? [] : [[lead, -1] as const])))
  if (numbers.size > 0) for (let lead = 0; lead < population.n; lead++) if (numbers.has(population.ids[lead]!)) numbers.set(population.ids[lead]!, lead)
  const byDay = new Map<string, Opportunity[]>()
  for (const one of opportunities.toSorted((a, b) => compare(a.id, b.id))) {
    const found = { ...one, number: one.lead === null ? -1 : numbers.get(one.lead)! }
    const ofDay = byDay.get(one.created)
    if (ofDay === undefined) byDay.set(one.created, [found])
    else ofDay.push(found)
  }
  const side = { population, days: [...byDay.keys()].sort(), byDay, linked: new Set(numbers.values()) }
  crmSides.set(opportunities, side)
  return side
}

/** @param opportunities those of the leads' product, of any date; the same list again is not read again */
export function sidesOf(population: Population, leads: Uint32Array | null, opportunities: readonly CrmOpportunity[]): Sides {
  const sql = stageCode('sql')
  const enteredAt = new Float64Array(population.n).fill(Number.NaN)
  const entered: number[] = []
  const isAsked = leads === null ? null : new Uint8Array(population.n)
  eachLead(population, leads, (lead) => {
    if (isAsked !== null) isAsked[lead] = 1
    const move = firstMoveTo(population, lead, sql)
    if (move < 0) return
    enteredAt[lead] = population.moves.at[move]!
    entered.push(lead)
  })
  return { population, crm: crmSideOf(population, opportunities), isAsked, entered, enteredAt }
}

export function reconcile({ population, crm, isAsked, entered, enteredAt }: Sides, { from, to, crmFrom, crmTo }: ReconciledPeriod): Reconciliation {
  const isHere = (at: number): boolean => at >= from && at < to
  const inPeriod = crm.days.flatMap((day) => (day >= crmFrom && day < crmTo ? crm.byDay.get(day)! : []))
  const found = new Set<number>()
  const causeOf = ({ number }: Opportunity): (typeof CRM_CAUSES)[number] | null => {
    if (number < 0 || isAsked?.[number] === 0) return 'only in the CRM'
    if (found.has(number)) return 'second record of the same lead'
    found.add(number)
    const at = enteredAt[number]!
    if (isHere(at)) return null
    return Number.isNaN(at) ? 'other stage here' : 'other period here'
  }
  const there = inPeriod.flatMap((one) => {
    const cause = causeOf(one)
    return cause === null ? [] : [{ side: 'crm' as const, one, record: one.id, cause }]
  })
  const counted = entered.filter((lead) => isHere(enteredAt[lead]!))
  const here = counted
    .filter((lead) => !found.has(lead))
    .map((lead): Difference => ({ side: 'hub', record: population.ids[lead]!, cause: crm.linked.has(lead) ? 'other period there' : 'only here' }))
  return {
    crm: inPeriod.length,
    hub: counted.length,
    differences: byCause([...there, ...here]),
    get records() {
      const ofCrm = there.toSorted((a, b) => byLead(a.one, b.one)).map(({ one: _, ...difference }): Difference => difference)
      return [...ofCrm, ...here.toSorted((a, b) => compare(a.record, b.record))]
    },
    unexplained: inPeriod.length - counted.length - (there.length - here.length),
  }
}

const byLead = (a: CrmOpportunity, b: CrmOpportunity): number => compare(a.lead ?? '', b.lead ?? '') || compare(a.created, b.created) || compare(a.id, b.id)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function byCause(records: readonly Pick<Difference, 'side' | 'cause'>[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { side, cause } of records) counts[`${side}: ${cause}`] = (counts[`${side}: ${cause}`] ?? 0) + 1
  return counts
}
