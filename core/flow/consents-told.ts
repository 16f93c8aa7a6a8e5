/** What CRMs are told of consent: whether somebody may be mailed, by purpose. */
import { mail } from '../lead/normalise/mail.ts'
import { permission } from '../lead/permission.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import { type Context, pseudonym } from './context.ts'

export interface ConsentTold {
  purpose: string
  given: boolean
  /** When something was said of it last, ISO 8601. */
  at: string
}

type Reading = Pick<Context, 'setup' | 'addressKey'>

/** Of every purpose that something was said of. */
export async function consentsOf(db: Db, { setup, addressKey }: Reading, email: string | undefined): Promise<ConsentTold[]> {
  const read = mail(email)
  if (!read) return []
  const heard = await consents.heard(db, pseudonym(addressKey, read.address))
  return [...new Set(heard.map(({ purpose }) => purpose))].sort().map((purpose) => ({
    purpose,
    given: permission(heard, [purpose], setup.nurturing.consent).given,
    at: new Date(heard.find((one) => one.purpose === purpose)!.at).toISOString(), // the newest comes first
  }))
}

/** Whether what these people are told to have agreed to is still so. */
export async function stillHolds(db: Db, on: Reading, people: readonly { email?: string | undefined; consents?: readonly ConsentTold[] }[]): Promise<boolean> {
  for (const { email, consents: told = [] } of people) if (JSON.stringify(await consentsOf(db, on, email)) !== JSON.stringify(told)) return false
  return true
}
