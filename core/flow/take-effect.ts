/** Step: what a recorded event means: whose it is, which leads it touches, which consent it changes, what a CRM reports. */

import { type EventKind, isTouch, type LeadEvent, type TouchKind } from '../lead/event.ts'
import type { Fact, FitAttributes } from '../lead/fact.ts'
import { country } from '../lead/normalise/place.ts'
import { isIdentified, type Submission } from '../lead/submission.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import type { EventRow } from '../store/events.ts'
import type { Place } from '../store/reassignment.ts'
import { advance, type LeadPlace } from './advance.ts'
import { addressConcerned } from './audiences.ts'
import { recordConsents } from './consent.ts'
import { consentConcernsCrms } from './consent-concerns.ts'
import type { Context } from './context.ts'
import { absorbFeedback } from './feedback.ts'
import { erasureCause } from './issue-cause.ts'
import { productsOf } from './products.ts'
import { raiseIssue } from './raise-issue.ts'
import { resolve } from './resolve.ts'
import { isKnown } from './sight.ts'

/** How an event's effects come about: at once, as it comes, or together with others that are corrected. */
export interface Effects {
  /** Where the event belongs; null: to nobody who is known. */
  whose(event: Owned): Promise<Place | null>
  tell(place: LeadPlace, fact: Fact, revision: number): Promise<void>
}

interface Owned {
  id: string
  kind: EventKind
  submission: Submission
}

/** Each event by itself: found an owner, told to the lead, folded. */
export const atOnce = (db: Db, on: Context): Effects => ({
  // Consent changes, bounces and profile changes belong to a known person; they make nobody a lead.
  whose: async ({ id, kind, submission }) => (isTouch(kind) || (await isKnown(db, submission)) ? resolve(db, on, submission, id) : null),
  tell: async (place, fact, revision) => {
    await advance(db, on, place, [fact], revision)
  },
})

/** What the event means beyond being recorded. @returns why it means nothing, or null */
export async function takeEffect(
  db: Db,
  on: Context,
  entry: SourceEntry,
  event: LeadEvent,
  submission: Submission,
  row: EventRow,
  effects: Effects,
): Promise<string | null> {
  if (event.kind === 'feedback') {
    const result = await absorbFeedback(db, on, event.crm!, {
      id: row.id,
      revision: row.revision,
      occurredAt: row.occurredAt,
      connection: connectionOf(entry),
    })
    return result.kind === 'ignored' ? result.reason : null
  }
  await recordConsents(db, on, event, submission, row)
  // A touch that somebody gives consent with brings its lead to the CRMs by itself.
  if (endsConsent(event) || (event.consents && !isTouch(event.kind))) await consentConcernsCrms(db, on, submission.mail?.address)
  if (event.kind === 'erasure') {
    await addressConcerned(db, on, submission.mail?.address)
    await raiseIssue(db, on, {
      cause: erasureCause(row.id),
      kind: 'privacy',
      subject: entry.id,
      title: `${entry.label}: a person asked to be erased (event ${row.id})`,
      todo: `Erase the person behind event ${row.id}.`,
    })
    return null
  }
  if (event.machine) {
    // Whether a program may withdraw for somebody is asked nowhere: the stricter holds.
    if (event.consents?.length) await addressConcerned(db, on, submission.mail?.address)
    return 'a program opened or clicked it, not a person'
  }
  const why = await tellLeads(on, entry, event, submission, row, effects)
  await addressConcerned(db, on, submission.mail?.address, !tellsOfPerson(event))
  return why
}

const endsConsent = ({ kind, consents = [] }: LeadEvent): boolean =>
  kind === 'complaint' || kind === 'erasure' || consents.some(({ state }) => state === 'denied' || state === 'withdrawn')

/** Beside the address that the event came from. */
const tellsOfPerson = ({ kind, consents = [], person = {} }: LeadEvent): boolean =>
  kind === 'complaint' || consents.length > 0 || Object.keys(person).some((field) => field !== 'email')

async function tellLeads(on: Context, entry: SourceEntry, event: LeadEvent, submission: Submission, row: EventRow, effects: Effects): Promise<string | null> {
  const who = await effects.whose({ id: row.id, kind: event.kind, submission })
  if (!isTouch(event.kind)) return who === null && event.kind !== 'consent' && event.kind !== 'complaint' ? 'nobody with this address is known' : null
  if (who === null) throw new Error(`the touch ${row.id} has no owner`)
  const products = productsOf(on.setup, event, entry.product) as string[] // a hold was found out before
  for (const product of products)
    await effects.tell({ unitId: who.unitId, accountId: who.accountId, product }, touchOf(on, event, submission, row, who.contactId, product), row.revision)
  return null
}

/** Whose feedback a source brings, where the feedback does not say. */
export const connectionOf = (entry: SourceEntry): string => entry.connection ?? entry.id

function touchOf(on: Context, event: LeadEvent, submission: Submission, row: EventRow, contactId: string | null, product: string): Fact {
  return {
    id: `${row.id}.${row.revision}#${product}`,
    at: row.occurredAt,
    recordedAt: row.recordedAt,
    eventId: row.id,
    by: null,
    body: {
      kind: 'touch',
      touch: event.kind as TouchKind, // the caller asked isTouch
      origin: event.origin,
      contact: isIdentified(submission) ? (contactId ?? 'unnamed') : null,
      content: event.content?.id ?? null,
      wantsSales: event.wantsSales ?? false,
      interest: event.interest ?? null,
      fit: fitOf(on, event, submission),
    },
  }
}

function fitOf(on: Context, event: LeadEvent, submission: Submission): FitAttributes {
  const { company, person } = event
  const caught = on.setup.sieve.catch(submission, person?.jobTitle)
  const where = submission.place.country ?? country(company?.country)
  return {
    ...(person?.function && { function: person.function }),
    ...(company?.industry && { industry: company.industry }),
    ...(where && { country: where }),
    ...(submission.place.postalCode && { postalCode: submission.place.postalCode }),
    ...(company?.employees !== undefined && { employees: company.employees }),
    ...(company?.revenue !== undefined && { revenue: company.revenue }),
    ...(submission.mail && { mailKind: submission.mail.kind }),
    ...(caught && { excluded: caught.rule, ...(!caught.isCompany && { excludesPerson: true as const }) }),
  }
}
