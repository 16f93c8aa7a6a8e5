/** The mappings that ship with Leitwerk, with their cases. */
import { fileURLToPath } from 'node:url'
import { type MappingFile, type MappingKind, mappingNames, readMapping } from '../../core/work/mapping-cases.ts'

export const MAPPINGS = fileURLToPath(new URL('../../mappings', import.meta.url))
export const MAPPING_KINDS: readonly MappingKind[] = ['sources', 'crms']

export async function shippedMappings(): Promise<MappingFile[]> {
  const files: MappingFile[] = []
  for (const kind of MAPPING_KINDS) for (const name of await mappingNames(MAPPINGS, kind)) files.push(await readMapping(MAPPINGS, kind, name))
  return files
}
