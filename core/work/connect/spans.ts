/** Where the parts of an expression stand in its text: the engine's tree only tells where each part begins. */

export interface Span {
  /** First character. */
  from: number
  /** Behind the last one. */
  to: number
}

const OPENS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
/** Behind these a slash begins a pattern; behind a value it divides. */
const BEFORE_PATTERN = /(?:^|[-(,:;=[{&|!<>?~+*%/^]|\b(?:and|or|in))\s*$/

/** The place behind what opens at `at`; the text's end where it is never closed. */
export function closing(text: string, at: number): number {
  let depth = 0
  for (let i = at; i < text.length; i = next(text, i)) {
    const letter = text[i]!
    if (OPENS[letter] !== undefined) depth++
    else if (letter === ')' || letter === ']' || letter === '}') depth--
    if (depth === 0) return i + 1
  }
  return text.length
}

/** A value from behind its colon to the comma or bracket that ends it, without the blanks and comments around it. */
export function valueAt(text: string, from: number): Span {
  const begin = skipBlank(text, from)
  let end = begin
  for (let i = begin; i < text.length; i = next(text, i)) {
    const letter = text[i]!
    if (letter === ',' || letter === ')' || letter === ']' || letter === '}') break
    const isBlank = /\s/.test(letter) || text.startsWith('/*', i)
    if (OPENS[letter] !== undefined) i = closing(text, i) - 1
    if (!isBlank) end = Math.max(end, next(text, i))
  }
  return { from: begin, to: end }
}

export function skipBlank(text: string, from: number): number {
  let i = from
  while (i < text.length && (/\s/.test(text[i]!) || text.startsWith('/*', i))) i = next(text, i)
  return i
}

/** One character, or the whole of a text, name, pattern or comment that begins there. */
function next(text: string, i: number): number {
  const letter = text[i]!
  if (letter === '"' || letter === "'") return quotedEnd(text, i, letter)
  if (letter === '`') return after(text, '`', i + 1)
  if (text.startsWith('/*', i)) return after(text, '*/', i + 2)
  if (letter === '/' && BEFORE_PATTERN.test(text.slice(Math.max(0, i - 40), i))) return patternEnd(text, i)
  return i + 1
}

function quotedEnd(text: string, from: number, mark: string): number {
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === mark) return i + 1
  }
  return text.length
}

/** The engine ends a pattern at a slash outside of brackets. */
function patternEnd(text: string, from: number): number {
  let depth = 0
  for (let i = from + 1; i < text.length; i++) {
    const letter = text[i]!
    if (letter === '\\') i++
    else if (letter === '(' || letter === '[' || letter === '{') depth++
    else if (letter === ')' || letter === ']' || letter === '}') depth--
    else if (letter === '/' && depth === 0) return i + 1
  }
  return text.length
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found < 0 ? text.length : found + mark.length
}
