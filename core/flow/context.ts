/** What the steps of the flow need besides their database handle: the rules of the house, time and names. */
import { createHmac } from 'node:crypto'
import type { NewId } from '../id.ts'
import type { Model } from '../lead/match/model.ts'
import type { Log } from '../log.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'
import type { LeadRow } from '../store/leads.ts'

/** What the work at hand goes back to. */
export interface Cause {
  /** When the delivery came; none where it is looked at again. */
  receivedAt: number | null
  /** `traceparent`, where it is traced. */
  trace: string | null
}

export interface Context {
  setup: Setup
  now: () => number
  newId: NewId
  log: Log
  /** Key of the installation under which addresses are hashed for consent and suppression. */
  addressKey: string
  /** The weights and thresholds of identity in force; another one from the moment it is activated. */
  model: Model
  /** Told of a lead whose news concern the CRMs, instead of jobs being queued at once. */
  concernsCrms?: (db: Db, lead: LeadRow) => Promise<void>
  /** While a delivery is taken in. */
  cause?: Cause
}

/** A keyed hash of an e-mail address or telephone number: the same address always gives the same one, nobody can read it back. */
export const pseudonym = (key: string, address: string): string => createHmac('sha256', key).update(address).digest('base64url').slice(0, 22)
