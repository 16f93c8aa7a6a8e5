/** Says where and why a text is not JSON, without quoting it: the engine's own message would carry personal data into logs. */
import { placeOf } from './limits.ts'

/** `line 3, column 14: a comma or } is expected` for a text that JSON.parse refused. */
export function explainJson(text: string): string {
  const { at, expected } = firstFault(text)
  return `${placeOf(text, at)}: ${at >= text.length ? `the text ends where ${expected} is expected` : `${expected} is expected`}`
}

interface Fault {
  at: number
  expected: string
}
type Expecting = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or end'

function firstFault(text: string): Fault {
  const open: ('{' | '[')[] = []
  let expecting: Expecting = 'value'
  let at = 0
  for (;;) {
    at = skipSpace(text, at)
    const c = text[at]
    if (expecting === 'comma or end') {
      const inside = open.at(-1)
      if (inside === undefined) return { at, expected: 'the end of the text' }
      if (c === (inside === '{' ? '}' : ']')) open.pop()
      else if (c === ',') expecting = inside === '{' ? 'name' : 'value'
      else return { at, expected: inside === '{' ? 'a comma or }' : 'a comma or ]' }
      at++
    } else if (expecting === 'colon') {
      if (c !== ':') return { at, expected: 'a colon' }
      expecting = 'value'
      at++
    } else if (expecting === 'name' || expecting === 'name or }') {
      if (c === '}' && expecting === 'name or }') {
        open.pop()
        expecting = 'comma or end'
        at++
      } else {
        const end = scanString(text, at)
        if (typeof end !== 'number')
          return c === '"' ? end : { at, expected: expecting === 'name' ? 'a name in double quotes' : 'a name in double quotes or }' }
        expecting = 'colon'
        at = end
      }
    } else if (c === ']' && expecting === 'value or ]') {
      open.pop()
      expecting = 'comma or end'
      at++
    } else if (c === '{' || c === '[') {
      open.push(c)
      expecting = c === '{' ? 'name or }' : 'value or ]'
      at++
    } else {
      const end = c === '"' ? scanString(text, at) : scanPlain(text, at)
      if (typeof end !== 'number') return end
      expecting = 'comma or end'
      at = end
    }
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++
  return at
}

function scanString(text: string, from: number): number | Fault {
  for (let at = from + 1; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === 34) return text[from] === '"' ? at + 1 : { at: from, expected: 'a double quote' }
    if (c < 32) return { at, expected: 'the closing quote (a line break or control character must be escaped)' }
    if (c !== 92) continue
    if (!/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at + 1, at + 6))) return { at, expected: 'a valid escape' }
    at++
  }
  return { at: text.length, expected: 'the closing quote' }
}

function scanPlain(text: string, from: number): number | Fault {
  const plain = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
  plain.lastIndex = from
  return plain.test(text) ? plain.lastIndex : { at: from, expected: 'a value' }
}
