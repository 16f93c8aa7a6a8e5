/** The life of mapping versions: files become versions, one is active, everything produced names the one that made it. */
import { createHash } from 'node:crypto'
import type { Mapping } from '../mapped.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as issues from '../store/issues.ts'
import * as mappings from '../store/mappings.ts'
import type { Context } from './context.ts'

export interface MappingFile {
  kind: mappings.MappingKind
  name: string
  /** For messages, e.g. `mappings/sources/typeform.jsonata`. */
  path: string
  expression: string
}

export const hashOf = (expression: string): string => createHash('sha256').update(expression.replace(/\r\n/g, '\n').trim()).digest('hex').slice(0, 32)

/**
 * Brings the files' texts in as versions. A changed file becomes active by itself only where the active version came
 * from a file; where people activated one in the console it becomes a draft and an issue.
 */
export async function syncFiles(db: Db, on: Context, files: readonly MappingFile[]): Promise<{ activated: string[]; drafts: string[] }> {
  const activated: string[] = []
  const drafts: string[] = []
  const now = on.now()
  for (const file of files) {
    const active = await mappings.active(db, file.kind, file.name)
    const hash = hashOf(file.expression)
    if (active?.hash === hash) continue
    const version = await mappings.add(db, {
      id: on.newId('map'),
      kind: file.kind,
      name: file.name,
      hash,
      origin: 'file',
      expression: file.expression,
      author: null,
      note: file.path,
      createdAt: now,
    })
    if (active === undefined || active.origin === 'file') {
      await mappings.activate(db, version.id, now)
      activated.push(file.name)
      continue
    }
    drafts.push(file.name)
    await issues.raise(
      db,
      {
        id: on.newId('iss'),
        cause: `mapping|${file.kind}|${file.name}|${hash}`,
        kind: 'mapping',
        subject: file.name,
        title: `The file ${file.path} changed, but version ${active.id}, activated in the console, stays active`,
        todo: `Compare the file with the active version (GET /v1/mappings?name=${file.name}) and bring the file in line with the one that is right.`,
      },
      now,
    )
  }
  return { activated, drafts }
}

/** Mappings that sources and connections name and that have no active version: what comes for them will be held or parked. */
export async function missingMappings(db: Db, setup: Setup): Promise<{ kind: mappings.MappingKind; name: string; neededBy: string }[]> {
  const needed = [
    ...[...setup.sources.values()].map((entry) => ({ kind: 'source' as const, name: entry.mapping, neededBy: `source ${entry.id}` })),
    ...[...setup.connections.values()].map((entry) => ({ kind: 'crm' as const, name: entry.mapping, neededBy: `connection ${entry.id}` })),
  ]
  const active = await Promise.all(needed.map(({ kind, name }) => mappings.active(db, kind, name)))
  return needed.filter((_, i) => active[i] === undefined)
}

/** @throws a sentence when there is none: neither a file nor an activated version */
export async function activeMapping(db: Db, kind: mappings.MappingKind, name: string): Promise<Mapping> {
  const version = await mappings.active(db, kind, name)
  if (!version)
    throw new Error(
      `there is no active mapping '${name}': put the file mappings/${kind === 'source' ? 'sources' : 'crms'}/${name}.jsonata there, or activate a version`,
    )
  return { id: version.id, name: `mappings/${kind === 'source' ? 'sources' : 'crms'}/${name}.jsonata`, expression: version.expression }
}
