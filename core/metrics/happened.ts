/** What happened to leads, thing by thing, for counts of a period (figures.md group 1). Pure. */
import { CLASSES, STAGES } from '../lead/fact.ts'
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { STAGE_RANK, stageRank } from './main-order.ts'

/** Told of a lead, when it happened to it, what (code of a stage or class; place of an order), and how much it counts. */
export type UseHappened = (lead: number, at: number, what: number, amount: number) => void

/** What is counted by when it happened. */
export const HAPPENED = [
  'created',
  'generated',
  'firstInStage',
  'firstInClass',
  'entriesToStage',
  'exitsFromStage',
  'closings',
  'orders',
  'revenueCents',
] as const
export type Happened = (typeof HAPPENED)[number]

export function eachHappened(view: View, what: Happened, use: UseHappened): void {
  EACH[what](view, use)
}

const EACH: Readonly<Record<Happened, (view: View, use: UseHappened) => void>> = {
  created: ({ population, leads }, use) => eachLead(population, leads, (lead) => use(lead, population.createdAt[lead]!, 0, 1)),
  generated: ({ population, leads }, use) => {
    const { first, at, to } = population.moves
    const least = stageRank('lead')
    eachLead(population, leads, (lead) => {
      let move = first[lead]!
      while (move < first[lead + 1]! && STAGE_RANK[to[move]!]! < least) move++
      if (move < first[lead + 1]!) use(lead, at[move]!, 0, 1)
    })
  },
  firstInStage: ({ population, leads }, use) => eachFirst(population.moves, STAGES.length, leads, population.n, use),
  firstInClass: ({ population, leads }, use) => eachFirst(population.classes, CLASSES.length, leads, population.n, use),
  entriesToStage: ({ population, leads }, use) => {
    const { first, at, to } = population.moves
    eachLead(population, leads, (lead) => {
      for (let move = first[lead]!; move < first[lead + 1]!; move++) use(lead, at[move]!, to[move]!, 1)
    })
  },
  exitsFromStage: ({ population, leads }, use) => {
    const { first, at, to } = population.moves
    eachLead(population, leads, (lead) => {
      for (let move = first[lead]! + 1; move < first[lead + 1]!; move++) use(lead, at[move]!, to[move - 1]!, 1)
    })
  },
  closings: ({ population, leads }, use) => {
    const { first, at } = population.orders
    eachLead(population, leads, (lead) => {
      if (first[lead]! < first[lead + 1]!) use(lead, at[first[lead]!]!, first[lead]!, 1)
    })
  },
  orders: (view, use) => eachOrder(view, (lead, at, order) => use(lead, at, order, 1)),
  revenueCents: (view, use) => eachOrder(view, (lead, at, order, amount) => Number.isNaN(amount) || use(lead, at, order, amount)),
}

/** Of each lead the first time in each stage or class. @param codes from here on nothing is counted: no class */
function eachFirst(
  { first, at, to }: View['population']['moves'] | View['population']['classes'],
  codes: number,
  leads: View['leads'],
  n: number,
  use: UseHappened,
): void {
  eachLead({ n }, leads, (lead) => {
    let seen = 0
    for (let entry = first[lead]!; entry < first[lead + 1]!; entry++) {
      const code = to[entry]!
      if (code >= codes || (seen & (1 << code)) !== 0) continue
      seen |= 1 << code
      use(lead, at[entry]!, code, 1)
    }
  })
}

function eachOrder({ population, leads }: View, use: UseHappened): void {
  const { first, at, amount } = population.orders
  eachLead(population, leads, (lead) => {
    for (let order = first[lead]!; order < first[lead + 1]!; order++) use(lead, at[order]!, order, amount[order]!)
  })
}
