/** The main job against software that nobody here wrote: a signed webhook in, a real CRM out, and its answer back. */
import { afterEach, describe, expect, it } from 'vitest'
import * as crosswalk from '../core/store/crosswalk.ts'
import * as leadStore from '../core/store/leads.ts'
import * as ledger from '../core/store/ledger.ts'
import { sample } from './helpers/arrivals.ts'
import { espoFake } from './helpers/espocrm-fake.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { startTryton, TRYTON_OFF, type TrytonServer } from './helpers/tryton.ts'

const wish = (i: number, werk: string, produkt: string) => ({
  vorname: `Person${i}`,
  nachname: 'Muster',
  email: `person${i}@hallbauer-foerdertechnik.example`,
  firma: 'Hallbauer Fördertechnik GmbH & Co. KG',
  werk,
  produkt,
  rueckruf: 'ja',
})
const PLANTS = ['Werk Nürnberg', 'Werk Linz', 'Werk Dresden']
const SIX = PLANTS.flatMap((werk, i) => ['kran', 'service'].map((produkt) => wish(i, werk, produkt)))
const PRODUCTS = 'products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]'

for (const backend of backends) {
  describe.skipIf(TRYTON_OFF)(`the real Tryton, on ${backend.name}${TRYTON_OFF ? ` (${TRYTON_OFF})` : ''}`, () => {
    let hub: TestHub
    let tryton: TrytonServer
    const start = async () => {
      tryton = await startTryton()
      hub = await startHub(
        backend,
        `${PRODUCTS}
sources:
  web: { kind: form, secret: s }
  landing: { kind: typeform, secret: s }
  back: { kind: tryton, connection: crm }
connections:
  crm: { kind: tryton, url: "${tryton.url}", database: ${tryton.database}, user: ${tryton.hub.user}, password: "${tryton.hub.password}", concurrency: 8 }`,
      )
    }
    /** The poll is due now, not in a quarter of a minute. */
    const pollNow = () => hub.store.write((db) => db.run("update poll_cursor set due_at = 0 where source = 'back'"))
    afterEach(async () => {
      await hub?.stop()
      await tryton?.close()
    })

    it('turns a signed Typeform webhook into party, contact and opportunity, and hears of what sales did', async () => {
      await start()
      const body = sample<{ form_response: { hidden: Record<string, string>; answers: unknown[] } }>('typeform.json')
      await hub.send('landing', body)
      // The same person asks for a call: the fast lane.
      await hub.send('web', {
        vorname: 'Katharina',
        nachname: 'Weißmüller',
        email: 'k.weissmueller@hallbauer-foerdertechnik.example',
        rueckruf: 'ja',
        produkt: 'kran',
      })
      await hub.quiet(60_000)

      const rpc = await tryton.as('anna')
      const [lead] = await hub.leads()
      const parties = await rpc('model.party.party.search_read', [['code', 'in', [lead!.accountId]]], 0, null, null, ['name', 'code'])
      expect(parties).toMatchObject([{ name: 'Hallbauer Fördertechnik GmbH & Co. KG' }])
      const opportunities = await rpc('model.sale.opportunity.search_read', [['reference', '=', lead!.id]], 0, null, null, [
        'state',
        'party.name',
        'contact.party.name',
      ])
      expect(opportunities).toHaveLength(1)
      expect(opportunities[0]).toMatchObject({ state: 'lead' })
      expect(JSON.stringify(opportunities[0])).toContain('Weißmüller')

      const { id } = opportunities[0]
      const [anna] = await rpc('model.company.employee.search', [['party.name', '=', 'Anna Berg']], 0, null, null)
      await rpc('model.sale.opportunity.write', [id], { employee: anna })
      await rpc('model.sale.opportunity.opportunity', [id])
      await pollNow()
      const stage = async () => (await leadStore.find(hub.store.db, lead!.id))!.state.stage
      await expect.poll(stage, { timeout: 20_000 }).toBe('sql')
      await rpc('model.sale.opportunity.write', [id], { lost_reason: 'price' })
      await rpc('model.sale.opportunity.lost', [id])
      // The poll looks again behind an overlap, so the later change is told, too.
      await expect
        .poll(
          async () => {
            await pollNow()
            return stage()
          },
          { timeout: 20_000, interval: 1_000 },
        )
        .toBe('lost')
      expect((await leadStore.find(hub.store.db, lead!.id))!.state).toMatchObject({ reason: 'price', owner: 'anna.berg@vertrieb.example' })
      await hub.quiet()
      for (const row of await ledger.sources(hub.store.db)) expect(row).toMatchObject({ unaccounted: 0, pending: 0, held: 0 })
    })

    it('makes exactly one account of three plants with two products that come all at once', async () => {
      await start()
      await Promise.all(SIX.map((body) => hub.send('web', body)))
      await hub.quiet(90_000)
      const rpc = await tryton.as('anna')
      expect(await rpc('model.party.party.search_count', [['name', '=', 'Hallbauer Fördertechnik GmbH & Co. KG']])).toBe(1)
      expect(await rpc('model.party.party.search_count', [['code', 'like', 'con_%']])).toBe(3)
      expect(await rpc('model.sale.opportunity.search_count', [['reference', 'like', 'led_%']])).toBe(6)
      expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })
    })
  })

  describe(`EspoCRM as measured, on ${backend.name}`, () => {
    it('makes exactly one account of three plants with two products, all at once, when sales found them qualified', async () => {
      const fake = await espoFake()
      const hub = await startHub(
        backend,
        `${PRODUCTS}
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: espocrm, url: "${fake.url}", apiKey: ${fake.apiKey}, concurrency: 8, handover: { convert: hub } } }`,
      )
      try {
        await Promise.all(SIX.map((body) => hub.send('web', body)))
        await hub.quiet(60_000)
        expect(fake.rows('Lead').length).toBe(6)
        for (const lead of await hub.leads()) {
          await hub.act.decideLead({ lead: lead.id, decision: { kind: 'accept' } }, 'test')
          await hub.act.decideLead({ lead: lead.id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'test')
        }
        await hub.quiet(60_000)
        expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0, pending: 0 })
        expect(fake.rows('Account').length).toBe(1)
        expect(fake.rows('Contact').length).toBe(3)
        expect(fake.rows('Opportunity').length).toBe(6)
        const [lead] = await hub.leads()
        expect((await crosswalk.ofHubIds(hub.store.db, [lead!.id])).map(({ entity }) => entity).sort()).toEqual(['lead', 'opportunity'])
      } finally {
        await hub.stop()
        await fake.close()
      }
    })
  })
}
