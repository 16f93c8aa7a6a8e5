/** Gives a hub the file of a list, as the command and the API do. */
import { createHash } from 'node:crypto'
import type { StartedImport } from '../../core/action-data.ts'
import { type ImportOptions, PIECE } from '../../core/list.ts'
import * as importRows from '../../core/store/import-rows.ts'
import * as imports from '../../core/store/imports.ts'
import type { TestHub } from './hub.ts'

export async function begin({ act }: Pick<TestHub, 'act'>, source: string, list: string | Buffer, options: ImportOptions = {}): Promise<StartedImport> {
  const bytes = Buffer.from(list)
  const id = await act.receiveImport({ source, file: 'list.csv', options }, 'test')
  for (let n = 0; n * PIECE < bytes.length || n === 0; n++)
    await act.receivePiece({ id, n, body: bytes.subarray(n * PIECE, (n + 1) * PIECE).toString('base64') })
  return act.startImport({ id, hash: createHash('sha256').update(bytes).digest('hex') }, 'test')
}

export async function ended({ store }: Pick<TestHub, 'store'>, id: string, ms = 60_000): Promise<imports.ImportRow> {
  for (const until = Date.now() + ms; ; ) {
    const run = (await imports.find(store.db, id))!
    if (run.state !== 'running') return run
    if (Date.now() > until) throw new Error(`the import is at ${JSON.stringify({ position: run.position, ...run.totals })}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The import from its file to its last row. */
export async function imported(hub: TestHub, source: string, list: string | Buffer, options: ImportOptions = {}): Promise<imports.ImportRow> {
  return ended(hub, (await begin(hub, source, list, options)).id)
}

export const rowsOf = async ({ store }: Pick<TestHub, 'store'>, id: string): Promise<importRows.RowResult[]> =>
  (await importRows.list(store.db, id, { limit: 10_000 })).rows
