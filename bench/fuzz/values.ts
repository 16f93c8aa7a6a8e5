/** Values for what a JSON Schema describes: mostly what it allows, at its edges, with ids that exist and texts that hurt. */
import fc from 'fast-check'
import type { Json } from '../../core/connector.ts'

/** As much of JSON Schema as the OpenAPI document uses. */
export interface Schema {
  $ref?: string
  type?: string | readonly string[]
  format?: string
  enum?: readonly Json[]
  const?: Json
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  allOf?: readonly Schema[]
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

export interface Known {
  /** Of `#/components/schemas`. */
  schemas: Readonly<Record<string, Schema>>
  /** Ids of records that are there. */
  ids: readonly string[]
  /** Personal values that no log may show. */
  canaries: readonly string[]
}

const INSTANTS = [
  '2026-09-15T08:30:00Z',
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-28T23:59:60Z',
  '2026-09-15T08:30:00+14:00',
  '0000-01-01T00:00:00Z',
]
const DAYS = ['2026-09-15', '2024-02-29', '0001-01-01', '9999-12-31', '2026-02-30']
const WORDS = ['default', 'typeform', 'crm', 'web', 'lead', 'mql', 'A', 'B3', 'x', 'csv', 'week', 'newsletter', 'email', 'Kranwerk', 'hub.example.com']
const NUMBERS = [0, 1, 2, 7, 100, -1, 0.5, 2 ** 31, 2 ** 53, 1e300, -1e300]

/** Texts that have broken somebody's program before. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '..',
  '../../etc/passwd',
  '%00',
  '%E4',
  '%2e%2e%2f',
  "' or 1=1 --",
  '"; drop table lead; --',
  '%_%',
  '\\',
  '🏗️',
  '\ud800',
  '\u202e',
  'İ'.repeat(300),
  'x'.repeat(9_000),
  '9'.repeat(40),
  '-1',
  '1e309',
  'NaN',
  'null',
  'true',
  '__proto__',
  'constructor',
  'x\r\nx-injected: 1',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '*'.repeat(300),
  '(a+)+$',
  '2026-13-45',
  'env:LEITWERK_KEY',
  'file:/etc/passwd',
  'http://169.254.169.254/latest/meta-data',
]

export const textOf = ({ ids, canaries }: Known): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
    { weight: 4, arbitrary: fc.constantFrom(...ids) },
    { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
    { weight: 2, arbitrary: fc.constantFrom(...canaries) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) },
  )

/** @param depth levels that are still filled */
export function valuesFor(schema: Schema, known: Known, depth = 6): fc.Arbitrary<Json> {
  if (schema.$ref !== undefined) return valuesFor(known.schemas[schema.$ref.split('/').at(-1)!] ?? {}, known, depth - 1)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const ways = schema.anyOf ?? schema.oneOf
  if (ways) return fc.oneof(...ways.map((one) => valuesFor(one, known, depth - 1)))
  if (schema.allOf) return fc.tuple(...schema.allOf.map((one) => valuesFor(one, known, depth - 1))).map((all) => Object.assign({}, ...all) as Json)
  if (typeof schema.type === 'object') return fc.oneof(...schema.type.map((type) => valuesFor({ ...schema, type }, known, depth)))
  if (depth <= 0) return fc.constant(null)
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'string':
      return stringOf(schema, known)
    case 'array':
      return fc.array(valuesFor(schema.items ?? {}, known, depth - 1), { maxLength: 3 })
    case 'object':
      return objectOf(schema, known, depth)
    default:
      return fc.oneof(textOf(known), fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>)
  }
}

function numberOf({ type, minimum, maximum }: Schema): fc.Arbitrary<number> {
  const edges = [minimum, maximum, ...NUMBERS].filter((n): n is number => n !== undefined)
  const within = edges.filter((n) => n >= (minimum ?? n) && n <= (maximum ?? n) && (type === 'number' || Number.isSafeInteger(n)))
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...(within.length > 0 ? within : edges)) }, { weight: 1, arbitrary: fc.constantFrom(...edges) })
}

function stringOf({ format, minLength = 0, maxLength }: Schema, known: Known): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.constantFrom(...INSTANTS)
  if (format === 'date') return fc.constantFrom(...DAYS)
  const fitted = textOf(known).map((text) => (maxLength === undefined ? text : text.slice(0, maxLength)).padEnd(minLength, 'x'))
  return fc.oneof({ weight: 5, arbitrary: fitted }, { weight: 1, arbitrary: textOf(known) })
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, known: Known, depth: number): fc.Arbitrary<Json> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valuesFor(one, known, depth - 1)]))
  const given = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) })
  if (typeof additionalProperties !== 'object') return given as fc.Arbitrary<Json>
  const more = fc.dictionary(textOf(known), valuesFor(additionalProperties, known, depth - 1), { maxKeys: 3 })
  return fc.tuple(given, more).map(([own, others]) => ({ ...others, ...own }) as Json)
}
