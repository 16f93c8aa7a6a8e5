/** When a target that does not answer is left alone, and for how long; and what its last attempts say of it. */

export const BREAKER = { failures: 5, breakMs: 15_000 }

export type CircuitState = 'closed' | 'halfOpen' | 'open'

/** @param outcomes newest first, at least as many as open the circuit. Instants in Unix ms */
export function circuitOf(outcomes: readonly { outcome: string; at: number }[], now: number): { state: CircuitState; failed: number } {
  const failed = outcomes.findIndex(({ outcome }) => outcome !== 'transient')
  const inARow = failed === -1 ? outcomes.length : failed
  const last = outcomes[0]
  if (last === undefined || inARow < BREAKER.failures) return { state: 'closed', failed: inARow }
  return { state: now - last.at < BREAKER.breakMs ? 'open' : 'halfOpen', failed: inARow }
}
