/** Why a submission belongs to one of the units that all submissions of its account were put into. */
import type { Evidence } from './explain.ts'
import type { Sent } from './told.ts'
import { headOf } from './unit.ts'
import { UNIT_MODEL } from './unit-model.ts'
import { scoreUnit } from './unit-score.ts'
import { type UnitView, unitHints, unitView } from './unit-view.ts'

/**
 * @returns what speaks for a submission being of its unit, against what the others of that unit tell; none where there are
 * no others. With the id of another submission: of that one's unit
 */
export function unitEvidence(units: readonly (readonly Sent[])[]): (one: Sent, fellow?: string) => Evidence[] {
  let told: readonly UnitView[] | undefined
  return (one, fellow = one.id) => {
    told ??= units.map((members, at) => viewOf(`${at}`, members))
    const at = units.findIndex((members) => members.some(({ id }) => id === fellow))
    const isOther = ({ id }: Sent) => id !== one.id
    if (!units[at]?.some(isOther)) return []
    const all = told.map((view, i) => (units[i]!.every(isOther) ? view : viewOf(view.id, units[i]!.filter(isOther))))
    return scoreUnit(unitHints(one.submission), all[at]!, all, headOf(all), UNIT_MODEL).evidence
  }
}

const viewOf = (id: string, members: readonly Sent[]): UnitView =>
  unitView(
    id,
    members.map(({ submission }) => unitHints(submission)),
  )
