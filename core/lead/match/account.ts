/** Which account does a submission belong to? It is held against whole account profiles; the evidence adds up in bits. */
import { slips } from '../normalise/alike.ts'
import { type Closeness, comparePlaces } from '../normalise/compare-places.ts'
import { compareForms } from '../normalise/legal-forms.ts'
import type { Place } from '../normalise/place.ts'
import type { Decision, Evidence, Note } from './explain.ts'
import { gradeOf } from './explain.ts'
import { labelOf } from './labels.ts'
import type { Model } from './model.ts'
import { type NameRelation, relate } from './names.ts'
import type { AccountProfile } from './profile.ts'
import { isTradeWord, rarity, type Statistics } from './words.ts'

/** An account, or a submission taken for one: what it tells, and the keys it is found by. */
export interface Side {
  profile: AccountProfile
  keys: ReadonlySet<string>
  /** Speaks for somebody else: an agency, a consultant. */
  onBehalf: boolean
}

export interface KnownAccount {
  id: string
  profile: AccountProfile
  /** Keys of the submission that lead to this account. */
  hits: ReadonlySet<string>
}

export interface Scored {
  account: string
  total: number
  evidence: Evidence[]
}

export interface AccountDecision {
  decision: Decision
  account: string | null
  total: number
  threshold: number
  grade: string
  evidence: Evidence[]
  runnerUp: { account: string; total: number } | null
  /** The sender speaks for the account without being of it. */
  onBehalf: boolean
}

type Add = (field: string, theirs: string, ours: string, weight: number, kind: string, notes?: readonly (Note | false)[]) => void

/** @param shareOf which part of all that was told with this value was told of the account */
export function scoreAccount(side: Side, known: KnownAccount, stats: Statistics, model: Model, shareOf: (value: string) => number = () => 1): Scored {
  const evidence: Evidence[] = []
  const add: Add = (field, theirs, ours, weight, kind, notes = []) => {
    const why = notes.filter((note) => note !== false)
    if (weight !== 0) evidence.push({ field, theirs, ours, weight: Math.round(weight * 10) / 10, kind, ...(why.length > 0 && { notes: why }) })
  }
  const senders = side.onBehalf && 'on_behalf'
  const w = model.weights
  const own = side.onBehalf ? w.behalf : 1
  const shared = side.profile.domains.find((domain) => known.profile.domains.includes(domain))
  const name = compareNames(side, known, shared, stats, model)
  if (name) add(name.kind === 'label' ? 'nameInDomain' : 'name', name.theirs, name.ours, name.weight, name.kind)
  if (shared !== undefined)
    add(
      'domain',
      shared,
      shared,
      own * Math.max(0.5, w.domain + w.domainShare * Math.log2(shareOf(shared)) - (labelOf(shared).group ? w.domainGroup : 0)),
      'domainSame',
      [senders, shareOf(shared) < SHARED_BELOW && 'shared', labelOf(shared).group && 'group'],
    )
  else {
    const [theirs, ours] = [hostOf(side.profile), hostOf(known.profile)]
    const differ = theirs !== undefined && ours !== undefined && theirs !== ours && !haveOneLabel(side.profile.domains, known.profile.domains)
    if (differ && !side.onBehalf) add('domain', theirs, ours, -w.domainDiffers, 'domainDiffers')
  }
  const vat = side.profile.vatIds.find((id) => known.profile.vatIds.includes(id))
  if (vat !== undefined) add('vatId', vat, vat, w.vat, 'vatSame')
  else if (side.profile.vatIds[0] && known.profile.vatIds[0]) add('vatId', side.profile.vatIds[0], known.profile.vatIds[0], -w.vatDiffers, 'vatDiffers')
  const mail = [...known.hits].find((key) => key.startsWith('mail:'))
  if (mail !== undefined) add('mail', mail.slice(5), mail.slice(5), own * (shared === undefined ? w.freemail : w.mail), 'mailSame', [senders])
  const mobile = [...known.hits].find((key) => key.startsWith('mobile:'))
  if (mobile !== undefined) add('mobile', mobile.slice(7), mobile.slice(7), own * w.mobile * (mail === undefined ? 1 : 0.5), 'mobileSame', [senders])
  const person = [...known.hits].find((key) => key.startsWith('who:'))
  if (person !== undefined && mail === undefined && mobile === undefined)
    add('person', person.slice(4), person.slice(4), own * w.person, 'personSame', [senders])
  const stem = side.profile.phoneStems.find((one) => known.profile.phoneStems.includes(one))
  if (stem !== undefined)
    add('phone', `${stem}..`, `${stem}..`, own * Math.max(0.5, w.phone + w.phoneShare * Math.log2(shareOf(stem))), 'phoneSame', [
      senders,
      shareOf(stem) < SHARED_BELOW && 'shared',
    ])
  const isIdentified = evidence.some(({ weight }) => weight > 0)
  const isNameOnly = !evidence.some(({ field, weight }) => field !== 'name' && field !== 'nameInDomain' && weight > 0)
  const isShared = shared !== undefined && shareOf(shared) < SHARED_BELOW
  if (isIdentified) placeEvidence(side, known, { isNameOnly, isShared }, model, add)
  const total = Math.round(evidence.reduce((sum, { weight }) => sum + weight, 0) * 10) / 10
  return { account: known.id, total: isIdentified ? total : Math.min(total, 0), evidence }
}

interface NameEvidence {
  theirs: string
  ours: string
  weight: number
  kind: string
}

function compareNames(side: Side, known: KnownAccount, shared: string | undefined, stats: Statistics, model: Model): NameEvidence | null {
  const label = shared !== undefined ? null : compareLabels(side, known, stats, model)
  const found: ComparedName[] = []
  const [theirs, ours] = [viewOf(side.profile), viewOf(known.profile)]
  const towns = { a: theirs.towns, b: ours.towns }
  for (const a of theirs.names)
    for (const b of ours.names) {
      const relation = sistersByForm(relate(a, b, towns, stats), a, b, known)
      found.push({
        a: a.joined,
        b: b.joined,
        theirs: a.raw,
        ours: b.raw,
        relation,
        kind: `name:${relation.kind}`,
        weight: nameWeight(relation, a, b, known, stats, model),
        against: againstName(relation, a, b, known, model),
      })
    }
  if (found.length === 0) return label
  found.sort((x, y) => y.weight - x.weight)
  const name = contradiction(found) ?? found[0]!
  if (name.relation.kind === 'other' && shared !== undefined) return underOneDomain(shared, name, side, known, stats, model)
  if (label && name.relation.kind === 'other') return { ...label, weight: label.weight - 1 }
  if (!label || name.relation.kind !== 'part') return name
  // Sisters spell their domains like the name that all of them share.
  const likely = { ...label, weight: label.weight - name.against }
  return likely.weight > name.weight ? likely : name
}

/** Another name under one domain: a brand, if the domain is spelled like it; a stranger's, if it is spelled like the name that is known. */
function underOneDomain(domain: string, name: ComparedName, side: Side, known: KnownAccount, stats: Statistics, model: Model): NameEvidence {
  const isSpelled = ({ names }: AccountProfile) => names.some((one) => labelWeight(domain, one, stats, model) > 0)
  const { brand, nameOther, nameOtherSameDomain } = model.weights
  if (isSpelled(side.profile)) return { ...name, kind: 'name:brand', weight: brand - name.against }
  return { ...name, weight: (isSpelled(known.profile) ? -nameOther : -nameOtherSameDomain) - name.against }
}

type ComparedName = NameEvidence & {
  relation: NameRelation
  a: string
  b: string
  /** What is taken off by the legal forms, apart from how alike the names are. */
  against: number
}

/**
 * Who is a sister of the full name is not the same because somebody once wrote the short one; and of two accounts, a
 * name of the one must not be a sister to all names of the other.
 */
function contradiction(found: readonly ComparedName[]): ComparedName | undefined {
  const best = found[0]!
  const isSister = ({ relation, weight }: ComparedName) => relation.kind === 'sister' && weight < SISTERS
  // A spelling garbled beyond recognition does not undo what the others say.
  if (best.relation.kind === 'other') return found.find(isSister)
  if (best.relation.kind === 'part' && best.relation.onlyB === 0) {
    const sister = found.findLast(isSister)
    if (sister) return sister
  }
  if (new Set(found.map(({ a }) => a)).size === 1) return undefined
  for (const side of ['a', 'b'] as const)
    for (const one of new Set(found.map((compared) => compared[side]))) {
      const fuller = found.filter((compared) => compared[side] === one && !(compared.relation.kind === 'part' && isShorter(compared, side)))
      if (fuller[0] && isSister(fuller[0])) return fuller[0]
    }
  return undefined
}

/** The other's name is only a part of this one's. */
const isShorter = ({ relation }: ComparedName, side: 'a' | 'b'): boolean => (side === 'a' ? relation.onlyB === 0 : relation.onlyA === 0)

const SISTERS = -2

function nameWeight(
  { kind, shared, onlyA, onlyB, quality, rarest }: NameRelation,
  a: AccountProfile['names'][number],
  b: AccountProfile['names'][number],
  known: KnownAccount,
  stats: Statistics,
  model: Model,
): number {
  const w = model.weights
  const chance = stats.accounts * 2 ** -shared
  if (kind === 'same') {
    const others = Math.max(stats.key(`name:${b.joined}`) - 1, chance, 0)
    const form = formsDiffer(a, b, known) ? w.formDiffers : 0
    return w.nameSame * quality ** 2 - w.nameCommon * Math.log2(1 + others) - form
  }
  if (kind === 'part') {
    const others = Math.max(Math.min(stats.word(rarest ?? ''), stats.accounts) - 1, chance, 0)
    return (
      Math.max(0.5, Math.min(w.namePart, shared * w.namePartShare) * quality ** 2 - w.nameCommon * Math.log2(1 + others)) -
      againstPart({ onlyA }, a, b, known, model)
    )
  }
  if (kind === 'sister') return -Math.min(w.nameSister, w.nameSisterShare * Math.min(onlyA, onlyB)) - (formsDiffer(a, b, known) ? w.formSister : 0)
  return -w.nameOther
}

/** Where one name is a part of the other and their legal forms are two, it is no short form: `Huber AG`, `Huber Logistik GmbH`. */
const sistersByForm = (relation: NameRelation, a: AccountProfile['names'][number], b: AccountProfile['names'][number], known: KnownAccount): NameRelation =>
  relation.kind === 'part' && formsDiffer(a, b, known) ? { ...relation, kind: 'sister' } : relation

/** What is taken off, since a name in full is no short form, nor in another legal form a brand. */
function againstName(
  relation: NameRelation,
  a: AccountProfile['names'][number],
  b: AccountProfile['names'][number],
  known: KnownAccount,
  model: Model,
): number {
  if (relation.kind === 'part') return againstPart(relation, a, b, known, model)
  return relation.kind === 'other' && formsDiffer(a, b, known) ? model.weights.formOther : 0
}

function againstPart(
  { onlyA }: Pick<NameRelation, 'onlyA'>,
  a: AccountProfile['names'][number],
  b: AccountProfile['names'][number],
  known: KnownAccount,
  { weights: w }: Model,
): number {
  return (formsDiffer(a, b, known) ? w.formDiffers : 0) + ((onlyA === 0 ? a : b).legalForm !== null ? w.namePartComplete : 0)
}

const formsDiffer = (a: AccountProfile['names'][number], b: AccountProfile['names'][number], known: KnownAccount): boolean =>
  compareForms(a.legalForm, b.legalForm) === 'different' &&
  !known.profile.names.some((one) => one.legalForm !== null && compareForms(a.legalForm, one.legalForm) !== 'different')

/** What comparisons ask of a profile again and again. */
interface View {
  /** Each spelling once, with the legal form if one was told. */
  names: AccountProfile['names']
  towns: ReadonlySet<string>
}

const views = new WeakMap<AccountProfile, View>()

function viewOf(profile: AccountProfile): View {
  let view = views.get(profile)
  if (view === undefined) {
    const names = [...Map.groupBy(profile.names, ({ joined }) => joined).values()].map((same) => same.find(({ legalForm }) => legalForm !== null) ?? same[0]!)
    view = { names, towns: new Set(profile.places.flatMap(({ city }) => (city === null ? [] : city.split(' ')))) }
    views.set(profile, view)
  }
  return view
}

/** A domain is spelled like a name; it is asked only where the domains do not agree anyway. */
function compareLabels(side: Side, known: KnownAccount, stats: Statistics, model: Model): NameEvidence | null {
  const ways: [AccountProfile, AccountProfile][] = [
    [side.profile, known.profile],
    [known.profile, side.profile],
  ]
  let best: NameEvidence | null = null
  const twin = side.profile.domains.flatMap((a) => known.profile.domains.filter((b) => labelOf(a).plain === labelOf(b).plain).map((b) => [a, b] as const))[0]
  if (twin)
    best = {
      theirs: twin[0],
      ours: twin[1],
      weight: Math.max(0, model.weights.labelTwin - model.weights.nameCommon * Math.log2(Math.max(1, stats.key(`label:${labelOf(twin[0]).telling}`)))),
      kind: 'label',
    }
  for (const [a, b] of ways)
    for (const domain of a.domains)
      for (const name of b.names) {
        const weight = labelWeight(domain, name, stats, model)
        if (weight > 0 && weight > (best?.weight ?? 0))
          best = { theirs: a === side.profile ? domain : name.raw, ours: a === side.profile ? name.raw : domain, weight, kind: 'label' }
      }
  return best
}

function labelWeight(domain: string, { tokens, joined }: AccountProfile['names'][number], stats: Statistics, { weights: w }: Model): number {
  const { telling: label } = labelOf(domain)
  const bits = tokens.reduce((sum, word) => sum + rarity(stats, word), 0)
  const others = Math.max(stats.key(`name:${joined}`) - 1, stats.accounts * 2 ** -bits, 0)
  const common = w.nameCommon * Math.log2(1 + others)
  if (label === joined) return w.label - common
  if (joined.length >= 8 && slips(label, joined, 1) <= 1) return 0.85 * w.label - common
  const head = tokens[0] ?? ''
  if (head.length >= 4 && label === head && !isTradeWord(head)) return w.labelPart - w.nameCommon * Math.log2(Math.max(1, stats.word(head)))
  if (joined.length >= 5 && label.startsWith(joined)) return w.labelPart - common
  return 0
}

/** Where its mail comes from: its domain, or the provider of its mailbox. */
const hostOf = ({ domains, providers }: AccountProfile): string | undefined => domains[0] ?? providers[0]

const haveOneLabel = (a: readonly string[], b: readonly string[]): boolean => a.some((x) => b.some((y) => labelOf(x).plain === labelOf(y).plain))

/** From the best to the worst. */
const CLOSENESS: readonly Closeness[] = ['address', 'street', 'postalCode', 'town', 'near', 'unknown', 'different']

/** Of a domain less than this is one account's: several companies use it. */
const SHARED_BELOW = 0.85

function placeEvidence(
  side: Side,
  known: KnownAccount,
  { isNameOnly, isShared }: { isNameOnly: boolean; isShared: boolean },
  { weights: w }: Model,
  add: Add,
): void {
  let best: { a: Place; b: Place; level: Closeness; sameStreet: boolean | null } | null = null
  for (const a of side.profile.places)
    for (const b of known.profile.places) {
      const { level, sameStreet } = comparePlaces(a, b)
      if (best === null || CLOSENESS.indexOf(level) < CLOSENESS.indexOf(best.level)) best = { a, b, level, sameStreet }
    }
  if (!best || best.level === 'unknown') return
  const sites = new Set(known.profile.places.map(({ city, postalCode }) => city ?? postalCode)).size
  const elsewhere = isShared ? w.placeDiffersShared : !isNameOnly ? w.placeDiffersKnown : sites > 1 ? w.placeDiffersSites : w.placeDiffers
  const isAbroad = best.a.country !== null && best.b.country !== null && best.a.country !== best.b.country
  const otherStreet = best.sameStreet === false ? w.streetDiffers : 0
  const weight = {
    address: w.address,
    street: w.street,
    postalCode: w.postalCode - otherStreet,
    town: w.town - otherStreet,
    near: w.placeNear,
    different: -elsewhere - (isAbroad && isNameOnly ? w.countryDiffers : 0),
  }[best.level]
  add(
    best.level === 'address' || best.level === 'street' ? 'address' : best.level === 'postalCode' ? 'postalCode' : 'city',
    written(best.a),
    written(best.b),
    weight,
    `place:${best.level}`,
  )
}

/** A place in one line: `bahnhofstr 8, 29221 celle`. */
export const written = ({ street, postalCode, city }: Place): string => [street, [postalCode, city].filter(Boolean).join(' ')].filter(Boolean).join(', ')

/** @param candidates accounts that share keys with the side */
export function decideAccount(side: Side, candidates: readonly KnownAccount[], stats: Statistics, model: Model): AccountDecision {
  const first = ranked(side, candidates, stats, model)
  const onBehalf = side.onBehalf || isContested(first)
  const scored = onBehalf === side.onBehalf ? first : ranked({ ...side, onBehalf }, candidates, stats, model)
  const [best, second] = scored
  const runnerUp = second ? { account: second.account, total: second.total } : null
  const { attach: threshold } = model
  if (!best || best.total < (isUnderOneDomain(best) ? model.reviewDomain : model.review)) {
    const nearest = best ? { account: best.account, total: best.total } : null
    const { total = 0, evidence = [] } = best ?? {}
    return { decision: 'new', account: null, total, threshold, grade: gradeOf(evidence), evidence, runnerUp: nearest, onBehalf }
  }
  const clear = best.total >= threshold && (second === undefined || best.total - second.total >= model.margin)
  const { account, total, evidence } = best
  return { decision: clear ? 'attach' : 'provisional', account, total, threshold, grade: gradeOf(evidence), evidence, runnerUp, onBehalf }
}

function ranked(side: Side, candidates: readonly KnownAccount[], stats: Statistics, model: Model): Scored[] {
  const all = new Map<string, number>()
  for (const { profile } of candidates)
    for (const value of [...side.profile.domains, ...side.profile.phoneStems]) all.set(value, (all.get(value) ?? 0) + (profile.told[value] ?? 0))
  return candidates
    .map((candidate) => scoreAccount(side, candidate, stats, model, (value) => ((candidate.profile.told[value] ?? 0) + 0.1) / ((all.get(value) ?? 0) + 0.1)))
    .sort((a, b) => b.total - a.total || (a.account < b.account ? -1 : 1))
}

const isUnderOneDomain = ({ evidence }: Scored): boolean => evidence.some(({ kind }) => kind === 'domainSame')

/** One company is named, and the address is another's: somebody writes for a client. */
function isContested(scored: readonly Scored[]): boolean {
  const named = scored.some(({ evidence }) => evidence.some(({ kind, weight }) => kind === 'name:same' && weight >= CLEARLY_NAMED))
  const owned = scored.some(
    ({ evidence }) => evidence.some(({ kind }) => kind === 'domainSame' || kind === 'mailSame') && evidence.some(({ kind }) => kind === 'name:other'),
  )
  return named && owned
}

const CLEARLY_NAMED = 4
