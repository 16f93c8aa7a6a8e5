/**
 * Two accounts, or two units of one account, are the same: the survivor keeps its id and takes over what the other had, the
 * other's id leads to it. What was whose is kept, so that unmerge.ts gives it back exactly.
 */
import type { NewMerge } from '../action-data.ts'
import { emptyContact, emptyUnit } from '../lead/match/profile.ts'
import { Refusal } from '../refusal.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as judgements from '../store/judgements.ts'
import * as leadSteps from '../store/lead-steps.ts'
import * as leads from '../store/leads.ts'
import * as merges from '../store/merges.ts'
import * as operation from '../store/operation.ts'
import * as anew from '../store/reassignment.ts'
import * as reviews from '../store/reviews.ts'
import * as changes from '../store/unit-changes.ts'
import { eventsOf, inOrder, isSame, type KeptEvent, keysOf, noting, pairs, relearn } from './anew.ts'
import type { Context } from './context.ts'
import { FellowsAnew } from './fellows.ts'
import { raiseFinding, strandedOf } from './findings.ts'
import { foldAnew } from './fold-anew.ts'
import { moveTouches } from './move-touches.ts'
import { notifyOfLead } from './notify.ts'
import { DECIDED_ANEW, occupy } from './reassign.ts'
import { decide } from './resolve.ts'
import { restate } from './restate.ts'
import { type Group, Names, settle } from './settle.ts'
import type { Bounds } from './sight.ts'

type Home = NonNullable<Bounds['home']>

/**
 * @param known what was found out about the submissions of both, where the hub itself merges: that is no judgement of a person
 * @throws a sentence when the two cannot be merged
 * @returns the merge's id, by which it can be undone
 */
export async function merge(
  db: Db,
  on: Context,
  { level, survivor, absorbed, reason = null }: NewMerge,
  by: string,
  known?: Omit<Group, 'events'>,
): Promise<string> {
  if (survivor === absorbed) throw new Refusal(`${survivor} cannot be merged with itself`)
  const accounts = level === 'account' ? await heldAccounts(db, survivor, absorbed) : [await heldAccountOfUnits(db, survivor, absorbed)]
  const into = accounts[0]!
  const events = await eventsOf(db, on, accounts)
  await identity.hold(db, keysOf(events), on.now())
  const before = await merges.beforeOf(db, accounts, events)
  const id = on.newId('mrg')
  if (!known) await judgements.add(db, { id: on.newId('jdg'), level, a: survivor, b: absorbed, verdict: 'same', by, at: on.now(), reason })
  await reviews.settlePair(db, survivor, absorbed, 'same', by, on.now())
  const spoken = await judgements.ofUnits(db, 'account_id', accounts)
  const vacated: anew.Vacated = { accounts: new Set(), units: new Map(), contacts: new Map() }
  await anew.vacate(db, accounts, vacated)
  vacated.accounts.clear()
  await merges.redirect(db, level, absorbed, survivor)
  if (level === 'account') await merges.adoptUnits(db, absorbed, survivor, on.now())
  // What was open between units may be clear now, and an account has one open unit, whoever spoke of it.
  const isKept = (unit: string): boolean => vacated.units.get(unit)?.kind !== 'open' && (level === 'unit' || spoken.has(unit))
  const homeOf = ({ unitId }: KeptEvent): Home => ({ accountId: into, unitId: unitId === absorbed ? survivor : isKept(unitId) ? unitId : undefined })
  const isPlain = level === 'account' && spoken.size === 0 && events.length <= DECIDED_ANEW && (await changes.confirmedAmong(db, [into])).size === 0
  const places = isPlain
    ? await together(db, on, events, into, vacated, by, known)
    : await placedAnew(db, on, events, homeOf, into, vacated, known ? by : 'person')
  const stale = new Set<string>()
  const ended = await settleUnits(db, events, places, into, vacated, on.now())
  await settleContacts(db, events, places, into, vacated)
  for (const event of events) if (!isSame(event, places.get(event.id)!)) await moveTouches(db, on, event.id, places.get(event.id)!, stale)
  for (const lead of ended) stale.add(lead.into).delete(lead.from)
  const links = await takeOver(db, level === 'account' ? [[absorbed, survivor]] : [])
  await merges.add(db, { id, level, survivor, absorbed, at: on.now(), by, reason }, { ...before, links })
  await foldAnew(db, on, stale, [into])
  for (const lead of ended) await notifyOfLead(db, on, 'lead.merged', (await leads.find(db, lead.into))!, { absorbed: lead.from })
  const left = [absorbed, ...ended.map(({ from }) => from)]
  for (const finding of await strandedOf(db, left, `${absorbed} was merged into ${survivor}; merge or close it there`)) await raiseFinding(db, on, finding)
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: `${level}.merged`, subject: survivor, detail: `${absorbed} (${id})` })
  return id
}

/** The survivor first. Held in one order, so that two merges cannot wait for each other. */
async function heldAccounts(db: Db, survivor: string, absorbed: string): Promise<string[]> {
  const rows = new Map<string, identity.AccountRow | undefined>()
  for (const id of [survivor, absorbed].sort()) rows.set(id, await identity.holdAccount(db, id))
  for (const [id, row] of rows) demandStanding('account', id, row)
  return [survivor, absorbed]
}

async function heldAccountOfUnits(db: Db, survivor: string, absorbed: string): Promise<string> {
  const rows = await identity.unitsByIds(db, [survivor, absorbed])
  const [into, from] = [survivor, absorbed].map((id) => {
    const row = rows.find((one) => one.id === id)
    demandStanding('unit', id, row)
    if (row!.until !== null) throw new Refusal(`the unit ${id} ended on ${dayOf(row!.until)}: merge units that stand, or take back the change that ended it`)
    return row!
  })
  if (into!.accountId !== from!.accountId)
    throw new Refusal(`${absorbed} is a unit of ${from!.accountId}, ${survivor} of ${into!.accountId}: merge the accounts first, if they are one company`)
  if (into!.kind === 'open') throw new Refusal(`${survivor} is the open unit of its account: merge it into a site, not the other way round`)
  await identity.holdAccount(db, into!.accountId)
  return into!.accountId
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

function demandStanding(what: merges.MergeLevel, id: string, row: { mergedInto: string | null } | undefined): void {
  if (!row) throw new Refusal(`there is no ${what} ${id}`)
  if (row.mergedInto !== null) throw new Refusal(`the ${what} ${id} was merged into ${row.mergedInto} before: merge that one`)
}

/** All events put into the units and contacts of the survivor at one time. */
async function together(
  db: Db,
  on: Context,
  events: readonly KeptEvent[],
  into: string,
  vacated: anew.Vacated,
  by: string,
  known: Omit<Group, 'events'> | undefined,
): Promise<Map<string, anew.Place>> {
  const spoken = { onBehalf: new Set(events.filter(({ onBehalf }) => onBehalf).map(({ id }) => id)), unclear: new Set<string>(), why: () => undefined }
  const places = new Map<string, anew.Place>()
  for (const one of await settle(db, on, { events, ...(known ?? spoken) }, new Names(), vacated, into)) {
    const { event, place, onBehalf } = one
    places.set(event.id, place)
    const before = await identity.assignmentOf(db, event.id)
    if (!before || (isSame(event, place) && before.onBehalf === onBehalf)) continue
    await restate(db, on, known ? one : { ...one, decision: 'attach' }, before, known ? by : 'person')
  }
  return places
}

/** Unit and contact of every event, decided anew in the order they came; of very many events, only what is merged changes place. */
async function placedAnew(
  db: Db,
  on: Context,
  events: readonly KeptEvent[],
  homeOf: (event: KeptEvent) => Home,
  into: string,
  vacated: anew.Vacated,
  by: string,
): Promise<Map<string, anew.Place>> {
  if (events.length > DECIDED_ANEW) {
    const placed = events.map((event) => ({ ...event, ...withoutAbsent(homeOf(event)) }))
    await relearn(db, placed, vacated)
    for (const event of placed) await anew.reseat(db, event.id, event, by, on.now())
    return new Map(placed.map((event) => [event.id, event]))
  }
  const { making, made } = noting(on)
  const decided: identity.Assignment[] = []
  const fellows = new FellowsAnew(events.map(({ id }) => id))
  for (const { id } of events) await anew.withdrawUnitQuestion(db, id, null)
  for (const event of inOrder(events)) {
    const bounds = { home: homeOf(event) }
    await occupy(db, vacated, bounds)
    const one = await decide(db, making, event.submission, event.id, bounds, fellows.of)
    fellows.add(event, one)
    decided.push(one)
  }
  const former = new Map(events.map((event) => [event.id, event]))
  const survivorsFirst = [...decided].sort((a, b) => Number(former.get(b.eventId)!.accountId === into) - Number(former.get(a.eventId)!.accountId === into))
  const renamed = await anew.takeUpAgain(db, vacated, pairs(survivorsFirst, made, former, vacated))
  const places = new Map<string, anew.Place>()
  for (const one of decided) {
    const place = renamed(one)
    places.set(one.eventId, place)
    if (!isSame(former.get(one.eventId)!, place)) await identity.assign(db, { ...one, ...place }, true)
  }
  return places
}

const withoutAbsent = ({ accountId, unitId }: Home) => (unitId === undefined ? { accountId } : { accountId, unitId })

/** Units of which nothing is left lead to where most of their events went; one that never had events stays a unit. @returns leads that ended in another */
async function settleUnits(
  db: Db,
  events: readonly KeptEvent[],
  places: ReadonlyMap<string, anew.Place>,
  into: string,
  vacated: anew.Vacated,
  now: number,
): Promise<{ from: string; into: string }[]> {
  const ended: { from: string; into: string }[] = []
  const open = (await identity.units(db, into)).find(({ kind }) => kind === 'open')?.id
  for (const [id, { kind }] of vacated.units) {
    const target = mostOften(events.filter(({ unitId }) => unitId === id).map((event) => places.get(event.id)!.unitId)) ?? (kind === 'open' ? open : undefined)
    await anew.occupyUnit(db, id, { accountId: into, kind, profile: emptyUnit() })
    if (target === undefined) continue
    await merges.redirect(db, 'unit', id, target)
    for (const lead of await leads.ofUnits(db, [id])) {
      const [there] = (await leads.ofUnits(db, [target])).filter(({ product }) => product === lead.product)
      if (!there) {
        await merges.seatLead(db, lead.id, { unitId: target, accountId: into }, now)
        continue
      }
      await leads.holdById(db, there.id)
      await merges.giveFacts(db, lead.id, there.id)
      await merges.redirect(db, 'lead', lead.id, there.id)
      await leadSteps.takeBack(db, lead.id, now)
      ended.push({ from: lead.id, into: there.id })
    }
  }
  return ended
}

async function settleContacts(
  db: Db,
  events: readonly KeptEvent[],
  places: ReadonlyMap<string, anew.Place>,
  into: string,
  vacated: anew.Vacated,
): Promise<void> {
  for (const [id, { unitId }] of vacated.contacts) {
    const [place] = events.filter(({ contactId }) => contactId === id).flatMap((event) => places.get(event.id) ?? [])
    const unit = (await identity.unit(db, place?.unitId ?? unitId))!
    await anew.occupyContact(db, id, { accountId: into, unitId: unit.mergedInto ?? unit.id, profile: emptyContact() })
    if (place && place.contactId !== null) await merges.redirect(db, 'contact', id, place.contactId)
  }
}

function mostOften(ids: readonly string[]): string | undefined {
  const times = new Map<string, number>()
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1)
  return [...times].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0]
}

/** Records in CRMs of what was absorbed, where the survivor has none. */
async function takeOver(db: Db, pairsOf: readonly (readonly [from: string, to: string])[]): Promise<merges.Before['links']> {
  const taken: { connection: string; entity: crosswalk.LinkedThing; from: string; to: string }[] = []
  for (const [from, to] of pairsOf)
    for (const link of await crosswalk.ofHubIds(db, [from])) {
      if (await crosswalk.takeOver(db, link, to)) taken.push({ connection: link.connection, entity: link.entity, from, to })
    }
  return taken
}
