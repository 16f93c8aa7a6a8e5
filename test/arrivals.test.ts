/** Deliveries over time: whole bars, every delivery in exactly one, by what became of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrivals } from '../core/store/arrivals.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'

const YAML = 'sources: { web: { kind: form, secret: s }, other: { kind: form, secret: s } }'
const MINUTE = 60_000
const START = Date.UTC(2026, 8, 15, 8)

describe.each(backends)('arrivals on $name', (backend) => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startHub(backend, YAML)
    const at = [0, 1, 14.99, 15, 16, 44].map((minutes) => START + minutes * MINUTE)
    for (const [i, instant] of at.entries()) await hub.send('web', { submission_id: `s${i}`, email: `p${i}@company.example` }, { at: instant })
    await hub.send('other', '{"broken', { at: START + 16 * MINUTE })
    await hub.quiet()
  })
  afterAll(() => hub.stop())
  const count = (more: object = {}) => arrivals(hub.store.db, { from: START, to: START + 60 * MINUTE, step: 15 * MINUTE, ...more })

  it('are counted in whole bars, the end of one being the start of the next', async () => {
    const rows = await count()
    expect(rows.filter(({ state }) => state === 'processed')).toEqual([
      { bar: 0, state: 'processed', n: 3 },
      { bar: 1, state: 'processed', n: 2 },
      { bar: 2, state: 'processed', n: 1 },
    ])
    expect(rows.filter(({ state }) => state !== 'processed')).toEqual([{ bar: 1, state: 'held', n: 1 }])
  })

  it('are filtered by source, state and time', async () => {
    expect(await count({ source: 'other' })).toEqual([{ bar: 1, state: 'held', n: 1 }])
    expect(await count({ state: 'held' })).toEqual([{ bar: 1, state: 'held', n: 1 }])
    expect(await count({ from: START + 44 * MINUTE })).toEqual([{ bar: 0, state: 'processed', n: 1 }])
  })
})
