/**
 * The link by which a partner answers an offer: what it is about, until when it is good, and a keyed hash over both. The key
 * is made from the installation's own, so that nothing has to be configured, and a link tells nothing but ids.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

export interface Link {
  lead: string
  cycle: number
  offer: string
  partner: string
  /** Unix milliseconds. */
  until: number
}

/** @param addressKey the installation's key */
export function signed(addressKey: string, { lead, cycle, offer, partner, until }: Link): string {
  const body = Buffer.from(JSON.stringify([VERSION, lead, cycle, offer, partner, until])).toString('base64url')
  return `${body}.${mac(addressKey, body).toString('base64url')}`
}

/** @returns null for everything that this installation did not sign */
export function opened(addressKey: string, token: string): Link | null {
  const [body = '', signature = '', ...rest] = token.split('.')
  const given = Buffer.from(signature, 'base64url')
  const right = mac(addressKey, body)
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null
  const [version, lead, cycle, offer, partner, until] = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as [
    number,
    string,
    number,
    string,
    string,
    number,
  ] // we signed it
  return version === VERSION ? { lead, cycle, offer, partner, until } : null
}

const VERSION = 1

const mac = (addressKey: string, body: string): Buffer =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', addressKey, 'leitwerk', 'partner links', 32)))
    .update(body)
    .digest()
