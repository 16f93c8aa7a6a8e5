/** Takes the file of a list in, piece by piece; once all of it is there and can be read, its rows are worked off. */
import type { StartedImport } from '../action-data.ts'
import type { Bytes } from '../decode/list/bytes.ts'
import { survey } from '../decode/list/survey.ts'
import type { Context } from '../flow/context.ts'
import { type ImportOptions, MAX_FILE, type NewImport, PIECE } from '../list.ts'
import { Refusal } from '../refusal.ts'
import type { Db } from '../store/db.ts'
import * as imports from '../store/imports.ts'
import * as mappings from '../store/mappings.ts'
import * as operation from '../store/operation.ts'
import type { Store } from '../store/store.ts'
import { knowsColumn } from './list-columns.ts'

/** A file that nobody goes on sending is thrown away after this time. */
const ABANDONED_MS = 24 * 3_600_000

/** @returns the import's id @throws Refusal */
export async function receiveImport(db: Db, on: Context, { source, file, options }: NewImport, by: string): Promise<string> {
  if (!on.setup.sources.has(source)) throw new Refusal(`there is no source '${source}'; known are ${[...on.setup.sources.keys()].join(', ') || 'none'}`)
  if (options.mapping !== undefined && !(await mappings.active(db, 'source', options.mapping)))
    throw new Refusal(
      `there is no active mapping '${options.mapping}': put the file mappings/sources/${options.mapping}.jsonata into the folder of mappings first`,
    )
  await imports.dropAbandoned(db, on.now() - ABANDONED_MS)
  const id = on.newId('imp')
  await imports.add(db, { id, source, file: file.slice(0, 200), options: inOrder(options), createdAt: on.now(), by })
  return id
}

/** The same wishes are the same text. */
const inOrder = ({ encoding, delimiter, header, sheet, visibleOnly, mapping, key }: ImportOptions): ImportOptions =>
  JSON.parse(JSON.stringify({ encoding, delimiter, header, sheet, visibleOnly: visibleOnly || undefined, mapping, key })) as ImportOptions

/** @param n pieces are numbered from 0; all but the last are `PIECE` long */
export async function receivePiece(db: Db, id: string, n: number, body: Uint8Array): Promise<void> {
  if (n * PIECE + body.length > MAX_FILE) throw new Refusal(`the file is larger than ${MAX_FILE / 1024 / 1024} MB: part it`)
  if (!(await imports.addPiece(db, id, n, n * PIECE, body)))
    throw new Refusal(`the file of ${id} is not on its way, or a piece before is missing: send it again`)
}

/** @param hash SHA-256 of the file @throws Refusal where it cannot be read; then nothing of it is kept */
export async function startImport(store: Store, on: Context, id: string, hash: string, by: string): Promise<StartedImport> {
  const run = await imports.find(store.db, id)
  if (run?.state !== 'uploading') throw new Refusal(`the file of ${id} is not on its way`)
  const before = await store.write((db) => resumed(db, run, hash))
  if (before) return { id: before.id, resumed: true, survey: before.survey! } // it has one since it began
  try {
    const found = await survey(storedFile(store.db, run), run.options, knowsColumn)
    await store.write(async (db) => {
      await imports.begin(db, id, hash, found.survey)
      await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'import.started', subject: run.source, detail: id })
    })
    return { id, resumed: false, survey: found.survey }
  } catch (error) {
    await store.write((db) => imports.drop(db, id))
    throw error
  }
}

async function resumed(db: Db, run: imports.ImportRow, hash: string): Promise<imports.ImportRow | undefined> {
  const before = await imports.unfinished(db, run.source, hash, run.options)
  if (!before) return undefined
  await imports.drop(db, run.id)
  await imports.resume(db, before.id)
  return before
}

/** The file of an import as it lies in the database. */
export function storedFile(db: Db, { id, size }: Pick<imports.ImportRow, 'id' | 'size'>): Bytes {
  let last: { n: number; body: Uint8Array } | null = null
  const piece = async (n: number): Promise<Uint8Array> => {
    if (last?.n !== n) last = { n, body: await imports.piece(db, id, n) }
    return last.body
  }
  return {
    size,
    read: async (offset, length) => {
      const parts: Uint8Array[] = []
      const end = Math.min(offset + length, size)
      for (let at = offset; at < end; ) {
        const n = Math.floor(at / PIECE)
        const body = await piece(n)
        const part = body.subarray(at - n * PIECE, Math.min(end - n * PIECE, PIECE))
        if (part.length === 0) throw new Refusal(`a piece of the file of ${id} is missing`)
        parts.push(part)
        at += part.length
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    },
  }
}
