/** What goes wrong with the bodies of senders: fields that are gone, retyped, nested, huge, renamed or repeated, and broken bytes. */
import fc from 'fast-check'
import type { Arrival, Json } from '../../core/connector.ts'

/** A change of one place in a JSON value; `at` picks the place. */
interface Change {
  how: 'drop' | 'replace' | 'nest' | 'repeat' | 'rename'
  at: number
  value: Json
  name: string
}

const deep = (levels: number): Json => (levels === 0 ? 'x' : [deep(levels - 1)])

const ODD: readonly Json[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1e300,
  2 ** 60,
  true,
  false,
  [],
  {},
  [null],
  { value: null },
  deep(150),
  'x'.repeat(200_000),
  Array.from({ length: 3_000 }, (_, i) => i),
  '\u0000',
  '\ud800',
  '🏗️',
  '{{lead.email}}',
  '%E4',
  '2026-13-45',
  '{"a":',
]

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom('drop', 'replace', 'replace', 'nest', 'repeat', 'rename'),
  at: fc.nat(),
  value: fc.oneof(fc.constantFrom(...ODD), fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>),
  name: fc.oneof(fc.constantFrom('__proto__', 'constructor', 'length', '', 'a.b', '$', 'x'.repeat(3_000)), fc.string()),
})

/** The value with one to three of its places changed. */
export const changed = (value: Json): fc.Arbitrary<Json> => fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => changes.reduce(applied, value))

function applied(value: Json, one: Change): Json {
  const places = placesOf(value)
  return at(value, places[one.at % places.length]!, one)
}

type Path = readonly string[]

function placesOf(value: Json, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [path]
  return [
    path,
    ...Object.entries(value)
      .slice(0, 200)
      .flatMap(([name, inner]) => (path.length < 20 ? placesOf(inner, [...path, name]) : [])),
  ]
}

function at(value: Json, [step, ...steps]: Path, one: Change): Json {
  if (step === undefined) return instead(value, one)
  if (Array.isArray(value)) return value.flatMap((inner, i) => (String(i) === step ? entry(inner, steps, one).map(([, made]) => made) : [inner]))
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([name, inner]) => (name === step ? entry(inner as Json, steps, one, name) : [[name, inner as Json] as const])),
  )
}

/** What becomes of an entry of a list or an object: none, one under a name, or two. */
function entry(value: Json, steps: Path, one: Change, name = ''): (readonly [string, Json])[] {
  if (steps.length > 0) return [[name, at(value, steps, one)]]
  if (one.how === 'drop') return []
  if (one.how === 'rename') return [[one.name, value]]
  if (one.how === 'repeat')
    return [
      [name, value],
      [`${name}2`, value],
    ]
  return [[name, instead(value, one)]]
}

function instead(value: Json, { how, value: other }: Change): Json {
  if (how === 'nest') return { value }
  return how === 'repeat' ? [value, value] : how === 'replace' ? other : value
}

const TYPES = [
  '',
  'application/json',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
  'text/xml; charset=klingon',
]

/** The request with its bytes broken: cut off, repeated, in another encoding, under a wrong type. */
export const broken = (arrival: Arrival): fc.Arbitrary<Arrival> =>
  fc
    .record({
      how: fc.constantFrom('cut', 'repeat', 'insert', 'latin1', 'utf16', 'mark', 'none'),
      from: fc.nat({ max: arrival.body.length }),
      length: fc.nat({ max: 200 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
      type: fc.option(fc.constantFrom(...TYPES), { nil: undefined, freq: 3 }),
    })
    .map(({ how, from, length, bytes, type }) => ({
      ...arrival,
      headers: type === undefined ? arrival.headers : { ...arrival.headers, 'content-type': type },
      body: brokenBytes(Buffer.from(arrival.body), how, from, length, bytes),
    }))

function brokenBytes(body: Buffer, how: string, from: number, length: number, bytes: Uint8Array): Buffer {
  const [before, middle, after] = [body.subarray(0, from), body.subarray(from, from + length), body.subarray(from + length)]
  switch (how) {
    case 'cut':
      return Buffer.concat([before, after])
    case 'repeat':
      return Buffer.concat([before, middle, middle, after])
    case 'insert':
      return Buffer.concat([before, bytes, middle, after])
    case 'latin1':
      return Buffer.from(body.toString('utf8'), 'latin1')
    case 'utf16':
      return Buffer.from(body.toString('utf8'), 'utf16le')
    case 'mark':
      return Buffer.concat([Buffer.from('\uFEFF'), body])
    default:
      return body
  }
}
