/**
 * What EspoCRM's entities look like: the metadata of their fields, turned into the attributes that the API takes, with
 * the labels of the default language (docs.espocrm.com/development/api: metadata and i18n; key since 8.2).
 */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Choice, Described, Entity, EntityDescription, FieldDescription } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isEmpty, isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { ENTITY, noApi, refused } from './api.ts'
import { attributesOf } from './attributes.ts'

/** Filled by `write`, besides the key. */
const PROVIDED: Readonly<Record<Entity, readonly string[]>> = { account: [], contact: ['accountId'], lead: [], opportunity: ['accountId', 'contactsIds'] }

type Read = Generator<Call, { ok: true; value: JsonObject } | { ok: false; refusal: Refusal }, Reply>

export function* describeEntities(settings: Settings): Generator<Call, Described | Refusal, Reply> {
  const definitions = new Map<string, JsonObject>()
  for (const name of Object.values(ENTITY)) {
    const told = yield* read({ method: 'GET', path: '/Metadata', query: { key: `entityDefs.${name}.fields` }, purpose: `ask for the fields of ${name}` })
    if (!told.ok) return told.refusal
    definitions.set(name, told.value)
  }
  const labels = yield* read({ method: 'GET', path: '/I18n', query: { default: 'true' }, purpose: 'ask for the labels' })
  if (!labels.ok) return labels.refusal
  const entities: Partial<Record<Entity, EntityDescription>> = {}
  for (const [entity, name] of Object.entries(ENTITY) as [Entity, string][]) {
    const fields = definitions.get(name) ?? {}
    if (isEmpty(fields)) continue // the role does not let it be seen
    const options = yield* optionsOf(fields, definitions)
    if (!options.ok) return options.refusal
    entities[entity] = described(entity, fields, options.value, labelsOf(labels.value, name), settings)
  }
  return { kind: 'described', entities }
}

/** An object; empty where there is nothing, which PHP writes as a list. */
function* read(call: Call): Read {
  const reply = yield call
  if (!succeeded(reply)) return { ok: false, refusal: refused(reply) }
  if (isObject(reply.body)) return { ok: true, value: reply.body }
  return isEmpty(reply.body) && reply.body !== '' ? { ok: true, value: {} } : { ok: false, refusal: noApi() }
}

/** Options by field; a field may borrow those of another one, also of another entity. */
function* optionsOf(fields: JsonObject, definitions: Map<string, JsonObject>): Read {
  const found: JsonObject = {}
  for (const [name, field] of Object.entries(fields)) {
    if (!isObject(field)) continue
    const [entity = '', of = ''] = textOf(field.optionsReference).split('.')
    if (of === '') {
      if (!isEmpty(field.options)) found[name] = field.options ?? null
      continue
    }
    if (!definitions.has(entity)) {
      const told = yield* read({ method: 'GET', path: '/Metadata', query: { key: `entityDefs.${entity}.fields` }, purpose: `ask for the fields of ${entity}` })
      if (!told.ok) return told
      definitions.set(entity, told.value)
    }
    const borrowed = definitions.get(entity)?.[of]
    if (isObject(borrowed) && !isEmpty(borrowed.options)) found[name] = borrowed.options ?? null
  }
  return { ok: true, value: found }
}

interface Labels {
  entity: string
  field: (name: string) => string
  option: (field: string, value: string) => string
}

function labelsOf(all: JsonObject, name: string): Labels {
  const at = (...path: string[]): string => {
    const value = path.reduce<Json>((inner, step) => (isObject(inner) ? (inner[step] ?? null) : null), all)
    return textOf(value)
  }
  return {
    entity: at('Global', 'scopeNames', name) || name,
    field: (field) => at(name, 'fields', field) || at('Global', 'fields', field) || field,
    option: (field, value) => at(name, 'options', field, value) || at('Global', 'options', field, value) || value,
  }
}

function described(entity: Entity, fields: JsonObject, options: JsonObject, labels: Labels, { keyField = '' }: Settings): EntityDescription {
  const attributes = new Map<string, FieldDescription>()
  let open = false
  for (const [name, field] of Object.entries(fields)) {
    if (!isObject(field)) continue
    const choices = choicesOf(name, options[name], labels)
    const made = attributesOf(name, labels.field(name), field, choices)
    // A kind of field that is not known here, of an extension: its attributes cannot be told from mistakes.
    if (made === null) open = true
    for (const attribute of made ?? []) {
      const isItself = attribute.name === name
      // A field of that name says more than what another one brings along.
      if (!attributes.has(attribute.name) || isItself) attributes.set(attribute.name, attribute)
    }
  }
  const provided = new Set([keyField, ...PROVIDED[entity]])
  const listed = [...attributes.values()].map((one): FieldDescription => (provided.has(one.name) ? { ...one, provided: true } : one))
  return { label: labels.entity, fields: listed, open }
}

const choicesOf = (field: string, options: Json | undefined, { option }: Labels): Choice[] | null =>
  Array.isArray(options) ? options.map((value) => ({ value: String(value), label: option(field, String(value)) })) : null
