/** Submissions of one account as they are clustered: each different content once, in an order that only content decides. */
import type { Submission } from '../submission.ts'
import { type UnitHints, unitHints } from './unit-view.ts'

export interface Sent {
  id: string
  submission: Submission
  /** Unix ms */
  receivedAt: number
}

/** What was sent with the same words, however often: a list that is imported every night weighs no more than once. */
export interface Told {
  ids: readonly string[]
  submission: Submission
  hints: UnitHints
  first: number
  last: number
}

const contents = new WeakMap<Submission, string>()

function contentOf(submission: Submission): string {
  let text = contents.get(submission)
  if (text === undefined) {
    const { told: _, ...content } = submission
    text = JSON.stringify(content)
    contents.set(submission, text)
  }
  return text
}

export function toldOnce(sent: readonly Sent[]): Told[] {
  const groups = new Map<string, Sent[]>()
  for (const one of sent) {
    const key = contentOf(one.submission)
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, same]) => ({
      ids: same.map(({ id }) => id).sort(),
      submission: same[0]!.submission,
      hints: unitHints(same[0]!.submission),
      first: Math.min(...same.map(({ receivedAt }) => receivedAt)),
      last: Math.max(...same.map(({ receivedAt }) => receivedAt)),
    }))
}
