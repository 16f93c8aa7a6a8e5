/** Signs a request the way a source's sender would: for the demo, benchmarks and tests. The counterpart of `verify.ts`. */
import { createHash, createHmac } from 'node:crypto'
import type { ActiveValues, Arrival, Json, JsonObject, Part, SignatureCheck, Verification } from './connector.ts'
import { keyCandidates } from './key.ts'
import { ArrivalReader, activeOf, choices, resolveParts, textOfPart } from './part.ts'
import { missingSettings } from './verify.ts'
import { fieldsOfSignature } from './verify-signature.ts'

/**
 * The arrival with everything that makes `check` accept it; the newest of several active secrets is used.
 * @param now unix milliseconds
 * @throws for asymmetric signatures, which only the sender itself can make, and for a token in a body that is no JSON object
 */
export function sign(check: Verification, arrival: Arrival, values: ActiveValues, now: number): Arrival {
  switch (check.kind) {
    case 'unsigned':
      return arrival
    case 'allOf':
      return check.checks.reduce((signed, one) => sign(one, signed, values, now), arrival)
    case 'anyOf': {
      const possible = check.checks.find((one) => missingSettings(one, values).length === 0)
      if (possible === undefined) throw new Error('none of the checks has its settings')
      return sign(possible, arrival, values, now)
    }
    case 'token':
      return put(arrival, check.at, `${check.prefix ?? ''}${newest(values, check.field)}`)
    case 'basic': {
      const pair = `${newest(values, check.userField)}:${newest(values, check.passwordField)}`
      return put(arrival, { header: 'authorization' }, `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`)
    }
    case 'signature':
      return signParts(check, arrival, values, now)
    case 'sns':
      throw new Error('only Amazon can sign for Amazon SNS')
  }
}

function signParts(check: SignatureCheck, arrival: Arrival, values: ActiveValues, now: number): Arrival {
  const [chosen] = choices(fieldsOfSignature(check), values)
  const text = chosen?.[check.key.field]
  if (chosen === undefined || text === undefined) throw new Error(`the setting ${check.key.field} is not set`)
  const timestamp = timeIn(check.timestamp?.unit ?? 's', now)
  const timed = check.timestamp?.at === undefined ? arrival : put(arrival, check.timestamp.at, timestamp)
  const complete = check.signed.reduce((made, part) => (isAbsent(part, made) ? put(made, part, `id-${now}`) : made), timed)
  const parts = resolveParts(check.signed, { reader: new ArrivalReader(complete), chosen, timestamp })
  if (typeof parts === 'number') throw new Error('a signed part is missing')
  const digest = digester(check, text)
  for (const part of parts) digest.update(part)
  return put(complete, check.at, written(check, digest.digest(), timestamp, chosen))
}

function timeIn(unit: NonNullable<SignatureCheck['timestamp']>['unit'], now: number): string {
  if (unit === 'iso') return new Date(now).toISOString()
  return String(unit === 'ms' ? now : Math.floor(now / 1000))
}

function digester(check: SignatureCheck, secret: string): { update: (part: string | Uint8Array) => unknown; digest: () => Buffer } {
  if (check.algorithm === 'sha1' || check.algorithm === 'sha256') return createHash(check.algorithm)
  if (check.algorithm === 'ed25519' || check.algorithm === 'ecdsa-p256-sha256' || check.algorithm === 'rsa-sha256')
    throw new Error(`${check.algorithm} needs the sender's private key`)
  const [key] = keyCandidates(check.key, secret)
  if (key === undefined) throw new Error(`the setting ${check.key.field} is not a valid key`)
  return createHmac(check.algorithm.slice('hmac-'.length), key)
}

function written({ format = { kind: 'plain' }, encoding }: SignatureCheck, mac: Buffer, timestamp: string, chosen: Readonly<Record<string, string>>): string {
  const signature = mac.toString(encoding)
  switch (format.kind) {
    case 'plain':
      return signature
    case 'prefix':
      return `${format.prefix}${signature}`
    case 'pairs':
      return `${format.timestampKey === undefined ? '' : `${format.timestampKey}=${timestamp},`}${format.key}=${signature}`
    case 'versions':
      return `${format.version},${signature}`
    case 'id-and-signature':
      return Buffer.concat([Buffer.from(`${chosen[format.idField]}:`), format.raw ? mac : Buffer.from(signature)]).toString('base64')
  }
}

/** A part of the request that the sender chooses freely: an id in a header, a token in the body. */
const isAbsent = (part: Part, arrival: Arrival): boolean =>
  ('header' in part || 'query' in part || 'body' in part) && textOfPart(part, { reader: new ArrivalReader(arrival), chosen: {} }) === undefined

function put(arrival: Arrival, part: Part, value: string): Arrival {
  if ('header' in part) return { ...arrival, headers: { ...arrival.headers, [part.header]: value } }
  if ('pathKey' in part) return { ...arrival, url: arrival.url.replace(/\/?(\?|$)/, `/${encodeURIComponent(value)}$1`) }
  if ('query' in part) return { ...arrival, url: `${arrival.url}${arrival.url.includes('?') ? '&' : '?'}${part.query}=${encodeURIComponent(value)}` }
  if ('body' in part) return { ...arrival, body: Buffer.from(JSON.stringify(withValue(objectOf(arrival.body), part.body.split('.'), value))) }
  throw new Error('only headers, the address and a JSON body can be signed')
}

function withValue(object: JsonObject, [step = '', ...steps]: readonly string[], value: string): JsonObject {
  const inner = Object.hasOwn(object, step) ? object[step] : undefined
  const isBranch = typeof inner === 'object' && inner !== null && !Array.isArray(inner)
  return { ...object, [step]: steps.length === 0 ? value : withValue(isBranch ? inner : {}, steps, value) }
}

function objectOf(body: Uint8Array): JsonObject {
  const text = Buffer.from(body).toString('utf8')
  if (text.trim() === '') return {}
  const parsed = JSON.parse(text) as Json
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('a token can stand in a JSON object only')
  return parsed
}

function newest(values: ActiveValues, field: string): string {
  const [value] = activeOf(values, field)
  if (value === undefined) throw new Error(`the setting ${field} is not set`)
  return value
}
