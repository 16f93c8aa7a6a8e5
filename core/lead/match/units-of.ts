/**
 * All submissions of one account into its units, whatever the order in which they came: people are told apart first, then
 * the places and sites they name make the units, then every person is held against all units until nobody moves any more.
 */
import { place } from '../normalise/place.ts'
import { contactsOf } from './contacts-of.ts'
import { apart, compareSites, type Site } from './site.ts'
import { type Spots, spotsOf } from './spots.ts'
import { tiedTogether } from './ties.ts'
import { type Sent, type Told, toldOnce } from './told.ts'
import { headOf } from './unit.ts'
import { UNIT_MODEL, type UnitModel } from './unit-model.ts'
import { scoreUnit } from './unit-score.ts'
import { type UnitView, unitView } from './unit-view.ts'

export interface FoundUnit {
  /** Ids of the submissions, sorted. */
  members: readonly string[]
  /** Ids per contact; submissions of nobody are in none. */
  contacts: readonly (readonly string[])[]
}

export interface UnitReview {
  kind: 'address_changed' | 'unit_unclear' | 'job_change'
  ids: readonly string[]
}

export interface AccountUnits {
  units: readonly FoundUnit[]
  /** What belongs to none of several units. */
  open: FoundUnit | null
  reviews: readonly UnitReview[]
}

/** Submissions that stay together: one person's, or a single one. */
interface Atom {
  told: readonly Told[]
  unit: string | null
}

export function unitsOf(sent: readonly Sent[], model: UnitModel = UNIT_MODEL): AccountUnits {
  const told = withTowns(toldOnce(sent))
  const spots = spotsOf(told)
  const atoms: Atom[] = tiedTogether(told, spots).map((members) => ({ told: members, unit: null }))
  seed(atoms, spots)
  for (let round = 0; round < 5 && settle(atoms, model); round++);
  return found(atoms)
}

/** A town of the account that stands in the company's name is a place, unless it is part of the name. */
function withTowns(told: readonly Told[]): Told[] {
  const towns = [...new Set(told.map(({ hints }) => hints.place?.city ?? '').filter((city) => city.length >= 4))].sort()
  const says = (one: Told, town: string) => one.hints.text !== null && ` ${one.hints.text} `.includes(` ${town} `)
  const named = told.filter(({ hints }) => hints.text !== null).length
  const telling = towns.filter((town) => 2 * told.filter((one) => says(one, town)).length <= named)
  return told.map((one) => {
    const town = one.hints.place === null && one.hints.site === null ? telling.find((known) => says(one, known)) : undefined
    return town === undefined ? one : { ...one, hints: { ...one.hints, place: place({ city: town }) } }
  })
}

/** Every person to the place or site that most of their submissions name. */
function seed(atoms: readonly Atom[], spots: Spots): void {
  const homes = atoms.map((atom) => homeOf(atom, spots))
  const labels = siteLabels(atoms)
  const named = atoms.map((atom) => labelOf(atom, labels))
  const headSpot = spots.counts.length === 0 ? null : spots.counts.indexOf(Math.max(...spots.counts))
  const spotOf = labels.map(
    (label, i) =>
      townOf(label, spots) ??
      spotOfLabel(
        label,
        homes.filter((_, at) => named[at] === i),
        headSpot,
      ),
  )
  atoms.forEach((atom, i) => {
    const label = named[i]!
    atom.unit = label === null ? spotName(homes[i]!) : nameOf(labels[label]!, label, spotOf[label]!, homes[i]!)
  })
}

const spotName = (spot: number | null): string | null => (spot === null ? null : `spot ${spot}`)

/** Where a site without a town in its name lies. A branch is not at the head office, whose address is often given for it. */
function spotOfLabel({ kind }: Site, homes: readonly (number | null)[], headSpot: number | null): number | null {
  if (kind === 'head') return mostOften(homes) ?? headSpot
  return mostOften(homes.filter((home) => home !== headSpot))
}

/** Numbered sites and divisions are units of their own; other site words are their place, where one is known. */
function nameOf(site: Site, label: number, spot: number | null, home: number | null): string | null {
  if (site.kind === 'division') return `division ${label}`
  if (site.number !== null && site.number > 1) return `number ${site.number}`
  if (site.number === 1 || site.kind === 'plant') return spotName(spot ?? home) ?? `site ${label}`
  return spotName(spot) ?? `site ${label}`
}

function homeOf({ told }: Atom, spots: Spots): number | null {
  return mostOften(told.map(({ hints }) => (hints.site === null ? null : townOf(hints.site, spots)) ?? spots.spotAt(hints.place)))
}

function townOf({ name, kind }: Site, spots: Spots): number | null {
  if (name === null || kind === 'division') return null
  const spot = spots.towns.findIndex((towns) =>
    [...towns].some((town) => compareSites({ kind, number: null, name }, { kind, number: null, name: town }) === 'same'),
  )
  return spot === -1 ? null : spot
}

/** The different sites that are named, each by its most frequent spelling. */
function siteLabels(atoms: readonly Atom[]): Site[] {
  const labels: Site[] = []
  for (const { told } of atoms) for (const { hints } of told) if (hints.site && !labels.some((label) => means(label, hints.site!))) labels.push(hints.site)
  return labels
}

const means = (label: Site, site: Site): boolean => compareSites(label, site) === 'same'

function labelOf({ told }: Atom, labels: readonly Site[]): number | null {
  return mostOften(told.map(({ hints }) => (hints.site === null ? null : labels.findIndex((label) => means(label, hints.site!)))))
}

function mostOften(values: readonly (number | null)[]): number | null {
  const counts = new Map<number, number>()
  for (const value of values) if (value !== null && value !== -1) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([a, x], [b, y]) => y - x || a - b)[0]?.[0] ?? null
}

/** @returns whether anybody moved */
function settle(atoms: readonly Atom[], model: UnitModel): boolean {
  let moved = false
  for (const atom of atoms) {
    const others = viewsOf(atoms.filter((other) => other !== atom))
    if (others.length === 0) continue
    const unit = bestUnit(atom, others, model)
    if (unit !== atom.unit) moved = true
    atom.unit = unit
  }
  return moved
}

function bestUnit(atom: Atom, views: readonly UnitView[], model: UnitModel): string | null {
  const head = headOf(views)
  const alone = atom.unit !== null && !views.some(({ id }) => id === atom.unit)
  const scored = views
    .filter((view) => !atom.told.some(({ hints }) => hints.site && view.sites.some(({ value }) => apart(value, hints.site!))))
    .map((view) => ({ id: view.id, total: atom.told.reduce((sum, { hints }) => sum + scoreUnit(hints, view, views, head, model).total, 0) }))
    .sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1))
  const [best, second] = scored
  if (!best) return atom.unit
  if (best.total < model.threshold) return alone || atom.unit !== null ? atom.unit : views.length === 1 ? best.id : null
  if (second && best.total - second.total < model.margin) return atom.unit === best.id || atom.unit === second.id ? atom.unit : null
  return best.id
}

const viewsOf = (atoms: readonly Atom[]): UnitView[] =>
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

function byUnit(atoms: readonly Atom[]): Map<string | null, Atom[]> {
  const groups = new Map<string | null, Atom[]>()
  for (const atom of atoms) groups.set(atom.unit, [...(groups.get(atom.unit) ?? []), atom])
  return groups
}

function found(atoms: readonly Atom[]): AccountUnits {
  const groups = byUnit(atoms)
  const unit = (members: readonly Atom[]): FoundUnit => {
    const told = members.flatMap((atom) => atom.told)
    return { members: told.flatMap(({ ids }) => ids).sort(), contacts: contactsOf(told) }
  }
  const placeless = groups.get(null)
  groups.delete(null)
  // Nobody names a place: all of it is one unit.
  const units = (groups.size === 0 && placeless ? [placeless] : [...groups.values()]).map(unit).sort((a, b) => (a.members[0]! < b.members[0]! ? -1 : 1))
  return { units, open: groups.size === 0 || !placeless ? null : unit(placeless), reviews: [] }
}
