/** What a delivery's bytes say: JSON, form, multipart, XML, CSV, text or query, as JSON; anything else is held with a sentence. */
import type { Arrival, Decoding, Json, JsonObject } from '../connector.ts'
import type { Hold } from '../mapped.ts'
import { textOf } from './charset.ts'
import { parseCsv } from './csv.ts'
import { looksUnencoded, parseForm, parseUnencodedForm } from './form.ts'
import { type Parsed, parseJson } from './json.ts'
import { undecodable } from './limits.ts'
import { parseMultipart } from './multipart.ts'
import { parseXml } from './xml.ts'

export type Encoded = Pick<Arrival, 'method' | 'url' | 'headers' | 'body'>
export type Decoded = { kind: 'decoded'; value: Json } | Hold

/**
 * Decodes what arrived. By default the content type decides, and where it is missing, vague or wrong, the bytes do.
 * Never throws; memory and time stay in proportion to the body. Held with `undecodable` or `too_deep`.
 */
export function decode(encoded: Encoded, options: Decoding = {}): Decoded {
  const as = options.as === undefined || options.as === 'auto' ? kindOf(encoded) : options.as
  const decoded = reader[as](encoded)
  return decoded.kind === 'decoded' && options.jsonFields !== undefined ? withJsonFields(decoded.value, options.jsonFields) : decoded
}

type Kind = Exclude<NonNullable<Decoding['as']>, 'auto'> | 'empty' | 'text or json'

const reader: Readonly<Record<Kind, (encoded: Encoded) => Parsed>> = {
  json: (encoded) => parseJson(text(encoded)),
  form: (encoded) => parsePosted(text(encoded)),
  'unencoded-form': (encoded) => parseUnencodedForm(text(encoded)),
  multipart: ({ body, headers }) => parseMultipart(body, headers['content-type'] ?? ''),
  xml: (encoded) => parseXml(text(encoded)),
  csv: (encoded) => parseCsv(text(encoded)),
  query: ({ url }) => parseForm(queryOf(url)),
  text: (encoded) => ({ kind: 'decoded', value: text(encoded) }),
  'text or json': (encoded) => bySight(text(encoded)),
  empty: () => undecodable('the body is empty'),
}

function kindOf({ method, headers, body }: Encoded): Kind {
  if (body.length === 0) return method === 'GET' || method === 'DELETE' || method === 'HEAD' ? 'query' : 'empty'
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  if (/[/+]json$|-json$/.test(type)) return 'json'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  if (type === 'multipart/form-data') return 'multipart'
  if (/[/+]xml$/.test(type)) return 'xml'
  if (type === 'text/csv') return 'csv'
  return 'text or json'
}

/** Several form plugins and PHP scripts post JSON and forget to say so; a form cannot begin with a bracket. */
function parsePosted(body: string): Parsed {
  if (/^\s*[{[]/.test(body)) {
    const json = parseJson(body)
    if (json.kind === 'decoded') return json
  }
  return looksUnencoded(body) ? parseUnencodedForm(body) : parseForm(body.trim())
}

/** For text/plain, no type and types that say nothing: SNS and broken templates send JSON as plain text. */
function bySight(body: string): Parsed {
  const start = body.trimStart()
  if (/^[{["]/.test(start)) return parseJson(start)
  if (start.startsWith('<')) return parseXml(start)
  if (start.includes('\0')) return undecodable('the body is binary, not text')
  return /^&?[A-Za-z_][\w.:[\]%-]*=/.test(start) ? parsePosted(start) : { kind: 'decoded', value: body.trim() }
}

const text = ({ body, headers }: Encoded): string => textOf(body, headers['content-type'], xmlEncoding(body))

function xmlEncoding(body: Uint8Array): string | undefined {
  if (body[0] !== 60) return undefined
  const start = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 200)).toString('latin1')
  return /^<\?xml[^>]*?encoding=["']([\w.-]+)["']/.exec(start)?.[1]
}

function queryOf(url: string): string {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at + 1).split('#')[0]!
}

function withJsonFields(value: Json, names: readonly string[]): Decoded {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { kind: 'decoded', value }
  const parsed: JsonObject = { ...value }
  for (const name of names) {
    const field = Object.hasOwn(value, name) ? value[name] : undefined
    // Some senders put a sentence where other messages of theirs have JSON.
    if (typeof field !== 'string' || !/^\s*[{[]/.test(field)) continue
    const inner = parseJson(field)
    if (inner.kind === 'held') return { ...inner, path: name, reason: `the field ${name}: ${inner.reason.replace('the body', 'its text')}` }
    parsed[name] = inner.value
  }
  return { kind: 'decoded', value: parsed }
}
