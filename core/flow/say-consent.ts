/** What a person writes down of a consent: a withdrawal on the telephone, a form on paper. It counts at once, everywhere. */

import { mail } from '../lead/normalise/mail.ts'
import { phone } from '../lead/normalise/phone.ts'
import type { SaidConsent } from '../privacy-data.ts'
import { Refusal } from '../refusal.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as operation from '../store/operation.ts'
import { addressConcerned } from './audiences.ts'
import { consentConcernsCrms } from './consent-concerns.ts'
import { type Context, pseudonym } from './context.ts'

/** So far clocks may differ. */
const CLOCKS_MS = 5 * 60_000

/** @throws a sentence when the address is none, the time is to come, or a consent is given without words */
export async function sayConsent(db: Db, on: Context, said: SaidConsent, by: string): Promise<void> {
  const address = demandAddress(said.address)
  if (said.state === 'given' && !said.wording && !said.proof)
    throw new Refusal('a consent that was given needs its wording or a proof: without them it cannot be shown to anybody')
  const now = on.now()
  if (said.at !== undefined && said.at > now + CLOCKS_MS)
    throw new Refusal(`this was said in the future, on ${new Date(said.at).toISOString()}: give the time at which it was said`)
  const hash = pseudonym(on.addressKey, address.value)
  const { purpose, state, wording, proof, reason } = said
  await consents.add(db, [
    {
      id: on.newId('fct'),
      address: hash,
      purpose,
      channel: said.channel ?? address.channel,
      state,
      at: Math.min(said.at ?? now, now),
      recordedAt: now,
      eventId: null,
      revision: null,
      by,
      detail: { wording, proof, reason },
    },
  ])
  await operation.audit(db, { id: on.newId('aud'), at: now, by, action: `consent.${state}`, subject: hash, detail: purpose })
  if (address.channel !== 'email') return
  await addressConcerned(db, on, address.value)
  await consentConcernsCrms(db, on, address.value)
}

/** An e-mail address or telephone number, as people write it. @throws a sentence when it is neither */
export function demandAddress(text: string): { value: string; channel: 'email' | 'phone' } {
  const email = text.includes('@') ? mail(text) : undefined
  if (email) return { value: email.address, channel: 'email' }
  const number = phone(text)
  if (number) return { value: number.e164, channel: 'phone' }
  throw new Refusal('this is neither an e-mail address nor a telephone number')
}
