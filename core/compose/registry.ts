/** All connectors there are: those written in TypeScript, and CRMs and sources declared in YAML, shipped ones and the admin's own. */
import { ConfigError, type LineOf, problemsOf, read, readYaml } from '../../config/load.ts'
import { connectionSchema } from '../../config/schema/systems.ts'
import { inWords } from '../../config/words.ts'
import { changesOf } from '../../connectors/declared/changes.ts'
import { crmOf } from '../../connectors/declared/crm.ts'
import { type Declaration, declarationSchema } from '../../connectors/declared/declaration.ts'
import { mistakesIn } from '../../connectors/declared/mistakes.ts'
import { crms, sources } from '../../connectors/index.ts'
import type { Source } from '../connector.ts'
import type { Crm } from '../crm.ts'
import declaredFiles from './declared-files.json' with { type: 'json' }
import { problemsOfMistakes, readDeclaredSource } from './declared-source.ts'

export interface Registry {
  crms: readonly Crm[]
  sources: readonly Source[]
}

/** @throws ConfigError with everything that is wrong, each with its line and path */
export function parseDeclaration(yaml: string, file: string): Declaration {
  const { raw, lineOf } = readYaml(yaml, file)
  return crmDeclaration(raw, lineOf, file)
}

function crmDeclaration(raw: unknown, lineOf: LineOf, file: string): Declaration {
  const parsed = declarationSchema.safeParse(raw, { error: inWords })
  if (!parsed.success)
    throw new ConfigError(
      file,
      parsed.error.issues.flatMap((issue) => problemsOf(issue, lineOf, declarationSchema)),
    )
  const taken = Object.keys(parsed.data.settings).filter((name) => name in connectionSchema.shape)
  const mistakes = [
    ...mistakesIn(parsed.data),
    ...taken.map((name) => ({ path: ['settings', name], message: `every connection has a setting '${name}' already: take another name` })),
  ]
  if (mistakes.length > 0) throw new ConfigError(file, problemsOfMistakes(mistakes, lineOf))
  return parsed.data
}

/** @throws ConfigError with everything that is wrong, each with its line and path */
export function parseSourceDeclaration(yaml: string, file: string): Source {
  const { raw, lineOf } = readYaml(yaml, file)
  return declaredSource(raw, lineOf, file)
}

function declaredSource(raw: unknown, lineOf: LineOf, file: string): Source {
  const read = readDeclaredSource(raw)
  if (!read.ok) throw new ConfigError(file, problemsOfMistakes(read.mistakes, lineOf))
  return read.source
}

/** Keys that only a CRM has: a file with one of them declares a CRM, any other a source. */
const OF_CRMS = ['entities', 'calls', 'address', 'references', 'open']

/** What a file adds. A CRM that tells its changes is a source as well. */
function declaredIn({ raw, lineOf }: { raw: Record<string, unknown>; lineOf: LineOf }, file: string): Registry {
  if (!OF_CRMS.some((key) => key in raw)) return { crms: [], sources: [declaredSource(raw, lineOf, file)] }
  const declared = crmDeclaration(raw, lineOf, file)
  const changes = changesOf(declared)
  return { crms: [crmOf(declared)], sources: changes ? [changes] : [] }
}

const together = (one: Registry, other: Registry): Registry => ({ crms: [...one.crms, ...other.crms], sources: [...one.sources, ...other.sources] })

/** What ships with Leitwerk. Its declared files as they were read beforehand (`scripts/generate-declared.ts`): reading nine of them took a tenth of a second of every start. */
export const shipped: Registry = Object.entries(declaredFiles)
  .map(([file, raw]) => declaredIn({ raw, lineOf: () => undefined }, file))
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
      const declared = declaredIn(readYaml(read(file), file), file)
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
