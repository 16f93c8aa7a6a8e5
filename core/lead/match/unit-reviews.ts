/** What a person should look at when an account's submissions were put into units. */
import { averageScore, viewsOf } from './atom-views.ts'
import type { Atom } from './seeds.ts'
import { headOf } from './unit.ts'
import type { UnitModel } from './unit-model.ts'
import type { UnitView } from './unit-view.ts'

/** A place or site is named that two units could be, or another unit has nearly as much for it as its own. */
export interface UnitReview {
  /** Of the submissions, sorted. */
  ids: readonly string[]
  /** A submission of each of the two units that it could be; null: there are no two. */
  between: readonly [string, string] | null
}

export function reviewsOf(atoms: readonly Atom[], model: UnitModel): UnitReview[] {
  const views = viewsOf(atoms)
  return [...atoms.filter(isUnplaced).map((atom) => unplaced(atom, atoms, views, model)), ...atoms.flatMap((atom) => torn(atom, atoms, views, model) ?? [])]
}

const isUnplaced = ({ unit, told }: Atom): boolean => unit === null && told.some(({ hints }) => hints.place !== null || hints.site !== null)

function unplaced(atom: Atom, atoms: readonly Atom[], views: readonly UnitView[], model: UnitModel): UnitReview {
  const [best, second] = ranked(atom, views, model)
  return { ids: idsOf(atom), between: best && second ? [memberOf(best.id, atoms), memberOf(second.id, atoms)] : null }
}

/** For whom another unit speaks, too, and its own hardly more: the address of one, and the line of the other. */
function torn(atom: Atom, atoms: readonly Atom[], views: readonly UnitView[], model: UnitModel): UnitReview | null {
  if (views.length < 2 || atom.unit === null || atom.fixed) return null
  const own = viewsOf(atoms.filter((other) => other !== atom && other.unit === atom.unit))
  if (own.length === 0) return null
  const scored = ranked(atom, [...views.filter(({ id }) => id !== atom.unit), ...own], model)
  const next = scored.find(({ id }) => id !== atom.unit)!
  const ahead = scored.find(({ id }) => id === atom.unit)!.total - next.total
  if (next.total < model.threshold || ahead >= model.clear) return null
  return { ids: idsOf(atom), between: [idsOf(atom)[0]!, memberOf(next.id, atoms)] }
}

function ranked(atom: Atom, views: readonly UnitView[], model: UnitModel): { id: string; total: number }[] {
  const head = headOf(views)
  const scored = views.map((view) => ({ id: view.id, total: averageScore(atom, view, views, head, model) }))
  return scored.sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1))
}

const idsOf = ({ told }: Atom): string[] => told.flatMap(({ ids }) => ids).sort()

const memberOf = (unit: string, atoms: readonly Atom[]): string =>
  atoms
    .filter((atom) => atom.unit === unit)
    .flatMap(idsOf)
    .sort()[0]!
