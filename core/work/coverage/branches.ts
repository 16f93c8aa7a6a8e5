/** The branches of an expression: where it can go one way or another, and which of these ways a run took. */
import { nodesOf } from '../expression-tree.ts'
import { lineAndColumn } from '../mapping-errors.ts'

export interface Branch {
  /** `if` and `else` of a condition or default operator, `no else` where a condition without one does not hold, the body of a `function`. */
  kind: 'if' | 'else' | 'no else' | 'function'
  line: number
  column: number
  /** How the text goes on from there. */
  excerpt: string
}

export interface CountedBranch extends Branch {
  reached: boolean
}

type Node = { [key: string]: unknown }

/**
 * Finds the branches in a syntax tree. Conditions without an else get an empty one, so that not holding shows too.
 * @returns what the engine tells of each node it evaluates, and the branches with what was reached by then
 */
export function watchBranches(tree: unknown, expression: string): { entered: (node: object) => void; branches: () => CountedBranch[] } {
  const places = new Map<string, CountedBranch>()
  const byNode = new Map<object, CountedBranch>()
  for (const { kind, node, from } of branchNodes(tree)) {
    const start = startOf(from, expression)
    // Default operators hold their left side twice; what stands at one place is one branch.
    const key = `${kind}@${start}`
    const branch = places.get(key) ?? { kind, ...lineAndColumn(expression, start), excerpt: excerptOf(expression, start), reached: false }
    places.set(key, branch)
    byNode.set(node, branch)
  }
  return {
    entered: (node) => {
      const branch = byNode.get(node)
      if (branch) branch.reached = true
    },
    branches: () => [...places.values()].sort((one, other) => one.line - other.line || one.column - other.column),
  }
}

/** A branch: the node that is evaluated when it is taken, and the one whose text shows it. */
interface Fork {
  kind: Branch['kind']
  node: Node
  from: Node
}

/** The casts: the parser puts nodes there. */
function branchNodes(tree: unknown): Fork[] {
  return nodesOf(tree).flatMap((node): Fork[] => {
    if (node.type === 'lambda' && node.thunk !== true) return [{ kind: 'function', node: node.body as Node, from: node }]
    if (node.type !== 'condition') return []
    const then: Fork = { kind: 'if', node: node.then as Node, from: node.then as Node }
    if (node.else !== undefined) return [then, { kind: 'else', node: node.else as Node, from: node.else as Node }]
    const otherwise: Node = { type: 'value', value: undefined }
    node.else = otherwise
    return [then, { kind: 'no else', node: otherwise, from: node }]
  })
}

/** Where the text of a node begins: at the first of its tokens. */
function startOf(node: Node, expression: string): number {
  const starts = nodesOf(node).flatMap(({ position }) => (typeof position === 'number' ? [tokenStart(expression, position)] : []))
  return starts.reduce((least, start) => Math.min(least, start), expression.length)
}

const TOKEN = /(?:(?:\bfunction|λ)\s*\(|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\/(?:[^/\\\n]|\\.)+\/[im]*|\$*[\p{L}\p{N}_.]+|\$+|.)$/su

/** The engine keeps where a token ends. */
function tokenStart(expression: string, end: number): number {
  const before = expression.slice(Math.max(0, end - 500), end)
  return end - (TOKEN.exec(before)?.[0].length ?? 1)
}

const EXCERPT = 60

function excerptOf(expression: string, start: number): string {
  const [line = ''] = expression.slice(start).split('\n')
  const text = line.trimEnd()
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT - 1)}…`
}
