/** Which lines of a text were added or removed, with some lines around them. Pure. */

interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'gap'
  text: string
  /** In the new text, or in the old one for what was removed; null for a gap. */
  line: number | null
}

const AROUND = 3
/** Longer texts are compared by their common beginning and end alone. */
const MOST_CELLS = 4_000_000

export function diffLines(before: string, after: string): DiffLine[] {
  const [old, now] = [before.trimEnd().split('\n'), after.trimEnd().split('\n')]
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++
  const middle = between(old.slice(head, old.length - tail), now.slice(head, now.length - tail), head)
  const same = (text: string, line: number): DiffLine => ({ kind: 'same', text, line })
  const all = [
    ...now.slice(0, head).map((text, i) => same(text, i + 1)),
    ...middle,
    ...now.slice(now.length - tail).map((text, i) => same(text, now.length - tail + i + 1)),
  ]
  return near(all)
}

function between(old: readonly string[], now: readonly string[], head: number): DiffLine[] {
  if (old.length * now.length > MOST_CELLS) return [...old.map((text, i) => removed(text, head + i)), ...now.map((text, i) => added(text, head + i))]
  const longest = lengths(old, now)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ kind: 'same', text: now[j]!, line: head + j + 1 })
      i++
      j++
    } else if (j >= now.length || (i < old.length && longest[i + 1]![j]! >= longest[i]![j + 1]!)) lines.push(removed(old[i]!, head + i++))
    else lines.push(added(now[j]!, head + j++))
  }
  return lines
}

const removed = (text: string, at: number): DiffLine => ({ kind: 'removed', text, line: at + 1 })
const added = (text: string, at: number): DiffLine => ({ kind: 'added', text, line: at + 1 })

/** Of the longest common run of lines from each place on. */
function lengths(old: readonly string[], now: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--) table[i]![j] = old[i] === now[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
  return table
}

/** Only lines near a change. */
function near(all: readonly DiffLine[]): DiffLine[] {
  const changes = all.flatMap(({ kind }, i) => (kind === 'same' ? [] : [i]))
  const isShown = (i: number) => changes.some((at) => Math.abs(at - i) <= AROUND)
  return all.flatMap((one, i) => (isShown(i) ? [one] : isShown(i - 1) && i > 0 ? [{ kind: 'gap' as const, text: '', line: null }] : []))
}
