/** Secrets that are stored rather than referenced: sealed under LEITWERK_KEY, named in the configuration as `sealed:NAME`. */
import { seal, unseal } from '../seal.ts'
import type { Db } from '../store/db.ts'
import * as operation from '../store/operation.ts'
import * as secrets from '../store/secrets.ts'
import type { Context } from './context.ts'

const NO_KEY = 'LEITWERK_KEY is not set: without it no secret is stored. Set it to a long random text, and keep it apart from the database.'

/** @throws a sentence when there is no key */
export async function putSecret(db: Db, on: Pick<Context, 'now' | 'newId'>, key: string | undefined, name: string, value: string, by: string): Promise<void> {
  if (!key) throw new Error(NO_KEY)
  await secrets.put(db, { name, sealed: seal(key, name, value), updatedAt: on.now(), by })
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'secret.stored', subject: name, detail: null })
}

export async function removeSecret(db: Db, on: Pick<Context, 'now' | 'newId'>, name: string, by: string): Promise<boolean> {
  const removed = await secrets.remove(db, name)
  if (removed) await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'secret.removed', subject: name, detail: null })
  return removed
}

/** Opens all stored secrets. @throws when there are some and the key is missing or another */
export async function openSecrets(db: Db, key: string | undefined): Promise<ReadonlyMap<string, string>> {
  const rows = await secrets.list(db)
  if (rows.length > 0 && !key) throw new Error(`${rows.length} secrets are stored, but ${NO_KEY}`)
  return new Map(rows.map(({ name, sealed }) => [name, unseal(key ?? '', name, sealed)]))
}
