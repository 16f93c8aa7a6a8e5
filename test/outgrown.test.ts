/** A database that was empty when statements were planned, and is full a moment later. */
import { describe, expect, it } from 'vitest'
import { countOutgrown } from '../core/store/outgrown.ts'
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
})
