/** Sites as people name them inside a company: plants, branches, divisions, the head office; and whether two names mean one. */
import { key } from '../normalise/text.ts'
import { nearlySame } from './near-text.ts'

export type SiteKind = 'head' | 'plant' | 'branch' | 'division'

export interface Site {
  kind: SiteKind
  /** `2` of `Werk II`. */
  number: number | null
  /** `nurnberg` of `Werk Nürnberg`, `medizintechnik` of `Sparte Medizintechnik`. */
  name: string | null
}

const KINDS: readonly (readonly [SiteKind, RegExp])[] = [
  ['head', /^(?:zentrale|hauptsitz|hauptverwaltung|hauptniederlassung|firmensitz|stammhaus|headquarters?|head office|hq)\b/],
  ['division', /^(?:geschaftsbereich|geschaftsfeld|sparte|division|gb|bu|business unit)\b/],
  ['plant', /^(?:werke?|wk|plant|factory|betriebsstatte|betrieb)\b/],
  ['branch', /^(?:niederlassung|zweigniederlassung|zweigstelle|nl|ndl|znl|filiale|standort|geschaftsstelle|vertriebsburo|region|branch|site|campus)\b/],
]
const ROMAN: Readonly<Record<string, number>> = { i: 1, ii: 2, iii: 3, iv: 4, v: 5, vi: 6, vii: 7, viii: 8 }

export function siteOf(label: string | null): Site | null {
  const text = key(label ?? '')
  if (text === '') return null
  const [kind, start] = KINDS.find(([, pattern]) => pattern.test(text)) ?? (['branch', /^/] as const)
  const rest = text.replace(start, '').trim().split(' ').filter(Boolean)
  const last = rest.at(-1) ?? ''
  const number = /^\d{1,2}$/.test(last) ? Number(last) : kind === 'division' ? null : (ROMAN[last] ?? null)
  const name = (number === null ? rest : rest.slice(0, -1)).join(' ')
  if (kind !== 'head' && number === null && name === '') return null
  return { kind, number, name: name === '' ? null : name }
}

/** `other` is certain: another number, another division, another name of the same kind of thing. */
export type SiteRelation = 'same' | 'open' | 'unlikely' | 'other'

export function compareSites(a: Site, b: Site): SiteRelation {
  if (a.kind === 'division' || b.kind === 'division') return a.kind === b.kind && sameName(a.name, b.name) ? 'same' : 'other'
  if (a.number !== null && b.number !== null && a.number !== b.number) return 'other'
  const named = a.name !== null && b.name !== null
  if (named && !sameName(a.name, b.name)) return a.kind === b.kind ? 'other' : 'unlikely'
  if (a.number !== null && b.number !== null) return 'same'
  if (named || (a.kind === 'head' && b.kind === 'head')) return a.number === b.number ? 'same' : 'open'
  return (a.number ?? b.number ?? 2) === 1 ? 'open' : 'unlikely'
}

/** Never in one unit, whatever else agrees. */
export const apart = (a: Site, b: Site): boolean =>
  (a.number !== null && b.number !== null && a.number !== b.number) ||
  ((a.kind === 'division') !== (b.kind === 'division') ? false : compareSites(a, b) === 'other' && a.kind === 'division')

const sameName = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && (nearlySame(a, b) || a.startsWith(`${b} `) || b.startsWith(`${a} `))
