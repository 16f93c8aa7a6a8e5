/** The link by which a partner answers an offer: what it is about, and until when it is good. */
import { openedLink, signedLink } from './signed-link.ts'

export interface Link {
  lead: string
  cycle: number
  offer: string
  partner: string
  /** Unix milliseconds. */
  until: number
}

const KIND = 'partner links'
const VERSION = 1

/** @param addressKey the installation's key */
export const signed = (addressKey: string, { lead, cycle, offer, partner, until }: Link): string =>
  signedLink(addressKey, KIND, [VERSION, lead, cycle, offer, partner, until])

/** @returns null for everything that this installation did not sign */
export function opened(addressKey: string, token: string): Link | null {
  const values = openedLink(addressKey, KIND, token)
  if (values?.[0] !== VERSION) return null
  const [, lead, cycle, offer, partner, until] = values as [number, string, number, string, string, number] // we signed it
  return { lead, cycle, offer, partner, until }
}
