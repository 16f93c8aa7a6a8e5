/** The unit of a submission that has just come, chosen as if all submissions of its account had come at once. */
import type { Submission } from '../submission.ts'
import { matchUnits } from './match-units.ts'
import type { Sent } from './told.ts'
import { type Between, chooseUnit, headOf, type KnownUnit, type UnitDecision } from './unit.ts'
import { unitEvidence } from './unit-evidence.ts'
import { UNIT_MODEL } from './unit-model.ts'
import { totalOf } from './unit-score.ts'
import { unitHints, unitView } from './unit-view.ts'
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
  const parts = found.map((members) => members.map((id) => sent.get(id)!))
  if (at === -1) return open(submission, parts, ids)
  const evidence = unitEvidence(parts)(newcomer)
  return { unit: ids[at] ?? 'new', total: totalOf(evidence), evidence, runnerUp: null, between: null }
}

function open(submission: Submission, parts: readonly (readonly Sent[])[], ids: readonly (string | null)[]): UnitDecision {
  const between = closest(submission, parts, ids)
  const { total, evidence } = between?.[0] ?? { total: 0, evidence: [] }
  return { unit: 'open', total, evidence, runnerUp: between && { unit: between[1].unit, total: between[1].total }, between }
}

/** Two known units that speak for it alike. */
function closest(submission: Submission, parts: readonly (readonly Sent[])[], ids: readonly (string | null)[]): Between | null {
  const views = parts.map((members, i) =>
    unitView(
      ids[i] ?? `new ${i}`,
      members.map((one) => unitHints(one.submission)),
    ),
  )
  const { between } = chooseUnit(unitHints(submission), views, headOf(views), UNIT_MODEL)
  return between?.every(({ unit }) => ids.includes(unit)) ? between : null
}
