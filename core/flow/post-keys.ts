/** The keys under which an account and its people are found again: posted as submissions tell them. */
import { identityKeys, isSenders } from '../lead/match/keys.ts'
import type { Submission } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'

/** A domain that belongs to another account, e.g. an agency's, tells this account's people apart but must not lead others here. */
export async function postKeys(db: Db, submission: Submission, foreignDomains: readonly string[], accountId: string, contactId: string | null): Promise<void> {
  const { find } = identityKeys(submission)
  const learnt = find.filter((key) => foreignDomains.length === 0 || !isSenders(key))
  const personal = contactId === null ? learnt.filter(isPersonal) : personalKeys(submission, accountId, find)
  const lead = (keys: readonly string[], to: string | null) => keys.map((key): identity.Posting => ({ key, accountId, contactId: to }))
  await identity.post(db, [
    ...lead(
      learnt.filter((key) => !isPersonal(key)),
      null,
    ),
    ...lead(personal, contactId),
  ])
}

/** Keys that lead to the contact. @param find of `identityKeys` */
export const personalKeys = ({ person }: Submission, accountId: string, find: readonly string[]): string[] => [
  ...find.filter(isPersonal),
  ...(person.key === null ? [] : [personKey(accountId, person.key)]),
]

/** Leads to somebody rather than to a company. */
const isPersonal = (key: string): boolean => /^(?:mail|mobile|who):/.test(key)

/** A name inside an account. */
const personKey = (accountId: string, name: string): string => `person:${accountId}:${name}`
