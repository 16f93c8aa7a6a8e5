/** Answers to questions of identity: what follows from them, and that taking one back leaves nothing of it. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as judgements from '../core/store/judgements.ts'
import * as merges from '../core/store/merges.ts'
import * as operation from '../core/store/operation.ts'
import * as reviews from '../core/store/reviews.ts'
import type { TestHub } from './helpers/hub.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'
import { accountOf, type Body, tell, tellingHubs, unitOf } from './helpers/telling.ts'
import { wholeState } from './helpers/whole-state.ts'

const hubOf = tellingHubs()

/** A company under its old and its new name, each with a site of its own; and without. */
const OLD: Body = { firma: 'Rübsam Pumpen GmbH', mail: 'k.rau@ruebsam-pumpen.example', wer: 'Karla Rau', werk: 'Werk Nord', plz: '90402', ort: 'Nürnberg' }
const NEW: Body = { firma: 'Velora Fluidtechnik GmbH', mail: 'j.mohn@velora.example', wer: 'Jost Mohn', werk: 'Werk Süd', plz: '90461', ort: 'Nürnberg' }
const bare = ({ werk: _, plz: __, ort: ___, ...rest }: Body): Body => rest
const EVIDENCE = [{ field: 'name', theirs: 'velora fluidtechnik', ours: 'ruebsam pumpen', weight: -2, kind: 'name:other' }]

for (const backend of backends) {
  describe(`a question about two accounts on ${backend.name}`, () => {
    const asked = async (...bodies: readonly Body[]) => {
      const hub = await hubOf(backend)
      const ids = await tell(hub, ...bodies)
      const [known, told] = (await Promise.all(ids.map((id) => accountOf(hub, id)))) as [string, string]
      const row = { id: 'rev_1', kind: 'same_account' as const, subject: told, other: known, eventId: null, connection: null }
      const detail = { total: 4.5, threshold: 6, grade: 'FZZZZ', evidence: EVIDENCE, model: 'x', isOfPair: true }
      await hub.store.write((db) => reviews.open(db, { ...row, detail }, 1))
      const answer = (decision: 'same' | 'different' | 'unsure', unit?: 'same' | 'different') =>
        hub.act.decideReview({ review: 'rev_1', decision, unit }, 'maria')
      return { hub, ids, known, told, answer }
    }
    const places = async (hub: TestHub, ids: readonly string[]) => [
      new Set(await Promise.all(ids.map((id) => accountOf(hub, id)))).size,
      new Set(await Promise.all(ids.map((id) => unitOf(hub, id)))).size,
    ]
    const isJudged = (hub: TestHub, level: 'account' | 'unit', a: string, b: string) => judgements.isJudged(hub.store.db, level, a, b)

    it('is answered: one account, one site; one account, two sites; two accounts', async () => {
      for (const [decision, unit, expected] of [
        ['same', 'same', [1, 1]],
        ['same', 'different', [1, 2]],
        ['different', undefined, [2, 2]],
      ] as const) {
        const { hub, ids, answer } = await asked(OLD, NEW)
        expect(await answer(decision, unit)).toBe(true)
        expect(await places(hub, ids)).toEqual(expected)
        expect(await reviews.find(hub.store.db, 'rev_1')).toMatchObject({ state: 'decided', decision, decidedBy: 'maria', detail: { total: 4.5 } })
      }
    })

    it('is as if nobody had answered once the answer is taken back, however often', async () => {
      const { hub, ids, known, told, answer } = await asked(OLD, NEW)
      const units = (await Promise.all(ids.map((id) => unitOf(hub, id)))) as [string, string]
      const [before, question] = [await wholeState(hub), await reviews.find(hub.store.db, 'rev_1')]
      for (const [decision, unit] of [
        ['same', 'same'],
        ['same', 'different'],
        ['same', undefined],
        ['different', undefined],
        ['unsure', undefined],
      ] as const) {
        await answer(decision, unit)
        expect(await hub.act.takeBackReview('rev_1', 'paul')).toBe(true)
        expect([decision, unit, await wholeState(hub)]).toEqual([decision, unit, before])
        expect(await reviews.find(hub.store.db, 'rev_1')).toEqual(question)
        expect([await isJudged(hub, 'account', known, told), await isJudged(hub, 'unit', ...units)]).toEqual([false, false])
      }
      expect(await hub.act.takeBackReview('rev_1', 'paul')).toBe(false)
      const audit = (await operation.listAudit(hub.store.db, { limit: 50 })).rows.filter(({ action }) => action === 'review.taken_back')
      expect(audit.map(({ by, subject, detail }) => [by, subject, detail])).toContainEqual(['paul', 'rev_1', 'unsure'])
    })

    it('takes no answer about sites that nobody can give', async () => {
      const several = await asked(OLD, NEW, { ...OLD, werk: 'Werk Ost', wer: 'Ute Ost', mail: 'u.ost@ruebsam-pumpen.example', plz: '20095', ort: 'Hamburg' })
      await expect(several.answer('same', 'same')).rejects.toThrow('several sites')
      await expect(several.answer('different', 'same')).rejects.toThrow("goes with the answer 'same'")
      expect((await reviews.find(several.hub.store.db, 'rev_1'))!.state).toBe('open')
    })

    it('keeps its answer where something builds on it, or what followed is not known', async () => {
      const { hub, known, told, answer } = await asked(OLD, NEW)
      await answer('same')
      const [merge] = (await merges.list(hub.store.db, { limit: 1 })).rows
      const other = await accountOf(hub, (await tell(hub, { ...bare(OLD), firma: 'Ostwald Pressen AG', mail: 'a@ostwald.example' }))[0]!)
      await hub.act.merge({ level: 'account', survivor: merge!.survivor, absorbed: other }, 'ops')
      await expect(hub.act.takeBackReview('rev_1', 'paul')).rejects.toThrow('builds on it')
      expect((await reviews.find(hub.store.db, 'rev_1'))!.state).toBe('decided')
      const row = { id: 'rev_2', kind: 'same_account' as const, subject: told, other: known, eventId: null, connection: null, detail: {} }
      await hub.store.write(async (db) => {
        await reviews.open(db, row, 1)
        await reviews.settlePair(db, known, told, 'same', 'cli', 2)
      })
      await expect(hub.act.takeBackReview('rev_2', 'paul')).rejects.toThrow('not known what followed')
    })
  })
}

describe('the API of reviews', () => {
  let hub: Served
  let asked: string
  const tokens = { ops: '', viewer: '' }
  const get = async (path: string, role: 'ops' | 'viewer' = 'ops') => {
    const answer = await hub.api(path, undefined, { authorization: `Bearer ${tokens[role]}` })
    return { status: answer.status, body: (await answer.json()) as Record<string, never> }
  }

  beforeAll(async () => {
    hub = await startServing('sqlite', 'sources: { website: { kind: form, secret: s } }')
    for (const role of ['ops', 'viewer'] as const) tokens[role] = (await hub.app.act.createToken({ role, label: `${role} here`, expiresAt: null }, 'cli')).token
    const known = { firma: 'Rübsam Pumpen GmbH', email: 'k.rau@ruebsam-pumpen.example', name: 'Karla Rau', newsletter: 'ja', ort: 'Nürnberg' }
    for (const body of [known, { ...known, firma: 'Rübsam GmbH', email: 'jo@ruebsam-technik.example', name: 'Jo Mey', newsletter: 'nein' }]) {
      const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
      expect((await fetch(`${hub.url}/hooks/website`, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(202)
      await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
    }
    const { items } = (await get('/v1/reviews')).body as unknown as { items: { id: string }[] }
    expect(items).toHaveLength(1)
    asked = items[0]!.id
  })
  afterAll(() => hub?.stop())

  it('shows the two side by side, evidence only to those who decide', async () => {
    const { body } = await get(`/v1/reviews/${asked}`)
    expect(body).toMatchObject({
      state: 'open',
      sides: {
        left: { accountName: 'Rübsam Pumpen', units: 1, contactCount: 1, leads: [{ product: 'default' }] },
        right: { accountName: 'Rübsam' },
        areSitesClear: true,
        consent: [{ purpose: 'newsletter', given: 'left' }],
        ...{ total: 4.5, joinsFrom: 6, asksFrom: 4 },
      },
    })
    const { evidence } = (body as unknown as { sides: { evidence: object[] } }).sides
    expect(evidence).toContainEqual({
      field: 'name',
      left: 'Rübsam Pumpen GmbH',
      right: 'Rübsam GmbH',
      told: 'Rübsam GmbH',
      weight: 3,
      otherWeight: null,
      notes: [],
    })
    expect((await get(`/v1/reviews/${asked}`, 'viewer')).body).toMatchObject({ detail: null, sides: { evidence: [] } })
    expect((await get('/v1/reviews/rev_x')).status).toBe(404)
  })

  it('answers, tells who did, and takes back', async () => {
    const decision = (method: string, role: 'ops' | 'viewer', body?: object) =>
      fetch(`${hub.url}/v1/reviews/${asked}/decision`, {
        method,
        headers: { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
    expect((await decision('DELETE', 'viewer')).status).toBe(403)
    expect((await decision('POST', 'ops', { decision: 'different', unit: 'same' })).status).toBe(400)
    expect((await decision('POST', 'ops', { decision: 'same', unit: 'same' })).status).toBe(200)
    expect((await get('/v1/reviews?state=decided')).body).toMatchObject({
      items: [{ id: asked, decision: 'same', unitDecision: 'same', decidedByName: 'ops here' }],
    })
    expect(await (await decision('DELETE', 'ops')).json()).toEqual({ open: true })
    expect((await get(`/v1/reviews/${asked}`)).body).toMatchObject({ state: 'open', decision: null, unitDecision: null, decidedAt: null })
  })
})
