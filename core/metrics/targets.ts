/** What was reached of what targets are set for (docs/figures.md, groups 1 and 10). Pure. */
import { STAGES } from '../lead/fact.ts'
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { placeIn } from './periods.ts'
import type { Population } from './population.ts'

/** lead: created; mql, sal, sql: first entries into the stage; closing: leads with their first order. */
export const TARGETED = ['lead', 'mql', 'sal', 'sql', 'closing'] as const
export type Targeted = (typeof TARGETED)[number]

export const isTargeted = (what: string): what is Targeted => (TARGETED as readonly string[]).includes(what)

/** Of each period. @param periods may overlap */
export function reachedIn(view: View, what: Targeted, periods: readonly { from: number; to: number }[]): number[] {
  const counts = periods.map(() => 0)
  const places = periods.map((period) => placeIn([period]))
  eachReached(view, what, (_, at) => {
    for (const [i, placeOf] of places.entries()) if (placeOf(at) === 0) counts[i]!++
  })
  return counts
}

/** Told of each lead that reached it, and when. */
export function eachReached({ population, leads }: View, what: Targeted, use: (lead: number, at: number) => void): void {
  const when = WHEN[what]
  eachLead(population, leads, (lead) => {
    const at = when(population, lead)
    if (!Number.isNaN(at)) use(lead, at)
  })
}

const WHEN: Readonly<Record<Targeted, (population: Population, lead: number) => number>> = {
  lead: ({ createdAt }, lead) => createdAt[lead]!,
  mql: (population, lead) => firstIn(population, lead, MQL),
  sal: (population, lead) => firstIn(population, lead, SAL),
  sql: (population, lead) => firstIn(population, lead, SQL),
  closing: ({ orders }, lead) => (orders.first[lead]! < orders.first[lead + 1]! ? orders.at[orders.first[lead]!]! : Number.NaN),
}

const only = (isOne: (stage: (typeof STAGES)[number]) => boolean): readonly boolean[] => STAGES.map(isOne)
const MQL = only((stage) => stage === 'mql')
const SAL = only((stage) => stage === 'sal')
const SQL = only((stage) => stage === 'sql')

function firstIn({ moves }: Population, lead: number, isIn: readonly boolean[]): number {
  for (let move = moves.first[lead]!; move < moves.first[lead + 1]!; move++) if (isIn[moves.to[move]!]) return moves.at[move]!
  return Number.NaN
}
