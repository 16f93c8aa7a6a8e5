/** Whether two names of sites inside one company mean one site. */
import { looks } from '../normalise/alike.ts'
import { phrase } from '../normalise/phrase.ts'
import { readSite, type Site } from '../normalise/site.ts'
import { isSlip } from '../normalise/slip.ts'
import { townName } from '../normalise/town-name.ts'
import { areasNamed } from '../normalise/towns.ts'
import type { Submission } from '../submission.ts'

export type { Site } from '../normalise/site.ts'

/** The site of a submission, by its own field before what stands in the company's name. */
export function siteOf({ company, siteLabel }: Pick<Submission, 'company' | 'siteLabel'>): Site | null {
  if (siteLabel === null) return null
  return company?.namedSite?.label === siteLabel ? company.namedSite : siteNamed(siteLabel)
}

export const siteNamed = (label: string): Site | null => readSite(phrase(label))

/** `other` is certain: another number, another division, another name of the same kind of thing; `open`: could be either. */
export type SiteRelation = 'same' | 'open' | 'unlikely' | 'other'

export function compareSites(a: Site, b: Site): SiteRelation {
  if (a.kind === 'division' || b.kind === 'division') return a.kind === b.kind && sameName(a.name, b.name) ? 'same' : 'other'
  if (areTwoNumbers(a, b)) return 'other'
  if (a.kind === 'headOffice' && b.kind === 'headOffice') return 'same'
  if ((a.kind === 'headOffice' && isNamedBranch(b)) || (b.kind === 'headOffice' && isNamedBranch(a))) return 'other'
  const named = a.name !== '' && b.name !== ''
  if (named && !sameName(a.name, b.name)) return a.kind === b.kind || (isTown(a.name) && isTown(b.name)) ? 'other' : 'unlikely'
  if (a.number !== null && b.number !== null) return 'same'
  if (named) return a.number === b.number ? 'same' : 'open'
  return (a.number ?? b.number ?? 2) === 1 ? 'open' : 'unlikely'
}

/** `Werk Celle` says where it is, `Niederlassung Süd` does not. */
export const isTown = (name: string): boolean =>
  [name, townName(name)?.full ?? name].some((one) => ['DE', 'AT', 'CH'].some((country) => areasNamed(country, one).length > 0))

/** A works may be the head office; `Niederlassung Süd` is not. */
const isNamedBranch = ({ kind, name }: Site): boolean => (kind === 'branch' || kind === 'region') && name !== ''

const areTwoNumbers = (a: Site, b: Site): boolean => a.number !== null && b.number !== null && a.number !== b.number

/** Never in one unit, whatever else agrees: two numbers, two divisions. */
export const apart = (a: Site, b: Site): boolean => areTwoNumbers(a, b) || (isUnitOfItsOwn(a) && isUnitOfItsOwn(b) && compareSites(a, b) === 'other')

/** A division, or any numbered site but the first: a unit of its own, even at the address of another. */
export const isUnitOfItsOwn = ({ kind, number }: Site): boolean => kind === 'division' || (number ?? 1) > 1

const sameName = (a: string, b: string): boolean =>
  a !== '' && b !== '' && (isSlip(a, b) || a.startsWith(`${b} `) || b.startsWith(`${a} `) || (a.length > 4 && looks(a) === looks(b)))
