/** Removes what was made in the console, also where the hub cannot start with it. */
import type { Loaded } from '../../config/load.ts'
import { changeMade } from '../flow/change-made.ts'
import { idGenerator } from '../id.ts'
import type { MadeChange } from '../setting-data.ts'
import { dialectOf, sqlitePath } from '../store/dialect.ts'
import * as made from '../store/made.ts'
import { openReader, openStore, type Store } from '../store/store.ts'
import { lockDatabase, socketPath } from './lock.ts'
import { socketActions } from './socket.ts'

/** Looks at nothing else of the configuration. @returns false when there is none */
export async function removeMade({ config: { database } }: Loaded, kind: made.MadeKind, name: string): Promise<boolean> {
  const onSqlite = !dialectOf(database).manyWriters
  const lock = onSqlite ? lockDatabase(sqlitePath(database)) : null
  const store = onSqlite && !lock ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 1 })
  try {
    if (!(await made.list(store.db)).some((row) => row.kind === kind && row.name === name)) return false
    const change: MadeChange = { kind, name, entry: null, secrets: [], revision: await made.revision(store.db) }
    if (onSqlite && !lock) await socketActions(socketPath(sqlitePath(database))).changeMade(change, 'cli')
    else await removeIn(store, change)
    return true
  } finally {
    await store.close()
    lock?.release()
  }
}

const removeIn = (store: Store, change: MadeChange): Promise<void> =>
  store.write((db) => changeMade(db, { now: Date.now, newId: idGenerator(Date.now) }, undefined, change, 'cli'))
