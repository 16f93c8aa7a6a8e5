/** Step: what a recorded event means: whose it is, which leads it touches, which consent it changes, what a CRM reports. */
import { type EventKind, isTouch, type LeadEvent } from '../lead/event.ts'
import type { Fact, FitAttributes } from '../lead/fact.ts'
import { country } from '../lead/normalise/place.ts'
import { isIdentified, type Submission } from '../lead/submission.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import type { EventRow } from '../store/events.ts'
import * as identity from '../store/identity.ts'
import * as issues from '../store/issues.ts'
import { advance } from './advance.ts'
import { recordConsents } from './consent.ts'
import type { Context } from './context.ts'
import { absorbFeedback } from './feedback.ts'
import { productsOf } from './products.ts'
import { resolve } from './resolve.ts'

/** What the event means beyond being recorded. @returns why it means nothing, or null */
export async function takeEffect(
  db: Db,
  on: Context,
  entry: SourceEntry,
  event: LeadEvent,
  submission: Submission,
  row: EventRow,
  isRevision: boolean,
): Promise<string | null> {
  if (event.kind === 'feedback') {
    const result = await absorbFeedback(db, on, event.crm!, {
      id: row.id,
      revision: row.revision,
      occurredAt: row.occurredAt,
      connection: entry.connection ?? entry.id,
    })
    return result.kind === 'ignored' ? result.reason : null
  }
  await recordConsents(db, on, event, submission, row)
  if (event.kind === 'erasure') {
    await issues.raise(
      db,
      {
        id: on.newId('iss'),
        cause: `privacy|${row.id}`,
        kind: 'privacy',
        subject: entry.id,
        title: `${entry.label}: a person asked to be erased (event ${row.id})`,
        todo: `Erase the person behind event ${row.id}.`,
      },
      on.now(),
    )
    return null
  }
  if (!isTouch(event.kind)) return noteOnKnown(db, on, event.kind, submission, row, isRevision)
  const who = await resolve(db, on, submission, { id: row.id, isRevision })
  const identified = isIdentified(submission)
  const fact = (product: string): Fact => ({
    id: `${row.id}.${row.revision}#${product}`,
    at: row.occurredAt,
    recordedAt: row.recordedAt,
    eventId: row.id,
    by: null,
    body: {
      kind: 'touch',
      touch: event.kind as Extract<Fact['body'], { kind: 'touch' }>['touch'], // isTouch above
      origin: event.origin,
      contact: identified ? (who.contactId ?? 'unnamed') : null,
      content: event.content?.id ?? null,
      wantsSales: event.wantsSales ?? false,
      interest: event.interest ?? null,
      fit: fitOf(on, event, submission),
    },
  })
  const products = productsOf(on.setup, event, entry.product)
  for (const product of products as string[]) await advance(db, on, { unitId: who.unitId, accountId: who.accountId, product }, [fact(product)], row.revision)
  return null
}

/** Consent changes, bounces and profile changes belong to a known person; they make nobody a lead. */
async function noteOnKnown(db: Db, on: Context, kind: EventKind, submission: Submission, row: EventRow, isRevision: boolean): Promise<string | null> {
  const keys = [submission.mail && `mail:${submission.mail.address}`, submission.mobile && `mobile:${submission.mobile.e164}`].filter((key) => key !== null)
  const known = (await identity.postings(db, keys)).find(({ contactId }) => contactId !== null)
  if (!known) return kind === 'consent' || kind === 'complaint' ? null : 'nobody with this address is known'
  await resolve(db, on, submission, { id: row.id, isRevision })
  return null
}

function fitOf(on: Context, event: LeadEvent, submission: Submission): FitAttributes {
  const { company, person } = event
  const title = ` ${(person?.jobTitle ?? '').toLowerCase().replace(/[^\p{L}]+/gu, ' ')}`
  const excludedTitle = on.setup.exclusions.titles.find((word) => title.includes(` ${word.toLowerCase()}`))
  const excludedDomain = on.setup.exclusions.domains.find((domain) => submission.domains.includes(domain))
  const where = submission.place.country ?? country(company?.country)
  return {
    ...(person?.function && { function: person.function }),
    ...(company?.industry && { industry: company.industry }),
    ...(where && { country: where }),
    ...(submission.place.postalCode && { postalCode: submission.place.postalCode }),
    ...(company?.employees !== undefined && { employees: company.employees }),
    ...(company?.revenue !== undefined && { revenue: company.revenue }),
    ...(submission.mail && { mailKind: submission.mail.kind }),
    ...((excludedTitle ?? excludedDomain) && { excluded: excludedDomain ? 'competitor' : excludedTitle! }),
  }
}
