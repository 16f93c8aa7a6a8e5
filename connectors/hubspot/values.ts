/** Values as HubSpot keeps them: every property is a text, several choices stand in one, times end in Z. */
import type { Json, JsonObject } from '../../core/connector.ts'
import { isObject } from '../changes.ts'

/** As HubSpot takes and returns them, so that what stands there can be compared with what is wanted. */
export const asTexts = (fields: JsonObject): Record<string, string> => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, asText(value)]))

function asText(value: Json): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.map(asText).join(';')
  return isObject(value) ? JSON.stringify(value) : String(value)
}

/** What stands there, in the spelling of what is wanted where both mean the same time, number or choices. */
export function inSpellingOf(wanted: Readonly<Record<string, string>>, standing: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(standing).map(([name, value]) => [name, meansSame(value, wanted[name]) ? (wanted[name] ?? null) : value]))
}

function meansSame(stands: Json, wanted: string | undefined): boolean {
  if (typeof stands !== 'string' || wanted === undefined) return false
  if (DAY.test(stands) && DAY.test(wanted)) return Date.parse(stands) === Date.parse(wanted)
  if (NUMBER.test(stands) && NUMBER.test(wanted)) return Number(stands) === Number(wanted)
  return stands.includes(';') && wanted.includes(';') && sorted(stands) === sorted(wanted)
}

const DAY = /^\d{4}-\d\d-\d\d(T|$)/
/** Not a telephone number or a postal code, which may begin with a zero. */
const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d+)?$/
const sorted = (choices: string): string => choices.split(';').sort().join(';')
