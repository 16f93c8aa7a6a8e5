/** "Did you mean ...?": the known word that a mistyped one is most like. */

/** The nearest known word by letters changed, added, left out or swapped; undefined where none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const typed = word.toLowerCase()
  const most = Math.max(1, Math.floor(typed.length / 3))
  let best: { name: string; distance: number } | undefined
  for (const name of known) {
    if (Math.abs(name.length - typed.length) > most) continue
    const away = distance(typed, name.toLowerCase())
    if (away <= most && (best === undefined || away < best.distance)) best = { name, distance: away }
  }
  return best?.name
}

/** A hint to put behind a sentence, or nothing. @param write how the word is written: `$uppercase()` */
export function didYouMean(word: string, known: Iterable<string>, write: (name: string) => string = (name) => `'${name}'`): string {
  const name = nearest(word, known)
  return name === undefined ? '' : `; did you mean ${write(name)}?`
}

/** Edits between two words, neighbours swapped counting as one. */
function distance(one: string, other: string): number {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      const edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row.push(swapped ? Math.min(edits, before[j - 2]! + 1) : edits)
    }
    before = last
    last = row
  }
  return last[other.length]!
}
