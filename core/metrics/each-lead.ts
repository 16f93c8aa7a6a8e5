/** One pass over the leads asked about. Pure. */
import type { Population } from './population.ts'

/** @param leads their numbers; null: all */
export function eachLead(population: Pick<Population, 'n'>, leads: Uint32Array | null, use: (lead: number) => void): void {
  if (leads === null) for (let lead = 0; lead < population.n; lead++) use(lead)
  else for (let i = 0; i < leads.length; i++) use(leads[i]!)
}

/** The first move of a lead to a stage; -1: none. */
export function firstMoveTo({ moves: { first, to } }: Population, lead: number, stage: number): number {
  for (let move = first[lead]!; move < first[lead + 1]!; move++) if (to[move] === stage) return move
  return -1
}
