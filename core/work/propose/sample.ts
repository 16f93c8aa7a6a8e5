/** A sample as somebody hands it over: a body of any kind, or a whole HTTP request as it was captured. */
import type { Decoding, Json } from '../../connector.ts'
import { looksLikeCsv } from '../../decode/csv.ts'
import { decode } from '../../decode/decode.ts'
import type { Hold } from '../../mapped.ts'

export interface ReadSample {
  kind: 'read'
  body: Json
  headers: Readonly<Record<string, string>>
  url: string
}

/** @param decoding the source's own rules, where the sample is one of its deliveries */
export function readSample(bytes: Uint8Array, decoding: Decoding = {}): ReadSample | Hold {
  return REQUEST.test(textOf(bytes.subarray(0, 200))) ? request(bytes, decoding) : read('/', {}, bytes, decoding)
}

const REQUEST = /^(?:GET|POST|PUT|PATCH|DELETE) \S+(?: HTTP\/[\d.]+)?\r?\n/

function request(bytes: Uint8Array, decoding: Decoding): ReadSample | Hold {
  // One byte is one character in this encoding, so a place in the text is a place in the bytes.
  const text = Buffer.from(bytes).toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  const [line = '', ...lines] = textOf(bytes.subarray(0, end?.index)).split(/\r?\n/)
  const headers = lines.map((header) => [header.slice(0, header.indexOf(':')).trim().toLowerCase(), header.slice(header.indexOf(':') + 1).trim()] as const)
  const body = end ? bytes.subarray(end.index + end[0].length) : new Uint8Array()
  return read(line.split(' ')[1] ?? '/', Object.fromEntries(headers), body, decoding)
}

function read(url: string, headers: Record<string, string>, body: Uint8Array, decoding: Decoding): ReadSample | Hold {
  const typed = headers['content-type'] === undefined && looksLikeCsv(textOf(body)) ? { ...headers, 'content-type': 'text/csv' } : headers
  const decoded = decode({ method: 'POST', url, headers: typed, body }, decoding)
  return decoded.kind === 'held' ? decoded : { kind: 'read', body: decoded.value, headers, url }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
