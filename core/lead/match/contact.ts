/** Which contact of a unit does a submission belong to? By mail, by mobile, then by name, the more telling before the less. */
import type { Submission } from '../submission.ts'
import { compareSeen, type Someone, sharesMailbox, someoneOf } from './people.ts'
import type { ContactProfile } from './profile.ts'

export interface KnownContact {
  id: string
  unit: string
  profile: ContactProfile
}

/** The contact inside the unit; `null`: a new one, if there is somebody at all. Where two could be meant it is neither. */
export function decideContact(submission: Submission, contacts: readonly KnownContact[]): string | null {
  const one = someoneOf(submission)
  const known = contacts.map(({ id, profile }) => ({ id, profile, seen: seenOf(profile) }))
  const reached = known.filter(
    ({ profile }) => (one.mail !== null && profile.mails.includes(one.mail)) || (one.mobile !== null && profile.mobiles.includes(one.mobile)),
  )
  const byAddress = reached.find(({ seen }) => seen.every(({ last }) => last === '') || seen.some((other) => other.last !== '' && !sharesMailbox(one, other)))
  if (byAddress) return byAddress.id
  const others = known.filter((contact) => !reached.includes(contact))
  for (const level of ['full', 'initial', 'last'] as const) {
    const agreeing = others.filter(({ seen }) => compareSeen([one], seen) === level)
    if (agreeing.length > 0) return agreeing.length === 1 ? agreeing[0]!.id : null
  }
  return null
}

/** The names and addresses a contact is known by, as if each had been sent alone. */
function seenOf({ mails, names }: ContactProfile): Someone[] {
  const nobody: Someone = { first: '', last: '', local: '', mail: null, domain: null, mobile: null }
  return [
    ...names.map((name) => ({ ...nobody, first: name.split(' ').slice(0, -1).join(' '), last: name.split(' ').at(-1)! })),
    ...mails.map((mail) => ({ ...nobody, mail, local: mail.split('@')[0]!, domain: mail.split('@')[1]! })),
  ]
}
