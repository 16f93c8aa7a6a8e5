/** Calls lead to whoever is in force; the one before is quiet only when it has answered. */
import { expect, it } from 'vitest'
import { leadTo } from '../core/compose/lead-to.ts'

interface Speaker {
  say(word: string): Promise<string>
}

it('turns at once, and lets the one before answer what it was asked', async () => {
  let answer = (_: string) => {}
  const slow: Speaker = { say: () => new Promise((resolve) => (answer = resolve)) }
  const { to, turn } = leadTo<Speaker>(slow)
  const asked = to.say('a')
  let isQuiet = false
  const quiet = turn({ say: async (word) => `new ${word}` }).then(() => {
    isQuiet = true
  })
  expect(await to.say('b')).toBe('new b')
  expect(isQuiet).toBe(false)
  answer('old a')
  expect(await asked).toBe('old a')
  await quiet
  expect(isQuiet).toBe(true)
})

it('is quiet at once where nothing was asked, or what was asked failed', async () => {
  const { to, turn } = leadTo<Speaker>({ say: () => Promise.reject(new Error('no')) })
  await expect(to.say('a')).rejects.toThrow('no')
  await turn({ say: async () => '' })
})
