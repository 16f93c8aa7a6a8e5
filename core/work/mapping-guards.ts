/**
 * JSONata under guard: time, depth and size of what an expression may do are bounded, so that no mapping can hang or
 * exhaust the process. Its own options bound evaluation steps and lists; texts need more, because the engine builds
 * long ones lazily and a text beyond the heap's limit ends the process, not only the worker.
 */
import jsonata from 'jsonata'
import { cappedBuiltins } from './capped-builtins.ts'
import { guardTree } from './expression-tree.ts'
import { LinearRegExp } from './linear-regexp.ts'
import { MAPPING_FUNCTIONS } from './mapping-functions.ts'

/** Entries of any list an expression makes. */
const MAX_LIST = 100_000
/** Nested evaluations; those of one object count together. A real mapping stays under 100. */
const MAX_DEPTH = 3_000

/** An expression ready to run. */
export interface Compiled {
  /** @throws what the expression throws; see `mapping-errors.ts` */
  evaluate: (input: unknown, bindings: Readonly<Record<string, unknown>>) => Promise<unknown>
}

/** The engine calls what is bound to this with every node it evaluates. */
const EVALUATED = Symbol.for('jsonata.__evaluate_entry')

/**
 * Compiles an expression with helpers and guards.
 * @param watch is shown the syntax tree, may add to it, and gives what is to be told of every node that is evaluated
 * @throws JSONata's syntax errors, and for patterns that need backtracking
 */
export async function compile(expression: string, timeoutMs: number, watch?: (tree: unknown) => (node: object) => void): Promise<Compiled> {
  const compiled = jsonata(expression, {
    timeout: timeoutMs,
    stack: MAX_DEPTH,
    sequence: MAX_LIST,
    // The cast: JSONata only constructs it, sets lastIndex and calls exec.
    RegexEngine: LinearRegExp as unknown as RegExpConstructor,
  })
  // The cast: the engine binds names of any kind; its types know texts only.
  if (watch) compiled.assign(EVALUATED as unknown as string, watch(compiled.ast()))
  guardTree(compiled.ast())
  for (const { name, run } of MAPPING_FUNCTIONS) compiled.registerFunction(name, run)
  for (const { name, implementation, signature } of await cappedBuiltins()) compiled.registerFunction(name, implementation, signature)
  return { evaluate: (input, bindings) => compiled.evaluate(input, bindings) }
}
