/** Which contact of a unit does a submission belong to? */
import type { Submission } from '../submission.ts'
import type { ContactProfile } from './profile.ts'

export interface KnownContact {
  id: string
  unit: string
  profile: ContactProfile
}

/** The contact inside the unit: by mail, by mobile, by full name without a contradicting mail; `null`: a new one, if there is somebody at all. */
export function decideContact(submission: Submission, contacts: readonly KnownContact[]): string | null {
  const { mail, mobile, person } = submission
  const byMail = mail && mail.kind !== 'role' ? contacts.find(({ profile }) => profile.mails.includes(mail.address)) : undefined
  if (byMail) return byMail.id
  const byMobile = mobile ? contacts.find(({ profile }) => profile.mobiles.includes(mobile.e164)) : undefined
  if (byMobile) return byMobile.id
  const named = person.key === null ? [] : contacts.filter(({ profile }) => profile.names.includes(person.key!))
  return named.length === 1 ? named[0]!.id : null
}
