/** Step: what a source sends is held against what it used to send; fields that are new, gone or of another type open an issue before a mapping breaks on them. */
import type { Json } from '../connector.ts'
import { type Drift, EMPTY, type LearntShape, learn, shapeOf } from '../metrics/shape.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as shapes from '../store/shapes.ts'
import type { Context } from './context.ts'
import { raiseIssue } from './raise-issue.ts'

/** Kinds of messages of one source that are remembered: forms, kinds of events. */
const MOST_KINDS = 200
/** Fields named in one issue. */
const NAMED = 6

export interface Message {
  deliveryId: string
  body: Json
}

/** Of deliveries that were taken in, oldest first. */
export async function noticeDrift(db: Db, on: Context, source: SourceEntry, messages: readonly Message[]): Promise<void> {
  for (const { deliveryId, body } of messages) {
    const kind = await kindOf(db, deliveryId)
    if (kind === null) continue
    const { learnt, drift } = learn((await shapes.find<LearntShape>(db, source.id, kind)) ?? EMPTY, shapeOf(body))
    await shapes.put(db, source.id, kind, learnt, on.now())
    if (drift.length > 0)
      await raiseIssue(db, on, {
        cause: `drift|${source.id}|${kind}|${drift.map(({ kind: what, path }) => `${what} ${path}`).join('|')}`.slice(0, 400),
        kind: 'source',
        subject: source.id,
        title: `${source.label} sends something else (${kind}): ${told(drift)}`,
        todo: `Look at delivery ${deliveryId}; if the change is meant, take it into the mapping '${source.mapping}' and close this, else ask whoever keeps the tool.`,
      })
  }
  await shapes.prune(db, source.id, MOST_KINDS)
}

/** What the mapping made of it: messages of one kind and form look alike. */
async function kindOf(db: Db, deliveryId: string): Promise<string | null> {
  const [first] = await events.ofDelivery(db, deliveryId)
  if (!first) return null
  const { form } = first.data.origin
  return form ? `${first.kind} of ${form}` : first.kind
}

function told(drift: readonly Drift[]): string {
  const named = drift.slice(0, NAMED).map((one) => {
    if (one.kind === 'new') return `\`${one.path}\` is new (${one.type})`
    if (one.kind === 'gone') return `\`${one.path}\` is missing (${one.type})`
    return `\`${one.path}\` was ${one.before}, is now ${one.type}`
  })
  return `${named.join(', ')}${drift.length > NAMED ? `, and ${drift.length - NAMED} more` : ''}`
}
