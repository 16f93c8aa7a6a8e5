/** Every registered source under bodies that nobody planned for: by itself, and through the front door into a hub. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sources } from '../connectors/index.ts'
import { signed, sourceFuzzContract, variantOf } from './contract/source-fuzz.contract.ts'
import { alone, configured, PUBLIC, valuesOf } from './helpers/alone-sources.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { sampleOf } from './scripts/samples.ts'

for (const source of sources) sourceFuzzContract(source)

describe('a hub', () => {
  let hub: Served
  beforeAll(async () => {
    hub = await startServing('sqlite', `sources:\n${alone.map(configured).join('\n')}\n`)
  })
  afterAll(() => hub.stop())

  it.each(alone.map((source) => [source.id, source] as const))('answers any body for %s, and settles what it accepted', async (id, source) => {
    const values = valuesOf(source)
    for (const { arrival } of fc.sample(variantOf(source, sampleOf(source)), 15)) {
      const { url, method, headers, body } = signed(source, { ...arrival, url: `${PUBLIC}/hooks/${id}` }, values, Date.now())
      const answer = await fetch(url.replace(PUBLIC, hub.url), { method, headers, ...(method !== 'GET' && { body: Buffer.from(body) }) })
      expect(answer.status).toBeLessThan(500)
    }
    await expect.poll(async () => (await hub.app.act.workload()).deliveries, { timeout: 20_000 }).toBe(0)
    const { sources: rows } = (await (await hub.api('/v1/ledger')).json()) as { sources: { source: string; accepted: number }[] }
    const row = rows.find(({ source: name }) => name === id)
    expect(row).toMatchObject({ pending: 0, unaccounted: 0 })
    expect(row!.accepted).toBeGreaterThan(7)
  })
})
