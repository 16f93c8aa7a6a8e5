/** Submissions that stay together, seen as the units that they make, and held against them. */
import type { Atom } from './seeds.ts'
import type { UnitModel } from './unit-model.ts'
import { scoreUnit } from './unit-score.ts'
import { type UnitView, unitView } from './unit-view.ts'

/** Per field the average over the submissions that say something of it: a value that is told ten times counts once. */
export function averageScore({ told }: Atom, view: UnitView, all: readonly UnitView[], head: UnitView | null, model: UnitModel): number {
  const evidence = told.flatMap(({ hints }) => scoreUnit(hints, view, all, head, model).evidence)
  const fields = Map.groupBy(evidence, ({ field }) => SAME_MATTER[field] ?? field)
  return [...fields.values()].reduce((sum, found) => sum + found.reduce((all, { weight }) => all + weight, 0) / found.length, 0)
}

/** Fields that tell of the same thing. */
const SAME_MATTER: Readonly<Record<string, string>> = { address: 'place', area: 'phone' }

export const viewsOf = (atoms: readonly Atom[]): UnitView[] =>
  [...byUnit(atoms)].flatMap(([unit, members]) =>
    unit === null
      ? []
      : [
          unitView(
            unit,
            members.flatMap(({ told }) => told.map(({ hints }) => hints)),
          ),
        ],
  )

export function byUnit(atoms: readonly Atom[]): Map<string | null, Atom[]> {
  const groups = new Map<string | null, Atom[]>()
  for (const atom of atoms) groups.set(atom.unit, [...(groups.get(atom.unit) ?? []), atom])
  return groups
}
