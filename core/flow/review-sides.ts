/** The two that a question of identity is about, side by side: who they are, what spoke for and against, and what holds of their consent. */
import type { ReviewShown, ReviewSide } from '../action-data.ts'
import type { Evidence } from '../lead/match/explain.ts'
import { MODEL } from '../lead/match/model.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as leads from '../store/leads.ts'
import * as models from '../store/models.ts'
import * as reviews from '../store/reviews.ts'
import { type Context, pseudonym } from './context.ts'
import { modelOf } from './models.ts'
import { accountName, unitName } from './names.ts'

/** The two sites that a question about two accounts comes down to; null: one of them has several, or an event that fits none. */
export async function sitesAsked(db: Db, a: string, b: string): Promise<[string, string] | null> {
  const [[one, ...more], [other, ...others]] = await Promise.all([standingUnits(db, a), standingUnits(db, b)])
  if (one?.kind !== 'site' || other?.kind !== 'site' || more.length + others.length > 0) return null
  return [one.id, other.id]
}

const standingUnits = async (db: Db, account: string): Promise<identity.UnitRow[]> =>
  (await identity.units(db, account)).filter(({ mergedInto, until }) => mergedInto === null && until === null)

/** Written by ask.ts; of the runner-up where two units are asked about. */
interface Detail {
  total?: number
  threshold?: number
  evidence?: Evidence[]
  model?: string
  runnerUp?: { total: number; evidence: Evidence[] }
}

/** People read so many of one side's contacts before they decide. */
const MOST_CONTACTS = 50

/** null: there is no such question, or it is about records of a CRM. */
export async function showReview(db: Db, on: Pick<Context, 'addressKey'>, id: string): Promise<ReviewShown | null> {
  const review = await reviews.find(db, id)
  if (!review || review.kind === 'crm_candidates' || review.subject === null || review.other === null) return null
  const detail = (review.detail ?? {}) as Detail
  const isUnits = review.kind === 'same_unit'
  // What was known stands left, what was told of stands right.
  const pair = isUnits ? [review.subject, review.other] : [review.other, review.subject]
  const sides = await Promise.all(pair.map((one) => sideOf(db, one, isUnits)))
  const [left, right] = sides
  if (!left || !right) return null
  const { contacts: leftContacts, ...leftSide } = left
  const { contacts: rightContacts, ...rightSide } = right
  return {
    left: leftSide,
    right: rightSide,
    areSitesClear: isUnits || (await sitesAsked(db, pair[0]!, pair[1]!)) !== null,
    evidence: isUnits ? unitEvidence(detail) : (detail.evidence ?? []).map((one) => ({ ...lineOf(one), left: one.ours, right: one.theirs })),
    total: detail.total ?? null,
    otherTotal: detail.runnerUp?.total ?? null,
    joinsFrom: detail.threshold ?? null,
    asksFrom: isUnits ? null : await asksFrom(db, detail),
    consent: await consentDiffers(db, on, leftContacts, rightContacts),
  }
}

const lineOf = ({ field, theirs, weight, notes = [] }: Evidence) => ({ field, told: theirs, weight, otherWeight: null as number | null, notes })

/** What was told, held against each of the two units. */
function unitEvidence({ evidence = [], runnerUp }: Detail): ReviewShown['evidence'] {
  const second = runnerUp?.evidence ?? []
  const fields = [...new Set([...evidence, ...second].map(({ field }) => field))]
  return fields.map((field) => {
    const [one, other] = [evidence, second].map((all) => all.find((each) => each.field === field))
    return {
      ...lineOf((one ?? other)!),
      left: one?.ours ?? '',
      right: other?.ours ?? '',
      weight: one?.weight ?? 0,
      otherWeight: other?.weight ?? 0,
    }
  })
}

async function asksFrom(db: Db, { model, evidence = [] }: Detail): Promise<number> {
  const row = model === undefined || model === MODEL.version ? undefined : await models.find(db, model)
  const { review, reviewDomain } = row ? modelOf(row) : MODEL
  return evidence.some(({ kind }) => kind === 'domainSame') ? reviewDomain : review
}

async function sideOf(db: Db, id: string, isUnit: boolean): Promise<(ReviewSide & { contacts: identity.ContactRow[] }) | null> {
  const unit = isUnit ? await identity.unit(db, id) : undefined
  const [account] = await identity.accounts(db, [isUnit ? (unit?.accountId ?? '') : id])
  if (!account || (isUnit && !unit)) return null
  const units = unit ? [unit] : await standingUnits(db, account.id)
  const contacts = unit ? await identity.contactsOfUnit(db, unit.id, MOST_CONTACTS) : await identity.contactsOfAccount(db, account.id, MOST_CONTACTS)
  const named = units.length === 1 ? units[0]! : null
  const rows = await leads.ofUnits(
    db,
    units.map((one) => one.id),
  )
  return {
    account: account.id,
    accountName: accountName(account),
    mergedInto: (unit ?? account).mergedInto,
    unit: named?.id ?? null,
    unitName: named && unitName(named),
    units: units.length,
    createdAt: (unit ?? account).createdAt,
    contactCount: contacts.length,
    leads: rows
      .filter(({ mergedInto }) => mergedInto === null)
      .map(({ id: lead, product, state }) => ({ id: lead, product, stage: state.stage, class: state.class?.value ?? null })),
    contacts,
  }
}

/** Purposes for which somebody of the one said yes, and somebody of the other no. Consent stays with each address, whatever is decided. */
async function consentDiffers(
  db: Db,
  on: Pick<Context, 'addressKey'>,
  left: readonly identity.ContactRow[],
  right: readonly identity.ContactRow[],
): Promise<ReviewShown['consent']> {
  const [one, other] = [await saidBy(db, on, left), await saidBy(db, on, right)]
  const purposes = [...new Set([...one.given, ...one.ended, ...other.given, ...other.ended])].sort()
  return purposes.flatMap((purpose) => {
    if (one.given.has(purpose) && other.ended.has(purpose)) return { purpose, given: 'left' as const }
    return other.given.has(purpose) && one.ended.has(purpose) ? { purpose, given: 'right' as const } : []
  })
}

async function saidBy(db: Db, { addressKey }: Pick<Context, 'addressKey'>, contacts: readonly identity.ContactRow[]) {
  const said = { given: new Set<string>(), ended: new Set<string>() }
  const mails = [...new Set(contacts.flatMap(({ profile }) => profile.mails))].slice(0, MOST_CONTACTS)
  for (const mail of mails)
    for (const { purpose, state } of await consents.standing(db, pseudonym(addressKey, mail))) {
      if (state === 'given') said.given.add(purpose)
      else if (state === 'denied' || state === 'withdrawn') said.ended.add(purpose)
    }
  return said
}
