/** A real process killed with kill -9 while what many lanes tell the CRM is one call, which nobody hears the answer of. On both databases: `bench -- faults`. */
import { expect, it } from 'vitest'
import { faults } from '../bench/faults.ts'

it('loses and doubles nothing in a CRM that had done what many lanes asked of it at once', { timeout: 120_000 }, async () => {
  const said: string[] = []
  const one = { database: 'sqlite', variant: 'kill -9 in a call for many lanes', n: 1 } as const
  expect(await faults({ ...one, say: (text) => void said.push(text) }), said.join('\n')).toEqual([
    expect.objectContaining({ tries: 1, lost: 0, doubled: 0, reordered: 0, parked: 0, unaccounted: 0 }),
  ])
  expect(said.filter((text) => /killed in a POST for \d+ lanes/.test(text))).toHaveLength(1)
})
