/** All connectors there are: those written in TypeScript, and CRMs and sources declared in YAML, shipped ones and the admin's own. */
import { ConfigError, read, readYaml } from '../../config/load.ts'
import { changesOf } from '../../connectors/declared/changes.ts'
import { crmOf } from '../../connectors/declared/crm.ts'
import { sourceOf } from '../../connectors/declared-sources/source.ts'
import { crms, sources } from '../../connectors/index.ts'
import type { Source } from '../connector.ts'
import type { Crm } from '../crm.ts'
import { type Declared, readDeclared, sourceDeclaration } from './declarations.ts'
import declaredFiles from './declared-files.json' with { type: 'json' }

export interface Registry {
  crms: readonly Crm[]
  sources: readonly Source[]
}

/** @throws ConfigError with everything that is wrong, each with its line and path */
export function parseSourceDeclaration(yaml: string, file: string): Source {
  return sourceOf(sourceDeclaration(readYaml(yaml, file), file))
}

/** What a file adds. A CRM that tells its changes is a source as well. */
function registered(declared: Declared): Registry {
  if ('source' in declared) return { crms: [], sources: [sourceOf(declared.source)] }
  const changes = changesOf(declared.crm)
  return { crms: [crmOf(declared.crm)], sources: changes ? [changes] : [] }
}

const together = (one: Registry, other: Registry): Registry => ({ crms: [...one.crms, ...other.crms], sources: [...one.sources, ...other.sources] })

/** What ships with Leitwerk. Its declared files as they were read and looked at beforehand (`scripts/generate-declared.ts`): reading took a tenth of a second of every start, looking a third of that. */
export const shipped: Registry = Object.values(declaredFiles as unknown as Readonly<Record<string, Declared>>) // written by that script
  .map(registered)
  .reduce(together, { crms, sources })

export interface Known extends Registry {
  /** A file that cannot be used may declare this kind: what is wrong is told there, not where the kind is used. */
  isLost(kind: string): boolean
}

/** Those, and what the files declare. @param report hears of every problem, with the file's place in the list */
export function registryOf(files: readonly string[], report: (at: number, message: string) => void): Known {
  let known = shipped
  const lost: (string | null)[] = []
  for (const [at, file] of files.entries()) {
    try {
      const declared = registered(readDeclared(readYaml(read(file), file), file))
      const ids = [...known.crms, ...known.sources].map(({ id }) => id)
      const taken = [...declared.crms, ...declared.sources].find(({ id }) => ids.includes(id))
      if (taken) report(at, `${file}: there is a kind '${taken.id}' already: take another id`)
      else known = together(known, declared)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      lost.push(idIn(file))
      for (const line of error.message.split('\n')) report(at, line)
    }
  }
  return { ...known, isLost: (kind) => lost.includes(kind) || lost.includes(null) }
}

/** What a file that cannot be used would have declared; null where it does not even say that. */
function idIn(file: string): string | null {
  try {
    return /^id:\s*["']?([a-z][a-z0-9-]*)/m.exec(read(file))?.[1] ?? null
  } catch {
    return null
  }
}
