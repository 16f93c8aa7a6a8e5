/** All connectors there are: those written in TypeScript, and CRMs declared in YAML, shipped ones and the admin's own. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError, type Problem, problemsOf, read, readYaml } from '../../config/load.ts'
import { connectionSchema } from '../../config/schema.ts'
import { inWords } from '../../config/words.ts'
import { changesOf } from '../../connectors/declared/changes.ts'
import { crmOf } from '../../connectors/declared/crm.ts'
import { type Declaration, declarationSchema } from '../../connectors/declared/declaration.ts'
import { mistakesIn } from '../../connectors/declared/mistakes.ts'
import { crms, sources } from '../../connectors/index.ts'
import type { Crm, Source } from '../connector.ts'

export interface Registry {
  crms: readonly Crm[]
  sources: readonly Source[]
}

const FOLDER = fileURLToPath(new URL('../../connectors/declared', import.meta.url))

/** @throws ConfigError with everything that is wrong, each with its line and path */
export function parseDeclaration(yaml: string, file: string): Declaration {
  const { raw, lineOf } = readYaml(yaml, file)
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
  const problems = mistakes.map(({ path, message }): Problem => {
    const line = lineOf(path)
    return { ...(line !== undefined && { line }), path: path.join('.'), message }
  })
  if (problems.length > 0) throw new ConfigError(file, problems)
  return parsed.data
}

function withDeclared({ crms, sources }: Registry, declared: Declaration): Registry {
  const source = changesOf(declared)
  return { crms: [...crms, crmOf(declared)], sources: source ? [...sources, source] : sources }
}

/** What ships with Leitwerk. */
export const shipped: Registry = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .reduce<Registry>((known, file) => withDeclared(known, parseDeclaration(read(join(FOLDER, file)), file)), { crms, sources })

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
      const declared = parseDeclaration(read(file), file)
      const isTaken = [...known.crms, ...known.sources].some(({ id }) => id === declared.id)
      if (isTaken) report(at, `${file}: there is a kind '${declared.id}' already: take another id`)
      else known = withDeclared(known, declared)
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
