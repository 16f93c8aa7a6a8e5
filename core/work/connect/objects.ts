/** The objects that an expression writes out, with their members, and which of them is the event or the record. */
import jsonata from 'jsonata'
import { closing, type Span, valueAt } from './spans.ts'

type Node = { [key: string]: unknown }

export interface Member {
  name: string
  /** Of its value. */
  value: Span
  node: Node
}

export interface Literal {
  /** From its bracket to behind the one that closes it. */
  span: Span
  members: readonly Member[]
  /** It stands where `$` is no longer the whole payload. */
  isInner: boolean
}

/** All objects of the expression, outer ones first. @throws where it does not compile */
export function objectsOf(expression: string): Literal[] {
  const found: Literal[] = []
  const visit = (value: unknown, isInner: boolean): void => {
    if (typeof value !== 'object' || value === null || value instanceof RegExp) return
    if (Array.isArray(value)) {
      for (const one of value) visit(one, isInner)
      return
    }
    const node = value as Node // objects of the tree have string keys only
    const moves = isInner || node.type === 'path' || node.type === 'lambda'
    if (isObject(node)) found.push(literalOf(expression, node, isInner))
    for (const inner of Object.values(node)) visit(inner, moves)
  }
  visit(jsonata(expression).ast(), false)
  return found
}

const isObject = ({ type, value }: Node): boolean => type === 'unary' && value === '{'

/** The object that a value is, or that it is made of in the end: `[{...}]`, `$merge([..., {...}])`. */
export function objectIn(expression: string, node: Node, isInner: boolean): Literal | undefined {
  if (isObject(node)) return literalOf(expression, node, isInner)
  const inner = listed(node) ?? listed(merged(node))
  const last = inner?.at(-1)
  return last && isObject(last) ? literalOf(expression, last, isInner) : undefined
}

function merged({ type, procedure, arguments: given }: Node): Node {
  const isMerge = type === 'function' && (procedure as Node | undefined)?.value === 'merge' && Array.isArray(given)
  return isMerge ? ((given as Node[])[0] ?? {}) : {}
}

const listed = ({ type, value, expressions }: Node): Node[] | undefined => (type === 'unary' && value === '[' ? (expressions as Node[]) : undefined)

function literalOf(expression: string, node: Node, isInner: boolean): Literal {
  const from = Number(node.position) - 1 // the tree tells where the bracket ends
  const pairs = (Array.isArray(node.lhs) ? node.lhs : []) as [Node, Node][]
  const members = pairs.flatMap(([key, value]): Member[] => {
    if (key.type !== 'string') return []
    const colon = expression.indexOf(':', Number(key.position))
    return [{ name: String(key.value), value: valueAt(expression, colon + 1), node: value }]
  })
  return { span: { from, to: closing(expression, from) }, members, isInner }
}
