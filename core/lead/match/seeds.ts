/** First guess at the units of an account: every person to the place or site that most of their submissions name. */
import { compareSites, isTown, isUnitOfItsOwn, type Site } from './site.ts'
import type { Spots } from './spots.ts'
import type { Told } from './told.ts'
import { withoutTwins } from './twins.ts'
import { sameArea } from './unit-view.ts'

/** Submissions that stay together: one person's, or a single one. */
export interface Atom {
  told: readonly Told[]
  unit: string | null
  /** Said by name, or beyond doubt: a division, a numbered site, the second door of a town. */
  fixed: boolean
}

export function seeded(people: readonly (readonly Told[])[], spots: Spots): Atom[] {
  const headSpot = spots.counts.length === 0 ? null : spots.counts.indexOf(Math.max(...spots.counts))
  const homes = people.map((told) => homeOf(told, spots, headSpot))
  const labels = siteLabels(people)
  const named = people.map((told) => labelOf(told, labels))
  const homesOf = (label: number) => homes.filter((_, at) => named[at] === label)
  const inTown = labels.map((label) => townOf(label, spots))
  const isBranch = labels.some(
    ({ kind, number }, i) => kind !== 'headOffice' && number !== 1 && headSpot !== null && (inTown[i] ?? mostOften(homesOf(i))) === headSpot,
  )
  const likely = labels.map((label, i) => inTown[i] ?? spotOfLabel(label, homesOf(i), headSpot, isBranch))
  const there = labels.map((_, i) => likely[i] ?? mostOften(homesOf(i)))
  // Two names for one address: it is given for one of them only, or for neither.
  const hasRival = labels.map(
    (label, i) =>
      inTown[i] === null && labels.some((other, j) => i !== j && there[i] === there[j] && there[i] !== null && compareSites(label, other) === 'other'),
  )
  const spotOf = likely.map((spot, i) => (hasRival[i] ? null : spot))
  const lineOf = foreignLines(people)
  const atoms = people.map((told, i): Atom => {
    const label = named[i]!
    const site = label === null ? null : labels[label]!
    const unit =
      site === null ? (spotName(homes[i]!) ?? lineOf(told)) : nameOf(site, label!, spotOf[label!]!, homes[i]!, isTown(site.name) || hasRival[label!]!)
    return { told, unit, fixed: site !== null && isUnitOfItsOwn(site) }
  })
  return withoutTwins(atoms)
}

const spotName = (spot: number | null): string | null => (spot === null ? null : `spot ${spot}`)

/** A line in an area where nobody else has one, of somebody with the company's own mail: a place that was not told yet. */
function foreignLines(people: readonly (readonly Told[])[]): (told: readonly Told[]) => string | null {
  const areas = (all: readonly Told[]) => all.flatMap(({ hints }) => hints.area ?? [])
  const domains = (all: readonly Told[]) => all.flatMap(({ submission }) => submission.mail?.domain ?? [])
  return (told) => {
    const others = people.filter((one) => one !== told).flat()
    const [area] = areas(told)
    const isOwn = domains(told).some((domain) => domains(others).includes(domain))
    return area !== undefined && isOwn && areas(others).length > 0 && !areas(others).some((one) => sameArea(one, area)) ? `area ${area}` : null
  }
}

/** Where a site without a town in its name lies. A branch is not at the head office, whose address is often given for it. */
function spotOfLabel({ kind }: Site, homes: readonly (number | null)[], headSpot: number | null, isBranch: boolean): number | null {
  if (kind === 'headOffice') return mostOften(homes) ?? (isBranch ? null : headSpot)
  return mostOften(homes.filter((home) => home !== headSpot))
}

/** Numbered sites and divisions are units of their own; other site words are their place, where one is known. */
function nameOf(site: Site, label: number, spot: number | null, home: number | null, isElsewhere: boolean): string | null {
  if (site.kind === 'division') return `division ${label}`
  if (site.number !== null && site.number > 1) return `number ${site.number}`
  if (site.number === 1 || (site.kind === 'plant' && !isElsewhere)) return spotName(spot ?? home) ?? `site ${label}`
  return spotName(spot) ?? `site ${label}`
}

/** Who names two places as often is not at the head office. */
function homeOf(told: readonly Told[], spots: Spots, headSpot: number | null): number | null {
  const homes = told.map(({ hints }) => (hints.site === null ? null : townOf(hints.site, spots)) ?? spots.spotAt(hints.place))
  const elsewhere = mostOften(homes.filter((home) => home !== headSpot))
  const times = (spot: number | null) => homes.filter((home) => home === spot).length
  return elsewhere !== null && times(elsewhere) >= times(headSpot) ? elsewhere : mostOften(homes)
}

function townOf(site: Site, spots: Spots): number | null {
  if (site.name === '' || site.kind === 'division') return null
  const bare = { ...site, number: null }
  const spot = spots.towns.findIndex((towns) => [...towns].some((town) => compareSites(bare, { ...bare, name: town }) === 'same'))
  return spot === -1 ? null : spot
}

/** The different sites that are named. */
function siteLabels(people: readonly (readonly Told[])[]): Site[] {
  const labels: Site[] = []
  for (const { hints } of people.flat()) if (hints.site && !labels.some((label) => means(label, hints.site!))) labels.push(hints.site)
  return labels
}

const means = (label: Site, site: Site): boolean => compareSites(label, site) === 'same'

function labelOf(told: readonly Told[], labels: readonly Site[]): number | null {
  return mostOften(told.map(({ hints }) => (hints.site === null ? null : labels.findIndex((label) => means(label, hints.site!)))))
}

function mostOften(values: readonly (number | null)[]): number | null {
  const counts = new Map<number, number>()
  for (const value of values) if (value !== null && value !== -1) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([a, x], [b, y]) => y - x || a - b)[0]?.[0] ?? null
}
