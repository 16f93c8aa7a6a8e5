/** A company as typed: its core name, its legal form, and the words that name a site of it. */
import { clean, key, words } from './text.ts'

export interface CompanyName {
  /** As typed, tidied. */
  raw: string
  /** Without legal form and site words, as typed. */
  core: string
  /** Comparable words of the core name, in order. */
  tokens: readonly string[]
  /** The tokens joined without spaces: one key for "Nord Licht" and "Nordlicht". */
  joined: string
  legalForm: string | null
  /** Site words found inside the name: `Werk Nürnberg`, `NL Linz`, `Werk 2`. */
  site: string | null
}

/** Legal forms by their spelled-out key; longer ones first, since `gmbh co kg` contains `kg`. */
const LEGAL_FORMS: readonly (readonly [form: string, spelling: string])[] = (
  [
    ['GmbH & Co. KGaA', 'gmbh co kgaa'],
    ['AG & Co. KGaA', 'ag co kgaa'],
    ['SE & Co. KGaA', 'se co kgaa'],
    ['GmbH & Co. KG', 'gmbh co kg'],
    ['GmbH & Co. KG', 'gmbh und co kg'],
    ['GmbH & Co. KG', 'gmbh u co kg'],
    ['GmbH & Co. KG', 'gmbh cokg'],
    ['GmbH & Co. KG', 'gmbh co'],
    ['AG & Co. KG', 'ag co kg'],
    ['SE & Co. KG', 'se co kg'],
    ['UG & Co. KG', 'ug co kg'],
    ['UG & Co. KG', 'ug haftungsbeschrankt co kg'],
    ['GmbH & Co. OHG', 'gmbh co ohg'],
    ['GmbH & Co. KG', 'gesellschaft mit beschrankter haftung co kg'],
    ['GmbH', 'gesellschaft mit beschrankter haftung'],
    ['GmbH', 'gesmbh'],
    ['GmbH', 'ges m b h'],
    ['GmbH', 'g m b h'],
    ['GmbH', 'ges mbh'],
    ['gGmbH', 'ggmbh'],
    ['GmbH', 'gmbh'],
    ['GmbH', 'mbh'],
    ['UG', 'ug haftungsbeschrankt'],
    ['UG', 'unternehmergesellschaft'],
    ['UG', 'ug'],
    ['AG', 'aktiengesellschaft'],
    ['AG', 'a g'],
    ['AG', 'ag'],
    ['SE', 'se'],
    ['KGaA', 'kgaa'],
    ['KG', 'kommanditgesellschaft'],
    ['KG', 'k g'],
    ['KG', 'kg'],
    ['OHG', 'offene handelsgesellschaft'],
    ['OHG', 'ohg'],
    ['OG', 'og'],
    ['GbR', 'gbr'],
    ['e.K.', 'e k'],
    ['e.K.', 'ek'],
    ['e.K.', 'e kfm'],
    ['e.K.', 'eingetragener kaufmann'],
    ['e.V.', 'e v'],
    ['e.V.', 'ev'],
    ['eG', 'eg'],
    ['eG', 'e g'],
    ['PartG', 'partg mbb'],
    ['PartG', 'partg'],
    ['Stiftung', 'stiftung'],
    ['KdöR', 'kdor'],
    ['Sàrl', 'sarl'],
    ['SA', 's a'],
    ['SA', 'sa'],
    ['SAS', 'sas'],
    ['Srl', 'srl'],
    ['Srl', 's r l'],
    ['SpA', 'spa'],
    ['SpA', 's p a'],
    ['BV', 'b v'],
    ['BV', 'bv'],
    ['NV', 'nv'],
    ['NV', 'n v'],
    ['Ltd', 'limited'],
    ['Ltd', 'ltd'],
    ['plc', 'plc'],
    ['LLC', 'llc'],
    ['Inc', 'inc'],
    ['Corp', 'corp'],
    ['ApS', 'aps'],
    ['A/S', 'a s'],
    ['AB', 'ab'],
    ['Oy', 'oy'],
    ['s.r.o.', 's r o'],
    ['s.r.o.', 'sro'],
    ['Sp. z o.o.', 'sp z o o'],
    ['Sp. z o.o.', 'sp zoo'],
    ['Kft', 'kft'],
    ['d.o.o.', 'd o o'],
    ['d.o.o.', 'doo'],
  ] as const
)
  .map(([form, spelling]) => [form, key(spelling)] as const)
  .sort((a, b) => b[1].length - a[1].length)

/** Words that announce a site; what follows them, up to two words, is its name. */
const SITE =
  /(?:^|[\s,;(/–-])((?:werk|werke|niederlassung|zweigniederlassung|nl|znl|standort|filiale|zweigstelle|betriebsstätte|betriebsstaette|geschäftsbereich|geschaeftsbereich|geschäftsstelle|gb|division|plant|branch|site|sparte|campus)\.?\s+[\p{L}\p{N}][\p{L}\p{N}.-]*(?:\s+[\p{Lu}\p{N}][\p{L}\p{N}.-]*)?)/iu

/** Words in names that say nothing about which company it is. */
const FILLERS = new Set(['und', 'and', 'der', 'die', 'das', 'fur', 'the', 'co', 'cie', 'firma', 'fa', 'inh', 'i', 'gr'])

/** `undefined` when there is no usable name. */
export function companyName(text: string | undefined): CompanyName | undefined {
  const raw = clean(text?.replace(/^(?:firma|fa\.)\s+/i, ''))
  if (raw === undefined) return undefined
  const site = SITE.exec(raw)?.[1]?.trim() ?? null
  const named = clean(
    site === null
      ? raw
      : raw
          .replace(site, ' ')
          .replace(/[\s,;(/–-]+$/u, '')
          .replace(/\(\s*\)/g, ' '),
  )
  if (named === undefined) return undefined
  const { form, rest } = stripLegalForm(named)
  const tokens = rest.filter((word) => !FILLERS.has(word))
  const kept = tokens.length > 0 ? tokens : words(named)
  if (kept.length === 0) return undefined
  return { raw, core: coreAsTyped(named, form), tokens: kept, joined: kept.join(''), legalForm: form, site }
}

function stripLegalForm(text: string): { form: string | null; rest: string[] } {
  const all = ` ${key(text.replace(/[&+]/g, ' '))} `
  for (const [form, spelling] of LEGAL_FORMS) {
    const at = all.lastIndexOf(` ${spelling} `)
    // A form opens or closes a name; "Se" in the middle of one is a word. The bare name "AG" is no form.
    if (at === -1 || all.trim() === spelling) continue
    const closes = at + spelling.length + 2 === all.length
    if (!closes && spelling.length <= 2) continue
    const rest = `${all.slice(0, at)} ${all.slice(at + spelling.length + 1)}`.trim()
    return { form, rest: rest === '' ? [] : rest.split(/\s+/) }
  }
  return { form: null, rest: all.trim() === '' ? [] : all.trim().split(' ') }
}

function coreAsTyped(text: string, form: string | null): string {
  if (form === null) return text
  const pattern =
    /[\s,]*\b(?:gesellschaft mit beschränkter haftung|ges\.?\s?m\.?\s?b\.?\s?h\.?|g\.?gmbh|gmbh|mbh|ug(?:\s*\(haftungsbeschränkt\))?|aktiengesellschaft|ag|se|kgaa|kg|ohg|og|gbr|e\.?\s?k\.?|e\.?\s?v\.?|eg|ltd\.?|limited|inc\.?|llc|s\.?a\.?r?\.?l?\.?|b\.?v\.?|s\.?r\.?l\.?|s\.?p\.?a\.?)(?=[\s,.&+]|$).*$/iu
  return clean(text.replace(pattern, '')) ?? text
}
