/** What a person should look at when an account's submissions were put into units. */
import { averageScore, viewsOf } from './atom-views.ts'
import type { Atom } from './seeds.ts'
import type { Told } from './told.ts'
import { headOf } from './unit.ts'
import type { UnitModel } from './unit-model.ts'
import { relatePlaces } from './whereabouts.ts'

export interface UnitReview {
  /**
   * `address_changed`: somebody names another place than before, which is no other unit's. `unit_unclear`: a place or site
   * is named that two units could be, or another unit has nearly as much for it. `job_change`: one mail address or mobile in two units.
   */
  kind: 'address_changed' | 'unit_unclear' | 'job_change'
  /** Of the submissions, sorted. */
  ids: readonly string[]
}

export function reviewsOf(atoms: readonly Atom[], model: UnitModel): UnitReview[] {
  const unclear = [...atoms.filter(isUnclear), ...tornOf(atoms, model)]
  return [...unclear.map((atom) => review('unit_unclear', atom.told)), ...addressChanges(atoms), ...jobChanges(atoms)]
}

const review = (kind: UnitReview['kind'], told: readonly Told[]): UnitReview => ({ kind, ids: told.flatMap(({ ids }) => ids).sort() })

const isUnclear = ({ unit, told }: Atom): boolean => unit === null && told.some(({ hints }) => hints.place !== null || hints.site !== null)

/** Those for whom another unit speaks, too, and their own hardly more: the address of one, and the line of the other. */
function tornOf(atoms: readonly Atom[], model: UnitModel): Atom[] {
  const views = viewsOf(atoms)
  if (views.length < 2) return []
  return atoms.filter((atom) => {
    const fellows = atoms.filter((other) => other !== atom && other.unit === atom.unit)
    if (atom.unit === null || atom.fixed || fellows.length === 0) return false
    const all = [...views.filter(({ id }) => id !== atom.unit), ...viewsOf(fellows)]
    const head = headOf(all)
    const [own, ...others] = all.map((view) => averageScore(atom, view, all, head, model)).reverse()
    const next = Math.max(...others)
    return next >= model.threshold && own! - next < model.clear
  })
}

function addressChanges(atoms: readonly Atom[]): UnitReview[] {
  return atoms.flatMap((atom) => {
    const located = atom.told.filter(({ hints }) => hints.place !== null).sort((a, b) => a.last - b.last)
    const newest = located.at(-1)
    const before = located.slice(0, -1)
    if (!newest || before.length === 0 || !before.every((one) => areElsewhere(one, newest))) return []
    const isKnownElsewhere = atoms.some(({ unit, told }) => unit !== atom.unit && told.some((one) => one.hints.place !== null && !areElsewhere(one, newest)))
    return isKnownElsewhere ? [] : [review('address_changed', [newest])]
  })
}

const areElsewhere = ({ hints: a }: Told, { hints: b }: Told): boolean => a.place !== null && b.place !== null && relatePlaces(a.place, b.place) === 'elsewhere'

function jobChanges(atoms: readonly Atom[]): UnitReview[] {
  const bearers = Map.groupBy(
    atoms.flatMap((atom) =>
      [...new Set(atom.told.flatMap(({ hints }) => [hints.mail, hints.mobile].filter((value) => value !== null)))].map((value) => ({ value, atom })),
    ),
    ({ value }) => value,
  )
  return [...bearers.values()].flatMap((found) => {
    const units = new Set(found.map(({ atom }) => atom.unit).filter((unit) => unit !== null))
    return units.size > 1
      ? [
          review(
            'job_change',
            found.flatMap(({ atom }) => atom.told),
          ),
        ]
      : []
  })
}
