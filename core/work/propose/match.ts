/** Which parts of a lead event a single field could stand for, and how surely. */
import { nameKey } from '../functions/argument.ts'
import { TARGETS } from '../functions/field-names.ts'
import { targetOfQuestion } from '../functions/field-target.ts'
import { fits } from './fits.ts'
import { firstValue, type Leaf, type Scalar, single } from './leaves.ts'
import { looksLikeCompany, looksLikeEmail, looksLikeName, looksLikePhone, looksLikeSentence, looksLikeVatId } from './looks.ts'
import { BY_OWNER, MORE_NAMES, OTHER_THING, OWNERS, type Owner, PREFIX, type ProposedTarget, TOLD_BY_A_WORD } from './names.ts'
import { isMadeUp, wordsOf } from './words.ts'

export interface Candidate {
  leaf: Leaf
  target: ProposedTarget
  /** 10 for a name that says it all, 3 for a mere look. */
  score: number
  why: string
}

/** Below this a person should look. */
export const SURE = 7

export function candidatesOf(leaf: Leaf): Candidate[] {
  const value = firstValue(leaf)
  const owner = ownerOf(leaf.names)
  if (value === undefined) return unfilled(leaf, owner)
  const told = [...byName(leaf, owner), ...byLabel(leaf), ...byType(leaf)].filter(({ target }) => belongs(target, owner, value) && fits(target, value))
  const found = told.length > 0 ? told : byLook(leaf, value, owner)
  return found.map(({ target, ...one }) => ({ leaf, target: purposeIn(target, leaf, value), ...one }))
}

/** A field that the sample leaves empty: its name alone tells, where nothing else stands for the same. */
const unfilled = (leaf: Leaf, owner: Owner | undefined): Candidate[] =>
  [...byName(leaf, owner), ...byLabel(leaf)]
    .filter(({ target, score }) => score >= 9 && /^(?:person|company)\.|^note$/.test(target) && belongs(target, owner, ''))
    .map(({ target, why }) => ({ leaf, target, score: 1, why: `${why}, but empty in the sample` }))

/** An agreement to marketing whose text speaks of the newsletter is one to that. */
const purposeIn = (target: ProposedTarget, { label = '' }: Leaf, value: Scalar | readonly Scalar[]): ProposedTarget =>
  target === 'consent.marketing' && /newsletter/i.test(`${label} ${String(value)}`) ? 'consent.newsletter' : target

type Found = Omit<Candidate, 'leaf'>

/** Whose field it is, by the nearest name around it that tells. */
export function ownerOf(names: readonly string[]): Owner | undefined {
  for (let i = names.length - 2; i >= 0; i--) {
    const key = nameKey(names[i]!.replace(WRAPPING, ''))
    // The fields of a `formData` are the person's; those of a `form` are its own.
    if (key === 'form' && WRAPPING.test(names[i]!)) continue
    const owner = OWNERS.find(([pattern]) => pattern.test(key))?.[1]
    if (owner !== undefined) return owner
  }
  return undefined
}

const WRAPPING = /[-_ ]?(?:data|info|payload|details?|properties)$/i

/** What belongs to a member of staff, a form or an event is not the person's. */
function belongs(target: ProposedTarget, owner: Owner | undefined, value: Scalar | readonly Scalar[]): boolean {
  const who = target.startsWith('person.') || target.startsWith('company.') || target === 'note'
  if (!who || owner === undefined || owner === 'person') return true
  if (owner === 'company') return target.startsWith('company.') || target === 'person.phone' || looksLikeEmail(value)
  return owner === 'form' && target !== 'person.fullName' && target !== 'person.title' && target !== 'person.language'
}

function byName({ names }: Leaf, owner: Owner | undefined): Found[] {
  const own = names.at(-1) ?? ''
  const key = nameKey(own)
  const owned = owner === undefined ? undefined : BY_OWNER[owner]?.find(([pattern]) => pattern.test(key))?.[1]
  if (owned !== undefined) return [{ target: owned, score: key === 'id' ? 5 : 9, why: `the ${key} of '${names.at(-2)}'` }]
  for (const back of [3, 2]) {
    // `name: {vorname, nachname}` holds no field called "name, vorname".
    const joined = names.length < back || nameKey(names.at(-back)!) === 'name' ? undefined : find(nameKey(names.slice(-back).join('')))
    if (joined !== undefined) return [{ target: joined, score: 10, why: `called '${names.slice(-back).join('.')}'` }]
  }
  const consent = consentOf(own)
  if (consent !== undefined) return [{ target: consent, score: 8, why: `called '${own}'` }]
  const whole = find(key)
  if (whole !== undefined) return [{ target: whole, score: weak(whole, key) ?? 9, why: `called '${own}'` }, ...titles(key)]
  const bare = key.replace(/\d+$/, '').replace(PREFIX, '')
  const stripped = find(bare) ?? find(bare.replace(PREFIX, ''))
  if (stripped !== undefined) return [{ target: stripped, score: 8, why: `called '${own}'` }]
  if (titles(key).length > 0) return titles(key)
  const within = byWord(own)
  return within.length > 0 ? within : withinConsents(names)
}

const find = (key: string): ProposedTarget | undefined => MORE_NAMES.get(key) ?? TARGETS.get(key)

/** `consentResponses[...].accepted`: what was agreed to stands elsewhere. */
const withinConsents = (names: readonly string[]): Found[] =>
  names.slice(0, -1).some((name) => /consent|einwilligung|opt_?-?in/i.test(name))
    ? [{ target: 'consent.marketing', score: 5, why: 'stands among consents' }]
    : []

/** An id where a name could stand, a place that could be that of an event, a title that could be a page's. */
function weak(target: ProposedTarget, key: string): number | undefined {
  if ((target === 'origin.campaign' || target === 'origin.form') && /id$/.test(key)) return 5
  if (target === 'content.id' && (key === 'link' || key === 'url')) return 6
  return key === 'topic' || key === 'program' ? 6 : undefined
}

/** "Titel" is Dr. in German forms and the job in English ones, a prefix Dr. or Frau; which one, its value decides. */
function titles(key: string): Found[] {
  const prefix = key === 'prefix' || key === 'nameprefix'
  if (!prefix && key !== 'title' && key !== 'titel' && key !== 'contacttitle') return []
  return [
    { target: 'person.title', score: 8, why: `called '${key}', and an academic one` },
    prefix
      ? { target: 'person.salutation', score: 7, why: `called '${key}'` }
      : { target: 'person.jobTitle', score: 5, why: `called '${key}', and no academic one` },
  ]
}

function byWord(own: string): Found[] {
  const words = wordsOf(own)
  if (words.length < 2 || words.length > 4 || words.some((word) => OTHER_THING.test(word))) return []
  const pairs = words.slice(1).map((word, i) => words[i]! + word)
  const word = [...pairs, ...words].find((one) => {
    const target = find(one)
    return target !== undefined && TOLD_BY_A_WORD.has(target) && !MANY_MEANINGS.has(one)
  })
  return word === undefined ? [] : [{ target: find(word)!, score: 6, why: `'${own}' holds the word '${word}'` }]
}

/** Words that mean a remark only when they stand alone. */
const MANY_MEANINGS = new Set(['message', 'text', 'note', 'notes', 'anfrage', 'comment'])

function byLabel({ label }: Leaf): Found[] {
  if (label === undefined) return []
  if (BOTH_NAMES.test(label)) return [{ target: 'person.fullName', score: 8, why: `asks '${short(label)}'` }]
  const consent = consentOf(label)
  if (consent !== undefined) return [{ target: consent, score: 8, why: `asks '${short(label)}'` }]
  const whole = find(nameKey(label))
  if (whole !== undefined) return [{ target: whole, score: 9, why: `asks '${short(label)}'` }]
  const target = targetOfQuestion<ProposedTarget>(label, find)
  return target === undefined ? [] : [{ target, score: 6, why: `asks '${short(label)}'` }]
}

const BOTH_NAMES = /\bvor-? ?(?:und|&|\/) ?(?:nach|zu|familien)name|\bfirst (?:and|&) (?:last|sur) ?name/i

/** "Einwilligung Ausstellerkontakt": what an agreement is for stands beside the word. */
function consentOf(label: string): ProposedTarget | undefined {
  if (!/einwilligung|einverst(?:ä|ae)ndnis|consent|opt-?in|zustimmung/i.test(label) || label.length > 60) return undefined
  if (/newsletter/i.test(label)) return 'consent.newsletter'
  if (/telefon|phone|anruf/i.test(label)) return 'consent.phone'
  return /kontakt|contact/i.test(label) ? 'consent.contact' : 'consent.marketing'
}

const TYPES: readonly (readonly [RegExp, ProposedTarget])[] = [
  [/e-?mail/i, 'person.email'],
  [/phone|^tel$|telefon/i, 'person.phone'],
  [/country/i, 'company.country'],
]

function byType({ type = '' }: Leaf): Found[] {
  const target = TYPES.find(([pattern]) => pattern.test(type))?.[1]
  return target === undefined ? [] : [{ target, score: 7, why: `of the type '${type}'` }]
}

function byLook({ names, label }: Leaf, value: Scalar | readonly Scalar[], owner: Owner | undefined): Found[] {
  const one = single(value)
  const consent = typeof one === 'string' && one.length > 25 ? targetOfQuestion<ProposedTarget>(one, () => undefined) : undefined
  if (consent !== undefined) return [{ target: consent, score: 5, why: 'its text is an agreement' }]
  if (typeof one === 'string' && fits('utm', one)) return [{ target: 'utm', score: 6, why: 'an address with campaign parameters' }]
  if (owner === 'staff' || owner === 'campaign' || owner === 'content') return []
  if (looksLikeEmail(one)) return [{ target: 'person.email', score: SENDERS.test(names.at(-1) ?? '') ? 1 : 4, why: 'looks like an e-mail address' }]
  if (looksLikePhone(one)) return [{ target: 'person.phone', score: 4, why: 'looks like a telephone number' }]
  if (looksLikeVatId(one)) return [{ target: 'company.vatId', score: 4, why: 'looks like a VAT id' }]
  if (looksLikeCompany(one)) return [{ target: 'company.name', score: 4, why: 'ends with a legal form' }]
  if (label === undefined && isMadeUp(names.at(-1) ?? '') && looksLikeName(one)) return [{ target: 'person.fullName', score: 3, why: 'looks like a name' }]
  if (label === undefined && isMadeUp(names.at(-1) ?? '') && looksLikeSentence(one)) return [{ target: 'note', score: 3, why: 'looks like a sentence' }]
  return []
}

/** The address of who sent a mail, not of who got it. */
const SENDERS = /^(?:from|sender|source|reply-?to|absender)$/i

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)
