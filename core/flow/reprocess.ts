/** Requests refused for their signature, verified again after a secret was mended; those that pass become deliveries. */
import type { Arrival } from '../connector.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as operation from '../store/operation.ts'
import * as refusals from '../store/refusals.ts'
import type { Context } from './context.ts'
import { type Door, receive } from './receive.ts'

/** Timestamps are judged by the time the request came, so that an old one may pass now. */
export async function reprocess(db: Db, on: Context, door: Door, ids: readonly string[], by: string): Promise<{ accepted: number; refused: number }> {
  const accepted: deliveries.NewDelivery[] = []
  const refused: refusals.NewRefusal[] = []
  for (const id of ids) {
    const kept = await refusals.take(db, id)
    if (!kept) continue
    const arrival: Arrival = {
      method: kept.method,
      url: kept.url,
      headers: JSON.parse(kept.headers) as Record<string, string>,
      body: kept.body,
      remote: kept.remote,
      receivedAt: kept.receivedAt,
    }
    const received = receive(door, arrival, () => on.newId('dlv'), kept.receivedAt)
    if (received.kind === 'accepted') accepted.push({ ...received.delivery, receivedAt: kept.receivedAt })
    else if (received.kind === 'refused') refused.push({ ...kept, reason: received.reason })
  }
  if (accepted.length > 0) await deliveries.accept(db, accepted)
  if (refused.length > 0) await refusals.keep(db, refused)
  await operation.audit(db, {
    id: on.newId('aud'),
    at: on.now(),
    by,
    action: 'refusals.reprocessed',
    subject: door.entry.id,
    detail: `${accepted.length} accepted, ${refused.length} refused again`,
  })
  return { accepted: accepted.length, refused: refused.length }
}
