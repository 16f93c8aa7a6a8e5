/** What went wrong in an expression, as a sentence for the person who maintains it: with the place, without values from the payload. */
import type { Hold, HoldCode } from '../mapped.ts'
import { didYouMean } from '../nearest.ts'
import { FUNCTION_NAMES } from './function-names.ts'
import { TooLarge } from './mapping-limits.ts'

/** What JSONata throws: plain objects with a code. */
interface Thrown {
  code?: string
  message?: string
  position?: number
  token?: unknown
  value?: unknown
  value2?: unknown
}

/** @param what the expression is, for the sentence: `the mapping`, `the split expression` */
export function heldByError(error: unknown, expression: string, what: string): Hold {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Thrown
  const code = codeOf(error, thrown)
  const place = thrown.position === undefined ? '' : ` (${linePlace(expression, thrown.position)})`
  return { kind: 'held', code, path: '', reason: `${what} ${sentenceOf(code, error, thrown)}${place}` }
}

/** `line 3, column 14` of a position in an expression. */
export function linePlace(expression: string, position: number): string {
  const { line, column } = lineAndColumn(expression, position)
  return `line ${line}, column ${column}`
}

export function lineAndColumn(expression: string, position: number): { line: number; column: number } {
  const before = expression.slice(0, Math.max(0, position))
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
}

function codeOf(error: unknown, { code }: Thrown): HoldCode {
  if (code === 'D1012') return 'mapping_timeout'
  if (code === 'D2014' || code === 'D2015' || error instanceof TooLarge) return 'mapping_memory'
  return error instanceof RangeError && error.message.includes('length') ? 'mapping_memory' : 'mapping_failed'
}

function sentenceOf(code: HoldCode, error: unknown, thrown: Thrown): string {
  if (code === 'mapping_timeout') return 'did not end in time: is there an endless loop?'
  if (code === 'mapping_memory') return `wanted too much memory: ${error instanceof TooLarge ? error.message : 'a list or text grows beyond its limit'}`
  if (thrown.code === 'D1011' || error instanceof RangeError) return 'calls itself too often: does a recursion ever end?'
  if (thrown.code === 'T1006' && typeof thrown.token === 'string') return `failed: ${noFunction(thrown.token)}`
  return `failed: ${messageOf(thrown)}`
}

/** A call of what does not exist, with the name that was probably meant. */
export const noFunction = (name: string): string => `there is no function $${name}()${didYouMean(name, FUNCTION_NAMES, (known) => `$${known}()`)}`

/** The value that an expression failed on. For a person who runs it by hand, never to be stored. */
export const valueIn = (error: unknown): unknown => (typeof error === 'object' && error !== null ? (error as Thrown).value : undefined)

/** The library writes values into its messages; a value can be somebody's name. */
export function messageOf({ message, value, value2, token }: Thrown): string {
  let text = message ?? 'unknown fault'
  for (const one of [value, value2]) {
    if (one === undefined || one === token) continue
    // A payload may call a field toString, and then an object is no text.
    const bare = typeof one === 'object' ? [] : [String(one)]
    for (const shown of [JSON.stringify(one), ...bare]) if (typeof shown === 'string' && shown.length > 1) text = text.replaceAll(shown, 'a value')
  }
  return text.slice(0, 500)
}
