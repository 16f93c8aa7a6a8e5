/** Accounts that share keys, in groups small enough to be put together anew at one time. */

/**
 * @param links accounts that share a key, the rarest key first
 * @param sizeOf how many submissions an account has
 * @param most submissions of one group; a link that would make it larger is left out
 */
export function blocks(accounts: readonly string[], links: readonly (readonly string[])[], sizeOf: (account: string) => number, most: number): string[][] {
  const parent = new Map(accounts.map((id) => [id, id]))
  const size = new Map(accounts.map((id) => [id, sizeOf(id)]))
  const root = (id: string): string => {
    let at = id
    while (parent.get(at) !== at) {
      const above = parent.get(parent.get(at)!)!
      parent.set(at, above)
      at = above
    }
    return at
  }
  for (const [first, ...others] of links) {
    if (first === undefined || !parent.has(first)) continue
    for (const other of others) {
      if (!parent.has(other)) continue
      const [a, b] = [root(first), root(other)]
      const together = size.get(a)! + size.get(b)!
      if (a === b || together > most) continue
      parent.set(b, a)
      size.set(a, together)
    }
  }
  const found = new Map<string, string[]>()
  for (const id of accounts) {
    const list = found.get(root(id))
    if (list) list.push(id)
    else found.set(root(id), [id])
  }
  return [...found.values()]
}
