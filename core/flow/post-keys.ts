/** The keys under which an account and its people are found again: posted as submissions tell them. */
import { identityKeys, isSenders } from '../lead/match/keys.ts'
import type { Submission } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'

/** A domain that belongs to another account, e.g. an agency's, tells this account's people apart but must not lead others here. */
export async function postKeys(db: Db, submission: Submission, foreignDomains: readonly string[], accountId: string, contactId: string | null): Promise<void> {
  const learnt = identityKeys(submission).find.filter((key) => foreignDomains.length === 0 || !isSenders(key))
  await identity.post(
    db,
    learnt.filter((key) => !isPersonal(key)),
    accountId,
    null,
  )
  await identity.post(db, contactId === null ? learnt.filter(isPersonal) : personalKeys(submission, accountId), accountId, contactId)
}

/** Keys that lead to the contact. */
export const personalKeys = (submission: Submission, accountId: string): string[] => [
  ...identityKeys(submission).find.filter(isPersonal),
  ...(submission.person.key === null ? [] : [personKey(accountId, submission.person.key)]),
]

/** Leads to somebody rather than to a company. */
export const isPersonal = (key: string): boolean => /^(?:mail|mobile|who):/.test(key)

/** A name inside an account. */
export const personKey = (accountId: string, name: string): string => `person:${accountId}:${name}`
