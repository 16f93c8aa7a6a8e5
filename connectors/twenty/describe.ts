/** What the objects of a workspace look like, and whether the hub can work with them. */
import type { JsonObject, Settings } from '../../core/connector.ts'
import type { Checked, Choice, Described, EntityDescription, FieldDescription, FieldType } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isEmpty, isObject } from '../changes.ts'
import { problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'
import { type Asking, type Known, noApi, refused, SINGULAR } from './api.ts'

const ENTITIES: readonly Known[] = ['account', 'contact', 'opportunity']
const PROVIDED: Readonly<{ [K in Known]: readonly string[] }> = { account: [], contact: ['companyId'], opportunity: ['companyId', 'pointOfContactId'] }
const TYPES: Readonly<{ [type: string]: FieldType }> = {
  TEXT: 'text',
  NUMBER: 'number',
  NUMERIC: 'number',
  BOOLEAN: 'boolean',
  DATE: 'date',
  DATE_TIME: 'datetime',
  SELECT: 'choice',
  RATING: 'choice',
  MULTI_SELECT: 'choices',
  FULL_NAME: 'object',
  EMAILS: 'object',
  PHONES: 'object',
  LINKS: 'object',
  ADDRESS: 'object',
  CURRENCY: 'object',
  RICH_TEXT_V2: 'object',
  RAW_JSON: 'object',
}
/** Twenty makes their values itself. */
const MADE: ReadonlySet<string> = new Set(['ACTOR', 'TS_VECTOR', 'POSITION'])

type Objects = { ok: true; objects: Map<string, JsonObject> } | { ok: false; refusal: Refusal; status: number }

function* objectsOf(): Asking<Objects> {
  const reply = yield { method: 'GET', path: '/metadata/objects', query: { limit: '1000' }, purpose: 'ask for the data model' }
  if (!succeeded(reply)) return { ok: false, refusal: refused(reply), status: reply.status }
  const data = isObject(reply.body) && isObject(reply.body.data) ? reply.body.data : {}
  if (!Array.isArray(data.objects)) return { ok: false, refusal: noApi(), status: reply.status }
  return { ok: true, objects: new Map(data.objects.filter(isObject).map((one) => [textOf(one.nameSingular), one])) }
}

const fieldsOf = (object: JsonObject | undefined): JsonObject[] =>
  object && Array.isArray(object.fields) ? object.fields.filter(isObject).filter(({ isActive }) => isActive !== false) : []

export function* checkWorkspace({ keyField }: Settings): Asking<Checked | Refusal> {
  const found = yield* objectsOf()
  if (!found.ok && found.refusal.kind === 'unauthorised' && found.status < 404 && found.status >= 400)
    return problem('Twenty does not accept the API key', 'apiKey', 'Make a new one in Settings > APIs & Webhooks, and look at when it expires.')
  if (!found.ok && (found.status === 404 || found.status === 200))
    return wrongAddress('the API of Twenty', 'Enter the address of the server, without anything behind it.')
  if (!found.ok) return found.refusal
  for (const entity of ENTITIES) {
    const name = SINGULAR[entity]
    const fields = fieldsOf(found.objects.get(name))
    if (fields.length === 0) return problem(`The workspace has no object ${name}`, null, `Switch it on: Settings > Data model > ${name}.`)
    if (keyField && !fields.some((field) => field.name === keyField))
      return problem(
        `The object ${name} has no field ${keyField}`,
        'keyField',
        `Settings > Data model > ${name} > Add field: type Text, API name ${keyField}; or leave the setting empty.`,
      )
  }
  return { kind: 'ok', detail: `connected; records get their ids from the hub's keys${keyField ? `, which also stand in ${keyField}` : ''}` }
}

export function* describeObjects({ keyField = '' }: Settings): Asking<Described | Refusal> {
  const found = yield* objectsOf()
  if (!found.ok) return found.refusal
  const entities: { [K in Known]?: EntityDescription } = {}
  for (const entity of ENTITIES) {
    const object = found.objects.get(SINGULAR[entity])
    if (!object) continue
    const provided = new Set([keyField, ...PROVIDED[entity]])
    const fields = fieldsOf(object).flatMap((field) => described(field, provided) ?? [])
    entities[entity] = { label: textOf(object.labelSingular) || SINGULAR[entity], open: false, fields }
  }
  return { kind: 'described', entities }
}

function described(field: JsonObject, provided: ReadonlySet<string>): FieldDescription | null {
  const kind = textOf(field.type)
  const isRelation = kind === 'RELATION'
  // The other side of a relation has no column of its own.
  if (isRelation && !isMany(field)) return null
  const name = isRelation ? `${textOf(field.name)}Id` : textOf(field.name)
  const options = Array.isArray(field.options) ? field.options.filter(isObject) : []
  const type = isRelation ? 'reference' : (TYPES[kind] ?? 'other')
  const choices = options.map(({ value, label }): Choice => ({ value: textOf(value), label: textOf(label) }))
  return {
    name,
    label: textOf(field.label) || name,
    type,
    required: field.isNullable === false && isEmpty(field.defaultValue) && field.isSystem !== true && !MADE.has(kind),
    readOnly: MADE.has(kind) || ['id', 'createdAt', 'updatedAt', 'deletedAt'].includes(name),
    ...(provided.has(name) ? { provided: true as const } : {}),
    ...((type === 'choice' || type === 'choices') && choices.length > 0 ? { choices } : {}),
  }
}

const isMany = ({ relationDefinition, settings }: JsonObject): boolean =>
  (isObject(relationDefinition) && relationDefinition.direction === 'MANY_TO_ONE') || (isObject(settings) && settings.relationType === 'MANY_TO_ONE')
