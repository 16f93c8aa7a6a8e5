/**
 * The secret of a source is replaced without a gap: the new one counts at once, the configured ones until the overlap is over.
 * When the configuration has other values, those count, and the rotation is over.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { NewRotation, Rotated } from '../action-data.ts'
import { canonical } from '../canonical.ts'
import type { ActiveValues, SignatureCheck, Verification } from '../connector.ts'
import { Refusal } from '../refusal.ts'
import { seal, unseal } from '../seal.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as operation from '../store/operation.ts'
import * as rotations from '../store/rotations.ts'
import { fieldsOf } from '../verify.ts'
import type { Context } from './context.ts'

export const NO_KEY = 'LEITWERK_KEY is not set, so the new secret cannot be kept: set it to a long random text, apart from the database'
const sealName = (source: string, field: string): string => `rotation ${source} ${field}`
const fingerprint = (values: readonly string[]): string =>
  createHash('sha256')
    .update(canonical([...values]))
    .digest('base64url')

/** @throws Refusal with a sentence when it cannot be done */
export async function rotate(db: Db, on: Context, key: string | undefined, wanted: NewRotation, by: string): Promise<Rotated> {
  if (!key) throw new Refusal(NO_KEY)
  const entry = entryOf(on, wanted.source)
  const field = fieldOf(entry, wanted.field)
  const secret = wanted.value ?? newSecret(entry, field)
  const now = on.now()
  const replaces = fingerprint(entry.values[field] ?? [])
  await rotations.put(db, {
    source: entry.id,
    field,
    sealed: seal(key, sealName(entry.id, field), secret),
    replaces,
    since: now,
    until: now + wanted.overlapMs,
    by,
  })
  await audit(db, on, by, 'secret.rotated', entry.id, field)
  return { field, secret, until: now + wanted.overlapMs }
}

/** `finish`: only the new secret counts from now on. `cancel`: only the configured ones. */
export async function endRotation(
  db: Db,
  on: Context,
  { source, field: named, how }: { source: string; field?: string | undefined; how: 'finish' | 'cancel' },
  by: string,
): Promise<boolean> {
  const entry = entryOf(on, source)
  const field = fieldOf(entry, named)
  const ended = await (how === 'finish' ? rotations.finish(db, source, field, on.now()) : rotations.remove(db, source, field))
  if (ended) await audit(db, on, by, how === 'finish' ? 'rotation.finished' : 'rotation.cancelled', source, field)
  return ended
}

const audit = (db: Db, on: Context, by: string, action: string, subject: string, detail: string): Promise<void> =>
  operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action, subject, detail })

/** The source as it verifies now. @throws a sentence when a new secret cannot be opened */
export function withRotations(entry: SourceEntry, rows: readonly rotations.RotationRow[], key: string | undefined, now: number): SourceEntry {
  const values: Record<string, readonly string[]> = { ...entry.values }
  for (const { source, field, sealed, replaces, until } of rows) {
    const configured = entry.values[field] ?? []
    if (source !== entry.id || replaces !== fingerprint(configured)) continue
    if (!key) throw new Error(`the new secret of ${source} cannot be opened: ${NO_KEY}`)
    values[field] = [unseal(key, sealName(source, field), sealed), ...(now < until ? configured : [])]
  }
  return { ...entry, values: values satisfies ActiveValues }
}

function entryOf({ setup }: Context, id: string): SourceEntry {
  const entry = setup.sources.get(id)
  if (!entry) throw new Refusal(`there is no source '${id}'; known are ${[...setup.sources.keys()].join(', ') || 'none'}`)
  return entry
}

/** Settings that senders prove themselves by. */
export const secretFieldsOf = ({ connector }: SourceEntry): string[] =>
  [...new Set(fieldsOf(connector.verify))].filter((name) => connector.fields[name]?.secret)

function fieldOf(entry: SourceEntry, named: string | undefined): string {
  const fields = secretFieldsOf(entry)
  if (fields.length === 0) throw new Refusal(`${entry.label} is not verified by a secret, so there is none to rotate`)
  const configured = fields.filter((name) => entry.values[name] !== undefined)
  const field = named ?? (configured.length === 1 ? configured[0] : fields.length === 1 ? fields[0] : undefined)
  if (field === undefined) throw new Refusal(`${entry.label} has several secrets: name one of ${fields.join(', ')}`)
  if (!fields.includes(field)) throw new Refusal(`'${field}' is no secret of ${entry.label}; there ${fields.length === 1 ? 'is' : 'are'} ${fields.join(', ')}`)
  return field
}

const BYTES = 32

/** Written as the source's keys are. */
function newSecret(entry: SourceEntry, field: string): string {
  const check = signaturesOf(entry.connector.verify).find(({ key }) => key.field === field)
  if (check && /^(?:rsa|ecdsa|ed25519)/.test(check.algorithm))
    throw new Refusal(`${entry.label} signs with a key of its own: enter the new public key that it shows`)
  const encoding = check?.key.encoding
  const bytes = randomBytes(BYTES)
  if (encoding === 'hex') return bytes.toString('hex')
  if (encoding === 'base64') return bytes.toString('base64')
  return encoding === 'prefixed-base64' ? `whsec_${bytes.toString('base64')}` : bytes.toString('base64url')
}

function signaturesOf(check: Verification): SignatureCheck[] {
  if (check.kind === 'anyOf' || check.kind === 'allOf') return check.checks.flatMap(signaturesOf)
  return check.kind === 'signature' ? [check] : []
}
