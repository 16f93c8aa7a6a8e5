/** Names of towns made comparable: `Frankfurt a. M.`, `Frankfurt/Main` and `Frankfurt am Main`; Munich and München. */
import { key } from './text.ts'

export interface TownName {
  /** Without the small words: `frankfurt main`. */
  full: string
  /** Without what tells it from its namesakes: `frankfurt`. */
  short: string
}

/** Words behind which the river, the region or the next town stands. */
const RIDERS = new Set(['a', 'am', 'an', 'auf', 'b', 'bei', 'beim', 'd', 'der', 'dem', 'den', 'i', 'im', 'in', 'o', 'ob', 'u', 'unter', 'v', 'vor'])

/** Regions written behind a town; cantons are among the riders of Swiss towns. */
const REGIONS = new Set(
  'ag ai ar be bl bs fr ge gl gr ju lu ne nw ow sg sh so sz tg ti ur vd vs zg zh bayern sachsen thuringen thur westfalen westf wurtt holstein holst pfalz hessen tirol steiermark oo stmk ktn bgld vbg'.split(
    ' ',
  ),
)

const SPELLED: Readonly<Record<string, string>> = { sankt: 'st', saint: 'st', sainte: 'ste' }

/** `null` when nothing is left that could be a town. */
export function townName(text: string): TownName | null {
  const bracket = text.search(/[(,/]/)
  const words = wordsOf(text)
  const before = bracket > 0 ? wordsOf(text.slice(0, bracket)).length : words.length
  const rider = words.findIndex((word, i) => i > 0 && (RIDERS.has(word) || REGIONS.has(word)))
  const end = Math.min(before || words.length, rider > 0 ? rider : words.length)
  const full = words.filter((word, i) => i === 0 || !RIDERS.has(word)).join(' ')
  const short = words.slice(0, end).join(' ')
  if (!/\p{L}{2}/u.test(full)) return null
  return { full, short }
}

const wordsOf = (text: string): string[] =>
  key(text)
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => SPELLED[word] ?? word)

/** Without the part of the town: `nurnberg` of `nurnberg sud`. */
export const withoutPart = (full: string): string =>
  full.replace(/(?<=\p{L}{2} )(?:nord|sud|ost|west|mitte|stadt|altstadt|innenstadt|stadtmitte|zentrum|city|hafen|flughafen)$/u, '').trim()

/** What a town is called elsewhere, and what it is called in the table. */
const EXONYMS: Readonly<Record<string, string>> = {
  München: 'Munich, Monaco di Baviera, Monachium',
  Köln: 'Cologne, Colonia, Keulen',
  Nürnberg: 'Nuremberg, Norimberga, Neurenberg, Norymberga',
  Hannover: 'Hanover, Hanovre',
  Braunschweig: 'Brunswick',
  Berlin: 'Berlino, Berlijn',
  Hamburg: 'Hambourg, Amburgo',
  'Frankfurt am Main': 'Francfort, Francoforte, Francoforte sul Meno, Francfort-sur-le-Main, Frankfort, FFM, Frankfurt M',
  Stuttgart: 'Stoccarda',
  Leipzig: 'Lipsia, Leipsic, Lipsk',
  Dresden: 'Dresde, Dresda, Drezno',
  Aachen: 'Aix-la-Chapelle, Aquisgrana',
  Trier: 'Trèves, Treviri',
  Mainz: 'Mayence, Magonza',
  Regensburg: 'Ratisbon, Ratisbonne, Ratisbona',
  Koblenz: 'Coblence, Coblenz',
  Saarbrücken: 'Sarrebruck',
  Düsseldorf: 'Dusseldorp',
  Bremen: 'Brême, Brema',
  Wien: 'Vienna, Vienne, Wenen, Vídeň, Bécs',
  Salzburg: 'Salzbourg, Salisburgo',
  Innsbruck: 'Innsbruk',
  Zürich: 'Zurigo',
  Genève: 'Genf, Geneva, Ginevra',
  Basel: 'Basle, Bâle, Basilea',
  Bern: 'Berne, Berna',
  Luzern: 'Lucerne, Lucerna',
  'St. Gallen': 'Saint-Gall, San Gallo',
  Lausanne: 'Losanna',
  Fribourg: 'Freiburg im Üechtland, Freiburg im Uechtland, Friburgo',
  Neuchâtel: 'Neuenburg NE',
  Sion: 'Sitten',
  Sierre: 'Siders',
  Delémont: 'Delsberg',
  Porrentruy: 'Pruntrut',
  'Biel/Bienne': 'Biel, Bienne',
  Solothurn: 'Soleure, Soletta',
  Schaffhausen: 'Schaffhouse, Sciaffusa',
  Thun: 'Thoune',
  Chur: 'Coire, Coira',
  Bellinzona: 'Bellenz',
}

let exonyms: Map<string, string> | undefined

/** What a town of a full name in another language is called at home: `munchen` for `munich`. */
export function localName(full: string): string | undefined {
  exonyms ??= new Map(
    Object.entries(EXONYMS).flatMap(([town, others]) => others.split(', ').map((other): [string, string] => [fullName(other), fullName(town)])),
  )
  return exonyms.get(full)
}

const fullName = (text: string): string => townName(text)?.full ?? ''
