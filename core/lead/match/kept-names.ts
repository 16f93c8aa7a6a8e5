/** Names that people keep to: who is of `Huber GmbH` never writes for `Huber Logistik GmbH`, nor the other way round. */
import { compareForms } from '../normalise/legal-forms.ts'
import type { Submission } from '../submission.ts'
import type { Book } from './book.ts'
import { relate } from './names.ts'
import { siteOf } from './site.ts'
import type { Statistics } from './words.ts'

/** A name as the members of an account tell it. */
interface KeptName {
  name: NonNullable<Submission['company']>
  bearers: readonly number[]
  /** Of those who tell it: addresses, numbers and names, lines, VAT ids, sites. */
  marks: ReadonlySet<string>
}

/** Told once it may be a slip, or short for the other. */
const TOLD_OFTEN = 2
/** Bits: less than this is a slip rather than a word of its own. */
const OWN_WORD = 2.5

/** Names told in full, with a legal form, and more than once; the most frequent first. */
function keptNames(book: Book, members: Iterable<number>): KeptName[] {
  const companyOf = (i: number) => book.entries[i]!.submission.company
  const bearers = Map.groupBy(members, (i) => companyOf(i)?.joined)
  bearers.delete(undefined)
  return [...bearers.values()]
    .flatMap((all) => byForm(all, (i) => companyOf(i)!.legalForm))
    .flatMap((all) => {
      const inFull = all.find((i) => companyOf(i)!.legalForm !== null)
      if (inFull === undefined || all.length < TOLD_OFTEN) return []
      return [{ name: companyOf(inFull)!, bearers: all, marks: new Set(all.flatMap((i) => marksOf(book.entries[i]!.submission))) }]
    })
    .sort((a, b) => b.bearers.length - a.bearers.length || (a.name.joined < b.name.joined ? -1 : 1))
}

/** One name in two legal forms is two names; who leaves the form out bears neither. */
function byForm(bearers: readonly number[], formOf: (i: number) => string | null): (readonly number[])[] {
  const forms = Map.groupBy(bearers, formOf)
  forms.delete(null)
  const [first] = forms.keys()
  return [...forms.keys()].every((form) => compareForms(form, first!) !== 'different') ? [bearers] : [...forms.values()]
}

function marksOf(submission: Submission): string[] {
  const { mail, mobile, person, phone, vatId, onBehalf } = submission
  const own = onBehalf ? [] : [mail !== null && mail.kind !== 'role' ? mail.address : null, mobile?.e164 ?? null, person.key, ...(phone?.stems ?? [])]
  const site = siteOf(submission)
  return [...own, vatId, site === null || site.kind === 'headOffice' ? null : `${site.name} ${site.number}`].filter((one) => one !== null)
}

/** Two companies by what people call them: each name has its own people and lines, and a word that the other lacks, or another legal form. */
function areTwo(a: KeptName, b: KeptName, towns: ReadonlySet<string>, stats: Statistics): boolean {
  if (!a.marks.isDisjointFrom(b.marks)) return false
  const { kind, onlyA, onlyB } = relate(a.name, b.name, { a: towns, b: towns }, stats)
  if (kind === 'same') return compareForms(a.name.legalForm, b.name.legalForm) === 'different'
  return kind === 'part' || (kind === 'sister' && Math.min(onlyA, onlyB) >= OWN_WORD)
}

const townsOf = (book: Book, accounts: readonly string[]): Set<string> =>
  new Set(accounts.flatMap((id) => book.profile(id).places.flatMap(({ city }) => city?.split(' ') ?? [])))

/** Members of the account that bear the rarer of two names to which people keep; null where it has no two such names. */
export function bearersOfSecondName(book: Book, account: string): readonly number[] | null {
  const names = keptNames(book, book.members.get(account)!)
  if (names.length < 2) return null
  const towns = townsOf(book, [account])
  const [first, ...others] = names
  return others.find((other) => areTwo(first!, other, towns, book.stats))?.bearers ?? null
}

/** Whether each of the accounts has a name to which its people keep. */
export function areKeptApart(book: Book, a: string, b: string): boolean {
  const [x, y] = [a, b].map((id) => keptNames(book, book.members.get(id)!))
  if (x!.length === 0 || y!.length === 0) return false
  return areTwo(x![0]!, y![0]!, townsOf(book, [a, b]), book.stats)
}
