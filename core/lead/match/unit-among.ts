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
 * Whether all that is known of the account should be weighed once more, submission by submission: there are several
 * units, or the only one is contradicted, has nothing in common with the submission, or was told to be in two places.
 */
export function isWorthALook({ unit, evidence }: UnitDecision, units: readonly KnownUnit[]): boolean {
  const [only, ...others] = units
  if (only === undefined) return false
  const { places } = only.profile
  const isPlain = others.length === 0 && unit === only.id && evidence.length > 0 && evidence.every(({ weight }) => weight >= 0)
  return !isPlain || places.some((one) => places.some((other) => relatePlaces(one, other) === 'elsewhere'))
}

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
