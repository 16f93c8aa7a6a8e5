/** What importing a list would do, found out beside the hub: its database is only read, new leads are made in a store that is thrown away. */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Loaded } from '../../config/load.ts'
import type { JsonObject } from '../connector.ts'
import type { Bytes } from '../decode/list/bytes.ts'
import { survey } from '../decode/list/survey.ts'
import { activeMapping, MissingMapping } from '../flow/mappings.ts'
import { modelInForce } from '../flow/models.ts'
import { idGenerator } from '../id.ts'
import type { ImportOptions, ImportPreview, PreviewInput } from '../list.ts'
import { silentLog } from '../log.ts'
import type { Mapping } from '../mapped.ts'
import { Refusal } from '../refusal.ts'
import { knownMeta } from '../store/operation.ts'
import { openStore, type Store } from '../store/store.ts'
import { foretellImport } from '../work/foretell-import.ts'
import { knowsColumn } from '../work/list-columns.ts'
import { createMappingPool } from '../work/mapping.ts'
import { mappingFiles } from './mapping-files.ts'
import { setupOf } from './setup.ts'
import { openBeside } from './trial.ts'

/** @throws Refusal with a sentence */
export async function previewImport(loaded: Loaded, input: PreviewInput, progress: (done: number, total: number) => void): Promise<ImportPreview> {
  const setup = setupOf(loaded, process.env, 'unread')
  const entry = setup.sources.get(input.source)
  if (!entry) throw new Refusal(`there is no source '${input.source}'; known are ${[...setup.sources.keys()].join(', ') || 'none'}`)
  const handle = await open(input.file)
  const real = await openBeside(loaded)
  const trial = await openStore('sqlite::memory:', { now: Date.now, throwaway: true })
  const pool = createMappingPool(setup.mappingLimits)
  try {
    const mapping = await mappingFor(real, loaded, input.options.mapping ?? entry.mapping)
    const addressKey = (await knownMeta(real.db, 'address_key')) ?? ''
    const model = await modelInForce(real.db)
    const on = { setup, now: Date.now, newId: idGenerator(Date.now), log: silentLog, addressKey, model }
    const bytes = fileBytes(handle, (await handle.stat()).size)
    return await foretellImport({ real, trial, on, pool, entry, mapping, bytes, progress }, { ...input, file: basename(input.file) })
  } finally {
    await pool.close()
    await trial.close()
    await real.close()
    await handle.close()
  }
}

/** Rows of a list that a mapping is proposed by. */
const SAMPLED = 50

export async function firstRows(file: string, options: ImportOptions): Promise<JsonObject[]> {
  const handle = await open(file)
  try {
    const { examples } = await survey(fileBytes(handle, (await handle.stat()).size), options, knowsColumn, SAMPLED)
    return examples.filter(({ tooMany }) => tooMany === null).map(({ values }) => values)
  } finally {
    await handle.close()
  }
}

/** Of the tool, where only the file's name tells one. */
export const listName = (file: string): string =>
  basename(file)
    .split('.')[0]!
    .replace(/[^\w-]+/g, '-') || 'list'

/** The active one; a file that no hub has seen yet becomes active when the import begins. */
async function mappingFor(store: Store, { config }: Loaded, name: string): Promise<Mapping> {
  try {
    return await activeMapping(store.db, 'source', name)
  } catch (error) {
    const file = mappingFiles(config.mapping.folder).find((one) => one.kind === 'source' && one.name === name)
    if (!(error instanceof MissingMapping) || !file) throw error
    return { id: 'file', name: file.path, expression: file.expression }
  }
}

const fileBytes = (handle: Awaited<ReturnType<typeof open>>, size: number): Bytes => ({
  size,
  read: async (offset, length) => {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset)
    return buffer.subarray(0, bytesRead)
  },
})
