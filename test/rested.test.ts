/** Counts that rest: fresh while they are cheap, told again while they are dear. */
import { expect, it } from 'vitest'
import { rested } from '../core/web/rested.ts'

/** A count that takes half a second, by a clock of its own. */
function counted(isDear: boolean) {
  const state = { at: 0, counts: 0, isDear }
  const ask = rested(
    async () => {
      state.at += 500
      return ++state.counts
    },
    () => state.isDear,
    () => state.at,
  )
  return { state, ask }
}

it('everybody gets a fresh one while it is cheap', async () => {
  const { ask } = counted(false)
  expect([await ask(), await ask(), await ask()]).toEqual([1, 2, 3])
})

it('a dear one rests twenty times as long as it took, then one count serves all who ask', async () => {
  const { state, ask } = counted(true)
  expect(await ask()).toBe(1)
  state.at += 9_999
  expect(await ask()).toBe(1)
  state.at += 1
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([2, 2, 2])
  expect(state.counts).toBe(2)
})

it('one that has become cheap is fresh again', async () => {
  const { state, ask } = counted(true)
  await ask()
  state.isDear = false
  expect([await ask(), await ask()]).toEqual([2, 3])
})

it('one that fails is tried again', async () => {
  let tries = 0
  const ask = rested(
    async () => {
      if (++tries === 1) throw new Error('the database does not answer')
      return tries
    },
    () => true,
    () => 0,
  )
  await expect(ask()).rejects.toThrow('the database does not answer')
  expect(await ask()).toBe(2)
})
