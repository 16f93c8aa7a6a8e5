/** What became of groups when they were made anew: who moved, which became one, which fell apart. */

export interface GroupChanges {
  /** Members that are in another group than the one that follows theirs. */
  moved: number
  /** Groups of before that are not there as they were. */
  changed: number
  merges: { after: number; parts: Part[] }[]
  splits: { before: number; parts: Part[] }[]
}

/** A group by its number, and how many of its members are meant. */
export interface Part {
  group: number
  members: number
}

/** @param before every member in one group; `after` has the same members */
export function compareGroups(before: readonly (readonly string[])[], after: readonly (readonly string[])[]): GroupChanges {
  const shared = overlaps(before, after)
  const of = (side: 'before' | 'after', other: 'before' | 'after', groups: readonly unknown[]) => {
    const parts: Part[][] = groups.map(() => [])
    for (const one of shared) parts[one[side]]!.push({ group: one[other], members: one.members })
    return parts
  }
  const [came, went] = [of('after', 'before', after), of('before', 'after', before)]
  const isWhole = (i: number) => went[i]!.length === 1 && came[went[i]![0]!.group]!.length === 1
  return {
    moved: before.flat().length - kept(shared),
    changed: before.filter((_, i) => !isWhole(i)).length,
    merges: came.flatMap((parts, i) => (parts.length > 1 ? [{ after: i, parts }] : [])),
    splits: went.flatMap((parts, i) => (parts.length > 1 ? [{ before: i, parts }] : [])),
  }
}

interface Overlap {
  before: number
  after: number
  members: number
}

/** The largest first. */
function overlaps(before: readonly (readonly string[])[], after: readonly (readonly string[])[]): Overlap[] {
  const was = new Map(before.flatMap((group, i) => group.map((member) => [member, i] as const)))
  return after
    .flatMap((group, i) =>
      [...Map.groupBy(group, (member) => was.get(member)!)].map(([from, members]) => ({ before: from, after: i, members: members.length })),
    )
    .sort((a, b) => b.members - a.members || a.before - b.before || a.after - b.after)
}

/** A group follows the one it has most of; each has one that follows it. */
function kept(shared: readonly Overlap[]): number {
  const [ended, begun] = [new Set<number>(), new Set<number>()]
  let members = 0
  for (const one of shared) {
    if (ended.has(one.before) || begun.has(one.after)) continue
    ended.add(one.before)
    begun.add(one.after)
    members += one.members
  }
  return members
}
