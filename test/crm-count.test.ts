/** The CRM's own count of opportunities, kept by the first load, against the hub's: every record that differs is named with its cause. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FigureReply } from '../core/figure-data.ts'
import * as opportunities from '../core/store/crm-opportunities.ts'
import * as crosswalk from '../core/store/crosswalk.ts'
import type { LeadRow } from '../core/store/leads.ts'
import * as runs from '../core/store/reconciliations.ts'
import { createFigureDesk } from '../core/work/figure-desk.ts'
import { keptOpportunities } from '../core/work/kept-opportunities.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type SandboxCrm, sandboxCrm } from './helpers/sandbox-crm.ts'
import { backends } from './helpers/stores.ts'

const MAY = Date.parse('2026-05-20T10:00:00Z')
const JUNE = Date.parse('2026-06-10T10:00:00Z')
const config = ({ url, token }: SandboxCrm) => `
products: [{ id: kran, name: Kran, default: true }, { id: service, name: Wartung }]
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "${url}", token: ${token}, handover: { convert: hub } } }`

const person = (firma: string, plz: string, ort: string, nachname: string, domain: string) => ({
  firma,
  plz,
  ort,
  vorname: 'Ina',
  nachname,
  email: `${nachname.toLowerCase()}@${domain}.example`,
  rueckruf: 'ja',
})
const quast = person('Quast Antriebe GmbH', '70565', 'Stuttgart', 'Pohl', 'quast-antriebe')
const ruebsam = person('Rübsam Pumpen AG', '90402', 'Nürnberg', 'Reuter', 'ruebsam-pumpen')
const ostwald = person('Ostwald Pressen KG', '28195', 'Bremen', 'Maurer', 'ostwald-pressen')

const base = { figure: 'crm-agreement', from: null, to: null, period: 'month', by: null, mode: null, kind: null, asOf: null, where: {} } as const

for (const backend of backends) {
  describe(`the CRM's own count on ${backend.name}`, { timeout: 60_000 }, () => {
    let crm: SandboxCrm
    let hub: TestHub
    let start = MAY
    let began = Date.now()
    const clock = () => start + (Date.now() - began)
    const goTo = (at: number) => {
      start = at
      began = Date.now()
    }
    beforeEach(async () => {
      goTo(MAY)
      crm = await sandboxCrm(clock)
      hub = await startHub(backend, config(crm), { now: clock })
    })
    afterEach(async () => {
      await hub.stop()
      await crm.close()
    })

    const know = async (body: object): Promise<LeadRow> => {
      const before = new Set((await hub.leads()).map(({ id }) => id))
      await hub.send('web', body)
      await hub.quiet()
      return (await hub.leads()).find(({ id }) => !before.has(id))!
    }
    const toSql = ({ id }: LeadRow) => hub.act.decideLead({ lead: id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'maria')
    const reconcile = async () => {
      await hub.act.startReconciliation({ connection: 'crm' }, 'maria')
      for (const until = Date.now() + 30_000; (await runs.last(hub.store.db, 'crm'))!.state === 'running'; ) {
        if (Date.now() > until) throw new Error('it does not come to an end')
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const desk = () => createFigureDesk({ db: hub.store.db, setup: hub.setup, now: clock })
    const ask = (where: Record<string, string> = {}) => desk().ask({ ...base, where })
    /** Of a month: the counts, and how often each cause. */
    const told = ({ rows }: FigureReply, month: string) =>
      Object.fromEntries(
        rows.flatMap(({ period, n, more = {} }) => {
          if (period !== month) return []
          const { crm, hub, unexplained, side, cause } = more
          return side === undefined ? Object.entries({ crm, hub, unexplained }) : [[`${side}: ${cause}`, n]]
        }),
      )
    const madeOf = async (lead: LeadRow) => (await crosswalk.find(hub.store.db, 'crm', 'opportunity', lead.id))!.remoteId

    it('explains every record that is not on both sides, and says when the CRM was read', async () => {
      const late = await know(ostwald)
      await hub.stopWork()
      await toSql(late)
      expect(await ask()).toMatchObject({
        rows: [],
        notes: [{ en: 'The opportunities of crm were never read to the end: run leitwerk connection reconcile crm.' }],
      })

      goTo(JUNE)
      hub.work()
      const [first, lost] = [await know(quast), await know(ruebsam)]
      for (const lead of [first, lost]) await toSql(lead)
      await hub.quiet()
      await crm.act({ action: 'lose', opportunity: await madeOf(lost), reason: 'price' })
      const accountId = await crm.make('accounts', { name: 'Lindner Walzwerk GmbH', postalCode: '45127' })
      const byHand = await crm.make('opportunities', { name: 'von Hand', accountId })
      const second = await crm.make('opportunities', { name: 'noch eine', accountId, externalKey: first.id })
      await reconcile()

      const found = await ask()
      expect(told(found, '2026-05')).toEqual({ crm: 0, hub: 1, unexplained: 0, 'hub: other period there': 1 })
      expect(told(found, '2026-06')).toEqual({
        crm: 5,
        hub: 2,
        unexplained: 0,
        'crm: only in the CRM': 1,
        'crm: second record of the same lead': 1,
        'crm: other period here': 1,
      })
      expect(found.notes).toMatchObject([{ en: 'The opportunities of crm are those of 2026-06-10T10:00Z, when it was read last.' }])
      const behind = (period: string, side: string, cause: string) => desk().behind(base as never, { segment: null, period, more: { side, cause } })
      expect(await behind('2026-06', 'crm', 'only in the CRM')).toEqual([byHand])
      expect(await behind('2026-06', 'crm', 'second record of the same lead')).toEqual([second])
      expect(await behind('2026-06', 'crm', 'other period here')).toEqual([await madeOf(late)])
      expect(await behind('2026-05', 'hub', 'other period there')).toEqual([late.id])
      // Of another product only what nobody knows the lead of is left.
      expect(told(await ask({ product: 'service' }), '2026-06')).toEqual({ crm: 1, hub: 0, unexplained: 0, 'crm: only in the CRM': 1 })
    })

    it('follows merges and links that were made after it was read, and forgets what is gone', async () => {
      goTo(JUNE)
      const [first, other, third] = [await know(quast), await know(ruebsam), await know(ostwald)]
      for (const lead of [first, other, third]) await toSql(lead)
      await hub.quiet()
      const accountId = await crm.make('accounts', { name: 'Lindner Walzwerk GmbH', postalCode: '45127' })
      const byHand = await crm.make('opportunities', { name: 'von Hand', accountId })
      await reconcile()
      expect(told(await ask(), '2026-06')).toEqual({ crm: 4, hub: 3, unexplained: 0, 'crm: only in the CRM': 1 })
      const before = await opportunities.all(hub.store.db)
      goTo(JUNE + 60_000)
      await reconcile()
      expect(await opportunities.all(hub.store.db)).toEqual(before)

      const link = {
        connection: 'crm',
        entity: 'opportunity',
        hubId: `${third.id}-2`,
        remoteId: byHand,
        state: 'adopted',
        hash: null,
        remoteVersion: null,
        url: null,
      } as const
      await hub.store.write((db) => crosswalk.put(db, link, clock()))
      expect(told(await ask(), '2026-06')).toEqual({ crm: 4, hub: 3, unexplained: 0, 'crm: second record of the same lead': 1 })
      await hub.act.merge({ level: 'account', survivor: first.accountId, absorbed: other.accountId, reason: 'renamed' }, 'maria')
      await hub.act.merge({ level: 'unit', survivor: first.unitId, absorbed: other.unitId, reason: 'one site' }, 'maria')
      expect(told(await ask(), '2026-06')).toEqual({ crm: 4, hub: 2, unexplained: 0, 'crm: second record of the same lead': 2 })

      await hub.quiet()
      await crm.remove('opportunities', await madeOf(third))
      await crm.remove('opportunities', byHand)
      goTo(JUNE + 7_200_000)
      await reconcile()
      const found = await ask()
      expect(told(found, '2026-06')).toEqual({ crm: 2, hub: 2, unexplained: 0, 'crm: second record of the same lead': 1, 'hub: only here': 1 })
      expect(found.notes[0]!.en).toContain('2026-06-10T12:00Z')
    })

    it('stays in memory for a minute, or until the CRM was read again', async () => {
      const { store } = hub
      const kept = keptOpportunities(store.db, clock)
      const listed = (id: string) =>
        store.write((db) => opportunities.put(db, [{ connection: 'crm', id, leadId: null, product: null, createdOn: '2026-05-03' }], clock()))
      const ids = async () => (await kept.opportunitiesOf(['kran'])).map(({ id }) => id)
      await listed('O1')
      expect(await ids()).toEqual(['O1'])
      const same = await kept.opportunitiesOf(['kran'])
      await listed('O2')
      expect(await kept.opportunitiesOf(['kran'])).toBe(same)
      goTo(MAY + 120_000)
      expect(await ids()).toEqual(['O1', 'O2'])
      await listed('O3')
      await store.write((db) => opportunities.readUntil(db, 'crm', clock()))
      expect(await ids()).toEqual(['O1', 'O2', 'O3'])
    })
  })
}
