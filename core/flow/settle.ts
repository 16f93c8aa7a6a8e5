/**
 * The submissions of one account put into its units and contacts, whatever the order they came in. Whoever had most of them
 * keeps the id.
 */
import { type AccountProfile, emptyAccount, emptyContact, emptyUnit, learn } from '../lead/match/profile.ts'
import type { Between } from '../lead/match/unit.ts'
import { unitEvidence } from '../lead/match/unit-evidence.ts'
import { totalOf, type UnitScore } from '../lead/match/unit-score.ts'
import { unitsOf } from '../lead/match/units-of.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as anew from '../store/reassignment.ts'
import type { KeptEvent } from './anew.ts'
import type { Context } from './context.ts'
import { postKeys } from './post-keys.ts'

/** Submissions that are one account's. */
export interface Group {
  events: readonly KeptEvent[]
  /** Those whose sender speaks for the account without being of it. */
  onBehalf: ReadonlySet<string>
  /** A person is to look at these. */
  unclear: ReadonlySet<string>
  /** What speaks for it that a submission is of this account, as far as that was weighed. */
  why: (eventId: string) => Why | undefined
}

export interface Why {
  decision: Pick<identity.Assignment, 'total' | 'threshold' | 'grade' | 'evidence' | 'runnerUp'>
  /** The account that it may be, too: a person is to say whether the two are one. */
  rival: string | null
  /** Nobody else is of its account, so that its figures are those of the two accounts. */
  isAlone: boolean
}

export interface Settled {
  event: KeptEvent
  decision: 'attach' | 'provisional' | 'open' | 'new'
  place: anew.Place
  onBehalf: boolean
  why: () => Why | undefined
  /** The units that it could be of, where a person is to say whether they are one. */
  between: () => Between | null
}

/** Which account, unit or contact of before keeps its id: the one most of the events belonged to, each id once. */
export class Names {
  private readonly taken = new Set<string>()
  of(events: readonly KeptEvent[], field: 'accountId' | 'unitId' | 'contactId'): string | null {
    const counts = new Map<string, number>()
    for (const event of events) {
      const id = event[field]
      if (id !== null && !this.taken.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    const [best] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    if (best) this.taken.add(best[0])
    return best?.[0] ?? null
  }
}

/**
 * Makes account, units and contacts of a group, or takes up those of before, and teaches them what its submissions tell.
 * @param account that it is; default: the one that had most of it
 */
export async function settle(
  db: Db,
  on: Context,
  { events, onBehalf, unclear: doubtful, why }: Group,
  kept: Names,
  vacated: anew.Vacated,
  account = kept.of(events, 'accountId'),
): Promise<Settled[]> {
  const accountId = account ?? on.newId('acc')
  const profile = emptyAccount()
  const units = unitsOf(events.map(sentIn))
  const byId = new Map(events.map((event) => [event.id, event]))
  const doubtfulUnits = new Map(units.reviews.flatMap(({ ids, between }) => ids.map((id) => [id, between] as const)))
  const unitIdOf = new Map<string, string>()
  const inUnit = unitEvidence(units.units.map(({ members }) => members.map((id) => sentIn(byId.get(id)!))))
  const whyThere = (id: string): Why | undefined => {
    const known = why(id)
    const unitLines = inUnit(sentIn(byId.get(id)!)).map((one) => ({ ...one, field: `unit: ${one.field}` }))
    return known && { ...known, decision: { ...known.decision, evidence: [...known.decision.evidence, ...unitLines] } }
  }
  const inUnitOf = (id: string, member: string): UnitScore => {
    const evidence = inUnit(sentIn(byId.get(id)!), member)
    return { unit: unitIdOf.get(member)!, total: totalOf(evidence), evidence }
  }
  const betweenOf = (id: string): Between | null => {
    const [first, second] = doubtfulUnits.get(id) ?? []
    return first !== undefined && second !== undefined ? [inUnitOf(id, first), inUnitOf(id, second)] : null
  }
  const decisionOf = (id: string, kind: 'site' | 'open'): Settled['decision'] => {
    if (doubtful.has(id) || doubtfulUnits.has(id)) return 'provisional'
    if (kind === 'open') return 'open'
    return events.length === 1 ? 'new' : 'attach'
  }
  const settled: Settled[] = []
  for (const [unit, kind] of [...units.units.map((one) => [one, 'site'] as const), ...(units.open ? [[units.open, 'open'] as const] : [])]) {
    const members = unit.members.map((id) => byId.get(id)!)
    const before = kept.of(members, 'unitId')
    const unitId = before ?? on.newId('unt')
    const told = emptyUnit()
    const contactOf = new Map<string, string>()
    const contacts = new Map<string, ReturnType<typeof emptyContact>>()
    for (const people of unit.contacts) {
      const was = kept.of(
        people.map((id) => byId.get(id)!),
        'contactId',
      )
      const contactId = was ?? on.newId('con')
      contacts.set(contactId, emptyContact())
      for (const id of people) contactOf.set(id, contactId)
    }
    for (const event of inOrder(members)) {
      const contactId = contactOf.get(event.id) ?? null
      learn(event.submission, profile, told, contactId === null ? null : contacts.get(contactId)!, onBehalf.has(event.id), event.id)
      const place = { accountId, unitId, contactId }
      unitIdOf.set(event.id, unitId)
      settled.push({
        event,
        decision: decisionOf(event.id, kind),
        place,
        onBehalf: onBehalf.has(event.id),
        why: () => whyThere(event.id),
        between: () => betweenOf(event.id),
      })
    }
    if (before === null) await identity.addUnit(db, { id: unitId, accountId, kind, profile: told }, on.now())
    else await anew.occupyUnit(db, unitId, { accountId, kind, profile: told })
    vacated.units.delete(unitId)
    for (const [contactId, known] of contacts) {
      if (vacated.contacts.has(contactId)) await anew.occupyContact(db, contactId, { accountId, unitId, profile: known })
      else await identity.addContact(db, { id: contactId, unitId, accountId, profile: known }, on.now())
      vacated.contacts.delete(contactId)
    }
  }
  await keepAccount(db, on, account, accountId, profile)
  vacated.accounts.delete(accountId)
  for (const { event, place } of settled)
    await postKeys(db, event.submission, onBehalf.has(event.id) ? event.submission.domains : [], accountId, place.contactId)
  return settled
}

async function keepAccount(db: Db, on: Context, before: string | null, id: string, profile: AccountProfile): Promise<void> {
  if (before === null) await identity.addAccount(db, id, profile, on.now())
  else await identity.saveAccount(db, id, profile)
}

const sentIn = ({ id, submission, receivedAt }: KeptEvent) => ({ id, submission, receivedAt })

const inOrder = (events: readonly KeptEvent[]): KeptEvent[] => [...events].sort((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1))
