/** Groups that grow by joining two at a time. */

export interface Groups {
  find: (one: number) => number
  join: (a: number, b: number) => void
  /** Members of every group, in order of their first. */
  all: () => number[][]
}

export function groupsOf(size: number): Groups {
  const parent = Array.from({ length: size }, (_, i) => i)
  const find = (one: number): number => {
    let top = one
    while (parent[top] !== top) top = parent[top] = parent[parent[top]!]!
    return top
  }
  const join = (a: number, b: number): void => {
    const [x, y] = [find(a), find(b)]
    parent[Math.max(x, y)] = Math.min(x, y)
  }
  const all = (): number[][] => {
    const members = new Map<number, number[]>()
    for (let i = 0; i < size; i++) members.set(find(i), [...(members.get(find(i)) ?? []), i])
    return [...members.values()]
  }
  return { find, join, all }
}
