/** Regular expressions in linear time (RE2), behind the part of RegExp that JSONata uses: no pattern can hang a worker. */
import { RE2JS } from 're2js'

const compiled = new WeakMap<RegExp, RE2JS>()

/** Compiles a pattern; throws with a sentence where it needs backtracking (lookahead, back-references). */
function linear(pattern: RegExp): RE2JS {
  const known = compiled.get(pattern)
  if (known) return known
  const made = RE2JS.compile(RE2JS.translateRegExp(pattern))
  compiled.set(pattern, made)
  return made
}

/** Why a pattern cannot run in linear time; null when it can. */
export function patternProblem(pattern: RegExp): string | null {
  try {
    linear(pattern)
    return null
  } catch {
    return `the pattern /${pattern.source}/ is not supported: look-ahead, look-behind and back-references are not available`
  }
}

/** What JSONata's `RegexEngine` needs: made from a parsed pattern, always global, with `lastIndex` and `exec`. */
export class LinearRegExp {
  lastIndex = 0
  readonly #pattern: RE2JS

  constructor(pattern: RegExp) {
    this.#pattern = linear(pattern)
  }

  exec(text: string): ((string | undefined)[] & { index: number }) | null {
    const matcher = this.#pattern.matcher(text)
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0
      return null
    }
    this.lastIndex = matcher.end()
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined)
    return Object.assign(groups, { index: matcher.start() })
  }
}
