/** How signatures are written in headers: plain, behind a prefix, as pairs, by version, or together with an id. */
import type { Encoding, SignatureFormat } from './connector.ts'
import { decodeStrictly } from './key.ts'

/** A signature's bytes, with the id that stood before it where the format has one. */
export interface GivenSignature {
  bytes: Buffer
  id?: string
}

export interface Read {
  signatures: readonly GivenSignature[]
  /** As text, exactly as sent; only where the format carries one. */
  timestamp?: string | undefined
}

/** The signatures in a header's text, or what is wrong with it, to be said behind the header's name. Never throws. */
export function readFormat(text: string, format: SignatureFormat, encoding: Encoding): Read | string {
  switch (format.kind) {
    case 'plain':
      return decoded([text], encoding)
    case 'prefix':
      return text.startsWith(format.prefix) ? decoded([text.slice(format.prefix.length)], encoding) : `does not begin with ${format.prefix}`
    case 'pairs':
      return readPairs(text, format, encoding)
    case 'versions': {
      const own = text.split(/\s+/).filter((entry) => entry.startsWith(`${format.version},`))
      return own.length === 0
        ? `holds no ${format.version} signature`
        : decoded(
            own.map((entry) => entry.slice(format.version.length + 1)),
            encoding,
          )
    }
    case 'id-and-signature':
      return readIdAndSignature(text, format.raw === true, encoding)
  }
}

function readPairs(text: string, format: Extract<SignatureFormat, { kind: 'pairs' }>, encoding: Encoding): Read | string {
  const pairs = text.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()] as const)
  const own = pairs.filter(([key]) => key === format.key).map(([, value]) => value)
  if (own.length === 0) return `is not written as ${format.timestampKey === undefined ? '' : `${format.timestampKey}=...,`}${format.key}=...`
  const read = decoded(own, encoding)
  return typeof read === 'string' ? read : { ...read, timestamp: pairs.find(([key]) => key === format.timestampKey)?.[1] }
}

function readIdAndSignature(text: string, raw: boolean, encoding: Encoding): Read | string {
  const outer = decodeStrictly(text, 'base64')
  const colon = outer?.indexOf(58) ?? -1
  if (outer === undefined || colon < 0) return 'is not base64 of an id, a colon and a signature'
  const id = outer.subarray(0, colon).toString('utf8')
  const behind = outer.subarray(colon + 1)
  const bytes = raw ? behind : decodeStrictly(behind.toString('latin1'), encoding)
  return bytes === undefined ? `holds a signature that is not ${encoding}` : { signatures: [{ bytes, id }] }
}

/** At most a handful: more would only serve someone who makes us compute. */
const MAX_SIGNATURES = 8

function decoded(texts: readonly string[], encoding: Encoding): Read | string {
  const signatures = texts.slice(0, MAX_SIGNATURES).flatMap((text) => {
    const bytes = decodeStrictly(text, encoding)
    return bytes === undefined ? [] : [{ bytes }]
  })
  return signatures.length === 0 ? `is not ${encoding}` : { signatures }
}
