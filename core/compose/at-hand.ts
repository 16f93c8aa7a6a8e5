/** Gives a command the hub: the one that runs, through its socket, or its database opened for the time of the command. */
import { existsSync } from 'node:fs'
import type { Loaded } from '../../config/load.ts'
import type { AtHand } from '../cli/host.ts'
import { progressBar } from '../cli/print.ts'
import type { Figures, ReadSoFar } from '../figure-data.ts'
import { openSecrets } from '../flow/secrets.ts'
import { createLog } from '../log.ts'
import type { Setup } from '../setup.ts'
import { dialectOf, sqlitePath } from '../store/dialect.ts'
import { openReader, openStore, type Store } from '../store/store.ts'
import { createFigureDesk } from '../work/figure-desk.ts'
import { lockDatabase, socketPath } from './lock.ts'
import { readMade, withMade } from './made.ts'
import { setupOf } from './setup.ts'
import { socketActions } from './socket.ts'

export async function withHub<T>(loaded: Loaded, work: (hub: AtHand) => Promise<T>): Promise<T> {
  const { config } = loaded
  const onSqlite = !dialectOf(config.database).manyWriters
  if (onSqlite && !existsSync(sqlitePath(config.database)))
    throw new Error(`there is no database at ${config.database} yet: start the hub once, or make it with \`leitwerk migrate\``)
  const lock = onSqlite ? lockDatabase(sqlitePath(config.database)) : null
  if (onSqlite && !lock) {
    const store = openReader(config.database)
    try {
      // The running hub acts, with the secrets of its own environment: this process needs none.
      const setup = setupOf(withMade(loaded, (await readMade(store.db)).made), process.env, 'unread')
      return await work({ store, act: socketActions(socketPath(sqlitePath(config.database))), setup, figures: figuresFrom(store, setup) })
    } finally {
      await store.close()
    }
  }
  // Beside a hub that runs, none of it is loaded.
  const [{ openHub }, { mappingFiles }, { erasureLogOf }] = await Promise.all([import('./hub.ts'), import('./mapping-files.ts'), import('./erasure-log.ts')])
  const store = await openStore(config.database, { now: Date.now, poolSize: 8 })
  try {
    const setup = await setupFrom(loaded, store)
    // A command's output is its result, so the log goes to standard error.
    const hub = await openHub({
      store,
      setup,
      log: createLog('warn', 2),
      now: Date.now,
      random: Math.random,
      mappingFiles: mappingFiles(config.mapping.folder),
      ...erasureLogOf(config.database),
    })
    try {
      return await work({
        store,
        act: hub.act,
        setup,
        figures: figuresFrom(store, setup),
        runReplay: hub.runReplay,
        runErasure: hub.runErasure,
        runReconciliation: hub.runReconciliation,
        runImport: hub.runImport,
      })
    } finally {
      await hub.close()
    }
  } finally {
    await store.close()
    lock?.release()
  }
}

const setupFrom = async (loaded: Loaded, { db }: Store): Promise<Setup> =>
  setupOf(withMade(loaded, (await readMade(db)).made), process.env, await openSecrets(db, process.env.LEITWERK_KEY))

/** What is read faster than one can look is not told of. */
const MANY_LEADS = 20_000

function figuresFrom({ db }: Pick<Store, 'db'>, setup: Setup): Figures {
  const bar = progressBar()
  let isTold = false
  const tell = (read: ReadSoFar | null): void => {
    if (read !== null && read.of >= MANY_LEADS) bar.tell('leads read', read.leads, read.of)
    else if (read === null && isTold) bar.end()
    isTold = read !== null && read.of >= MANY_LEADS
  }
  return createFigureDesk({ db, setup, now: Date.now, tell })
}
