/**
 * All submissions of one account into its units, whatever the order in which they came: people are told apart first, then
 * the places and sites they name make the units, then every person is held against all units until nobody moves any more.
 */
import { averageScore, byUnit, viewsOf } from './atom-views.ts'
import { contactsOf } from './contacts-of.ts'
import { withoutMoves } from './relocation.ts'
import { type Atom, seeded } from './seeds.ts'
import { apart } from './site.ts'
import { spotsOf } from './spots.ts'
import { tiedTogether } from './ties.ts'
import { type Sent, toldOnce } from './told.ts'
import { withTowns } from './town-in-name.ts'
import { headOf } from './unit.ts'
import { UNIT_MODEL, type UnitModel } from './unit-model.ts'
import { reviewsOf, type UnitReview } from './unit-reviews.ts'
import { isNamedApart } from './unit-score.ts'
import type { UnitView } from './unit-view.ts'

export interface FoundUnit {
  /** Ids of the submissions, sorted. */
  members: readonly string[]
  /** Ids per contact; submissions of nobody are in none. */
  contacts: readonly (readonly string[])[]
}

export interface AccountUnits {
  units: readonly FoundUnit[]
  /** What belongs to none of several units. */
  open: FoundUnit | null
  reviews: readonly UnitReview[]
}

/** So many different submissions, the newest, make the units; older ones of a larger account go to the unit that fits them best. */
const MOST = 300
const ROUNDS = 5

/** @param sent all submissions of one account, in any order */
export const unitsOf = (sent: readonly Sent[], model: UnitModel = UNIT_MODEL): AccountUnits => found(settled(sent, model), model)

/** Ids of the submissions per unit, and of those that belong to none of several. */
export function membersOf(sent: readonly Sent[], model: UnitModel = UNIT_MODEL): { units: readonly (readonly string[])[]; open: readonly string[] } {
  const { sites, placeless } = gathered(settled(sent, model))
  return { units: sites.map(idsOf), open: idsOf(placeless) }
}

function settled(sent: readonly Sent[], model: UnitModel): Atom[] {
  const all = withTowns(toldOnce(sent)).sort((a, b) => b.last - a.last)
  const told = all.slice(0, MOST)
  const spots = spotsOf(told)
  const people = tiedTogether(told, spots)
  const atoms = seeded(people, withoutMoves(spots, people))
  for (let round = 0; round < ROUNDS && settle(atoms, model); round++);
  const views = viewsOf(atoms)
  const older = all.slice(MOST).map((one): Atom => ({ told: [one], unit: null, fixed: false }))
  return [...atoms, ...older.map((atom) => ({ ...atom, unit: views.length === 0 ? null : bestUnit(atom, views, views, model) }))]
}

/** Holds everybody against all units, their own without them. @returns whether anybody moved */
function settle(atoms: readonly Atom[], model: UnitModel): boolean {
  const views = new Map(viewsOf(atoms).map((view) => [view.id, view]))
  let moved = false
  for (const atom of atoms) {
    if (atom.fixed) continue
    const from = atom.unit
    const own = from === null ? [] : viewsOf(atoms.filter((other) => other !== atom && other.unit === from))
    const others = [...[...views.values()].filter(({ id }) => id !== from), ...own]
    if (others.length === 0) continue
    // Nobody else is in the own unit: what it tells is still its own.
    const all = from === null || own.length > 0 ? others : [...others, views.get(from)!]
    atom.unit = bestUnit(atom, others, all, model)
    if (atom.unit === from) continue
    moved = true
    for (const unit of [from, atom.unit]) {
      const [view] = unit === null ? [] : viewsOf(atoms.filter((other) => other.unit === unit))
      if (view) views.set(view.id, view)
      else if (unit !== null) views.delete(unit)
    }
  }
  return moved
}

function bestUnit(atom: Atom, views: readonly UnitView[], all: readonly UnitView[], model: UnitModel): string | null {
  const head = headOf(views)
  const alone = atom.unit !== null && !views.some(({ id }) => id === atom.unit)
  const scored = views
    .filter((view) => !atom.told.some(({ hints }) => hints.site && view.sites.some(({ value }) => apart(value, hints.site!))))
    .map((view) => ({ id: view.id, total: averageScore(atom, view, all, head, model) }))
    .sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1))
  const [best, second] = scored
  if (!best) return atom.unit
  if (best.total < model.threshold) {
    if (alone) return atom.unit
    if (atom.unit !== null) return scored.some(({ id, total }) => id === atom.unit && total <= model.unfit) ? null : atom.unit
    return views.length === 1 && !isOneOfSeveral(views[0]!) ? best.id : null
  }
  if (second && best.total - second.total < model.margin) return atom.unit === best.id || atom.unit === second.id ? atom.unit : null
  return best.id
}

/** A company that names a site of its own has others, though nobody has written from there yet. */
const isOneOfSeveral = (view: UnitView): boolean =>
  isNamedApart(view) || view.sites.some(({ value: { kind, number } }) => kind !== 'headOffice' && number !== 1)

function found(atoms: readonly Atom[], model: UnitModel): AccountUnits {
  const { sites, placeless } = gathered(atoms)
  const unit = (members: readonly Atom[]): FoundUnit => ({ members: idsOf(members), contacts: contactsOf(members.flatMap(({ told }) => told)) })
  const units = sites.map(unit).sort((a, b) => (a.members[0]! < b.members[0]! ? -1 : 1))
  return { units, open: placeless.length === 0 ? null : unit(placeless), reviews: reviewsOf(atoms, model) }
}

/** Where nobody names a place, all of it is one unit. */
function gathered(atoms: readonly Atom[]): { sites: Atom[][]; placeless: Atom[] } {
  const groups = byUnit(atoms)
  const placeless = groups.get(null) ?? []
  groups.delete(null)
  return groups.size === 0 && placeless.length > 0 ? { sites: [placeless], placeless: [] } : { sites: [...groups.values()], placeless }
}

const idsOf = (atoms: readonly Atom[]): string[] => atoms.flatMap(({ told }) => told.flatMap(({ ids }) => ids)).sort()
