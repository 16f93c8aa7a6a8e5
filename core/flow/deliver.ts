/**
 * Step: brings one lead's newest state into one CRM, record by record. What is done is in the crosswalk, so a restart
 * goes on behind it; what is not there yet is looked for before it is made; what has not changed is not written.
 */
import type { JsonObject } from '../connector.ts'
import { crmEndpoint } from '../endpoint.ts'
import type { Hold, Mapping, TransformResult } from '../mapped.ts'
import type { Refusal } from '../outcome.ts'
import type { ConnectionEntry } from '../setup.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { JobRow } from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import * as reviews from '../store/reviews.ts'
import type { Store } from '../store/store.ts'
import { stillHolds, type ToldPerson } from './consents-told.ts'
import type { Context } from './context.ts'
import { type Asks, asksAlone, Counterparts, type StepRecord, type TalkTo } from './counterparts.ts'
import { absorbWaiting } from './feedback.ts'
import { leadDocument } from './record.ts'
import { linkedIds, Sync } from './sync.ts'

export interface DeliverOptions {
  store: Store
  on: Context
  talk: TalkTo
  /** Default: each lead by itself. */
  asksFor?: (told: readonly ToldPerson[]) => Asks
  mapping: Mapping
  transform: (mapping: Mapping, input: JsonObject) => Promise<TransformResult>
}

interface Done {
  steps: readonly StepRecord[]
  /** Records that needed no writing. */
  unchanged: number
}

export type Delivered =
  | (Done & { kind: 'delivered' | 'unchanged'; remarks: readonly string[] })
  | (Done & { kind: 'failed'; step: string; because: Refusal | Hold; key?: string })

/** @returns what came of it; never throws for what a CRM says */
export async function deliver(options: DeliverOptions, connection: ConnectionEntry, job: JobRow): Promise<Delivered> {
  const { store, on } = options
  const known = await store.read(async (db) => {
    const lead = await leads.find(db, job.subject)
    if (!lead?.state.offer) return null
    const document = await leadDocument(db, on, lead, connection)
    const ids = linkedIds(lead, document)
    const links = Map.groupBy(await crosswalk.ofHubIds(db, ids), ({ hubId }) => hubId)
    return { lead, document, links: new Map(ids.map((id) => [id, links.get(id) ?? []])) }
  })
  if (!known) return { kind: 'unchanged', steps: [], unchanged: 0, remarks: [] }
  const { lead, document, links } = known
  const mapped = await options.transform(options.mapping, document.document)
  if (mapped.kind === 'held') return { kind: 'failed', step: 'map', because: mapped, steps: [], unchanged: 0 }
  const { contacts } = document
  const talkTo: TalkTo = (dialogue) => options.talk(dialogue, { stillTrue: () => stillHolds(store.db, on, contacts) })
  const there = new Counterparts({
    store,
    now: on.now,
    talkTo,
    asks: options.asksFor?.(contacts) ?? asksAlone(connection, talkTo),
    connection,
    accountId: lead.accountId,
    mappingId: options.mapping.id,
    links,
    linked: (db, record) => absorbWaiting(db, on, record),
  })
  const failure = await new Sync(there, store, on.now, lead, document, mapped.record).all()
  const { steps, unchanged, remarks } = there
  return failure ? { kind: 'failed', ...failure, steps, unchanged } : { kind: there.wrote ? 'delivered' : 'unchanged', steps, unchanged, remarks }
}

/** Opens the question which of several records it is. */
export async function askWhich(
  store: Store,
  on: Context,
  connection: ConnectionEntry,
  lead: string,
  key: string | undefined,
  because: Extract<Refusal, { kind: 'duplicate' }>,
): Promise<void> {
  await store.write((db) =>
    reviews.open(
      db,
      {
        id: on.newId('rev'),
        kind: 'crm_candidates',
        subject: lead,
        other: because.entity,
        eventId: null,
        connection: connection.id,
        detail: { entity: because.entity, key, candidates: because.candidates },
      },
      on.now(),
    ),
  )
}

export const endpointOf = (connection: ConnectionEntry) => crmEndpoint(connection.id, connection.crm, connection.settings)
