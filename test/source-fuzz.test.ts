/** Every registered source under bodies that nobody planned for: by itself, and through the front door into a hub. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sources } from '../connectors/index.ts'
import type { Source } from '../core/connector.ts'
import { signed, sourceFuzzContract, variantOf } from './contract/source-fuzz.contract.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { sampleOf } from './scripts/samples.ts'
import { inventedSettings } from './scripts/sources.ts'

for (const source of sources) sourceFuzzContract(source)

const PUBLIC = 'https://hub.example.com'

/** Those that need no CRM and no API behind them, and whose senders do not sign with a key of their own. */
const alone = sources.filter(
  ({ hydrate, connection, verify, id }) =>
    !hydrate &&
    !connection &&
    !('checks' in verify && verify.checks.length === 0) &&
    !('algorithm' in verify && !verify.algorithm.startsWith('hmac')) &&
    id !== 'sandbox-crm',
)

/** Nobody is asked: settings that only asking needs are left out. */
function configured(source: Source): string {
  const given = Object.entries(inventedSettings(source)).filter(([name]) => !source.poll || source.fields[name]?.required)
  return `  ${source.id}: ${JSON.stringify({ kind: source.id, publicUrl: PUBLIC, ...Object.fromEntries(given) })}`
}

describe('a hub', () => {
  let hub: Served
  beforeAll(async () => {
    hub = await startServing('sqlite', `sources:\n${alone.map(configured).join('\n')}\n`)
  })
  afterAll(() => hub.stop())

  it.each(alone.map((source) => [source.id, source] as const))('answers any body for %s, and settles what it accepted', async (id, source) => {
    const values = Object.fromEntries(Object.entries(inventedSettings(source)).map(([name, value]) => [name, [value]]))
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
