/** Which unit of an account does a submission belong to? Every unit is scored; the best is taken if it is good and clear. */
import { phone } from '../normalise/phone.ts'
import type { Submission } from '../submission.ts'
import type { KnownContact } from './contact.ts'
import type { Evidence } from './explain.ts'
import type { UnitProfile } from './profile.ts'
import { siteNamed } from './site.ts'
import { UNIT_MODEL, type UnitModel } from './unit-model.ts'
import { scoreUnit, type UnitScore } from './unit-score.ts'
import { tally, townsOf, type UnitHints, type UnitView, unitHints } from './unit-view.ts'

export interface KnownUnit {
  id: string
  kind: 'site' | 'open'
  profile: UnitProfile
}

export interface UnitDecision {
  /** Id of a unit; `open`: the account's unit for what cannot be placed. */
  unit: string | 'new' | 'open'
  total: number
  evidence: Evidence[]
  runnerUp: { unit: string; total: number } | null
  /** Where two come equally close. */
  between: Between | null
}

/** Two units that a submission could be of: a person is to say whether they are one. */
export type Between = readonly [UnitScore, UnitScore]

/**
 * The unit inside the account. Place unknown and several units: the open unit, never a guess. Place known and matching
 * none: a new unit, unless the contact is known; then the contact's unit.
 * @param contacts those of the account that the submission's mail, mobile or name leads to
 */
export function decideUnit(
  submission: Submission,
  units: readonly KnownUnit[],
  contacts: readonly KnownContact[],
  model: UnitModel = UNIT_MODEL,
): UnitDecision {
  const hints = unitHints(submission)
  const views = units.filter(({ kind }) => kind === 'site').map((unit) => viewOf(unit, contacts, hints))
  return chooseUnit(hints, views, headOf(views), model)
}

/** @param head the head office among the units, if one is known */
export function chooseUnit(hints: UnitHints, views: readonly UnitView[], head: UnitView | null, model: UnitModel): UnitDecision {
  const scores = views.map((view) => scoreUnit(hints, view, views, head, model)).sort((a, b) => b.total - a.total || (a.unit < b.unit ? -1 : 1))
  const [best, second] = scores
  const runnerUp = second ? { unit: second.unit, total: second.total } : null
  const decided = (unit: string, between: Between | null = null): UnitDecision => ({
    unit,
    total: best?.total ?? 0,
    evidence: best?.evidence ?? [],
    runnerUp,
    between,
  })
  if (!best) return decided('new')
  if (best.total < model.threshold) return decided(withoutMatch(hints, best, views))
  if (second && best.total - second.total < model.margin) return decided('open', [best, second])
  return decided(best.unit)
}

/** No unit agrees: the only one if nothing contradicts it, else a new one where a place or site is named, else the open one. */
function withoutMatch(hints: UnitHints, best: UnitScore, views: readonly UnitView[]): string {
  const named = hints.site !== null || hints.place !== null
  if (views.length === 1 && best.total >= 0) return best.unit
  if (!named) return views.length === 1 ? best.unit : 'open'
  return best.evidence.some(({ weight }) => weight < 0) || hints.site !== null || views.length > 0 ? 'new' : 'open'
}

/** The head office: so named, else the unit whose places were told most often. */
export function headOf(views: readonly UnitView[]): UnitView | null {
  const heads = views.filter(({ sites }) => sites.some(({ value }) => value.kind === 'headOffice'))
  const told = (view: UnitView) => view.places.reduce((sum, { count }) => sum + count, 0)
  return [...(heads.length > 0 ? heads : views)].sort((a, b) => told(b) - told(a) || (a.id < b.id ? -1 : 1))[0] ?? null
}

/** What `hints` has nothing to be held against is left out: reading numbers anew takes long. */
function viewOf({ id, profile }: KnownUnit, contacts: readonly KnownContact[], { area }: UnitHints): UnitView {
  const own = contacts.filter(({ unit }) => unit === id).map(({ profile: known }) => known)
  const once = <T>(values: readonly T[]) => values.map((value) => ({ value, count: 1 }))
  return {
    id,
    sites: once(profile.sites.map(({ label }) => siteNamed(label)).filter((site) => site !== null)),
    places: once(profile.places),
    towns: townsOf(profile.places),
    phoneStems: new Map(profile.phoneStems.map((stem) => [stem, 1])),
    areas: tally((area === null ? [] : profile.phoneStems).map((stem) => phone(stem)?.area ?? stem.slice(0, 6))),
    subdomains: new Map(profile.subdomains.map((subdomain) => [subdomain, 1])),
    mails: new Set(own.flatMap(({ mails }) => mails)),
    mobiles: new Set(own.flatMap(({ mobiles }) => mobiles)),
    names: new Set(own.flatMap(({ names }) => names)),
  }
}
