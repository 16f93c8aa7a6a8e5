/** A person's name: split where it came in one field, without titles and salutations, as a key. */
import { isGivenName } from './given-names.ts'
import { clean, key } from './text.ts'

export interface PersonName {
  firstName: string | null
  lastName: string | null
  /** `first last` comparable; null unless both are known. */
  key: string | null
}

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Titles, degrees, salutations: gone wherever they stand. */
const TITLES = set(
  `prof professor dr doktor drs dipl diplom ing mag msc bsc mba phd rer nat med dent vet jur iur oec pol phil theol habil mult kfm kffr kffm wirt wirtsch betriebsw inf inform inform
  geol chem phys math psych pad soz verw llm mmag bakk univ lic fh tu bwl hc ph m.sc b.sc m.a b.a m.eng b.eng ll.m ph.d h.c e.h dipl-ing dipl-kfm herr herrn frau fr hr mr mrs ms
  miss sir madame monsieur mme mlle signor signora sig dhr mevr pan pani kr komm rat kommr okr di hon priv doz pd stb wp meng beng mphil dba edba emba cfa cpa esq jr sen jun
  dr.-ing a.d i.r rechtsanwalt rechtsanwaltin steuerberater notar geschaftsfuhrer`
    .split(/\s+/)
    .map((title) => title.replace(/[^\p{L}]/gu, ''))
    .join(' '),
)
/** Names as well: degrees only behind a comma or with dots in them. */
const DOTTED_ONLY = set('ma ba di ra sc eng kr pan fr sir rat sen jun hon pol sig wp pd med vet dent math')
/** Written in a required field by people, or a mailbox of several. */
const NOBODY = set(
  'nn unbekannt unknown test tester testing anonym anonymous niemand vorname nachname name keine keiner kein info team einkauf vertrieb verkauf office zentrale empfang sekretariat buchhaltung kontakt admin administrator service support marketing rechnung firma x xx xxx xy xyz asdf muster privat na ka none',
)
const PARTICLES = set(
  "von vom van de del della dello di da dal dos das du des zu zur zum der den ten ter te la le lo el al bin ibn af av und auf d' t' freiherr freifrau graf grafin baron baronin ritter edler vd",
)
/** Words before a last name that belong to it; `Max von Berg`, not `Di Maria Anna`. */
const OPENING_PARTICLE = /^(?:von|vom|van|de|del|della|di|da|dos|du|zu|zur|zum|der|den|ten|ter|la|le|el|al|freiherr|freifrau|graf|gräfin|baron|baronin)$/i

/** @param from as the fields say; a full name is used for what they leave open */
export function personName(from: { firstName?: string | undefined; lastName?: string | undefined; fullName?: string | undefined }): PersonName {
  const [first, last] = namesOf(untitled(from.firstName), untitled(from.lastName), untitled(from.fullName)).map(untitled)
  const [one, other] = [first && key(first), last && key(last)]
  return { firstName: first ?? null, lastName: last ?? null, key: one && other ? `${one} ${other}` : null }
}

type Names = [first: string | undefined, last: string | undefined]

function namesOf(first: string | undefined, last: string | undefined, full: string | undefined): Names {
  if (first === undefined && last === undefined) return split(full)
  if (first !== undefined && last !== undefined) return [withoutLast(first, last), last]
  const [fullFirst, fullLast] = split(full)
  if (first === undefined && fullFirst !== undefined && key(fullLast ?? '') === key(last!)) return [fullFirst, last]
  if (last === undefined && fullLast !== undefined && key(fullFirst ?? '') === key(first!)) return [first, fullLast]
  return first === undefined ? wholeNameIn(last!) : first.includes(' ') && full === undefined ? splitKnown(first) : [first, undefined]
}

/** `Max Huber` in the field of the last name. */
const wholeNameIn = (last: string): Names => (isGivenName(last.split(/[\s,]/)[0]!) || last.includes(',') ? splitOr([undefined, last], last) : [undefined, last])

const splitKnown = (first: string): Names => {
  const names = split(first)
  return names[1] !== undefined && isGivenName(names[1]) ? [first, undefined] : names
}

const splitOr = (otherwise: Names, text: string): Names => {
  const names = split(text)
  return names[0] === undefined ? otherwise : names
}

/** The field of the first name may repeat the last: `Max Huber`, `Huber`. */
function withoutLast(first: string, last: string): string {
  const shorter = first.toLowerCase().endsWith(` ${last.toLowerCase()}`) ? clean(first.slice(0, -last.length)) : undefined
  return shorter ?? first
}

/** Longer texts are no names; what follows is not read. */
const LONGEST = 200

/** Without titles, salutations and what is no name; parts between commas stay apart. */
function untitled(text: string | undefined): string | undefined {
  const tidy = clean(text?.slice(0, LONGEST).replace(/\([^()]*\)/g, ' '))
  if (tidy === undefined || tidy.includes('@') || !/\p{L}/u.test(tidy)) return undefined
  const parts = tidy.split(',').map((part, i) => withoutTitles(part, i > 0))
  const name = parts.filter((part) => part !== '').join(', ')
  return name === '' || NOBODY.has(key(name)) ? undefined : name
}

const PIECE = /[^\s]+/g

function withoutTitles(part: string, behindComma: boolean): string {
  const pieces = part.match(PIECE) ?? []
  const kept = pieces.filter((piece, i) => !isTitle(piece, i, pieces.length, behindComma)).map((piece) => withoutLeadingTitle(piece))
  return kept
    .map((piece) => piece.replace(/^[.\-–/&]+|[-–/&]+$/g, ''))
    .filter((piece) => piece !== '')
    .join(' ')
}

/** `Dr.`, `Dipl.-Ing.`, `M.Sc.`, `Dr.med.`: every word in it is a title. */
function isTitle(piece: string, at: number, count: number, behindComma: boolean): boolean {
  const letters = key(piece.replace(/[.\-–/]/g, ' ')).split(' ')
  const joined = letters.join('')
  if (joined === '') return true
  if (!letters.every((word) => TITLES.has(word)) && !(TITLES.has(joined) && piece.includes('.')))
    return DEGREES.has(joined) && (behindComma || /\.\p{L}/u.test(piece))
  const isSure = !letters.some((word) => DOTTED_ONLY.has(word)) || piece.includes('.') || behindComma || letters.length > 1
  return isSure || (at === 0 && count > 2 && LEADING.has(joined))
}

const DEGREES = set('ma ba msc bsc mba meng beng llm phd')
const LEADING = set('di ra fr pan pani kr sir')

/** `Dr.Huber`, typed without a space. */
const withoutLeadingTitle = (piece: string): string => piece.replace(/^(?:(?:prof|dr|dipl|ing|mag)\.-?)+(?=\p{L}{2})/iu, '')

/** `Weißmüller, Katharina`, `WEISSMÜLLER Katharina` or `Katharina von Weißmüller`: noble particles stay with the last name. */
function split(full: string | undefined): Names {
  if (full === undefined) return [undefined, undefined]
  const [before = '', ...behind] = full.split(',')
  if (behind.length > 0) return [clean(behind.join(' ')), clean(before)]
  const parts = full.split(' ')
  if (parts.length === 1) return [undefined, full]
  if (isShouted(parts[0]!) && !parts.slice(1).some(isShouted)) return [parts.slice(1).join(' '), parts[0]]
  const particle = parts.findIndex((part, i) => i < parts.length - 1 && OPENING_PARTICLE.test(part))
  if (particle === 0) return [undefined, full]
  const cut = particle > 0 ? particle : parts.length - 1
  return [parts.slice(0, cut).join(' '), parts.slice(cut).join(' ')]
}

/** Forms of the south write the last name in capitals. */
const isShouted = (part: string): boolean => part.length > 2 && /^[\p{Lu}\p{M}'’-]+$/u.test(part)

/** Comparable words of a name, without titles and noble particles: `muller ludenscheidt`. */
export const nameWords = (name: string | null): string[] => {
  const all = key((name ?? '').replace(/['’`´]/g, '')).split(' ')
  const telling = all.filter((word) => word !== '' && !PARTICLES.has(word))
  return telling.length > 0 ? telling : all.filter((word) => word !== '')
}
