/** The clean-up every mapping would otherwise do by hand, led by the contract: empty values go, lists and texts get their shape. Nothing is guessed. */
import type { z } from 'zod'
import { TooLarge } from './mapping-limits.ts'

/** What the contract wants at a place, taken from its schema once. */
type Shape = { kind: 'object'; fields: ReadonlyMap<string, Shape> } | { kind: 'record' } | { kind: 'list'; of: Shape } | { kind: 'text' | 'number' | 'plain' }

interface Definition {
  type: string
  innerType?: z.ZodType
  element?: z.ZodType
  shape?: Record<string, z.ZodType>
}

/** Reads a schema; only the kinds the contract uses, anything else is left as it is. */
export function shapeOf(schema: z.ZodType): Shape {
  // The cast: zod's definitions are a union of dozens; these three fields are all that is read.
  const { type, innerType, element, shape } = schema.def as unknown as Definition
  if (innerType !== undefined) return shapeOf(innerType)
  if (type === 'object' && shape !== undefined) return { kind: 'object', fields: new Map(Object.entries(shape).map(([name, field]) => [name, shapeOf(field)])) }
  if (type === 'array' && element !== undefined) return { kind: 'list', of: shapeOf(element) }
  if (type === 'record') return { kind: 'record' }
  if (type === 'string' || type === 'enum') return { kind: 'text' }
  return { kind: type === 'number' ? 'number' : 'plain' }
}

/** Names of the fields that an object of the contract has; none for free ones. @param path from the outermost shape */
export function fieldsAt(shape: Shape, path: readonly PropertyKey[]): string[] {
  let at: Shape | undefined = shape
  for (const step of path) at = at?.kind === 'list' ? at.of : at?.kind === 'object' ? at.fields.get(String(step)) : undefined
  return at?.kind === 'object' ? [...at.fields.keys()] : []
}

/** Values of one result; a mapping can make a value that contains itself many times over. */
const MAX_VALUES = 200_000

/** A copy in the contract's shape: without null, empty and blank values, texts trimmed, numbers as text where text is wanted, one value as a list where a list is wanted. */
export function tidy(value: unknown, shape: Shape): unknown {
  let left = MAX_VALUES
  const walk = (one: unknown, as: Shape | undefined): unknown => {
    if (--left < 0) throw new TooLarge(`the result has more than ${MAX_VALUES.toLocaleString('en')} values`)
    if (one === null || one === undefined) return undefined
    if (as?.kind === 'list') return listed(Array.isArray(one) ? one : [one], as.of)
    if (Array.isArray(one)) return as !== undefined && as.kind !== 'object' && one.length === 1 ? walk(one[0], as) : listed(one, undefined)
    if (typeof one === 'object') return fields(one, as)
    return scalar(one, as)
  }
  const listed = (list: readonly unknown[], of: Shape | undefined): unknown => {
    const kept = list.map((one) => walk(one, of)).filter((one) => one !== undefined)
    return kept.length === 0 ? undefined : kept
  }
  const fields = (object: object, as: Shape | undefined): unknown => {
    const kept = Object.entries(object)
      .map(([name, inner]) => [name, walk(inner, as?.kind === 'object' ? as.fields.get(name) : undefined)] as const)
      .filter(([, inner]) => inner !== undefined)
    return kept.length === 0 ? undefined : Object.fromEntries(kept)
  }
  return walk(value, shape)
}

function scalar(value: unknown, as: Shape | undefined): unknown {
  if (typeof value === 'string') {
    const text = value.trim()
    if (text === '') return undefined
    return as?.kind === 'number' && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
  }
  return typeof value === 'number' && as?.kind === 'text' ? String(value) : value
}
