/** Clocks that are put back: every process of a machine sees it, and what they share is put right once. */
import type { Db } from './db.ts'
import { setMeta } from './operation.ts'

/** Processes look at most so far apart, and measure it this differently. */
const APART_MS = 10_000
const UNLIKE_MS = 1_000

/** @returns whether nobody took it up before; held to the end of the transaction */
export async function takeUpPutBack(db: Db, now: number, byMs: number): Promise<boolean> {
  const row = await db.get<{ value: string }>(
    "insert into meta (key, value) values ('clock_put_back', '0 0') on conflict (key) do update set value = meta.value returning value",
  )
  const [at = 0, by = 0] = (row?.value ?? '').split(' ').map(Number)
  if (Math.abs(now - at) < APART_MS && Math.abs(byMs - by) < UNLIKE_MS) return false
  await setMeta(db, 'clock_put_back', `${now} ${byMs}`)
  return true
}
