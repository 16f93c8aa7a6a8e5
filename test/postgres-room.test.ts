/** New rows lie together in PostgreSQL's files, also where the table is full of holes: each page that is touched is written as a whole. */
import { expect, it } from 'vitest'
import { idGenerator } from '../core/id.ts'
import * as deliveries from '../core/store/deliveries.ts'
import type { Store } from '../core/store/store.ts'
import { backends } from './helpers/stores.ts'

const newId = idGenerator()
const arrival = (): deliveries.NewDelivery => ({
  id: newId('dlv'),
  source: 'web',
  receivedAt: 1,
  method: 'POST',
  url: 'http://hub.example/hooks/web',
  remote: '127.0.0.1',
  headers: '{}',
  body: Buffer.from('{}'),
})

async function arrive(store: Store, count: number): Promise<string[]> {
  const arrivals = Array.from({ length: count }, arrival)
  await store.write((db) => deliveries.accept(db, arrivals))
  return arrivals.map(({ id }) => id)
}

/** As the work does it, many at once: a part of what waits, or all of it. */
const settle = (store: Store, part: number) =>
  store.db.run(
    `update delivery set state = case when seq % 10 = 0 then 'held' else 'processed' end, mapping_id = 'map_01j0f0c0000000000000000000',
       settled_at = 1700000000000, reason = case when seq % 10 = 0 then 'email is missing or empty' end where state = 'pending' and seq % 7 < $1`,
    [part],
  )

it('deliveries that arrive do not fill the holes that settled ones have left', async () => {
  const { store, drop } = await backends.find(({ name }) => name === 'postgres')!.fresh(Date.now)
  await store.db.run('alter table delivery set (autovacuum_enabled = false)') // it would come when it likes
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 20; i++) {
      await arrive(store, 100)
      await settle(store, (i % 7) + 1)
    }
    await settle(store, 7)
    await store.db.run('vacuum delivery')
  }
  const [first] = await arrive(store, 1_000)
  const touched = await store.db.get<{ pages: number }>('select count(distinct (ctid::text::point)[0])::int as pages from delivery where id >= $1', [first!])
  expect(touched!.pages).toBeLessThan(80)
  await drop()
})
