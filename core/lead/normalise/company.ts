/** A company as typed, taken apart: its name, its legal form, and what else people write into the field. */
import { findAddressed, findPersonBehind } from './addressed.ts'
import { findAside } from './aside.ts'
import { findDepartment } from './department.ts'
import { type FormFamily, familyOf, findForm } from './legal-forms.ts'
import { isJunk, onlineAddress } from './no-company.ts'
import { type Phrase, phrase, type Word } from './phrase.ts'
import { findSite, type Site } from './site.ts'
import { clean } from './text.ts'

export interface CompanyText {
  /** As typed, tidied. */
  raw: string
  /** The name without everything below, as typed; `null` where none is told. */
  core: string | null
  /** Comparable words of the core name, in order. */
  tokens: readonly string[]
  /** The tokens joined without spaces: one key for "Nord Licht", "Nord-Licht" and "Nordlicht". */
  joined: string
  /** The tokens sorted and joined: one key for "Maschinenbau Huber" and "Huber, Maschinenbau". */
  sorted: string
  /** One code for all spellings: `GmbH`, `GmbH & Co. KG`; `compareForms` says how two agree. */
  legalForm: string | null
  formFamily: FormFamily | null
  /** "Gruppe" or "Group" stands behind the name; it is no token. */
  group: boolean
  /** Words that name a site, as typed: `Werk Nürnberg`, `NL Linz`, `Werk 2`. */
  site: string | null
  /** The same, taken apart. */
  namedSite: Site | null
  department: string | null
  /** A person it goes to: "z. Hd. Frau Meier" gives `Frau Meier`. */
  attention: string | null
  /** Whom it can be reached at: "c/o Huber AG". */
  careOf: string | null
  /** The other party where one writes for another: "i. A. Huber AG". */
  principal: string | null
  /** "Inh. Max Huber"; a former name behind "vormals". */
  owner: string | null
  /** What stands apart from the name, mostly a place: `Wien` in "Huber AG, Wien". */
  aside: string | null
  /** Host name or mail address found in the text. */
  web: string | null
  mail: string | null
}

export interface CompanyName extends CompanyText {
  core: string
}

/** Longer texts are no names; what follows is not read. */
const LONGEST = 300

/** `undefined` when there is no usable name. */
export function companyName(text: string | undefined): CompanyName | undefined {
  const told = companyText(text)
  return told && told.core !== null ? (told as CompanyName) : undefined
}

/** The same, also where a text names a site, a department or a person, but no company. `undefined` for nothing and for "privat" or "n/a". */
export function companyText(text: string | undefined): CompanyText | undefined {
  const raw = clean(text)
  if (raw === undefined || isJunk(raw)) return undefined
  const found = readOver(raw, raw.slice(0, LONGEST))
  const named = found.core !== null && (found.core === raw || !isJunk(found.core))
  return { ...found, core: named ? found.core : null }
}

/** A name that still holds a form or a site after its first reading ("Huber GmbH AG") is read until it holds none. */
function readOver(raw: string, text: string): CompanyText {
  let found = read(raw, text)
  for (let before = text; found.core !== null && found.core !== before; ) {
    before = found.core
    const next = read(raw, before)
    // "Filiale Eins GmbH" is a name, though "Filiale Eins" names a site.
    if (next.core === null && next.site !== null) break
    found = together(found, next)
  }
  return found
}

/** The name as read last, and of all else what was told first. */
const together = (first: CompanyText, next: CompanyText): CompanyText => ({
  ...next,
  group: first.group || next.group,
  legalForm: first.legalForm ?? next.legalForm,
  formFamily: first.formFamily ?? next.formFamily,
  site: first.site ?? next.site,
  namedSite: first.namedSite ?? next.namedSite,
  department: first.department ?? next.department,
  attention: first.attention ?? next.attention,
  careOf: first.careOf ?? next.careOf,
  principal: first.principal ?? next.principal,
  owner: first.owner ?? next.owner,
  aside: first.aside ?? next.aside,
  web: first.web ?? next.web,
  mail: first.mail ?? next.mail,
})

const unprefixed = (text: string): string => text.replace(/^(?:(?:die\s+)?firma|fa\.?)\s+(?=\S)/i, '')

function read(raw: string, text: string): CompanyText {
  const { web, mail, rest } = onlineAddress(text)
  const one = phrase(unprefixed(rest))
  const addressed = findAddressed(one)
  const form = findForm(one)
  if (form) for (let i = form.from; i <= form.to; i++) one.words[i]!.part = 'form'
  const namedSite = findSite(one)
  const department = findDepartment(one)
  const attention = addressed.attention ?? findPersonBehind(one)
  const aside = findAside(one)
  const core = coreOf(one)
  return {
    raw,
    ...core,
    legalForm: form?.code ?? null,
    formFamily: form ? familyOf(form.code) : null,
    site: namedSite?.label ?? null,
    namedSite,
    department,
    ...addressed,
    attention,
    aside,
    web,
    mail,
  }
}

function coreOf(text: Phrase): Pick<CompanyText, 'core' | 'tokens' | 'joined' | 'sorted' | 'group'> {
  const free = text.words.filter(({ part }) => part === null)
  const { tokens, group } = tokensOf(text, free)
  const joined = tokens.join('')
  const core = joined.length < 2 ? null : asTyped(text)
  return { core, tokens, joined, sorted: [...tokens].sort().join(''), group }
}

/** The free words with what is typed between them; where something was cut out, a space. */
function asTyped({ raw, words }: Phrase): string {
  let text = ''
  let end = -1
  let cutOut = false
  for (const word of words) {
    if (word.part === null) {
      const between = end === -1 ? '' : cutOut ? (raw[end] === '.' ? '. ' : ' ') : raw.slice(end, word.start)
      text += between + raw.slice(word.start, word.end)
      end = word.end
    }
    cutOut = word.part !== null
  }
  const whole = text + closing(raw.slice(end, end + 2), text)
  return (opening(raw, words.find(({ part }) => part === null)?.start ?? 0, whole) + whole).replace(/\s{2,}/g, ' ')
}

const PAIRS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '„': '“', '“': '”', '«': '»', '»': '«' }

/** The bracket or quotation mark before the name that is closed within it. */
function opening(raw: string, start: number, text: string): string {
  const sign = raw[start - 1] ?? ''
  const end = PAIRS[sign]
  return end !== undefined && text.includes(end) && !text.slice(0, text.indexOf(end)).includes(sign) ? sign : ''
}

/** A dot of an abbreviation, and a bracket or quotation mark that was opened before. */
function closing(behind: string, text: string): string {
  const [signs = ''] = /^\.?["”“»')\]]?/.exec(behind) ?? []
  return signs.startsWith('.') || /["„“«(['‘]/.test(text) ? signs : ''
}

/** Words that say nothing about which company it is. */
const FILLERS = new Set([
  'und',
  'u',
  'and',
  'et',
  'der',
  'die',
  'das',
  'den',
  'fur',
  'the',
  'co',
  'cie',
  'comp',
  'company',
  'compagnie',
  'firma',
  'fa',
  'inh',
  'i',
  'gr',
])
/** Behind a name they say no more than the name does. */
const GROUP = new Set(['gruppe', 'group', 'groupe', 'gruppo', 'konzern', 'unternehmensgruppe', 'firmengruppe', 'grp'])
/** Words of one meaning. */
const ONE_FORM: ReadonlyMap<string, string> = new Map(
  Object.entries({
    gebr: 'gebr gebruder gebruoder geb gbr gebrueder',
    sohn: 'sohn sohne sohnen sons',
    partner: 'partner partners',
    ing: 'ing ingenieur',
  }).flatMap(([to, from]) => from.split(' ').map((word) => [word, to] as const)),
)

/** The words of a core name that are abbreviated, as the full stop behind them or inside says: `Log.`, `Masch.bau`. */
export function shortenedIn(core: string): ReadonlySet<string> {
  if (!core.includes('.')) return NONE
  const text = phrase(core)
  return new Set(joinedInitials(text, text.words).flatMap(({ key, isShortened }) => (isShortened ? [inOneForm(key)] : [])))
}

const NONE: ReadonlySet<string> = new Set()

function tokensOf(text: Phrase, free: readonly Word[]): { tokens: string[]; group: boolean } {
  const all = joinedInitials(text, free).map(({ key }) => key)
  const telling = all.filter((word) => !FILLERS.has(word))
  const named = telling.filter((word, i) => i === 0 || !GROUP.has(word))
  return { tokens: (named.length > 0 ? named : all).map(inOneForm), group: named.length < telling.length }
}

/** `K. S. Transporte` is KS Transporte, `Masch.bau` one word. */
function joinedInitials({ raw }: Phrase, free: readonly Word[]): { key: string; isShortened: boolean }[] {
  const found: { key: string; isShortened: boolean }[] = []
  for (const [i, word] of free.entries()) {
    const before = free[i - 1]
    const between = before ? raw.slice(before.end, word.start) : ''
    const initials = before !== undefined && /^\. ?$/.test(between) && isLetter(before.key) && isLetter(word.key)
    const abbreviated = before !== undefined && /^\.-?$/.test(between) && before.key.length > 1 && word.key.length > 1 && !/\d/.test(before.key + word.key)
    if (initials || abbreviated) found.push({ key: found.pop()!.key + word.key, isShortened: abbreviated })
    else found.push({ key: word.key, isShortened: raw[word.end] === '.' })
  }
  return found
}

const isLetter = (word: string): boolean => word.length === 1 && !/\d/.test(word)

/** `Vertriebs` and `Vertriebsgesellschaft` are Vertrieb: what the legal form says already, and the letter that joins, go. */
function inOneForm(word: string): string {
  const stem = /^(.{4,})ges(?:ellschaft)?$/.exec(word)?.[1] ?? word
  const plain = /(?:ung|trieb|handel)s$/.test(stem) ? stem.slice(0, -1) : stem
  return ONE_FORM.get(plain) ?? plain
}
