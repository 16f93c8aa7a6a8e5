/** Step: the opportunities that a CRM lists are kept as its own count of them, closed ones too. */
import type { Entity, Recorded } from '../crm.ts'
import * as opportunities from '../store/crm-opportunities.ts'
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import type { RunRow } from '../store/reconciliations.ts'

/** Those of a page; a record whose date the CRM does not tell is none of them. A pass counts as of its beginning, whoever goes on with it. */
export async function countListed(db: Db, { connection, entity, createdAt }: RunRow, records: readonly Recorded[]): Promise<void> {
  const rows: opportunities.OpportunityRow[] = []
  for (const { remoteId, hubKey, createdOn } of entity === OPPORTUNITY ? records : [])
    if (createdOn !== undefined) rows.push({ connection, id: remoteId, leadId: await leadOf(db, hubKey), product: null, createdOn })
  const once = new Map(rows.map((row) => [row.id, row]))
  await opportunities.put(db, [...once.values()], createdAt)
}

/** The CRM was read to its end: what it did not list is not there any more. */
export async function countEnded(db: Db, { connection, createdAt }: RunRow): Promise<void> {
  await opportunities.forgetBefore(db, connection, createdAt)
  await opportunities.readUntil(db, connection, createdAt)
}

const OPPORTUNITY: Entity = 'opportunity'

/** Only by the key on the record: a link may be made later, and is looked up when it is counted. */
const leadOf = async (db: Db, hubKey: string | null): Promise<string | null> => (hubKey === null ? null : ((await leads.ofKey(db, hubKey))?.id ?? null))
