/** What bringing a lead into a CRM would write there now: the real step, played against the records the hub knows of, and undone. */
import type { Crm, Dialogue, JsonObject } from '../connector.ts'
import type { Hold, Mapping, TransformResult } from '../mapped.ts'
import type { ConnectionEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import type { JobRow } from '../store/lanes.ts'
import type { LeadRow } from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import { deliver } from './deliver.ts'
import { leadDocument } from './record.ts'

export interface Foreseen {
  create: number
  update: number
  unchanged: number
  /** Histories and roles that would be added. */
  extras: number
  /** Why nothing could be written, or null. */
  refused: Hold | null
}

export type Transform = (mapping: Mapping, input: JsonObject) => Promise<TransformResult>

class Undone extends Error {}

export async function foresee(
  store: Store,
  on: Context,
  transform: Transform,
  connection: ConnectionEntry,
  mapping: Mapping,
  lead: LeadRow,
): Promise<Foreseen> {
  const { document } = await leadDocument(store.db, on, lead, connection)
  const record = await transform(mapping, document)
  const seen: Foreseen = { create: 0, update: 0, unchanged: 0, extras: 0, refused: record.kind === 'held' ? record : null }
  if (record.kind === 'held') return seen
  await store
    .write(async (db) => {
      Object.assign(seen, { create: 0, update: 0, extras: 0 }) // a transaction may run again
      const played = { ...connection, crm: playedCrm(connection.crm, seen) }
      const delivered = await deliver(
        {
          store: inside(store, db),
          on,
          // The cast: what is played ends at once with its result.
          talk: async (dialogue) => ({ result: dialogue.next().value as never, calls: [] }),
          mapping,
          transform: async () => record,
        },
        played,
        { subject: lead.id } as JobRow, // all that the step asks of its job
      )
      seen.unchanged = delivered.unchanged
      throw new Undone()
    })
    .catch((error) => {
      if (!(error instanceof Undone)) throw error
    })
  return seen
}

/** The store as it is inside a transaction that is under way. */
const inside = (store: Store, db: Db): Store => ({ ...store, db, write: (work) => work(db) })

/** A dialogue that needs no call. */
// biome-ignore lint/correctness/useYield: it ends with what is known beforehand
function* ended<Result>(result: Result): Dialogue<Result> {
  return result
}

/** A CRM that knows no record but those the hub has linked, and takes everything. */
function playedCrm(crm: Crm, seen: Foreseen): Crm {
  const extra = (remoteId: string) => {
    seen.extras++
    return ended({ kind: 'delivered' as const, created: true, remoteId })
  }
  return {
    ...crm,
    find: () => ended({ kind: 'found', candidates: [] }),
    write: ({ entity, key, remoteId }) => {
      if (remoteId === undefined) seen.create++
      else seen.update++
      return ended({ kind: 'delivered', created: remoteId === undefined, remoteId: remoteId ?? `new ${entity} ${key}` })
    },
    ...(crm.link && { link: ({ contact }) => extra(`new role ${contact}`) }),
    ...(crm.note && { note: (notes) => extra(notes[0]?.remoteId ?? '') }),
    ...(crm.convert && {
      convert: ({ leadKey }) => {
        seen.create++
        return ended({ kind: 'converted', already: false, opportunity: `new opportunity ${leadKey}` })
      },
    }),
  }
}
