/** What goes through much of a history on SQLite is read in a thread of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readAside } from '../core/store/aside.ts'
import { openReader, openStore, type Store } from '../core/store/store.ts'

/** Half a second or more. */
const LONG = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < $1) select count(*) as n from n'
const ROWS = 4_000_000

let folder: string
let file: string
let writer: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leitwerk-aside-'))
  file = join(folder, 'hub.sqlite')
  writer = await openStore(`sqlite:${file}`, { now: Date.now })
  await writer.write((db) => db.run("insert into meta (key, value) values ('a', 'ü')"))
})
afterEach(async () => {
  await writer.close()
  rmSync(folder, { recursive: true })
})

/** How often this thread got a turn while something went on. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  await work()
  clearInterval(timer)
  return turns
}

it('holds nobody up meanwhile, as reading in this thread does', async () => {
  const reader = openReader(`sqlite:${file}`)
  await reader.aside.get('select 1 as one')
  expect(await turnsDuring(() => reader.db.get(LONG, [ROWS]))).toBeLessThan(3)
  expect(await turnsDuring(async () => expect(await reader.aside.get(LONG, [ROWS])).toEqual({ n: ROWS }))).toBeGreaterThan(9)
  await reader.close()
})

it('answers as the database does, also with what was written since, and with its errors', async () => {
  const reader = openReader(`sqlite:${file}`)
  const ask = 'select value from meta where key = $1'
  expect(await reader.aside.all(ask, ['a'])).toEqual(await reader.db.all(ask, ['a']))
  expect(await reader.aside.get(ask, ['nothing'])).toBeUndefined()
  await writer.write((db) => db.run("update meta set value = 'new' where key = 'a'"))
  const answers = await Promise.allSettled([reader.aside.get(ask, ['a']), reader.aside.all('select nonsense'), reader.aside.get('select 2 as two')])
  expect(answers).toMatchObject([{ value: { value: 'new' } }, { reason: { message: 'no such column: nonsense', code: 'SQLITE_ERROR' } }, { value: { two: 2 } }])
  await expect(reader.aside.run("delete from meta where key = 'a'")).rejects.toThrow('only reads')
  await reader.close()
})

it('ends when nobody asks, begins anew, and answers what was asked before it is closed', async () => {
  const { sql, close } = readAside(file, 30)
  for (let i = 0; i < 3; i++) {
    expect(await sql.get('select 1 as one')).toEqual({ one: 1 })
    await new Promise((resolve) => setTimeout(resolve, 20 + i * 40))
  }
  const asked = sql.get(LONG, [ROWS / 4])
  await close()
  expect(await asked).toEqual({ n: ROWS / 4 })
  await close()
})

it('says so where there is no database', async () => {
  const { sql, close } = readAside(join(folder, 'none.sqlite'))
  await expect(sql.get('select 1')).rejects.toThrow('unable to open database file')
  await close()
})
