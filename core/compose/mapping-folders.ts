/** Where commands find mappings, and the threads they run them in. */
import { loadConfig } from '../../config/load.ts'
import type { AtHand, Where } from '../cli/host.ts'
import { createMappingPool, type MappingPool } from '../work/mapping.ts'
import { type MappingFile, type MappingKind, mappingNames, readMapping } from '../work/mapping-cases.ts'
import { withHub } from './at-hand.ts'
import { SHIPPED } from './mapping-files.ts'

/** The folder of the setting `mapping.folder`; undefined where no configuration is named or it has none. */
export function ownFolder(where: Where): string | undefined {
  if (where.config === undefined && process.env.LEITWERK_CONFIG === undefined) return undefined
  return configured(where).config.mapping.folder
}

/** `sources/form` and so on: own ones and shipped ones, sorted. */
export async function allNames(where: Where): Promise<string[]> {
  return [...new Set((await Promise.all(folders(where).map(namesIn))).flat())].sort()
}

/** Where a mapping lies: own ones win over shipped ones of the same name. @throws when there is none */
export async function locate(where: Where, name: string): Promise<{ folder: string; kind: MappingKind; file: string }> {
  const [kind, file] = name.split('/') as [MappingKind, string] // names come from `allNames`
  for (const folder of folders(where)) if ((await namesIn(folder)).includes(name)) return { folder, kind, file }
  throw new Error(`there is no mapping '${name}'`)
}

/** A mapping with its cases. @throws when either is missing or malformed */
export async function readNamed(where: Where, name: string): Promise<MappingFile> {
  const { folder, kind, file } = await locate(where, name)
  return readMapping(folder, kind, file)
}

/** A hub, as the configuration names it. */
export const atHand = <T>(where: Where, work: (hub: AtHand) => Promise<T>): Promise<T> => withHub(configured(where), work)

export async function withPool<T>(work: (pool: MappingPool) => Promise<T>): Promise<T> {
  const pool = createMappingPool({ threads: 1, timeoutMs: 1000, memoryMb: 128 })
  try {
    return await work(pool)
  } finally {
    await pool.close()
  }
}

const configured = (where: Where) => loadConfig(where.config, { database: where.database }, process.env)

/** Own ones first. */
function folders(where: Where): string[] {
  const own = ownFolder(where)
  return own === undefined ? [SHIPPED] : [own, SHIPPED]
}

async function namesIn(folder: string): Promise<string[]> {
  const of = async (kind: MappingKind) => (await mappingNames(folder, kind).catch(() => [])).map((name) => `${kind}/${name}`)
  return [...(await of('sources')), ...(await of('crms'))]
}
