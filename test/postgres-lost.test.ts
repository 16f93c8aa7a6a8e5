/** PostgreSQL ends a connection in the middle of a transaction: the transaction fails, the process lives, and the next one gets another connection. */
import { expect, it } from 'vitest'
import { backends } from './helpers/stores.ts'

const postgres = backends.find(({ name }) => name === 'postgres')!

it('loses a connection between two statements, and nothing else', async () => {
  const { store, drop } = await postgres.fresh()
  try {
    const cut = store.write(async (db) => {
      const { pid } = (await db.get<{ pid: number }>('select pg_backend_pid() as pid'))!
      await store.db.get('select pg_terminate_backend($1)', [pid])
      await new Promise((resolve) => setTimeout(resolve, 200))
      await db.get('select 1')
    })
    await expect(cut).rejects.toThrow()
    expect(await store.write((db) => db.get('select 1 as n'))).toEqual({ n: 1 })
  } finally {
    await drop()
  }
})

it('loses the connection of a shared commit: whoever has a part in it hears so, and none runs again', async () => {
  const { store, drop } = await postgres.fresh()
  try {
    await store.write(async (db) => {
      await db.run('create function cut() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$')
      await db.run('create constraint trigger at_commit after insert on meta deferrable initially deferred for each row execute function cut()')
    })
    let runs = 0
    const writing = ['one', 'two', 'three'].map((key) =>
      store.writeTogether(async (db) => {
        runs++
        await db.send("insert into meta (key, value) values ($1, 'x')", [key])
      }),
    )
    expect((await Promise.allSettled(writing)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(runs).toBe(3)
  } finally {
    await drop()
  }
})
