/** The balance of what was received and handed over (docs/figures.md, group 11). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DELIVERY_STATES, type LedgerCounts, ledger } from '../core/metrics/ledger.ts'
import { periodsBetween } from '../core/metrics/periods.ts'
import { difference, json, lines, publicSettings } from './helpers/figures.ts'

const { timeZone } = publicSettings()
const month = (at: string): string => periodsBetween('month', Date.parse(at), Date.parse(at) + 1, timeZone)[0]!.key
const nothing: LedgerCounts = { deliveries: [], events: [], jobs: [] }

describe('the ledger', () => {
  it('is that of the public log', () => {
    const deliveries = lines('deliveries.jsonl')
    const counts: LedgerCounts = {
      deliveries: deliveries.map(({ source, received, state }) => ({ source, month: month(received), state, n: 1 })),
      events: deliveries.flatMap(({ source, received, events = [] }) =>
        events.map(({ state, unit }: { state: string; unit?: 'new' | 'existing' }) => ({ source, month: month(received), state, unit: unit ?? null, n: 1 })),
      ),
      jobs: lines('jobs.jsonl').map(({ connection, created, state }) => ({ connection, month: month(created), state, n: 1 })),
    }
    expect(difference(ledger(counts), json('expected.json').g11_ledger)).toBe(null)
  })

  it('holds the worked example', () => {
    const { accepted, processed, filtered, duplicate, held, pending, events } = json('worked.json').ledger
    const delivered = Object.entries({ processed, filtered, duplicate, held, pending }).map(([state, n]) => ({ source: 's', month: '2025-10', state, n }))
    const told = [
      { source: 's', month: '2025-10', state: 'advanced', unit: 'new' as const, n: events.newUnit },
      { source: 's', month: '2025-10', state: 'advanced', unit: 'existing' as const, n: events.existingUnit },
      { source: 's', month: '2025-10', state: 'ignored', unit: null, n: events.ignored },
      { source: 's', month: '2025-10', state: 'held', unit: null, n: events.held },
    ]
    const found = ledger({ deliveries: delivered, events: told, jobs: [] })
    expect(found.deliveries['s|2025-10']).toEqual({ accepted, processed, filtered, duplicate, held, pending })
    expect(found.events['s|2025-10']).toEqual(events)
    expect(found.unaccounted).toBe(0)
  })

  it('shows a delivery that vanished, one in no known state, and an event that found no unit', () => {
    const row = { source: 's', month: '2025-10' }
    const vanished = [
      { ...row, state: 'accepted', n: 3 },
      { ...row, state: 'processed', n: 2 },
    ]
    expect(ledger({ ...nothing, deliveries: vanished })).toMatchObject({ deliveries: { 's|2025-10': { accepted: 3, unaccounted: 1 } }, unaccounted: 1 })
    expect(ledger({ ...nothing, deliveries: [{ ...row, state: 'lost in thought', n: 2 }] }).unaccounted).toBe(2)
    expect(ledger({ ...nothing, events: [{ ...row, state: 'advanced', unit: null, n: 1 }] }).unaccounted).toBe(1)
  })

  it('keeps what was refused apart, and a running job pending', () => {
    const found = ledger({
      ...nothing,
      deliveries: [
        { source: 's', month: '2025-10', state: 'refused', n: 7 },
        { source: 's', month: '2025-10', state: 'test', n: 1 },
      ],
      jobs: [{ connection: 'c', month: '2025-10', state: 'running', n: 2 }],
    })
    expect(found).toEqual({
      deliveries: { 's|2025-10': { accepted: 1, test: 1, refused: 7 } },
      events: {},
      jobs: { 'c|2025-10': { jobs: 2, pending: 2 } },
      unaccounted: 0,
    })
  })

  it('balances, whatever is counted', () => {
    const counted = fc.record({
      source: fc.constantFrom('a', 'b'),
      month: fc.constantFrom('2025-10', '2025-11'),
      state: fc.constantFrom(...DELIVERY_STATES),
      n: fc.nat(1_000),
    })
    fc.assert(
      fc.property(fc.array(counted), (deliveries) => {
        const { deliveries: found, unaccounted } = ledger({ ...nothing, deliveries })
        expect(unaccounted).toBe(0)
        const accepted = Object.values(found).reduce((sum, line) => sum + (line.accepted ?? 0), 0)
        expect(accepted).toBe(deliveries.reduce((sum, { n }) => sum + n, 0))
      }),
    )
  })
})
