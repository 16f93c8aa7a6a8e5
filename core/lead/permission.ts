/** Whether an address may be mailed for given purposes, by all that was said of it. */

export interface ConsentSaid {
  purpose: string
  channel: string
  state: 'requested' | 'given' | 'denied' | 'withdrawn'
  /** Unix milliseconds. */
  at: number
}

/** `withdrawnAt`: somebody said that it shall end; null where consent was not given, or not given again. */
export type Permission = { given: true; consents: { purpose: string; since: number }[] } | { given: false; withdrawnAt: number | null }

/** What speaks of any purpose or any channel counts for each. What was said last counts, of two things at once the stricter. */
export function permission(said: readonly ConsentSaid[], purposes: readonly string[]): Permission {
  const last = purposes.map((purpose) => ({ purpose, said: lastOf(said, purpose) }))
  const lacking = last.filter((one) => one.said?.state !== 'given')
  if (lacking.length === 0) return { given: true, consents: last.map(({ purpose, said: one }) => ({ purpose, since: one!.at })) }
  const withdrawn = lacking.flatMap((one) => (one.said?.state === 'withdrawn' ? [one.said.at] : []))
  return { given: false, withdrawnAt: withdrawn.length > 0 ? Math.max(...withdrawn) : null }
}

const STRICTNESS = { requested: 0, given: 1, denied: 2, withdrawn: 3 } as const

/** A double opt-in that was begun and not confirmed gives nothing, and takes nothing from what was given before. */
const lastOf = (said: readonly ConsentSaid[], purpose: string): ConsentSaid | undefined =>
  said
    .filter((one) => one.state !== 'requested' && (one.purpose === purpose || one.purpose === 'any') && (one.channel === 'email' || one.channel === 'any'))
    .reduce<ConsentSaid | undefined>(
      (last, one) => (last === undefined || one.at > last.at || (one.at === last.at && STRICTNESS[one.state] > STRICTNESS[last.state]) ? one : last),
      undefined,
    )
