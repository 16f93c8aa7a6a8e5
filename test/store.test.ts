import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lockDatabase } from '../core/compose/lock.ts'
import * as deliveries from '../core/store/deliveries.ts'
import { openReader, openStore } from '../core/store/store.ts'
import { storeContract } from './contract/store.contract.ts'
import { newFolder } from './helpers/folder.ts'
import { backends } from './helpers/stores.ts'

for (const backend of backends) storeContract(backend)

it('names the two forms of a database address without repeating a password', async () => {
  await expect(openStore('mysql://user:secret@db.example/x', { now: Date.now })).rejects.toThrow('sqlite:PATH or postgres://')
  await expect(openStore('mysql://user:secret@db.example/x', { now: Date.now })).rejects.not.toThrow('secret')
})

it('copies a SQLite database while it is written', async () => {
  const folder = newFolder('test')
  const store = await openStore(`sqlite:${folder}/hub.sqlite`, { now: Date.now })
  const arrival = (i: number): deliveries.NewDelivery => ({
    id: `dlv_${i}`,
    source: 'web',
    receivedAt: 1,
    method: 'POST',
    url: '',
    remote: '',
    headers: '{}',
    body: Buffer.from('x'),
  })
  await store.write((db) => deliveries.accept(db, [arrival(1)]))
  const [, ...written] = await Promise.all([
    store.backup(`${folder}/copy.sqlite`),
    ...Array.from({ length: 20 }, (_, i) => store.write((db) => deliveries.accept(db, [arrival(i + 2)]))),
  ])
  expect(written).toHaveLength(20)
  await store.close()
  const copy = openReader(`sqlite:${folder}/copy.sqlite`)
  expect(await copy.db.get('select count(*) as n from delivery where id = $1', ['dlv_1'])).toEqual({ n: 1 })
  await copy.close()
  rmSync(folder, { recursive: true })
})

it('lets one process at a time be the hub of a SQLite file', () => {
  const folder = newFolder('test')
  const lock = lockDatabase(join(folder, 'hub.sqlite'))
  expect(lock).not.toBeNull()
  expect(lockDatabase(join(folder, 'hub.sqlite'))).toBeNull()
  lock!.release()
  const again = lockDatabase(join(folder, 'hub.sqlite'))
  expect(again).not.toBeNull()
  again!.release()
  rmSync(folder, { recursive: true })
})
