/** The evidence that a submission belongs to a unit of its account. */
import type { Place } from '../normalise/place.ts'
import type { Evidence } from './explain.ts'
import { compareSites, isTown, isUnitOfItsOwn, type Site } from './site.ts'
import type { UnitModel } from './unit-model.ts'
import { type Counted, sameArea, type UnitHints, type UnitView } from './unit-view.ts'
import { type PlaceRelation, relatePlaces, sameTown } from './whereabouts.ts'

export interface UnitScore {
  unit: string
  total: number
  evidence: Evidence[]
}

/** @param head the head office among the units, if one is known: its address is given for other units, too */
export function scoreUnit(hints: UnitHints, unit: UnitView, all: readonly UnitView[], head: UnitView | null, model: UnitModel): UnitScore {
  const evidence = [
    ...contactEvidence(hints, unit, model),
    ...siteEvidence(hints, unit, all, model),
    ...placeEvidence(hints, unit, head, model),
    ...phoneEvidence(hints, unit, all, model),
    ...subdomainEvidence(hints, unit, all, model),
  ].map((one) => ({ ...one, weight: Math.round(one.weight * 10) / 10 }))
  return { unit: unit.id, total: totalOf(evidence), evidence }
}

export const totalOf = (evidence: readonly Evidence[]): number => Math.round(evidence.reduce((sum, { weight }) => sum + weight, 0) * 10) / 10

/** Mail and mobile are one person: counted once. */
function contactEvidence({ mail, mobile, name }: UnitHints, unit: UnitView, { contact }: UnitModel): Evidence[] {
  if (mail !== null && unit.mails.has(mail)) return [{ field: 'contact', theirs: mail, ours: mail, weight: contact.mail }]
  if (mobile !== null && unit.mobiles.has(mobile)) return [{ field: 'contact', theirs: mobile, ours: mobile, weight: contact.mobile }]
  if (name !== null && unit.names.has(name)) return [{ field: 'contact', theirs: name, ours: name, weight: contact.name }]
  return []
}

function siteEvidence({ site, siteLabel }: UnitHints, unit: UnitView, all: readonly UnitView[], model: UnitModel): Evidence[] {
  const divisional = unit.sites.length > 0 && share(unit.sites, ({ kind }) => kind === 'division') > 0.5
  if (site === null) return divisional ? [{ field: 'site', theirs: '', ours: unit.sites[0]!.value.label, weight: model.divisionUnsaid }] : []
  const theirs = siteLabel ?? site.label
  const best = unit.sites
    .map(({ value }) => {
      const relation = compareSites(site, value)
      return { value, weight: model.site[relation] + rarely(share(unit.sites, (other) => compareSites(site, other) === relation)) }
    })
    .sort((a, b) => b.weight - a.weight)[0]
  if (best && (best.weight > 0 || site.name === '' || site.kind === 'division')) return [{ field: 'site', theirs, ours: best.value.label, weight: best.weight }]
  if (site.kind === 'division') return [{ field: 'site', theirs, ours: '', weight: model.site.other }]
  const town = isNamedApart(unit) ? null : townNamed(site, unit)
  if (town !== null && (best === undefined || best.weight > model.site.other)) return [{ field: 'site', theirs, ours: town, weight: model.site.town }]
  const elsewhere = all.some((other) => other.id !== unit.id && townNamed(site, other) !== null) || (isTown(site.name) && unit.towns.length > 0)
  const weight = Math.min(best?.weight ?? 0, elsewhere ? model.site.other : 0)
  return weight === 0 ? [] : [{ field: 'site', theirs, ours: best ? best.value.label : '', weight }]
}

/** The unit's town that a site is named after, where most of the unit tell it. */
function townNamed({ kind, name }: Site, unit: UnitView): string | null {
  if (name === '' || kind === 'division') return null
  const town = unit.towns.find((one) => sameTown(one, name))
  if (town === undefined) return null
  const told = unit.places.filter(({ value }) => value.city !== null)
  return share(told, ({ city }) => sameTown(city!, town)) > STRAY ? town : null
}

function placeEvidence({ place }: UnitHints, unit: UnitView, head: UnitView | null, model: UnitModel): Evidence[] {
  if (place === null || unit.places.length === 0) return []
  // `Werk 2` is somewhere in the town of the other works: only a door tells that it is meant.
  const doorOnly = isNamedApart(unit)
  const told = unit.places.reduce((sum, { count }) => sum + count, 0)
  const related = unit.places.map(({ value, count }) => {
    const found = relatePlaces(place, value)
    const relation = doorOnly && (found === 'code' || found === 'town' || found === 'near') ? 'open' : found
    return { value, count, relation, weight: model.place[relation] }
  })
  // A code without its town may be compared with nothing: it takes nothing back of what the others say.
  const compared = related.filter(({ relation }) => relation !== 'open')
  const there = related.reduce((sum, { weight, count }) => sum + (weight >= 0 ? count : 0), 0) / told
  const best = (compared.length > 0 ? compared : related)
    .map(({ value, relation, weight }) => {
      const agreeing = related.reduce((sum, other) => sum + (other.weight >= weight ? other.count : 0), 0) / told
      return { value, relation, weight: weight <= 0 ? weight : there <= STRAY ? 0 : weight + rarely(agreeing) }
    })
    .sort((a, b) => b.weight - a.weight)[0]!
  const atHead = best.relation === 'elsewhere' && head !== null && head.id !== unit.id && head.places.some(({ value }) => isHere(relatePlaces(place, value)))
  const field = best.relation === 'address' ? 'address' : 'place'
  return [{ field, theirs: line(place), ours: line(best.value), weight: atHead ? model.place.headInstead : best.weight }]
}

/** Most of what names a site there names a division, or a numbered site other than the first. */
export const isNamedApart = (unit: UnitView): boolean => unit.sites.length > 0 && share(unit.sites, isUnitOfItsOwn) > 0.5

/** A place that no more of a unit tell, while the others tell another one, may be another unit's. */
const STRAY = 0.5

const isHere = (relation: PlaceRelation): boolean => relation !== 'near' && relation !== 'open' && relation !== 'elsewhere'

function phoneEvidence({ phoneStems, area, place }: UnitHints, unit: UnitView, all: readonly UnitView[], model: UnitModel): Evidence[] {
  const stem = phoneStems.find((one) => own(one, unit, all, (view) => view.phoneStems))
  if (stem !== undefined) return [{ field: 'phone', theirs: `${stem}..`, ours: `${stem}..`, weight: model.phone }]
  const isElsewhere = place === null && area !== null && unit.areas.size > 0 && ![...unit.areas.keys()].some((one) => sameArea(one, area))
  return isElsewhere ? [{ field: 'area', theirs: area, ours: [...unit.areas.keys()].join(', '), weight: model.otherArea }] : []
}

function subdomainEvidence({ subdomain, site, siteLabel }: UnitHints, unit: UnitView, all: readonly UnitView[], model: UnitModel): Evidence[] {
  if (subdomain === null || unit.subdomains.size === 0 || (site !== null && siteLabel === null)) return []
  const known = unit.subdomains.has(subdomain)
  if (known && !own(subdomain, unit, all, (view) => view.subdomains)) return []
  return [{ field: 'subdomain', theirs: subdomain, ours: [...unit.subdomains.keys()][0]!, weight: known ? model.subdomain.same : model.subdomain.other }]
}

/** Four of five tellings of a value are this unit's: a switchboard for all says nothing. */
function own(value: string, unit: UnitView, all: readonly UnitView[], of: (view: UnitView) => ReadonlyMap<string, number>): boolean {
  const here = of(unit).get(value) ?? 0
  const elsewhere = all.reduce((sum, view) => sum + (view.id === unit.id ? 0 : (of(view).get(value) ?? 0)), 0)
  return here > 0 && here >= 4 * elsewhere
}

const share = <T>(values: readonly Counted<T>[], test: (value: T) => boolean): number =>
  values.reduce((sum, { value, count }) => sum + (test(value) ? count : 0), 0) / values.reduce((sum, { count }) => sum + count, 0)

/** What a unit was told once among many other tellings weighs less. */
const rarely = (part: number): number => Math.log2(Math.max(part, 0.01))

const line = ({ street, postalCode, city }: Place): string => [street, postalCode, city].filter((part) => part !== null).join(' ')
