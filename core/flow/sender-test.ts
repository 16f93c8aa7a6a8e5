/** Sends the example of a source through its own front door: what proves the sender is checked, too. */
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import * as refusals from '../store/refusals.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import { doorOf, receive } from './receive.ts'
import { sampleFor } from './sender-sample.ts'
import { hookOf } from './sender-view.ts'

/** @param entry with the secrets that count now @returns false where no example can be made */
export async function sendTest(store: Store, on: Context, entry: SourceEntry): Promise<boolean> {
  const sample = await sampleFor(store.db, entry, hookOf(on, entry), on.now())
  if (!sample) return false
  const received = receive(doorOf(entry), sample, () => on.newId('dlv'), on.now())
  await store.write(async (db) => {
    if (received.kind === 'accepted') await deliveries.accept(db, [received.delivery])
    if (received.kind === 'refused') await refusals.keep(db, [{ ...received.refusal, reason: received.reason }])
  })
  return true
}
