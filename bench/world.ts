/** An invented world for benchmarks: so many companies, each with a unit and a contact; the same number gives the same company. */

const STEMS = [
  'Hall',
  'Nord',
  'Berg',
  'Stein',
  'Feld',
  'Wald',
  'Brunn',
  'Kern',
  'Lind',
  'Ober',
  'Unter',
  'Neu',
  'Alt',
  'Sonn',
  'Rein',
  'Dorf',
  'Bach',
  'Eck',
  'Hoch',
  'Tal',
]
const ENDS = ['bauer', 'licht', 'mann', 'hauser', 'meyer', 'thaler', 'egger', 'inger', 'kamp', 'brink', 'wies', 'graf', 'stätter', 'hofer', 'moser', 'lechner']
const TRADES = [
  'Fördertechnik',
  'Sensorik',
  'Maschinenbau',
  'Anlagenbau',
  'Kunststofftechnik',
  'Logistik',
  'Präzisionsteile',
  'Werkzeugbau',
  'Antriebstechnik',
  'Messtechnik',
  'Verpackung',
  'Metallbau',
]
const FORMS = ['GmbH', 'GmbH & Co. KG', 'AG', 'KG']
const TOWNS = [
  ['90402', 'Nürnberg'],
  ['20457', 'Hamburg'],
  ['80331', 'München'],
  ['01067', 'Dresden'],
  ['50667', 'Köln'],
  ['70173', 'Stuttgart'],
  ['04109', 'Leipzig'],
  ['28195', 'Bremen'],
] as const
const FIRST = ['Anna', 'Jonas', 'Miriam', 'Peter', 'Sophie', 'Lukas', 'Eva', 'Tim', 'Katharina', 'Felix']

export interface Firm {
  name: string
  domain: string
  postalCode: string
  city: string
  street: string
  phone: string
  firstName: string
  lastName: string
  email: string
}

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length]!

export function firm(n: number): Firm {
  const stem = `${pick(STEMS, n)}${pick(ENDS, Math.floor(n / 20))}`
  const trade = pick(TRADES, Math.floor(n / 320))
  const turn = Math.floor(n / 3840)
  const core = `${stem}${turn === 0 ? '' : ` ${pick(STEMS, turn)}${pick(ENDS, Math.floor(turn / 20))}`} ${trade}`
  const [postalCode, city] = pick(TOWNS, n * 7)
  const domain = `${stem}-${trade}-${n}`.toLowerCase().replace(/[äöü]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter] ?? letter)
  const firstName = pick(FIRST, n * 3)
  const lastName = `${pick(STEMS, n * 5)}${pick(ENDS, n * 11)}`
  return {
    name: `${core} ${pick(FORMS, n)}`,
    domain: `${domain}.example`,
    postalCode,
    city,
    street: `Industriestraße ${(n % 180) + 1}`,
    phone: `+49 911 ${String(1_000_000 + n).slice(0, 7)}`,
    firstName,
    lastName,
    email: `${firstName}.${lastName}`.toLowerCase().replace(/[äöü]/g, 'e').concat(`@${domain}.example`),
  }
}
