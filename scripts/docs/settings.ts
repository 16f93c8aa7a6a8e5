/** Every setting with its type, default and sentence, read from the schema of the configuration. */
import { z } from 'zod'
import { configSchema } from '../../config/schema.ts'
import { capital, code, either, table } from './markdown.ts'

interface Schema {
  type?: string
  description?: string
  default?: unknown
  enum?: readonly unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  items?: Schema
  anyOf?: readonly Schema[]
  additionalProperties?: Schema | boolean
}

export interface Setting {
  /** `sources.NAME.kind`, `routing[].owner`. */
  path: string
  type: string
  default: string
  /** Its own sentence. */
  help: string | undefined
  /** Where it has none: the object or list it stands in, if that is explained. */
  explainedBy: string | undefined
  isTop: boolean
}

/** In the order of the schema. */
export function settings(): Setting[] {
  // The cast: a JSON Schema of our own making.
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Schema
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => rows(name, one, undefined, false))
}

function rows(path: string, schema: Schema, explainedBy: string | undefined, required: boolean): Setting[] {
  const own: Setting = { path, type: typeOf(schema), default: defaultOf(schema, required), help: schema.description, explainedBy, isTop: !/[.[]/.test(path) }
  return [own, ...inner(path, schema, schema.description === undefined ? undefined : path)]
}

function inner(path: string, { properties, items, additionalProperties, required = [] }: Schema, explainedBy: string | undefined): Setting[] {
  if (properties && Object.keys(properties).length > 0)
    return Object.entries(properties).flatMap(([name, one]) => rows(`${path}.${name}`, one, explainedBy, required.includes(name)))
  if (items?.properties) return inner(`${path}[]`, items, explainedBy)
  if (typeof additionalProperties === 'object' && additionalProperties.properties) return inner(`${path}.NAME`, additionalProperties, explainedBy)
  return []
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ')
  if (schema.const !== undefined) return code(String(schema.const))
  if (schema.anyOf) return either([...new Set(schema.anyOf.map(typeOf))])
  if (schema.type === 'array') return `list${schema.items && !schema.items.properties ? ` of ${typeOf(schema.items)}` : ''}`
  if (schema.type === 'object') {
    if (schema.properties && Object.keys(schema.properties).length === 0) return 'nothing can be set here yet'
    return typeof schema.additionalProperties === 'object' && !schema.properties ? 'object by name' : 'object'
  }
  if (schema.format === 'uri') return 'address'
  const range = rangeOf(schema)
  return `${{ string: 'text', boolean: 'true or false', integer: 'whole number', number: 'number' }[schema.type ?? ''] ?? 'any'}${range ? `, ${range}` : ''}`
}

const UNBOUNDED = Number.MAX_SAFE_INTEGER

function rangeOf({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const least = exclusiveMinimum !== undefined ? `more than ${exclusiveMinimum}` : minimum !== undefined && minimum > -UNBOUNDED ? `${minimum} or more` : ''
  return [least, maximum !== undefined && maximum < UNBOUNDED ? `at most ${maximum}` : ''].filter(Boolean).join(', ')
}

function defaultOf({ default: given, properties }: Schema, required: boolean): string {
  if (given === undefined) return required ? 'required' : ''
  if (properties && Object.keys(properties).length > 0) return ''
  const text = JSON.stringify(given)
  return text === '{}' || text === '[]' ? 'none' : code(typeof given === 'string' ? given : text)
}

export function settingsPage(): string {
  const all = settings()
  const parts = all
    .filter(({ isTop }) => isTop)
    .map((top) => {
      const below = all.filter(({ path }) => path.startsWith(`${top.path}.`) || path.startsWith(`${top.path}[`))
      const about = `${top.help}. ${below.length > 0 ? '' : top.default === 'none' ? capital(`${top.type}.`) : `Type: ${top.type}. Default: ${top.default}.`}`
      const shown = below.map((one) => [code(one.path), one.type, one.default, one.help ?? (one.explainedBy ? `see ${code(one.explainedBy)}` : '')])
      return `## ${top.path}\n\n${about.trim()}${shown.length > 0 ? `\n\n${table(['setting', 'type', 'default', 'meaning'], shown)}` : ''}`
    })
  return parts.join('\n\n')
}
