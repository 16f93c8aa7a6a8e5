/** Multipart forms (RFC 7578): text parts become fields, JSON parts are parsed, files are kept as name, size and type only. */
import type { Json } from '../connector.ts'
import { parameter, textOf } from './charset.ts'
import { nested } from './form.ts'
import { type Parsed, parseJson } from './json.ts'
import { MAX_FIELDS, undecodable } from './limits.ts'

/** Decodes a `multipart/form-data` body. Held when the boundary is missing or the body ends before it. */
export function parseMultipart(body: Uint8Array, contentType: string): Parsed {
  const boundary = parameter(contentType, 'boundary')
  if (boundary === undefined || boundary === '') return undecodable('the content type multipart/form-data names no boundary')
  const parts = split(Buffer.from(body.buffer, body.byteOffset, body.byteLength), `--${boundary}`)
  if (parts === null) return undecodable('the multipart body is cut off: its last boundary is missing')
  if (parts.length > MAX_FIELDS) return undecodable(`the multipart body has more than ${MAX_FIELDS.toLocaleString('en')} parts`)
  const pairs: [string, Json][] = []
  for (const part of parts) {
    const field = fieldOf(part)
    if (field === null) return undecodable(`part ${pairs.length + 1} of the multipart body has no name`)
    pairs.push(field)
  }
  return nested(pairs)
}

/** The bytes between the boundaries; null when the closing one (`--` behind it) never comes. */
function split(body: Buffer, boundary: string): Buffer[] | null {
  const parts: Buffer[] = []
  let start = body.indexOf(boundary)
  while (start >= 0 && parts.length <= MAX_FIELDS) {
    const behind = start + boundary.length
    if (body.subarray(behind, behind + 2).toString('latin1') === '--') return parts
    const next = body.indexOf(`\n${boundary}`, behind)
    if (next < 0) return null
    parts.push(body.subarray(body.indexOf('\n', behind) + 1, body[next - 1] === 13 ? next - 1 : next))
    start = next + 1
  }
  return parts.length > MAX_FIELDS ? parts : null
}

function fieldOf(part: Buffer): [string, Json] | null {
  const { headers, content } = headed(part)
  const disposition = headers.get('content-disposition') ?? ''
  const name = parameter(disposition, 'name')
  if (name === undefined) return null
  const type = headers.get('content-type') ?? ''
  const file = parameter(disposition, 'filename')
  if (file !== undefined) return [name, { filename: file, size: content.length, type }]
  const text = textOf(content, type)
  const parsed = /[/+]json\b/i.test(type) ? parseJson(text) : null
  return [name, parsed?.kind === 'decoded' ? parsed.value : text]
}

function headed(part: Buffer): { headers: Map<string, string>; content: Buffer } {
  const end = /\r?\n\r?\n/.exec(part.subarray(0, 8192).toString('latin1'))
  if (!end) return { headers: new Map(), content: part }
  const lines = textOf(part.subarray(0, end.index)).split(/\r?\n/)
  const headers = lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])
  return { headers: new Map(headers), content: part.subarray(end.index + end[0].length) }
}
