/** Gives `leitwerk match` its store: a temporary one that is removed afterwards, or an empty database by its URL. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '../../config/load.ts'
import { idGenerator } from '../id.ts'
import { MODEL } from '../lead/match/model.ts'
import { silentLog } from '../log.ts'
import type { MatchedRecord, MatchFigures, MatchOptions, MatchRecord } from '../match-record.ts'
import { isEmpty } from '../store/identity.ts'
import { openStore } from '../store/store.ts'
import { matchRecords } from '../work/match-records.ts'
import { setupOf } from './setup.ts'

export async function matchFile(
  records: readonly MatchRecord[],
  { database, ...options }: MatchOptions & { database?: string | undefined },
): Promise<{ matched: MatchedRecord[]; figures: MatchFigures }> {
  const folder = database === undefined ? mkdtempSync(join(tmpdir(), 'leitwerk-match-')) : null
  const url = database ?? `sqlite:${join(folder!, 'match.sqlite')}`
  try {
    const store = await openStore(url, { now: Date.now, poolSize: 2, throwaway: folder !== null })
    try {
      if (!(await isEmpty(store.db))) throw new Error(`the database at ${url.split('@').at(-1)} knows accounts already: name an empty one`)
      const setup = setupOf(parseConfig('', 'defaults'), {}, 'unread')
      const on = { setup, now: Date.now, newId: idGenerator(), log: silentLog, addressKey: '', model: MODEL }
      return await matchRecords(store, on, records, options)
    } finally {
      await store.close()
    }
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}
