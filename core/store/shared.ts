/**
 * Many small transactions in one: while one is under way, those that come gather for the next, where their statements go
 * out side by side and one commit serves all. Each must be about something else than the others.
 */
import { type Db, together } from './db.ts'

type Run = <T>(work: (db: Db) => Promise<T>) => Promise<T>

interface Waiting {
  work: (db: Db) => Promise<unknown>
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

/** Statements of so many share a connection at most. */
const MOST = 100

/** Where one of them fails, nothing of the group has happened, and each runs by itself. */
export function shared(run: Run): Run {
  const waiting: Waiting[] = []
  let isBusy = false

  const alone = ({ work, resolve, reject }: Waiting): Promise<void> => run(work).then((value) => resolve(value as never), reject)

  async function group(all: readonly Waiting[]): Promise<void> {
    const values = await run((db) => together(...all.map(({ work }) => work(db)))).catch(() => null)
    if (values === null) await Promise.all(all.map(alone))
    else for (const [i, { resolve }] of all.entries()) resolve(values[i] as never)
  }

  async function pump(): Promise<void> {
    isBusy = true
    await null // whoever comes in this same moment joins the first group
    while (waiting.length > 0) {
      const all = waiting.splice(0, MOST)
      await (all.length === 1 ? alone(all[0]!) : group(all))
    }
    isBusy = false
  }

  return <T>(work: (db: Db) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, resolve: resolve as (value: never) => void, reject })
      if (!isBusy) void pump()
    })
}
