/**
 * Many small transactions in one: while one is under way, those that come gather for the next, where their statements go
 * out side by side and one commit serves all. Each must be about something else than the others, and short: the next group
 * waits for this one, and within it each waits for the slowest.
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

/**
 * Where one of them fails, or the database refuses the group, nothing of it has happened, and each runs by itself. Where all was done
 * and the commit was not answered, nobody knows: then all hear the error, since what happened must not happen twice.
 * @param isRefusal whether an error is the database's word that nothing of a transaction has happened
 */
export function shared(run: Run, isRefusal: (error: unknown) => boolean): Run {
  const waiting: Waiting[] = []
  let isBusy = false

  const alone = ({ work, resolve, reject }: Waiting): Promise<void> => run(work).then((value) => resolve(value as never), reject)

  async function group(all: readonly Waiting[]): Promise<void> {
    let isDone = false // of the last run, where the database asked for several
    try {
      const values = await run(async (db) => {
        isDone = false
        const some = await together(...all.map(({ work }) => work(db)))
        isDone = true
        return some
      })
      for (const [i, { resolve }] of all.entries()) resolve(values[i] as never)
    } catch (error) {
      if (isDone && !isRefusal(error)) for (const { reject } of all) reject(error)
      else await Promise.all(all.map(alone))
    }
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
