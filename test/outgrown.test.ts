/** A database that was empty when statements were planned, and is full a moment later. */
import { describe, expect, it, vi } from 'vitest'
import { createLog } from '../core/log.ts'
import { countOutgrown } from '../core/store/outgrown.ts'
import { keepPlans } from '../core/work/keep-plans.ts'
import { backends } from './helpers/stores.ts'

describe.each(backends)('tables that outgrew their plans: $name', (backend) => {
  it('are counted anew, once, where the database plans by their size', async () => {
    const { store, drop } = await backend.fresh()
    try {
      const planned = backend.name === 'postgres'
      await store.write(async (db) => {
        for (let i = 0; i < 1_500; i++) await db.send("insert into meta (key, value) values ($1, 'x')", [`k${i}`])
        if (planned) await db.get('select pg_stat_force_next_flush()')
      })
      expect(await countOutgrown(store.db)).toEqual(planned ? ['meta'] : [])
      expect(await countOutgrown(store.db)).toEqual([])
    } finally {
      await drop()
    }
  })

  it.skipIf(backend.name === 'sqlite')('are counted anew again and again, also after the database was away', async () => {
    const { store, drop } = await backend.fresh()
    const faults: string[] = []
    const log = createLog('silent')
    let isAway = true
    const db = { ...store.db, all: <R>(text: string) => (isAway ? Promise.reject(new Error('away')) : store.db.all<R>(text)) }
    const plans = keepPlans({ store: { ...store, db }, on: { log: { ...log, warn: (message) => void faults.push(message) } }, lookMs: 20 })
    try {
      await store.write(async (tx) => {
        for (let i = 0; i < 1_500; i++) await tx.send("insert into meta (key, value) values ($1, 'x')", [`k${i}`])
        await tx.get('select pg_stat_force_next_flush()')
      })
      await vi.waitFor(() => expect(faults.length).toBeGreaterThan(1), 5_000)
      isAway = false
      const known = "select reltuples as n from pg_class where oid = 'meta'::regclass"
      await vi.waitFor(async () => expect((await store.db.get<{ n: number }>(known))?.n).toBeGreaterThan(1_000), 5_000)
    } finally {
      await plans.stop()
      await drop()
    }
    expect(new Set(faults)).toEqual(new Set(['plans.fault']))
  })
})
