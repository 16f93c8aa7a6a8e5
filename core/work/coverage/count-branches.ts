/** Runs examples through an expression in a mapping thread and counts which of its branches they reach. */
import type { Json } from '../../connector.ts'
import type { Hold, Mapping } from '../../mapped.ts'
import type { ExpressionCache } from '../expression-cache.ts'
import { heldByError } from '../mapping-errors.ts'
import { type Compiled, compile } from '../mapping-guards.ts'
import { type ItemTask, mapSingle, type Run, transform } from '../mapping-run.ts'
import { type CountedBranch, watchBranches } from './branches.ts'

/** Examples of a source mapping, or inputs of a CRM mapping. */
export type Examples = { items: readonly Omit<ItemTask, 'mapping'>[] } | { inputs: readonly Json[] }

/** Branches in the order of the text; held when the expression does not compile. */
export async function countBranches(mapping: Mapping, examples: Examples, run: Run): Promise<CountedBranch[] | Hold> {
  let branches: () => CountedBranch[] = () => []
  const watch = (tree: unknown) => {
    const watched = watchBranches(tree, mapping.expression)
    branches = watched.branches
    return watched.entered
  }
  let compiled: Compiled
  try {
    compiled = await compile(mapping.expression, run.timeoutMs, watch)
  } catch (error) {
    return heldByError(error, mapping.expression, 'the mapping')
  }
  const expressions: ExpressionCache = { get: async () => compiled }
  for (const one of runsOf(mapping, examples, { ...run, expressions })) {
    await one()
    run.alive()
  }
  return branches()
}

const runsOf = (mapping: Mapping, examples: Examples, run: Run): (() => Promise<unknown>)[] =>
  'items' in examples
    ? examples.items.map((item) => () => mapSingle({ mapping, ...item }, run))
    : examples.inputs.map((input) => () => transform(mapping, input, run))
