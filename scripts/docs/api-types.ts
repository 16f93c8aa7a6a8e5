/** TypeScript types of the API, printed from its OpenAPI document: the console calls the hub with these. */
import { inspect } from 'node:util'

type Schema = Readonly<Record<string, unknown>>

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
}

interface Content {
  content?: Readonly<Record<string, { schema: Schema }>>
}

interface Operation {
  summary?: string
  parameters?: readonly Parameter[]
  requestBody?: Content
  responses?: Readonly<Record<string, Content>>
}

export interface ApiDocument {
  paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components?: { schemas?: Readonly<Record<string, Schema>> }
}

/** The text of `console/src/api/routes.ts`. */
export function apiTypes({ paths = {}, components = {} }: ApiDocument): string {
  const schemas = Object.entries(components.schemas ?? {}).map(([name, schema]) => `  ${key(name)}: ${typeOf(schema, '  ')}`)
  const routes = Object.entries(paths).map(([path, methods]) => {
    const operations = Object.entries(methods).map(([method, operation]) => `    /** ${operation.summary ?? ''} */\n    ${method}: ${operationType(operation)}`)
    return `  ${key(path)}: {\n${operations.join('\n')}\n  }`
  })
  return `/** Routes of the API and what they take and answer: printed from the hub's OpenAPI document by \`npm run build\`, never written by hand. */

export interface Schemas {
${schemas.join('\n')}
}

export interface Routes {
${routes.join('\n')}
}
`
}

function operationType({ parameters = [], requestBody, responses = {} }: Operation): string {
  const indent = '      '
  const fields = (place: Parameter['in']) =>
    parameters.filter((one) => one.in === place).map(({ name, required = false, schema }) => `${key(name)}${required ? '' : '?'}: ${typeOf(schema, indent)}`)
  const answered = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
  const parts = [
    ...(['path', 'query'] as const).map((place) => ({ name: place === 'path' ? 'params' : place, text: inline(fields(place)) })),
    { name: 'body', text: jsonOf(requestBody, indent) },
    { name: 'answer', text: jsonOf(answered, indent) ?? 'unknown' },
  ]
  return `{\n${parts.flatMap(({ name, text }) => (text === null ? [] : [`${indent}${name}: ${text}`])).join('\n')}\n    }`
}

const inline = (fields: readonly string[]): string | null => (fields.length === 0 ? null : `{ ${fields.join('; ')} }`)

function jsonOf(content: Content | undefined, indent: string): string | null {
  const schema = content?.content?.['application/json']?.schema
  return schema === undefined ? null : typeOf(schema, indent)
}

/** JSON Schema as a type. What it cannot say, such as bounds and formats, is left out. */
export function typeOf(schema: Schema, indent: string): string {
  const { $ref, type, anyOf, oneOf, allOf } = schema
  if (typeof $ref === 'string') return `Schemas['${$ref.split('/').at(-1)}']`
  if ('const' in schema) return literal(schema.const)
  if (Array.isArray(schema.enum)) return schema.enum.map(literal).join(' | ')
  const members = anyOf ?? oneOf
  if (Array.isArray(members)) return unique(members.map((one: Schema) => typeOf(one, indent))).join(' | ')
  if (Array.isArray(allOf)) return unique(allOf.map((one: Schema) => typeOf(one, indent))).join(' & ')
  if (Array.isArray(type)) return unique(type.map((one: unknown) => typeOf({ ...schema, type: one }, indent))).join(' | ')
  if (type === 'array') return `(${schema.items === undefined ? 'unknown' : typeOf(schema.items as Schema, indent)})[]`
  if (type === 'object') return objectType(schema, indent)
  return { string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null' }[type as string] ?? 'unknown'
}

function objectType({ properties, required, additionalProperties }: Schema, indent: string): string {
  const inner = `${indent}  `
  const named = Object.entries((properties ?? {}) as Record<string, Schema>)
  if (named.length === 0) {
    const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties as Schema, indent) : 'unknown'
    return additionalProperties === false || (properties !== undefined && additionalProperties === undefined)
      ? 'Record<string, never>'
      : `Record<string, ${values}>`
  }
  const needed = (required ?? []) as readonly string[]
  const lines = named.map(([name, schema]) => `${about(schema, inner)}${inner}${key(name)}${needed.includes(name) ? '' : '?'}: ${typeOf(schema, inner)}`)
  return `{\n${lines.join('\n')}\n${indent}}`
}

const about = ({ description }: Schema, indent: string): string =>
  typeof description === 'string' ? `${indent}/** ${description.replaceAll('*/', '* /').replace(/\s+/g, ' ')} */\n` : ''
const literal = (value: unknown): string => (value === null ? 'null' : inspect(value))
const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : inspect(name))
const unique = (types: readonly string[]): string[] => [...new Set(types)]
