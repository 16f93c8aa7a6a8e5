/** The token by which a form learns what is missing of a contact: whom it is about, and until when it is good. */
import type { Context } from './context.ts'
import { openedLink, signedLink } from './signed-link.ts'

const KIND = 'form links'

/** @param addressKey the installation's key @param until Unix milliseconds */
export const formToken = (addressKey: string, contact: string, until: number): string => signedLink(addressKey, KIND, [contact, until])

/** @returns null for everything that this installation did not sign */
export function openedFormToken(addressKey: string, token: string): { contact: string; until: number } | null {
  const values = openedLink(addressKey, KIND, token) as [string, number] | null // we signed it
  return values && { contact: values[0], until: values[1] }
}

/** When an e-mail tool is told a new token: in the middle of the time that the former one is good for, for each address at another moment. */
export function renewedAt({ setup, now }: Pick<Context, 'setup' | 'now'>, address: string): number {
  const half = Math.round(setup.nurturing.profile.linkMs / 2)
  const apart = Number.parseInt(Buffer.from(address, 'base64url').toString('hex').slice(0, 8), 16) % half
  return (Math.floor((now() - apart) / half) + 1) * half + apart
}

/** What e-mail tools are told of a contact: its id and a token, the same until it is renewed. */
export function toldToken(on: Pick<Context, 'setup' | 'now' | 'addressKey'>, address: string, contact: string): string {
  const until = renewedAt(on, address) + Math.round(on.setup.nurturing.profile.linkMs / 2)
  return `${contact}.${formToken(on.addressKey, contact, until)}`
}
