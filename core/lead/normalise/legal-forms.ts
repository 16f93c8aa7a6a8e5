/**
 * Legal forms of European and American companies: one code for all spellings of a form, found anywhere in a company text.
 * The spellings were checked against the lists of OpenSanctions rigour and GLEIF (see NOTICE).
 */
import { meaning } from './alike.ts'
import type { Phrase, Word } from './phrase.ts'
import { key } from './text.ts'
import { isTrade } from './trades.ts'

export type FormFamily = 'limited' | 'stock' | 'limitedPartnership' | 'partnership' | 'sole' | 'cooperative' | 'association' | 'foundation' | 'public'

/** `code: spelling | spelling`; spaces, dots and case do not count, the code is a spelling of itself. */
const TABLE: Readonly<Record<FormFamily, string>> = {
  limited: `GmbH: mbH | Gmb | GesmbH | Gesellschaft mit beschränkter Haftung | Gesellschaft mbH | Ges mit beschränkter Haftung | Gesellschaft m b Haftung | Gesellschaft mit beschr Haftung | Ges mit beschr Haftung
    gGmbH: gemeinnützige GmbH | gemeinnützige Gesellschaft mit beschränkter Haftung | gemn GmbH
    UG: UG haftungsbeschränkt | UG haftungsbeschr | UG hb | UG mbH | UG haftungsb | Unternehmergesellschaft | Unternehmergesellschaft haftungsbeschränkt | Unternehmerges haftungsbeschränkt | Unternehmergesellschaft mbH | gUG | gUG haftungsbeschränkt
    FlexCo: FlexKapG | Flexible Kapitalgesellschaft | Flexible Company
    Sàrl: SARL | S à r l | Société à responsabilité limitée | EURL | SARLAU | SPRL
    Sagl: Società a garanzia limitata
    Srl: Società a responsabilità limitata | Srls | srl unipersonale | Srl a socio unico
    SAS: SASU | Société par actions simplifiée
    BV: Besloten Vennootschap | Besloten Vennootschap met beperkte aansprakelijkheid | BVBA
    Ltd: Limited | Private Limited | Pvt Ltd | Pty Ltd | Pte Ltd | Co Ltd | Company Limited | Limited Company | Lmtd | Ltd Şti
    LLC: Limited Liability Company | L L C
    Sp. z o.o.: Sp zoo | Spółka zoo | Spolka z oo | Spółka z ograniczoną odpowiedzialnością | Spzoo
    s.r.o.: spol s r o | spoločnosť s ručením obmedzeným | společnost s ručením omezeným
    Kft: Korlátolt Felelősségű Társaság
    d.o.o.: družba z omejeno odgovornostjo | društvo s ograničenom odgovornošću | j d o o
    ApS: Anpartsselskab
    SL: SLU | Sociedad Limitada | Sociedad de responsabilidad limitada | S L U
    Lda: Limitada | Ltda
    ehf: Einkahlutafélag | Unipessoal Lda | Sociedade por quotas
    OÜ: Osaühing
    SIA: Sabiedrība ar ierobežotu atbildību
    UAB: Uždaroji akcinė bendrovė
    EOOD: ЕООД
    OOD: ООД
    EPE: Ε Π Ε
    OOO: ООО
    TOV: ТОВ`,
  stock: `AG: Aktiengesellschaft | gAG | Aktienges
    SE: Societas Europaea | Europäische Gesellschaft
    SA: Société anonyme | Sociedad anónima | Spółka akcyjna | SAU | Sociedade anónima
    SpA: Società per azioni
    NV: Naamloze Vennootschap
    plc: Public Limited Company
    Rt: Részvénytársaság
    hf: Hlutafélag
    PJSC: Public Joint Stock Company
    JSC: Joint Stock Company
    Inc: Incorporated
    Corp: Corporation
    a.s.: akciová společnost | akciová spoločnosť | akc spol
    A/S: Aktieselskab
    AS: Aksjeselskap | Aktsiaselts | Anonim Şirketi
    ASA: Allmennaksjeselskap
    AB: Aktiebolag
    Oy: Osakeyhtiö | Oy Ab
    Oyj: Julkinen osakeyhtiö
    Zrt: Zártkörűen működő részvénytársaság
    Nyrt: Nyilvánosan működő részvénytársaság
    d.d.: delniška družba | dioničko društvo
    EAD: ЕАД
    AD: АД`,
  limitedPartnership: `KG: Kommanditgesellschaft | Kommanditges
    KGaA: Kommanditgesellschaft auf Aktien | KG auf Aktien
    Sp. k.: Sp komandytowa | Spółka komandytowa
    SCS: Société en commandite simple
    SCA: Société en commandite par actions
    Sas: Società in accomandita semplice
    CV: Commanditaire vennootschap
    K/S: Kommanditselskab
    Kb: Kommanditbolag
    Ky: Kommandiittiyhtiö
    LP: Limited Partnership
    k.s.: komanditní společnost
    Bt: Betéti társaság
    k.d.: komanditna družba`,
  partnership: `OHG: offene Handelsgesellschaft
    OG: offene Gesellschaft | offene Erwerbsgesellschaft
    KEG: Kommandit Erwerbsgesellschaft
    GbR: Gesellschaft bürgerlichen Rechts | eGbR | BGB Gesellschaft | GesbR | GesnbR
    PartG: Partnerschaftsgesellschaft | Partnerschaft | PartGes
    PartG mbB: PartGmbB | PartmbB | mbB | Partnerschaft mit beschränkter Berufshaftung | Partnerschaftsgesellschaft mbB | Partnerschaft mbB | PartG mit beschränkter Berufshaftung | Partnerschaftsgesellschaft mit beschränkter Berufshaftung
    ARGE: Arbeitsgemeinschaft
    EWIV: Europäische wirtschaftliche Interessenvereinigung
    LLP: Limited Liability Partnership
    SNC: Société en nom collectif | Società in nome collettivo
    VOF: Vennootschap onder firma
    HB: Handelsbolag
    I/S: Interessentskab
    Sp. j.: Sp jawna | Spółka jawna
    Sp. c.: Spółka cywilna
    v.o.s.: veřejná obchodní společnost
    Kollektivgesellschaft: KlG`,
  sole: `e.K.: e Kfm | e Kfr | e Kffr | e Kfmn | eingetragener Kaufmann | eingetragene Kauffrau | eingetr Kaufmann | eingetragene Kauffr
    e.U.: eingetragenes Unternehmen | eingetragener Unternehmer | eingetragene Unternehmerin
    Einzelunternehmen: Einzelfirma | Einzelunternehmer`,
  cooperative: `eG: eingetragene Genossenschaft | eGen | eGmbH | regGenmbH | registrierte Genossenschaft mit beschränkter Haftung | reg Gen mbH
    Genossenschaft: Gen
    SCE: Societas Cooperativa Europaea
    SC: Société coopérative | Società cooperativa | Soc coop
    Coop: Coöperatie UA`,
  association: `e.V.: eingetragener Verein
    ASBL: Association sans but lucratif
    VZW: Vereniging zonder winstoogmerk
    VVaG: Versicherungsverein auf Gegenseitigkeit
    Verein: Ver`,
  foundation: 'Stiftung: rechtsfähige Stiftung | gemeinnützige Stiftung | Privatstiftung | Stichting',
  public: `KdöR: Körperschaft des öffentlichen Rechts | Körperschaft öffentlichen Rechts | K d ö R | KöR
    AöR: Anstalt des öffentlichen Rechts | Anstalt öffentlichen Rechts | A d ö R
    Kommunalunternehmen: gKU
    Eigenbetrieb: kommunaler Eigenbetrieb`,
}

/** Kinds of partnership whose liable partner is a company itself: `GmbH & Co. KG`. */
const PARTNERS: Readonly<Record<string, readonly string[]>> = {
  GmbH: ['gmbh', 'mbh', 'gesmbh', 'gesellschaftmbh', 'gesellschaftmitbeschrankterhaftung'],
  gGmbH: ['ggmbh'],
  UG: ['ug', 'ughaftungsbeschrankt', 'ughb', 'unternehmergesellschafthaftungsbeschrankt'],
  AG: ['ag', 'aktiengesellschaft'],
  SE: ['se'],
  Stiftung: ['stiftung', 'stiftunggmbh'],
  Ltd: ['ltd', 'limited'],
  BV: ['bv'],
  'e.K.': ['ek'],
}
const PARTNERSHIPS: Readonly<Record<string, readonly string[]>> = {
  KG: ['cokg', 'kg', 'cokommanditgesellschaft', 'kommanditgesellschaft', 'ciekg', 'compkg', 'companykg', 'co', 'cokgi', 'ckg'],
  KGaA: ['cokgaa', 'kgaa', 'cokgaufaktien', 'cokommanditgesellschaftaufaktien'],
  OHG: ['coohg', 'ohg', 'cooffenehandelsgesellschaft'],
  OG: ['coog'],
  KEG: ['cokeg'],
}

/** Codes and spellings that are words or names as well; only at the end of a text are they a form. */
const AMBIGUOUS = new Set(
  'ab as sa sl sc scs sca sce lp cv hb bt ad sia spa sas inc corp coop gen ver verein og asa limited partnerschaft genossenschaft arge limitada incorporated corporation aps tov ood ooo keg kd ks dd lda rt hf ky kb jsc'.split(
    ' ',
  ),
)
/** Short, but a form also in the middle of a text, and the first ones at its beginning. */
const ANYWHERE = new Set(['ag', 'kg', 'ug'])
const MIDDLE = new Set(['ag', 'kg', 'ug', 'se', 'sa', 'bv', 'nv', 'ek', 'eu', 'ev', 'eg', 'og', 'oy', 'sas', 'spa', 'aps', 'inc', 'corp'])

interface Form {
  code: string
  family: FormFamily
}

const compact = (spelling: string): string => key(spelling).replaceAll(' ', '')
const FORMS: ReadonlyMap<string, Form> = firstWins([...plainForms(), ...partnerForms()])
const FAMILIES: ReadonlyMap<string, FormFamily> = new Map([...FORMS.values()].map(({ code, family }) => [code, family]))
/** Everything a spelling can begin with: reading on stops where nothing can come of it. */
const BEGINNINGS = new Set([...FORMS.keys()].flatMap((spelling) => Array.from(spelling, (_, i) => spelling.slice(0, i + 1))))
/** Words long enough to be recognised with a slip. */
const longWord = meaning(
  Object.values(TABLE)
    .flatMap((lines) => key(lines).split(' '))
    .filter((word) => word.length >= 7),
)

function firstWins(forms: readonly [string, Form][]): Map<string, Form> {
  return new Map([...forms].reverse())
}

function* plainForms(): Generator<[string, Form]> {
  for (const [family, lines] of Object.entries(TABLE) as [FormFamily, string][])
    for (const line of lines.split('\n')) {
      const [code = '', spellings = ''] = line.trim().split(': ')
      for (const spelling of [code, ...spellings.split(' | ')]) if (compact(spelling) !== '') yield [compact(spelling), { code, family }]
    }
}

function* partnerForms(): Generator<[string, Form]> {
  for (const [partner, heads] of Object.entries(PARTNERS))
    for (const [kind, tails] of Object.entries(PARTNERSHIPS))
      for (const head of heads)
        for (const tail of tails)
          yield [head + tail, { code: `${partner} & Co. ${kind}`, family: kind === 'OHG' || kind === 'OG' ? 'partnership' : 'limitedPartnership' }]
}

/** The kind of company behind a code; an entry for each code that `findForm` gives. */
export const familyOf = (code: string): FormFamily | null => FAMILIES.get(code) ?? null

export interface FoundForm extends Form {
  from: number
  to: number
}

/** The legal form in the free words of a text: rather one that closes it than one inside, rather inside than in front. */
export function findForm(text: Phrase): FoundForm | null {
  let best: (FoundForm & { rank: number }) | null = null
  for (let i = 0; i < text.words.length; i++) {
    const found = formAt(text.words, i)
    if (found === null) continue
    const rank = rankOf(text.words, found)
    if (rank > 0 && (best === null || rank >= best.rank)) best = { ...found, rank }
    i = found.to
  }
  return best && { code: best.code, family: best.family, from: best.from, to: withStatus(text.words, best.to) }
}

/** The longest spelling that begins at this word. */
function formAt(words: readonly Word[], from: number): (FoundForm & { spelling: string }) | null {
  let spelling = ''
  let found: (FoundForm & { spelling: string }) | null = null
  for (let i = from; i < words.length && words[i]!.part === null; i++) {
    if (i > from && !continues(words[i - 1]!, words[i]!)) break
    const next = words[i]!.key
    const read = readAs(spelling, next)
    if (read === null && spelling !== '' && CONTINUED.has(next)) continue
    if (read === null) break
    spelling = read
    const form = FORMS.get(spelling)
    if (form) found = { ...form, ...(spelling === 'as' ? writtenApart(words, from, i) : {}), from, to: i, spelling }
  }
  return found
}

/** As typed, or as it was meant; a slip in a short word is overlooked only inside of a form. */
function readAs(before: string, word: string): string | null {
  if (BEGINNINGS.has(before + word)) return before + word
  const meant =
    (before === '' || before === 'gemeinnutzige' ? gmbhWithSlip(word) : undefined) ?? (before !== '' || word.length >= 10 ? longWord(word) : undefined)
  return meant !== undefined && BEGINNINGS.has(before + meant) ? before + meant : null
}

/** `gbmh`, `gmb`, `gmnh`, `ggmbhh`, and `grnbh` from a scan: consonants that can stand for nothing else. */
function gmbhWithSlip(word: string): string | undefined {
  const letters = /^[68]|[8]/.test(word) ? word.replace(/^6/, 'g').replaceAll('8', 'b') : word
  return letters === 'gmbh' || (letters !== 'ggmbh' && SLIPPED.test(letters)) ? 'gmbh' : undefined
}

/** One letter left out, doubled, swapped with its neighbour, or hit beside the right key. */
const SLIPPED =
  /^(?:gmb|gbh|gmh|gg+mb+h+|gm{2,}bh|gmb{2,}h|gmbh{2,}|mgbh|gbmh|gmhb|[fhtvbr]mbh|g[nj]bh|gm[vnhg]h|gmb[gjnbtu]|g[b-df-hj-np-tv-z]mbh|gm[a-z]bh|gmb[a-z]h|gmbh[a-z]|grnb[hb])$/

/** Forms are read over spaces, dots, hyphens and `&`; over a comma only between their short pieces. */
function continues(before: Word, word: Word): boolean {
  if (word.gap === 'joint') return true
  if (word.gap === 'comma') return before.key.length <= 2 && word.key.length <= 4
  if (word.gap === 'slash') return before.key.length === 1 && word.key.length === 1
  return word.key.startsWith('haftung') || word.key === 'hb' || (before.key.startsWith('haftung') && word.key === 'co')
}

/** One key, three forms: `A/S` is Danish, `a.s.` Czech, `AS` Norwegian. */
function writtenApart(words: readonly Word[], from: number, to: number): Partial<Form> {
  return { code: to === from ? 'AS' : words[to]!.gap === 'slash' ? 'A/S' : 'a.s.' }
}

/** 3 closes the text, 2 closes a stretch or stands inside, 1 opens it; 0 is a word and no form. */
function rankOf(words: readonly Word[], { from, to, spelling }: FoundForm & { spelling: string }): number {
  const rest = words.filter((word, i) => word.part === null && (i < from || i > to))
  if (rest.length === 0) return AMBIGUOUS.has(spelling) ? 0 : 3
  if (isWordHere(words, from, spelling)) return 0
  const after = words[to + 1]
  const before = words[from - 1]
  if (!rest.some(({ start }) => start > words[to]!.start)) return 3
  if (before === undefined) return opensWithForm(rest, spelling) ? 1 : 0
  if (after === undefined || after.gap !== 'joint' || after.part !== null) return 2
  // `GMH` may be a name there.
  if (words[from]!.key.length === 3 && (spelling === 'gmbh' || spelling === 'gmb')) return 0
  const tail = following(words, to)
  if (tail.some((key) => CONTINUED.has(key))) return 0
  if (spelling.length > 2 && !AMBIGUOUS.has(spelling)) return 2
  return MIDDLE.has(spelling) && tail.length <= 3 ? 2 : 0
}

/** `Müller GmbH und Weber AG`: a second company goes on. */
const CONTINUED = new Set(['und', 'u', 'and'])

const opensWithForm = (rest: readonly Word[], spelling: string): boolean =>
  ANYWHERE.has(spelling) || spelling.length <= 3
    ? (ANYWHERE.has(spelling) || FRONT.has(spelling)) && (rest.length > 1 || !isTrade(rest[0]!.key))
    : !AMBIGUOUS.has(spelling)

const FRONT = new Set(['ohg', 'gbr', 'mbh', 'srl', 'gmb'])

/** `Wellness & Spa`, `Day Spa`; `der Verein`, `die Stiftung`. */
function isWordHere(words: readonly Word[], from: number, spelling: string): boolean {
  const before = words[from - 1]
  if (spelling === 'spa') return before !== undefined && /^(?:day|and|und|u|wellness|beauty|medical|hotel|the|resort)$/.test(before.key)
  return before !== undefined && before.gap === 'joint' && /^(?:der|die|das|den|fur|am|im|zum|zur)$/.test(before.key)
}

function following(words: readonly Word[], at: number): string[] {
  const found: string[] = []
  for (let i = at + 1; i < words.length && words[i]!.gap === 'joint' && words[i]!.part === null; i++) found.push(words[i]!.key)
  return found
}

const STATUS = new Set([
  'ig',
  'igr',
  'igrundung',
  'ingrundung',
  'il',
  'iliq',
  'iliqu',
  'inliquidation',
  'inliqu',
  'inabwicklung',
  'iins',
  'ininsolvenz',
  'ia',
  'ik',
  'nf',
])

/** `i.G.`, `in Liquidation`: says in what state the company is, not which it is. */
function withStatus(words: readonly Word[], to: number): number {
  for (let length = 3; length >= 1; length--) {
    const status = words.slice(to + 1, to + 1 + length)
    const isStatus = status.length === length && status.every(({ part }) => part === null) && STATUS.has(status.map((word) => word.key).join(''))
    if (isStatus && (status[0]!.key === 'i' || status[0]!.key === 'in' || status.length === 1)) return to + length
  }
  return to
}

/**
 * How two forms agree. `related`: one is the other shortened or translated, as people write it (`GmbH` or `KG` for `GmbH & Co. KG`,
 * `SA` for `AG`), or became the other (`UG`, `GmbH`).
 */
export function compareForms(a: string | null, b: string | null): 'same' | 'related' | 'different' | 'unknown' {
  if (a === null || b === null) return 'unknown'
  if (a === b) return 'same'
  return isShortened(a, b) || isShortened(b, a) || RELATED.some((codes) => codes.includes(a) && codes.includes(b)) ? 'related' : 'different'
}

const isShortened = (short: string, long: string): boolean => long.includes(' & Co. ') && long.split(' & Co. ').includes(short)

const RELATED: readonly (readonly string[])[] = [
  ['GmbH', 'gGmbH', 'UG', 'Sàrl', 'Sagl', 'Srl', 'FlexCo'],
  ['AG', 'SA', 'SpA', 'NV'],
  ['AG', 'SE'],
  ['Inc', 'Corp'],
  ['Ltd', 'LLC', 'plc'],
  ['AS', 'A/S', 'a.s.'],
  ['SAS', 'Sas'],
  ['OG', 'OHG'],
  ['KEG', 'KG'],
  ['eG', 'Genossenschaft'],
  ['e.V.', 'Verein'],
  ['PartG', 'PartG mbB'],
  ['e.K.', 'Einzelunternehmen', 'e.U.'],
]
