/** Signatures: MACs, plain hashes, RSA, ECDSA and Ed25519 over the parts a sender signs, in every way headers are written. */
import { createHash, createHmac, createSecretKey, verify as cryptoVerify, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { ActiveValues, Part, SignatureCheck } from './connector.ts'
import { keyCandidates, publicKey } from './key.ts'
import { type ArrivalReader, activeOf, type Chosen, choices, fieldsOfPart, nameOfPart, resolveParts, type Scene, textOfPart } from './part.ts'
import { type GivenSignature, readFormat } from './signature-format.ts'
import { ACCEPTED, type Checker, type Finding, refused, unset } from './verdict.ts'

/** Settings a signature check needs; all of them. */
export const fieldsOfSignature = (check: SignatureCheck): string[] => [
  check.key.field,
  ...[check.at, ...check.signed, ...(check.timestamp?.at ? [check.timestamp.at] : [])].flatMap(fieldsOfPart),
  ...(check.format?.kind === 'id-and-signature' ? [check.format.idField] : []),
]

/** Decodes the keys once; the returned function then costs little more than the MAC itself. */
export function prepareSignature(check: SignatureCheck, values: ActiveValues): Checker {
  const fields = fieldsOfSignature(check)
  const missing = fields.filter((field) => activeOf(values, field).length === 0)
  if (missing.length > 0) return () => unset(missing)
  const keys = choices(fields, values).flatMap((chosen) => proofs(check, chosen).map((proof) => ({ chosen, proof })))
  if (keys.length === 0) return () => refused('unset', `the setting ${check.key.field} is not a valid key, so nothing can be accepted`)
  return (reader, now) => {
    const scene: Scene = { reader, chosen: keys[0]!.chosen }
    const written = readSignature(check, scene)
    if ('ok' in written) return written
    const late = check.timestamp === undefined ? null : outOfTime(check.timestamp, written.timestamp, now)
    if (late !== null) return late
    return matches(check, keys, written, reader)
  }
}

// --- what the sender wrote ---------------------------------------------------------

interface WrittenSignature {
  signatures: readonly GivenSignature[]
  timestamp: string | undefined
}

function readSignature(check: SignatureCheck, scene: Scene): WrittenSignature | Finding {
  const text = textOfPart(check.at, scene)
  if (text === undefined || text === '') return refused('absent', `${nameOfPart(check.at)} is missing`)
  const format = check.format ?? { kind: 'plain' }
  const read = readFormat(text.trim(), format, check.encoding)
  // Written in another way, it may be meant for an alternative check, whose reason then tells more.
  if (typeof read === 'string') return refused('absent', `${nameOfPart(check.at)} ${read}`)
  const timestamp = check.timestamp?.at === undefined ? read.timestamp : textOfPart(check.timestamp.at, scene)
  if (check.timestamp !== undefined && (timestamp === undefined || timestamp === ''))
    return refused('absent', `${check.timestamp.at === undefined ? `the timestamp in ${nameOfPart(check.at)}` : nameOfPart(check.timestamp.at)} is missing`)
  return { signatures: read.signatures, timestamp }
}

// --- time -----------------------------------------------------------------------------

/** Null when the timestamp is within the tolerance, in either direction. `now` in unix milliseconds. */
function outOfTime(policy: NonNullable<SignatureCheck['timestamp']>, text: string | undefined, now: number): Finding | null {
  const at = timeOf(policy.unit, text ?? '')
  if (at === undefined) return refused('wrong', `the timestamp is not ${policy.unit === 'iso' ? 'a date and time with its zone' : 'a unix time'}`)
  const ageSeconds = (now - at) / 1000
  if (Math.abs(ageSeconds) <= policy.toleranceSeconds) return null
  const allowed = spoken(policy.toleranceSeconds)
  return refused(
    'wrong',
    ageSeconds > 0
      ? `the timestamp is ${spoken(ageSeconds)} old; at most ${allowed} are allowed: is the sender's clock right?`
      : `the timestamp is ${spoken(-ageSeconds)} ahead; at most ${allowed} are allowed: is the sender's clock right?`,
  )
}

/** Unix milliseconds; undefined where the text is no time of that kind. */
function timeOf(unit: NonNullable<SignatureCheck['timestamp']>['unit'], text: string): number | undefined {
  if (unit === 'iso') return /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? finite(Date.parse(text)) : undefined
  if (!/^\d{1,16}$/.test(text)) return undefined
  const value = Number(text)
  // Seconds pass 1e11 in the year 5138, milliseconds passed it in 1973.
  return unit === 's' || (unit === 'auto' && value < 1e11) ? value * 1000 : value
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined)

function spoken(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`
}

// --- proof ----------------------------------------------------------------------------

/** Whether a signature belongs to the signed parts, under one key. */
type Proof = (parts: readonly (string | Uint8Array)[], signatures: readonly Buffer[]) => boolean

interface PreparedKey {
  chosen: Chosen
  proof: Proof
}

function matches(check: SignatureCheck, keys: readonly PreparedKey[], written: WrittenSignature, reader: ArrivalReader): Finding {
  const idField = check.format?.kind === 'id-and-signature' ? check.format.idField : undefined
  let foreign = false
  for (const { chosen, proof } of keys) {
    const parts = resolveParts(check.signed, { reader, chosen, timestamp: written.timestamp })
    if (typeof parts === 'number') return refused('absent', `${nameOfPart(check.signed[parts] as Part)} is missing`)
    const own = written.signatures.filter(({ id }) => idField === undefined || same(Buffer.from(id ?? ''), Buffer.from(chosen[idField] ?? '')))
    if (own.length === 0) foreign = true
    else if (
      proof(
        parts,
        own.map(({ bytes }) => bytes),
      )
    )
      return ACCEPTED
  }
  return foreign
    ? refused('wrong', `the signature was made for another webhook: is the setting ${idField} the id the sender shows?`)
    : refused('wrong', 'the signature does not match: is the secret the same on both sides?')
}

/** Whether a text can be the key of such signatures. */
export const isKeyOf = (check: SignatureCheck, text: string): boolean => proofs(check, { [check.key.field]: text }).length > 0

/** One proof for each reading of the key; none when its text is malformed. */
function proofs(check: SignatureCheck, chosen: Chosen): Proof[] {
  const text = chosen[check.key.field]!
  switch (check.algorithm) {
    case 'hmac-sha1':
    case 'hmac-sha256':
    case 'hmac-sha512': {
      const digest = check.algorithm.slice('hmac-'.length)
      return keyCandidates(check.key, text).map((bytes) => macProof(digest, createSecretKey(bytes)))
    }
    case 'sha1':
    case 'sha256':
      return [hashProof(check.algorithm)]
    case 'rsa-sha256':
      return asymmetric('sha256', publicKey(text), 'rsa')
    case 'ecdsa-p256-sha256':
      return asymmetric('sha256', publicKey(text), 'ec')
    case 'ed25519':
      return asymmetric(null, publicKey(text), 'ed25519')
  }
}

const macProof =
  (digest: string, key: KeyObject): Proof =>
  (parts, signatures) => {
    const mac = createHmac(digest, key)
    for (const part of parts) mac.update(part)
    return anySame(signatures, mac.digest())
  }

const hashProof =
  (algorithm: string): Proof =>
  (parts, signatures) => {
    const hash = createHash(algorithm)
    for (const part of parts) hash.update(part)
    return anySame(signatures, hash.digest())
  }

function asymmetric(digest: string | null, key: KeyObject | undefined, type: string): Proof[] {
  if (key?.asymmetricKeyType !== type) return []
  return [(parts, signatures) => signatures.some((signature) => verified(digest, Buffer.concat(parts.map(toBytes)), key, signature))]
}

const toBytes = (part: string | Uint8Array): Uint8Array => (typeof part === 'string' ? Buffer.from(part) : part)

function verified(digest: string | null, data: Buffer, key: KeyObject, signature: Buffer): boolean {
  try {
    return cryptoVerify(digest, data, key, signature)
  } catch {
    return false // not even shaped like a signature
  }
}

/** Compares with all of them, whichever matches, in the same time. */
function anySame(signatures: readonly Buffer[], expected: Buffer): boolean {
  let found = false
  for (const signature of signatures) found = same(signature, expected) || found
  return found
}

/** Constant time; a different length is compared too, against itself. */
function same(given: Buffer, expected: Buffer): boolean {
  const fits = given.length === expected.length
  return timingSafeEqual(fits ? given : expected, expected) && fits
}
