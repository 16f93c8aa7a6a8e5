/** Consent facts of an event: they belong to the address they were given for, whoever the contact is. */
import type { LeadEvent } from '../lead/event.ts'
import type { Submission } from '../lead/submission.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import type { EventRow } from '../store/events.ts'
import { type Context, pseudonym } from './context.ts'

export async function recordConsents(
  db: Db,
  on: Context,
  event: LeadEvent,
  submission: Submission,
  row: Pick<EventRow, 'id' | 'revision' | 'occurredAt' | 'source'>,
): Promise<void> {
  const implied = IMPLIED[event.kind]
  const changes = [...(event.consents ?? []), ...(implied ? [implied] : [])]
  const now = on.now()
  const rows = changes.flatMap((change) =>
    addressesFor(change.channel, submission).map((address) => ({
      id: on.newId('fct'),
      address: pseudonym(on.addressKey, address),
      purpose: change.purpose,
      channel: change.channel,
      state: change.state,
      at: 'at' in change && change.at !== undefined ? Math.min(Date.parse(change.at), now) : row.occurredAt,
      recordedAt: now,
      eventId: row.id,
      revision: row.revision,
      source: row.source,
    })),
  )
  if (rows.length > 0) await consents.add(db, rows)
}

/** Whoever complains or wants to be forgotten is not to be written to, whatever else becomes of it. */
const IMPLIED: Readonly<Partial<Record<LeadEvent['kind'], NonNullable<LeadEvent['consents']>[number]>>> = {
  complaint: { purpose: 'any', channel: 'email', state: 'withdrawn' },
  erasure: { purpose: 'any', channel: 'any', state: 'withdrawn' },
}

function addressesFor(channel: 'email' | 'phone' | 'post' | 'any', { mail, phone, mobile }: Submission): string[] {
  const numbers = [phone?.e164, mobile?.e164].filter((number) => number !== undefined)
  if (channel === 'phone') return numbers
  if (channel === 'any') return [...(mail ? [mail.address] : []), ...numbers]
  return mail ? [mail.address] : []
}
