/** The preview of a list that is uploaded: its file is kept for as long as it is looked at. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Loaded } from '../../config/load.ts'
import { type ImportPreview, MAX_FILE, type PreviewInput } from '../list.ts'
import { Refusal } from '../refusal.ts'
import { apart } from './trial-thread.ts'

/** @param input its `file` is a name for people @throws Refusal where it is no list */
export async function previewUploaded(loaded: Loaded, input: PreviewInput, body: AsyncIterable<Uint8Array>): Promise<ImportPreview> {
  const folder = await mkdtemp(join(tmpdir(), 'leitwerk-list-'))
  try {
    const file = join(folder, nameOf(input.file))
    await pipeline(bounded(body), createWriteStream(file, { mode: 0o600 }))
    return await apart('preview', loaded, { ...input, file })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Of a file in any folder of any system. */
const nameOf = (given: string): string =>
  basename(given)
    .replace(/[^\p{L}\p{N}._-]/gu, '_')
    .replace(/^\.+/, '')
    .slice(-80) || 'list'

async function* bounded(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MAX_FILE) throw new Refusal(`the file is larger than ${MAX_FILE / 1024 / 1024} MB: part it`)
    yield chunk
  }
}
