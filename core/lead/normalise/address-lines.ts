/** Sorts the parts of an address out of fields that hold more than they should: `Musterweg 3, A-4020 Linz`. */
import { country } from './countries.ts'
import { CODE_BEHIND, CODE_IN_LINE, postalCode } from './postal-code.ts'
import { clean } from './text.ts'

export interface AddressFields {
  street?: string | undefined
  postalCode?: string | undefined
  city?: string | undefined
  country?: string | undefined
}

const MOST = 200

/** `90402 Nürnberg`, perhaps behind a street; a digit of a house number is no part of the code. */
const CODE_AND_TOWN = new RegExp(
  String.raw`^(.*?)(?<![\p{L}\d-])(${CODE_IN_LINE})[\s,]+(?=\p{L}|[\dOlIS]\p{L})([^\d,;|]{2,60}|[\dOlIS]\p{L}[^\d,;|]{2,60})(?:[,;|\s]+(.*))?$`,
  'u',
)
const TOWN_AND_BRITISH_CODE = new RegExp(String.raw`^(.*?)([\p{L}][\p{L}\s.'-]{1,40}?)[\s,]+(${CODE_BEHIND})$`, 'u')
/** As it stands on many forms all the same. */
const BRITISH_CODE_AND_TOWN = new RegExp(String.raw`^(.*?)(?<![\p{L}\d-])(${CODE_BEHIND})[\s,]+(\p{L}[^\d,;|]{2,60})$`, 'u')
const CODE_ALONE = new RegExp(String.raw`^(.*?)([\s,;]+)(${CODE_IN_LINE}|${CODE_BEHIND})$`, 'u')

/** Each part in its own field, as it was typed. */
export function addressFields(from: AddressFields): AddressFields {
  const given = { street: short(from.street), postalCode: short(from.postalCode), city: short(from.city), country: short(from.country) }
  return withTownBehindStreet(fromStreet(fromCity(fromCode(given))))
}

const short = (text: string | undefined): string | undefined => clean(text?.slice(0, 2000))?.slice(0, MOST)

/** `90402 Nürnberg` in the field of the code, or the code in the field of the town and the other way round. */
function fromCode(fields: AddressFields): AddressFields {
  const { postalCode: code, city } = fields
  if (code === undefined || postalCode(code, null) !== null) return fields
  if (city !== undefined && postalCode(city, null) !== null) return { ...fields, postalCode: city, city: code }
  const found = CODE_AND_TOWN.exec(code)
  if (found) return { ...fields, postalCode: found[2], city: city ?? found[3]?.trim() }
  return /\d/.test(code) ? fields : { ...fields, postalCode: undefined, city: city ?? code }
}

function fromCity(fields: AddressFields): AddressFields {
  const { street, postalCode: code, city } = fields
  if (city === undefined || !/\d/.test(city)) return withoutCountry(fields)
  if (code === undefined && postalCode(city, null) !== null) return { ...fields, postalCode: city, city: undefined }
  const found = CODE_AND_TOWN.exec(city) ?? british(city)
  if (!found) return withoutCountry(fields)
  const [, before = '', inLine, town, after = ''] = found
  const beside = [before, after].map(trimmed).filter(Boolean)
  const abroad = beside.find((part) => country(part) !== null)
  return withoutCountry({
    street: street ?? beside.find((part) => part !== abroad),
    postalCode: code ?? inLine,
    city: town,
    country: fields.country ?? abroad,
  })
}

function fromStreet(fields: AddressFields): AddressFields {
  const { street, postalCode: code, city } = fields
  if (street === undefined) return fields
  const found = CODE_AND_TOWN.exec(street) ?? british(street)
  if (found && isPlausible(found[1], found[2], fields)) {
    const [, before = '', inLine, town, after = ''] = found
    const beside = [before, after].map(trimmed).filter(Boolean)
    const abroad = beside.find((part) => country(part) !== null)
    return withoutCountry({
      street: beside.find((part) => part !== abroad),
      postalCode: code ?? inLine,
      city: city ?? town,
      country: fields.country ?? abroad,
    })
  }
  const alone = code === undefined ? CODE_ALONE.exec(street) : null
  return alone && isCode(alone) ? { ...fields, street: trimmed(alone[1]!), postalCode: alone[3] } : fields
}

/** Apart by a comma it is more likely a code than a house number: of five digits always, of four behind a house number. */
function isCode([, before = '', between = '', code = '']: RegExpExecArray): boolean {
  const [isLong, isApart, isNumbered] = [/\d{5}|[A-Z]/.test(code), /[,;]/.test(between), /\d/.test(before)]
  return isNumbered ? isLong || isApart : isLong && isApart
}

/** A number of four digits behind a street that has no other is its house number. */
const isPlausible = (before: string | undefined, code: string | undefined, { postalCode: known }: AddressFields): boolean =>
  code?.length !== 4 || known === undefined || /\d/.test(before ?? '')

function british(line: string): RegExpExecArray | null {
  const turned = BRITISH_CODE_AND_TOWN.exec(line)
  if (turned) return turned
  const found = TOWN_AND_BRITISH_CODE.exec(line)
  if (!found) return null
  const [whole, before = '', town = '', code = ''] = found
  return Object.assign([whole, before, code, town, ''], { index: 0, input: line }) as unknown as RegExpExecArray
}

/** `Linz, Österreich` in the field of the town. */
function withoutCountry(fields: AddressFields): AddressFields {
  const [, town, last] = /^(.+?)\s*[,;]\s*([^,;]+)$/.exec(fields.city ?? '') ?? []
  return town !== undefined && last !== undefined && last.length > 1 && country(last) !== null
    ? { ...fields, city: town, country: fields.country ?? last }
    : fields
}

/** `Hauptstr. 1, Nürnberg` without a code: what stands behind the comma, when it has no digit. */
function withTownBehindStreet(fields: AddressFields): AddressFields {
  if (fields.street === undefined) return fields
  const parts = fields.street.split(/\s*[,;|]\s*/).filter(Boolean)
  const abroad = parts.length > 1 && country(parts.at(-1)) !== null && parts.at(-1)!.length > 1 ? parts.pop() : undefined
  const street = abroad === undefined ? fields.street : parts.join(', ')
  const found = /^(.*\d\s?[a-z]?)\s*[,;|]\s*([^\d,;|]{3,60})$/iu.exec(street)
  const town = found && !NO_TOWN.test(found[2]!) ? found[2]! : undefined
  return {
    ...fields,
    country: fields.country ?? abroad,
    street: town === undefined ? street : found![1],
    city: fields.city ?? town,
  }
}

/** Parts of a building. */
const NO_TOWN = /^(?:haus|geb|halle|stiege|top|hof|stock|eg|og|ug|dg|hinterhaus|erdgeschoss|eingang|aufgang|tor|c\/o|postfach|z\.?\s?hd)/iu

const trimmed = (text: string): string => text.replace(/^[\s,;|·-]+/, '').replace(/[\s,;|·(-]+$/, '')
