/** A circuit breaker per connection: a target that does not answer is left alone for a while instead of holding every worker. */
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel'
import type { Talk } from '../talk.ts'

export type BreakerState = 'closed' | 'open' | 'halfOpen'

export interface Breaker {
  /** Runs a conversation, or refuses at once as `transient` with the rest of the break as `afterMs` while the circuit is open. */
  run<Result>(talk: () => Promise<Talk<Result>>): Promise<Talk<Result>>
  readonly state: BreakerState
  /** Unix milliseconds until which every conversation would be refused; 0 while the circuit is not open. */
  readonly openUntil: number
}

export interface BreakerSettings {
  /** For the sentence: `crm.example`. */
  host: string
  /** Conversations in a row that ended `transient` before the circuit opens. */
  failures: number
  /** How long it stays open; then one conversation probes. */
  breakMs: number
  now: () => number
  onChange?: (state: BreakerState) => void
}

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'halfOpen',
  [CircuitState.Isolated]: 'open',
}

export function createBreaker({ host, failures, breakMs, now, onChange }: BreakerSettings): Breaker {
  let openUntil = 0
  // Only bad weather opens it: a refusal is an answer, and an expired credential pauses the connection by itself.
  const policy = circuitBreaker(
    handleWhenResult((talk) => isTransient(talk)),
    { halfOpenAfter: breakMs, breaker: new ConsecutiveBreaker(failures) },
  )
  policy.onStateChange((state) => {
    if (state === CircuitState.Open) openUntil = now() + breakMs
    onChange?.(STATES[state])
  })
  return {
    run: async (talk) => {
      try {
        return await policy.execute(talk)
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error
        const afterMs = Math.max(1, openUntil - now())
        const reason = `${host} did not answer ${failures} times in a row; it is tried again in ${Math.ceil(afterMs / 1000)} s`
        return { result: { kind: 'transient', reason, afterMs }, calls: [] }
      }
    },
    get state() {
      return STATES[policy.state]
    },
    get openUntil() {
      // The state changes only with the next conversation, so the time decides whether one may be tried.
      // A break that would last longer than breaks do began by a clock that was put back since.
      return policy.state === CircuitState.Open && openUntil - now() <= breakMs ? openUntil : 0
    },
  }
}

function isTransient(talk: unknown): boolean {
  const { result } = talk as Talk<unknown> // the policy only ever runs talks
  if (typeof result !== 'object' || result === null || !('kind' in result) || result.kind !== 'transient') return false
  return !('outdated' in result) // of which the other side knows nothing
}
