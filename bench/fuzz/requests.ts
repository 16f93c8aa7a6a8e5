/** Requests for every route: of the OpenAPI document, of the pages beside it, and of the front door. */
import fc from 'fast-check'
import type { Json } from '../../core/connector.ts'
import type { OpenApi } from '../../core/web/docs.ts'
import { signed, variantOf } from '../../test/contract/source-fuzz.contract.ts'
import { alone, PUBLIC, valuesOf } from '../../test/helpers/alone-sources.ts'
import { changed } from '../../test/helpers/mutations.ts'
import { sampleOf } from '../../test/scripts/samples.ts'
import { HOSTILE, type Known, type Schema, textOf, valuesFor } from './values.ts'

export interface Shot {
  /** `POST /v1/leads/{id}/decisions` */
  route: string
  method: string
  path: string
  headers: Readonly<Record<string, string>>
  body: Buffer | null
}

export interface Target extends Known {
  document: OpenApi
  token: string
  /** Ids by the list that they stand in: `/v1/leads`. */
  idsOf: ReadonlyMap<string, readonly string[]>
}

const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'x',
]
const ACCEPTS = ['*/*', 'text/csv', 'application/x-ndjson', 'text/html', 'x'.repeat(2_000)]

/** One kind of request for each route, so that all are asked equally often. */
export function shotsOf(target: Target): fc.Arbitrary<Shot>[] {
  const ofDocument = Object.entries(target.document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => apiShot(target, path, method.toUpperCase(), operation as Operation)),
  )
  return [...ofDocument, ...PAGES.map(([method, path]) => pageShot(target, method, path)), ...alone.map((source) => hookShot(source)), strayShot(target)]
}

interface Operation {
  parameters?: readonly { name: string; in: string; required?: boolean; schema?: Schema }[]
  requestBody?: { content?: Readonly<Record<string, { schema?: Schema }>> }
}

function apiShot(target: Target, path: string, method: string, { parameters = [], requestBody }: Operation): fc.Arbitrary<Shot> {
  const places = parameters.filter((one) => one.in === 'path').map(({ name }) => [name, placeOf(target, path)] as const)
  const asked = parameters.filter((one) => one.in === 'query').map(({ name, schema = {} }) => [name, valuesFor(schema, target).map(shown)] as const)
  const needed = parameters.filter((one) => one.in === 'query' && one.required).map(({ name }) => name)
  return fc
    .record({
      places: fc.record(Object.fromEntries(places)),
      query: fc.record(Object.fromEntries(asked), { requiredKeys: needed }),
      stray: seldom(fc.tuple(textOf(target), textOf(target)), 9),
      body: requestBody ? bodyOf(requestBody, target) : fc.constant(null),
      headers: headersOf(target),
    })
    .map(({ places, query, stray, body, headers }) => {
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (places as Record<string, string>)[name] ?? 'x')
      const pairs = [...Object.entries(query), ...(stray ? [stray] : [])].map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      const given = method === 'GET' ? null : (body ?? Buffer.from('{}'))
      return { route: `${method} ${path}`, method, path: filled + (pairs.length > 0 ? `?${pairs.join('&')}` : ''), headers, body: given }
    })
}

/** What stands for `{id}`: one of the list it belongs to, one of another, or nonsense. */
function placeOf({ idsOf, ids }: Target, path: string): fc.Arbitrary<string> {
  const own = idsOf.get(path.split('/{')[0]!) ?? []
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...(own.length > 0 ? own : ids)).map(escaped) },
    { weight: 1, arbitrary: fc.constantFrom(...ids).map(escaped) },
    { weight: 2, arbitrary: fc.constantFrom(...HOSTILE.filter((text) => text !== '')).map(escaped) },
    { weight: 1, arbitrary: fc.constantFrom('%00', '%ff', '%E4%', '..%2f..', '%2F', '%u0041', ';a=b') },
  )
}

function bodyOf({ content = {} }: NonNullable<Operation['requestBody']>, known: Known): fc.Arbitrary<Buffer> {
  const schema = Object.values(content)[0]?.schema ?? {}
  const valid = schema.format === 'binary' ? fc.constantFrom<Json>('Firma;Mail\nKranwerk;a@kranwerk.example\n', '', 'PK\u0003\u0004') : valuesFor(schema, known)
  const asBytes = (value: Json) => Buffer.from(schema.format === 'binary' && typeof value === 'string' ? value : JSON.stringify(value))
  return fc.oneof(
    { weight: 6, arbitrary: valid.map(asBytes) },
    { weight: 3, arbitrary: valid.chain(changed).map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('', '{', '[]', 'null', '"x"', '['.repeat(20_000), `{"a":${'9'.repeat(400)}}`, '{"__proto__":{"role":"admin"}}', '\uFEFF{}')
        .map(Buffer.from as (text: string) => Buffer),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  )
}

function headersOf({ token }: Target): fc.Arbitrary<Record<string, string>> {
  return fc
    .record({
      authorization: fc.oneof(
        { weight: 15, arbitrary: fc.constant(`Bearer ${token}`) },
        { weight: 1, arbitrary: fc.constantFrom('Bearer ', 'Basic Og==', 'Bearer lw_guessed', 'x') },
      ),
      type: fc.oneof({ weight: 9, arbitrary: fc.constant('application/json') }, { weight: 1, arbitrary: fc.constantFrom(...TYPES) }),
      accept: fc.oneof({ weight: 9, arbitrary: fc.constant('application/json') }, { weight: 2, arbitrary: fc.constantFrom(...ACCEPTS) }),
      key: seldom(fc.oneof(fc.constantFrom('k1', 'k2', 'x'.repeat(201), '\u00e4'), fc.uuid()), 3),
      cookie: seldom(fc.constantFrom('leitwerk_session=lws_x', 'leitwerk_session', '=', 'a=b;'.repeat(300)), 9),
      language: seldom(fc.constantFrom('de', 'en;q=0.1', '*', 'x;q=9', ','.repeat(500)), 9),
    })
    .map(({ authorization, type, accept, key, cookie, language }) => ({
      authorization,
      'content-type': type,
      accept,
      ...(key !== null && { 'idempotency-key': key }),
      ...(cookie !== null && { cookie }),
      ...(language !== null && { 'accept-language': language }),
    }))
}

const PAGES: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/s/{}'],
  ['GET', '/s/{}/events'],
  ['POST', '/s/{}/test'],
  ['GET', '/p/{}'],
  ['GET', '/p/{}/{}'],
  ['POST', '/p/{}/{}'],
  ['GET', '/v1/contacts/{}/missing-fields'],
  ['OPTIONS', '/v1/contacts/{}/missing-fields'],
  ['POST', '/console/session'],
  ['DELETE', '/console/session'],
  ['GET', '/console/session'],
  ['GET', '/console/assets/{}'],
  ['GET', '/console/{}'],
  ['GET', '/docs'],
  ['GET', '/openapi.json'],
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/metrics'],
]

function pageShot(target: Target, method: string, path: string): fc.Arbitrary<Shot> {
  return fc
    .record({
      places: fc.array(placeOf(target, path), { minLength: 2, maxLength: 2 }),
      query: fc.option(fc.tuple(fc.constantFrom('token', 'form', 'x'), textOf(target))),
      body: fc.oneof(
        bodyOf({ content: { x: { schema: SIGN_IN } } }, target),
        fc.constantFrom('reason=zu+weit', 'reason=%E4', 'a').map((text) => Buffer.from(text)),
      ),
      headers: headersOf(target),
    })
    .map(({ places, query, body, headers }) => {
      const filled = places.reduce((at, place) => at.replace('{}', place), path)
      const asked = query ? `?${query[0]}=${escaped(query[1])}` : ''
      return {
        route: `${method} ${path}`,
        method,
        path: filled + asked,
        headers: { ...headers, 'x-leitwerk-console': '1' },
        body: method === 'POST' ? body : null,
      }
    })
}

const SIGN_IN: Schema = { type: 'object', properties: { token: { type: 'string' } } }

/** What the source's sender sends, changed or broken, signed or not. */
function hookShot(source: (typeof alone)[number]): fc.Arbitrary<Shot> {
  return fc.tuple(variantOf(source, sampleOf(source)), fc.nat(5)).map(([{ arrival }, chance]) => {
    const addressed = { ...arrival, url: `${PUBLIC}/hooks/${source.id}` }
    const { url, method, headers, body } = chance === 0 ? addressed : signed(source, addressed, valuesOf(source), Date.now())
    return { route: `POST /hooks/${source.id}`, method, path: url.replace(PUBLIC, ''), headers, body: method === 'GET' ? null : Buffer.from(body) }
  })
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']

/** Addresses that there are not, or by another method. */
function strayShot(target: Target): fc.Arbitrary<Shot> {
  const start = fc.constantFrom(
    '/hooks/',
    '/hooks/form/',
    '/hooks/form?',
    '/v1/',
    '/v1/leads/',
    '/v1//leads',
    '/console/../',
    '//',
    '/',
    '/hooks',
    '/openapi.json/',
  )
  return fc
    .record({ method: fc.constantFrom(...METHODS), start, place: placeOf(target, '/'), headers: headersOf(target), body: fc.uint8Array({ maxLength: 50 }) })
    .map(({ method, start, place, headers, body }) => ({
      route: 'stray',
      method,
      path: start + place,
      headers,
      body: ['POST', 'PUT', 'PATCH'].includes(method) ? Buffer.from(body) : null,
    }))
}

/** Once in so many times, else null. */
const seldom = <T>(one: fc.Arbitrary<T>, times: number): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one })

const shown = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
const escaped = (text: string): string => encodeURIComponent(text.toWellFormed())
