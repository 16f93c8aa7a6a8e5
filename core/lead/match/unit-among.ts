/** The unit of a submission that has just come, chosen as if all submissions of its account had come at once. */
import type { Submission } from '../submission.ts'
import { matchUnits } from './match-units.ts'
import type { Sent } from './told.ts'
import type { KnownUnit, UnitDecision } from './unit.ts'
import { unitEvidence } from './unit-evidence.ts'
import { membersOf } from './units-of.ts'
import { relatePlaces } from './whereabouts.ts'

/** A submission of the account that came before, and the unit it was given to. */
export interface Fellow extends Sent {
  unit: string
}

/** Stands for the one that has just come; no event has it for an id. */
const NEWCOMER = ''

/**
 * Whether all that is known of the account should be weighed once more, submission by submission: not where the only unit
 * agrees, or one of several is named and far ahead, and that one was never told to be in two places.
 */
export function isWorthALook({ unit, total, evidence, runnerUp }: UnitDecision, units: readonly KnownUnit[]): boolean {
  if (units.length === 0) return false
  const known = units.find(({ id }) => id === unit)
  if (known === undefined || evidence.some(({ weight }) => weight < 0)) return true
  const isNamed = evidence.some(({ field }) => field === 'address' || field === 'place' || field === 'site')
  const agrees = units.length === 1 ? evidence.length > 0 : isNamed && total - (runnerUp?.total ?? 0) >= FAR_AHEAD
  const { places } = known.profile
  return !agrees || places.some((one) => places.some((other) => relatePlaces(one, other) === 'elsewhere'))
}

const FAR_AHEAD = 8

/** @param units those of the account that stand, the oldest first */
export function unitAmong(submission: Submission, fellows: readonly Fellow[], units: readonly KnownUnit[]): UnitDecision {
  const newcomer: Sent = { id: NEWCOMER, submission, receivedAt: submission.told.at }
  const { units: all } = membersOf([...fellows, newcomer])
  // Of two equal halves the one keeps the id that was there before.
  const found = [...all.filter((members) => !members.includes(NEWCOMER)), ...all.filter((members) => members.includes(NEWCOMER))]
  const before = units
    .filter(({ kind }) => kind === 'site')
    .map(({ id }) => ({ id, members: fellows.filter(({ unit }) => unit === id).map((fellow) => fellow.id) }))
  const ids = matchUnits(
    before,
    found.map((members) => ({ members })),
  )
  const at = found.findIndex((members) => members.includes(NEWCOMER))
  const sent = new Map([...fellows, newcomer].map((one) => [one.id, one]))
  const evidence = unitEvidence(found.map((members) => members.map((id) => sent.get(id)!)))(NEWCOMER)
  const total = Math.round(evidence.reduce((sum, { weight }) => sum + weight, 0) * 10) / 10
  return { unit: at === -1 ? 'open' : (ids[at] ?? 'new'), total, evidence, runnerUp: null, review: null }
}
