/** Looks every minute whether a source has fallen silent, or sends something else than it used to. */
import type { Json } from '../connector.ts'
import { decode } from '../decode/decode.ts'
import type { Context } from '../flow/context.ts'
import { type Message, noticeDrift } from '../flow/drift.ts'
import { forgetRhythms, localTimeOf, noticeSilence } from '../flow/silence.ts'
import { said } from '../log.ts'
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import * as rhythms from '../store/rhythms.ts'
import * as shapes from '../store/shapes.ts'
import type { Store } from '../store/store.ts'
import { pauses } from './pauses.ts'

const TURN_MS = 60_000
/** Who did not look for so long was away. */
const AWAY_MS = 10 * TURN_MS
/** Deliveries of one source looked at in one turn, the newest; of larger ones nothing is learnt. */
const LOOKED_AT = 10
const LARGEST = 256 * 1024

interface Parts {
  store: Store
  on: Context
}

/** @param everyMs for tests */
export function watchSources(parts: Parts, everyMs: number = TURN_MS): { stop(): Promise<void> } {
  const { store, on } = parts
  const pause = pauses()
  const localTime = localTimeOf(on)
  async function turn(): Promise<void> {
    while (await store.write(rhythms.takeIn)) if (pause.stopping) return
    const listeningSince = await store.write((db) => rhythms.listen(db, on.now(), AWAY_MS))
    for (const source of on.setup.sources.values()) {
      if (pause.stopping) return
      await store.write((db) => noticeSilence(db, on, source, { listeningSince, localTime }))
      // What one source sends must not end the watch over the others.
      if (source.watchesFields) await lookForDrift(parts, source).catch((error) => on.log.warn('drift.fault', { source: source.id, error: said(error) }))
    }
    await store.write((db) => forgetRhythms(db, on))
  }
  async function run(): Promise<void> {
    while (!pause.stopping) {
      await turn().catch((error) => on.log.warn('sources.fault', { error: said(error) }))
      await pause.sleep(everyMs)
    }
  }
  const running = run()
  return {
    stop: async () => {
      pause.stop()
      await running
    },
  }
}

export async function lookForDrift({ store, on }: Parts, source: SourceEntry): Promise<void> {
  const newest = await shapes.unlooked(store.db, source.id, LOOKED_AT)
  const last = newest.at(-1)
  if (!last) return
  const messages = (
    await deliveries.raw(
      store.db,
      newest.map(({ id }) => id),
    )
  ).flatMap((raw) => messageOf(raw, source))
  await store.write(async (db) => {
    if (await shapes.looked(db, source.id, last.seq)) await noticeDrift(db, on, source, messages)
  })
}

function messageOf(raw: deliveries.RawDelivery, { connector }: SourceEntry): Message[] {
  if (raw.body.length > LARGEST) return []
  const decoded = decode(raw, connector.decode)
  return decoded.kind === 'held' ? [] : [{ deliveryId: raw.id, body: decoded.value as Json }]
}
