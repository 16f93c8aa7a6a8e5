/** What the store must do on every database. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idGenerator } from '../../core/id.ts'
import { emptyAccount } from '../../core/lead/match/profile.ts'
import * as crosswalk from '../../core/store/crosswalk.ts'
import { type Db, together } from '../../core/store/db.ts'
import * as deliveries from '../../core/store/deliveries.ts'
import * as events from '../../core/store/events.ts'
import * as identity from '../../core/store/identity.ts'
import * as issues from '../../core/store/issues.ts'
import { listJobs } from '../../core/store/job-list.ts'
import * as lanes from '../../core/store/lanes.ts'
import * as leads from '../../core/store/leads.ts'
import * as ledger from '../../core/store/ledger.ts'
import * as mappings from '../../core/store/mappings.ts'
import * as merges from '../../core/store/merges.ts'
import { SCHEMA_VERSION } from '../../core/store/migrate.ts'
import * as operation from '../../core/store/operation.ts'
import * as refusals from '../../core/store/refusals.ts'
import * as replays from '../../core/store/replays.ts'
import { openStore, type Store } from '../../core/store/store.ts'
import type { Backend } from '../helpers/stores.ts'

export function storeContract(backend: Backend): void {
  describe(`store on ${backend.name}`, () => {
    let store: Store
    let url: string
    /** Of a database that nobody has opened yet. */
    let untouched: () => Promise<string>
    let drop: () => Promise<void>
    const newId = idGenerator()

    beforeEach(async () => {
      ;({ store, url, untouched, drop } = await backend.fresh(() => 1_000))
    })
    afterEach(() => drop())

    const arrival = (source: string, receivedAt = 1_000): deliveries.NewDelivery => ({
      id: newId('dlv'),
      source,
      receivedAt,
      method: 'POST',
      url: `http://hub.example.com/hooks/${source}`,
      remote: '127.0.0.1',
      headers: '{"content-type":"application/json"}',
      body: Buffer.from('{"a":"ü"}'),
    })
    const accept = (...arrivals: deliveries.NewDelivery[]) => store.write((db) => deliveries.accept(db, arrivals))

    describe('transactions', () => {
      it('keep all of it or nothing', async () => {
        await expect(
          store.write(async (db) => {
            await deliveries.accept(db, [arrival('web')])
            throw new Error('no')
          }),
        ).rejects.toThrow('no')
        expect(await ledger.sources(store.db)).toEqual([])
      })

      it.each(['write', 'writeTogether'] as const)('do not harm each other when one of several fails: %s', async (how) => {
        const outcomes = await Promise.allSettled(
          Array.from({ length: 20 }, (_, i) =>
            store[how](async (db) => {
              await deliveries.accept(db, [arrival('web')])
              if (i % 4 === 3) throw new Error('no')
            }),
          ),
        )
        expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(5)
        expect((await ledger.sources(store.db))[0]).toMatchObject({ accepted: 15, pending: 15, unaccounted: 0 })
      })

      it('that may go together hear each of its own result, and what failed in the database harms nobody either', async () => {
        const insert = "insert into meta (key, value) values ($1, 'x')"
        await store.write((db) => db.send(insert, ['there']))
        const outcomes = await Promise.allSettled(
          Array.from({ length: 200 }, (_, i) =>
            store.writeTogether(async (db) => {
              await db.send(insert, [i === 7 ? 'there' : `k${i}`])
              return (await db.get<{ key: string }>('select key from meta where key = $1', [`k${i}`]))?.key
            }),
          ),
        )
        expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([
          { status: 'rejected', reason: expect.objectContaining({ message: expect.stringMatching(/unique/i) }) },
        ])
        expect(outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))).toEqual(
          Array.from({ length: 200 }, (_, i) => `k${i}`).filter((key) => key !== 'k7'),
        )
        expect(await store.db.get('select count(*) as n from meta')).toEqual({ n: 200 })
      })

      it.skipIf(!backend.parallelTransactions)('that may go together are few, and those that wait for another one go on behind it', async () => {
        const [held, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
        const other = store.write(async (db) => {
          await identity.hold(db, ['a'], 1)
          await db.get('select 1 as waited')
          held.resolve()
          await release.promise
        })
        await held.promise
        const ids = Promise.all(
          Array.from({ length: 50 }, () =>
            store.writeTogether(async (db) => {
              await identity.hold(db, ['a'], 1)
              return (await db.get<{ id: string }>('select cast(pg_current_xact_id() as text) as id'))!.id
            }),
          ),
        )
        release.resolve()
        await other
        expect(new Set(await ids).size).toBeLessThan(3)
      })
    })

    describe('writes that nobody waits for', () => {
      const insert = "insert into meta (key, value) values ($1, 'x')"

      it('are seen by what is read behind them', async () => {
        const seen = await store.write(async (db) => {
          for (let i = 0; i < 500; i++) await db.send(insert, [`k${i}`])
          return db.get<{ n: number }>('select count(*) as n from meta')
        })
        expect(seen).toEqual({ n: 500 })
      })

      it('fail the transaction with their own reason, though they come last', async () => {
        const writing = store.write(async (db) => {
          await db.send(insert, ['one'])
          await db.send(insert, ['one'])
        })
        await expect(writing).rejects.toThrow(/unique/i)
        expect(await store.db.all('select * from meta')).toEqual([])
      })

      it('fail what is asked behind them by the same reason', async () => {
        const writing = store.write(async (db) => {
          await db.send(insert, ['one'])
          await db.send(insert, ['one'])
          await db.all('select * from meta')
        })
        await expect(writing).rejects.toThrow(/unique/i)
      })

      it('fail at once outside a transaction', async () => {
        await store.db.send(insert, ['one'])
        await expect(store.db.send(insert, ['one'])).rejects.toThrow(/unique/i)
      })

      it.skipIf(!backend.parallelTransactions)('are repeated with their transaction after a deadlock', async () => {
        const [atFirst, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
        const hold = (first: string, second: string, mine: PromiseWithResolvers<void>, theirs: PromiseWithResolvers<void>) =>
          store.write(async (db) => {
            await identity.hold(db, [first], 1)
            await db.get('select 1 as waited')
            mine.resolve()
            await theirs.promise
            await identity.hold(db, [second], 1)
          })
        await Promise.all([hold('a', 'b', atFirst, other), hold('b', 'a', other, atFirst)])
        expect(await store.db.all('select key from identity_key order by key')).toEqual([{ key: 'a' }, { key: 'b' }])
      })
    })

    it('closes though it has only begun to listen', async () => {
      const other = await openStore(url, { now: () => 2_000 })
      const begun = other.listen(() => {}).catch(() => {})
      await other.close()
      await begun
    })

    describe('migrations', () => {
      it('may start in many processes at once and run only once', async () => {
        const url = await untouched()
        const processes = Array.from({ length: backend.parallelTransactions ? 12 : 6 }, () =>
          promisify(execFile)(process.execPath, [fileURLToPath(new URL('../helpers/open-store.ts', import.meta.url)), url]),
        )
        await Promise.all(processes)
        const opened = await openStore(url, { now: () => 2_000, poolSize: 1 })
        expect(await opened.db.all('select number from migration order by number')).toHaveLength(SCHEMA_VERSION)
        await opened.close()
      })

      it('refuse a database made by a newer version', async () => {
        await store.write((db) => db.run('insert into migration (number, name, applied_at) values (9999, $1, 1)', ['future']))
        await expect(openStore(url, { now: () => 2_000, poolSize: 1 })).rejects.toThrow('the database has schema 9999')
      })
    })

    describe('deliveries', () => {
      it('get dense numbers per source, also when many arrive at once', async () => {
        await Promise.all(Array.from({ length: 40 }, (_, i) => accept(arrival(i % 2 ? 'web' : 'fair'), arrival('web'))))
        for (const source of ['web', 'fair']) {
          const rows = await store.db.all<{ seq: number }>('select seq from delivery where source = $1 order by seq', [source])
          expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1))
        }
      })

      it('give their bytes back as they came', async () => {
        const one = { ...arrival('web'), body: Buffer.from([0, 255, 195, 40, 10]) }
        await accept(one)
        const [raw] = await deliveries.raw(store.db, [one.id])
        expect(Buffer.from(raw!.body)).toEqual(one.body)
        expect(raw!.headers).toEqual({ 'content-type': 'application/json' })
      })

      it('are never handed to two workers', async () => {
        await accept(...Array.from({ length: 60 }, () => arrival('web')))
        const batches = await Promise.all(Array.from({ length: 6 }, () => store.write((db) => deliveries.claim(db, 2_000, 60_000, 20))))
        const ids = batches.flat().map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids).toHaveLength(60)
      })

      it.skipIf(!backend.parallelTransactions)('are passed over while another worker is taking them', async () => {
        await accept(arrival('web'), arrival('web'))
        await store.write(async (db) => {
          const [mine] = await deliveries.claim(db, 2_000, 60_000, 1)
          const [theirs] = await store.write((other) => deliveries.claim(other, 2_000, 60_000, 1))
          expect(theirs).toBeDefined()
          expect(theirs!.id).not.toBe(mine!.id)
        })
      })

      it('become due again when their worker dies', async () => {
        await accept(arrival('web'))
        expect(await store.write((db) => deliveries.claim(db, 2_000, 500, 9))).toHaveLength(1)
        expect(await store.write((db) => deliveries.claim(db, 2_400, 500, 9))).toHaveLength(0)
        expect(await store.write((db) => deliveries.claim(db, 2_600, 500, 9))).toMatchObject([{ attempts: 2 }])
      })
    })

    describe('ledger', () => {
      it('shows a row that vanished', async () => {
        const gone = arrival('web')
        await accept(arrival('web'), gone, arrival('web'))
        await store.write((db) => db.run('delete from delivery where id = $1', [gone.id]))
        expect((await ledger.sources(store.db))[0]).toMatchObject({ accepted: 3, pending: 2, unaccounted: 1 })
        expect((await ledger.sources(store.db, { from: 0, to: 5_000 }))[0]).toMatchObject({ accepted: 3, unaccounted: 1 })
      })

      it('adds up in every state, and counts what was refused', async () => {
        const states = ['processed', 'held', 'duplicate', 'filtered', 'test', 'erased'] as const
        const all = [...states, 'pending'].map(() => arrival('web'))
        await accept(...all)
        for (const [i, state] of states.entries()) await store.write((db) => deliveries.settle(db, all[i]!.id, { state }, 2_000))
        await store.write((db) => refusals.keep(db, [{ ...arrival('web'), id: newId('ref'), reason: 'no' }]))
        await store.write((db) => refusals.tally(db, [{ source: 'web', cause: 'too_large', day: 0, n: 3 }]))
        await store.write((db) => refusals.tally(db, [{ source: 'web', cause: 'too_large', day: 0, n: 1 }]))
        expect(await ledger.sources(store.db)).toEqual([
          { source: 'web', accepted: 7, processed: 1, held: 1, duplicate: 1, filtered: 1, test: 1, erased: 1, pending: 1, refused: 5, unaccounted: 0 },
        ])
      })
    })

    describe('refusals', () => {
      it('are kept in bounds, the newest ones', async () => {
        const many = Array.from({ length: refusals.KEPT_ROWS + 5 }, () => ({ ...arrival('web'), id: newId('ref'), reason: 'no' }))
        await store.write((db) => refusals.keep(db, many))
        const rows = await store.db.all<{ id: string }>('select id from refusal order by id')
        expect(rows).toHaveLength(refusals.KEPT_ROWS)
        expect(rows.at(-1)!.id).toBe(many.at(-1)!.id)
        expect(rows[0]!.id).toBe(many[5]!.id)
      })

      it('are bounded in bytes, too', async () => {
        const big = () => ({ ...arrival('web'), id: newId('ref'), body: Buffer.alloc(9 * 1024 * 1024), reason: 'no' })
        for (let i = 0; i < 7; i++) await store.write((db) => refusals.keep(db, [big()]))
        const { total } = (await store.db.get<{ total: number }>('select sum(bytes) as total from refusal'))!
        expect(total).toBeLessThanOrEqual(refusals.KEPT_BYTES)
        expect(total).toBeGreaterThan(refusals.KEPT_BYTES / 2)
      })
    })

    describe('events', () => {
      const event = (over: Partial<events.EventRow> = {}): events.EventRow => ({
        id: newId('evt'),
        revision: 1,
        deliveryId: 'dlv_1',
        source: 'web',
        itemKey: 'k',
        itemVersion: null,
        ordinal: '0',
        state: 'active',
        kind: 'form',
        occurredAt: 1,
        recordedAt: 2,
        mappingId: 'map_1',
        data: { origin: { channel: 'web' } },
        ...over,
      })

      it('exist once per identity, however many try at the same moment', async () => {
        const added = await Promise.all(Array.from({ length: 12 }, () => store.write((db) => events.add(db, event(), {}))))
        expect(added.filter(Boolean)).toHaveLength(1)
      })

      it('make room for a revision when closed', async () => {
        const first = event()
        await store.write((db) => events.add(db, first, { note: 'one' }))
        await store.write((db) => events.close(db, first.id, 1, 'superseded'))
        expect(await store.write((db) => events.add(db, { ...first, revision: 2 }, { note: 'two' }))).toBe(true)
        expect((await events.ofItem(store.db, 'web', 'k')).map(({ revision }) => revision)).toEqual([2])
      })
    })

    describe('identity keys', () => {
      it('make parallel transactions of one company wait for each other', async () => {
        // Each looks whether an account is known under the key and makes one if not: without the lock, many would.
        await Promise.all(
          Array.from({ length: 12 }, () =>
            store.write(async (db) => {
              await identity.hold(db, ['domain:hallbauer.example', 'name:hallbauer'], 1)
              const known = await identity.postings(db, ['domain:hallbauer.example'])
              if (known.length > 0) return
              const id = newId('acc')
              await identity.addAccount(db, id, emptyAccount(), 1)
              for (const key of ['domain:hallbauer.example', 'name:hallbauer']) await identity.post(db, [{ key, accountId: id, contactId: null }])
            }),
          ),
        )
        expect(await store.db.all('select id from account')).toHaveLength(1)
      })

      it('sent together fail together, by what failed first', async () => {
        await store.write((db) => identity.addAccount(db, 'acc_there', emptyAccount(), 1))
        const twoSteps = async (db: Db) => {
          await identity.addAccount(db, 'acc_first', emptyAccount(), 1)
          await identity.addAccount(db, 'acc_second', emptyAccount(), 1)
        }
        const writing = store.write((db) => together(twoSteps(db), identity.addAccount(db, 'acc_there', emptyAccount(), 1)))
        await expect(writing).rejects.toThrow(/unique/i)
        expect(await identity.accounts(store.db, ['acc_first', 'acc_second'])).toEqual([])
      })

      it('stop counting when too many accounts share them', async () => {
        await store.write(async (db) => {
          for (let i = 0; i < identity.HUB + 20; i++) await identity.post(db, [{ key: 'phone:+49911', accountId: `acc_${i}`, contactId: null }])
        })
        expect(await identity.postings(store.db, ['phone:+49911', 'domain:x.example'])).toHaveLength(identity.HUB + 1)
      })
    })

    describe('lanes', () => {
      const job = (subject: string, lane = 'acc_1', kind: lanes.JobKind = 'state'): lanes.NewJob => ({
        id: newId('job'),
        connection: 'crm',
        lane,
        kind,
        subject,
        task: 'sync',
      })
      const enqueue = (one: lanes.NewJob, now = 1_000) => store.write((db) => lanes.enqueue(db, one, now))
      const lease = (by: string, now = 1_000, limit = 10) => store.write((db) => lanes.lease(db, 'crm', by, now, 60_000, limit))
      const start = (lane: string, by: string, now = 1_000) => store.write((db) => lanes.start(db, 'crm', lane, by, now))

      it('are leased to one worker at a time', async () => {
        for (let i = 0; i < 20; i++) await enqueue(job(`led_${i}`, `acc_${i}`))
        const leased = await Promise.all(['a', 'b', 'c', 'd'].map((by) => lease(by)))
        expect(leased.flat().sort()).toEqual(Array.from({ length: 20 }, (_, i) => `acc_${i}`).sort())
      })

      it('send jobs after their lead to the account that it belongs to by now, but never while one of them runs', async () => {
        const at = (accountId: string) => ({ id: 'led_1', unitId: 'unt_1', accountId, product: 'p' })
        await store.write((db) => leads.hold(db, at('acc_1'), 1))
        await enqueue(job('led_1'))
        await lease('a')
        const running = (await start('acc_1', 'a'))!
        await store.write((db) => merges.seatLead(db, 'led_1', at('acc_2'), 1))
        await enqueue(job('led_1', 'acc_2'))
        await lease('b')
        expect(await start('acc_2', 'b')).toBeNull()
        // Its worker dies: who takes up the lane finds that the lead has gone, and a newer state of it waiting there.
        const later = 1_000 + 60_001
        expect(await lease('c', later)).toEqual(['acc_1', 'acc_2'])
        expect(await start('acc_1', 'c', later)).toBeNull()
        expect(await lanes.find(store.db, running.id)).toMatchObject({ state: 'superseded' })
        expect(await start('acc_2', 'c', later)).toMatchObject({ subject: 'led_1', lane: 'acc_2' })
        // A job that waits in the old lane goes along, in its turn.
        await enqueue(job('led_1', 'acc_1', 'event'))
        await lease('d', later + 1)
        expect(await start('acc_1', 'd', later + 1)).toBeNull()
        expect((await listJobs(store.db, { subject: 'led_1', state: 'pending', limit: 5 })).rows).toMatchObject([{ lane: 'acc_2', kind: 'event' }])
      })

      it('drop the jobs of a lead that ended in another', async () => {
        await store.write(async (db) => {
          await leads.hold(db, { id: 'led_1', unitId: 'unt_1', accountId: 'acc_1', product: 'p' }, 1)
          await merges.redirect(db, 'lead', 'led_1', 'led_2')
        })
        await enqueue(job('led_1'))
        await lease('a')
        expect(await start('acc_1', 'a')).toBeNull()
        expect((await listJobs(store.db, { subject: 'led_1', limit: 5 })).rows).toMatchObject([
          { state: 'superseded', reason: 'the lead was merged into led_2' },
        ])
      })

      it('obey nobody who lost them', async () => {
        await enqueue(job('led_1'))
        await lease('a')
        const taken = (await start('acc_1', 'a'))!
        const later = 1_000 + 60_001
        expect(await lease('b', later)).toEqual(['acc_1'])
        const again = (await start('acc_1', 'b', later))!
        expect(again.seq).toBe(taken.seq)
        expect(await store.write((db) => lanes.holdLane(db, taken, 'a'))).toBe(false)
        await store.write((db) => lanes.settle(db, again.seq, { state: 'delivered', outcome: 'delivered' }, later))
        await start('acc_1', 'b', later)
        await store.write((db) => lanes.postpone(db, taken, 'a', later + 5_000, 'transient', 'too late'))
        expect(await lanes.find(store.db, taken.id)).toMatchObject({ state: 'delivered' })
        expect(await store.db.all('select * from lane')).toEqual([])
      })

      it('that wait for an answer can go at once, those that were told when cannot', async () => {
        for (const [subject, lane, outcome] of [
          ['led_1', 'acc_1', 'transient'],
          ['led_2', 'acc_2', 'transient'],
          ['led_3', 'acc_3', 'rateLimited'],
        ] as const) {
          await enqueue(job(subject, lane))
          await lease('a')
          const one = (await start(lane, 'a'))!
          await store.write((db) => lanes.postpone(db, one, 'a', 900_000 + Number(subject.at(-1)), outcome, 'no answer'))
        }
        expect(await lease('a', 2_000)).toEqual([])
        await store.write((db) => lanes.hasten(db, 'crm', 2_000, 1))
        expect(await lease('a', 2_000)).toEqual(['acc_1'])
        await store.write((db) => lanes.hasten(db, 'crm', 2_000))
        expect(await lease('b', 2_000)).toEqual(['acc_2'])
      })

      it('give their jobs in order, one at a time', async () => {
        for (let i = 0; i < 3; i++) await enqueue(job(`led_${i}`))
        await lease('a')
        const subjects = []
        for (let one = await start('acc_1', 'a'); one; one = await start('acc_1', 'a')) {
          subjects.push(one.subject)
          const { seq } = one
          await store.write((db) => lanes.settle(db, seq, { state: 'delivered', outcome: 'delivered' }, 1_000))
        }
        expect(subjects).toEqual(['led_0', 'led_1', 'led_2'])
        expect(await store.db.all('select * from lane')).toEqual([])
      })

      it('supersede a waiting state by a newer one of the same subject, never an event', async () => {
        await enqueue(job('led_1'))
        await enqueue(job('led_2'))
        await enqueue(job('led_1', 'acc_1', 'event'))
        await enqueue(job('led_1'))
        const rows = await store.db.all<{ subject: string; kind: string; state: string }>('select subject, kind, state from job order by seq')
        expect(rows).toEqual([
          { subject: 'led_1', kind: 'state', state: 'superseded' },
          { subject: 'led_2', kind: 'state', state: 'pending' },
          { subject: 'led_1', kind: 'event', state: 'pending' },
          { subject: 'led_1', kind: 'state', state: 'pending' },
        ])
      })

      it('do not supersede what has started', async () => {
        await enqueue(job('led_1'))
        await lease('a')
        await start('acc_1', 'a')
        await enqueue(job('led_1'))
        expect(await store.db.all('select state from job order by seq')).toEqual([{ state: 'running' }, { state: 'pending' }])
      })

      it('go on behind a crash with the job that was running', async () => {
        await enqueue(job('led_1'))
        await enqueue(job('led_2'))
        await lease('a')
        expect((await start('acc_1', 'a'))!.subject).toBe('led_1')
        expect(await lease('b', 30_000)).toEqual([])
        expect(await lease('b', 70_000)).toEqual(['acc_1'])
        expect(await start('acc_1', 'b', 70_000)).toMatchObject({ subject: 'led_1', attempts: 2 })
        expect(await start('acc_1', 'a', 70_000)).toBeNull()
      })

      it('wait as a whole while their first job waits', async () => {
        await enqueue(job('led_1'))
        await enqueue(job('led_2'))
        await lease('a')
        const first = (await start('acc_1', 'a'))!
        await store.write((db) => lanes.postpone(db, first, 'a', 5_000, 'transient', 'no answer'))
        await enqueue(job('led_3'), 1_500)
        expect(await lease('b', 2_000)).toEqual([])
        expect(await lease('b', 5_000)).toEqual(['acc_1'])
        expect((await start('acc_1', 'b', 5_000))!.subject).toBe('led_1')
      })

      it('lose no job that is queued while the last one is settled', async () => {
        for (let round = 0; round < 15; round++) {
          await enqueue(job(`led_${round}`))
          await lease('a', 10_000)
          const one = (await start('acc_1', 'a', 10_000))!
          await store.write((db) => lanes.settle(db, one.seq, { state: 'delivered', outcome: 'delivered' }, 1_000))
          const [after] = await Promise.all([start('acc_1', 'a', 10_000), enqueue(job(`late_${round}`), 10_000)])
          const rest = after ?? (await lease('b', 10_000).then((lane) => (lane.length > 0 ? start('acc_1', 'b', 10_000) : null)))
          expect(rest?.subject).toBe(`late_${round}`)
          await store.write((db) => lanes.settle(db, rest!.seq, { state: 'delivered', outcome: 'delivered' }, 1_000))
          await start('acc_1', after ? 'a' : 'b', 10_000)
        }
      })

      it('keep parked jobs until somebody resumes them, in their order', async () => {
        await enqueue(job('led_1'))
        await lease('a')
        const one = (await start('acc_1', 'a'))!
        await store.write((db) => lanes.settle(db, one.seq, { state: 'parked', outcome: 'parked', code: 'invalid:industry', reason: 'no' }, 1_000))
        await start('acc_1', 'a')
        expect(await lease('a', 99_000)).toEqual([])
        expect(await store.write((db) => lanes.resume(db, { connection: 'crm' }, 2_000))).toHaveLength(1)
        expect(await lease('a', 2_000)).toEqual(['acc_1'])
      })
    })

    describe('crosswalk', () => {
      const link = {
        connection: 'crm',
        entity: 'account' as const,
        hubId: 'acc_1',
        remoteId: '17',
        state: 'linked' as const,
        hash: 'h',
        remoteVersion: null,
        url: null,
      }

      it('finds both ways and keeps what was heard', async () => {
        await store.write((db) => crosswalk.put(db, link, 1))
        const found = (await crosswalk.byRemote(store.db, 'crm', 'account', '17'))!
        expect(found.hubId).toBe('acc_1')
        await store.write((db) => crosswalk.setKnown(db, found, { stage: 'won' }))
        await store.write((db) => crosswalk.put(db, { ...link, hash: 'newer' }, 2))
        expect(await crosswalk.find(store.db, 'crm', 'account', 'acc_1')).toMatchObject({ hash: 'newer', known: { stage: 'won' } })
        await store.write((db) => crosswalk.put(db, { ...link, remoteId: '18' }, 3))
        expect(await crosswalk.find(store.db, 'crm', 'account', 'acc_1')).toMatchObject({ remoteId: '18', known: null })
      })

      it('keeps reports about records nobody knows until somebody asks for them', async () => {
        const record = { connection: 'crm', entity: 'opportunity' as const, remoteId: '7' }
        await store.write(async (db) => {
          for (const id of ['evt_2', 'evt_1', 'evt_1']) await crosswalk.addWaiting(db, record, id)
        })
        expect(await store.write((db) => crosswalk.takeWaiting(db, { ...record, entity: 'lead' }))).toEqual([])
        expect(await store.write((db) => crosswalk.takeWaiting(db, record))).toEqual(['evt_1', 'evt_2'])
        expect(await store.write((db) => crosswalk.takeWaiting(db, record))).toEqual([])
      })

      it('follows a record that was merged over there', async () => {
        await store.write((db) => crosswalk.put(db, link, 1))
        await store.write(async (db) => crosswalk.moved(db, (await crosswalk.find(db, 'crm', 'account', 'acc_1'))!, '18', 2))
        expect(await crosswalk.find(store.db, 'crm', 'account', 'acc_1')).toMatchObject({ remoteId: '18', state: 'linked', hash: null })
      })
    })

    describe('issues', () => {
      it('are one per cause while open', async () => {
        const issue = (): issues.NewIssue => ({ id: newId('iss'), cause: 'held|web|x', kind: 'held', subject: 'web', title: 't', todo: 'd' })
        const ids = await Promise.all([1, 2, 3].map(() => store.write((db) => issues.raise(db, issue(), 5))))
        expect(new Set(ids).size).toBe(1)
        expect((await issues.list(store.db, { state: 'open', limit: 10 })).rows).toMatchObject([{ n: 3 }])
        await store.write((db) => issues.closeCause(db, 'held|web|x', 6))
        await store.write((db) => issues.raise(db, issue(), 7))
        expect((await issues.list(store.db, { limit: 10 })).rows.map(({ state, n }) => [state, n])).toEqual([
          ['open', 1],
          ['closed', 3],
        ])
      })
    })

    describe('mappings', () => {
      it('have one active version per name', async () => {
        const version = (hash: string) => ({
          id: newId('map'),
          kind: 'source' as const,
          name: 'web',
          hash,
          origin: 'file' as const,
          expression: hash,
          cases: null,
          author: null,
          note: null,
          createdAt: 1,
        })
        const [one, two] = await store.write(async (db) => [await mappings.add(db, version('a')), await mappings.add(db, version('b'))])
        for (const { id } of [one!, two!]) await store.write((db) => mappings.activate(db, id, { by: 'cli', origin: 'console', note: null }, 2))
        expect((await mappings.active(store.db, 'source', 'web'))!.hash).toBe('b')
        expect((await mappings.list(store.db, { name: 'web' })).map(({ state }) => state).sort()).toEqual(['active', 'retired'])
        expect((await store.write((db) => mappings.add(db, version('a')))).id).toBe(one!.id)
      })
    })

    describe('polls', () => {
      it('belong to one process at a time', async () => {
        const taken = await Promise.all(['a', 'b', 'c'].map((by) => store.write((db) => operation.takePoll(db, 'tryton', by, 1_000, 60_000))))
        expect(taken.filter((one) => one !== null)).toHaveLength(1)
      })

      it('move their cursor only for the process that holds them', async () => {
        await store.write((db) => operation.takePoll(db, 'tryton', 'a', 1_000, 60_000))
        const to = { cursor: '7', dueAt: 2_000, failures: 0, done: true }
        expect(await store.write((db) => operation.movePoll(db, 'tryton', 'b', to, 1_000))).toBe(false)
        expect(await store.write((db) => operation.movePoll(db, 'tryton', 'a', to, 1_000))).toBe(true)
        expect(await store.write((db) => operation.takePoll(db, 'tryton', 'b', 2_000, 60_000))).toMatchObject({ cursor: '7' })
      })
    })

    describe('replays', () => {
      it('are worked off one at a time, whoever comes, and go on in other hands when a process dies', async () => {
        const plan = { filter: { source: 's' }, mapping: 'active' as const, targets: null, perSecond: 100, createdAt: 1, createdBy: 'ops' }
        await store.write(async (db) => {
          for (const id of ['rpl_1', 'rpl_2']) {
            await replays.add(db, { ...plan, id })
            await replays.setState(db, id, ['planned'], 'running', 1)
          }
        })
        const lease = (by: string, now: number) => store.write((db) => replays.lease(db, by, now, now + 100))
        const taken = await Promise.all(['a', 'b', 'c'].map((by) => lease(by, 1_000)))
        expect(taken.filter((one) => one !== null)).toMatchObject([{ id: 'rpl_1' }])
        const winner = ['a', 'b', 'c'][taken.findIndex((one) => one !== null)]!
        expect(await lease(winner, 1_050)).toMatchObject({ id: 'rpl_1' })
        expect(await lease('d', 1_100)).toBeNull()
        expect(await lease('d', 1_150)).toMatchObject({ id: 'rpl_1' })
        await store.write((db) => replays.setState(db, 'rpl_1', ['running'], 'done', 1_160))
        expect(await lease('e', 1_160)).toMatchObject({ id: 'rpl_2' })
      })
    })

    describe('idempotency keys', () => {
      it('let a request be done once', async () => {
        const claim = (hash: string) => store.write((db) => operation.claimKey(db, 'k', 'tok_1', hash, 1))
        expect(await claim('a')).toEqual({ kind: 'new' })
        expect(await claim('a')).toEqual({ kind: 'running' })
        expect(await claim('b')).toEqual({ kind: 'other_request' })
        await store.write((db) => operation.answerKey(db, 'k', 'tok_1', 200, '{}'))
        expect(await claim('a')).toEqual({ kind: 'done', status: 200, answer: '{}' })
      })
    })
  })
}
