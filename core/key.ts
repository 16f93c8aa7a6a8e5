/** Keys from the text of a setting: bytes for MACs, public keys for asymmetric signatures. Malformed text gives none. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Encoding, Key } from './connector.ts'

/**
 * The bytes a key's text stands for. Two where it is not certain: Standard Webhooks secrets are base64 behind `whsec_`,
 * but some senders use their text as it stands; without the prefix both readings count. None where it is malformed.
 */
export function keyCandidates(key: Key, text: string): Buffer[] {
  if (key.encoding === 'hex') return present(decodeStrictly(text, 'hex'))
  if (key.encoding === 'base64') return present(decodeStrictly(text, 'base64'))
  if (key.encoding !== 'prefixed-base64') return [Buffer.from(text, 'utf8')]
  const prefixed = /^wh(?:sec|sk|pk)_(.*)$/s.exec(text)
  if (prefixed) return present(decodeStrictly(prefixed[1]!, 'base64'))
  return [...present(decodeStrictly(text, 'base64')), Buffer.from(text, 'utf8')]
}

const present = (bytes: Buffer | undefined): Buffer[] => (bytes === undefined || bytes.length === 0 ? [] : [bytes])

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** A public key from PEM, base64 of its SPKI bytes, or (ed25519) base64 of its 32 bytes behind an optional `whpk_`. */
export function publicKey(text: string): KeyObject | undefined {
  try {
    if (text.includes('-----BEGIN')) return createPublicKey(text)
    const bytes = decodeStrictly(text.replace(/^whpk_/, '').replace(/\s/g, ''), 'base64')
    if (bytes === undefined) return undefined
    return createPublicKey({ key: bytes.length === 32 ? Buffer.concat([ED25519_SPKI, bytes]) : bytes, format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

const ALPHABET: Readonly<Record<Encoding, RegExp>> = {
  hex: /^(?:[0-9a-fA-F]{2})+$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+={0,2}$/,
}

/** The bytes of an encoded text; undefined for anything that is not exactly that encoding (Node's decoder skips what it does not know). */
export function decodeStrictly(text: string, encoding: Encoding): Buffer | undefined {
  return ALPHABET[encoding].test(text) ? Buffer.from(text, encoding) : undefined
}
