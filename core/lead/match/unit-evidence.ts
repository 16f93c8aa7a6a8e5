/** Why a submission belongs to one of the units that all submissions of its account were put into. */
import type { Evidence } from './explain.ts'
import type { Sent } from './told.ts'
import { headOf } from './unit.ts'
import { UNIT_MODEL } from './unit-model.ts'
import { scoreUnit } from './unit-score.ts'
import { type UnitHints, type UnitView, unitHints, unitView } from './unit-view.ts'

/** @returns the evidence by the id of a submission: against what the others of its unit tell; none where there are no others */
export function unitEvidence(units: readonly (readonly Sent[])[]): (id: string) => Evidence[] {
  let told: { hints: ReadonlyMap<string, UnitHints>; views: readonly UnitView[] } | undefined
  return (id) => {
    told ??= heldOf(units)
    const { hints, views } = told
    const at = units.findIndex((members) => members.some((one) => one.id === id))
    const others = (units[at] ?? []).filter((one) => one.id !== id)
    if (others.length === 0) return []
    const own = viewOf(`${at}`, others, hints)
    const all = views.map((view, i) => (i === at ? own : view))
    return scoreUnit(hints.get(id)!, own, all, headOf(all), UNIT_MODEL).evidence
  }
}

function heldOf(units: readonly (readonly Sent[])[]) {
  const hints = new Map(units.flatMap((members) => members.map(({ id, submission }) => [id, unitHints(submission)] as const)))
  return { hints, views: units.map((members, i) => viewOf(`${i}`, members, hints)) }
}

const viewOf = (id: string, members: readonly Sent[], hints: ReadonlyMap<string, UnitHints>): UnitView =>
  unitView(
    id,
    members.flatMap((one) => hints.get(one.id) ?? []),
  )
