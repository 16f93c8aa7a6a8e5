/** A first load from the outside: started, gone on with, its proposals accepted and refused; and what its steps write. */
import type { NewReconciliation, ReconciledChoice, ReconciledDecision } from '../action-data.ts'
import type { Entity, Listed } from '../crm.ts'
import { Refusal } from '../refusal.ts'
import type { ConnectionEntry } from '../setup.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as leads from '../store/leads.ts'
import * as operation from '../store/operation.ts'
import * as reconciled from '../store/reconciled.ts'
import * as runs from '../store/reconciliations.ts'
import * as reviews from '../store/reviews.ts'
import type { Context } from './context.ts'
import { countEnded, countListed } from './crm-count.ts'
import { decideReview } from './decide-review.ts'
import { absorbWaiting } from './feedback.ts'

/** Each kind after those that it belongs to. */
const ORDER: readonly Entity[] = ['account', 'contact', 'lead', 'opportunity']

export const kindsOf = ({ crm }: ConnectionEntry): Entity[] => ORDER.filter((entity) => crm.capabilities.entities.includes(entity))

/** Begins a run, or goes on with the one that is unfinished. @returns its id */
export async function startReconciliation(db: Db, on: Context, wanted: NewReconciliation, by: string): Promise<{ id: string; resumed: boolean }> {
  const connection = connectionOf(on, wanted.connection)
  const options = { accept: wanted.accept === 'strong', writeKeys: wanted.writeKeys ?? false }
  const [first] = kindsOf(connection)
  if (!connection.crm.list || first === undefined)
    throw new Refusal(`${connection.crm.label} does not list its records, so there is nothing to hold against them`)
  const last = await runs.last(db, connection.id)
  if (last && last.state !== 'done') {
    if (!wanted.anew) {
      await runs.resume(db, last.id, options)
      return { id: last.id, resumed: true }
    }
    await runs.drop(db, last.id)
  }
  const id = on.newId('rec')
  await runs.add(db, { id, connection: connection.id, entity: first, ...options, createdAt: on.now(), by })
  await audit(db, on, by, 'reconciliation.started', connection.id, id)
  return { id, resumed: false }
}

function connectionOf({ setup }: Context, id: string): ConnectionEntry {
  const connection = setup.connections.get(id)
  if (!connection) throw new Refusal(`there is no connection '${id}'; known are ${[...setup.connections.keys()].join(', ') || 'none'}`)
  return connection
}

const audit = (db: Db, on: Context, by: string, action: string, subject: string, detail: string) =>
  operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action, subject, detail })

// --- what people decide ---------------------------------------------------------------------------

/** One by one; what cannot be done is told with its reason and leaves the others alone. */
export async function decideReconciled(db: Db, on: Context, input: ReconciledChoice, by: string): Promise<ReconciledDecision> {
  const connection = connectionOf(on, input.connection)
  const decision: ReconciledDecision = { accepted: 0, refused: 0, problems: [] }
  for (const one of input.accept) {
    const record = await reconciled.find(db, { connection: connection.id, ...one })
    const reason = record ? await problemWith(db, record, one.hubId) : 'the CRM did not list it'
    if (record && reason === null) {
      await accept(db, on, connection, record, one.hubId ?? record.hubId!, by)
      decision.accepted++
    } else decision.problems.push({ entity: one.entity, remoteId: one.remoteId, reason: reason ?? '' })
  }
  for (const one of input.refuse) {
    const record = await reconciled.find(db, { connection: connection.id, ...one })
    if (record && ['pair', 'ambiguous', 'alone', 'refused'].includes(record.state)) {
      await reconciled.decide(db, record, { state: 'refused', hubId: null, by }, on.now())
      decision.refused++
    } else decision.problems.push({ ...one, reason: record ? `it is ${record.state}` : 'the CRM did not list it' })
  }
  const { accepted, refused } = decision
  if (accepted + refused > 0) await audit(db, on, by, 'reconciliation.decided', connection.id, `${accepted} accepted, ${refused} refused`)
  return decision
}

/** Why a pair cannot be accepted; null: it can. */
async function problemWith(db: Db, record: reconciled.RecordRow, chosen: string | undefined): Promise<string | null> {
  const { connection, entity, remoteId } = record
  const hubId = chosen ?? record.hubId
  if (hubId === null) return 'nothing is proposed for it: name the record of the hub'
  if (!(await exists(db, entity, hubId))) return `the hub has no ${entity} ${hubId}`
  const [ours, theirs] = [await crosswalk.find(db, connection, entity, hubId), await crosswalk.byRemote(db, connection, entity, remoteId)]
  if (theirs && isStanding(theirs) && theirs.hubId !== hubId) return `it stands for ${theirs.hubId} already`
  if (!ours || !isStanding(ours) || ours.remoteId === remoteId) return null
  // What was linked is not listed any more: this record takes its place.
  const isThere = await reconciled.find(db, { connection, entity, remoteId: ours.remoteId })
  return isThere || chosen === undefined ? `${hubId} is ${ours.remoteId} already` : null
}

const isStanding = ({ state }: crosswalk.Link): boolean => state === 'linked' || state === 'adopted'

async function exists(db: Db, entity: Entity, hubId: string): Promise<boolean> {
  if (entity === 'account') return (await identity.accounts(db, [hubId])).some(({ mergedInto }) => mergedInto === null)
  if (entity === 'contact') return (await identity.contacts(db, [hubId])).length > 0
  return (await leads.ofKey(db, hubId)) !== undefined
}

/** The record stands for ours from now on; whatever waited for that goes on. */
async function accept(db: Db, on: Context, { id, crm, settings }: ConnectionEntry, record: reconciled.RecordRow, hubId: string, by: string): Promise<void> {
  const { entity, remoteId } = record
  const remote = { connection: id, entity, remoteId }
  const tells = entity === 'lead' || entity === 'opportunity'
  if (tells) await crosswalk.holdRemote(db, remote)
  for (const review of await reviews.openFor(db, id, entity, hubId)) await decideReview(db, on, { review, decision: 'adopt', remoteId }, by)
  const url = crm.recordUrl?.(entity, remoteId, settings) ?? null
  const state = record.hubKey === hubId ? 'linked' : 'adopted'
  await crosswalk.put(db, { ...remote, hubId, state, hash: null, remoteVersion: null, url }, on.now())
  if (tells) await absorbWaiting(db, on, remote)
  await reconciled.decide(db, record, { state: 'accepted', hubId, by }, on.now())
}

// --- what the steps of a run write ------------------------------------------------------------------

/** A page that the CRM listed. */
export async function keepPage(db: Db, connection: ConnectionEntry, run: runs.RunRow, { records, cursor }: Listed): Promise<void> {
  await reconciled.put(db, run.id, connection.id, run.entity, records)
  await countListed(db, run, records)
  if (cursor !== null) return runs.move(db, run.id, { ...run, cursor })
  const next = after(connection, run.entity)
  if (next !== null) return runs.move(db, run.id, { phase: 'read', entity: next, cursor: null })
  await reconciled.forgetUnlisted(db, run.id, connection.id)
  await countEnded(db, run)
  await runs.move(db, run.id, { phase: 'weigh', entity: kindsOf(connection)[0]!, cursor: null })
}

/** The kind that is dealt with next; null behind the last one. */
export function after(connection: ConnectionEntry, entity: Entity): Entity | null {
  const kinds = kindsOf(connection)
  return kinds[kinds.indexOf(entity) + 1] ?? null
}

/**
 * Of several records that are paired with one of ours, the one that bears its key, or is clearly closer, stays; else
 * somebody must say. @param clear by how much it must be closer
 */
export async function partTwins(db: Db, on: Context, { connection, entity }: runs.RunRow): Promise<number> {
  const doubled = await reconciled.twins(db, connection, entity, TWINS)
  for (const hubId of doubled) {
    const pairs = await reconciled.pairsWith(db, connection, entity, hubId)
    const keyed = pairs.filter(({ hubKey }) => hubKey === hubId)
    const [best, second] = pairs
    const isClear = (best!.total ?? 0) - (second!.total ?? 0) >= on.model.clear
    const stays = keyed.length === 1 ? keyed[0] : keyed.length === 0 && isClear ? best : undefined
    for (const pair of pairs) if (pair !== stays) await reconciled.doubt(db, pair, 'twins')
  }
  return doubled.length
}

const TWINS = 100

/** Strong pairs, as many as are given. */
export async function acceptPairs(db: Db, on: Context, connection: ConnectionEntry, pairs: readonly reconciled.RecordRow[], by: string): Promise<void> {
  for (const pair of pairs) {
    if ((await problemWith(db, pair, undefined)) === null) await accept(db, on, connection, pair, pair.hubId!, by)
    else await reconciled.doubt(db, pair, 'taken')
  }
}
