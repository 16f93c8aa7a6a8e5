/** What the sender's page tells: where to send to, how to set it up, an example, and what became of the last things sent. Nobody's data. */
import type { SenderEvent, SenderView } from '../action-data.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import { listDeliveries } from '../store/delivery-list.ts'
import * as refusals from '../store/refusals.ts'
import type { Context } from './context.ts'
import { canBeShown, curlOf, sampleFor } from './sender-sample.ts'

const SHOWN = 20

/** @param entry with the secrets that count now */
export async function senderView(db: Db, on: Context, entry: SourceEntry): Promise<SenderView> {
  const url = hookOf(on, entry)
  const sample = await sampleFor(db, entry, url, on.now())
  return {
    source: entry.id,
    label: entry.label,
    url,
    setup: entry.connector.setup.map(({ de, en }) => ({ de: de.replaceAll('{url}', url), en: en.replaceAll('{url}', url) })),
    onFailure: entry.connector.onFailure,
    example: sample && canBeShown(entry) ? curlOf(entry, sample) : null,
    canTest: sample !== null,
    events: await lastEvents(db, entry),
  }
}

export const hookOf = ({ setup }: Context, { id, publicUrl }: SourceEntry): string => `${publicUrl ?? setup.publicUrl}/hooks/${id}`

async function lastEvents(db: Db, { id, connector }: SourceEntry): Promise<SenderEvent[]> {
  const accepted = (await listDeliveries(db, { source: id, limit: SHOWN })).rows.map(
    (row): SenderEvent => ({ at: row.receivedAt, became: row.state, answer: connector.answers?.success?.status ?? 202, reason: row.reason }),
  )
  const refused = (await refusals.list(db, { source: id, limit: SHOWN })).rows.map(
    ({ receivedAt, reason }): SenderEvent => ({ at: receivedAt, became: 'refused', answer: connector.answers?.refused?.status ?? 401, reason }),
  )
  return [...accepted, ...refused].sort((a, b) => b.at - a.at).slice(0, SHOWN)
}
