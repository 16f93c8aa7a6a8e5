/** What bringing a lead into a CRM would write there now: the real step, played against the records the hub knows of, and undone. */
import type { Dialogue, JsonObject } from '../connector.ts'
import type { Conversion, Crm, MatchKeys, Note, Write } from '../crm.ts'
import type { Mapping, TransformResult } from '../mapped.ts'
import type { ConnectionEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import type { JobRow } from '../store/lanes.ts'
import type { LeadRow } from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import { deliver } from './deliver.ts'
import { leadDocument } from './record.ts'

export interface Foreseen {
  /** `entity key` of records that would be made, and of those that would be written anew. */
  create: string[]
  update: string[]
  /** Records that stand there as they should. */
  unchanged: number
  /** Histories and roles that would be added. */
  extras: number
  /** All that the CRM would be asked for, in its order. Records that are not there yet are called `new ENTITY KEY`. */
  asked: Asked[]
  /** What the mapping made of the lead, or why it made nothing. */
  record: TransformResult
}

export type Asked =
  | { kind: 'write'; write: Write; evidence: MatchKeys }
  | { kind: 'link'; link: { opportunity: string; contact: string; role: string } }
  | { kind: 'note'; notes: readonly Note[] }
  | { kind: 'convert'; conversion: Conversion }

export type Transform = (mapping: Mapping, input: JsonObject) => Promise<TransformResult>

class Undone extends Error {}

interface Parts {
  store: Store
  on: Context
  transform: Transform
  /** The records are linked as if they had been written, so that the next lead finds them; only in a store made for trying. */
  isKept?: boolean
}

export async function foresee(
  { store, on, transform, isKept = false }: Parts,
  connection: ConnectionEntry,
  mapping: Mapping,
  lead: LeadRow,
): Promise<Foreseen> {
  const { document } = await leadDocument(store.db, on, lead, connection)
  const record = await transform(mapping, document)
  if (record.kind === 'held') return { create: [], update: [], unchanged: 0, extras: 0, asked: [], record }
  let seen: Foreseen | undefined
  const play = async (db: Db): Promise<void> => {
    seen = { create: [], update: [], unchanged: 0, extras: 0, asked: [], record } // a transaction may run again
    // The casts: what is played ends at once with its result, and the step asks of its job only whom it is about.
    const talk = async <R>(dialogue: Dialogue<R>) => ({ result: dialogue.next().value as R, calls: [] })
    const options = { store: inside(store, db), on, talk, mapping, transform: async () => record }
    const delivered = await deliver(options, { ...connection, crm: playedCrm(connection.crm, seen) }, { subject: lead.id } as JobRow)
    seen.unchanged = delivered.unchanged
    if (!isKept) throw new Undone()
  }
  await store.write(play).catch((error) => {
    if (!(error instanceof Undone)) throw error
  })
  return seen!
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
  const evidenceOf = new Map<string, MatchKeys>()
  const extra = (remoteId: string, asked: Asked) => {
    seen.extras++
    seen.asked.push(asked)
    return ended({ kind: 'delivered' as const, created: true, remoteId })
  }
  return {
    ...crm,
    find: (entity, key, evidence) => {
      evidenceOf.set(`${entity} ${key}`, evidence)
      return ended({ kind: 'found', candidates: [] })
    },
    write: (write) => {
      const { entity, key, remoteId } = write
      seen.asked.push({ kind: 'write', write, evidence: evidenceOf.get(`${entity} ${key}`) ?? {} })
      ;(remoteId === undefined ? seen.create : seen.update).push(`${entity} ${key}`)
      return ended({ kind: 'delivered', created: remoteId === undefined, remoteId: remoteId ?? `new ${entity} ${key}` })
    },
    ...(crm.link && { link: (link) => extra(`new role ${link.contact}`, { kind: 'link', link }) }),
    ...(crm.note && { note: (notes) => extra(notes[0]?.remoteId ?? '', { kind: 'note', notes }) }),
    ...(crm.convert && {
      convert: (conversion) => {
        const { leadKey } = conversion
        seen.asked.push({ kind: 'convert', conversion })
        seen.create.push(`opportunity ${leadKey}`)
        return ended({ kind: 'converted', already: false, opportunity: `new opportunity ${leadKey}` })
      },
    }),
  }
}
