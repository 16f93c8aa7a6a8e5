/** What is kept longer than was said goes; what is younger, and every figure, stays. */
import { afterEach, describe, expect, it } from 'vitest'
import { OVER, startErasure, startErasureOf } from '../core/flow/erase.ts'
import * as deliveries from '../core/store/deliveries.ts'
import * as erasures from '../core/store/erasures.ts'
import * as leadStore from '../core/store/leads.ts'
import * as notices from '../core/store/notices.ts'
import * as operation from '../core/store/operation.ts'
import * as refusals from '../core/store/refusals.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { FORM } from './helpers/telling.ts'

const DAY = 86_400_000
const YAML = (retention: string) => `products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: s }, other: { kind: form, secret: s } }
retention: ${retention}
`
const EVA = { wer: 'Eva Sorg', mail: 'eva.sorg@giesserei-nord.example', firma: 'Gießerei Nord GmbH' }
const OLE = { wer: 'Ole Brandt', mail: 'ole.brandt@stahlbau-sued.example', firma: 'Stahlbau Süd AG' }

for (const backend of backends) {
  describe(`retention on ${backend.name}`, { timeout: 60_000 }, () => {
    let hub: TestHub
    let now = Date.now() - 100 * DAY
    afterEach(() => hub?.stop())
    const start = async (retention: string) => {
      now = Date.now() - 100 * DAY
      hub = await startHub(backend, YAML(retention), { mappings: [FORM], now: () => now })
    }
    const say = async (source: string, body: object) => {
      const id = await hub.send(source, body)
      await hub.quiet()
      return id
    }

    it('removes nothing unless it is said', async () => {
      await start('{}')
      await say('web', EVA)
      now += 50_000 * DAY
      expect(await hub.act.foreseeRetention()).toEqual([])
      expect(await hub.act.runRetention('anna')).toEqual([])
    })

    it('empties requests by source, and goes on where it was', async () => {
      await start('{ requestDays: 30, sources: { other: { requestDays: 10 } } }')
      const old = [await say('web', EVA), await say('other', OLE)]
      now += 20 * DAY
      const young = await say('web', OLE)
      const before = (await hub.leads()).map(({ state, ...lead }) => ({ ...lead, touches: state.touches, updatedAt: 0 }))
      expect(await hub.act.foreseeRetention()).toEqual([
        { kind: 'requests', source: 'web', days: 30, n: 0, isMore: false },
        { kind: 'requests', source: 'other', days: 10, n: 1, isMore: false },
      ])
      await hub.act.runRetention('anna')
      expect((await hub.delivery(old[1]!)).state).toBe('erased')
      now += 15 * DAY
      expect((await hub.act.runRetention('anna')).map(({ n }) => n)).toEqual([1, 0])
      expect((await hub.act.runRetention('anna')).map(({ n }) => n)).toEqual([0, 0])
      expect((await hub.delivery(young)).state).toBe('processed')
      const [raw] = await deliveries.raw(hub.store.db, [old[0]!])
      expect(raw).toMatchObject({ body: new Uint8Array(), headers: {}, remote: '' })
      expect((await hub.leads()).map(({ state, ...lead }) => ({ ...lead, touches: state.touches, updatedAt: 0 }))).toEqual(before)
      expect(await leadStore.all(hub.store.db)).toHaveLength(2)
    })

    it('leaves what is held until it was looked at, and then empties it like all others', async () => {
      await start('{ requestDays: 30 }')
      const held = await say('web', '{"broken": ' as never)
      const told = await say('web', EVA)
      expect((await hub.delivery(held)).state).toBe('held')
      now += 31 * DAY
      const young = await say('web', OLE)
      expect(await hub.act.foreseeRetention()).toMatchObject([
        { source: 'web', n: 1 },
        { source: 'other', n: 0 },
      ])
      expect((await hub.act.runRetention('anna')).map(({ n }) => n)).toEqual([1, 0])
      expect(await Promise.all([held, told, young].map(async (id) => (await hub.delivery(id)).state))).toEqual(['held', 'erased', 'processed'])
      await hub.store.write((db) => db.run("update delivery set state = 'filtered' where id = $1", [held]))
      expect((await hub.act.runRetention('anna')).map(({ n }) => n)).toEqual([1, 0])
      expect((await hub.delivery(held)).state).toBe('erased')
      now += 31 * DAY
      expect((await hub.act.runRetention('anna')).map(({ n }) => n)).toEqual([1, 0])
      expect((await hub.act.runRetention('anna')).map(({ n }) => n)).toEqual([0, 0])
    })

    it('removes refused requests, notices, the journal, and what touches without a person told', async () => {
      await start('{ refusedDays: 5, noticeDays: 5, auditDays: 5, anonymousDays: 5, callDays: 5 }')
      const id = await say('web', { firma: 'Gießerei Nord GmbH', web: 'giesserei-nord.example', tel: '+49 40 7778881' })
      await hub.store.write(async (db) => {
        const row = {
          id: hub.on.newId('ref'),
          source: 'web',
          receivedAt: now,
          method: 'POST',
          url: '',
          remote: '',
          headers: '{}',
          reason: 'x',
          body: Buffer.from('x'),
        }
        await refusals.keep(db, [row])
        await notices.add(db, { id: hub.on.newId('ntc'), type: 'lead.created', at: now, data: {} })
        await operation.audit(db, { id: hub.on.newId('aud'), at: now, by: 'anna', action: 'x', subject: 'y', detail: null })
      })
      expect((await hub.act.runRetention('anna')).map(({ n }) => n)).toEqual([0, 0, 0, 0, 0, 0])
      now += 6 * DAY
      const counts = Object.fromEntries((await hub.act.runRetention('anna')).map(({ kind, source, n }) => [`${kind} ${source ?? ''}`.trim(), n]))
      expect(counts).toEqual({ 'refused web': 1, 'refused other': 0, calls: 0, notices: 1, audit: expect.any(Number), anonymous: 1 })
      expect(await hub.store.db.all("select * from audit where action = 'x'")).toEqual([])
      const [told] = await hub.store.db.all<{ data: string }>(
        'select p.data from event_personal p join event e on e.id = p.event_id where e.delivery_id = $1',
        [id],
      )
      expect(Object.keys(JSON.parse(told!.data))).toEqual(['company'])
    })

    it('keeps whoever asked for it themselves out for good, though an erasure for being old was under way', async () => {
      await start('{ contactMonths: 2 }')
      const id = await say('web', EVA)
      const contact = (await hub.store.db.get<{ id: string }>('select id from contact'))!
      const over = await hub.store.write(async (db) => {
        await startErasureOf(db, hub.on, [contact.id], OVER, 'hub')
        const asked = await startErasure(db, hub.on, { who: EVA.mail }, 'anna')
        return [asked, await startErasure(db, hub.on, { who: EVA.mail }, 'anna')]
      })
      expect(over[0]).toBe(over[1])
      const isDone = async () => (await erasures.list(hub.store.db, { limit: 5 })).rows.every(({ state }) => state === 'done')
      for (const until = Date.now() + 30_000; !(await isDone()); now += 1000) {
        if (Date.now() > until) throw new Error('the erasures do not end')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      expect((await hub.act.erasureLog()).map((one) => one.id)).toEqual([over[0]])
      expect((await hub.delivery(await say('web', { ...EVA, ort: 'Kiel' }))).state).toBe('erased')
      expect((await hub.delivery(id)).state).toBe('erased')
    })

    it('erases persons of whom nothing was heard for so long, and nobody else', async () => {
      await start('{ contactMonths: 2 }')
      await say('web', EVA)
      now += 40 * DAY
      await say('web', OLE)
      now += 30 * DAY
      expect(await hub.act.foreseeRetention()).toEqual([{ kind: 'contacts', source: null, days: 61, n: 1, isMore: false }])
      await hub.act.runRetention('anna')
      for (const until = Date.now() + 30_000; (await erasures.list(hub.store.db, { limit: 5 })).rows[0]?.state !== 'done'; ) {
        if (Date.now() > until) throw new Error('the erasure does not end')
        now += 1000
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      const contacts = await hub.store.db.all<{ profile: string }>('select profile from contact')
      expect(contacts.map(({ profile }) => (JSON.parse(profile) as { mails: string[] }).mails)).toEqual([[OLE.mail]])
      expect(await leadStore.all(hub.store.db)).toHaveLength(2)
      expect((await hub.delivery(await say('web', EVA))).state).toBe('processed')
      expect(await hub.act.erasureLog()).toEqual([])
    })
  })
}
