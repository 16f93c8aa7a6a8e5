/** The single values of a payload, each with its path, its names and the question it answers. */
import type { Json, JsonObject } from '../../connector.ts'
import { isObject } from '../functions/argument.ts'
import { entriesOf, isDefinition } from './entries.ts'
import { below } from './path.ts'

export type Scalar = string | number | boolean

export interface Leaf {
  /** JSONata from the item; `$envelope...` or `$delivery...` for what stands outside of it. */
  path: string
  /** From the outside in; the last is its own. */
  names: readonly string[]
  label?: string
  /** What the sender says it is: `email`, `INPUT_PHONE_NUMBER`. */
  type?: string
  /** By position of the item; what is missing there is absent. Never an empty list. */
  values: ReadonlyMap<number, Scalar | readonly Scalar[]>
  /** Not part of the item itself. */
  outer: boolean
}

export interface Leaves {
  leaves: Leaf[]
  /** Paths of lists that only name the fields of a form. */
  definitions: string[]
}

type Place = Omit<Leaf, 'values' | 'outer'>

const MAX_LEAVES = 2_000
const MAX_DEPTH = 16

/**
 * All values of several items of one kind, joined by path.
 *
 * @param root '' for items, `$envelope` for what stands around them
 * @param skip a path not to go into: the list that the items were split from
 */
export function leavesOf(items: readonly Json[], root: string, labels: ReadonlyMap<string, string>, skip?: string): Leaves {
  const found = new Map<string, Leaf & { values: Map<number, Scalar | readonly Scalar[]> }>()
  const definitions = new Set<string>()
  const add = (at: Place, position: number, value: Scalar | readonly Scalar[]): void => {
    const known = found.get(at.path)
    if (known) known.values.set(position, value)
    else if (found.size < MAX_LEAVES) found.set(at.path, { ...at, outer: root !== '', values: new Map([[position, value]]) })
  }
  const walk = (value: Json, at: Place, position: number, depth: number): void => {
    if (value === null || depth > MAX_DEPTH || at.path === skip) return
    if (Array.isArray(value)) walkList(value, at, position, depth)
    else if (isObject(value)) walkObject(value as JsonObject, at, position, depth)
    else add(at, position, value as Scalar) // neither null, list nor object
  }
  const walkList = (list: readonly Json[], at: Place, position: number, depth: number): void => {
    const entries = list.every(isScalar) ? undefined : entriesOf(list, at.path, labels)
    if (entries) for (const { path, name, value, ...more } of entries) walk(value, { path, names: [...at.names, name], ...more }, position, depth + 1)
    else if (list.every(isScalar)) {
      if (list.length > 0) add(at, position, list)
    } else if (isDefinition(list)) definitions.add(at.path)
    else walk(list[0]!, { ...at, path: `${at.path}[0]` }, position, depth + 1)
  }
  const walkObject = (object: JsonObject, { path, names, ...at }: Place, position: number, depth: number): void => {
    const held = heldValue(object)
    if (held) walk(object.value!, { ...at, ...held, names, path: below(path, 'value') }, position, depth + 1)
    else for (const [name, inner] of Object.entries(object)) walk(inner, { path: below(path, name), names: [...names, name] }, position, depth + 1)
  }
  for (const [position, item] of items.entries()) walk(item, { path: root, names: [] }, position, 0)
  return { leaves: [...found.values()], definitions: [...definitions] }
}

/** The first value that says something. */
export const firstValue = ({ values }: Leaf): Scalar | readonly Scalar[] | undefined => [...values.values()].find((value) => !isBlank(value))

export const isBlank = (value: unknown): boolean => value === undefined || (typeof value === 'string' && value.trim() === '')

/** One value of a list of one. */
export const single = (value: Scalar | readonly Scalar[] | undefined): Scalar | undefined =>
  Array.isArray(value) ? (value.length === 1 ? value[0] : undefined) : (value as Scalar | undefined)

/** Path to the one value, also where it comes as a list of one: functions want the value itself. */
export const singlePath = ({ path, values }: Leaf): string => ([...values.values()].some(Array.isArray) ? `${path}[0]` : path)

const isScalar = (value: Json): value is Scalar => ['string', 'number', 'boolean'].includes(typeof value)

const BESIDE_VALUE = /^(?:id|label|title|name|alias|key|type|group|versions|required|raw_value|unix)$/

/** `{"email": {"id": 6, "label": "Email", "value": "..."}}`: the field is the object, its value stands inside. */
function heldValue(object: object): { label?: string; type?: string } | undefined {
  const { value, label, title, type } = object as { value?: unknown; label?: unknown; title?: unknown; type?: unknown }
  if (value === undefined || !Object.keys(object).every((name) => name === 'value' || BESIDE_VALUE.test(name))) return undefined
  const said = [label, title].find((one) => typeof one === 'string')
  return { ...(typeof said === 'string' ? { label: said } : {}), ...(typeof type === 'string' ? { type } : {}) }
}
