/** Customers of one product become candidates for another, once, and only they. */
import { afterEach, describe, expect, it } from 'vitest'
import * as leads from '../core/store/leads.ts'
import * as operation from '../core/store/operation.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { FORM, tell } from './helpers/telling.ts'

for (const backend of backends) {
  describe(`candidates on ${backend.name}`, () => {
    let hub: TestHub | undefined
    afterEach(async () => hub?.stop())

    it('are the customers that are no lead of it yet, and are made once', async () => {
      const yaml = 'products: [{ id: kran, name: Kran, default: true }, { id: wartung, name: Wartung }]\nsources: { web: { kind: form, secret: s } }\n'
      hub = await startHub(backend, yaml, { mappings: [FORM] })
      const { act } = hub
      for (let i = 0; i < 5; i++)
        await tell(hub, { firma: `${['Ost', 'West', 'Nord', 'Süd', 'Mitte'][i]}werk Gießerei GmbH`, wer: 'Eva Sorg', mail: `e.sorg@giesserei${i}.example` })
      const all = await hub.leads()
      for (const { id } of all.slice(0, 4)) {
        await act.decideLead({ lead: id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
        await act.decideLead({ lead: id, decision: { kind: 'stage', to: 'customer', reason: null } }, 'test')
      }
      const page = (after: string | null, dryRun = false) =>
        act.makeCandidates({ of: 'kran', for: 'wartung', class: 'B1', reason: 'bought a crane', after, limit: 3, dryRun }, 'test')
      expect(await page(null, true)).toMatchObject({ customers: 3, made: [{ lead: null }, { lead: null }, { lead: null }] })
      expect((await hub.leads()).length).toBe(5)
      const first = await page(null)
      const second = await page(first.last)
      expect([first.made.length, second.made.length, second.last]).toEqual([3, 1, null])
      const made = (await hub.leads()).filter(({ product }) => product === 'wartung')
      expect(made.map(({ state, unitId }) => [state.stage, state.class?.value, state.firstTouch?.origin.channel, unitId])).toEqual(
        all.slice(0, 4).map(({ unitId }) => ['unknown', 'B1', 'crm', unitId]),
      )
      expect((await page(null)).made).toEqual([])
      expect((await leads.list(hub.store.db, { product: 'wartung', limit: 10 })).rows).toHaveLength(4)
      expect((await operation.listAudit(hub.store.db, { limit: 20 })).rows.filter(({ action }) => action === 'leads.candidates')).toHaveLength(2)
      // Sales may answer what it was offered, whatever the stage.
      await act.decideLead({ lead: made[0]!.id, decision: { kind: 'class', to: 'A', reason: 'call' } }, 'test')
      await act.decideLead({ lead: made[0]!.id, decision: { kind: 'accept' } }, 'test')
      await act.decideLead({ lead: made[1]!.id, decision: { kind: 'stage', to: 'lost', reason: 'price' } }, 'test')
      const stageOf = async (id: string) => (await leads.find(hub!.store.db, id))!.state.stage
      expect([await stageOf(made[0]!.id), await stageOf(made[1]!.id)]).toEqual(['sal', 'lost'])
      await expect(act.makeCandidates({ of: 'kran', for: 'schiff', class: null, reason: null, after: null, limit: 1, dryRun: true }, 'test')).rejects.toThrow(
        "there is no product 'schiff'; known are kran, wartung",
      )
      await expect(act.makeCandidates({ of: 'kran', for: 'kran', class: null, reason: null, after: null, limit: 1, dryRun: true }, 'test')).rejects.toThrow(
        'same product',
      )
    })
  })
}
