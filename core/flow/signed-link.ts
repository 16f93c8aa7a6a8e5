/**
 * What a link carries, and a keyed hash over it. The key is made from the installation's own for each kind of link, so that
 * nothing has to be configured, no link opens what another one is for, and none tells anything but ids and times.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** @param addressKey the installation's key */
export function signedLink(addressKey: string, kind: string, values: readonly (string | number)[]): string {
  const body = Buffer.from(JSON.stringify(values)).toString('base64url')
  return `${body}.${mac(addressKey, kind, body).toString('base64url')}`
}

/** @returns null for everything that this installation did not sign for links of that kind */
export function openedLink(addressKey: string, kind: string, token: string): unknown[] | null {
  const [body = '', signature = '', ...rest] = token.split('.')
  const given = Buffer.from(signature, 'base64url')
  const right = mac(addressKey, kind, body)
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as unknown[] // we signed it
}

const mac = (addressKey: string, kind: string, body: string): Buffer =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', addressKey, 'leitwerk', kind, 32)))
    .update(body)
    .digest()
