/** A CRM that was there before the hub: who is whom is proposed, accepted, kept, and looked at again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reportOf } from '../core/flow/reconciliation-report.ts'
import * as crosswalk from '../core/store/crosswalk.ts'
import * as reconciled from '../core/store/reconciled.ts'
import * as gaps from '../core/store/reconciled-gaps.ts'
import * as runs from '../core/store/reconciliations.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type SandboxCrm, sandboxCrm } from './helpers/sandbox-crm.ts'
import { backends } from './helpers/stores.ts'

const PRODUCTS = 'products: [{ id: kran, name: Kran, default: true }, { id: service, name: Wartung }]'
const config = ({ url, token }: SandboxCrm) =>
  `${PRODUCTS}\nsources: { web: { kind: form, secret: s } }\nconnections: { crm: { kind: sandbox, url: "${url}", token: ${token} } }`

const quast = { firma: 'Quast Antriebe GmbH', plz: '70565', ort: 'Stuttgart', vorname: 'Ina', nachname: 'Pohl', email: 'ina.pohl@quast-antriebe.example' }
const ruebsam = { firma: 'Rübsam Pumpen AG', plz: '90402', ort: 'Nürnberg', vorname: 'Jan', nachname: 'Reuter', email: 'j.reuter@ruebsam-pumpen.example' }
const ostwald = { firma: 'Ostwald Pressen KG', plz: '28195', ort: 'Bremen', vorname: 'Greta', nachname: 'Maurer', email: 'maurer@ostwald-pressen.example' }

for (const backend of backends) {
  describe(`a first load on ${backend.name}`, { timeout: 60_000 }, () => {
    let crm: SandboxCrm
    let hub: TestHub
    beforeEach(async () => {
      crm = await sandboxCrm()
      hub = await startHub(backend, config(crm))
    })
    afterEach(async () => {
      await hub.stop()
      await crm.close()
    })

    const know = async (...bodies: object[]) => {
      for (const body of bodies) {
        await hub.send('web', body)
        await hub.quiet()
      }
    }
    const ended = async () => {
      for (const until = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
        const run = await runs.last(hub.store.db, 'crm')
        if (run && run.state !== 'running') return run
        if (Date.now() > until) throw new Error('it does not come to an end')
      }
    }
    const reconcile = async (more: { accept?: 'strong'; writeKeys?: boolean; anew?: boolean } = {}) => {
      await hub.act.startReconciliation({ connection: 'crm', ...more }, 'test')
      await ended()
      return (await reportOf(hub.store.db, 'crm'))!
    }
    const record = (entity: 'account' | 'contact' | 'lead' | 'opportunity', remoteId: string) =>
      reconciled.find(hub.store.db, { connection: 'crm', entity, remoteId })
    const linkOf = (entity: 'account' | 'contact' | 'lead' | 'opportunity', remoteId: string) => crosswalk.byRemote(hub.store.db, 'crm', entity, remoteId)
    const links = () => hub.store.db.all('select connection, entity, hub_id, remote_id, state from crosswalk order by entity, hub_id')

    it('finds accounts, contacts and leads again, by what the hub itself knows companies by', async () => {
      await know(quast, { ...quast, produkt: 'service' }, ruebsam)
      const account = await crm.make('accounts', { name: 'Quast Antriebe', website: 'https://www.quast-antriebe.example', city: 'Stuttgart' })
      const other = await crm.make('accounts', { name: 'Lindner Walzwerk GmbH', postalCode: '45127', city: 'Essen' })
      const contact = await crm.make('contacts', { firstName: 'Ina', lastName: 'Pohl', email: 'Ina.Pohl@quast-antriebe.example', accountId: account })
      const stranger = await crm.make('contacts', { firstName: 'Eva', lastName: 'Lutz', email: 'eva.lutz@quast-antriebe.example', accountId: account })
      const lead = await crm.make('leads', { title: 'Quast, Wartung', accountId: account })
      const lost = await crm.make('leads', { title: 'Quast, Kran', accountId: account })
      await crm.act({ action: 'reject', lead: lost })

      const report = await reconcile()
      expect(report).toMatchObject({ pairs: 3, ambiguous: 0, onlyCrm: 3, accepted: 0, linked: 0 })
      expect(report.entities).toMatchObject({
        account: { pairs: 1, onlyCrm: 1, onlyHub: 1 },
        contact: { pairs: 1, onlyCrm: 1, onlyHub: 1 },
        lead: { pairs: 1, onlyCrm: 1, onlyHub: 2 },
      })
      const pair = await record('account', account)
      expect(pair).toMatchObject({
        state: 'pair',
        evidence: expect.arrayContaining([expect.objectContaining({ field: 'domain', weight: expect.any(Number) })]),
      })
      expect(await record('account', other)).toMatchObject({ state: 'alone', hubId: null })
      expect((await record('contact', contact))!.hubId).toMatch(/^con_/)
      expect(await record('contact', stranger)).toMatchObject({ state: 'alone' })
      const service = (await hub.leads()).find(({ product }) => product === 'service')!
      expect(await record('lead', lead)).toMatchObject({ state: 'pair', hubId: service.id })
      expect(await links()).toEqual([])
      expect((await hub.store.db.all('select document from reconciled where document is not null')).length).toBe(0)
    })

    it('takes clear pairs over, writes keys only when told to, and proposes nothing twice', async () => {
      await know(quast, ruebsam)
      const account = await crm.make('accounts', { name: 'Quast Antriebe GmbH', postalCode: '70565' })
      const contact = await crm.make('contacts', { lastName: 'Pohl', email: quast.email, accountId: account, jobTitle: 'Leitung' })
      expect(await reconcile({ accept: 'strong' })).toMatchObject({ pairs: 2, accepted: 2 })
      const { hubId } = (await linkOf('account', account))!
      expect(await linkOf('account', account)).toMatchObject({ state: 'adopted', hubId: expect.stringMatching(/^acc_/) })
      expect(await crm.row('accounts', account)).not.toHaveProperty('externalKey')

      expect(await reconcile()).toMatchObject({ pairs: 0, ambiguous: 0, accepted: 0, linked: 2 })
      await reconcile({ writeKeys: true })
      expect(await crm.row('accounts', account)).toMatchObject({ externalKey: hubId, name: 'Quast Antriebe GmbH' })
      expect(await crm.row('contacts', contact)).toMatchObject({ externalKey: expect.stringMatching(/^con_/), jobTitle: 'Leitung' })

      const before = [await links(), await crm.rows('accounts'), await crm.rows('contacts'), await crm.writes()]
      expect(await reconcile({ accept: 'strong', writeKeys: true })).toMatchObject({ pairs: 0, accepted: 0, linked: 2 })
      expect([await links(), await crm.rows('accounts'), await crm.rows('contacts'), await crm.writes()]).toEqual(before)
    })

    it('hands a lead over to the records that were taken over, and makes no second ones', async () => {
      await know(quast)
      const account = await crm.make('accounts', { name: 'Quast Antriebe GmbH & Co. KG', website: 'quast-antriebe.example' })
      const contact = await crm.make('contacts', { firstName: 'Ina', lastName: 'Pohl', email: quast.email, accountId: account })
      const lead = await crm.make('leads', { title: 'Anfrage', accountId: account })
      await reconcile({ accept: 'strong' })
      await know({ ...quast, rueckruf: 'ja' })
      const only = async (entity: string) => (await crm.rows(entity)).map(({ id }) => id)
      expect([await only('accounts'), await only('contacts'), await only('leads')]).toEqual([[account], [contact], [lead]])
      expect(await crm.row('leads', lead)).toMatchObject({ externalKey: expect.stringMatching(/^led_/), title: 'Anfrage' })
    })

    it('asks where the CRM has a company twice, and keeps what people say', async () => {
      await know(ruebsam)
      const [a, b] = [
        await crm.make('accounts', { name: 'Rübsam Pumpen AG', postalCode: '90402' }),
        await crm.make('accounts', { name: 'Ruebsam Pumpen AG', postalCode: '90402' }),
      ]
      expect(await reconcile({ accept: 'strong' })).toMatchObject({ pairs: 0, ambiguous: 2, accepted: 0 })
      expect(await record('account', a)).toMatchObject({ note: 'twins' })
      const choose = (accept: string[], refuse: string[] = []) =>
        hub.act.decideReconciled(
          {
            connection: 'crm',
            accept: accept.map((remoteId) => ({ entity: 'account', remoteId })),
            refuse: refuse.map((remoteId) => ({ entity: 'account', remoteId })),
          },
          'test',
        )
      expect(await choose([b], [a])).toEqual({ accepted: 1, refused: 1, problems: [] })
      expect(await choose([a, 'A999'])).toMatchObject({ accepted: 0, problems: [{ remoteId: a }, { remoteId: 'A999', reason: 'the CRM did not list it' }] })
      expect(await reconcile({ accept: 'strong' })).toMatchObject({ pairs: 0, ambiguous: 0, linked: 1, refused: 1, onlyCrm: 1 })
      expect(await linkOf('account', b)).toMatchObject({ state: 'adopted' })
    })

    it('trusts its own key before all else, and doubts records with a foreign one', async () => {
      await know(quast, ruebsam)
      const [lead] = await hub.leads()
      const mine = await crm.make('accounts', { name: 'Ganz anders GmbH', externalKey: lead!.accountId })
      const foreign = await crm.make('accounts', { name: 'Rübsam Pumpen AG', postalCode: '90402', externalKey: 'acc_of_another_hub' })
      await reconcile({ accept: 'strong', writeKeys: true })
      expect(await linkOf('account', mine)).toMatchObject({ state: 'linked', hubId: lead!.accountId })
      expect(await record('account', foreign)).toMatchObject({ state: 'ambiguous', note: 'key' })
    })

    for (const [done, status] of [
      ['reject', 'rejected'],
      ['convert', 'converted'],
    ] as const)
      it(`knows its lead of a life that was lost again, though it is ${status} by now, and makes no second one`, async () => {
        await know(quast)
        const account = await crm.make('accounts', { name: 'Quast Antriebe GmbH & Co. KG', website: 'quast-antriebe.example' })
        await crm.make('contacts', { firstName: 'Ina', lastName: 'Pohl', email: quast.email, accountId: account })
        const lead = await crm.make('leads', { title: 'Anfrage', accountId: account, externalKey: 'led_of_a_lost_life' })
        await crm.act({ action: done, lead })
        await reconcile({ accept: 'strong' })
        expect(await record('lead', lead)).toMatchObject({ state: 'ambiguous', note: 'key' })
        expect(await hub.act.decideReconciled({ connection: 'crm', accept: [{ entity: 'lead', remoteId: lead }], refuse: [] }, 'test')).toMatchObject({
          accepted: 1,
        })
        await know({ ...quast, rueckruf: 'ja' })
        expect((await crm.rows('leads')).map(({ id, status }) => [id, status])).toEqual([[lead, status]])
        expect(await hub.act.workload()).toMatchObject({ jobs: 0 })
      })

    it('tells where hub and CRM differ afterwards', async () => {
      await know(quast, ruebsam, ostwald)
      const made = async (firma: { firma: string; plz: string }) => crm.make('accounts', { name: firma.firma, postalCode: firma.plz })
      const [a, b, c] = [await made(quast), await made(ruebsam), await made(ostwald)]
      await reconcile({ accept: 'strong', writeKeys: true })
      await crm.remove('accounts', a)
      await crm.act({ action: 'edit', account: b, values: { externalKey: 'acc_something_else' } })
      const { externalKey } = await crm.row('accounts', c)
      const copy = await crm.make('accounts', { name: 'Kopie', externalKey })
      const [one] = await hub.leads()
      const remoteId = await crm.make('leads', { title: 'wieder da' })
      const converted = await crm.make('opportunities', { name: 'aus dem Lead', accountId: b })
      const link = { connection: 'crm', hubId: one!.id, hash: null, remoteVersion: null, url: null }
      await hub.store.write(async (db) => {
        await crosswalk.put(db, { ...link, entity: 'lead', remoteId, state: 'gone' }, 1)
        // Not listed any more since it became an opportunity.
        await crosswalk.put(db, { ...link, hubId: `${one!.id}-2`, entity: 'lead', remoteId: 'L-converted', state: 'linked' }, 1)
        await crosswalk.put(db, { ...link, hubId: `${one!.id}-2`, entity: 'opportunity', remoteId: converted, state: 'adopted' }, 1)
        for (const [n, contact] of ['con_a', 'con_b'].entries())
          await crosswalk.put(db, { ...link, entity: 'contact', hubId: contact, remoteId: 'C1', state: 'adopted' }, n)
      })
      const report = await reconcile()
      expect(report.differences).toEqual({ notThere: 3, thereAgain: 1, keyDiffers: 1, linkedTwice: 1, keyTwice: 1 })
      const found = (kind: gaps.DifferenceKind) => gaps.differences(hub.store.db, 'crm', report.run.createdAt, kind, 10)
      expect(await found('notThere')).toMatchObject([{ entity: 'account', remoteId: a }, { entity: 'contact' }, { entity: 'contact' }])
      expect(await found('linkedTwice')).toMatchObject([{ entity: 'contact', remoteId: 'C1', hubId: 'con_a', other: 'con_b' }])
      expect(await found('thereAgain')).toMatchObject([{ entity: 'lead', remoteId, hubId: one!.id }])
      expect(await found('keyDiffers')).toMatchObject([{ remoteId: b, other: 'acc_something_else' }])
      expect(await found('keyTwice')).toMatchObject([{ remoteId: c, other: copy, hubId: externalKey }])
    })

    it('waits out bad weather, stops where a person is needed, and goes on where it was', async () => {
      await know(quast)
      for (let i = 0; i < 230; i++) await crm.make('accounts', { name: `Fremde Firma ${i}`, city: 'Kiel' })
      await crm.make('accounts', { name: 'Quast Antriebe GmbH', postalCode: '70565' })
      await crm.faults([
        { kind: '500', match: { method: 'GET', path: '/api/accounts' }, first: 1 },
        { kind: '429', retryAfter: 0, match: { method: 'GET', path: '/api/contacts' }, first: 1 },
      ])
      expect(await reconcile()).toMatchObject({ pairs: 1, onlyCrm: 230 })
      await hub.stopWork()
      const { id } = await hub.act.startReconciliation({ connection: 'crm' }, 'test')
      expect(await hub.act.startReconciliation({ connection: 'crm', accept: 'strong' }, 'test')).toEqual({ id, resumed: true })
      // Before the CRM was read to its end nobody knows whether there are differences.
      expect(await reportOf(hub.store.db, 'crm')).toMatchObject({ run: { id, state: 'running' }, differences: null })
      hub.work()
      await ended()
      expect(await reportOf(hub.store.db, 'crm')).toMatchObject({ run: { id, state: 'done' }, pairs: 1, accepted: 1, keys: { borne: 0, missing: 1 } })
    })
  })
}
