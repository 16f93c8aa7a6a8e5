/** What is left in doubt between two units of one company is a question to a person, and what becomes of the answer. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { explainStored } from '../core/flow/explain.ts'
import { submissionOf } from '../core/lead/submission.ts'
import { answers } from '../core/store/answers.ts'
import * as identity from '../core/store/identity.ts'
import * as judgements from '../core/store/judgements.ts'
import * as merges from '../core/store/merges.ts'
import * as reviews from '../core/store/reviews.ts'
import { lookAgain } from '../core/work/reevaluator.ts'
import type { TestHub } from './helpers/hub.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'
import { accountOf, type Body, tell, tellingHubs, unitOf } from './helpers/telling.ts'

const hubOf = tellingHubs()

const of = (name: string, mail: string, more: Body = {}): Body => ({ firma: 'Hallbauer Pressen GmbH', wer: name, mail: `${mail}@hallbauer.example`, ...more })
const NORTH: Body = { str: 'Fürther Str. 12', plz: '90429', ort: 'Nürnberg' }
const SOUTH: Body = { str: 'Ostendstraße 100', plz: '90482', ort: 'Nürnberg' }
const CELLE: Body = { str: 'Bahnhofstr. 8', plz: '29221', ort: 'Celle' }
/** Two doors of one town, each with a line of its own, and somebody who names the town. */
const TWO_DOORS = [
  of('Eva Stein', 'e.stein', { ...NORTH, tel: '0911 345678-10' }),
  of('Jan Bruck', 'j.bruck', { ...SOUTH, tel: '0911 991200-0' }),
  of('Ina Pohl', 'i.pohl', { ...NORTH, tel: '0911 345678-11' }),
  of('Olaf Wendt', 'o.wendt', { ...SOUTH, tel: '0911 991200-31' }),
]
const BETWEEN = of('Ute Kast', 'u.kast', { ort: 'Nürnberg' })
/** Who gives the address of the one and the line of the other; and who turns out to be of the second when they write again. */
const TORN = of('Ute Kast', 'u.kast', { ...NORTH, tel: '05141 22330-0' })
const TWO_TOWNS = [
  of('Eva Stein', 'e.stein', { ...NORTH, tel: '0911 345678-10' }),
  of('Ina Pohl', 'i.pohl', { ...NORTH, tel: '0911 345678-11' }),
  of('Olaf Wendt', 'o.wendt'),
  of('Jan Bruck', 'j.bruck', { ...CELLE, tel: '05141 22330-0' }),
  TORN,
  of('Olaf Wendt', 'o.wendt', CELLE),
]

for (const backend of backends) {
  describe(`a doubt between two units on ${backend.name}`, () => {
    const look = async (hub: TestHub, delivery: string) => lookAgain(hub.store, hub.on, await accountOf(hub, delivery))
    const decisionOf = async (hub: TestHub, delivery: string) => {
      const row = await hub.store.db.get<{ id: string }>('select id from event where delivery_id = $1', [delivery])
      return (await identity.assignmentOf(hub.store.db, row!.id))!
    }
    const open = async (hub: TestHub) => (await reviews.list(hub.store.db, { state: 'open', kind: 'same_unit', limit: 9 })).rows
    const asked = async (bodies: readonly Body[], who: number) => {
      const hub = await hubOf(backend)
      const ids = await tell(hub, ...bodies)
      expect(await look(hub, ids[0]!)).toBeGreaterThan(0)
      const questions = await open(hub)
      expect(questions).toHaveLength(1)
      const decision = await decisionOf(hub, ids[who]!)
      expect([decision.decision, questions[0]!.eventId]).toEqual(['provisional', decision.eventId])
      return { hub, ids, question: questions[0]!, decision }
    }
    const twoDoors = () => asked([...TWO_DOORS, BETWEEN], 4)
    const pairOf = ({ subject, other }: reviews.ReviewRow) => [subject, other].sort()

    it('is asked about, of who is in none of them as of who is in one', async () => {
      const doors = await twoDoors()
      const units = await Promise.all([0, 1].map((i) => unitOf(doors.hub, doors.ids[i]!)))
      expect(pairOf(doors.question)).toEqual(units.sort())
      expect((await identity.unit(doors.hub.store.db, doors.decision.unitId))!.kind).toBe('open')
      const town = [{ field: 'place', theirs: 'nurnberg', weight: 4 }]
      expect(doors.question.detail).toMatchObject({ total: 4, threshold: 1, evidence: town, runnerUp: { total: 4, evidence: town } })

      const torn = await asked(TWO_TOWNS, 4)
      expect(torn.question).toMatchObject({ subject: await unitOf(torn.hub, torn.ids[0]!), other: await unitOf(torn.hub, torn.ids[3]!) })
      expect(torn.decision.unitId).toBe(torn.question.subject)
      expect(torn.question.detail).toMatchObject({ total: 7, runnerUp: { total: 3, evidence: [{ weight: -2 }, { field: 'phone', weight: 5 }] } })
    })

    it('is told with the decision, as long as a person is asked', async () => {
      const { hub, decision, question } = await twoDoors()
      const told = async () => (await explainStored(hub.store.db, decision, submissionOf({ company: {}, person: {} }, 0))).unitDecision!
      expect((await told()).between.map(({ unit }) => unit).sort()).toEqual(pairOf(question))
      expect((await told()).text).toMatch(/; a person is asked whether \w+ \d+, 904\d\d nurnberg and \w+ \d+, 904\d\d nurnberg are one unit$/)
      await hub.act.decideReview({ review: question.id, decision: 'different' }, 'maria')
      expect((await told()).between).toEqual([])
      expect((await told()).text).not.toContain('asked')
    })

    it('ends where they are one: they are merged, and nothing is learnt of it about companies', async () => {
      const { hub, ids, question } = await twoDoors()
      expect(await hub.act.decideReview({ review: question.id, decision: 'same', reason: 'one yard' }, 'maria')).toBe(true)
      expect(new Set(await Promise.all(ids.map((id) => unitOf(hub, id)))).size).toBe(1)
      expect((await merges.list(hub.store.db, { limit: 5 })).rows).toMatchObject([
        { level: 'unit', survivor: pairOf(question)[0], by: 'maria', reason: 'one yard' },
      ])
      expect(await open(hub)).toEqual([])
      expect(await answers(hub.store.db)).toEqual([])
    })

    it('stays decided where they are two, or where nobody knows', async () => {
      for (const decision of ['different', 'unsure'] as const) {
        const { hub, ids, question } = await twoDoors()
        await hub.act.decideReview({ review: question.id, decision }, 'maria')
        expect(await judgements.isJudged(hub.store.db, 'unit', question.other!, question.subject!)).toBe(true)
        await tell(hub, of('Karl Frey', 'k.frey', { ort: 'Nürnberg' }))
        await look(hub, ids[0]!)
        expect(await open(hub), decision).toEqual([])
        expect(await unitOf(hub, ids[0]!)).not.toBe(await unitOf(hub, ids[1]!))
      }
    })

    it('takes no answer that is none', async () => {
      const { hub, question } = await twoDoors()
      await expect(hub.act.decideReview({ review: question.id, decision: 'adopt', remoteId: '7' }, 'maria')).rejects.toThrow('takes same, different, unsure')
      expect(await open(hub)).toHaveLength(1)
    })

    it('is settled by a merge that nobody was asked for', async () => {
      const { hub, question } = await twoDoors()
      await hub.act.merge({ level: 'unit', survivor: question.other!, absorbed: question.subject! }, 'maria')
      expect(await reviews.find(hub.store.db, question.id)).toMatchObject({ state: 'decided', decision: 'same', decidedBy: 'maria' })
    })

    it('is withdrawn when a later look is sure', async () => {
      const { hub, ids, question } = await twoDoors()
      const [later] = await tell(hub, of('Ute Kast', 'u.kast', { ...SOUTH, tel: '0911 991200-12' }))
      await look(hub, ids[0]!)
      expect(new Set(await Promise.all([ids[1]!, ids[4]!, later!].map((id) => unitOf(hub, id)))).size).toBe(1)
      expect(await reviews.find(hub.store.db, question.id)).toBeUndefined()
      expect(await open(hub)).toEqual([])
    })

    it('is withdrawn where a merge of one of the two with a third makes it clear', async () => {
      const celle = of('Karl Frey', 'k.frey', { ...CELLE, tel: '05141 22330-0' })
      const { hub, ids } = await asked([...TWO_DOORS, celle, BETWEEN], 5)
      const [south, third] = await Promise.all([1, 4].map((i) => unitOf(hub, ids[i]!)))
      await hub.act.merge({ level: 'unit', survivor: third!, absorbed: south! }, 'maria')
      expect(await unitOf(hub, ids[5]!)).toBe(await unitOf(hub, ids[0]!))
      expect(await open(hub)).toEqual([])
    })

    it('is asked about of the next one where the first turns out to be clear', async () => {
      const karl = of('Karl Frey', 'k.frey', { ort: 'Nürnberg' })
      const { hub, ids, question } = await asked([...TWO_DOORS, BETWEEN, karl], 4)
      await tell(hub, of('Ute Kast', 'u.kast', { ...SOUTH, tel: '0911 991200-12' }))
      await look(hub, ids[0]!)
      const [next] = await open(hub)
      expect([pairOf(next!), next!.eventId]).toEqual([pairOf(question), (await decisionOf(hub, ids[5]!)).eventId])
    })

    it('is asked about once, however often it is looked again', async () => {
      const { hub, ids, question } = await twoDoors()
      await tell(hub, of('Karl Frey', 'k.frey', { ort: 'Nürnberg' }))
      await look(hub, ids[0]!)
      await look(hub, ids[0]!)
      expect((await open(hub)).map(pairOf)).toEqual([pairOf(question)])
    })

    it('goes with a unit that is removed', async () => {
      const { hub, ids } = await twoDoors()
      await hub.store.write((db) => db.run(`update event_personal set data = replace(replace(data, 'Ostendstraße 100', 'Fürther Str. 12'), '90482', '90429')`))
      await look(hub, ids[0]!)
      expect(new Set(await Promise.all(ids.map((id) => unitOf(hub, id)))).size).toBe(1)
      expect(await open(hub)).toEqual([])
    })
  })

  describe(`a doubt between two units on arrival, on ${backend.name}`, () => {
    const division = (name: string, mail: string, werk: string) => ({
      firma: 'Nordlicht Sensorik GmbH',
      email: `${mail}@nordlicht-sensorik.example`,
      ...HALL,
      nachname: name,
      werk,
    })
    const HALL = { strasse: 'Hafenstr. 3', plz: '18055', ort: 'Rostock' }
    let hub: Served
    beforeAll(async () => {
      hub = await startServing(backend.name, 'sources: { web: { kind: form, secret: s } }')
    })
    afterAll(() => hub.stop())
    const send = async (body: Body): Promise<{ unit: string; account: string; decision: { decision: string; unitDecision: { text: string } } }> => {
      const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
      expect((await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(202)
      await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
      const { items } = (await (await hub.api('/v1/deliveries?limit=1')).json()) as { items: { id: string }[] }
      return ((await (await hub.api(`/v1/deliveries/${items[0]!.id}`)).json()) as { events: never[] }).events[0]!
    }

    it('leaves it open, and asks', async () => {
      const optics = await send(division('Stein', 'e.stein', 'Sparte Optik'))
      const energy = await send(division('Bruck', 'j.bruck', 'Sparte Energie'))
      expect(optics.unit).not.toBe(energy.unit)
      const { werk: _, ...neither } = division('Kast', 'u.kast', '')
      const came = await send(neither)
      expect(came.decision.decision).toBe('open')
      expect(came.decision.unitDecision.text).toBe('open: two units come equally close; a person is asked whether Sparte Optik and Sparte Energie are one unit')
      const { items } = (await (await hub.api('/v1/reviews?kind=same_unit')).json()) as {
        items: { id: string; account: string; other: null; units: string[] }[]
      }
      expect(items).toMatchObject([{ account: optics.account, other: null, state: 'open' }])
      expect([...items[0]!.units].sort()).toEqual([optics.unit, energy.unit].sort())
      const decided = await hub.api(`/v1/reviews/${items[0]!.id}/decision`, { decision: 'same' })
      expect(await decided.json()).toEqual({ decided: true })
      expect((await identity.unit(hub.app.store.db, energy.unit))!.mergedInto).toBe(optics.unit)
    })
  })
}
