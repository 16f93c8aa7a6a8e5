/** Which unit of an account does a submission belong to? By a known contact, by site words, by place. */
import type { Submission } from '../submission.ts'
import type { Evidence } from './explain.ts'
import type { UnitProfile } from './profile.ts'

export interface KnownUnit {
  id: string
  kind: 'site' | 'open'
  profile: UnitProfile
}

export type UnitDecision = { unit: string; evidence: Evidence[] } | { unit: 'new' | 'open'; evidence: Evidence[] }

/**
 * The unit inside the account: by a known contact, by site words, by place. Place unknown and several units: the open
 * unit, never a guess. Place known and matching none: a new unit.
 * @param contactUnit unit of the contact that mail or mobile already named
 */
export function decideUnit(submission: Submission, units: readonly KnownUnit[], contactUnit: string | null): UnitDecision {
  const evidence: Evidence[] = []
  const sites = units.filter(({ kind }) => kind === 'site')
  const bySite = submission.site ? sites.find(({ profile }) => profile.sites.some((site) => sameSite(site.key, submission.site!))) : undefined
  if (bySite) return found(bySite, 'site', submission.siteLabel!, bySite.profile.sites[0]!.label, evidence)
  if (contactUnit !== null && submission.site === null)
    return {
      unit: contactUnit,
      evidence: [{ field: 'contact', theirs: submission.mail?.address ?? submission.mobile?.e164 ?? '', ours: 'known contact', weight: 8 }],
    }
  const { place } = submission
  const located = place.postalCode !== null || place.city !== null || place.street !== null
  if (submission.site === null && located) {
    const byPlace = placeMatch(submission, sites)
    if (byPlace) return found(byPlace, 'place', [place.postalCode, place.city].filter(Boolean).join(' '), 'place of the unit', evidence)
  }
  if (submission.site === null && !located) {
    const byLine = submission.phone ? sites.filter(({ profile }) => profile.phoneStems.includes(submission.phone!.stem)) : []
    if (byLine.length === 1 && sites.length > 1) return found(byLine[0]!, 'phone', submission.phone!.e164, `${submission.phone!.stem}..`, evidence)
    if (sites.length === 1) return { unit: sites[0]!.id, evidence }
    return { unit: sites.length === 0 ? 'new' : 'open', evidence }
  }
  // A unit that has shown no place or site of its own yet takes the first one it is told.
  const blank = sites.length === 1 && sites[0]!.profile.sites.length === 0 && sites[0]!.profile.places.length === 0 ? sites[0] : undefined
  if (blank && submission.site === null) return { unit: blank.id, evidence }
  return { unit: 'new', evidence }
}

function placeMatch({ place }: Submission, units: readonly KnownUnit[]): KnownUnit | undefined {
  const at = (test: (known: UnitProfile['places'][number]) => boolean) => units.filter(({ profile }) => profile.places.some(test))
  const street = place.street ? at((known) => known.street === place.street && (known.postalCode === place.postalCode || known.city === place.city)) : []
  if (street.length === 1) return street[0]
  const unnamed = (found: KnownUnit[]) =>
    found.length === 1 && (found[0]!.profile.sites.length === 0 || units.length === 1) ? found[0] : found.length === 1 ? found[0] : undefined
  return (
    unnamed(place.postalCode ? at((known) => known.postalCode === place.postalCode) : []) ?? unnamed(place.city ? at((known) => known.city === place.city) : [])
  )
}

const found = (unit: KnownUnit, field: string, theirs: string, ours: string, evidence: Evidence[]): UnitDecision => ({
  unit: unit.id,
  evidence: [...evidence, { field, theirs, ours, weight: 6 }],
})

/** `werk nurnberg` is `nurnberg` and `niederlassung nurnberg`; numbers must agree: Werk 1 is not Werk 2. */
export function sameSite(a: string, b: string): boolean {
  const [x, y] = [siteCore(a), siteCore(b)]
  const numbers = (text: string) => (text.match(/\d+/g) ?? []).join(' ')
  return numbers(x) === numbers(y) && (x === y || (x !== '' && y !== '' && !/\d/.test(x + y) && (x.startsWith(`${y} `) || y.startsWith(`${x} `))))
}

const siteCore = (site: string): string =>
  site
    .replace(/\b(?:werk|werke|niederlassung|zweigniederlassung|nl|znl|standort|filiale|zweigstelle|betriebsstatte|geschaftsstelle|plant|branch|site)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim() || site
