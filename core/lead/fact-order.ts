/** In which order things happened to a lead. Pure. */

/** Facts of one instant stand in this order (figures.md 0.1), so that the order of arrival decides nothing. Kept states name the places: new kinds go to the end. */
const KINDS = [
  ...['unit', 'created', 'merged', 'touch', 'class', 'fast_lane', 'stage', 'owner', 'offer', 'contact', 'accept', 'reject', 'withdraw', 'substage'],
  ...['lost', 'disqualified', 'won', 'won_void', 'report', 'reminder', 'unmerged'],
] as const
export type OrderedKind = (typeof KINDS)[number]

const RANK = Object.fromEntries(KINDS.map((kind, place) => [kind, place])) as Record<OrderedKind, number>
export const rankOf = (kind: OrderedKind): number => RANK[kind]

/** By instant, then by rank, then by id. */
export const inOrder =
  <T extends { at: number; id: string }>(rank: (one: T) => number) =>
  (a: T, b: T): number =>
    a.at - b.at || rank(a) - rank(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
