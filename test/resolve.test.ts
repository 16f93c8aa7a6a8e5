/** The resolve step beside others who write: whoever is found stands when something is written of them; who followed a unit is found in the end. */
import { afterEach, describe, expect, it } from 'vitest'
import { heirOf, heldHeirOf } from '../core/flow/heirs.ts'
import { merge } from '../core/flow/merge.ts'
import { emptyAccount, emptyUnit } from '../core/lead/match/profile.ts'
import * as identity from '../core/store/identity.ts'
import { adoptUnits, redirect } from '../core/store/merges.ts'
import { setTerm } from '../core/store/unit-changes.ts'
import type { TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { accountOf, type Body, tell, tellingHubs } from './helpers/telling.ts'

const hubOf = tellingHubs()

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

const OLD: Body = { firma: 'Thalkirch Dosieranlagen GmbH', mail: 'k.rau@thalkirch.example', wer: 'Karla Rau', plz: '90402', ort: 'Nürnberg' }
const NEW: Body = { firma: 'Ovarin Fluidtechnik GmbH', mail: 'j.mohn@ovarin.example', wer: 'Jost Mohn', plz: '90402', ort: 'Nürnberg' }
/** Shares no key with `NEW` that is held, so that nothing makes it wait before it looks. */
const SLIP: Body = { firma: 'Ovarin Fluidtecnik GmbH', wer: 'Ina Kolb', plz: '90402', ort: 'Nürnberg' }

for (const backend of backends) {
  describe(`the resolve step on ${backend.name}`, () => {
    it.skipIf(!backend.parallelTransactions)('looks again where the account was merged between the look and the lock', async () => {
      const hub = await hubOf(backend)
      const [first, second] = (await tell(hub, OLD, NEW)) as [string, string]
      const [survivor, absorbed] = [await accountOf(hub, first), await accountOf(hub, second)]
      const { firma, wer, plz, ort } = SLIP
      const foreseen = await hub.act.match({ company: { name: firma, postalCode: plz, city: ort }, person: { fullName: wer } })
      expect(foreseen).toMatchObject({ decision: 'attach', account: absorbed })
      const [gate, merged] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const merging = hub.store.write(async (db) => {
        await merge(db, hub.on, { level: 'account', survivor, absorbed }, 'ops')
        merged.resolve()
        await gate.promise
      })
      await merged.promise
      const late = await hub.send('web', SLIP)
      await untilSomebodyWaits(hub)
      gate.resolve()
      await merging
      await hub.quiet()
      expect(await accountOf(hub, late)).toBe(survivor)
      const [shell] = await identity.accounts(hub.store.db, [absorbed])
      expect(shell).toMatchObject({ mergedInto: survivor, profile: { names: [] } })
      expect(await hub.leads()).toHaveLength(1)
    })

    describe('finds who followed a unit', () => {
      const HOUR = 3_600_000
      async function unitsOf(...ids: string[]): Promise<TestHub['store']['db']> {
        const { store, drop } = await backend.fresh()
        stops.push(drop)
        for (const id of ids) await identity.addUnit(store.db, { id, accountId: 'acc', kind: 'site', profile: emptyUnit() }, 0)
        return store.db
      }
      const ended = (db: TestHub['store']['db'], id: string, until: number, successor: string) => setTerm(db, id, { until, successor })
      const heir = async (db: TestHub['store']['db'], id: string, at: number) => (await heirOf(db, (await identity.unit(db, id))!, at))?.id

      it('at any number of removes, as of the day', async () => {
        const db = await unitsOf('a', 'b', 'c')
        await ended(db, 'a', HOUR, 'b')
        await ended(db, 'b', 2 * HOUR, 'c')
        expect([await heir(db, 'a', 0), await heir(db, 'a', HOUR), await heir(db, 'a', 2 * HOUR), await heir(db, 'c', 9 * HOUR)]).toEqual([
          undefined,
          'b',
          'c',
          undefined,
        ])
      })

      it('where the one that followed was merged', async () => {
        const db = await unitsOf('a', 'b', 'c')
        await ended(db, 'a', HOUR, 'b')
        await redirect(db, 'unit', 'b', 'c')
        expect(await heir(db, 'a', 2 * HOUR)).toBe('c')
      })

      it.skipIf(!backend.parallelTransactions)('and its account as it stands once it is held', async () => {
        const { store, drop } = await backend.fresh()
        stops.push(drop)
        for (const id of ['one', 'other']) await identity.addAccount(store.db, id, emptyAccount(), 0)
        for (const id of ['a', 'b']) await identity.addUnit(store.db, { id, accountId: 'one', kind: 'site', profile: emptyUnit() }, 0)
        await ended(store.db, 'a', HOUR, 'b')
        const former = (await identity.unit(store.db, 'a'))!
        const [gate, merged] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
        const merging = store.write(async (db) => {
          await identity.holdAccount(db, 'one')
          await redirect(db, 'account', 'one', 'other')
          await adoptUnits(db, 'one', 'other', 1)
          merged.resolve()
          await gate.promise
        })
        await merged.promise
        const looking = store.write((db) => heldHeirOf(db, former, HOUR))
        await untilSomebodyWaits({ store })
        gate.resolve()
        await merging
        expect(await looking).toMatchObject({ id: 'b', accountId: 'other' })
      })

      it('and stays where followers lead back, however they came to', async () => {
        const db = await unitsOf('a', 'b', 'c', 'd')
        await ended(db, 'a', HOUR, 'b')
        await ended(db, 'b', 2 * HOUR, 'a')
        expect([await heir(db, 'a', 3 * HOUR), await heir(db, 'b', 3 * HOUR)]).toEqual([undefined, undefined])
        await ended(db, 'c', HOUR, 'd')
        await redirect(db, 'unit', 'd', 'c')
        expect(await heir(db, 'c', 3 * HOUR)).toBeUndefined()
      })
    })
  })
}

/** A transaction of this database waits for another one's lock. */
async function untilSomebodyWaits({ store: { db } }: Pick<TestHub, 'store'>): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const row = await db.get("select 1 as waits from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
    if (row) return
  }
  throw new Error('nobody waits')
}
