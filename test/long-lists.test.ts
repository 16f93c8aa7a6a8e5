/** Lists of long tables: what they show, on both databases, and that none reads a history to show one page. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idGenerator } from '../core/id.ts'
import { pending as pendingConsents } from '../core/store/consents.ts'
import type { Db, Page } from '../core/store/db.ts'
import * as deliveries from '../core/store/deliveries.ts'
import { type DeliveryFilter, listDeliveries } from '../core/store/delivery-list.ts'
import { changedSince } from '../core/store/history.ts'
import { listJobs } from '../core/store/job-list.ts'
import * as lanes from '../core/store/lanes.ts'
import * as leads from '../core/store/leads.ts'
import { removeContacts } from '../core/store/persons.ts'
import { waitingBySource, waitingDeliveries, workload } from '../core/store/pulse.ts'
import type { Value } from '../core/store/sql.ts'
import type { Store } from '../core/store/store.ts'
import { backends } from './helpers/stores.ts'

const STATES = ['pending', 'processed', 'held', 'duplicate', 'filtered', 'test', 'erased'] as const
const MANY = 900
/** More of them than are read in one statement. */
const SOURCES = Array.from({ length: 17 }, (_, i) => `web-${i}`)
const CONNECTIONS = ['crm', 'erp', 'post']

/** Always the same ones. */
const pick = <T>(list: readonly T[], i: number): T => list[(i * 7919 + (i >> 3)) % list.length]!
const sourceOf = (i: number): string => pick(SOURCES, i)
const stateOf = (i: number): (typeof STATES)[number] => pick(STATES, i * 3 + 1)
/** Several come within one millisecond. */
const receivedAt = (i: number): number => 1_700_000_000_000 + Math.floor(i / 3) * 1_000
const codeOf = (i: number): string | null => (stateOf(i) === 'held' ? pick(['bad', 'odd', 'late'], i) : null)
const jobStateOf = (i: number): string => pick(['pending', 'delivered', 'parked', 'superseded'], i)

async function pagesOf<T>(ask: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const { rows, next } = await ask(cursor)
    all.push(...rows)
    cursor = next ?? undefined
  } while (cursor !== undefined)
  return all
}

for (const backend of backends)
  describe(`long lists on ${backend.name}`, () => {
    let store: Store
    let drop: () => Promise<void>
    let clock = 0
    let newId = idGenerator()
    /** Newest first. */
    const order: { id: string; i: number }[] = []

    beforeEach(async () => {
      order.length = 0
      newId = idGenerator(() => clock)
      ;({ store, drop } = await backend.fresh(() => 1_000))
      const arrivals = Array.from({ length: MANY }, (_, i): deliveries.NewDelivery => {
        clock = receivedAt(i)
        const id = newId('dlv')
        order.unshift({ id, i })
        return { id, source: sourceOf(i), receivedAt: clock, method: 'POST', url: '/', remote: '::1', headers: '{}', body: Buffer.from('{}') }
      })
      await store.write(async (db) => {
        await deliveries.accept(db, arrivals)
        for (const { id, i } of order) await db.run('update delivery set state = $2, code = $3 where id = $1', [id, stateOf(i), codeOf(i)])
      })
    })
    afterEach(() => drop())

    const filters: readonly Omit<DeliveryFilter, 'limit' | 'before'>[] = [
      {},
      { source: 'web-3' },
      { source: 'nobody' },
      ...STATES.map((state) => ({ state })),
      { source: 'web-5', state: 'held' },
      { code: 'odd' },
      { code: 'odd', state: 'held', source: 'web-5' },
      { from: receivedAt(300) },
      { to: receivedAt(300) },
      { from: receivedAt(100), to: receivedAt(160), source: 'web-1' },
      { from: receivedAt(100), to: receivedAt(800), state: 'duplicate' },
    ]
    it('show deliveries that meet all conditions, newest first, page by page', async () => {
      for (const filter of filters) {
        const meant = order.filter(
          ({ i }) =>
            (filter.source === undefined || filter.source === sourceOf(i)) &&
            (filter.state === undefined || filter.state === stateOf(i)) &&
            (filter.code === undefined || filter.code === codeOf(i)) &&
            (filter.from === undefined || receivedAt(i) >= filter.from) &&
            (filter.to === undefined || receivedAt(i) < filter.to),
        )
        const shown = await pagesOf((before) => listDeliveries(store.db, { ...filter, before, limit: 37 }))
        expect(
          shown.map(({ id }) => id),
          JSON.stringify(filter),
        ).toEqual(meant.map(({ id }) => id))
      }
    })

    it('go on behind a delivery that is gone', async () => {
      const [first] = order.splice(100, 1)
      await store.write((db) => db.run('delete from delivery where id = $1', [first!.id]))
      const { rows } = await listDeliveries(store.db, { from: 1, before: first!.id, limit: 5 })
      expect(rows.map(({ id }) => id)).toEqual(order.slice(100, 105).map(({ id }) => id))
    })

    it('show jobs of a connection or state, newest first, page by page', async () => {
      const made = Array.from({ length: 300 }, (_, i) => ({ i, connection: pick(CONNECTIONS, i), state: jobStateOf(i) }))
      await store.write(async (db) => {
        for (const { i, connection, state } of made) {
          await lanes.enqueue(db, { id: newId('job'), connection, lane: `acc_${i}`, kind: 'state', subject: `led_${i}`, task: 'sync' }, 1_000)
          await db.run('update job set state = $2 where subject = $1', [`led_${i}`, state])
        }
      })
      for (const filter of [
        {},
        { connection: 'erp' },
        { state: 'parked' },
        { connection: 'crm', state: 'delivered' },
        { connection: 'nobody' },
        { subject: 'led_7' },
      ]) {
        const meant = made.filter((one) =>
          Object.entries(filter).every(([key, value]) => (key === 'subject' ? `led_${one.i}` : one[key as 'connection' | 'state']) === value),
        )
        const shown = await pagesOf((before) => listJobs(store.db, { ...filter, before: before === undefined ? undefined : Number(before), limit: 7 }))
        expect(
          shown.map(({ subject }) => subject),
          JSON.stringify(filter),
        ).toEqual(meant.map(({ i }) => `led_${i}`).reverse())
      }
    })

    it('count what waits', async () => {
      const pending = order.filter(({ i }) => stateOf(i) === 'pending').map(({ i }) => receivedAt(i))
      expect(await waitingDeliveries(store.db)).toEqual({ n: pending.length, oldestAt: Math.min(...pending) })
      const [source] = SOURCES
      const ofSource = order.filter(({ i }) => sourceOf(i) === source)
      expect((await waitingBySource(store.db)).get(source!)).toMatchObject({
        waiting: ofSource.filter(({ i }) => stateOf(i) === 'pending').length,
        held: ofSource.filter(({ i }) => stateOf(i) === 'held').length,
      })
    })

    it.runIf(backend.name === 'sqlite')('reach every row by an index, whatever is looked for', async () => {
      const read: string[] = []
      const heard = { ...store.db }
      for (const how of ['all', 'get', 'run'] as const)
        heard[how] = ((text: string, values?: readonly Value[]) => {
          read.push(text)
          return store.db[how](text, values)
        }) as never
      const db: Db = heard
      for (const filter of filters) await listDeliveries(db, { ...filter, before: order[50]!.id, limit: 9 })
      for (const filter of [{ connection: 'erp' }, { state: 'parked' }, { subject: 'led_7' }]) await listJobs(db, { ...filter, limit: 9 })
      for (const filter of [{}, { stage: 'mql' }, { phase: 'x' }, { class: 'A' }, { product: 'p' }, { owner: 'o' }, { account: 'a' }, { unit: 'u' }])
        await leads.list(db, { ...filter, limit: 9 })
      await waitingDeliveries(db)
      await waitingBySource(db)
      await workload(db)
      await changedSince(db, 1)
      await pendingConsents(db, { since: 1, purposes: ['news'], confirming: ['web'], limit: 9 })
      await store.write((inside) => removeContacts({ ...inside, run: heard.run }, ['con_1'])).catch(() => {})
      const walks = []
      for (const text of new Set(read)) {
        const plan = await store.db.all<{ detail: string }>(`explain query plan ${text}`, Array.from({ length: 400 }, () => 'x').slice(0, highest(text)))
        // A page of everything is read from the end of the table; these two indexes hold only what waits.
        const isPage =
          /^select \* from \w+ (where merged_into is null )?order by (id|seq) desc limit/.test(text) || /^select \* from delivery where id < /.test(text)
        const whole = plan.filter(({ detail }) => WHOLE.test(detail) || (detail === 'SCAN c' && text.includes('from consent c')))
        if (!isPage) walks.push(...whole.map(({ detail }) => `${detail}: ${text}`))
      }
      expect(read.length).toBeGreaterThan(30)
      expect(walks).toEqual([])
    })
  })

/** A table is read from end to end. */
const WHOLE = /^SCAN (delivery|job|lead|contact|identity_posting|said_field|consent|lead_step_was)\b(?! USING COVERING INDEX (delivery_waiting|job_lane)$)/

const highest = (text: string): number => Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)))
