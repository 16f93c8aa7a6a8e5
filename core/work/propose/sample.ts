/** A sample as somebody hands it over: a body of any kind, a whole HTTP request as it was captured, or a delivery that was kept. */
import type { Decoding, Json } from '../../connector.ts'
import { looksLikeCsv } from '../../decode/csv.ts'
import { decode, type Encoded } from '../../decode/decode.ts'
import type { Hold } from '../../mapped.ts'

export interface ReadSample {
  kind: 'read'
  body: Json
  headers: Readonly<Record<string, string>>
  url: string
}

/** What is known of a delivery that was kept. */
export type Kept = Omit<Encoded, 'body'> & { decoding: Decoding }

export function readSample(bytes: Uint8Array, kept?: Kept): ReadSample | Hold {
  if (kept) return read({ ...kept, body: bytes }, kept.decoding)
  return REQUEST.test(textOf(bytes.subarray(0, 200))) ? read(request(bytes)) : read({ method: 'POST', url: '/', headers: {}, body: bytes })
}

const REQUEST = /^(?:GET|POST|PUT|PATCH|DELETE) \S+(?: HTTP\/[\d.]+)?\r?\n/

function request(bytes: Uint8Array): Encoded {
  // One byte is one character in this encoding, so a place in the text is a place in the bytes.
  const end = /\r?\n\r?\n/.exec(Buffer.from(bytes).toString('latin1'))
  const [line = '', ...lines] = textOf(bytes.subarray(0, end?.index)).split(/\r?\n/)
  const headers = lines.map((header) => [header.slice(0, header.indexOf(':')).trim().toLowerCase(), header.slice(header.indexOf(':') + 1).trim()] as const)
  const [method = 'POST', url = '/'] = line.split(' ')
  return { method, url, headers: Object.fromEntries(headers), body: end ? bytes.subarray(end.index + end[0].length) : new Uint8Array() }
}

function read(encoded: Encoded, decoding: Decoding = {}): ReadSample | Hold {
  const { headers, url, body } = encoded
  const untyped = headers['content-type'] === undefined && decoding.as === undefined
  const decoded = decode(encoded, untyped && looksLikeCsv(textOf(body)) ? { ...decoding, as: 'csv' } : decoding)
  return decoded.kind === 'held' ? decoded : { kind: 'read', body: decoded.value, headers, url }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
