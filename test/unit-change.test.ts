/** What became of units as of a date: what happened before stays, what happened since belongs to who followed; also in replays. */
import { describe, expect, it } from 'vitest'
import type { NewUnitChange } from '../core/action-data.ts'
import * as identity from '../core/store/identity.ts'
import { backends } from './helpers/stores.ts'
import { accountOf, type Body, replayAll, tell, tellingHubs, unitOf } from './helpers/telling.ts'
import { wholeState } from './helpers/whole-state.ts'

const hubOf = tellingHubs()

const NORTH: Body = {
  firma: 'Hallbauer Fördertechnik GmbH',
  werk: 'Werk Nord',
  plz: '22525',
  ort: 'Hamburg',
  wer: 'Ina Pohl',
  mail: 'i.pohl@hallbauer.example',
}
const SOUTH: Body = {
  firma: 'Hallbauer Fördertechnik GmbH',
  werk: 'Werk Süd',
  plz: '90402',
  ort: 'Nürnberg',
  wer: 'Jan Reuter',
  mail: 'j.reuter@hallbauer.example',
}
const OTHER: Body = { firma: 'Ostwald Pressen AG', plz: '01067', ort: 'Dresden', wer: 'Ada Ost', mail: 'a.ost@ostwald.example' }
const at = (body: Body, time: string, more: Body = {}): Body => ({ ...body, zeit: `${time}T08:00:00Z`, ...more })
const from = (time: string): number => Date.parse(`${time}T00:00:00Z`)

for (const backend of backends) {
  describe(`changes of units on ${backend.name}`, () => {
    it('join: since that day what was the one unit is the other, before it stays, and late facts find their time', async () => {
      const hub = await hubOf(backend)
      const [north, south, after] = (await tell(hub, at(NORTH, '2026-02-01'), at(SOUTH, '2026-02-01'), at(SOUTH, '2026-07-01'))) as [string, string, string]
      const [stays, ends] = [await unitOf(hub, north), await unitOf(hub, south)]
      const before = await wholeState(hub)
      const change = await hub.act.changeUnit({ kind: 'joined', unit: ends, into: stays, at: from('2026-06-01'), reason: 'plant closed' }, 'maria')
      expect([await unitOf(hub, south), await unitOf(hub, after)]).toEqual([ends, stays])
      const [late, next] = (await tell(hub, at(SOUTH, '2026-03-01', { nr: '1' }), at(SOUTH, '2026-08-01', { nr: '2' }))) as [string, string]
      expect([await unitOf(hub, late), await unitOf(hub, next)]).toEqual([ends, stays])
      const touches = (await hub.leads()).map(({ unitId, state }) => [unitId, state.touches])
      expect(new Map(touches as [string, number][])).toEqual(
        new Map([
          [stays, 3],
          [ends, 2],
        ]),
      )
      const stands = await wholeState(hub)
      await replayAll(hub)
      expect(await wholeState(hub)).toEqual(stands)
      // Recorded by mistake: as if it had never been said, with what came since.
      await hub.act.takeBackChange(change, 'maria')
      expect(await Promise.all([south, after, late, next].map((id) => unitOf(hub, id)))).toEqual([ends, ends, ends, ends])
      expect(before).not.toEqual(stands)
    })

    it('taken back give back what they brought, to a unit that a person told apart from others, too', async () => {
      const hub = await hubOf(backend)
      const west: Body = { ...NORTH, werk: 'Werk West', plz: '50667', ort: 'Köln', wer: 'Eva Jäger', mail: 'e.jaeger@hallbauer.example' }
      const [north, , south, after] = (await tell(hub, at(NORTH, '2026-02-01'), at(west, '2026-02-01'), at(SOUTH, '2026-02-01'), at(SOUTH, '2026-07-01'))) as [
        string,
        string,
        string,
        string,
      ]
      const [stays, ends] = [await unitOf(hub, north), await unitOf(hub, south)]
      const other = (await identity.units(hub.store.db, await accountOf(hub, north))).find(({ id }) => ![stays, ends].includes(id))!.id
      await hub.act.unmerge(await hub.act.merge({ level: 'unit', survivor: stays, absorbed: other }, 'maria'), null, 'maria')
      const change = await hub.act.changeUnit({ kind: 'joined', unit: ends, into: stays, at: from('2026-06-01') }, 'maria')
      expect(await unitOf(hub, after)).toBe(stays)
      await hub.act.takeBackChange(change, 'maria')
      expect([await unitOf(hub, north), await unitOf(hub, after)]).toEqual([stays, ends])
    })

    it('split: the new unit has what names it, from that day on', async () => {
      const hub = await hubOf(backend)
      const line: Body = { ...SOUTH, werk: 'Werk Süd' }
      const [before, since] = (await tell(hub, at(line, '2026-02-01'), at(line, '2026-07-01'))) as [string, string]
      const unit = await unitOf(hub, before)
      await hub.act.changeUnit({ kind: 'split', unit, site: 'Halle 7', at: from('2026-06-01') }, 'maria')
      const made = (await identity.units(hub.store.db, await accountOf(hub, before))).find(({ since: date }) => date !== null)!
      expect(made.profile.sites).toMatchObject([{ label: 'Halle 7' }])
      const [next] = (await tell(hub, at({ ...line, werk: 'Halle 7', wer: 'Eva Jäger', mail: 'e.jaeger@hallbauer.example' }, '2026-08-01'))) as [string]
      expect(await unitOf(hub, next)).toBe(made.id)
      expect(await unitOf(hub, before)).toBe(unit)
      expect(await unitOf(hub, since)).toBe(unit)
      const [early] = (await tell(hub, at({ ...line, werk: 'Halle 7' }, '2026-03-01'))) as [string]
      expect(await unitOf(hub, early)).not.toBe(made.id)
      const stands = await wholeState(hub)
      await replayAll(hub)
      expect(await wholeState(hub)).toEqual(stands)
    })

    it('move: a division that became a company has its own account, which learns nothing of the former name', async () => {
      const hub = await hubOf(backend)
      const [south, other, after] = (await tell(hub, at(SOUTH, '2026-02-01'), at(OTHER, '2026-02-01'), at(SOUTH, '2026-07-01', { nr: '1' }))) as [
        string,
        string,
        string,
      ]
      const [unit, company] = [await unitOf(hub, south), await accountOf(hub, other)]
      const change = await hub.act.changeUnit({ kind: 'moved', unit, account: company, at: from('2026-06-01') }, 'maria')
      expect([await accountOf(hub, south), await accountOf(hub, after)]).toEqual([await accountOf(hub, south), company])
      expect(await accountOf(hub, south)).not.toBe(company)
      const [next, north] = (await tell(hub, at(SOUTH, '2026-08-01', { nr: '2' }), at(NORTH, '2026-08-01'))) as [string, string]
      expect(await accountOf(hub, next)).toBe(company)
      expect(await accountOf(hub, north)).toBe(await accountOf(hub, south))
      const stands = await wholeState(hub)
      await replayAll(hub)
      expect(await wholeState(hub)).toEqual(stands)
      await hub.act.takeBackChange(change, 'maria')
      expect(await accountOf(hub, next)).toBe(await accountOf(hub, south))
    })

    it('close: nothing that happens later is given to it', async () => {
      const hub = await hubOf(backend)
      const [north, south] = (await tell(hub, at(NORTH, '2026-02-01'), at(SOUTH, '2026-02-01'))) as [string, string]
      const closed = await unitOf(hub, south)
      await hub.act.changeUnit({ kind: 'closed', unit: closed, at: from('2026-06-01') }, 'maria')
      const [late, next] = (await tell(hub, at(SOUTH, '2026-03-01', { nr: '1' }), at(SOUTH, '2026-08-01', { nr: '2' }))) as [string, string]
      expect(await unitOf(hub, late)).toBe(closed)
      expect([closed, await unitOf(hub, north)]).not.toContain(await unitOf(hub, next))
    })

    it('say what is not possible', async () => {
      const hub = await hubOf(backend)
      const [north, south, other] = (await tell(hub, NORTH, SOUTH, OTHER)) as [string, string, string]
      const [a, b] = [await unitOf(hub, north), await unitOf(hub, south)]
      const refused = (input: Partial<NewUnitChange>) =>
        expect(hub.act.changeUnit({ kind: 'joined', unit: a, at: from('2026-01-01'), ...input }, 'maria')).rejects
      await refused({ into: b, at: Date.now() + 86_400_000 }).toThrow('lies in the future')
      await refused({}).toThrow('`into` is missing')
      await refused({ into: a }).toThrow('is itself part of')
      await refused({ unit: 'unt_none', into: a }).toThrow('there is no unit unt_none')
      await refused({ kind: 'split' }).toThrow('`site` is missing')
      await refused({ kind: 'split', site: 'Werk Süd' }).toThrow(`"Werk Süd" is known already: it is the unit ${b}`)
      await refused({ kind: 'moved', account: await accountOf(hub, north) }).toThrow('must be the other company')
      const change = await hub.act.changeUnit({ kind: 'joined', unit: a, into: b, at: from('2026-01-01') }, 'maria')
      await refused({ kind: 'closed' }).toThrow('ended before, on 2026-01-01')
      await refused({ unit: b, into: a }).toThrow('is itself part of')
      const merging = (survivor: string, absorbed: string) => expect(hub.act.merge({ level: 'unit', survivor, absorbed }, 'maria')).rejects
      await merging(a, b).toThrow(`the unit ${a} ended on 2026-01-01`)
      await merging(b, a).toThrow(`the unit ${a} ended on 2026-01-01`)
      // Nor in a circle by way of a merge.
      const [west] = (await tell(hub, { ...NORTH, werk: 'Werk West', plz: '50667', ort: 'Köln', wer: 'Eva Jäger', mail: 'e.jaeger@hallbauer.example' })) as [
        string,
      ]
      const c = await unitOf(hub, west)
      const merged = await hub.act.merge({ level: 'unit', survivor: c, absorbed: b }, 'maria')
      await refused({ unit: c, into: a }).toThrow('is itself part of')
      await hub.act.unmerge(merged, null, 'maria')
      await hub.act.takeBackChange(change, 'maria')
      await expect(hub.act.takeBackChange(change, 'maria')).rejects.toThrow('was taken back before')
      expect(await unitOf(hub, other)).not.toBe(a)
    })
  })
}
