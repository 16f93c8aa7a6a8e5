/** What the CRMs of a configuration said of their records, read from its database without touching it. */
import { existsSync } from 'node:fs'
import type { Loaded } from '../../config/load.ts'
import type { CrmSchema } from '../cli/host.ts'
import * as descriptions from '../store/descriptions.ts'
import { dialectOf, sqlitePath } from '../store/dialect.ts'
import { openReader, openStore } from '../store/store.ts'
import { setupOf } from './setup.ts'

/** One for each connection. @throws a sentence when the database cannot be read */
export async function crmSchemas(loaded: Loaded): Promise<CrmSchema[]> {
  const setup = setupOf(loaded, process.env, 'unread')
  if (setup.connections.size === 0) return []
  const { database } = loaded.config
  const onSqlite = dialectOf(database).name === 'sqlite'
  if (onSqlite && !existsSync(sqlitePath(database)))
    throw new Error(`there is no database at ${database} yet: start the hub once, or make it with \`leitwerk migrate\``)
  const store = onSqlite ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 1 })
  try {
    return await Promise.all(
      [...setup.connections.values()].map(async ({ id, mapping }) => {
        const known = await descriptions.find(store.db, id)
        return { connection: id, mapping, describedAt: known?.describedAt ?? null, entities: known?.entities ?? null }
      }),
    )
  } catch (error) {
    throw new Error(`the descriptions in ${database} cannot be read (${(error as Error).message}); bring it up to date with \`leitwerk migrate\``)
  } finally {
    await store.close()
  }
}
