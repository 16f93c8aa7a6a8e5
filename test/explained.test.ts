/** Why a submission is whose it is, as the API tells it: stored and as a what-if, to those who may see people and those who may not. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { explain } from '../core/flow/explain.ts'
import { type Explanation, explanationSchema } from '../core/lead/match/explanation.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { submissionOf } from '../core/lead/submission.ts'
import { type Served, startServing } from './helpers/serving.ts'

const CONFIG = 'sources: { web: { kind: form, secret: s } }'
const FIRM = { firma: 'Nordlicht Sensorik GmbH' }
const ANNA = { vorname: 'Annalena', nachname: 'Großkurth', email: 'annalena@nordlicht-sensorik.example', telefon: '05141 2203344' }
const SENT = {
  first: { ...FIRM, ...ANNA, plz: '29221', ort: 'Celle' },
  // Nothing but the name says that it is her.
  again: { ...FIRM, vorname: ANNA.vorname, nachname: ANNA.nachname, email: 'a.grosskurth.privat@gmail.com' },
  plant: { ...FIRM, werk: 'Werk Rostock', plz: '18055', ort: 'Rostock', vorname: 'Jo', nachname: 'Pohl', email: 'jo@nordlicht-sensorik.example' },
  inPlant: { ...FIRM, ort: 'Rostock', email: 'h.behn@nordlicht-sensorik.example' },
  nowhere: { ...FIRM, email: 'info@nordlicht-sensorik.example' },
  sister: { firma: 'Nordlicht Brunnenbau GmbH', email: 'k@nordlicht-brunnenbau.example' },
  other: { firma: 'Seidel Verpackungen AG', email: 'ina@seidel-verpackungen.example' },
}
type Name = keyof typeof SENT
interface Event {
  account: string
  unit: string
  decision: Explanation
}

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`a decision on ${backend}`, () => {
    let hub: Served
    let viewer: string
    const ids = new Map<Name, string>()
    const eventOf = async (name: Name, token?: string): Promise<Event> => {
      const headers = token ? { authorization: `Bearer ${token}` } : {}
      return ((await (await hub.api(`/v1/deliveries/${ids.get(name)}`, undefined, headers)).json()) as { events: Event[] }).events[0]!
    }
    beforeAll(async () => {
      hub = await startServing(backend, CONFIG)
      viewer = (await hub.app.act.createToken({ role: 'viewer', label: 'v', expiresAt: null }, 'test')).token
      for (const [name, body] of Object.entries(SENT)) {
        const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
        expect((await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers, body: JSON.stringify({ ...body, submission_id: name }) })).status).toBe(202)
        await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
        const { items } = (await (await hub.api('/v1/deliveries?limit=1')).json()) as { items: { id: string }[] }
        ids.set(name as Name, items[0]!.id)
      }
    })
    afterAll(() => hub.stop())

    it('has one shape, and is the same as a what-if would say', async () => {
      for (const name of ids.keys()) {
        const { decision } = await eventOf(name)
        expect(explanationSchema.parse(decision), name).toEqual(decision)
      }
      const answer = (await (await hub.api('/v1/match', { company: { name: FIRM.firma }, person: { email: SENT.nowhere.email } })).json()) as Explanation &
        Event
      const { account, unit, contact, ...told } = { contact: null, ...answer }
      const { decision, ...event } = await eventOf('nowhere')
      expect({ account, unit, contact }).toEqual({ account: event.account, unit: event.unit, contact: null })
      expect({ ...told, total: 0, evidence: [], wouldChange: null }).toEqual({ ...decision, total: 0, evidence: [], wouldChange: null })
      expect(told.decision).toBe('open')
    })

    it('names the account that was compared, and no runner-up that is the same', async () => {
      const { account } = await eventOf('first')
      const named = { account, name: 'Nordlicht Sensorik' }
      expect((await eventOf('again')).decision).toMatchObject({ decision: 'attach', comparedWith: named, runnerUp: null })
      const sister = await eventOf('sister')
      expect(sister.account).not.toBe(account)
      expect(sister.decision).toMatchObject({
        decision: 'new',
        comparedWith: named,
        runnerUp: null,
        wouldChange: { code: expect.stringMatching(/apart|contradicted/) },
      })
      expect((await eventOf('other')).decision).toMatchObject({ decision: 'new', comparedWith: null, wouldChange: { code: 'nothing_alike' } })
    })

    it('never calls the account itself its runner-up', async () => {
      const { account } = await eventOf('first')
      const told = {
        decidedBy: 'sweep',
        onBehalf: false,
        total: 6.2,
        threshold: 6,
        grade: 'AZZZZ',
        model: MODEL.version,
        accountId: account,
        compared: account,
      }
      const evidence = [{ field: 'name', theirs: 'x', ours: 'x', weight: 6.2, kind: 'name:same' }]
      const itself = { ...told, decision: 'provisional', evidence, runnerUp: { account, total: 6.1 } }
      const found = await explain(hub.app.store.db, itself, submissionOf({ company: { name: FIRM.firma }, person: {} }, 0), MODEL)
      expect(found).toMatchObject({ runnerUp: null, wouldChange: { code: 'unit_unclear' } })
    })

    it('tells the unit apart from the account, with a sum of its own', async () => {
      const { decision } = await eventOf('inPlant')
      expect(decision.evidence.map(({ field }) => field)).not.toContain('place')
      expect(decision.total).toBeCloseTo(
        decision.evidence.reduce((sum, { weight }) => sum + weight, 0),
        5,
      )
      expect(decision.unitDecision).toMatchObject({ outcome: 'named', total: 4, threshold: 1, evidence: [{ field: 'place', theirs: 'rostock', weight: 4 }] })
      expect((await eventOf('plant')).decision.unitDecision).toMatchObject({
        outcome: 'new',
        total: -16,
        evidence: [{ field: 'site' }, { field: 'place', weight: -7 }],
      })
      expect((await eventOf('first')).decision.unitDecision).toMatchObject({ outcome: 'first', evidence: [] })
      expect((await eventOf('nowhere')).decision.unitDecision).toMatchObject({ outcome: 'open', text: expect.stringContaining('none of the 2') })
    })

    it('shows no person to who may only look', async () => {
      const full = JSON.stringify((await eventOf('again')).decision)
      expect(full).toContain('"field":"person"')
      expect(full).toContain('grosskurth')
      for (const name of ids.keys()) {
        const { decision } = await eventOf(name, viewer)
        expect(JSON.stringify(decision), name).not.toMatch(/annalena|gro(?:ß|ss)kurth|2203344|pohl|jo@/i)
      }
    })

    it('follows an account that was merged since', async () => {
      const [first, other] = [await eventOf('first'), await eventOf('other')]
      expect((await hub.api('/v1/merges', { level: 'account', survivor: other.account, absorbed: first.account })).status).toBeLessThan(300)
      const { decision } = await eventOf('sister')
      expect(decision.comparedWith).toMatchObject({ account: other.account })
    })
  })
}
