/** Small transactions of many in one: what becomes of them when it fails before, at, or behind their last statement. */
import { describe, expect, it } from 'vitest'
import type { Db } from '../core/store/db.ts'
import { shared } from '../core/store/shared.ts'

class Refused extends Error {}
const LOST = new Error('Connection terminated unexpectedly')
const FULL = new Refused('could not serialize access')

type Commit = (transaction: number) => Error | undefined

/** Transactions that do their work and then fail as they are told, without saying whether they came to pass. */
function transactions(commit: Commit) {
  let begun = 0
  const run = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
    const transaction = ++begun
    const value = await work({} as Db) // the work of these tests asks the database nothing
    const error = commit(transaction)
    if (error) throw error
    return value
  }
  return { write: shared(run, (error) => error instanceof Refused), begun: () => begun }
}

/** Three that come at one moment. @returns what each heard, and how often each ran */
async function three(write: ReturnType<typeof shared>, work: (i: number, time: number) => void = () => {}) {
  const times = [0, 0, 0]
  const heard = await Promise.allSettled(
    times.map((_, i) =>
      write(async () => {
        times[i]!++
        work(i, times[i]!)
        return i
      }),
    ),
  )
  return { heard: heard.map((one) => (one.status === 'fulfilled' ? one.value : one.reason)), times }
}

describe('transactions that go together', () => {
  it('share one, and each hears of its own', async () => {
    const { write, begun } = transactions(() => undefined)
    expect(await three(write)).toEqual({ heard: [0, 1, 2], times: [1, 1, 1] })
    expect(begun()).toBe(1)
  })

  it('run each by itself where one of them fails', async () => {
    const { write } = transactions(() => undefined)
    const fails = (i: number) => {
      if (i === 1) throw LOST
    }
    expect(await three(write, fails)).toEqual({ heard: [0, LOST, 2], times: [2, 2, 2] })
  })

  it('run each by itself where the database refuses what all of them have done', async () => {
    const { write } = transactions((transaction) => (transaction === 1 ? FULL : undefined))
    expect(await three(write)).toEqual({ heard: [0, 1, 2], times: [2, 2, 2] })
  })

  it('do not run again where nobody knows whether all of them came to pass', async () => {
    const { write } = transactions((transaction) => (transaction === 1 ? LOST : undefined))
    expect(await three(write)).toEqual({ heard: [LOST, LOST, LOST], times: [1, 1, 1] })
  })

  it('know of the run that failed, not of one before that the database had repeated', async () => {
    let isFirst = true
    const repeats = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
      const value = await work({} as Db)
      if (!isFirst) return value
      isFirst = false
      return repeats(work)
    }
    const breaksWhenRepeated = (i: number, time: number) => {
      if (i === 0 && time === 2) throw LOST
    }
    const write = shared(repeats, (error) => error instanceof Refused)
    expect(await three(write, breaksWhenRepeated)).toEqual({ heard: [0, 1, 2], times: [3, 3, 3] })
  })
})
