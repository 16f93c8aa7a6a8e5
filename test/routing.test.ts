/** Who gets a lead: taking turns, within what each can take on in a month, whoever decides at the same time. */
import { afterEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import { type RoutingRule, routesOf } from '../core/lead/route.ts'
import * as issues from '../core/store/issues.ts'
import { copyOf } from '../core/store/snapshot.ts'
import * as turns from '../core/store/turns.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { FORM, tell } from './helpers/telling.ts'

describe('rules of routing', () => {
  const rules: RoutingRule[] = [
    { when: { country: ['AT'] }, owner: 'account' },
    { when: { country: ['AT'] }, owners: ['anna', 'ben'] },
    { when: {}, partner: 'sued' },
    { when: {}, owner: 'rest' },
  ]
  const lead = (country: string, accountOwner: string | null = null, declined: string[] = []) =>
    routesOf(rules, { product: 'kran', attributes: { country }, accountOwner, related: [], declined })

  it('name everybody who may get it, in their order', () => {
    expect(lead('AT')).toEqual([['anna', 'ben'], ['partner:sued'], ['rest']])
    expect(lead('AT', 'carl')[0]).toEqual(['carl'])
    expect(lead('DE', 'carl', ['sued'])).toEqual([['rest']])
  })

  it.each([
    ['{ owner: a, owners: [b] }', 'name either an `owner`, several `owners`, or a `partner`'],
    ['{ owners: [] }', 'owners'],
    ['{}', 'name either'],
  ])('that name nobody, or several in two ways, are refused: %s', (rule, sentence) =>
    expect(() => setupOf(parseConfig(`routing: [${rule}]`, 'test'), {})).toThrow(sentence),
  )
})

for (const backend of backends) {
  describe(`turns on ${backend.name}`, () => {
    const open: { close: () => Promise<unknown> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close()
    })
    const storeOf = async () => {
      const fresh = await backend.fresh(Date.now)
      open.push({ close: fresh.drop })
      return fresh.store
    }
    /** So many decisions at once, as by workers of several processes. */
    const taken = async (n: number, names: readonly string[], most: Record<string, number>, store: Awaited<ReturnType<typeof storeOf>>, month = '2026-03') => {
      const got: (string | null)[] = []
      const worker = async () => {
        while (got.length < n) {
          const place = got.push(null) - 1
          got[place] = await store.write((db) => turns.next(db, names, (name) => most[name] ?? null, month))
        }
      }
      await Promise.all(Array.from({ length: 8 }, worker))
      return got
    }
    const share = (got: readonly (string | null)[]) =>
      Object.fromEntries([...Map.groupBy(got, (one) => one ?? 'nobody')].map(([name, of]) => [name, of.length]))

    it('are shared exactly by eight workers at once', async () => {
      expect(share(await taken(90, ['anna', 'ben', 'carla'], {}, await storeOf()))).toEqual({ anna: 30, ben: 30, carla: 30 })
    })

    it('pass over who is full, and nobody ever gets more', async () => {
      const store = await storeOf()
      expect(share(await taken(60, ['anna', 'ben', 'carla'], { anna: 10, ben: 30, carla: 15 }, store))).toEqual({ anna: 10, ben: 30, carla: 15, nobody: 5 })
      expect(await turns.given(store.db, '2026-03')).toEqual([
        { owner: 'anna', n: 10 },
        { owner: 'ben', n: 30 },
        { owner: 'carla', n: 15 },
      ])
      expect(share(await taken(3, ['anna', 'ben', 'carla'], { anna: 10, ben: 30, carla: 15 }, store, '2026-04'))).toEqual({ anna: 1, ben: 1, carla: 1 })
    })

    it('count what somebody got by another rule', async () => {
      const store = await storeOf()
      await taken(3, ['anna'], { anna: 4 }, store)
      expect(share(await taken(4, ['anna', 'ben'], { anna: 4 }, store))).toEqual({ anna: 1, ben: 3 })
    })

    it('go on in a trial as they would have gone on here', async () => {
      const store = await storeOf()
      const team = ['anna', 'ben', 'carla']
      const next = (of: typeof store) => of.write((db) => turns.next(db, team, (name) => (name === 'carla' ? 1 : null), '2026-03'))
      for (let i = 0; i < 4; i++) await next(store)
      const trial = await copyOf(store.db, { deliveryIds: [], items: [], identityKeys: [] }, Date.now)
      open.push(trial)
      const foretold = [await next(trial), await next(trial)]
      expect(foretold).toEqual([await next(store), await next(store)])
      expect(foretold).toEqual(['ben', 'anna'])
    })

    it('begin with whoever is new', async () => {
      const store = await storeOf()
      const at = async (names: string[]) => (await taken(1, names, {}, store))[0]
      expect([await at(['anna', 'ben']), await at(['anna', 'ben']), await at(['anna', 'ben'])]).toEqual(['anna', 'ben', 'anna'])
    })

    it('give leads to salespeople as agreed, then to the next rule, then say so', async () => {
      const yaml = `
products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: s } }
routing: [{ owners: [anna, ben] }, { owner: rest }]
agreement: { perMonth: { anna: 1, ben: 2, rest: 1 } }
`
      const hub: TestHub = await startHub(backend, yaml, { mappings: [FORM] })
      open.push({ close: hub.stop })
      for (let i = 0; i < 5; i++)
        await tell(hub, {
          firma: `${['Ost', 'West', 'Nord', 'Süd', 'Mitte'][i]}werk Gießerei GmbH`,
          wer: 'Eva Sorg',
          mail: `e.sorg@giesserei${i}.example`,
          ruf: 'ja',
        })
      expect((await hub.leads()).map(({ state }) => state.owner)).toEqual(['anna', 'ben', 'ben', 'rest', null])
      const [issue] = (await issues.list(hub.store.db, { state: 'open', limit: 5 })).rows
      expect(issue).toMatchObject({ kind: 'agreement', subject: 'kran', n: 1 })
      expect(issue!.todo).toContain('anna, ben, rest')
    })
  })
}
