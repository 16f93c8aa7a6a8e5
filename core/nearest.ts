/** The word somebody probably meant: for suggestions in sentences about mistakes. */

export interface Candidate {
  /** What is suggested. */
  value: string
  /** Under which names it is known; labels count too. */
  names: readonly string[]
}

/** The candidate whose name is the same but for case and punctuation, or else differs by few letters; null when none comes near. */
export function nearest(word: string, candidates: readonly Candidate[]): string | null {
  const wanted = folded(word)
  if (wanted === '') return null
  const most = Math.max(1, Math.floor(wanted.length / 3))
  let best: { value: string; distance: number } | null = null
  for (const { value, names } of candidates)
    for (const name of names) {
      const distance = edits(wanted, folded(name), most)
      if (distance <= most && (best === null || distance < best.distance)) best = { value, distance }
    }
  return best?.value ?? null
}

/** A hint to put behind a sentence, or nothing. @param write how the word is written: `$uppercase()` */
export function didYouMean(word: string, known: Iterable<string>, write: (name: string) => string = (name) => `'${name}'`): string {
  const name = nearest(
    word,
    Array.from(known, (value) => ({ value, names: [value] })),
  )
  return name === null ? '' : `; did you mean ${write(name)}?`
}

const folded = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 60)

/** Letters to insert, delete, replace or swap with their neighbour; `most + 1` for anything above. */
function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : replaced
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1))
    }
    before = row
    row = next
  }
  return row.at(-1)!
}
