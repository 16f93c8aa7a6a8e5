/** Files in YAML that declare a CRM or a source: read, and looked at as a whole. */
import { ConfigError, type LineOf, problemsOf, readYaml } from '../../config/load.ts'
import { connectionSchema } from '../../config/schema/systems.ts'
import { inWords } from '../../config/words.ts'
import { type Declaration, declarationSchema } from '../../connectors/declared/declaration.ts'
import { mistakesIn } from '../../connectors/declared/mistakes.ts'
import type { SourceDeclaration } from '../../connectors/declared-sources/declaration.ts'
import { problemsOfMistakes, readSourceDeclaration } from './declared-source.ts'

/** What a file declares. */
export type Declared = { crm: Declaration } | { source: SourceDeclaration }

interface Read {
  raw: Record<string, unknown>
  lineOf: LineOf
}

/** Keys that only a CRM has: a file with one of them declares a CRM, any other a source. */
const OF_CRMS = ['entities', 'calls', 'address', 'references', 'open']

/** @throws ConfigError with everything that is wrong, each with its line and path */
export function readDeclared(read: Read, file: string): Declared {
  return OF_CRMS.some((key) => key in read.raw) ? { crm: crmDeclaration(read, file) } : { source: sourceDeclaration(read, file) }
}

/** @throws ConfigError with everything that is wrong, each with its line and path */
export const parseDeclaration = (yaml: string, file: string): Declaration => crmDeclaration(readYaml(yaml, file), file)

function crmDeclaration({ raw, lineOf }: Read, file: string): Declaration {
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
export function sourceDeclaration({ raw, lineOf }: Read, file: string): SourceDeclaration {
  const read = readSourceDeclaration(raw)
  if (!read.ok) throw new ConfigError(file, problemsOfMistakes(read.mistakes, lineOf))
  return read.declaration
}
