/** JSON without losing digits, depth or safety: big integers become text, nesting and size are measured before parsing. */
import type { Json } from '../connector.ts'
import type { Hold } from '../mapped.ts'
import { explainJson } from './json-error.ts'
import { MAX_DEPTH, MAX_VALUES, placeOf, tooDeep, undecodable } from './limits.ts'

export type Parsed = { kind: 'decoded'; value: Json } | Hold

/**
 * Parses a JSON text. Integers beyond 2^53 (ids of ads, mails, messages) become strings with exactly the digits sent;
 * other numbers stay numbers. `__proto__` is left out. Held as `undecodable` with line and column, or as `too_deep`.
 */
export function parseJson(text: string): Parsed {
  const refused = measure(text)
  if (refused !== null) return refused
  try {
    return { kind: 'decoded', value: NEEDS_CARE.test(text) ? JSON.parse(text, exact) : JSON.parse(text) }
  } catch {
    return undecodable(`the body is not valid JSON: ${explainJson(text)}`)
  }
}

/** Long digit runs, large exponents, the dangerous name in any spelling: a reviver costs five times the plain parse. */
const NEEDS_CARE = /\d{16}|\d[eE]\+?\d{3}|__proto__|\\u005f/i

function exact(key: string, value: Json, context?: { source?: string }): Json | undefined {
  if (key === '__proto__') return undefined
  if (typeof value !== 'number' || context?.source === undefined) return value
  if (!Number.isFinite(value)) return context.source
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(context.source) ? value : context.source
}

/** One pass over the brackets: the engine's own parser would build everything first. */
function measure(text: string): Hold | null {
  let depth = 0
  let values = 1
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 34) i = endOfString(text, i)
    else if (c === 44) values++
    else if (c === 123 || c === 91) {
      values++
      if (++depth > MAX_DEPTH) return tooDeep('the JSON', placeOf(text, i))
    } else if (c === 125 || c === 93) depth--
  }
  return values > MAX_VALUES ? undecodable(`the JSON holds more than ${MAX_VALUES.toLocaleString('en')} values`) : null
}

/** Index of the closing quote; the text's end where there is none. */
function endOfString(text: string, start: number): number {
  let at = start
  for (;;) {
    at = text.indexOf('"', at + 1)
    if (at < 0) return text.length
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return at
  }
}
