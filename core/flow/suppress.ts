/** Keyed hashes under which an erased person is recognised, should somebody tell of them again. */
import { mail } from '../lead/normalise/mail.ts'
import type { Submission } from '../lead/submission.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import type { ErasedPerson } from '../store/erasures.ts'
import { type Context, pseudonym } from './context.ts'

/** Why something of an erased person is left aside. */
export const SUPPRESSED = 'the person was erased: nothing of them is taken in or kept'

/** True when the person of a submission was erased: nothing about them is taken in again. */
export const isSuppressed = (db: Db, on: Pick<Context, 'addressKey'>, submission: Submission): Promise<boolean> =>
  consents.isSuppressed(
    db,
    namesOfSubmission(submission).map((name) => pseudonym(on.addressKey, name)),
  )

/** By address and mobile number; who has neither, by name and company. */
function namesOfSubmission({ mail: written, mobile, person, company, domains }: Submission): string[] {
  const addresses = [...(written ? spellingsOf(written.address) : []), ...(written?.corrected ? spellingsOf(written.corrected.address) : [])]
  const numbers = mobile ? [mobile.e164] : []
  if (addresses.length + numbers.length > 0 || person.key === null) return [...addresses, ...numbers]
  return [...(company ? [company.joined] : []), ...domains].map((home) => atHome(person.key!, home))
}

/** @param names as `personName` makes keys of them; @param homes names and domains of their companies, as keys */
export function hashesOf(
  on: Pick<Context, 'addressKey'>,
  { mails }: Pick<ErasedPerson, 'mails'>,
  mobiles: readonly string[],
  names: readonly string[],
  homes: readonly string[],
): string[] {
  const known = [...mails.flatMap(spellingsOf), ...mobiles, ...names.flatMap((name) => homes.map((home) => atHome(name, home)))]
  return [...new Set(known)].map((one) => pseudonym(on.addressKey, one))
}

const spellingsOf = (address: string): string[] => [...new Set([address, mail(address)?.key ?? address])]
const atHome = (name: string, home: string): string => `${name} of ${home}`
