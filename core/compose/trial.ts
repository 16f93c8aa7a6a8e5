/** Tries mappings and models of identity out beside a hub: reads its database, needs none of its secrets, writes nothing. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { ConfigError, type Loaded } from '../../config/load.ts'
import type { Backtest, BacktestInput, ModelComparison } from '../action-data.ts'
import { modelInForce } from '../flow/models.ts'
import { whatIf } from '../flow/what-if.ts'
import { idGenerator } from '../id.ts'
import type { Model } from '../lead/match/model.ts'
import type { Rules } from '../lead/rules.ts'
import type { WhatIf, WhatIfInput } from '../lead-data.ts'
import { silentLog } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { dialectOf, sqlitePath } from '../store/dialect.ts'
import { knownMeta } from '../store/operation.ts'
import { openReader, openStore, type Store } from '../store/store.ts'
import { backtest } from '../work/backtest.ts'
import { compareModels } from '../work/compare-models.ts'
import { createMappingPool } from '../work/mapping.ts'
import { draftRules, rulesOf } from './rules.ts'
import { setupOf } from './setup.ts'

/** @throws a sentence when there is no such database, mapping or delivery */
export async function tryOut(loaded: Loaded, input: BacktestInput, progress: (done: number, total: number) => void): Promise<Backtest> {
  const store = await openBeside(loaded)
  const setup = setupOf(loaded, process.env, 'unread')
  const pool = createMappingPool(setup.mappingLimits)
  try {
    // Without a key of the installation nobody was ever erased under it.
    const addressKey = (await knownMeta(store.db, 'address_key')) ?? randomBytes(32).toString('base64')
    const on = { setup, now: Date.now, newId: idGenerator(Date.now), log: silentLog, addressKey, model: await modelInForce(store.db) }
    return await backtest({ store, on, pool, progress }, input)
  } finally {
    await pool.close()
    await store.close()
  }
}

/** What another model of identity would change. @throws a sentence when there is no such database, or another model has its name */
export async function compareWith(loaded: Loaded, model: Model, progress: (done: number, total: number) => void): Promise<ModelComparison> {
  const store = await openBeside(loaded)
  try {
    return await store.snapshot((db) => compareModels(db, model, progress))
  } finally {
    await store.close()
  }
}

/** Which leads other rules would have made MQLs. @throws Refusal with what is wrong with the draft */
export async function tryRules(loaded: Loaded, { draft, ...window }: WhatIfInput): Promise<WhatIf> {
  if (window.from >= window.to) throw new Refusal('`from` must lie before `to`')
  const rules = drafted(loaded, draft)
  const store = await openBeside(loaded)
  try {
    return await whatIf(store.db, rulesOf(loaded.config), rules, window, () => {})
  } finally {
    await store.close()
  }
}

/** What is wrong with a draft is whose it is to mend. */
function drafted(loaded: Loaded, draft: string): Rules {
  try {
    return draftRules(loaded, draft, 'draft')
  } catch (error) {
    throw error instanceof ConfigError ? new Refusal(error.message) : error
  }
}

/** The hub's database, for reading. @throws a sentence where there is none */
export async function openBeside({ config: { database } }: Loaded): Promise<Store> {
  const onSqlite = !dialectOf(database).manyWriters
  if (onSqlite && !existsSync(sqlitePath(database)))
    throw new Error(`there is no database at ${database} yet: start the hub once, or make it with \`leitwerk migrate\``)
  return onSqlite ? openReader(database) : openStore(database, { now: Date.now, poolSize: 2 })
}
