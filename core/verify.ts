/** Decides whether an arrival is genuine: an engine over the verification that a source declares as data. Pure; fails closed. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { ActiveValues, Arrival, SignatureCheck, Verdict, Verification } from './connector.ts'
import { ArrivalReader, activeOf, choices, fieldsOfPart, nameOfPart, textOfPart } from './part.ts'
import { ACCEPTED, type Checker, type Finding, refused, unset } from './verdict.ts'
import { fieldsOfSignature, prepareSignature } from './verify-signature.ts'
import { prepareSns } from './verify-sns.ts'

/** `now` in unix milliseconds. */
export type Verifier = (arrival: Arrival, now: number) => Verdict

/**
 * Prepares a verification: keys are decoded once, so that a call costs little more than the comparison itself. While a
 * setting it needs is absent, empty or malformed it refuses everything and says which one. Never throws.
 */
export function prepareVerification(check: Verification, values: ActiveValues): Verifier {
  const checker = prepare(check, values)
  return (arrival, now) => {
    const finding = checker(new ArrivalReader(arrival), now)
    if (finding.ok) return finding
    return { ok: false, reason: finding.reason, ...(finding.challenge === undefined ? {} : { challenge: finding.challenge }) }
  }
}

/** Verifies one arrival; for many use `prepareVerification`. `now` in unix milliseconds. */
export const verify = (check: Verification, arrival: Arrival, values: ActiveValues, now: number): Verdict => prepareVerification(check, values)(arrival, now)

/** Settings without which the verification accepts nothing; empty when it can accept. Of alternatives one is enough. */
export function missingSettings(check: Verification, values: ActiveValues): string[] {
  if (check.kind === 'unsigned') return []
  if (check.kind === 'allOf') return unique(check.checks.flatMap((one) => missingSettings(one, values)))
  if (check.kind !== 'anyOf') return unique(fieldsOf(check)).filter((field) => activeOf(values, field).length === 0)
  const each = check.checks.map((one) => missingSettings(one, values))
  return each.some((missing) => missing.length === 0) ? [] : unique(each.flat())
}

const unique = (names: readonly string[]): string[] => [...new Set(names)]

/** All settings a verification refers to. */
export function fieldsOf(check: Verification): string[] {
  switch (check.kind) {
    case 'signature':
      return fieldsOfSignature(check)
    case 'token':
      return [check.field, ...fieldsOfPart(check.at)]
    case 'basic':
      return [check.userField, check.passwordField]
    case 'sns':
      return [check.certificateField, check.topicField]
    case 'unsigned':
      return []
    case 'anyOf':
    case 'allOf':
      return check.checks.flatMap(fieldsOf)
  }
}

/** All signatures that a verification knows. */
export function signaturesOf(check: Verification): SignatureCheck[] {
  if (check.kind === 'anyOf' || check.kind === 'allOf') return check.checks.flatMap(signaturesOf)
  return check.kind === 'signature' ? [check] : []
}

function prepare(check: Verification, values: ActiveValues): Checker {
  switch (check.kind) {
    case 'signature':
      return prepareSignature(check, values)
    case 'token':
      return prepareToken(check, values)
    case 'basic':
      return prepareBasic(check, values)
    case 'sns':
      return prepareSns(check, values)
    case 'unsigned':
      return () => ACCEPTED
    case 'anyOf':
      return prepareAnyOf(check.checks.map((one) => prepare(one, values)))
    case 'allOf':
      return prepareAllOf(check.checks.map((one) => prepare(one, values)))
  }
}

// --- tokens -------------------------------------------------------------------------

function prepareToken(check: Extract<Verification, { kind: 'token' }>, values: ActiveValues): Checker {
  const expected = activeOf(values, check.field).map(fingerprint)
  if (expected.length === 0) return () => unset([check.field])
  const prefix = check.prefix ?? ''
  return (reader) => {
    const given = textOfPart(check.at, { reader, chosen: {} })
    if (given === undefined || given === '') return refused('absent', `${nameOfPart(check.at)} is missing`)
    // Schemes like Bearer are case-insensitive (RFC 9110, 11.1).
    if (given.slice(0, prefix.length).toLowerCase() !== prefix.toLowerCase())
      return refused('absent', `${nameOfPart(check.at)} does not begin with ${prefix.trim()}`)
    return oneOf(fingerprint(given.slice(prefix.length)), expected)
      ? ACCEPTED
      : refused('wrong', `${nameOfPart(check.at)} does not hold the value of the setting ${check.field}: is it the same on both sides?`)
  }
}

/** Hashes are of one length, so comparing them tells nothing about the length of the secret either. */
const fingerprint = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest()

function oneOf(given: Buffer, expected: readonly Buffer[]): boolean {
  let found = false
  for (const one of expected) found = timingSafeEqual(given, one) || found
  return found
}

const CHALLENGE = 'Basic realm="leitwerk", charset="UTF-8"'

/** RFC 7617. Senders that still encode in Latin-1 are understood too. */
function prepareBasic(check: Extract<Verification, { kind: 'basic' }>, values: ActiveValues): Checker {
  const { userField, passwordField } = check
  const missing = [userField, passwordField].filter((field) => activeOf(values, field).length === 0)
  if (missing.length > 0) return () => ({ ...unset(missing), challenge: CHALLENGE })
  const pairs = choices([userField, passwordField], values).map((chosen) => `${chosen[userField]}:${chosen[passwordField]}`)
  const latin = pairs.filter((pair) => /^[\0-\xff]*$/.test(pair)).map((pair) => Buffer.from(pair, 'latin1'))
  const expected = [...pairs.map((pair) => Buffer.from(pair, 'utf8')), ...latin].map(fingerprint)
  return (reader) => {
    const header = reader.arrival.headers.authorization
    const encoded = header === undefined ? null : /^basic +([A-Za-z0-9+/=_-]*)\s*$/i.exec(header)
    if (!encoded) return refused('absent', header === undefined ? 'header authorization is missing' : 'header authorization is not HTTP Basic', CHALLENGE)
    return oneOf(fingerprint(Buffer.from(encoded[1]!, 'base64')), expected) ? ACCEPTED : refused('wrong', 'the user name or password is wrong', CHALLENGE)
  }
}

// --- combinations ----------------------------------------------------------------------

/** An empty list of checks would accept everything. */
const NO_CHECK = refused('unset', 'the source declares no check, so nothing can be accepted')

function prepareAnyOf(checkers: readonly Checker[]): Checker {
  if (checkers.length === 0) return () => NO_CHECK
  return (reader, now) => {
    const failed: Exclude<Finding, { ok: true }>[] = []
    for (const checker of checkers) {
      const finding = checker(reader, now)
      if (finding.ok) return finding
      failed.push(finding)
    }
    return furthest(failed)
  }
}

/** The reason of the alternative that the sender tried; where it tried none, all that would do. */
function furthest(failed: readonly Exclude<Finding, { ok: true }>[]): Finding {
  // One that is not set up asks nobody for credentials: a browser that sends a form would ask its visitor.
  const challenge = failed.find((finding) => finding.challenge !== undefined && finding.stage !== 'unset')?.challenge
  const wrong = failed.find(({ stage }) => stage === 'wrong')
  if (wrong) return refused('wrong', wrong.reason, challenge)
  const absent = unique(failed.filter(({ stage }) => stage === 'absent').map(({ reason }) => reason))
  if (absent.length > 0) return refused('absent', absent.length === 1 ? absent[0]! : `no proof of origin: ${absent.join('; ')}`, challenge)
  const missing = unique(failed.flatMap((finding) => finding.missing ?? []))
  const malformed = failed.find((finding) => finding.missing === undefined)
  if (malformed !== undefined) return malformed
  const asked = failed.find((finding) => finding.challenge !== undefined)?.challenge
  return {
    ok: false,
    stage: 'unset',
    missing,
    reason: `none of the settings ${missing.join(', ')} is set, so nothing can be accepted`,
    ...(asked && { challenge: asked }),
  }
}

function prepareAllOf(checkers: readonly Checker[]): Checker {
  if (checkers.length === 0) return () => NO_CHECK
  return (reader, now) => {
    for (const checker of checkers) {
      const finding = checker(reader, now)
      if (!finding.ok) return finding
    }
    return ACCEPTED
  }
}
