/** What `leitwerk check` looks into beyond the settings: every mapping they name is there, and every expression compiles. */
import { type Loaded, type Problem, problemAt } from '../../config/load.ts'
import type { Setup } from '../setup.ts'
import type { MappingKind } from '../store/mappings.ts'
import type { MappingPool } from '../work/mapping.ts'
import { mappingFiles } from './mapping-files.ts'
import { withPool } from './mapping-folders.ts'

/** What of a setup is looked into. */
type Looked = Pick<Setup, 'sources' | 'connections'>

/**
 * @param isStored mappings that are in the database, be there a file or not
 * @returns what is wrong, with the line of the configuration that leads there
 */
export async function expressionProblems(
  { config, lineOf }: Pick<Loaded, 'config' | 'lineOf'>,
  setup: Looked,
  check: MappingPool['check'],
  isStored: (kind: MappingKind, name: string) => boolean = () => false,
): Promise<Problem[]> {
  const files = mappingFiles(config.mapping.folder)
  const at = (path: readonly (string | number)[], message: string): Problem => problemAt(lineOf, path, message)
  const wrong = async (path: readonly (string | number)[], expression: string, where: string): Promise<Problem[]> =>
    (await check(expression)).map(({ line, column, message }) => at(path, `${where}line ${line}, column ${column}: ${message}`))
  const mapping = (kind: MappingKind, place: readonly string[], name: string): Promise<Problem[]> | Problem[] => {
    const file = files.find((one) => one.kind === kind && one.name === name)
    if (isStored(kind, name)) return []
    if (file) return wrong([...place, 'mapping'], file.expression, `${file.path}, `)
    const there = files.filter((one) => one.kind === kind).map((one) => one.name)
    return [
      at(
        [...place, 'mapping'],
        `there is no mapping '${name}': put ${name}.jsonata into ${folderOf(kind, config.mapping.folder)}, or name one of ${there.join(', ')}`,
      ),
    ]
  }
  const lists = await Promise.all([
    ...[...setup.sources.values()].flatMap((entry) => {
      const place = ['sources', entry.id]
      const { split, dedupe, version, test } = entry.connector
      return [
        mapping('source', place, entry.mapping),
        ...(split === undefined ? [] : [wrong([...place, 'split'], split, '')]),
        ...(dedupe ?? []).map((expression, i) => wrong([...place, 'dedupe', i], expression, '')),
        ...(version === undefined ? [] : [wrong([...place, 'version'], version, '')]),
        ...(test === undefined ? [] : [wrong([...place, 'test'], test, '')]),
      ]
    }),
    ...[...setup.connections.values()].map((entry) => mapping('crm', ['connections', entry.id], entry.mapping)),
  ])
  return lists.flat()
}

/** The same for what the hub would start with: a mapping of something made in the console may be in the database alone. */
export async function problemsOfExpressions(loaded: Loaded, setup: Looked): Promise<Problem[]> {
  const isMade = (kind: MappingKind, name: string) =>
    Object.keys(loaded.made[kind === 'source' ? 'sources' : 'connections']).some(
      (id) => setup[kind === 'source' ? 'sources' : 'connections'].get(id)?.mapping === name,
    )
  return withPool((pool) => expressionProblems(loaded, setup, pool.check, isMade))
}

const folderOf = (kind: MappingKind, own: string | undefined): string =>
  `${own ?? 'the folder of the setting `mapping.folder`'}${own === undefined ? ', under ' : '/'}${kind === 'source' ? 'sources' : 'crms'}/`
