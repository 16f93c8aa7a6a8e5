/** Which record of the hub is this record of a CRM? Judged by the hub's own matching; writes nothing. */
import type { Entity } from '../crm.ts'
import type { AccountDecision } from '../lead/match/account.ts'
import { decideContact } from '../lead/match/contact.ts'
import type { Evidence } from '../lead/match/explain.ts'
import { identityKeys } from '../lead/match/keys.ts'
import { isResolvable, type Submission, submissionOf } from '../lead/submission.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as leads from '../store/leads.ts'
import * as reconciled from '../store/reconciled.ts'
import type { Context } from './context.ts'
import { cycleKey } from './feedback.ts'
import { contactsIn } from './inside.ts'
import { whereabouts } from './match.ts'
import { belongsTo, sightOfMany } from './sight.ts'

type Record = reconciled.RecordRow
type Weighed = reconciled.Weighed

/** People of an account over there that are heard as witnesses of whose it is. */
const WITNESSES = 20

export async function weigh(db: Db, on: Context, record: Record): Promise<Weighed> {
  const link = await crosswalk.byRemote(db, record.connection, record.entity, record.remoteId)
  if (link && isStanding(link)) return { ...NOTHING, state: 'linked', hubId: link.hubId }
  const keyed = record.hubKey === null ? null : await ofKey(db, record.entity, record.hubKey)
  if (keyed !== null) return unlessTaken(db, record, { ...NOTHING, state: 'pair', hubId: keyed, evidence: [evidenceOf('key', record.hubKey!, 0)] })
  if (record.closed && record.hubKey === null) return NOTHING // over before the hub came; with a key it was the hub's, whose other record would be made beside it
  const weighed = await unlessTaken(db, record, await byEvidence(db, on, record))
  // Some other hub, or an earlier life of this one, calls it its own.
  return record.hubKey !== null && weighed.state === 'pair' ? { ...weighed, state: 'ambiguous', note: 'key' } : weighed
}

const isStanding = ({ state }: crosswalk.Link): boolean => state === 'linked' || state === 'adopted'

const NOTHING: Weighed = { state: 'alone', hubId: null, total: null, threshold: null, evidence: [], others: [], note: null }

const evidenceOf = (field: string, value: string, weight: number): Evidence => ({ field, theirs: value, ours: value, weight })

/** The record of ours that bears this key, as it stands. */
async function ofKey(db: Db, entity: Entity, key: string): Promise<string | null> {
  if (entity === 'account') return (await identity.standing(db, key))?.id ?? null
  if (entity === 'contact') return (await identity.contacts(db, [key]))[0]?.id ?? null
  return (await leads.ofKey(db, key)) ? key : null
}

/** A record of ours that another record over there stands for already is no pair: the CRM has it twice. */
async function unlessTaken(db: Db, { connection, entity, remoteId }: Record, weighed: Weighed): Promise<Weighed> {
  if (weighed.hubId === null) return weighed
  const link = await crosswalk.find(db, connection, entity, weighed.hubId)
  return link && isStanding(link) && link.remoteId !== remoteId ? { ...weighed, state: 'ambiguous', note: 'taken' } : weighed
}

function byEvidence(db: Db, on: Context, record: Record): Promise<Weighed> {
  switch (record.entity) {
    case 'account':
      return weighAccount(db, on, record)
    case 'contact':
      return weighContact(db, on, record)
    case 'lead':
      return weighLead(db, on, record)
    case 'opportunity':
      return weighOpportunity(db, on, record)
  }
}

// --- accounts -----------------------------------------------------------------------------------

async function weighAccount(db: Db, on: Context, record: Record): Promise<Weighed> {
  const people = await reconciled.peopleOf(db, record.connection, record.remoteId, WITNESSES)
  const told = [record, ...people].map(({ document }) => submissionOf(document, on.now())).filter(isResolvable)
  if (told.length === 0) return NOTHING
  return ofDecision((await sightOfMany(db, on.model, told)).decision, on)
}

/** Two whole records are weighed, so what makes two accounts one makes them a pair, unless a third is nearly as close. */
function ofDecision(decision: AccountDecision, { model }: Context): Weighed {
  const { total, evidence, runnerUp, account } = decision
  if (account === null) return NOTHING
  const others = runnerUp === null ? [] : [{ hubId: runnerUp.account, total: runnerUp.total }]
  const found = { hubId: account, total, threshold: model.merge, evidence, others }
  if (decision.decision !== 'attach') return { ...found, state: 'ambiguous', note: belongsTo(decision) === null ? 'weak' : 'several' }
  return total >= model.merge ? { ...found, state: 'pair', note: null } : { ...found, state: 'ambiguous', note: 'weak' }
}

// --- contacts -----------------------------------------------------------------------------------

async function weighContact(db: Db, on: Context, record: Record): Promise<Weighed> {
  const account = await accountOf(db, record)
  const submission = submissionOf({ company: { ...account?.document.company, ...record.document.company }, person: record.document.person }, on.now())
  if (!isResolvable(submission)) return NOTHING
  const sure = account === null ? null : await homeOf(db, account)
  if (sure !== null) return (await personIn(db, submission, sure)) ?? NOTHING
  if (account?.state === 'ambiguous') {
    const found = await Promise.all(candidatesOf(account).map((id) => personIn(db, submission, id)))
    const first = found.find((one) => one !== null)
    return first ? { ...first, state: 'ambiguous', note: first.note ?? 'weak' } : NOTHING
  }
  const { decision, account: home } = await whereabouts(db, on.model, submission)
  const found = home === null ? null : await personIn(db, submission, home)
  return found && decision.decision !== 'attach' ? { ...found, state: 'ambiguous', note: 'weak' } : (found ?? NOTHING)
}

const candidatesOf = ({ hubId, others }: Record): string[] => [...(hubId === null ? [] : [hubId]), ...others.map((one) => one.hubId)]

/** Somebody of that account: an address that agrees, or the whole name, says that it is the same person. */
async function personIn(db: Db, submission: Submission, accountId: string): Promise<Weighed | null> {
  const { find } = identityKeys(submission)
  const known = await contactsIn(db, submission, accountId, find)
  const id = decideContact(
    submission,
    known.map(({ id: contact, unitId, profile }) => ({ id: contact, unit: unitId, profile })),
  )
  const contact = known.find((one) => one.id === id)
  if (!contact) return null
  const { mails, mobiles, names } = contact.profile
  const evidence = [
    ...agreeing('mail', submission.mail?.address, mails, 3),
    ...agreeing('mobile', submission.mobile?.e164, mobiles, 2),
    ...agreeing('person', submission.person.key, names, 1),
  ]
  const total = evidence.reduce((sum, { weight }) => sum + weight, 0)
  const isSure = total >= 1
  return { state: isSure ? 'pair' : 'ambiguous', hubId: contact.id, total, threshold: 1, evidence, others: [], note: isSure ? null : 'weak' }
}

const agreeing = (field: string, value: string | null | undefined, known: readonly string[], weight: number): Evidence[] =>
  value && known.includes(value) ? [evidenceOf(field, value, weight)] : []

// --- leads and opportunities -----------------------------------------------------------------------

async function weighLead(db: Db, on: Context, record: Record): Promise<Weighed> {
  const account = await accountOf(db, record)
  const home = account === null ? null : await homeOf(db, account)
  if (account !== null && home === null) return NOTHING
  const { company, person } = record.document
  const submission = submissionOf({ company: { ...(account && { name: account.document.company?.name }), ...company }, person }, on.now())
  if (home === null && !isResolvable(submission)) return NOTHING
  const { decision, account: accountId, within } = await whereabouts(db, on.model, submission, home === null ? {} : { home: { accountId: home } })
  if (accountId === null || within?.unit.unit === 'new') return NOTHING
  const free = await unlinked(db, record, accountId)
  const inUnit = within?.unitId ? free.filter(({ unitId }) => unitId === within.unitId) : free
  const isSure = decision.decision === 'attach' && (within?.unitId ?? null) !== null
  return choice(on, record, inUnit, { isSure, evidence: [...decision.evidence, ...(within?.unit.evidence ?? [])], total: decision.total })
}

/** What an opportunity is about is seldom told apart from others of its account, so a person is asked. */
async function weighOpportunity(db: Db, on: Context, record: Record): Promise<Weighed> {
  const account = await accountOf(db, record)
  const home = account === null ? null : await homeOf(db, account)
  if (home === null) return NOTHING
  const free = (await unlinked(db, record, home)).filter(({ state }) => state.offer !== null)
  return choice(on, record, free, { isSure: false, evidence: [], total: null })
}

/** Leads of the account that no record of this kind stands for yet. */
async function unlinked(db: Db, { connection, entity }: Record, accountId: string): Promise<leads.LeadRow[]> {
  const free: leads.LeadRow[] = []
  for (const lead of (await leads.list(db, { account: accountId, limit: LEADS })).rows) {
    const link = await crosswalk.find(db, connection, entity, cycleKey(lead.id, lead.state.cycle))
    if (!link || !isStanding(link)) free.push(lead)
  }
  return free
}

const LEADS = 50

interface Grounds {
  isSure: boolean
  evidence: readonly Evidence[]
  total: number | null
}

/** The one lead it can be; of several, the one whose product its title names. */
function choice(on: Context, { label }: Record, free: readonly leads.LeadRow[], { isSure, evidence, total }: Grounds): Weighed {
  const named = free.filter(({ product }) => names(on, product).some((name) => label.toLowerCase().includes(name)))
  const meant = named.length === 1 ? named : free
  const [first] = meant
  if (!first) return NOTHING
  const keyOf = (lead: leads.LeadRow) => cycleKey(lead.id, lead.state.cycle)
  const isOne = meant.length === 1
  const others = meant.slice(1).map((lead) => ({ hubId: keyOf(lead), total: total ?? 0 }))
  const note = isOne ? (isSure ? null : 'weak') : 'several'
  return { state: isOne && isSure ? 'pair' : 'ambiguous', hubId: keyOf(first), total, threshold: null, evidence, others, note }
}

function names({ setup }: Context, product: string): string[] {
  const known = setup.products.find(({ id }) => id === product)
  return [product, ...(known ? [known.name.de, known.name.en] : [])].map((name) => name.toLowerCase())
}

// --- the account that a record belongs to ------------------------------------------------------------

async function accountOf(db: Db, { connection, accountId }: Record): Promise<Record | null> {
  return accountId === null ? null : ((await reconciled.find(db, { connection, entity: 'account', remoteId: accountId })) ?? null)
}

/** The hub's account, where it is beyond doubt. */
async function homeOf(db: Db, { state, hubId }: Record): Promise<string | null> {
  if (hubId === null || !(state === 'pair' || state === 'linked' || state === 'accepted')) return null
  return (await identity.standing(db, hubId))?.id ?? null
}
