/** What the steps of the flow need besides their database handle: the rules of the house, time and names. */
import { createHmac } from 'node:crypto'
import type { NewId } from '../id.ts'
import type { Log } from '../log.ts'
import type { Setup } from '../setup.ts'

export interface Context {
  setup: Setup
  now: () => number
  newId: NewId
  log: Log
  /** Key of the installation under which addresses are hashed for consent and suppression. */
  addressKey: string
}

/** A keyed hash of an e-mail address or telephone number: the same address always gives the same one, nobody can read it back. */
export const pseudonym = (key: string, address: string): string => createHmac('sha256', key).update(address).digest('base64url').slice(0, 22)
