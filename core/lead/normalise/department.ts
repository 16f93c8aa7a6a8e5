/** Where a company text names a department: `/ Einkauf`, `Abt. Instandhaltung`, `GmbH Fertigung`. */
import { meaning } from './alike.ts'
import { following, isFree, mark, opens, type Phrase, typed } from './phrase.ts'
import { key } from './text.ts'

const set = (text: string): ReadonlySet<string> => new Set(key(text).split(' '))

/** What follows is a department. */
const MARKERS = set('Abt Abtl Abteilung Dept Department Fachbereich Fachabteilung Stabsstelle Ressort')
/** The same, but words of names as well: only in a stretch of their own or behind a legal form. */
const WEAK_MARKERS = set('Bereich Team Referat Dezernat')

/** Departments, and never the trade of a company. */
const CLEAR = set(
  `Einkauf Beschaffung Instandhaltung Qualitätssicherung Qualitätsmanagement Qualitätswesen QS Geschäftsleitung Geschäftsführung Buchhaltung Finanzbuchhaltung
  Lohnbuchhaltung Personalabteilung Personalwesen Rechnungswesen Controlling Arbeitsvorbereitung Betriebsleitung Werkleitung Werksleitung Produktionsleitung
  Vertriebsleitung Marketingabteilung Einkaufsabteilung Vertriebsabteilung Arbeitssicherheit Sekretariat Empfang Rechtsabteilung Purchasing Procurement Maintenance
  Accounting Wareneingang Materialwirtschaft Innendienst Aussendienst Betriebsrat`,
)
/** Departments, and trades: only behind a slash or a legal form. */
const OTHERS = set(
  `Entwicklung Fertigung Produktion Marketing IT EDV Vertrieb Verkauf Personal HR Logistik Konstruktion Versand Lager Montage Finanzen Recht Qualität Technik
  Service Kundendienst Export Import Forschung Labor Planung Projektierung Sales Production Engineering Quality Finance Legal RD Werkzeugbau Disposition
  Werkstatt Administration Verwaltung Anwendungstechnik Produktmanagement Projektleitung Geschäftsentwicklung Development Research Operations`,
)
const longDepartment = meaning([...CLEAR, ...OTHERS])

/** Words between those of one department: `Forschung und Entwicklung`. */
const JOINERS = set('und u and of strategischer technischer zentraler operativer technische leitung leiter abteilung human resources')

/** Marks the department and returns it as typed, without the word `Abteilung`. */
export function findDepartment(text: Phrase): string | null {
  for (let i = 0; i < text.words.length; i++) {
    if (!isFree(text.words[i])) continue
    const found = marked(text, i) ?? named(text, i)
    if (found === null) continue
    mark(text, i, found.to, 'department')
    return typed(text, found.from, found.to)
  }
  return null
}

interface Found {
  from: number
  to: number
}

/** `Abt. Instandhaltung`. */
function marked(text: Phrase, at: number): Found | null {
  const { words } = text
  const weak = WEAK_MARKERS.has(words[at]!.key)
  if (!weak && !MARKERS.has(words[at]!.key)) return null
  const after = following(text, at)
  const last = after.at(-1)
  if (last === undefined || (weak && (at === 0 || !isApart(text, at)))) return null
  const formFollows = words[last + 1]?.part === 'form' && words[last + 1]!.gap === 'joint'
  if (!formFollows) return { from: at + 1, to: last }
  return opens(text, at) && after.length > 1 && isDepartment(words[at + 1]!.key) ? { from: at + 1, to: at + 1 } : null
}

/** A department without a word before it that says so. */
function named(text: Phrase, at: number): Found | null {
  const { words } = text
  const before = words[at - 1]?.part
  if (!opens(text, at) && before !== 'form' && before !== 'site' && !CLEAR.has(words[at]!.key)) return null
  const after = following(text, at)
  const to = after.at(-1) ?? at
  const all = words.slice(at, to + 1).map((word) => word.key)
  if (
    all.length > 4 ||
    words[to + 1]?.part === 'form' ||
    !all.every((word) => JOINERS.has(word) || isDepartment(word)) ||
    all.every((word) => JOINERS.has(word))
  )
    return null
  const clear = all.some((word) => CLEAR.has(word))
  if (opens(text, at)) return standsApart(text, at, to, clear) ? { from: at, to } : null
  return before === 'form' || before === 'site' || clear ? { from: at, to } : null
}

const isApart = (text: Phrase, at: number): boolean => opens(text, at) || text.words[at - 1]!.part === 'form'

function standsApart({ words }: Phrase, at: number, to: number, clear: boolean): boolean {
  if (at > 0 && (words[at]!.gap === 'slash' || words.slice(0, at).some(({ part }) => part === 'form'))) return true
  return clear && words.some((word, i) => (i < at || i > to) && (word.part === null || word.part === 'form'))
}

/** @param word as a key; a slip in a long one is overlooked */
export const isDepartment = (word: string): boolean => CLEAR.has(word) || OTHERS.has(word) || longDepartment(word) !== undefined
