/** Looking again at companies in the background: what came later sheds light on what came before; it can be taken back, and leaves people's decisions alone. */
import { afterEach, describe, expect, it } from 'vitest'
import { reevaluate } from '../core/flow/reevaluate.ts'
import * as identity from '../core/store/identity.ts'
import * as merges from '../core/store/merges.ts'
import { knownMeta } from '../core/store/operation.ts'
import * as touched from '../core/store/touched.ts'
import { lookAgain, markSlice } from '../core/work/reevaluator.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type Backend, backends } from './helpers/stores.ts'
import { accountOf, type Body, FORM, tell } from './helpers/telling.ts'
import { wholeState } from './helpers/whole-state.ts'

const YAML = `
products: [{ id: kran, name: Kran, default: true }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
`

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function hubOf(backend: Backend): Promise<TestHub> {
  const hub = await startHub(backend, YAML, { mappings: [FORM] })
  stops.push(() => hub.stop())
  return hub
}

/** Two that share nothing, until a third says that they are one: the name with its place, the domain, and then both. */
const BY_NAME: Body = { firma: 'Quellmann Zerspanung GmbH', wer: 'Ina Pohl', plz: '97070', ort: 'Würzburg' }
const BY_DOMAIN: Body = { wer: 'Jan Reuter', mail: 'j.reuter@qz-praezision.example' }
const BOTH: Body = { firma: 'Quellmann Zerspanung GmbH', wer: 'Eva Jäger', mail: 'e.jaeger@qz-praezision.example', plz: '97070', ort: 'Würzburg' }

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

    it('leaves alone what people merged', async () => {
      const hub = await hubOf(backend)
      const other: Body = { firma: 'Ostwald Pressen AG', wer: 'Ada Ost', mail: 'a.ost@ostwald.example', plz: '01067', ort: 'Dresden' }
      const ids = (await tell(hub, BOTH, other)) as [string, string]
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

    it('takes those first that rested longest, each once, and by night a slice of all', async () => {
      const { hub } = await split()
      const { store } = hub
      const waiting = await touched.touched(store.db)
      expect(waiting.size).toBe(2)
      const claimed = await Promise.all([1, 2].map(() => store.write((db) => touched.claim(db, Date.now(), 1))))
      expect(new Set(claimed.flat())).toEqual(waiting)
      expect(await store.write((db) => touched.claim(db, Date.now(), 9))).toEqual([])
      const at = (time: string) => ({ now: () => Date.parse(time) })
      await store.write((db) => markSlice(db, at('2026-11-20T01:00:00Z')))
      expect((await touched.touched(store.db)).size).toBe(2)
      expect(await store.write((db) => touched.claim(db, Date.parse('2026-11-20T00:59:00Z'), 9))).toEqual([])
      expect(await store.write((db) => touched.claim(db, Date.parse('2026-11-20T01:01:00Z'), 9))).toHaveLength(2)
      await store.write((db) => markSlice(db, at('2026-11-20T01:30:00Z')))
      expect((await touched.touched(store.db)).size).toBe(0)
      expect(await knownMeta(store.db, 'nightly_slice')).toBe('{"night":"2026-11-20","after":""}')
    })
  })
}
