/** The syntax tree of an expression: walked for checks, changed where the engine's own operators cannot be bounded. */
import { patternProblem } from './linear-regexp.ts'

type Node = { [key: string]: unknown }

/** JSONata joins texts with an operator that cannot be overridden, so the tree calls a function in its place. */
export const CONCATENATE = '& within limits'

/** Changes the tree in place; every node once, as parts of a tree may be shared. */
export function guardTree(tree: unknown): void {
  for (const node of nodesOf(tree)) {
    if (node.type === 'regex' && node.value instanceof RegExp) {
      const problem = patternProblem(node.value)
      if (problem !== null) throw Object.assign(new Error(problem), { position: node.position })
    }
    if (node.type === 'binary' && node.value === '&') {
      const { lhs, rhs, position } = node
      Object.assign(node, { type: 'function', value: '(', procedure: { type: 'variable', value: CONCATENATE, position }, arguments: [lhs, rhs] })
    }
  }
}

/** All nodes of a syntax tree. */
export function nodesOf(tree: unknown): Node[] {
  const seen = new Set<object>()
  const found: Node[] = []
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || value instanceof RegExp || seen.has(value)) return
    seen.add(value)
    if (!Array.isArray(value)) found.push(value as Node) // objects of the tree have string keys only
    for (const inner of Object.values(value)) visit(inner)
  }
  visit(tree)
  return found
}
