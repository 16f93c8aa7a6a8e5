/** All that was said of the consent of one address: what holds, and how it came about, with words and proof. */
import { createHash } from 'node:crypto'
import { permission } from '../lead/permission.ts'
import type { ConsentHistory } from '../privacy-data.ts'
import * as consents from '../store/consents.ts'
import type { Db, Page } from '../store/db.ts'
import * as events from '../store/events.ts'
import { type Context, pseudonym } from './context.ts'
import { demandAddress } from './say-consent.ts'

/** @throws a sentence when it is no address */
export async function consentHistory(db: Db, on: Pick<Context, 'addressKey' | 'setup'>, text: string): Promise<ConsentHistory> {
  const hash = pseudonym(on.addressKey, demandAddress(text).value)
  const history: ConsentHistory['history'] = []
  const said = await consents.heard(db, hash)
  for (const row of said) history.push(await entryOf(db, row))
  const standing = history.filter((one, i) => history.findIndex(({ purpose, channel }) => purpose === one.purpose && channel === one.channel) === i)
  const purposes = [...new Set(history.map(({ purpose }) => purpose))].filter((purpose) => purpose !== 'any')
  const isSuppressed = await consents.isSuppressed(db, [hash])
  return {
    standing,
    history,
    mailedFor: isSuppressed ? [] : purposes.filter((purpose) => permission(said, [purpose], on.setup.nurturing.consent).given),
    isSuppressed,
  }
}

export interface PendingConsent {
  /** `unconfirmed`: they were asked for their second yes; `unasked`: nobody asked, though one is needed. */
  why: 'unconfirmed' | 'unasked'
  contact: string | null
  purpose: string
  channel: string
  at: number
  /** Unix ms, as `at`. */
  until: number
  source: string | null
}

/** Consents that do not count yet for want of a second yes; those that waited too long are not shown any more. A page may be shorter than asked for. */
export async function pendingConsents(
  db: Db,
  { setup, now }: Pick<Context, 'setup' | 'now'>,
  page: { cursor?: string | undefined; limit: number },
): Promise<Page<PendingConsent>> {
  const { pendingMs, doubleOptIn, confirmedBy } = setup.nurturing.consent
  const { rows, next } = await consents.pending(db, { ...page, since: now() - pendingMs, purposes: doubleOptIn, confirming: confirmedBy })
  const shown: PendingConsent[] = []
  for (const { state, address, contact, purpose, channel, at, source } of rows) {
    // What was given once more counts as it did before.
    if (state === 'given' && permission(await consents.heard(db, address), [purpose], setup.nurturing.consent).given) continue
    shown.push({ why: state === 'given' ? 'unasked' : 'unconfirmed', contact, purpose, channel, at, until: at + pendingMs, source })
  }
  return { rows: shown, next }
}

async function entryOf(db: Db, row: consents.ConsentRow): Promise<ConsentHistory['history'][number]> {
  const { purpose, channel, state, at, recordedAt, eventId, revision, by } = row
  const told = eventId === null || revision === null ? null : await toldBy(db, { id: eventId, revision }, row)
  const { wording = null, proof = null, reason = null } = { ...told?.words, ...row.detail }
  const wordingVersion = wording === null ? null : createHash('sha256').update(wording.trim().replace(/\s+/g, ' ')).digest('hex').slice(0, 8)
  return { purpose, channel, state, at, recordedAt, wording, wordingVersion, proof, reason, event: eventId, source: told?.source ?? null, by: by ?? null }
}

async function toldBy(db: Db, event: { id: string; revision: number }, { purpose, channel, state }: consents.ConsentRow) {
  const same = (await events.personal(db, event)).consents?.find((one) => one.purpose === purpose && one.channel === channel && one.state === state)
  return { words: { wording: same?.wording, proof: same?.proof }, source: (await events.activeById(db, event.id))?.source ?? null }
}
