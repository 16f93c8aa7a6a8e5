/** Whose test vectors are run: configured sources by name, kinds by id, built in or declared, or one file that declares a source. */
import { type Loaded, read } from '../../config/load.ts'
import type { Source } from '../connector.ts'
import { didYouMean } from '../nearest.ts'
import { parseSourceDeclaration, type Registry, registryOf, shipped } from './registry.ts'
import { setupOf } from './setup.ts'

/** @param only a source, a kind, or a file that declares one. @throws when there is none such */
export function vectorSources(loaded: Loaded | undefined, only: string | undefined): (provider: string | undefined) => Source | undefined {
  if (only !== undefined && /\.ya?ml$/.test(only)) return onlyOf(parseSourceDeclaration(read(only), only), [])
  const known = knownTo(loaded)
  if (only === undefined) return (provider) => (provider === undefined ? undefined : known.find(provider))
  const source = known.find(only)
  if (source === undefined) throw new Error(`there is no source '${only}'${didYouMean(only, known.names)}`)
  return onlyOf(source, [only])
}

function knownTo(loaded: Loaded | undefined): { find: (name: string) => Source | undefined; names: string[] } {
  const configured = loaded === undefined ? undefined : setupOf(loaded, process.env, 'unread').sources
  const { sources }: Registry = loaded === undefined ? shipped : registryOf(loaded.config.declared, () => {})
  return {
    find: (name) => configured?.get(name)?.connector ?? sources.find((source) => namesOf(source).includes(name)),
    names: [...(configured?.keys() ?? []), ...sources.flatMap(namesOf)],
  }
}

const onlyOf = (source: Source, names: readonly string[]) => (provider: string | undefined) =>
  provider === undefined || [...names, ...namesOf(source)].includes(provider) ? source : undefined

const namesOf = ({ id, knownAs = [] }: Source): string[] => [id, ...knownAs]
