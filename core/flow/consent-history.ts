/** All that was said of the consent of one address: what holds, and how it came about, with words and proof. */
import { createHash } from 'node:crypto'
import type { ConsentHistory } from '../action-data.ts'
import { permission } from '../lead/permission.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as events from '../store/events.ts'
import { type Context, pseudonym } from './context.ts'
import { demandAddress } from './say-consent.ts'

/** @throws a sentence when it is no address */
export async function consentHistory(db: Db, on: Pick<Context, 'addressKey'>, text: string): Promise<ConsentHistory> {
  const hash = pseudonym(on.addressKey, demandAddress(text).value)
  const history: ConsentHistory['history'] = []
  for (const row of await consents.heard(db, hash)) history.push(await entryOf(db, row))
  const standing = history.filter((one, i) => history.findIndex(({ purpose, channel }) => purpose === one.purpose && channel === one.channel) === i)
  const purposes = [...new Set(history.map(({ purpose }) => purpose))].filter((purpose) => purpose !== 'any')
  const isSuppressed = await consents.isSuppressed(db, [hash])
  return { standing, history, mailedFor: isSuppressed ? [] : purposes.filter((purpose) => permission(history, [purpose]).given), isSuppressed }
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
