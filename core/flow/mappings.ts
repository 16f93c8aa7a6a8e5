/** The life of mapping versions: files become versions, one is active, everything produced names the one that made it. */

import { createHash } from 'node:crypto'
import type { NewDraft } from '../action-data.ts'
import type { Mapping } from '../mapped.ts'
import { Refusal } from '../refusal.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as events from '../store/events.ts'
import * as issues from '../store/issues.ts'
import * as mappings from '../store/mappings.ts'
import * as operation from '../store/operation.ts'
import type { Context } from './context.ts'
import { raiseIssue } from './raise-issue.ts'

export interface MappingFile {
  kind: mappings.MappingKind
  name: string
  /** For messages, e.g. `mappings/sources/typeform.jsonata`. */
  path: string
  expression: string
  /** Text of the NAME.cases.json beside it. */
  cases: string | null
}

/** Of a version's texts: equal ones are one version, whatever the line ends are. */
export const hashOf = ({ expression, cases }: Pick<MappingFile, 'expression' | 'cases'>): string =>
  createHash('sha256')
    .update(even(expression))
    .update('\0')
    .update(even(cases ?? ''))
    .digest('hex')
    .slice(0, 32)

const even = (text: string): string => text.replace(/\r\n/g, '\n').trim()

/**
 * Brings the files' texts in as versions. A changed file becomes active by itself only where the active version became so
 * by its file; where a person activated another one, the file's becomes a draft and an issue.
 */
export async function syncFiles(db: Db, on: Context, files: readonly MappingFile[]): Promise<{ activated: string[]; drafts: string[] }> {
  const activated: string[] = []
  const drafts: string[] = []
  const now = on.now()
  for (const file of files) {
    const active = await mappings.active(db, file.kind, file.name)
    const [last] = await mappings.activations(db, { kind: file.kind, name: file.name, limit: 1 })
    const hash = hashOf(file)
    const cause = `mapping|${file.kind}|${file.name}`
    if (active?.hash === hash) {
      // What a person had activated came back in the file: from now on the file leads again.
      if (last?.origin === 'console') await mappings.activate(db, active.id, { by: 'hub', origin: 'file', note: `${file.path} says the same` }, now)
      await issues.closeCause(db, cause, now)
      continue
    }
    const version = await mappings.add(db, {
      ...file,
      id: on.newId('map'),
      hash,
      origin: 'file',
      author: null,
      note: file.path,
      createdAt: now,
    })
    if (active === undefined || last?.origin !== 'console') {
      await mappings.activate(db, version.id, { by: 'hub', origin: 'file', note: file.path }, now)
      activated.push(file.name)
      continue
    }
    drafts.push(file.name)
    await raiseIssue(db, on, {
      cause,
      kind: 'mapping',
      subject: file.name,
      title: `The file ${file.path} differs from version ${active.id}, which ${last.by} activated and which stays active`,
      todo: `See what differs with \`leitwerk mapping diff ${nameOf(file)}\`. Then either \`leitwerk mapping activate ${nameOf(file)} ${version.id}\`, or write the active version into the file with \`leitwerk mapping export ${nameOf(file)}\`.`,
    })
  }
  return { activated, drafts }
}

/** `sources/typeform`, as people and commands call it. */
export const nameOf = ({ kind, name }: { kind: mappings.MappingKind; name: string }): string => `${kind === 'source' ? 'sources' : 'crms'}/${name}`

/** A draft beside the active version; the same texts give the version that is there. The caller has checked the texts. */
export async function addDraft(db: Db, on: Context, draft: NewDraft, by: string): Promise<mappings.MappingVersion> {
  const cases = draft.cases ?? (await mappings.active(db, draft.kind, draft.name))?.cases ?? null
  const texts = { expression: draft.expression, cases }
  const version = await mappings.add(db, {
    id: on.newId('map'),
    kind: draft.kind,
    name: draft.name,
    hash: hashOf(texts),
    origin: 'console',
    ...texts,
    author: by,
    note: draft.note ?? null,
    createdAt: on.now(),
  })
  await record(db, on, by, 'mapping.drafted', version.id, nameOf(version))
  return version
}

/** @throws when there is no such version, or it is the active one */
export async function activateVersion(db: Db, on: Context, id: string, note: string | null, by: string): Promise<mappings.MappingVersion> {
  const before = await mappings.find(db, id)
  if (before?.state === 'active') throw new Refusal(`${id} is the active version of ${nameOf(before)} already`)
  const version = await mappings.activate(db, id, { by, origin: 'console', note }, on.now())
  await issues.closeCause(db, `mapping|${version.kind}|${version.name}`, on.now())
  await record(db, on, by, 'mapping.activated', id, nameOf(version))
  return version
}

/** Back to the version that was active before. @throws when there was none */
export async function rollBack(
  db: Db,
  on: Context,
  { kind, name }: { kind: mappings.MappingKind; name: string },
  by: string,
): Promise<mappings.MappingVersion> {
  const [last, ...earlier] = await mappings.activations(db, { kind, name, limit: 1_000 })
  const before = earlier.find(({ mappingId }) => mappingId !== last?.mappingId)
  if (!last || !before) throw new Refusal(`${nameOf({ kind, name })} has had only one active version: there is nothing to go back to`)
  return activateVersion(db, on, before.mappingId, `back from ${last.mappingId}`, by)
}

const record = (db: Db, on: Context, by: string, action: string, subject: string, detail: string) =>
  operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action, subject, detail })

/** Mappings that sources and connections name and that have no active version: what comes for them will be held or parked. */
export async function missingMappings(db: Db, setup: Setup): Promise<{ kind: mappings.MappingKind; name: string; neededBy: string }[]> {
  const needed = [
    ...[...setup.sources.values()].map((entry) => ({ kind: 'source' as const, name: entry.mapping, neededBy: `source ${entry.id}` })),
    ...[...setup.connections.values()].map((entry) => ({ kind: 'crm' as const, name: entry.mapping, neededBy: `connection ${entry.id}` })),
  ]
  const active = await Promise.all(needed.map(({ kind, name }) => mappings.active(db, kind, name)))
  return needed.filter((_, i) => active[i] === undefined)
}

/** Neither a file nor an activated version: a matter of configuration, not a fault. */
export class MissingMapping extends Refusal {}

/** @throws MissingMapping */
export async function activeMapping(db: Db, kind: mappings.MappingKind, name: string): Promise<Mapping> {
  const version = await mappings.active(db, kind, name)
  if (!version)
    throw new MissingMapping(`there is no active mapping '${name}': put the file mappings/${nameOf({ kind, name })}.jsonata there, or activate a version`)
  return mappingOf(version)
}

/** The version that mapped a delivery first, or null where that is not known any more. */
export async function firstMapping(db: Db, deliveryId: string): Promise<Mapping | null> {
  const [first] = (await events.ofDelivery(db, deliveryId)).sort((a, b) => a.revision - b.revision)
  const id = first?.mappingId ?? (await deliveries.find(db, deliveryId))?.mappingId
  const version = id == null ? undefined : await mappings.find(db, id)
  return version ? mappingOf(version) : null
}

/** A version as the mapping threads take it. */
export const mappingOf = (version: Pick<mappings.MappingVersion, 'id' | 'kind' | 'name' | 'expression'>): Mapping => ({
  id: version.id,
  name: `mappings/${nameOf(version)}.jsonata`,
  expression: version.expression,
})
