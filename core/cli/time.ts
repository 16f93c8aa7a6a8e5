/** Times given to commands. */
import { Failure } from './print.ts'

/** Unix ms of a time given to an option. @throws a sentence when it is none */
export function instantOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new Failure(`${option}: '${text}' is no time such as 2026-03-01T00:00:00Z`)
  return at
}
