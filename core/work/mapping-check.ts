/** What is wrong with an expression before it ever runs: syntax, unknown functions, patterns that cannot run in linear time. */
import jsonata from 'jsonata'
import { nodesOf } from './expression-tree.ts'
import { lineAndColumn, messageOf, noFunction } from './mapping-errors.ts'
import { compile } from './mapping-guards.ts'

export interface Problem {
  message: string
  line: number
  column: number
}

/** Problems of an expression, in the order of the text; empty when it compiles and calls only what exists. */
export async function checkExpression(expression: string): Promise<Problem[]> {
  try {
    await compile(expression, 1_000)
  } catch (error) {
    const { position = 0 } = error as { position?: number }
    return [{ message: messageOf(error as { message?: string }), ...lineAndColumn(expression, position) }]
  }
  const tree = jsonata(expression).ast()
  const nodes = nodesOf(tree)
  const bound = new Set(nodes.flatMap((node) => namesBoundBy(node)))
  const known = await knownFunctions(nodes.flatMap((node) => calledBy(node)?.name ?? []))
  return nodes
    .flatMap((node) => calledBy(node) ?? [])
    .filter(({ name }) => !bound.has(name) && !known.has(name))
    .map(({ name, position }) => ({ message: noFunction(name), ...lineAndColumn(expression, position - name.length - 1) }))
    .sort((one, other) => one.line - other.line || one.column - other.column)
}

interface Variable {
  type: string
  value: string
  position: number
}

const isVariable = (node: unknown): node is Variable => typeof node === 'object' && node !== null && (node as Variable).type === 'variable'

/** Variables set with `:=` and parameters of functions. */
function namesBoundBy(node: Record<string, unknown>): string[] {
  if (node.type === 'bind' && isVariable(node.lhs)) return [node.lhs.value]
  if (node.type === 'lambda' && Array.isArray(node.arguments)) return node.arguments.filter(isVariable).map(({ value }) => value)
  return []
}

function calledBy(node: Record<string, unknown>): { name: string; position: number } | undefined {
  if ((node.type !== 'function' && node.type !== 'partial') || !isVariable(node.procedure)) return undefined
  const { value, position } = node.procedure
  return value === '' ? undefined : { name: value, position }
}

async function knownFunctions(names: readonly string[]): Promise<Set<string>> {
  const unique = [...new Set(names)].filter((name) => /^\w+$/.test(name) && name !== 'eval')
  if (unique.length === 0) return new Set()
  const compiled = await compile(`[${unique.map((name) => `$type($${name}) = "function"`).join(',')}]`, 1_000)
  const exist = await compiled.evaluate(undefined, {})
  return new Set(unique.filter((_, i) => Array.isArray(exist) && exist[i] === true))
}
