/** Whether an address may be mailed for given purposes, by all that was said of it. */

export interface ConsentSaid {
  purpose: string
  channel: string
  state: 'requested' | 'given' | 'denied' | 'withdrawn'
  /** Unix milliseconds. */
  at: number
  /** That an event came from; absent where a person wrote it down. */
  source?: string | null | undefined
  /** What a person wrote down beside it. */
  detail?: { proof?: string | undefined } | null | undefined
}

export interface DoubleOptIn {
  /** Purposes for which only a consent counts that was confirmed, or can be proven. */
  doubleOptIn: readonly string[]
  /** Sources that tell of consents only once they were confirmed. */
  confirmedBy: readonly string[]
}

/** `withdrawnAt`: somebody said that it shall end; null where consent was not given, or not given again. */
export type Permission = { given: true; consents: { purpose: string; since: number }[] } | { given: false; withdrawnAt: number | null }

/**
 * What speaks of any purpose or any channel counts for each. What was said last counts, of two things at once the stricter.
 */
export function permission(said: readonly ConsentSaid[], purposes: readonly string[], rules: DoubleOptIn): Permission {
  const last = purposes.map((purpose) => ({ purpose, said: lastOf(said, purpose, rules) }))
  const lacking = last.filter((one) => one.said?.state !== 'given')
  if (lacking.length === 0) return { given: true, consents: last.map(({ purpose, said: one }) => ({ purpose, since: one!.at })) }
  const withdrawn = lacking.flatMap((one) => (one.said?.state === 'withdrawn' ? [one.said.at] : []))
  return { given: false, withdrawnAt: withdrawn.length > 0 ? Math.max(...withdrawn) : null }
}

const STRICTNESS = { requested: 0, given: 1, denied: 2, withdrawn: 3 } as const

/** A double opt-in that was begun and not confirmed gives nothing, and takes nothing from what was given before. */
function lastOf(all: readonly ConsentSaid[], purpose: string, { doubleOptIn, confirmedBy }: DoubleOptIn): ConsentSaid | undefined {
  const said = all.filter((one) => (one.purpose === purpose || one.purpose === 'any') && (one.channel === 'email' || one.channel === 'any'))
  const isEnough = (one: ConsentSaid) => !doubleOptIn.includes(purpose) || confirmedBy.includes(one.source ?? '') || isConfirmed(one, said)
  const counting = said.filter((one) => one.state !== 'requested' && (one.state !== 'given' || isEnough(one)))
  return counting.reduce<ConsentSaid | undefined>(
    (last, one) => (last === undefined || one.at > last.at || (one.at === last.at && STRICTNESS[one.state] > STRICTNESS[last.state]) ? one : last),
    undefined,
  )
}

/** Asked for before, and not ended between: the second yes of two. Or a person wrote down where it is proven. */
const isConfirmed = (given: ConsentSaid, said: readonly ConsentSaid[]): boolean =>
  Boolean(given.detail?.proof) ||
  said.some(
    (asked) =>
      asked.state === 'requested' &&
      asked.at < given.at &&
      !said.some((end) => (end.state === 'denied' || end.state === 'withdrawn') && end.at >= asked.at && end.at <= given.at),
  )
