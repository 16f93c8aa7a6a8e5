/** What was expected of a held delivery and what was found, as far as the sentence of its mapping tells both. */

export interface Hold {
  expected: string | null
  found: string | null
}

export function holdOf(reason: string | null): Hold {
  const said = reason ?? ''
  const wrongType = /(?:: |^)is ([^;:]+); (.+?) is expected/.exec(said)
  if (wrongType) return { found: wrongType[1]!, expected: wrongType[2]! }
  const wrongWord = /: (.+) is not one of (.+?)(?:; did you mean.*|\?| \(.*|$)/.exec(said)
  if (wrongWord) return { found: wrongWord[1]!, expected: wrongWord[2]! }
  if (/is missing or empty/.test(said)) return { found: '', expected: null }
  return { found: null, expected: null }
}
