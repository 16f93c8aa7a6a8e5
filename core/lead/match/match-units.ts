/** Which of an account's units found anew is which of those known: ids stay where most submissions stay. */

export interface UnitMembers {
  members: readonly string[]
}

/** @returns for each unit found anew the id of a known one, or null where it is new; largest overlap first, then the older id */
export function matchUnits(before: readonly (UnitMembers & { id: string })[], after: readonly UnitMembers[]): (string | null)[] {
  const unitOf = new Map(before.flatMap(({ id, members }) => members.map((member) => [member, id] as const)))
  const age = new Map(before.map(({ id }, i) => [id, i]))
  const overlaps = after.flatMap(({ members }, i) =>
    [...Map.groupBy(members, (member) => unitOf.get(member))].flatMap(([id, shared]) => (id === undefined ? [] : [{ id, i, shared: shared.length }])),
  )
  const ids = after.map((): string | null => null)
  const taken = new Set<string>()
  for (const { id, i } of overlaps.sort((a, b) => b.shared - a.shared || age.get(a.id)! - age.get(b.id)! || a.i - b.i)) {
    if (taken.has(id) || ids[i] !== null) continue
    ids[i] = id
    taken.add(id)
  }
  return ids
}
