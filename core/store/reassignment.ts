/** What it takes to decide anew whose events are: the events of accounts, and accounts, units and contacts emptied and filled again. */

import type { LeadEvent } from '../lead/event.ts'
import { emptyAccount, emptyContact, emptyUnit } from '../lead/match/profile.ts'
import { type Db, json, parsed } from './db.ts'
import type { EventPersonal } from './events.ts'
import * as identity from './identity.ts'
import * as relations from './relations.ts'
import { inParts, padded, placeholders } from './sql.ts'

/** Whose an event is at the moment. */
export interface Place {
  accountId: string
  unitId: string
  contactId: string | null
}

/** An event that belongs to somebody, with what identity knows it by. */
export interface AssignedEvent extends Place {
  id: string
  revision: number
  source: string
  kind: LeadEvent['kind']
  ordinal: string
  deliveryId: string
  receivedAt: number
  occurredAt: number
  /** Who sent it speaks for the account without being of it. */
  onBehalf: boolean
  decision: identity.Assignment['decision']
  personal: EventPersonal
}

/** Where events belong now; those that belong to nobody are absent. */
export async function placesOf(db: Db, eventIds: readonly string[]): Promise<Map<string, Place>> {
  const rows = await inParts(eventIds, (part) => {
    const list = padded(part)
    return db.all<{ event_id: string; account_id: string; unit_id: string; contact_id: string | null }>(
      `select event_id, account_id, unit_id, contact_id from assignment where closed_at is null and event_id in (${placeholders(1, list.length)})`,
      list,
    )
  })
  return new Map(rows.map((row) => [row.event_id, { accountId: row.account_id, unitId: row.unit_id, contactId: row.contact_id }]))
}

/** Where an event that belongs to nobody now belonged last, if that still stands and nobody else's event is there. */
export async function lastPlaceOf(db: Db, eventId: string): Promise<Place | undefined> {
  const row = await db.get<{ account_id: string; unit_id: string; contact_id: string | null }>(
    `select account_id, unit_id, contact_id from assignment where event_id = $1 and closed_at is not null
       and not exists (select 1 from assignment o where o.account_id = assignment.account_id and o.closed_at is null)
       and exists (select 1 from account a where a.id = assignment.account_id and a.merged_into is null)
     order by decided_at desc limit 1`,
    [eventId],
  )
  return row && { accountId: row.account_id, unitId: row.unit_id, contactId: row.contact_id }
}

/** All events of these accounts, those of one account in the order their deliveries came. */
export async function eventsOfAccounts(db: Db, accountIds: readonly string[]): Promise<AssignedEvent[]> {
  const rows = await inParts(accountIds, (part) => {
    const list = padded(part)
    return db.all<StoredEvent>(
      `select e.id, e.revision, e.source, e.kind, e.ordinal, e.delivery_id, d.received_at, e.occurred_at, a.account_id, a.unit_id, a.contact_id, a.on_behalf, a.decision, p.data as personal from assignment a
       join event e on e.id = a.event_id and e.state = 'active'
       join delivery d on d.id = e.delivery_id
       left join event_personal p on p.event_id = e.id and p.revision = e.revision
       where a.closed_at is null and a.account_id in (${placeholders(1, list.length)})
       order by d.received_at, e.delivery_id, e.ordinal`,
      list,
    )
  })
  return rows.map((row) => ({
    id: row.id,
    revision: row.revision,
    source: row.source,
    kind: row.kind,
    ordinal: row.ordinal,
    deliveryId: row.delivery_id,
    receivedAt: row.received_at,
    occurredAt: row.occurred_at,
    onBehalf: row.on_behalf === 1,
    accountId: row.account_id,
    unitId: row.unit_id,
    contactId: row.contact_id,
    decision: row.decision,
    personal: parsed<EventPersonal>(row.personal) ?? {},
  }))
}

interface StoredEvent {
  id: string
  revision: number
  source: string
  kind: LeadEvent['kind']
  ordinal: string
  delivery_id: string
  received_at: number
  occurred_at: number
  on_behalf: number
  decision: identity.Assignment['decision']
  account_id: string
  unit_id: string
  contact_id: string | null
  personal: string | null
}

/** An event belongs elsewhere by what was decided of it before; only the place is another. */
export async function reseat(db: Db, eventId: string, place: Place, by: string, now: number): Promise<void> {
  const row = await db.get<{ decided_at: number; account_id: string; unit_id: string }>(
    'select decided_at, account_id, unit_id from assignment where event_id = $1 and closed_at is null',
    [eventId],
  )
  if (!row || (row.account_id === place.accountId && row.unit_id === place.unitId)) return
  await db.send('update assignment set closed_at = $2 where event_id = $1 and decided_at = $3', [eventId, now, row.decided_at])
  await db.send(
    `insert into assignment (event_id, decided_at, closed_at, account_id, unit_id, contact_id, decision, total, threshold, grade, evidence, runner_up, model, decided_by, on_behalf)
     select event_id, $2, null, $3, $4, contact_id, decision, total, threshold, grade, evidence, runner_up, model, $5, on_behalf from assignment
     where event_id = $1 and decided_at = $6`,
    [eventId, Math.max(now, row.decided_at + 1), place.accountId, place.unitId, by, row.decided_at],
  )
}

/** What stands empty after `vacate`: taken up again by the events it belonged to, else removed. */
export interface Vacated {
  accounts: Set<string>
  units: Map<string, { accountId: string; kind: 'site' | 'open' }>
  contacts: Map<string, { accountId: string; unitId: string }>
}

/**
 * Empties accounts with their units and contacts, and notes what stands empty: nobody is found by it until an event takes it
 * up again. Units of which people said what they are stand as they are.
 */
export async function vacate(db: Db, accountIds: readonly string[], { accounts, units, contacts }: Vacated): Promise<void> {
  for (const id of accountIds) {
    accounts.add(id)
    const had = await db.all<{ id: string; kind: 'site' | 'open' }>(
      'select id, kind from unit where account_id = $1 and merged_into is null and seed is null order by id',
      [id],
    )
    for (const unit of had) units.set(unit.id, { accountId: id, kind: unit.kind })
    const people = await db.all<{ id: string; unit_id: string }>('select id, unit_id from contact where account_id = $1 and merged_into is null', [id])
    for (const one of people) contacts.set(one.id, { accountId: id, unitId: one.unit_id })
    await db.send('delete from identity_posting where account_id = $1', [id])
    await db.send(
      "update unit set account_id = case when seed is null then '' else account_id end, profile = $2 where account_id = $1 and merged_into is null",
      [id, json(emptyUnit())],
    )
    await db.send("update contact set account_id = '', unit_id = '', profile = $2 where account_id = $1 and merged_into is null", [id, json(emptyContact())])
    await identity.saveAccount(db, id, emptyAccount())
  }
}

/** Questions of identity that came up with these events are no longer asked; they come up again if they are still open. */
export async function withdrawQuestions(db: Db, eventIds: readonly string[]): Promise<void> {
  for (const id of eventIds) await db.send("delete from review where event_id = $1 and state = 'open' and kind in ('same_account', 'same_unit')", [id])
}

/** As `withdrawQuestions`, but only whether two units are one, and not of these two. */
export async function withdrawUnitQuestion(db: Db, eventId: string, but: readonly [string, string] | null): Promise<void> {
  await db.send("delete from review where event_id = $1 and state = 'open' and kind = 'same_unit' and not (account_id = $2 and other_id = $3)", [
    eventId,
    but?.[0] ?? '',
    but?.[1] ?? '',
  ])
}

export async function occupyUnit(db: Db, id: string, to: { accountId: string; kind: 'site' | 'open'; profile: unknown }): Promise<void> {
  await db.send('update unit set account_id = $2, kind = $3, profile = $4 where id = $1', [id, to.accountId, to.kind, json(to.profile)])
  await db.send('update lead set account_id = $2 where unit_id = $1', [id, to.accountId])
}

export async function occupyContact(db: Db, id: string, to: { accountId: string; unitId: string; profile: unknown }): Promise<void> {
  await db.send('update contact set account_id = $2, unit_id = $3, profile = $4 where id = $1', [id, to.accountId, to.unitId, json(to.profile)])
}

/** By the id made just now, the id of before. */
export interface Pairs {
  accounts: Map<string, string>
  units: Map<string, string>
  contacts: Map<string, string>
}

/** What was just made takes the ids of before, so that whoever knew them - people, CRMs, leads - knows them still. @returns a place under its final ids */
export async function takeUpAgain(db: Db, vacated: Vacated, { accounts, units, contacts }: Pairs): Promise<(place: Place) => Place> {
  for (const [made, id] of accounts) {
    if (made === id) continue
    const [account] = await identity.accounts(db, [made])
    if (account) await identity.saveAccount(db, id, account.profile)
    await identity.removeAccount(db, made)
    await db.send('update unit set account_id = $2 where account_id = $1', [made, id])
    await db.send('update contact set account_id = $2 where account_id = $1', [made, id])
    // A name inside an account is a key that holds the account's id.
    await db.send('update identity_posting set account_id = $2, key = replace(key, $1, $2) where account_id = $1', [made, id])
    await db.send('update review set account_id = $2 where account_id = $1', [made, id])
    await db.send("update review set other_id = $2 where other_id = $1 and state = 'open'", [made, id])
    await relations.rename(db, made, id)
    vacated.accounts.delete(id)
  }
  for (const [made, id] of units) {
    await db.send('update unit set (account_id, kind, profile) = (select account_id, kind, profile from unit where id = $1) where id = $2', [made, id])
    await db.send('delete from unit where id = $1', [made])
    await db.send('update contact set unit_id = $2 where unit_id = $1', [made, id])
    await db.send('update review set account_id = $2 where account_id = $1', [made, id])
    await db.send('update review set other_id = $2 where other_id = $1', [made, id])
    await db.send('update lead set account_id = (select account_id from unit where id = $1) where unit_id = $1', [id])
    vacated.units.delete(id)
  }
  for (const [made, id] of contacts) {
    await db.send('update contact set (account_id, unit_id, profile) = (select account_id, unit_id, profile from contact where id = $1) where id = $2', [
      made,
      id,
    ])
    await db.send('delete from contact where id = $1', [made])
    await db.send('update identity_posting set contact_id = $2 where contact_id = $1 and account_id = (select account_id from contact where id = $2)', [
      made,
      id,
    ])
    vacated.contacts.delete(id)
  }
  return ({ accountId, unitId, contactId }) => ({
    accountId: accounts.get(accountId) ?? accountId,
    unitId: units.get(unitId) ?? unitId,
    contactId: contactId === null ? null : (contacts.get(contactId) ?? contactId),
  })
}

/**
 * Removes what stayed empty, but for what others know by its id: units with leads, contacts and accounts with records in a
 * CRM. Those stay empty, and take their events back should they be told again.
 * @returns accounts and contacts that stand in a CRM with nothing behind them
 */
export async function removeVacant(db: Db, vacant: Vacated): Promise<string[]> {
  const stranded: string[] = []
  const keep = new Set<string>()
  const isLinked = async (id: string) => (await db.get('select 1 as linked from crosswalk where hub_id = $1 limit 1', [id])) !== undefined
  for (const [id, { accountId, unitId }] of vacant.contacts) {
    if (await isLinked(id)) {
      await occupyContact(db, id, { accountId, unitId, profile: emptyContact() })
      stranded.push(id)
      keep.add(accountId)
    } else await db.send('delete from contact where id = $1', [id])
  }
  for (const [id, { accountId, kind }] of vacant.units) {
    if (await db.get('select 1 as has from lead where unit_id = $1 and merged_into is null limit 1', [id])) {
      await occupyUnit(db, id, { accountId, kind, profile: emptyUnit() })
      keep.add(accountId)
    } else await db.send('delete from unit where id = $1', [id])
  }
  for (const id of vacant.accounts) {
    if (await isLinked(id)) stranded.push(id)
    else if (!keep.has(id)) {
      await identity.removeAccount(db, id)
      await db.send("delete from review where (account_id = $1 or other_id = $1) and state = 'open'", [id])
      await relations.removeOf(db, id)
    }
  }
  return stranded
}
