/** Compiled expressions of one thread: compiling costs a hundred times a run. */
import { type Compiled, compile } from './mapping-guards.ts'

const MOST = 300

export interface ExpressionCache {
  /** @throws what compiling throws */
  get: (expression: string) => Promise<Compiled>
}

/** Keeps the expressions used last. A failed compilation is not kept: its error names the place each time. */
export function expressionCache(timeoutMs: number): ExpressionCache {
  const kept = new Map<string, Compiled>()
  return {
    async get(expression) {
      const known = kept.get(expression)
      // Moved to the end: what stands first was used longest ago.
      kept.delete(expression)
      const compiled = known ?? (await compile(expression, timeoutMs))
      kept.set(expression, compiled)
      if (kept.size > MOST) kept.delete(kept.keys().next().value!)
      return compiled
    },
  }
}
