/** Where a text names a site of the company: a plant, a branch, a region, a division, the head office. */
import { looks, meaning } from './alike.ts'
import { isDepartment } from './department.ts'
import { isFree, mark, following as nextFree, opens, type Phrase, typed } from './phrase.ts'
import { key } from './text.ts'
import { isTrade } from './trades.ts'

export type SiteKind = 'headOffice' | 'plant' | 'branch' | 'site' | 'region' | 'division'

export interface Site {
  /** As typed: `NL Linz`. */
  label: string
  kind: SiteKind
  /** Key of what follows the site word: `linz`; '' where nothing does. */
  name: string
  /** 2 for `Werk 2`, `Werk II`, `Werk zwei`. */
  number: number | null
}

/**
 * How sure a word is to mean a site inside a name. `sure` words do wherever they stand behind the name; `behind` ones only behind a legal
 * form, in a stretch of their own, or before a number or a point of the compass: `Power Plant Services` names no site.
 */
type Sureness = 'sure' | 'behind' | 'own'

const TABLE: Readonly<Record<Sureness, Partial<Record<SiteKind, string>>>> = {
  sure: {
    headOffice:
      'Zentrale|Hauptsitz|Hauptverwaltung|Hauptniederlassung|Stammhaus|Stammsitz|Stammwerk|Firmensitz|Firmenzentrale|Konzernzentrale|Unternehmenszentrale|Headquarters|Headquarter|Head Office|Main Office|Hauptstelle|Hauptbüro|Siège social|Sede centrale|Sede legale|Hoofdkantoor',
    plant:
      'Produktionsstätte|Produktionswerk|Produktionsstandort|Fertigungsstandort|Fertigungsstätte|Zweigwerk|Montagewerk|Betriebsstätte|Betriebstätte|Betriebsst',
    branch:
      'Niederlassung|Niederlassg|Niederl|NL|NDL|Zweigniederlassung|ZNL|ZwNL|Filiale|Zweigstelle|Geschäftsstelle|Gst|Vertriebsbüro|Verkaufsbüro|Vertriebsniederlassung|Verkaufsniederlassung|Vertriebsstandort|Außenstelle|Zweigbüro|Servicestützpunkt|Stützpunkt|Branch Office|Sales Office|Succursale|Filiaal|Vestiging|Repräsentanz|Vertriebsgebiet|Regionalbüro|Regionalniederlassung|Servicestelle|Verkaufsstelle|Landesgeschäftsstelle|Bezirksstelle',
    site: 'Standort|Betriebsstandort|Firmenstandort',
    region: 'Vertriebsregion|Regionaldirektion|Bezirksdirektion|Verkaufsregion|Regionalleitung',
    division:
      'Geschäftsbereich|GB|BU|Business Unit|Sparte|Unternehmensbereich|Geschäftsfeld|Geschäftseinheit|Produktbereich|Business Line|Geschäftssparte|Unternehmenssparte|Produktsparte',
  },
  behind: {
    headOffice: 'HQ|Sitz|Verwaltungssitz',
    plant: 'Werk|Wk|Plant|Factory|Betriebsteil|Usine|Stabilimento|Zakład|Halle',
    branch: 'Branch|Fil|Agence|Büro|Office|Depot|Lager|Auslieferungslager|Logistikzentrum|Servicecenter|Service Center|Vertretung|Oddział|Pobočka',
    site: 'Site|Campus|Location',
    region: 'Region|Gebiet|Bezirk|Area',
    division: 'Division|Segment',
  },
  own: { headOffice: 'Verwaltung|Hauptbetrieb', plant: 'Betrieb', site: 'Betriebsgelände' },
}

interface SiteWord {
  kind: SiteKind
  sureness: Sureness
}

const SITE_WORDS: ReadonlyMap<string, SiteWord> = new Map(
  (Object.entries(TABLE) as [Sureness, Partial<Record<SiteKind, string>>][]).flatMap(([sureness, kinds]) =>
    (Object.entries(kinds) as [SiteKind, string][]).flatMap(([kind, list]) => list.split('|').map((word) => [key(word), { kind, sureness }] as const)),
  ),
)
const longSiteWord = meaning([...SITE_WORDS.keys()].filter((word) => word.length >= 7 && !word.includes(' ')))
/** Words of two words begin with one of these. */
const OPENING = new Set([...SITE_WORDS.keys()].filter((word) => word.includes(' ')).map((word) => word.split(' ')[0]!))

const COMPASS = new Set(
  key(
    `Nord Süd Ost West Mitte Zentral Zentrum Nordost Nordwest Südost Südwest Nordwestdeutschland Norddeutschland Süddeutschland Ostdeutschland Westdeutschland
    Mitteldeutschland Rhein Ruhr Ruhrgebiet North South East Northeast Northwest Southeast Southwest Central DACH EMEA Benelux Deutschland Österreich Schweiz Alpen
    Bodensee Allgäu Franken Bayern Hessen Sachsen Thüringen Westfalen Schwaben Baden Pfalz Saar Nordrhein Tirol Steiermark Kärnten Oberösterreich Niederösterreich`,
  ).split(' '),
)
/** Typed apart: `Stahl Werk Thüringen` is a Stahlwerk, a `Taxi Zentrale` is no head office. */
const COMPOUNDED = new Set(
  key('stahl gas wasser kraft elektrizitäts zement ziegel kalk walz heiz säge hütten klär fern umspann taxi funk verbraucher notruf mitfahr einkaufs').split(
    ' ',
  ),
)
const NO_NAME = new Set(
  key('engineering service services solutions construction technology technologies design management protection manager maintenance für der die und').split(
    ' ',
  ),
)
const MOST_WORDS = 5

/** Marks what names a site and returns the first of it. */
export function findSite(text: Phrase): Site | null {
  let first: Site | null = null
  for (let i = 0; i < text.words.length; i++) {
    if (!isFree(text.words[i])) continue
    const word = siteWordAt(text, i)
    const last = word && endOf(text, i, i + word.length - 1, word)
    if (word === null || last === null) continue
    first ??= siteOf(text, i, i + word.length - 1, last, word.kind)
    mark(text, i, last, 'site')
    i = last
  }
  return first
}

function siteWordAt(text: Phrase, at: number): (SiteWord & { length: 1 | 2 }) | null {
  const { words } = text
  const one = words[at]!.key
  const two = OPENING.has(one) && isFree(words[at + 1]) ? SITE_WORDS.get(`${one} ${words[at + 1]!.key}`) : undefined
  if (two) return { ...two, length: 2 }
  const known = SITE_WORDS.get(one) ?? (isApart(text, at) ? misspelled(one) : undefined)
  return known ? { ...known, length: 1 } : null
}

/** Behind a legal form, or first in a stretch: where a slip may be overlooked. */
const isApart = (text: Phrase, at: number): boolean => opens(text, at) || text.words[at - 1]!.part === 'form'

function misspelled(word: string): SiteWord | undefined {
  const meant = word.length >= 7 ? longSiteWord(word) : word.length === 4 && word !== 'werk' && looks(word) === LOOKS_OF_WERK ? 'werk' : undefined
  return meant === undefined ? undefined : SITE_WORDS.get(meant)
}
const LOOKS_OF_WERK = looks('werk')

/** Index of the last word of the site's name; `null` where the word names no site. */
function endOf(text: Phrase, at: number, to: number, { kind, sureness }: SiteWord): number | null {
  const { words } = text
  const after = nextFree(text, to)
  const behind = words[(after.at(-1) ?? to) + 1]
  if (after.length > 1 && behind?.part !== 'form' && isDepartment(words[after.at(-1)!]!.key)) after.pop()
  const last = after.at(-1) ?? to
  if (behind?.part === 'form' && behind.gap === 'joint') return opens(text, at) ? leading(text, after, { kind, sureness }) : null
  if (after.length > MOST_WORDS || (kind === 'headOffice' && after.length > 3)) return null
  const named = after.length > 0 && !NO_NAME.has(words[after[0]!]!.key)
  const numbered = after.length > 0 && numberOf(words[after[0]!]!.key) !== null
  const needsName = kind === 'division' || kind === 'region' || kind === 'site' || words[at]!.key.length <= 2
  if (after.length > 0 && !named) return null
  if (needsName && after.length === 0) return null
  if (opens(text, at)) return standsAlone(text, at, last, sureness, kind) ? last : null
  if (words[at - 1]!.part === 'form') return last
  if (numbered && sureness !== 'own') return last
  if (sureness === 'own' || COMPOUNDED.has(words[at - 1]!.key)) return null
  if (sureness === 'sure' || (named && COMPASS.has(words[after[0]!]!.key))) return last
  return named && after.length <= 4 && BY_NAME.has(words[at]!.key) ? last : null
}

/** Words that a town may follow without a legal form before them: `Edelhof Werk Schotten`. */
const BY_NAME = new Set(['werk', 'wk', 'plant', 'division', 'branch'])

/** `Niederlassung Linz Müller GmbH`, `Werk 2 Müller GmbH`: one word names the site, the company follows. */
function leading(text: Phrase, after: readonly number[], { kind, sureness }: SiteWord): number | null {
  const numbered = after.length > 0 && numberOf(text.words[after[0]!]!.key) !== null
  const [, ...rest] = after
  return rest.some((i) => !isTrade(text.words[i]!.key)) && (numbered || (sureness === 'sure' && kind === 'branch')) ? after[0]! : null
}

/** A stretch of its own names a site when a name is left beside it, or when nothing else could be meant. */
function standsAlone({ words }: Phrase, at: number, last: number, sureness: Sureness, kind: SiteKind): boolean {
  const named = words.some((word, i) => (i < at || i > last) && (word.part === null || word.part === 'form'))
  if (named) return at > 0 || sureness !== 'own'
  return sureness === 'sure' || kind === 'plant'
}

function siteOf(text: Phrase, at: number, to: number, last: number, kind: SiteKind): Site {
  const names = text.words.slice(to + 1, last + 1).map((word) => word.key)
  const told = names.filter((name) => name !== 'nr' && name !== 'no' && name !== 'num')
  const counted = kind === 'headOffice' || kind === 'division' ? -1 : told.findIndex((name) => numberOf(name) !== null)
  const number = counted === -1 ? null : numberOf(told[counted]!)
  return { label: typed(text, at, last), kind, name: told.filter((_, i) => i !== counted).join(' '), number }
}

const COUNT: Readonly<Record<string, number>> = {
  ...Object.fromEntries(['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'].map((roman, i) => [roman, i + 1])),
  ...Object.fromEntries(['eins', 'zwei', 'drei', 'vier', 'funf', 'sechs', 'sieben', 'acht'].map((word, i) => [word, i + 1])),
  l: 1,
  ll: 2,
  lll: 3,
  one: 1,
  two: 2,
  three: 3,
}

const numberOf = (word: string): number | null => (/^\d{1,3}$/.test(word) ? Number(word) : Object.hasOwn(COUNT, word) ? COUNT[word]! : null)

/** The site that a field of its own names: with a site word, or as a bare name. */
export function readSite(text: Phrase): Site | null {
  if (text.words.length === 0) return null
  const word = siteWordAt(text, 0)
  const last = text.words.length - 1
  return siteOf(text, 0, word ? word.length - 1 : -1, last, word?.kind ?? 'site')
}
