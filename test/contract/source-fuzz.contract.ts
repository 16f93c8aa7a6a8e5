/** Whatever a sender makes of its body: nothing throws, and all of it is taken in, left aside or held, with a reason. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arrival, Item, Json, Reply, Source } from '../../core/connector.ts'
import { decode } from '../../core/decode/decode.ts'
import { doorOf, receive } from '../../core/flow/receive.ts'
import { HOLD_CODES, type MappedItem, type MapResult } from '../../core/mapped.ts'
import type { SourceEntry } from '../../core/setup.ts'
import { sign } from '../../core/sign.ts'
import { taskOf } from '../../core/work/delivery-mapping.ts'
import { expressionCache } from '../../core/work/expression-cache.ts'
import { leavesOf, withLeaf } from '../../core/work/leaves.ts'
import { mapDelivery } from '../../core/work/mapping-run.ts'
import { NOW } from '../helpers/arrivals.ts'
import { broken, changed } from '../helpers/mutations.ts'
import { type Sample, sampleOf } from '../scripts/samples.ts'
import { inventedSettings } from '../scripts/sources.ts'

/** Few for every day; many where new ones are looked for: `LEITWERK_FUZZ_RUNS=2000 LEITWERK_TEST_SEED=random`. */
const RUNS = Number(process.env.LEITWERK_FUZZ_RUNS ?? 25)

export function sourceFuzzContract(source: Source): void {
  describe(`any body: ${source.id}`, () => {
    const { arrival, reply } = sampleOf(source)
    const work = workOf(source)

    it('its sample is taken in', async () => {
      const mapped = await work.map(arrival, reply)
      expect(mapped).toMatchObject({ kind: 'mapped' })
      expect(itemsOf(mapped).map(({ result }) => result.kind)).toContain('events')
    })

    it.runIf(source.hydrate)('names what is to be fetched by texts and numbers only', async () => {
      const mapped = await work.map(arrival, undefined)
      const payloads = itemsOf(mapped).flatMap(({ result }) => (result.kind === 'unhydrated' ? [result.payload as Json] : []))
      for (const payload of payloads)
        for (const { steps } of leavesOf(payload)) {
          const item = { key: 'k', version: null, payload: withLeaf(payload, steps, { toString: 1 }) }
          expect(() => source.hydrate!(item, inventedSettings(source)).next()).not.toThrow()
        }
    })

    it('is answered, and settled with a reason', async () => {
      await fc.assert(
        fc.asyncProperty(variantOf(source, { arrival, reply }), async (variant) => {
          const received = work.receive(variant.arrival)
          expect(['accepted', 'refused', 'handshake']).toContain(received)
          settled(await work.map(variant.arrival, variant.reply))
        }),
        { numRuns: RUNS },
      )
    }, 600_000)
  })
}

/** The sample with its fields changed, with its bytes broken, and with another answer to what is fetched. */
export function variantOf(source: Source, { arrival, reply }: Sample): fc.Arbitrary<Sample> {
  const decoded = decode(arrival, source.decode)
  const body = decoded.kind === 'decoded' ? decoded.value : null
  const asJson = (value: Json): Arrival => ({
    ...arrival,
    headers: { ...arrival.headers, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  })
  const arrivals = fc.oneof({ weight: 3, arbitrary: changed(body).map(asJson) }, { weight: 1, arbitrary: broken(arrival) })
  const replies = reply === undefined ? fc.constant(undefined) : fc.oneof(fc.constant(reply), changed(reply))
  return fc.oneof(
    fc.record({ arrival: arrivals, reply: fc.constant(reply) }),
    ...(reply === undefined ? [] : [fc.record({ arrival: fc.constant(arrival), reply: replies })]),
  )
}

interface Work {
  receive: (arrival: Arrival) => string
  map: (arrival: Arrival, reply: Json | undefined) => Promise<MapResult>
}

function workOf(source: Source): Work {
  const settings = inventedSettings(source)
  const values = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, [value]]))
  const shown = Object.fromEntries(Object.entries(settings).filter(([name]) => !source.fields[name]?.secret))
  // The cast: receiving and mapping look at nothing else of a configured source.
  const entry = { id: source.id, connector: source, values, shown } as unknown as SourceEntry
  const door = doorOf(entry)
  const mapping = { id: source.id, name: source.id, expression: readFileSync(new URL(`../../mappings/sources/${source.id}.jsonata`, import.meta.url), 'utf8') }
  const run = { expressions: expressionCache(5_000), timeoutMs: 5_000, alive: () => {} }
  return {
    receive: (arrival) => receive(door, signed(source, arrival, values), () => 'dlv_1', NOW).kind,
    map: async (arrival, reply) => {
      const delivery = { id: 'dlv_1', source: source.id, attempts: 1, ...arrival }
      const task = taskOf(entry, delivery, mapping)
      const mapped = await mapDelivery(task, run)
      const missing = itemsOf(mapped).filter(({ result }) => result.kind === 'unhydrated')
      if (missing.length === 0 || reply === undefined) return mapped
      const hydrated = Object.fromEntries(missing.map((item) => [item.key, fetched(source, item, reply)]))
      return mapDelivery({ ...task, hydrated }, run)
    },
  }
}

/** As its sender signs it; a body in which no key can stand arrives without one. */
export function signed(source: Source, arrival: Arrival, values: Record<string, string[]>, now = NOW): Arrival {
  try {
    return sign(source.verify, arrival, values, now)
  } catch {
    return arrival
  }
}

const itemsOf = (mapped: MapResult): readonly MappedItem[] => (mapped.kind === 'mapped' ? mapped.items : [])

/** The dialogue must get along with any answer; what the mapping gets is the answer where it came to nothing. */
function fetched(source: Source, { key, version, result }: MappedItem, body: Json): Json {
  const item: Item = { key, version, payload: result.kind === 'unhydrated' ? result.payload : null }
  const dialogue = source.hydrate!(item, inventedSettings(source))
  const reply: Reply = { status: 200, headers: {}, body }
  let step = dialogue.next()
  for (let calls = 0; !step.done; calls++) {
    expect(calls).toBeLessThan(10)
    step = dialogue.next(reply)
  }
  return step.value.kind === 'hydrated' ? step.value.payload : body
}

function settled(mapped: MapResult): void {
  if (mapped.kind === 'held') told(mapped)
  for (const { key, result } of itemsOf(mapped)) {
    expect(key).not.toBe('')
    if (result.kind === 'events') expect(result.events.length).toBeGreaterThan(0)
    else if (result.kind === 'held') told(result)
    else expect(result).toMatchObject({ kind: 'ignored', reason: expect.stringMatching(/\S/) })
  }
}

function told({ code, reason }: { code: string; reason: string }): void {
  expect(HOLD_CODES).toContain(code)
  expect(code).not.toBe('internal')
  expect(reason.trim()).not.toBe('')
}
