/** Personal data looked at unmasked: whoever does is written down, what they saw is not. */
import type { ConsentHistory, ReadRaw } from '../privacy-data.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as operation from '../store/operation.ts'
import { consentHistory } from './consent-history.ts'
import { type Context, pseudonym } from './context.ts'
import { demandAddress } from './say-consent.ts'

/** @returns null where there is no such delivery */
export async function readRaw(db: Db, on: Context, id: string, by: string): Promise<ReadRaw | null> {
  const [row] = await deliveries.raw(db, [id])
  if (!row) return null
  await lookedAt(db, on, 'raw', id, by)
  return { method: row.method, url: row.url, remote: row.remote, headers: row.headers, ...textOf(row.body) }
}

/** @throws a sentence when it is no address */
export async function lookUpConsents(db: Db, on: Context, address: string, by: string): Promise<ConsentHistory> {
  const history = await consentHistory(db, on, address)
  await lookedAt(db, on, 'consents', pseudonym(on.addressKey, demandAddress(address).value), by)
  return history
}

export const lookedAt = (db: Db, on: Context, what: 'raw' | 'consents' | 'person', subject: string, by: string): Promise<void> =>
  operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: `${what}.read`, subject, detail: null })

/** Its text, or base64 where it is none. */
export function textOf(body: Uint8Array): Pick<ReadRaw, 'body' | 'encoding'> {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(body), encoding: 'utf8' }
  } catch {
    return { body: Buffer.from(body).toString('base64'), encoding: 'base64' }
  }
}
