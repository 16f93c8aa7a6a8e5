/**
 * The secret of a source is replaced without a gap: the new one counts at once, those that counted before until the overlap is over.
 * When the configuration has other values, those count, and the rotation is over.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { NewRotation, Rotated } from '../action-data.ts'
import { canonical } from '../canonical.ts'
import type { ActiveValues, SignatureCheck } from '../connector.ts'
import { Refusal } from '../refusal.ts'
import { seal, unseal } from '../seal.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as operation from '../store/operation.ts'
import * as rotations from '../store/rotations.ts'
import { fieldsOf, signaturesOf } from '../verify.ts'
import { isKeyOf } from '../verify-signature.ts'
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
  const now = on.now()
  const former = await replacedBefore(db, entry, field, key, now)
  const secret = wanted.value === undefined ? newSecret(entry, field) : checked(entry, field, wanted.value)
  await rotations.put(db, {
    source: entry.id,
    field,
    sealed: [secret, ...former].map((one) => seal(key, sealName(entry.id, field), one)).join(BETWEEN),
    replaces: fingerprint(entry.values[field] ?? []),
    since: now,
    until: now + wanted.overlapMs,
    by,
  })
  await audit(db, on, by, 'secret.rotated', entry.id, field)
  return { field, secret, until: now + wanted.overlapMs }
}

/** What counts now by a rotation that is under way, or whose secret was never taken into the configuration: the sender signs by it. */
async function replacedBefore(db: Db, entry: SourceEntry, field: string, key: string, now: number): Promise<readonly string[]> {
  const rows = (await rotations.list(db)).filter((row) => row.field === field && isAbout(entry, row))
  if (rows.length === 0) return []
  const { entry: current, unread } = withRotations(entry, rows, key, now)
  if (unread !== null) throw new Refusal(`${unread}; take that rotation back with --cancel first`)
  return current.values[field] ?? []
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

/** Seals have no spaces. */
const BETWEEN = ' '

export interface Current {
  /** The source as it verifies now. */
  entry: SourceEntry
  /** Why a new secret cannot be opened, or null; what it replaced counts no longer than it was to. */
  unread: string | null
}

export function withRotations(entry: SourceEntry, rows: readonly rotations.RotationRow[], key: string | undefined, now: number): Current {
  const values: Record<string, readonly string[]> = { ...entry.values }
  let unread: string | null = null
  for (const row of rows.filter((one) => isAbout(entry, one))) {
    const configured = entry.values[row.field] ?? []
    const opened = openedOf(row, key)
    if (typeof opened === 'string') unread = opened
    const [fresh, ...former] = typeof opened === 'string' ? [] : opened
    const replaced = former.length > 0 ? former : configured
    values[row.field] = [...(fresh === undefined ? [] : [fresh]), ...(now < row.until ? replaced : [])]
  }
  return { entry: { ...entry, values: values satisfies ActiveValues }, unread }
}

const isAbout = (entry: SourceEntry, { source, field, replaces }: rotations.RotationRow): boolean =>
  source === entry.id && replaces === fingerprint(entry.values[field] ?? [])

/** The new secret and what it replaced, where that was not the configured one; else why they cannot be opened. */
function openedOf({ source, field, sealed }: rotations.RotationRow, key: string | undefined): string[] | string {
  if (!key) return `the new secret of ${source} cannot be opened: ${NO_KEY}`
  try {
    return sealed.split(BETWEEN).map((one) => unseal(key, sealName(source, field), one))
  } catch (error) {
    return (error as Error).message
  }
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

/** @throws Refusal where the source could never verify by it */
function checked(entry: SourceEntry, field: string, value: string): string {
  for (const check of signaturesOf(entry.connector.verify))
    if (check.key.field === field && !isKeyOf(check, value))
      throw new Refusal(`this is no key of ${entry.label}: it is ${writtenAs(check)}; look whether all of it was copied`)
  return value
}

function writtenAs({ algorithm, key }: SignatureCheck): string {
  if (isPublicKey(algorithm)) return `a public key for ${algorithm}, as PEM or base64`
  return key.encoding === 'hex' ? 'an even number of the digits 0-9 and a-f' : 'written as base64'
}

const isPublicKey = (algorithm: SignatureCheck['algorithm']): boolean => /^(?:rsa|ecdsa|ed25519)/.test(algorithm)

const BYTES = 32

/** Written as the source's keys are. */
function newSecret(entry: SourceEntry, field: string): string {
  const check = signaturesOf(entry.connector.verify).find(({ key }) => key.field === field)
  if (check && isPublicKey(check.algorithm)) throw new Refusal(`${entry.label} signs with a key of its own: enter the new public key that it shows`)
  const encoding = check?.key.encoding
  const bytes = randomBytes(BYTES)
  if (encoding === 'hex') return bytes.toString('hex')
  if (encoding === 'base64') return bytes.toString('base64')
  return encoding === 'prefixed-base64' ? `whsec_${bytes.toString('base64')}` : bytes.toString('base64url')
}
