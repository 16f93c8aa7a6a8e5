/** Reads the configuration: YAML file, environment, command line, in that order of rising weight. All errors at once, each with its line and path. */
import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { namesAt } from './names-at.ts'
import { type Config, configSchema } from './schema.ts'
import { inWords } from './words.ts'

export interface Problem {
  /** 1-based; absent where the file does not hold the value. */
  line?: number
  path: string
  message: string
}

export class ConfigError extends Error {
  readonly problems: readonly Problem[]
  /** @param made what does not stand in the file, so that its problems are not looked for there */
  constructor(file: string, problems: readonly Problem[], made: Made = NOTHING_MADE) {
    const placeOf = ({ line, path }: Problem): string => (isMade(made, path.split('.')) ? 'made in the console' : line === undefined ? file : `${file}:${line}`)
    super(
      [...problems]
        .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
        .map((problem) => `${placeOf(problem)}: ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`)
        .join('\n'),
    )
    this.problems = problems
  }
}

/** What people made in the console: entries by name, as they would stand in the file, with secrets by reference. */
export interface Made {
  sources: Readonly<Record<string, unknown>>
  connections: Readonly<Record<string, unknown>>
}

export const NOTHING_MADE: Made = { sources: {}, connections: {} }
export const MADE_SECTIONS = ['sources', 'connections'] as const satisfies readonly (keyof Made)[]

/** Whether a path leads into something that was made in the console. */
const isMade = (made: Made, [section, name]: readonly (string | number)[]): boolean =>
  name !== undefined && (section === 'sources' || section === 'connections') && Object.hasOwn(made[section], name)

/** A configuration as it travels to other threads, so that all of them work with the same. */
export interface Given {
  file: string
  /** The text of the file. */
  yaml: string
  overrides: Overrides
  made: Made
}

export interface Loaded extends Given {
  config: Config
  /** Line of a path in the file, for problems found later. */
  lineOf: LineOf
}

export const givenOf = ({ file, yaml, overrides, made }: Loaded): Given => ({ file, yaml, overrides, made })

/** What the command line may set over the file. */
export interface Overrides {
  database?: string | undefined
  listen?: string | undefined
  publicUrl?: string | undefined
  log?: string | undefined
}

const VARIABLES: Readonly<Record<keyof Overrides, string>> = {
  database: 'LEITWERK_DATABASE',
  listen: 'LEITWERK_LISTEN',
  publicUrl: 'LEITWERK_PUBLIC_URL',
  log: 'LEITWERK_LOG',
}

/** @throws ConfigError */
export function loadConfig(file: string | undefined, overrides: Overrides, environment: Readonly<Record<string, string | undefined>>): Loaded {
  const path = file ?? environment.LEITWERK_CONFIG
  return parseConfig(path === undefined ? '' : read(path), path ?? 'configuration', overrides, environment)
}

/** The same configuration, with what was made beside its file. @throws ConfigError */
export const parseGiven = ({ file, yaml, overrides, made }: Given, environment: Readonly<Record<string, string | undefined>>): Loaded =>
  parseConfig(yaml, file, overrides, environment, made)

/** @throws ConfigError */
export function parseConfig(
  yaml: string,
  name: string,
  overrides: Overrides = {},
  environment: Readonly<Record<string, string | undefined>> = {},
  made: Made = NOTHING_MADE,
): Loaded {
  const { raw, lineOf: lineInFile } = readYaml(yaml, name)
  const twice = addMade(raw, made, lineInFile)
  const lineOf: LineOf = (path) => (isMade(made, path) ? undefined : lineInFile(path))
  for (const [key, variable] of Object.entries(VARIABLES)) {
    const value = overrides[key as keyof Overrides] ?? environment[variable]
    if (value !== undefined && value !== '') raw[key] = value
  }
  if (raw.publicUrl === undefined && typeof raw.listen === 'string') raw.publicUrl = `http://${raw.listen.replace(/^(?:0\.0\.0\.0|\[::\])?:/, '127.0.0.1:')}`
  const parsed = configSchema.safeParse(raw, { error: inWords })
  if (!parsed.success) throw new ConfigError(name, [...twice, ...parsed.error.issues.flatMap((issue) => problemsOf(issue, lineOf))], made)
  if (twice.length > 0) throw new ConfigError(name, twice)
  if (parsed.data.database.startsWith('env:') || parsed.data.database.startsWith('file:')) parsed.data.database = dereference(parsed.data.database, environment)
  return { config: parsed.data, file: name, yaml, overrides, made, lineOf }
}

/** Puts what was made beside the entries of the file. @returns a problem for every name that both give */
function addMade(raw: Record<string, unknown>, made: Made, lineOf: LineOf): Problem[] {
  return MADE_SECTIONS.flatMap((section) => {
    const own = raw[section] ?? {}
    if (Object.keys(made[section]).length === 0 || typeof own !== 'object' || Array.isArray(own)) return []
    raw[section] = { ...made[section], ...own }
    const both = Object.keys(own).filter((name) => Object.hasOwn(made[section], name))
    return both.map((name) => problemAt(lineOf, [section, name], `${TWICE} \`leitwerk config remove ${section} ${name}\``))
  })
}

const TWICE = 'one of this name was made in the console, too: give this one another name, or remove the other with'

/** Line of a path in a file of YAML; of what stands around it where the file does not hold it. */
export type LineOf = (path: readonly (string | number)[]) => number | undefined

export function problemAt(lineOf: LineOf, path: readonly (string | number)[], message: string): Problem {
  const line = lineOf(path)
  return { ...(line !== undefined && { line }), path: path.join('.'), message }
}

/** @throws ConfigError */
export function readYaml(yaml: string, name: string): { raw: Record<string, unknown>; lineOf: LineOf } {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  if (document.errors.length > 0) throw new ConfigError(name, syntaxProblems(document.errors, lines))
  const lineOf: LineOf = (path) => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] | null } | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return undefined
  }
  return { raw: (document.toJS({ maxAliasCount: 100 }) as Record<string, unknown> | null) ?? {}, lineOf }
}

/** @throws ConfigError */
export function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(path, [{ path: '', message: (error as { code?: string }).code === 'ENOENT' ? 'there is no such file' : (error as Error).message }])
  }
}

/** One slip makes a parser stumble over everything behind it: the first places are the ones to look at. */
const SYNTAX_SHOWN = 3

function syntaxProblems(errors: readonly { pos: [number, number]; message: string }[], lines: LineCounter): Problem[] {
  const shown = errors.slice(0, SYNTAX_SHOWN).map((error): Problem => ({ line: lines.linePos(error.pos[0]).line, path: '', message: error.message }))
  return errors.length > SYNTAX_SHOWN ? [...shown, { ...shown.at(-1), path: '', message: `and ${errors.length - SYNTAX_SHOWN} more behind them` }] : shown
}

interface Issue {
  code?: string | undefined
  message: string
  path: PropertyKey[]
  keys?: string[]
}

/**
 * What is wrong at a place of the file, in our words; an issue about unknown keys is one problem per key.
 * @param schema of the document
 */
export function problemsOf(issue: Issue, lineOf: LineOf, schema: z.ZodType = configSchema): Problem[] {
  const at = (path: readonly PropertyKey[], message: string): Problem =>
    problemAt(
      lineOf,
      path.filter((part) => typeof part !== 'symbol'),
      message,
    )
  if (issue.code !== 'unrecognized_keys') return [at(issue.path, issue.message)]
  const known = namesAt(schema, issue.path)
  return (issue.keys ?? []).map((key) => at([...issue.path, key], `this setting does not exist${meant(key, known)}`))
}

/** So many names are listed. */
const NAMES_SHOWN = 30

function meant(key: string, known: readonly string[]): string {
  const close = known.find((one) => one.toLowerCase().startsWith(key.slice(0, 3).toLowerCase()))
  if (close !== undefined) return `; is \`${close}\` meant?`
  return known.length > 0 && known.length <= NAMES_SHOWN ? `; known are ${known.join(', ')}` : ''
}

/**
 * A secret behind a reference: `env:NAME`, `file:PATH` (first line), `sealed:NAME` (stored in the database), or the text itself.
 * @throws a sentence that names the reference, never the value
 */
export function dereference(
  value: string,
  environment: Readonly<Record<string, string | undefined>>,
  sealed: { get(name: string): string | undefined } = new Map(),
): string {
  if (value.startsWith('sealed:')) {
    const found = sealed.get(value.slice(7))
    if (found === undefined) throw new Error(`no secret '${value.slice(7)}' is stored; store it with \`leitwerk secret set ${value.slice(7)}\``)
    return found
  }
  if (value.startsWith('env:')) {
    const found = environment[value.slice(4)]
    if (found === undefined || found === '') throw new Error(`the environment variable ${value.slice(4)} is not set`)
    return found
  }
  if (!value.startsWith('file:')) return value
  try {
    return readFileSync(value.slice(5), 'utf8').split(/\r?\n/, 1)[0]!.trim()
  } catch (error) {
    throw new Error(`the file ${value.slice(5)} cannot be read: ${(error as { code?: string }).code ?? 'unknown error'}`)
  }
}
