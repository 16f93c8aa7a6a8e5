/**
 * Fields of Pipedrive as a mapping writes them, and as its API wants them: own fields by their name instead of their 40
 * digits, options by their label instead of their number.
 */
import type { Json, JsonObject, Settings } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import type { InvalidField, Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { dataOf, type Getting, idOf, NAME, nextCursor, refused } from './api.ts'

export interface FieldInfo {
  code: string
  name: string
  type: string
  isOwn: boolean
  options: readonly { id: string | number; label: string }[]
}

/** The fields of one kind of record, and which of them holds the hub's key. */
export interface Fields {
  all: readonly FieldInfo[]
  keyCode: string
}

/** A lead has the own fields of deals. */
const FIELD_PATH: Readonly<Record<Entity, string>> = {
  account: '/api/v2/organizationFields',
  contact: '/api/v2/personFields',
  lead: '/api/v2/dealFields',
  opportunity: '/api/v2/dealFields',
}
const PAGE = '500'
const PAGES = 5

export function* readFields(entity: Entity): Getting<FieldInfo[]> {
  const found: FieldInfo[] = []
  let cursor: string | null = null
  for (let page = 0; page < PAGES; page++) {
    const query: Record<string, string> = { limit: PAGE, ...(cursor !== null && { cursor }) }
    const reply = yield { method: 'GET', path: FIELD_PATH[entity], query, purpose: `ask for the fields of ${NAME[entity]}` }
    const data = dataOf(reply)
    if (!Array.isArray(data)) return { ok: false, refusal: refused(reply) }
    found.push(...data.filter(isObject).map(infoOf))
    cursor = nextCursor(reply)
    if (cursor === null) break
  }
  return { ok: true, value: found }
}

/** The fields of a kind of record; refused where that of the hub's key is missing. */
export function* fieldsFor(entity: Entity, { keyField = '' }: Settings): Getting<Fields> {
  const read = yield* readFields(entity)
  if (!read.ok) return read
  const keyCode = codeOf(read.value, keyField)
  if (keyCode !== undefined) return { ok: true, value: { all: read.value, keyCode } }
  return {
    ok: false,
    refusal: { kind: 'invalid', reason: missingKey(entity, keyField), fields: [{ field: keyField, message: 'does not exist in Pipedrive' }] },
  }
}

export const missingKey = (entity: Entity, keyField: string): string =>
  `Pipedrive has no field "${keyField}" of ${entity === 'lead' ? 'leads and deals' : NAME[entity]}`

const infoOf = (row: JsonObject): FieldInfo => ({
  code: textOf(row.field_code),
  name: textOf(row.field_name),
  type: textOf(row.field_type),
  isOwn: row.is_custom_field === true,
  options: (Array.isArray(row.options) ? row.options : [])
    .filter(isObject)
    .flatMap(({ id, label }) => (typeof id === 'number' || typeof id === 'string' ? [{ id, label: textOf(label) }] : [])),
})

/** An own field by its name, where only one has it; any field by its code. */
export function codeOf(all: readonly FieldInfo[], name: string): string | undefined {
  if (all.some(({ code }) => code === name)) return name
  const named = all.filter((one) => one.isOwn && one.name.trim().toLowerCase() === name.trim().toLowerCase())
  return named.length === 1 ? named[0]!.code : undefined
}

/** How a mapping writes a field: own ones by name, unless two share it. */
export const nameOf = (all: readonly FieldInfo[], info: FieldInfo): string => (info.isOwn && codeOf(all, info.name) === info.code ? info.name : info.code)

const HASH = /^[0-9a-f]{40}$/

/** Field sets of a mapping in the API's own codes and option numbers. */
export function coded({ all }: Fields, values: JsonObject): { ok: true; values: JsonObject } | { ok: false; refusal: Refusal } {
  const wrong: InvalidField[] = []
  const made: JsonObject = {}
  for (const [name, value] of Object.entries(values)) {
    const code = codeOf(all, name) ?? name
    const info = all.find((one) => one.code === code)
    const option = info && info.options.length > 0 ? optionsOf(info, value) : { ok: true as const, value }
    if (option.ok) made[code] = option.value
    else wrong.push({ field: name, value: option.unknown, message: `"${option.unknown}" is none of its options: ${labels(info!)}` })
  }
  if (wrong.length === 0) return { ok: true, values: made }
  return { ok: false, refusal: { kind: 'invalid', reason: wrong.map(({ field, message }) => `${field}: ${message}`).join('; '), fields: wrong } }
}

const labels = ({ options }: FieldInfo): string => options.map(({ label }) => label).join(', ')

type Chosen = { ok: true; value: Json } | { ok: false; unknown: string }

function optionsOf(info: FieldInfo, value: Json): Chosen {
  if (value === null || isObject(value)) return { ok: true, value }
  if (!Array.isArray(value)) return optionOf(info, value)
  const chosen: Json[] = []
  for (const one of value) {
    const option = optionOf(info, one)
    if (!option.ok) return option
    chosen.push(option.value)
  }
  // An empty list is refused; nothing chosen is null.
  return { ok: true, value: chosen.length === 0 ? null : chosen }
}

function optionOf({ options }: FieldInfo, value: Json): Chosen {
  const said = String(value)
  const option = options.find(({ id }) => String(id) === said) ?? options.find(({ label }) => label.toLowerCase() === said.toLowerCase())
  return option ? { ok: true, value: option.id } : { ok: false, unknown: said }
}

/** A record with its own fields beside the others, as version 1 writes it. */
export function flat(row: JsonObject): JsonObject {
  const { custom_fields: own, ...rest } = row
  return isObject(own) ? { ...rest, ...own } : row
}

/** The same for writing: version 2 wants own fields in an object of their own. */
export function nested(entity: Entity, values: JsonObject): JsonObject {
  if (entity === 'lead') return values
  const own = Object.entries(values).filter(([code]) => HASH.test(code))
  const rest = Object.entries(values).filter(([code]) => !HASH.test(code))
  return { ...Object.fromEntries(rest), ...(own.length > 0 && { custom_fields: Object.fromEntries(own) }) }
}

/** A refusal with the names of own fields instead of their digits. */
export function named(refusal: Refusal, { all }: Fields): Refusal {
  const readable = (text: string) => text.replace(/\b[0-9a-f]{40}\b/g, (code) => all.find((one) => one.code === code)?.name ?? code)
  if (refusal.kind !== 'invalid') return refusal
  return {
    ...refusal,
    reason: readable(refusal.reason),
    fields: refusal.fields.map((one) => ({ ...one, field: readable(one.field), message: readable(one.message) })),
  }
}

/** Text of an own field, whatever its type. */
export const ownText = (row: JsonObject, code: string | undefined): string => (code === undefined ? '' : idOf(row[code]))
