/** The leaves of a JSON value and where they are: read, named and replaced one by one. */
import type { Json } from '../connector.ts'

export type Step = string | number
export type Scalar = string | number | boolean

export interface Leaf {
  steps: readonly Step[]
  value: Scalar
}

/** Every text, number and truth value, in order. */
export function leavesOf(value: Json, steps: readonly Step[] = []): Leaf[] {
  if (value === null) return []
  if (typeof value !== 'object') return [{ steps, value }]
  const inner = Array.isArray(value) ? value.map((one, i) => [i, one] as const) : Object.entries(value)
  return inner.flatMap(([step, one]) => leavesOf(one, [...steps, step]))
}

/** `answers[2].email`; names that would be misread stand in backticks. */
export function pathText(steps: readonly Step[]): string {
  return steps.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    const name = /[.[\]`]|^$/.test(step) ? `\`${step}\`` : step
    return text === '' ? name : `${text}.${name}`
  }, '')
}

/** `answers[2].email` and `answers[0].email` are both `answers[].email`. */
export const folded = (path: string): string => path.replace(/\[\d+\]/g, '[]')

/** A copy with another value at one place; everything beside the way there is shared. */
export function withLeaf(value: Json, [step, ...rest]: readonly Step[], put: Json): Json {
  if (step === undefined) return put
  if (Array.isArray(value)) return value.map((one, i) => (i === step ? withLeaf(one, rest, put) : one))
  // The cast: the steps were read off this very value.
  const object = value as { [key: string]: Json }
  return Object.fromEntries(Object.entries(object).map(([name, one]) => [name, name === step ? withLeaf(one, rest, put) : one]))
}
