/** Which of several values of a field is shown: what a person said, else that of the most trusted source, the most complete one, then by time. */

export interface Claim<V> {
  value: V
  /** When it was said, Unix ms. */
  at: number
  /** Of the source, 1 to 9. */
  trust: number
  /** How much of what the field can tell it tells; more is better. */
  complete: number
  /** Event that said it. */
  event: string | null
}

/** Of equal ones, the newest counts where things change, the first where others tell of another place. */
export type Order = 'newest' | 'first'

export const USUAL_TRUST = 5

/** Whatever the order in which two claims are heard, the same one stands. */
export function outranks<V>(one: Claim<V>, other: Claim<V>, order: Order): boolean {
  const byTime = order === 'newest' ? one.at - other.at : other.at - one.at
  return (one.trust - other.trust || one.complete - other.complete || byTime || compare(textOf(one), textOf(other))) > 0
}

const textOf = ({ value, event }: Claim<unknown>): string => `${JSON.stringify(value)} ${event}`
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A person's name: `M.` tells less than `Michael`, and `huber` was typed in haste. */
export function completenessOfName(name: string): number {
  if (/^\p{L}\.?$/u.test(name.trim())) return 0
  return /\p{Lu}/u.test(name) && /\p{Ll}/u.test(name) ? 2 : 1
}
