/** What a notified party's answer means: every notice is repeated until it was taken, so only the next action differs. */
import type { Reply } from '../../core/connector.ts'
import type { Told } from '../../core/notifier.ts'
import { refusal, succeeded } from '../../core/outcome.ts'

/** A wrong address, no permission, or 410: it wants no more. A person must look at it. */
const LASTING: ReadonlySet<number> = new Set([401, 403, 404, 405, 410])

export function toldBy(reply: Reply): Told {
  if (succeeded(reply)) return { kind: 'told' }
  const because = refusal(reply)
  if (LASTING.has(reply.status)) return { kind: 'unauthorised', reason: because.reason }
  if (because.kind === 'rateLimited' || because.kind === 'transient' || because.kind === 'unauthorised') return because
  return { kind: 'transient', reason: because.reason }
}
