/** Countries as people write them: in several languages, as codes, as on number plates. */
import { clean, key } from './text.ts'

/** ISO 3166 alpha-2, then alpha-3, number plate, and names in German, English, French, Italian and their own language. */
const NAMES = `
DE: DEU, D, GER, Deutschland, Germany, Allemagne, Germania, BRD, Bundesrepublik Deutschland, Federal Republic of Germany, Duitsland, Niemcy, Alemania, Německo
AT: AUT, A, Österreich, Austria, Autriche, Republik Österreich, Oostenrijk, Rakousko
CH: CHE, Schweiz, Switzerland, Suisse, Svizzera, Svizra, Schweizerische Eidgenossenschaft, Confoederatio Helvetica, Swiss, Zwitserland, Suiza
LI: LIE, FL, Liechtenstein, Fürstentum Liechtenstein
NL: NLD, Niederlande, Netherlands, The Netherlands, Nederland, Pays-Bas, Paesi Bassi, Holland, Hollande, Olanda, Die Niederlande
BE: BEL, B, Belgien, Belgium, Belgique, België, Belgio
LU: LUX, L, Luxemburg, Luxembourg, Lussemburgo, Lëtzebuerg
FR: FRA, F, Frankreich, France, Francia, République Française
IT: ITA, I, Italien, Italy, Italie, Italia
ES: ESP, E, Spanien, Spain, Espagne, Spagna, España
PT: PRT, P, Portugal, Portogallo
PL: POL, PL, Polen, Poland, Pologne, Polonia, Polska
CZ: CZE, Tschechien, Tschechische Republik, Czechia, Czech Republic, République tchèque, Tchéquie, Repubblica Ceca, Česko, Česká republika, Tschechei
SK: SVK, Slowakei, Slovakia, Slovaquie, Slovacchia, Slovensko, Slowakische Republik
HU: HUN, H, Ungarn, Hungary, Hongrie, Ungheria, Magyarország
SI: SVN, SLO, Slowenien, Slovenia, Slovénie, Slovenija
HR: HRV, Kroatien, Croatia, Croatie, Croazia, Hrvatska
RS: SRB, Serbien, Serbia, Serbie, Srbija
BA: BIH, Bosnien und Herzegowina, Bosnia and Herzegovina, Bosnien
RO: ROU, Rumänien, Romania, Roumanie, România
BG: BGR, Bulgarien, Bulgaria, Bulgarie, България
GR: GRC, EL, Griechenland, Greece, Grèce, Grecia, Ελλάδα, Hellas
TR: TUR, Türkei, Turkey, Turquie, Turchia, Türkiye
DK: DNK, Dänemark, Denmark, Danemark, Danimarca, Danmark
SE: SWE, S, Schweden, Sweden, Suède, Svezia, Sverige
NO: NOR, N, Norwegen, Norway, Norvège, Norvegia, Norge
FI: FIN, Finnland, Finland, Finlande, Finlandia, Suomi
IS: ISL, Island, Iceland, Islande
EE: EST, Estland, Estonia, Estonie, Eesti
LV: LVA, Lettland, Latvia, Lettonie, Latvija
LT: LTU, Litauen, Lithuania, Lituanie, Lituania, Lietuva
IE: IRL, Irland, Ireland, Irlande, Irlanda, Éire, Republic of Ireland
GB: GBR, UK, Großbritannien, Vereinigtes Königreich, United Kingdom, Great Britain, Royaume-Uni, Regno Unito, England, Scotland, Schottland, Wales, Northern Ireland, Nordirland, Grande-Bretagne, Gran Bretagna, Britain
MT: MLT, Malta
CY: CYP, Zypern, Cyprus, Chypre, Cipro
UA: UKR, Ukraine, Ucraina, Україна
RU: RUS, Russland, Russia, Russie, Russische Föderation, Россия
US: USA, Vereinigte Staaten, Vereinigte Staaten von Amerika, United States, United States of America, États-Unis, Stati Uniti, Amerika, U.S.A., U.S.
CA: CAN, Kanada, Canada
MX: MEX, Mexiko, Mexico, México
BR: BRA, Brasilien, Brazil, Brésil, Brasile, Brasil
AR: ARG, Argentinien, Argentina
CN: CHN, China, Volksrepublik China, Chine, Cina, 中国
JP: JPN, Japan, Japon, Giappone, 日本
KR: KOR, Südkorea, South Korea, Korea, Republic of Korea
TW: TWN, Taiwan
IN: IND, Indien, India, Inde
SG: SGP, Singapur, Singapore, Singapour
AU: AUS, Australien, Australia, Australie
NZ: NZL, Neuseeland, New Zealand
ZA: ZAF, Südafrika, South Africa, Afrique du Sud
IL: ISR, Israel
AE: ARE, UAE, VAE, Vereinigte Arabische Emirate, United Arab Emirates
SA: SAU, Saudi-Arabien, Saudi Arabia
EG: EGY, Ägypten, Egypt
`

const codes = new Map<string, string>()
const names = new Map<string, string>()

function read(): void {
  for (const line of NAMES.trim().split('\n')) {
    const [code = '', others = ''] = line.split(': ')
    codes.set(code, code)
    for (const name of others.split(', ')) (/^[A-Z]{1,3}$/.test(name) ? codes : names).set(/^[A-Z]{1,3}$/.test(name) ? name : key(name), code)
  }
}

/** ISO 3166 alpha-2, or null for what is not recognised. */
export function country(text: string | undefined): string | null {
  const tidy = clean(text)
  if (tidy === undefined || tidy.length > 60) return null
  if (codes.size === 0) read()
  const code = tidy.replace(/[\s.]/g, '').toUpperCase()
  return codes.get(code) ?? names.get(key(tidy)) ?? (/^[A-Z]{2}$/.test(tidy) ? tidy : null)
}

/** The letters before a postal code, as in `D-90402`, `CH-8001`, `A - 4020`. */
export const countryOfPrefix = (letters: string | undefined): string | null => (letters === undefined ? null : country(letters.toUpperCase()))

/** Countries outside of the table of towns whose big towns decide what a code of five or four digits belongs to. */
const BIG_TOWNS = `
IT: Milano, Mailand, Milan, Roma, Rom, Rome, Torino, Turin, Bologna, Verona, Padova, Padua, Venezia, Venedig, Venice, Genova, Genua, Firenze, Florenz, Florence, Napoli, Neapel, Naples, Bergamo, Brescia, Modena, Parma, Trento, Trient, Bolzano, Bozen, Merano, Meran, Brixen, Bressanone, Bruneck, Vicenza, Treviso, Udine, Trieste, Triest, Bari, Palermo
FR: Paris, Lyon, Marseille, Toulouse, Nice, Nizza, Nantes, Strasbourg, Straßburg, Montpellier, Bordeaux, Lille, Rennes, Reims, Grenoble, Dijon, Mulhouse, Mülhausen, Colmar, Metz, Nancy, Besançon, Haguenau, Saint-Étienne, Le Havre, Rouen, Annecy
ES: Madrid, Barcelona, Valencia, Sevilla, Zaragoza, Málaga, Bilbao, Alicante
PL: Warszawa, Warschau, Warsaw, Kraków, Krakau, Wrocław, Breslau, Poznań, Posen, Gdańsk, Danzig, Łódź, Lodz, Katowice, Kattowitz, Szczecin, Stettin
CZ: Praha, Prag, Prague, Brno, Brünn, Ostrava, Plzeň, Pilsen, Liberec, Olomouc
BE: Bruxelles, Brussel, Brüssel, Brussels, Antwerpen, Antwerp, Anvers, Gent, Gand, Liège, Lüttich, Luik, Charleroi, Eupen, Leuven, Brugge
NL: Amsterdam, Rotterdam, Den Haag, The Hague, Utrecht, Eindhoven, Groningen, Enschede, Venlo, Nijmegen, Arnhem, Maastricht, Tilburg, Breda, Almelo
DK: København, Kopenhagen, Copenhagen, Aarhus, Odense, Aalborg
HU: Budapest, Győr, Debrecen, Szeged, Pécs
SI: Ljubljana, Laibach, Maribor
SK: Bratislava, Košice
LU: Luxembourg, Luxemburg, Esch-sur-Alzette
GB: London, Manchester, Birmingham, Leeds, Sheffield, Liverpool, Glasgow, Edinburgh, Bristol, Nottingham
US: New York, Chicago, Detroit, Boston, Houston, Dallas, Atlanta, Cleveland, Charlotte, San Francisco, Los Angeles, Seattle, Denver, Philadelphia, Miami, Phoenix
SE: Stockholm, Göteborg, Malmö
NO: Oslo, Bergen, Trondheim
FI: Helsinki, Tampere, Turku
LI: Vaduz, Schaan, Balzers, Triesen, Eschen, Mauren
`

const towns = new Map<string, string>()

/** The country of a big town abroad, by its key. */
export function countryOfTown(name: string): string | null {
  if (towns.size === 0)
    for (const line of BIG_TOWNS.trim().split('\n')) {
      const [code = '', those = ''] = line.split(': ')
      for (const one of those.split(', ')) towns.set(key(one), code)
    }
  return towns.get(name) ?? null
}
