/** The last calls the sandbox was asked, for those who watch what a client does. */

export interface LoggedCall {
  at: string
  method: string
  path: string
  /** 0 when no answer was given. */
  status: number
  ms: number
  fault?: string
}

export interface CallLog {
  add(call: LoggedCall): void
  /** Oldest first. */
  list(): LoggedCall[]
  readonly total: number
  clear(): void
}

/** @param keep how many are remembered */
export function createCallLog(keep: number): CallLog {
  let ring: LoggedCall[] = []
  let total = 0
  return {
    add: (call) => {
      ring[total++ % keep] = call
    },
    list: () => (total <= keep ? ring.slice(0, total) : [...ring.slice(total % keep), ...ring.slice(0, total % keep)]),
    get total() {
      return total
    },
    clear: () => {
      ring = []
      total = 0
    },
  }
}
