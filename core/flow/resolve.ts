/** Step: whose submission is this? Account, unit and contact found or made, the decision stored with its evidence. */
import type { AccountDecision } from '../lead/match/account.ts'
import { decideContact } from '../lead/match/contact.ts'
import { identityKeys } from '../lead/match/keys.ts'
import type { Model } from '../lead/match/model.ts'
import { emptyAccount, emptyContact, emptyUnit, learn } from '../lead/match/profile.ts'
import type { UnitDecision } from '../lead/match/unit.ts'
import type { Fellow } from '../lead/match/unit-among.ts'
import { storedWithin } from '../lead/match/unit-told.ts'
import { isIdentified, type Submission } from '../lead/submission.ts'
import { type Db, together } from '../store/db.ts'
import { wordsOf } from '../store/frequencies.ts'
import * as identity from '../store/identity.ts'
import type { Place } from '../store/reassignment.ts'
import * as touched from '../store/touched.ts'
import { askWhetherSame, askWhichUnit } from './ask.ts'
import type { Context } from './context.ts'
import { fellowsIn } from './fellows.ts'
import { heldHeirOf } from './heirs.ts'
import { contactsIn, type Inside, inside, sitesOf, unitOf } from './inside.ts'
import { personalKeys, postKeys } from './post-keys.ts'
import { type Holders, noticeRelations } from './relations.ts'
import { type Bounds, belongsTo, type Sighting, sight } from './sight.ts'

/** Finds or makes account, unit and contact of a submission, under held keys, and records the decision for its event. */
export async function resolve(db: Db, on: Context, submission: Submission, eventId: string): Promise<identity.Assignment> {
  const decided = await decide(db, on, submission, eventId)
  await identity.assign(db, decided, false)
  db.note?.({ kind: 'matched', decision: decided.decision })
  return decided
}

/**
 * As `resolve`; the decision is left for the caller to record.
 * @param fellowsOf submissions among which the unit is chosen
 */
export async function decide(
  db: Db,
  on: Context,
  submission: Submission,
  eventId: string,
  bounds: Bounds = {},
  fellowsOf: (db: Db, accountId: string) => Promise<Fellow[]> = fellowsIn,
): Promise<identity.Assignment> {
  const now = on.now()
  const { model } = on
  const keys = identityKeys(submission)
  await identity.hold(db, keys.hold, now)
  const { seen, account } = await sightHeld(db, model, submission, bounds, keys.find)
  const decidedUnit = await unitFor(submission, seen, account, bounds, (id) => fellowsOf(db, id))
  const heir = account && (await succession(db, submission, seen, keys.find, decidedUnit))
  const unit = heir ? heir.unit : decidedUnit
  const place = heir ? await seat(db, on, submission, heir) : await makeRoom(db, on, submission, seen, account, unit, eventId)
  if (seen.decision.decision === 'provisional')
    await askWhetherSame(db, on, { accountId: place.accountId, otherId: rivalOf(seen.decision, place.accountId) }, eventId, seen.decision)
  if (unit.between?.every((one) => stands(seen, one.unit))) await askWhichUnit(db, on, unit.between, eventId)
  const { decision, total, threshold, grade, evidence, runnerUp } = seen.decision
  return {
    ...place,
    eventId,
    decidedAt: now,
    decision: decision === 'provisional' ? decision : unit.unit === 'open' ? 'open' : decision,
    total,
    threshold,
    grade,
    evidence: [...evidence, ...storedWithin(unit, sitesOf(seen))],
    runnerUp,
    model: model.version,
    decidedBy: bounds.home ? 'person' : 'hub',
    onBehalf: seen.decision.onBehalf,
  }
}

/** How often it is looked again where others were quicker. */
const LOOKS = 5

type Seen = Sighting & Inside

/** Looks until the account that was found stands when it is held: others may merge or remove it between the look and the lock. */
async function sightHeld(
  db: Db,
  model: Model,
  submission: Submission,
  bounds: Bounds,
  keys: readonly string[],
): Promise<{ seen: Seen; account: identity.HeldAccount | undefined }> {
  let { home } = bounds
  for (let look = 0; look < LOOKS; look++) {
    const sighted = await sight(db, model, submission, { ...bounds, home }, keys)
    const found = belongsTo(sighted.decision)
    if (found === null) return { seen: { ...sighted, units: [], contacts: [] }, account: undefined }
    const holding = sighted.account ? identity.holdRead(db, sighted.account) : identity.holdAccount(db, found)
    const [account, within] = await together(holding, inside(db, submission, found, keys))
    if (account?.mergedInto === null) return { seen: { ...sighted, ...within }, account }
    if (home) home = account?.mergedInto ? { ...home, accountId: account.mergedInto } : undefined
  }
  throw new Error(`whoever the submission belongs to was merged or removed ${LOOKS} times while it was looked for`)
}

type Seat = Pick<UnitDecision, 'unit' | 'evidence'> & { between?: UnitDecision['between'] }

/** One that ended cannot be merged. */
const stands = ({ units }: Seen, id: string): boolean => units.some((unit) => unit.id === id && unit.until === null)

async function unitFor(
  submission: Submission,
  seen: Seen,
  account: identity.HeldAccount | undefined,
  { home }: Bounds,
  fellowsOf: (accountId: string) => Promise<Fellow[]>,
): Promise<Seat> {
  if (!account) return { unit: 'new', evidence: [] }
  const bound = seen.units.find(({ id }) => id === home?.unitId)
  return bound ? { unit: bound.id, evidence: [] } : unitOf(submission, seen, () => fellowsOf(account.id))
}

interface Succession {
  row: identity.UnitRow
  contacts: identity.ContactRow[]
  keys: readonly string[]
  unit: Seat
}

/** Where the decided unit had ended when it happened, and another has what was its. */
async function succession(db: Db, submission: Submission, seen: Seen, keys: readonly string[], { unit, evidence }: Seat): Promise<Succession | undefined> {
  const { at } = submission.told
  const former = seen.units.find(({ id }) => id === unit)
  const row = former && (await heldHeirOf(db, former, at))
  if (!row) return undefined
  const joined = { field: 'successor', theirs: new Date(at).toISOString().slice(0, 10), ours: row.id, weight: 0 }
  return { row, keys, contacts: await contactsIn(db, submission, row.accountId, keys), unit: { unit: row.id, evidence: [...evidence, joined] } }
}

/** In a unit that took over from another: neither it nor its account learns names and places of the former one, which stay what that is known by. */
async function seat(db: Db, on: Context, submission: Submission, { row, contacts, keys }: Succession): Promise<Place> {
  const now = on.now()
  const inUnit = contacts.filter(({ unitId }) => unitId === row.id)
  const known = decideContact(
    submission,
    inUnit.map(({ id, unitId: of, profile }) => ({ id, unit: of, profile })),
  )
  const contactId = known ?? (isIdentified(submission) && hasPerson(submission) ? on.newId('con') : null)
  const contact = contactId === null ? null : (inUnit.find(({ id }) => id === contactId)?.profile ?? emptyContact())
  learn(submission, emptyAccount(), emptyUnit(), contact)
  if (contactId !== null && contact) {
    if (known === null) await identity.addContact(db, { id: contactId, unitId: row.id, accountId: row.accountId, profile: contact }, now)
    else await identity.saveContact(db, contactId, contact)
    await identity.post(
      db,
      personalKeys(submission, row.accountId, keys).map((key) => ({ key, accountId: row.accountId, contactId })),
    )
  }
  return { accountId: row.accountId, unitId: row.id, contactId }
}

/** Account, unit and contact that the decision speaks of: made where they are new, taught what the submission tells. */
async function makeRoom(
  db: Db,
  on: Context,
  submission: Submission,
  seen: Seen,
  account: identity.HeldAccount | undefined,
  unit: Seat,
  eventId: string,
): Promise<Place> {
  const now = on.now()
  const accountId = account?.id ?? on.newId('acc')
  const known = unit.unit === 'open' ? seen.units.find(({ kind }) => kind === 'open') : seen.units.find(({ id }) => id === unit.unit)
  const unitId = known?.id ?? on.newId('unt')
  const inUnit = seen.contacts.filter((contact) => contact.unitId === unitId)
  const contactKnown = decideContact(
    submission,
    inUnit.map(({ id, unitId: of, profile }) => ({ id, unit: of, profile })),
  )
  const contactId = contactKnown ?? (isIdentified(submission) && hasPerson(submission) ? on.newId('con') : null)
  const profiles = {
    account: account?.profile ?? emptyAccount(),
    unit: known?.profile ?? emptyUnit(),
    contact: contactId === null ? null : (inUnit.find(({ id }) => id === contactId)?.profile ?? emptyContact()),
  }
  const domainsBefore = new Set(profiles.account.domains)
  const news = learn(submission, profiles.account, profiles.unit, profiles.contact, seen.decision.onBehalf, eventId)
  const isNamedAnew = !account || (news.isKnownBy && !wordsOf(profiles.account).isSubsetOf(account.words))
  const unitRow = { id: unitId, accountId, kind: unit.unit === 'open' ? ('open' as const) : ('site' as const), profile: profiles.unit }
  const contactRow = contactId !== null && profiles.contact ? { id: contactId, unitId, accountId, profile: profiles.contact } : null
  const isNewContact = contactRow !== null && contactKnown === null
  const isFoundByMore = !account || !known || news.isKnownBy || news.contact || isNewContact
  if (!account) await identity.addAccount(db, accountId, profiles.account, now)
  else if (news.account) await identity.saveAccount(db, accountId, profiles.account, account.words)
  if (!known) await identity.addUnit(db, unitRow, now)
  else if (news.unit) await identity.saveUnit(db, unitId, profiles.unit)
  if (isNewContact) await identity.addContact(db, contactRow, now)
  else if (contactRow && news.contact) await identity.saveContact(db, contactRow.id, contactRow.profile)
  if (isFoundByMore) {
    await touched.touch(db, accountId, now)
    await postKeys(db, submission, seen.foreignDomains, accountId, contactId)
    const isNews = ({ domain }: Holders) => profiles.account.domains.includes(domain) && (isNamedAnew || !domainsBefore.has(domain))
    await noticeRelations(db, on, {
      account: { id: accountId, profile: profiles.account, isNew: !account },
      shared: seen.holders.filter(isNews),
      senders: seen.holders.filter(({ domain }) => seen.foreignDomains.includes(domain)),
      stats: seen.stats,
      eventId,
    })
  }
  return { accountId, unitId, contactId }
}

/** The account that it may be, too. */
const rivalOf = ({ account, runnerUp }: AccountDecision, own: string): string | null => (account === own ? (runnerUp?.account ?? null) : account)

/** An address of a person, or a name: `info@` alone is nobody. */
const hasPerson = ({ mail, mobile, person }: Submission): boolean => (mail !== null && mail.kind !== 'role') || mobile !== null || person.lastName !== null
