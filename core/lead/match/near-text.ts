/** Whether two comparable words are one word with slips of a keyboard or a scanner. */

/** Insertions, losses, replacements and swaps of neighbours between two short words, at most `limit` + 1. */
export function slips(a: string, b: string, limit: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let older: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, older[j - 2]! + 1)
      row.push(best)
    }
    if (Math.min(...row) > limit) return limit + 1
    older = last
    last = row
  }
  return last[b.length]!
}

/** One slip in a word of five letters, two in one of nine; digits are no slips of each other. */
export function nearlySame(a: string, b: string): boolean {
  if (a === b) return true
  const length = Math.min(a.length, b.length)
  if (length < 5 || a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return false
  const limit = length >= 9 ? 2 : 1
  return slips(a, b, limit) <= limit
}
