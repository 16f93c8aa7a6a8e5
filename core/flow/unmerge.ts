/**
 * Takes a merge back: what was there before stands as it stood, what came since is decided anew with both companies in
 * sight, the two are judged different for ever, and CRMs hear of both.
 */
import { isDeepStrictEqual } from 'node:util'
import { emptyContact, emptyUnit } from '../lead/match/profile.ts'
import { Refusal } from '../refusal.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import * as judgements from '../store/judgements.ts'
import * as leads from '../store/leads.ts'
import * as merges from '../store/merges.ts'
import * as operation from '../store/operation.ts'
import * as anew from '../store/reassignment.ts'
import * as changes from '../store/unit-changes.ts'
import { eventsOf, inOrder, isSame, type KeptEvent, keysOf, noting, pairs, relearn } from './anew.ts'
import type { Context } from './context.ts'
import { absorbWaiting } from './feedback.ts'
import { FellowsAnew } from './fellows.ts'
import { raiseFinding, strandedOf } from './findings.ts'
import { foldAnew } from './fold-anew.ts'
import { moveTouches } from './move-touches.ts'
import { notifyOfLead } from './notify.ts'
import { decide } from './resolve.ts'

type Merge = NonNullable<Awaited<ReturnType<typeof merges.find>>>

/** @throws a sentence when it is not there, was undone before, or others have to be undone first */
export async function unmerge(db: Db, on: Context, id: string, reason: string | null, by: string): Promise<void> {
  const one = await demandUndoable(db, id)
  const { level, survivor, absorbed, before } = one
  const accounts = [...new Set(before.units.map(({ accountId }) => accountId))].sort()
  for (const account of [...new Set([...accounts, ...(level === 'account' ? [survivor, absorbed] : [])])].sort()) await identity.holdAccount(db, account)
  const now = level === 'account' ? survivor : (await identity.unit(db, survivor))!.accountId
  const kept = await eventsOf(db, on, [now])
  await identity.hold(db, keysOf(kept), on.now())
  const vacated: anew.Vacated = { accounts: new Set(), units: new Map(), contacts: new Map() }
  await anew.vacate(db, [now], vacated)
  vacated.accounts.clear()
  await merges.undo(db, id, by, reason, on.now())
  await judgements.add(db, { id: on.newId('jdg'), level, a: survivor, b: absorbed, verdict: 'different', by, at: on.now(), reason })
  const rejoined = await endedLeads(db, one)
  await restoreRows(db, one, vacated, on.now())
  const places = await restorePlaces(db, on, one, kept, vacated)
  const stale = new Set(before.leads.map((lead) => lead.id))
  for (const { id: fact, leadId } of before.facts) await merges.returnFact(db, fact, leadId)
  for (const event of kept) {
    const place = places.get(event.id)
    if (place && !isSame(event, place)) await moveTouches(db, on, event.id, place, stale)
  }
  await anew.withdrawQuestions(
    db,
    kept.filter((event) => !isSame(event, places.get(event.id) ?? event)).map(({ id: event }) => event),
  )
  for (const { connection, entity, from, to } of before.links) await crosswalk.takeOver(db, { connection, entity, hubId: to }, from)
  await foldAnew(db, on, stale, [...new Set([now, ...accounts])])
  for (const { id: lead, from } of rejoined) await notifyOfLead(db, on, 'lead.unmerged', (await leads.find(db, lead))!, { from })
  const stranded = await anew.removeVacant(db, vacated)
  await hearWaiting(db, on, one)
  for (const finding of await strandedOf(db, stranded, 'nothing is known of it here since a merge was taken back')) await raiseFinding(db, on, finding)
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: `${level}.unmerged`, subject: survivor, detail: `${absorbed} (${id})` })
}

async function demandUndoable(db: Db, id: string): Promise<Merge> {
  const one = await merges.find(db, id)
  if (!one) throw new Refusal(`there is no merge ${id}`)
  if (one.undoneAt !== null) throw new Refusal(`the merge ${id} was taken back before, on ${new Date(one.undoneAt).toISOString()} by ${one.undoneBy}`)
  const concerned = [one.survivor, one.absorbed, ...one.before.units.flatMap(({ id: unit, accountId }) => [unit, accountId])]
  const later = await merges.laterThan(db, id, [...new Set(concerned)])
  if (later !== undefined) throw new Refusal(`the merge ${later} came after ${id} and builds on it: take that one back first`)
  const account = one.level === 'account' ? one.survivor : (await identity.unit(db, one.survivor))!.accountId
  const units = [...one.before.units, ...(await identity.units(db, account))].map(({ id: unit }) => unit)
  const change = await changes.laterThan(db, id, [...new Set(units)])
  if (change !== undefined) throw new Refusal(`the change ${change} came after ${id} and concerns its units: take ${change} back first`)
  return one
}

/** Leads that another one had taken in. */
async function endedLeads(db: Db, { before }: Merge): Promise<{ id: string; from: string }[]> {
  const rows = await Promise.all(before.leads.map(({ id }) => leads.find(db, id)))
  return rows.flatMap((row) => (row && row.mergedInto !== null ? [{ id: row.id, from: row.mergedInto }] : []))
}

/** Accounts, units, contacts and leads of before stand again, empty: their events fill them. */
async function restoreRows(db: Db, { level, absorbed, before }: Merge, vacated: anew.Vacated, now: number): Promise<void> {
  await merges.redirect(db, level, absorbed, null)
  for (const { id, accountId, kind } of before.units) {
    await merges.redirect(db, 'unit', id, null)
    await anew.occupyUnit(db, id, { accountId, kind, profile: emptyUnit() })
    vacated.units.delete(id)
  }
  for (const { id, accountId, unitId } of before.contacts) {
    await merges.redirect(db, 'contact', id, null)
    await anew.occupyContact(db, id, { accountId, unitId, profile: emptyContact() })
    vacated.contacts.delete(id)
  }
  for (const lead of before.leads) {
    await merges.redirect(db, 'lead', lead.id, null)
    await merges.seatLead(db, lead.id, lead, now)
    await leads.hold(db, lead, lead.createdAt) // one that had ended for want of facts
  }
}

/** Events that say what they said go back to where they were; those that came or changed since are decided anew. */
async function restorePlaces(db: Db, on: Context, { before }: Merge, kept: readonly KeptEvent[], vacated: anew.Vacated): Promise<Map<string, anew.Place>> {
  const was = new Map(before.places.map((place) => [place.eventId, place]))
  const restored: KeptEvent[] = []
  for (const event of kept) {
    const place = was.get(event.id)
    if (place && (await isWhoItWas(db, event, place.revision)))
      restored.push({ ...event, accountId: place.accountId, unitId: place.unitId, contactId: place.contactId, onBehalf: place.onBehalf })
  }
  await relearn(db, inOrder(restored), vacated)
  const places = new Map<string, anew.Place>()
  for (const event of restored) {
    places.set(event.id, event)
    if (!isSame(kept.find(({ id }) => id === event.id)!, event)) await merges.restorePlace(db, event.id, event, on.now())
  }
  const { making, made } = noting(on)
  const since = inOrder(kept.filter(({ id }) => !places.has(id)))
  const decided: identity.Assignment[] = []
  const fellows = new FellowsAnew(since.map(({ id }) => id))
  for (const event of since) {
    const one = await decide(db, making, event.submission, event.id, {}, fellows.of)
    fellows.add(event, one)
    decided.push(one)
  }
  const former = new Map(since.map((event) => [event.id, event]))
  const renamed = await anew.takeUpAgain(db, vacated, pairs(decided, made, former, vacated))
  for (const one of decided) {
    const place = renamed(one)
    places.set(one.eventId, place)
    await identity.assign(db, { ...one, ...place }, true)
  }
  return places
}

/** A mapping may say something else of an event, and the same of whose it is. */
const isWhoItWas = async (db: Db, { id, revision, personal }: KeptEvent, before: number): Promise<boolean> =>
  revision === before || isDeepStrictEqual(await events.personal(db, { id, revision: before }), personal)

/** What CRMs reported meanwhile of records whose leads had ended. */
async function hearWaiting(db: Db, on: Context, { before }: Merge): Promise<void> {
  for (const { id } of before.leads)
    for (const { connection, entity, remoteId } of await crosswalk.ofHubIds(db, [id]))
      if (entity === 'lead' || entity === 'opportunity') await absorbWaiting(db, on, { connection, entity, remoteId })
}
