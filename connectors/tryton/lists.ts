/** A party's lists - addresses, contact mechanisms, identifiers - completed without touching what people entered. */
import type { Json, JsonObject } from '../../core/connector.ts'
import { key as folded } from '../../core/lead/normalise/text.ts'
import { isEmpty, isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { relatedList } from './rpc.ts'

export const LISTS = ['addresses', 'contact_mechanisms', 'identifiers'] as const
type List = (typeof LISTS)[number]

/** For `create`: everything is new. */
export const asCreated = (wanted: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(wanted)
      .filter(([field, value]) => !isList(field) || entries(value).length > 0)
      .map(([field, value]) => [field, isList(field) ? [['create', entries(value)]] : value]),
  )

/** For `write`: what is missing is added, an address that is incomplete is completed, nothing is changed or removed. */
export function completions(row: JsonObject, wanted: JsonObject): JsonObject {
  const commands: JsonObject = {}
  for (const list of LISTS) {
    const there = relatedList(row, list)
    const added: JsonObject[] = []
    const written: Json[] = []
    for (const entry of entries(wanted[list])) {
      const match = there.find((one) => sameEntry(list, one, entry))
      if (!match) added.push(entry)
      else if (list === 'addresses') {
        const gaps = Object.fromEntries(Object.entries(entry).filter(([field, value]) => isEmpty(match[field]) && !isEmpty(value)))
        if (Object.keys(gaps).length > 0) written.push('write', [match.id ?? 0], gaps)
      }
    }
    const all: Json[] = [...(written.length > 0 ? chunks(written) : []), ...(added.length > 0 ? [['create', added]] : [])]
    if (all.length > 0) commands[list] = all
  }
  return commands
}

/** Keys and VAT ids written on a party. */
export const identifiersOf = (row: JsonObject): string[] => relatedList(row, 'identifiers').map(({ code }) => textOf(code))
export const mechanismsOf = (row: JsonObject, ...types: string[]): string[] =>
  relatedList(row, 'contact_mechanisms')
    .filter(({ type }) => types.includes(textOf(type)))
    .map(({ value }) => textOf(value))

/** The same identifiers without their types: Tryton checks the digits of typed ones and refuses the whole party over one of them. */
export const untyped = (wanted: JsonObject): JsonObject => ({ ...wanted, identifiers: entries(wanted.identifiers).map(({ code }) => ({ code: code ?? null })) })
export const hasTyped = (wanted: JsonObject): boolean => entries(wanted.identifiers).some(({ type }) => !isEmpty(type))

const isList = (field: string): field is List => (LISTS as readonly string[]).includes(field)
const entries = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

function sameEntry(list: List, there: JsonObject, entry: JsonObject): boolean {
  if (list === 'identifiers') return compact(there.code) === compact(entry.code)
  if (list === 'contact_mechanisms') return there.type === entry.type && comparable(there) === comparable(entry)
  return ['street', 'postal_code', 'city'].every(
    (field) => isEmpty(there[field]) || isEmpty(entry[field]) || folded(textOf(there[field])) === folded(textOf(entry[field])),
  )
}

const compact = (value: Json | undefined): string =>
  textOf(value)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')

function comparable({ type, value }: JsonObject): string {
  const text = textOf(value).trim().toLowerCase()
  if (type === 'website') return text.replace(/^https?:\/\//, '').replace(/\/+$/, '')
  return type === 'email' ? text : text.replace(/[^\d+]/g, '')
}

function chunks(flat: readonly Json[]): Json[] {
  const commands: Json[] = []
  for (let i = 0; i < flat.length; i += 3) commands.push(flat.slice(i, i + 3))
  return commands
}
