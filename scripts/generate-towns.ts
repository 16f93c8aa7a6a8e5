/**
 * Writes core/lead/normalise/data/towns.json, the postal codes and towns of Germany, Austria and Switzerland, out of
 * GeoNames' tables (CC BY 4.0, see NOTICE):
 *
 *     node scripts/generate-towns.ts zipcodes.de.csv zipcodes.at.csv zipcodes.ch.csv
 *
 * Each table has the columns country_code, zipcode, place, state, state_code, province, province_code, community,
 * community_code, latitude, longitude. Per country one text of records parted by `;`, in the order of the codes:
 * `step,position,towns`: how far the code is from the one before; latitude and longitude in hundredths of a degree, three
 * digits to the base of 36 each; towns parted by `|`, a town's other names behind it by `+`, as keys, `~` before what tells
 * a town from its namesakes. `=` stands for the towns of the record before. To be repeated when keys change.
 *
 * The German table names bulk recipients ("Daimler Insurance Services GmbH") as places. Their rows have state codes in
 * digits. A code that only such rows have gets the nearest town of the same district.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { townName } from '../core/lead/normalise/town-name.ts'

interface Row {
  country: string
  code: string
  place: string
  community: string
  district: string
  latitude: number
  longitude: number
  /** A company or an authority with a code of its own, not a town. */
  bulk: boolean
}

const rows = process.argv.slice(2).flatMap((file) => rowsOf(readFileSync(file, 'utf8')))
const countries = [...new Set(rows.map(({ country }) => country))]
const table = Object.fromEntries(countries.map((country) => [country, textOf(rows.filter((row) => row.country === country))]))
writeFileSync(new URL('../core/lead/normalise/data/towns.json', import.meta.url), `${JSON.stringify(table, null, 2)}\n`)
for (const country of countries) console.log(`${country}: ${table[country]!.split(';').length} codes, ${table[country]!.length} characters`)

function rowsOf(text: string): Row[] {
  const lines = text.split('\n').slice(1).filter(Boolean)
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:"([^"]*)"|([^,]*))(?:,|$)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
    const [country = '', code = '', place = '', , state = '', , , community = '', district = '', latitude, longitude] = cells
    return {
      country,
      code,
      place,
      community,
      district,
      latitude: Number(latitude),
      longitude: Number(longitude),
      bulk: country === 'DE' && !/^[A-Z]/.test(state),
    }
  })
}

function textOf(all: readonly Row[]): string {
  const regular = all.filter(({ bulk }) => !bulk)
  const codes = Map.groupBy(regular, ({ code }) => code)
  for (const [code, [row]] of Map.groupBy(all, ({ code }) => code)) if (row && !codes.has(code)) codes.set(code, [{ ...row, ...townNear(row, regular) }])
  const before = { code: 0, towns: '' }
  const records: string[] = []
  for (const [code, those] of [...codes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const towns = townsOf(those)
    const position = hundredths(those.map(({ latitude }) => latitude)) + hundredths(those.map(({ longitude }) => longitude))
    records.push([Number(code) - before.code, position, towns === before.towns ? '=' : towns].join(','))
    Object.assign(before, { code: Number(code), towns })
  }
  return records.join(';')
}

/** The first digits of a code tell the region better than what is known of a bulk recipient. */
function townNear(row: Row, regular: readonly Row[]): Pick<Row, 'place' | 'community' | 'latitude' | 'longitude'> {
  const region = regular.filter(({ code }) => code.slice(0, 2) === row.code.slice(0, 2))
  const district = region.filter((one) => one.district === row.district)
  const away = (one: Row) => Math.hypot(one.latitude - row.latitude, (one.longitude - row.longitude) * 0.65)
  const { place, community, latitude, longitude } = (district.length > 0 ? district : region).toSorted((a, b) => away(a) - away(b))[0]!
  return { place, community, latitude, longitude }
}

function townsOf(those: readonly Row[]): string {
  const towns = new Map<string, Set<string>>()
  for (const row of those) {
    const names = namesOf(row)
    const [town] = row.country === 'DE' ? names : namesOf({ ...row, place: row.community })
    if (town === undefined) continue
    const others = towns.get(town) ?? new Set()
    for (const name of names) if (name !== town) others.add(name)
    towns.set(town, others)
  }
  return [...towns].map(([town, others]) => [town, ...others].join('+')).join('|')
}

/** Both names of a bilingual town; no numbers of post offices ("Aarau 1") and no districts ("Graz,10.Bez.:Ries"). */
function namesOf({ place }: Row): string[] {
  const names = place
    .replace(/^Gemeindebezirk .*/, 'Wien')
    .replace(/,.*$/, '')
    .replace(/ \d+( .*)?$/, '')
    .split(' / ')
  return names.flatMap((name) => keyed(name))
}

function keyed(name: string): string[] {
  const told = townName(name)
  if (told === null) return []
  const { full, short } = told
  return [full === short || !full.startsWith(`${short} `) ? full : `${short}~${full.slice(short.length + 1)}`]
}

function hundredths(degrees: readonly number[]): string {
  const mean = degrees.reduce((sum, one) => sum + one, 0) / degrees.length
  return Math.round(mean * 100)
    .toString(36)
    .padStart(3, '0')
}
