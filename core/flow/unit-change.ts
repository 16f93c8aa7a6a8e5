/**
 * What became of a unit in the world, as of a date: joined to another, moved to another company, split, closed. Unlike a
 * merge it puts nothing right: what happened before the date stays where it was, what happened since belongs to who followed.
 */
import type { NewUnitChange } from '../action-data.ts'
import { emptyUnit } from '../lead/match/profile.ts'
import { key } from '../lead/normalise/text.ts'
import { Refusal } from '../refusal.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as operation from '../store/operation.ts'
import { placesOf } from '../store/reassignment.ts'
import * as changes from '../store/unit-changes.ts'
import { eventsOf } from './anew.ts'
import type { Context } from './context.ts'
import { raiseFinding, strandedOf } from './findings.ts'
import { foldAnew } from './fold-anew.ts'
import { moveTouches } from './move-touches.ts'
import { reassign } from './reassign.ts'

/** @throws a sentence when it cannot be so @returns the change's id */
export async function changeUnit(db: Db, on: Context, input: NewUnitChange, by: string): Promise<string> {
  const { kind, at, reason = null } = input
  if (at > on.now()) throw new Refusal('a change is recorded once it has happened: `at` lies in the future')
  const unit = await demandUnit(db, input.unit)
  if (kind !== 'split' && unit.until !== null) throw new Refusal(`the unit ${unit.id} ended before, on ${day(unit.until)}: take that back first`)
  await identity.holdAccount(db, unit.accountId)
  const into = await heirFor(db, on, unit, input)
  await fix(db, unit)
  if (kind !== 'split') await changes.setTerm(db, unit.id, { until: at, successor: into })
  const id = on.newId('chg')
  await changes.add(db, { id, kind, unitId: unit.id, into, at, recordedAt: on.now(), by, reason })
  await decideSince(db, on, [unit.id], at)
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: `unit.${kind}`, subject: unit.id, detail: into && `${into} (${id})` })
  return id
}

/** It was recorded by mistake: the unit is what it was, and what happened since is decided anew. @throws when it is not there or others build on it */
export async function takeBackChange(db: Db, on: Context, id: string, by: string): Promise<void> {
  const change = await changes.find(db, id)
  if (!change) throw new Refusal(`there is no change ${id}`)
  if (change.undoneAt !== null) throw new Refusal(`the change ${id} was taken back before, on ${day(change.undoneAt)}`)
  const { kind, unitId, into, at } = change
  const heir = into === null ? undefined : await identity.unit(db, into)
  if (heir?.until) throw new Refusal(`the unit ${heir.id} has ended, too: take that back first`)
  await identity.holdAccount(db, (await demandUnit(db, unitId)).accountId)
  await changes.undo(db, id, on.now())
  if (kind !== 'split') await changes.setTerm(db, unitId, { until: null, successor: null })
  if (into !== null && kind !== 'joined') {
    // A unit that the change made ends with it: what it was told goes back to whom it belongs.
    await changes.setSeed(db, into, null)
    await changes.setTerm(db, into, { until: at })
  }
  await decideSince(db, on, into === null ? [unitId] : [unitId, into], at)
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'unit.change_taken_back', subject: unitId, detail: id })
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

async function demandUnit(db: Db, id: string): Promise<identity.UnitRow> {
  const unit = await identity.unit(db, id)
  if (!unit) throw new Refusal(`there is no unit ${id}`)
  if (unit.mergedInto !== null) throw new Refusal(`the unit ${id} was merged into ${unit.mergedInto}: that one can change`)
  if (unit.kind === 'open') throw new Refusal(`${id} is the open unit of its account: it holds what cannot be placed, and cannot be split, joined or moved`)
  return unit
}

/** Who has what is the unit's from then on; of a split, the new unit beside it. */
async function heirFor(db: Db, on: Context, unit: identity.UnitRow, { kind, into, account, site, at }: NewUnitChange): Promise<string | null> {
  if (kind === 'closed') return null
  if (kind === 'joined') {
    if (into === undefined) throw new Refusal('`into` is missing: the unit that it was joined to')
    const heir = await demandUnit(db, into)
    if (heir.id === unit.id || (await leadsTo(db, heir, unit.id))) throw new Refusal(`${heir.id} is itself part of ${unit.id}`)
    await fix(db, heir)
    return heir.id
  }
  const made = on.newId('unt')
  if (kind === 'split') {
    if (!site) throw new Refusal('`site` is missing: how the new unit is called, e.g. "Werk Süd"')
    const there = (await identity.units(db, unit.accountId)).find(({ profile }) => profile.sites.some((one) => one.key === key(site)))
    if (there) throw new Refusal(`"${site}" is known already: it is the unit ${there.id}`)
    await identity.addUnit(db, { id: made, accountId: unit.accountId, kind: 'site', profile: emptyUnit() }, on.now())
    await changes.setSeed(db, made, { sites: [{ key: key(site), label: site }], places: [] })
  } else {
    const [company] = await identity.accounts(db, [account ?? ''])
    if (!company || company.mergedInto !== null || company.id === unit.accountId)
      throw new Refusal('`account` must be the other company that the unit belongs to now')
    await identity.holdAccount(db, company.id)
    await identity.addUnit(db, { id: made, accountId: company.id, kind: 'site', profile: emptyUnit() }, on.now())
    await changes.setSeed(db, made, seedOf(unit))
  }
  await changes.setTerm(db, made, { since: at })
  return made
}

async function leadsTo(db: Db, from: identity.UnitRow, id: string): Promise<boolean> {
  const seen = new Set<string>()
  for (let unit: identity.UnitRow | undefined = from; unit && !seen.has(unit.id); ) {
    seen.add(unit.id)
    const next: string | null = unit.mergedInto ?? unit.successor
    if (next === id) return true
    unit = next === null ? undefined : await identity.unit(db, next)
  }
  return false
}

/** A unit of which a person said something stays recognisable, whatever is decided anew. */
const fix = (db: Db, unit: identity.UnitRow): Promise<void> => changes.setSeed(db, unit.id, seedOf(unit))

const seedOf = ({ profile: { sites, places } }: identity.UnitRow): identity.UnitSeed => ({ sites, places })

/** Events of these units that happened since are decided anew; leads, CRMs and people hear of it. */
async function decideSince(db: Db, on: Context, unitIds: readonly string[], at: number): Promise<void> {
  const accounts = [...new Set((await identity.unitsByIds(db, unitIds)).map(({ accountId }) => accountId))]
  const events = (await eventsOf(db, on, accounts)).filter(({ unitId, occurredAt }) => unitIds.includes(unitId) && occurredAt >= at)
  if (events.length === 0) return
  const ids = events.map(({ id }) => id)
  const before = await placesOf(db, ids)
  // Who is where a change put them is bound by nothing else to be there.
  const inherited = await changes.inherited(db, ids)
  const concerned = events.map((event) => (inherited.has(event.id) ? event : { ...event, isUnchanged: true as const }))
  const { places, moved, migrated, accounts: touched, cleanUp } = await reassign(db, on, concerned, [])
  const stale = new Set<string>()
  for (const [id, place] of [...places, ...moved]) {
    const was = before.get(id)
    if (was && was.unitId === place.unitId && was.contactId === place.contactId) continue
    await moveTouches(db, on, id, place, stale)
  }
  await foldAnew(db, on, stale, [...touched])
  const stranded = await strandedOf(db, [...(await cleanUp(db)), ...migrated], 'its unit changed hands; look whether it belongs to another company there')
  for (const finding of stranded) await raiseFinding(db, on, finding)
}
