/** A request that cannot be done: its sentence says why and what to do instead, and is meant for whoever asked. Every other error is a fault of the hub. */
export class Refusal extends Error {}

/** What was asked can be answered, but not yet: its sentence says what it waits for. */
export class NotYet extends Error {}

/** What travels of an error between threads. */
export interface SaidError {
  message: string
  isRefusal: boolean
}

export const saidOf = (error: unknown): SaidError => ({
  message: error instanceof Error ? error.message : String(error),
  isRefusal: error instanceof Refusal,
})

export const errorOf = ({ message, isRefusal }: SaidError): Error => (isRefusal ? new Refusal(message) : new Error(message))
