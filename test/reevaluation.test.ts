/** Looking again at companies in the background: what came later sheds light on what came before; it can be taken back, and leaves people's decisions alone. */
import { describe, expect, it, vi } from 'vitest'
import { eventsOf } from '../core/flow/anew.ts'
import { fellowsIn } from '../core/flow/fellows.ts'
import { merge } from '../core/flow/merge.ts'
import { reevaluate } from '../core/flow/reevaluate.ts'
import { restate } from '../core/flow/restate.ts'
import { type Log, silentLog } from '../core/log.ts'
import * as identity from '../core/store/identity.ts'
import * as judgements from '../core/store/judgements.ts'
import * as merges from '../core/store/merges.ts'
import { knownMeta } from '../core/store/operation.ts'
import * as reviews from '../core/store/reviews.ts'
import type { Store } from '../core/store/store.ts'
import * as touched from '../core/store/touched.ts'
import { lookAgain, markSlice, startReevaluator } from '../core/work/reevaluator.ts'
import type { TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { accountOf, type Body, tell, tellingHubs, unitOf } from './helpers/telling.ts'
import { wholeState } from './helpers/whole-state.ts'

const hubOf = tellingHubs()

/** Two that share nothing, until a third says that they are one: the name with its place, the domain, and then both. */
const BY_NAME: Body = { firma: 'Quellmann Zerspanung GmbH', wer: 'Ina Pohl', plz: '97070', ort: 'Würzburg' }
const BY_DOMAIN: Body = { wer: 'Jan Reuter', mail: 'j.reuter@qz-praezision.example' }
const BOTH: Body = { firma: 'Quellmann Zerspanung GmbH', wer: 'Eva Jäger', mail: 'e.jaeger@qz-praezision.example', plz: '97070', ort: 'Würzburg' }
const OTHER: Body = { firma: 'Ostwald Pressen AG', wer: 'Ada Ost', mail: 'a.ost@ostwald.example', plz: '01067', ort: 'Dresden' }

/** A name with nothing beside it that says whether it is the same one. */
const DOUBTFUL: readonly Body[] = [
  { firma: 'Rübsam Pumpen GmbH', wer: 'Karla Rau', mail: 'karla.rau@gmx.de', plz: '20095', ort: 'Hamburg' },
  { firma: 'Rübsam Pumpen GmbH', wer: 'Jost Mohn', mail: 'jost.mohn@gmx.de', plz: '90402', ort: 'Nürnberg' },
]

for (const backend of backends) {
  describe(`re-evaluation on ${backend.name}`, () => {
    const split = async () => {
      const hub = await hubOf(backend)
      const ids = (await tell(hub, BY_NAME, BY_DOMAIN, BOTH)) as [string, string, string]
      const accounts = await Promise.all(ids.map((id) => accountOf(hub, id)))
      expect(new Set(accounts).size).toBe(2)
      return { hub, ids, accounts }
    }
    const placesOf = async (hub: TestHub, ids: readonly string[]) => new Set(await Promise.all(ids.map((id) => accountOf(hub, id)))).size

    it('merges what a later submission joins; the merge is named, redirects, and can be taken back', async () => {
      const { hub, ids, accounts } = await split()
      const before = await wholeState(hub)
      expect(await lookAgain(hub.store, hub.on, accounts[2]!)).toBeGreaterThan(0)
      expect(await placesOf(hub, ids)).toBe(1)
      const [made] = (await merges.list(hub.store.db, { limit: 5 })).rows
      expect(made).toMatchObject({ by: 'sweep', undoneAt: null })
      expect((await identity.accounts(hub.store.db, [made!.absorbed]))[0]).toMatchObject({ mergedInto: made!.survivor })
      // Nothing is left to do, and nothing is done twice.
      const after = await wholeState(hub)
      expect(await lookAgain(hub.store, hub.on, made!.survivor)).toBe(0)
      expect(await wholeState(hub)).toEqual(after)
      await hub.act.unmerge(made!.id, 'two companies', 'maria')
      expect(await wholeState(hub)).toEqual(before)
      // A person said that they are two: that stands.
      for (const id of new Set(accounts)) await lookAgain(hub.store, hub.on, id)
      expect(await placesOf(hub, ids)).toBe(2)
    })

    it('says why of everybody whom it brought elsewhere', async () => {
      const { hub, accounts } = await split()
      await lookAgain(hub.store, hub.on, accounts[2]!)
      const moved = await hub.store.db.all<{ event_id: string }>("select event_id from assignment where closed_at is null and decided_by = 'sweep'")
      expect(moved).toHaveLength(1)
      const decided = await identity.assignmentOf(hub.store.db, moved[0]!.event_id)
      expect(decided!.total).toBeGreaterThanOrEqual(decided!.threshold)
      expect(decided!.evidence.map(({ field }) => field)).toEqual(expect.arrayContaining([expect.stringMatching(/^(?:name|domain)$/)]))
      expect(decided!.grade).toContain('A')
    })

    it('asks a person whom it may be, too, and asks no more where that is clear', async () => {
      const { hub, accounts } = await split()
      const [own, other] = [...new Set(accounts)] as [string, string]
      const [event] = await eventsOf(hub.store.db, hub.on, [own])
      const before = (await identity.assignmentOf(hub.store.db, event!.id))!
      const asked = async () =>
        (await reviews.list(hub.store.db, { state: 'open', limit: 5 })).rows.map(({ subject, other: rival, eventId }) => [subject, rival, eventId])
      const say = (decision: 'provisional' | 'attach', rival: string | null) =>
        hub.store.write((db) =>
          restate(
            db,
            hub.on,
            { event: event!, place: before, decision, onBehalf: false, why: () => ({ decision: before, rival, isAlone: false }), between: () => null },
            before,
            merges.SWEEP,
          ),
        )
      await say('provisional', other)
      expect(await asked()).toEqual([[own, other, event!.id]])
      // What it may be was merged into another one since it was looked at.
      const [far] = await tell(hub, OTHER)
      const third = await accountOf(hub, far!)
      await hub.act.merge({ level: 'account', survivor: third, absorbed: other }, 'maria')
      await say('provisional', other)
      expect(await asked()).toEqual([[own, third, event!.id]])
      await say('attach', null)
      expect(await asked()).toEqual([])
    })

    describe('a doubt', () => {
      /** Two that have nothing in common, of which it was said that they may be one. */
      const doubted = async () => {
        const hub = await hubOf(backend)
        const ids = await tell(hub, BOTH, OTHER)
        const [own, other] = (await Promise.all(ids.map((id) => accountOf(hub, id)))) as [string, string]
        const [event] = await eventsOf(hub.store.db, hub.on, [own])
        const before = (await identity.assignmentOf(hub.store.db, event!.id))!
        const why = () => ({ decision: before, rival: other, isAlone: true })
        await hub.store.write((db) =>
          restate(db, hub.on, { event: event!, place: before, decision: 'provisional', onBehalf: false, why, between: () => null }, before, merges.SWEEP),
        )
        return { hub, own, other, event: event!.id }
      }
      const open = async (hub: TestHub) => (await reviews.list(hub.store.db, { state: 'open', limit: 5 })).rows.length
      const decisionOf = async (hub: TestHub, event: string) => (await identity.assignmentOf(hub.store.db, event))!.decision

      it('that is none any more is asked no more, though nobody belongs elsewhere', async () => {
        const { hub, own, other, event } = await doubted()
        expect(await open(hub)).toBe(1)
        await reevaluate(hub.store, hub.on, [own, other], true)
        expect([await open(hub), await decisionOf(hub, event)]).toEqual([0, 'new'])
      })

      it('about a company that is not looked at stays', async () => {
        const { hub, own, event } = await doubted()
        await reevaluate(hub.store, hub.on, [own], true)
        expect([await open(hub), await decisionOf(hub, event)]).toEqual([1, 'provisional'])
      })

      it('that shows later only is asked, once', async () => {
        const hub = await hubOf(backend)
        const ids = await tell(hub, ...DOUBTFUL)
        const accounts = await Promise.all(ids.map((id) => accountOf(hub, id)))
        const [row] = (await reviews.list(hub.store.db, { state: 'open', limit: 5 })).rows
        const asked = row!.eventId!
        // As if it had not been seen when it came.
        await hub.store.write(async (db) => {
          await db.run("delete from review where state = 'open'")
          await db.run("update assignment set decision = 'new' where event_id = $1", [asked])
        })
        await reevaluate(hub.store, hub.on, accounts, true)
        await reevaluate(hub.store, hub.on, accounts, true)
        const rows = (await reviews.list(hub.store.db, { state: 'open', limit: 5 })).rows
        expect(rows.map(({ subject, other }) => [subject, other].sort())).toEqual([[...accounts].sort()])
      })
    })

    it('leaves alone what people merged', async () => {
      const hub = await hubOf(backend)
      const ids = (await tell(hub, BOTH, OTHER)) as [string, string]
      const [a, b] = (await Promise.all(ids.map((id) => accountOf(hub, id)))) as [string, string]
      await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'maria')
      await hub.store.write((db) => touched.touch(db, a, 0))
      await reevaluate(hub.store, hub.on, [a], true)
      expect(await placesOf(hub, ids)).toBe(1)
    })

    it('writes nothing where somebody else was quicker', async () => {
      const { hub, ids } = await split()
      const all = [...new Set(await Promise.all(ids.map((id) => accountOf(hub, id))))]
      await Promise.all([1, 2, 3].map(() => reevaluate(hub.store, hub.on, all, true)))
      expect(await placesOf(hub, ids)).toBe(1)
      expect((await merges.list(hub.store.db, { limit: 5 })).rows).toHaveLength(1)
    })

    /** Somebody acts after the accounts were read, and before anything is written. */
    const meanwhile = (hub: TestHub, act: () => Promise<unknown>): Store => {
      let acted = false
      const write: Store['write'] = async (work, priority) => {
        if (!acted) {
          acted = true
          await act()
        }
        return hub.store.write(work, priority)
      }
      return { ...hub.store, write }
    }
    const judged = (hub: TestHub, level: 'account' | 'unit', a: string, b: string) =>
      hub.store.write((db) => judgements.add(db, { id: hub.on.newId('jdg'), level, a, b, verdict: 'different', by: 'maria', at: Date.now(), reason: null }))

    it('joins nothing that a person tells apart while it is at work, and looks at it again', async () => {
      const { hub, ids, accounts } = await split()
      const [a, b] = [...new Set(accounts)] as [string, string]
      await hub.store.write((db) => db.run('delete from identity_touched'))
      expect(
        await reevaluate(
          meanwhile(hub, () => judged(hub, 'account', a, b)),
          hub.on,
          [a, b],
          true,
        ),
      ).toBe(0)
      expect(await placesOf(hub, ids)).toBe(2)
      expect([...(await touched.touched(hub.store.db))].sort()).toEqual([a, b].sort())
    })

    it('leaves alone what a person merges while it is at work', async () => {
      const { hub, accounts } = await split()
      const [a, b] = [...new Set(accounts)] as [string, string]
      const [far] = await tell(hub, OTHER)
      const other = await accountOf(hub, far!)
      const merging = () => hub.act.merge({ level: 'account', survivor: a, absorbed: other }, 'maria')
      await reevaluate(meanwhile(hub, merging), hub.on, [a, b], true)
      expect((await merges.list(hub.store.db, { limit: 5 })).rows.map(({ by }) => by)).toEqual(['maria'])
    })

    it('keeps apart from a company what a person told apart from one that it absorbed', async () => {
      const { hub, ids, accounts } = await split()
      const [a, b] = [...new Set(accounts)] as [string, string]
      const [far] = await tell(hub, OTHER)
      const other = await accountOf(hub, far!)
      await judged(hub, 'account', other, b)
      const known = { onBehalf: new Set<string>(), unclear: new Set<string>(), why: () => undefined }
      await hub.store.write((db) => merge(db, hub.on, { level: 'account', survivor: a, absorbed: other }, merges.SWEEP, known))
      await reevaluate(hub.store, hub.on, [a, b], true)
      expect(await placesOf(hub, ids)).toBe(2)
    })

    it('leaves alone units that a person merged or told apart', async () => {
      const hub = await hubOf(backend)
      const [first, second] = (await tell(
        hub,
        { ...BOTH, werk: 'Werk Nord' },
        { ...BOTH, werk: 'Werk Süd', wer: 'Ina Pohl', mail: 'i.pohl@qz-praezision.example' },
      )) as [string, string]
      const [north, south, account] = [await unitOf(hub, first), await unitOf(hub, second), await accountOf(hub, first)]
      expect(north).not.toBe(south)
      expect(await fellowsIn(hub.store.db, account)).toHaveLength(2)
      const id = await hub.act.merge({ level: 'unit', survivor: north, absorbed: south }, 'maria')
      await reevaluate(hub.store, hub.on, [account], true)
      expect(await unitOf(hub, second)).toBe(north)
      expect(await fellowsIn(hub.store.db, account)).toEqual([])
      await hub.act.unmerge(id, null, 'maria')
      expect(await fellowsIn(hub.store.db, account)).toEqual([])
      // What the second tells would be of the first now; a person said that it is not.
      await hub.store.write((db) => db.run(`update event_personal set data = replace(data, 'Werk Süd', 'Werk Nord')`))
      await reevaluate(hub.store, hub.on, [account], true)
      expect([await unitOf(hub, first), await unitOf(hub, second)]).toEqual([north, south])
    })

    it('takes those first that rested longest, each once, and by night a slice of all', async () => {
      const { hub } = await split()
      const { store } = hub
      const waiting = await touched.touched(store.db)
      expect(waiting.size).toBe(2)
      const claimed = await Promise.all([1, 2].map(() => store.write((db) => touched.claim(db, Date.now(), Date.now() + 1000, 1))))
      expect(new Set(claimed.flat().map(({ accountId }) => accountId))).toEqual(waiting)
      expect(await store.write((db) => touched.claim(db, Date.now(), Date.now() + 1000, 9))).toEqual([])
      for (const claim of claimed.flat()) await store.write((db) => touched.done(db, claim))
      const at = (time: string) => ({ now: () => Date.parse(time) })
      await store.write((db) => markSlice(db, at('2026-11-20T01:00:00Z')))
      expect((await touched.touched(store.db)).size).toBe(2)
      expect(await store.write((db) => touched.claim(db, Date.parse('2026-11-20T00:59:00Z'), 0, 9))).toEqual([])
      const slice = await store.write((db) => touched.claim(db, Date.parse('2026-11-20T01:01:00Z'), Date.parse('2026-11-20T01:11:00Z'), 9))
      expect(slice).toHaveLength(2)
      for (const claim of slice) await store.write((db) => touched.done(db, claim))
      await store.write((db) => markSlice(db, at('2026-11-20T01:30:00Z')))
      expect((await touched.touched(store.db)).size).toBe(0)
      expect(await knownMeta(store.db, 'nightly_slice')).toBe('{"night":"2026-11-20","after":""}')
    })

    it('loses nothing where it is stopped, and nothing that comes while it looks', async () => {
      const { hub } = await split()
      const { store } = hub
      const [ends, lease] = [Date.now() + 60_000, 600_000]
      const taken = await store.write((db) => touched.claim(db, ends, ends + lease, 9))
      expect(taken).toHaveLength(2)
      // Whoever had taken them ended: when the lease is over, others take them.
      expect(await store.write((db) => touched.claim(db, ends + lease - 1, ends + 2 * lease, 9))).toEqual([])
      const [one, two] = (await store.write((db) => touched.claim(db, ends + lease, ends + 2 * lease, 9))) as [touched.Claim, touched.Claim]
      await store.write((db) => touched.touch(db, one.accountId, ends + lease + 1))
      for (const claim of [...taken, one, two]) await store.write((db) => touched.done(db, claim))
      expect([...(await touched.touched(store.db))]).toEqual([one.accountId])
    })

    it('works through what waits, in the background', async () => {
      const { hub, ids } = await split()
      const reevaluator = startReevaluator({ store: hub.store, on: { ...hub.on, now: () => Date.now() + 60_000 }, nightlyHour: -1, queued: () => {} })
      await vi.waitFor(async () => expect((await touched.touched(hub.store.db)).size).toBe(0), 10_000)
      await reevaluator.stop()
      expect(await placesOf(hub, ids)).toBe(1)
    })

    it('says which company is too large to be looked at', async () => {
      const { hub, ids, accounts } = await split()
      const [event] = await hub.store.db.all<{ id: string }>('select id from event where delivery_id = $1', [ids[2]])
      const one = (await identity.assignmentOf(hub.store.db, event!.id))!
      await hub.store.write(async (db) => {
        for (let i = 0; i < 150; i++) await identity.assign(db, { ...one, eventId: `evt_${i}` }, false)
      })
      const said: unknown[] = []
      const log: Log = { ...silentLog, warn: (message, fields) => said.push([message, fields]) }
      expect(await lookAgain(hub.store, { ...hub.on, log }, accounts[2]!)).toBe(0)
      expect(said).toEqual([['reevaluation.too_large', { account: accounts[2], submissions: expect.any(Number), most: 150 }]])
    })
  })
}
