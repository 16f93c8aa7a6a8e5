/** The grid of content: what is meant for which function in which class, and what somebody is to get next, when, and why. */
import type { Class } from './fact.ts'

export interface ContentItem {
  id: string
  title: string
  /** White paper, webinar, article...; null: not said. */
  type: string | null
  class: Class | null
  /** Functions it is written for; none: everybody. */
  functions: readonly string[]
  /** Products it speaks of; none: all. */
  products: readonly string[]
}

/** Where somebody stands in the grid. */
export interface Cell {
  product: string
  class: Class | null
  function: string | null
}

export interface Reader extends Cell {
  /** Content that they know. */
  read: ReadonlySet<string>
}

/** How often, and who gets any. */
export interface Plan {
  /** Classes that are to get content. */
  classes: readonly Class[]
  /** Also those whose lead sales has. */
  withSales: boolean
  /** Days that a class usually lasts; null: for ever. */
  classDays: Readonly<Record<Class, number | null>>
  /** A contact should hear from us at least so often, and never more often. */
  mostDays: number
  leastDays: number
  /** The same for whoever wished to hear less. */
  lessDays: number
}

export interface Situation extends Reader {
  mayBeMailed: boolean
  isWithSales: boolean
  frequency: Frequency | null
  /** Last contact about the product, and about anything; Unix ms, null: none yet. */
  lastAt: number | null
  lastOfAllAt: number | null
}

/** How often somebody wants to hear from us, compared with now. */
export const FREQUENCIES = ['less', 'same', 'more'] as const
export type Frequency = (typeof FREQUENCIES)[number]

/**
 * `next`: there is an item for them. Else why they get nothing: `consent` does not stand, `sales` has the lead, `unclassified`,
 * `class` that gets none, `empty`: nothing is in their cell of the grid, `read`: they know all that is.
 */
export const NEXT_REASONS = ['next', 'consent', 'sales', 'unclassified', 'class', 'empty', 'read'] as const
export type NextReason = (typeof NEXT_REASONS)[number]

export type Next = { why: 'next'; item: ContentItem /** Unix ms; in the past: at once. */; dueAt: number } | { why: Exclude<NextReason, 'next'> }

const DAY_MS = 86_400_000

export function nextFor(plan: Plan, content: readonly ContentItem[], who: Situation): Next {
  if (!who.mayBeMailed) return { why: 'consent' }
  if (who.isWithSales && !plan.withSales) return { why: 'sales' }
  if (who.class === null) return { why: 'unclassified' }
  if (!plan.classes.includes(who.class)) return { why: 'class' }
  const cell = inCell(content, who)
  if (cell.length === 0) return { why: 'empty' }
  const [item] = offerable(content, who)
  if (!item) return { why: 'read' }
  const earliest = who.lastOfAllAt === null ? 0 : who.lastOfAllAt + shortestMs(plan, who.frequency)
  return { why: 'next', item, dueAt: Math.max(earliest, (who.lastAt ?? 0) + intervalMs(plan, who.class, cell.length, who.frequency)) }
}

/** The items spread over the time that the class lasts, within the bounds. */
export function intervalMs(plan: Plan, of: Class, items: number, frequency: Frequency | null): number {
  const lasts = plan.classDays[of]
  const spread = frequency === 'more' ? plan.leastDays : lasts === null ? plan.mostDays : lasts / items
  return Math.max(Math.min(spread, plan.mostDays) * DAY_MS, shortestMs(plan, frequency))
}

const shortestMs = ({ leastDays, lessDays }: Plan, frequency: Frequency | null): number => (frequency === 'less' ? lessDays : leastDays) * DAY_MS

/** Steps of one address kept apart: what is due first comes first, the next one not before the shortest time has passed. */
export function apart<T extends { dueAt: number }>(steps: readonly T[], plan: Plan, frequency: Frequency | null, now: number): T[] {
  const sorted = steps.toSorted((a, b) => a.dueAt - b.dueAt)
  let free = 0
  return sorted.map((step) => {
    const dueAt = Math.max(step.dueAt, free)
    free = Math.max(dueAt, now) + shortestMs(plan, frequency)
    return { ...step, dueAt }
  })
}

/** What is meant for a cell of the grid, in the order of the configuration: what is written for the function first. */
export function inCell(content: readonly ContentItem[], { product, class: of, function: does }: Cell): ContentItem[] {
  const fits = content.filter(
    (item) =>
      item.class !== null &&
      item.class === of &&
      (item.products.length === 0 || item.products.includes(product)) &&
      (item.functions.length === 0 || (does !== null && item.functions.includes(does))),
  )
  return [...fits.filter(({ functions }) => functions.length > 0), ...fits.filter(({ functions }) => functions.length === 0)]
}

/** What could be offered next: of their cell, nothing twice. */
export const offerable = (content: readonly ContentItem[], { read, ...cell }: Reader): ContentItem[] => inCell(content, cell).filter(({ id }) => !read.has(id))
