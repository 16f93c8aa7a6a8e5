/** Addresses: country, postal code, town, street, made comparable; also out of one concatenated line. */
import { type AddressFields, addressFields } from './address-lines.ts'
import { type Agreement, codeAndTown } from './code-and-town.ts'
import { country, countryOfTown } from './countries.ts'
import { postalCode } from './postal-code.ts'
import { street } from './street.ts'
import { type TownName, townName } from './town-name.ts'
import type { Position } from './towns.ts'

export { country } from './countries.ts'

export interface Place {
  country: string | null
  /** Mended where it was a slip; null where it is bad or doubtful. */
  postalCode: string | null
  /** The town as its table calls it, else as it was typed, as a key: `frankfurt main`. */
  city: string | null
  /** Street and house number as a key: `robertboschstr 12a`. */
  street: string | null
  streetName: string | null
  /** The first of several: `12` of `12-14`. */
  houseNumber: string | null
  /** `city`, when a table of postal codes has it and it is clear which of its namesakes is meant. */
  town: string | null
  /** Whether postal code and town belong together, once a slip is mended. */
  agrees: Agreement
  corrected: 'postalCode' | 'town' | null
  /** To about a kilometre; null where code and town contradict each other. */
  at: Position | null
}

export function place(from: AddressFields): Place {
  const fields = addressFields(from)
  const city = fields.city === undefined ? null : townName(fields.city)
  const named = country(fields.country)
  const written = postalCode(fields.postalCode, named)
  const abroad = city === null ? null : countryAbroad(written?.code ?? null, city)
  const settled = codeAndTown(countryOf(named, written?.country ?? null, abroad), written?.code ?? null, city)
  const { name, number } = street(fields.street)
  return {
    country: settled.country,
    postalCode: settled.postalCode,
    city: settled.town !== null && city !== null ? settled.town : (city?.full ?? null),
    street: name === null ? null : number === null ? name : `${name} ${number}`,
    streetName: name,
    houseNumber: number,
    town: settled.town,
    agrees: settled.agrees,
    corrected: settled.corrected,
    at: settled.agrees === 'conflict' ? null : settled.at,
  }
}

/** There is a Bergen in Norway, but not with the postal code of the one near Celle. */
function countryAbroad(code: string | null, city: TownName): string | null {
  const country = countryOfTown(city.full)
  return country !== null && code !== null && codeAndTown(null, code, city).agrees === 'same' ? null : country
}

const countryOf = (named: string | null, byCode: string | null, byTown: string | null): string | null => named ?? byCode ?? byTown
