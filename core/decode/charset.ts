/** Bytes to text: byte order mark, declared charset, else UTF-8 where the bytes allow it and Windows-1252 where not. */
import { isUtf8 } from 'node:buffer'

/**
 * The text of a body. Never fails: a charset that is unknown, or that does not fit the bytes, counts as not declared;
 * what is not UTF-8 then is read as Windows-1252, which old German form mailers send without saying so.
 */
export function textOf(bytes: Uint8Array, contentType = '', declaredInside?: string): string {
  const marked = byMark(bytes)
  if (marked !== undefined) return marked
  const declared = parameter(contentType, 'charset') ?? declaredInside
  if (declared !== undefined && !/^utf-?8$/i.test(declared)) {
    const text = decoded(bytes, declared)
    if (text !== undefined) return text
  }
  return guessed(bytes)
}

/** UTF-8 where valid, else Windows-1252. */
export const guessed = (bytes: Uint8Array): string => (isUtf8(bytes) ? utf8(bytes) : new TextDecoder('windows-1252').decode(bytes))

/** A parameter of a header value like `text/plain; charset="utf-8"`; undefined where it is absent. */
export function parameter(header: string, name: string): string | undefined {
  for (const part of header.split(';').slice(1)) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim().toLowerCase() === name)
      return part
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1')
  }
  return undefined
}

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return guessed(bytes.subarray(3))
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decoded(bytes.subarray(2), 'utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decoded(bytes.subarray(2), 'utf-16be')
  return undefined
}

function decoded(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    return undefined // the label is unknown, or the bytes contradict it
  }
}
