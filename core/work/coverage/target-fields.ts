/** Which target fields the text of a mapping names: read off the objects it builds, through variables, functions and conditions. */
import jsonata from 'jsonata'
import { nodesOf } from '../expression-tree.ts'

type Node = { [key: string]: unknown }
/** Paths below an expression, without list brackets; `''` is the value itself. */
type Paths = ReadonlySet<string>

const NOTHING: Paths = new Set()
const ITSELF: Paths = new Set([''])

/**
 * Paths of everything the expression can be seen to build, such as `events.person.email`; what it takes whole from
 * elsewhere stands as the one field it goes into. @throws JSONata's syntax errors
 */
export function namedFields(expression: string): Set<string> {
  const tree = jsonata(expression).ast() as unknown as Node
  const reader = readerOf(nodesOf(tree))
  return new Set([...reader(tree, NOTHING)].filter((path) => path !== ''))
}

/** Functions that hand on what they are given. */
const MERGING = new Set(['merge', 'append', 'compact', 'distinct', 'reverse', 'sort', 'filter', 'sift'])

type Read = (node: unknown, context: Paths) => Paths

function readerOf(nodes: readonly Node[]): Read {
  const values = boundValues(nodes)
  const known = new Map<unknown, Map<string, Paths>>()
  const read: Read = (node, context) => {
    const place = [...context].sort().join('\n')
    const here = known.get(node) ?? new Map<string, Paths>()
    const before = here.get(place)
    if (before) return before
    known.set(node, here.set(place, ITSELF)) // what calls itself adds nothing by that
    const paths = pathsOf((node ?? {}) as Node, context, read, values)
    here.set(place, paths)
    return paths
  }
  return read
}

function pathsOf(node: Node, context: Paths, read: Read, values: ReadonlyMap<string, readonly unknown[]>): Paths {
  const inner = (one: unknown): Paths => read(one, context)
  switch (node.type) {
    case 'block':
      return inner(listOf(node.expressions).at(-1))
    case 'condition':
      return union([inner(node.then), ...(node.else === undefined ? [] : [inner(node.else)])])
    case 'bind':
      return inner(node.rhs)
    case 'path':
      return listOf(node.steps).reduce<Paths>((on, step) => read(step, on), context)
    case 'unary':
      if (node.value === '{') return objectPaths(node, inner)
      return node.value === '[' ? orItself(union(listOf(node.expressions).map(inner))) : ITSELF
    case 'variable':
      return orItself(node.value === '' ? context : union((values.get(String(node.value)) ?? []).map(inner)))
    case 'lambda':
      return inner(node.body)
    case 'function':
      return calledPaths(node, inner, values)
    default:
      return ITSELF
  }
}

function objectPaths(node: Node, inner: (one: unknown) => Paths): Paths {
  const found = new Set<string>()
  // The cast: the left side of an object is its list of pairs.
  for (const [key, value] of node.lhs as [Node, unknown][]) {
    if (key.type !== 'string') continue
    for (const path of orItself(inner(value))) found.add(path === '' ? String(key.value) : `${String(key.value)}.${path}`)
  }
  return found
}

function calledPaths(node: Node, inner: (one: unknown) => Paths, values: ReadonlyMap<string, readonly unknown[]>): Paths {
  const { type, value } = node.procedure as Node
  const given = listOf(node.arguments)
  if (type !== 'variable') return inner(node.procedure)
  const name = String(value)
  if (values.has(name)) return union((values.get(name) ?? []).map((one) => inner(one)))
  if (MERGING.has(name)) return union(given.map((one) => inner(one)))
  if (name === 'lookup') return belowKeys(inner(given[0]))
  if (name === 'oneOf') return union([belowKeys(inner(given[1])), ...given.slice(2).map((one) => inner(one))])
  return ITSELF
}

/** What the values of a table hold, whatever they stand under. */
const belowKeys = (paths: Paths): Paths => new Set([...paths].map((path) => path.split('.').slice(1).join('.')))

/** What each variable can be: what is bound to it, and what is handed over where it is a parameter. */
function boundValues(nodes: readonly Node[]): Map<string, unknown[]> {
  const values = new Map<string, unknown[]>()
  const add = (name: unknown, value: unknown): void => {
    if (value !== undefined) values.set(String(name), [...(values.get(String(name)) ?? []), value])
  }
  for (const node of nodes) if (node.type === 'bind') add((node.lhs as Node).value, node.rhs)
  const functions = new Map(
    nodes.flatMap((node) => {
      const body = node.rhs as Node | undefined
      return node.type === 'bind' && body?.type === 'lambda' ? [[String((node.lhs as Node).value), body] as const] : []
    }),
  )
  for (const node of nodes) {
    const called = node.type === 'function' ? functions.get(String((node.procedure as Node).value)) : undefined
    for (const [i, parameter] of listOf(called?.arguments).entries()) add((parameter as Node).value, listOf(node.arguments)[i])
  }
  return values
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const union = (many: readonly Paths[]): Paths => new Set(many.flatMap((paths) => [...paths]))
const orItself = (paths: Paths): Paths => (paths.size === 0 ? ITSELF : paths)
