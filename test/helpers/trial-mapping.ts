/** A source mapping that was written wrong, the one that puts it right, and a hundred submissions for both. */
import type { MappingFile } from '../../core/flow/mappings.ts'

const mapping = (person: string, company: string, more: string) => `(
  $assert($exists(mail), "the form gives no mail address");
  {"events": [{
    "kind": "form",
    "occurredAt": $instant(zeit),
    "origin": {"channel": "web", "system": "form", "form": formular, "campaign": kampagne${more}},
    "products": produkt,
    "person": ${person},
    "company": ${company}
  }]}
)`

/** Names turned round, the short name for the company, telephone and medium overlooked, calls wanted only by some who want them, some held for nothing. */
export const WRONG = `$assert($exists(telefon), "the form gives no telephone"); ${mapping(
  '{"firstName": nach, "lastName": vor, "email": mail}',
  '{"name": kurz, "site": werk, "postalCode": plz, "city": ort}',
  '',
)
  .replace('"person"', '"wantsSales": formular = "Anfrage" and $truth(rueckruf),\n    "person"')
  .replace('(\n', '')
  .replace(/\)$/, '')}`
  .replace(/^/, '(')
  .replace(/$/, ')')

export const FIXED = mapping(
  '{"firstName": vor, "lastName": nach, "email": mail, "phone": telefon}',
  '{"name": firma, "site": werk, "postalCode": plz, "city": ort}',
  ', "medium": medium',
).replace('"person"', '"wantsSales": $truth(rueckruf),\n    "person"')

export const file = (expression: string): MappingFile => ({ kind: 'source', name: 'form', path: 'form.jsonata', expression, cases: null })

const FIRMS = ['Hallbauer Fördertechnik', 'Quast Antriebe', 'Rübsam Pumpen', 'Ostwald Pressen', 'Lindner Walzwerk']
const TOWNS = [
  ['90402', 'Nürnberg'],
  ['70565', 'Stuttgart'],
] as const
const PEOPLE = ['Anna Weiß', 'Bernd Köhler', 'Carla Öztürk', 'Dirk Schäfer', 'Eva Jäger', 'Frank Lutz', 'Greta Maurer', 'Hans Noll', 'Ina Pohl', 'Jan Reuter']

/** The n-th submission: two plants of five companies, ten people each. */
export function submission(n: number): Record<string, string> {
  const firm = FIRMS[n % 5]!
  const town = TOWNS[Math.floor(n / 5) % 2]!
  const [vor, nach] = PEOPLE[Math.floor(n / 10) % 10]!.split(' ') as [string, string]
  const domain = `${firm.split(' ')[0]!.toLowerCase().replace('ü', 'ue').replace('ö', 'oe')}.example`
  return {
    submissionId: `s-${n}`,
    zeit: new Date(Date.UTC(2026, 8, 1 + Math.floor(n / 10), 8, n % 60)).toISOString(),
    formular: n % 3 ? 'Anfrage' : 'Katalog',
    ...(n % 4 !== 3 && { telefon: `+49 911 ${4_700_000 + n}` }),
    ...(n % 7 === 0 && { rueckruf: 'ja' }),
    kampagne: `herbst-${n % 2}`,
    medium: 'flyer',
    produkt: n % 2 ? 'kran' : 'service',
    vor,
    nach,
    mail: `${vor.toLowerCase()}.${n % 10}@${domain}`,
    firma: `${firm} GmbH & Co. KG`,
    kurz: `${firm.split(' ')[0]!.slice(0, 4)} Gruppe`,
    werk: `Werk ${town[1]}`,
    plz: town[0],
    ort: town[1],
  }
}
