/** Issues over their life on both databases: acknowledged, grown, opened again; the leads that they touch; and what is done again once the cause is mended. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasGrown, holdOf, lateCause, remedyOf, tieOf } from '../core/flow/issue-cause.ts'
import { foreseeResume } from '../core/flow/resume-issue.ts'
import { listDeliveries } from '../core/store/delivery-list.ts'
import * as issueLeads from '../core/store/issue-leads.ts'
import * as issues from '../core/store/issues.ts'
import { listJobs } from '../core/store/job-list.ts'
import * as operation from '../core/store/operation.ts'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const WEB = 'sources: { web: { kind: form, secret: s } }'
const wish = (first: string, over: object = {}) => ({
  vorname: first,
  nachname: 'Muster',
  email: `${first.toLowerCase()}@hallbauer-foerdertechnik.example`,
  firma: 'Hallbauer Fördertechnik GmbH',
  rueckruf: 'ja',
  ...over,
})

describe('what an issue is about', () => {
  const issue = { id: 'iss_1', kind: 'held', subject: 'web', cause: 'held|web|no_kind|a|b.c' } as const

  it('is read from its cause', () => {
    expect(holdOf(issue)).toEqual({ source: 'web', code: 'no_kind', path: 'a|b.c' })
    expect(holdOf({ ...issue, cause: 'a hash that an erasure left' })).toBeNull()
    expect(tieOf({ ...issue, kind: 'agreement', subject: 'kran', cause: lateCause('jo|x@sales.example', 'kran') }, 7)).toEqual({
      by: 'late',
      owner: 'jo|x@sales.example',
      product: 'kran',
      now: 7,
    })
    expect(tieOf({ ...issue, kind: 'source', cause: 'silent|web' }, 7)).toBeNull()
    expect(tieOf({ ...issue, kind: 'review', subject: 'led_1', cause: 'correction|handover|led_1' }, 7)).toEqual({ by: 'lead', id: 'led_1' })
  })

  it('says whether the hub can do something again', () => {
    const remedy = (over: object) => remedyOf({ ...issue, ...over })
    expect([
      remedy({}),
      remedy({ kind: 'parked' }),
      remedy({ kind: 'connection', subject: 'crm', cause: 'connection|crm|unauthorised' }),
      remedy({ kind: 'review', subject: 'rpl_1', cause: 'replay|rpl_1|stopped' }),
      remedy({ kind: 'source', cause: 'silent|web' }),
    ]).toEqual(['release', 'resume', 'reconnect', 'continue', null])
  })

  it('is news again when it touches twice as many, and five more', () => {
    const grown = (then: number, n: number) => hasGrown({ n, acknowledged: { at: 1, by: 'x', n: then, note: null } })
    expect([grown(1, 5), grown(1, 6), grown(10, 19), grown(10, 20)]).toEqual([false, true, false, true])
    expect(hasGrown({ n: 99, acknowledged: null })).toBe(false)
  })
})

for (const backend of backends) {
  describe(`issues on ${backend.name}`, () => {
    let hub: TestHub
    let sandbox: Sandbox | undefined
    const open = async (yaml = WEB) => {
      hub = await startHub(backend, yaml)
    }
    afterEach(async () => {
      await hub.stop()
      await sandbox?.close()
      sandbox = undefined
    })
    const first = async () => (await issues.list(hub.store.db, { limit: 9 })).rows[0]!
    const tied = async (issue: issues.IssueRow) => (await issueLeads.page(hub.store.db, tieOf(issue, Date.now())!, { limit: 50 })).ids
    const raise = (now: number) =>
      hub.store.write((db) => issues.raise(db, { id: hub.on.newId('iss'), cause: 'drift|web|x', kind: 'source', subject: 'web', title: 't', todo: 'd' }, now))

    it('keep what happened to a cause, bounded', async () => {
      await open()
      for (let now = 1; now <= 9; now++) await raise(now)
      const { id } = await first()
      expect(await hub.act.acknowledgeIssue({ id, note: 'the agency knows' }, 'tok_1')).toBe(true)
      expect(await first()).toMatchObject({ state: 'open', n: 9, acknowledged: { by: 'tok_1', n: 9, note: 'the agency knows' } })
      expect(await hub.act.unacknowledgeIssue(id, 'tok_1')).toBe(true)
      expect(await hub.act.unacknowledgeIssue(id, 'tok_1')).toBe(false)
      expect((await first()).acknowledged).toBeNull()
      await hub.act.closeIssue(id, 'tok_2')
      expect(await hub.act.acknowledgeIssue({ id, note: null }, 'tok_1')).toBe(false)
      await raise(Date.now())
      const told = await issues.moments(hub.store.db, 'drift|web|x', 50)
      expect(told.map(({ kind, n, by, isFirst }) => [kind, n, by, isFirst])).toEqual([
        ['opened', 1, 'hub', false],
        ['closed', 9, 'tok_2', true],
        ['unacknowledged', 9, 'tok_1', true],
        ['acknowledged', 9, 'tok_1', true],
        ['grew', 8, 'hub', true],
        ['grew', 4, 'hub', true],
        ['grew', 2, 'hub', true],
        ['opened', 1, 'hub', true],
      ])
      const again = (await first()).id
      for (let i = 0; i < 110; i++) await hub.act.acknowledgeIssue({ id: again, note: `${i}` }, 'tok_1')
      const kept = await issues.moments(hub.store.db, 'drift|web|x', 1_000)
      expect(kept.filter(({ issue }) => issue === again)).toHaveLength(100)
      expect(kept[0]).toMatchObject({ kind: 'acknowledged', note: '109' })
      const audited = (await operation.auditSince(hub.store.db, ['issue.acknowledged'], 0, 1_000)).length
      expect(audited).toBe(111)
    })

    it('release all that is held for one reason, each once, and nothing else', async () => {
      await open()
      for (let i = 0; i < 3; i++) await hub.send('web', { nachricht: `Wer bin ich ${i}` })
      await hub.send('web', '{"email": ')
      await hub.quiet()
      const all = (await issues.list(hub.store.db, { state: 'open', limit: 9 })).rows
      const issue = all.find(({ n }) => n === 3)!
      expect(all).toHaveLength(2)
      expect(await foreseeResume(hub.store.db, issue)).toMatchObject({ kind: 'release', count: 3, deliveries: { length: 3 } })
      expect(await tied(issue)).toEqual([])
      await hub.stopWork()
      expect(await hub.act.resumeIssue(issue.id, 'tok_1')).toBe(3)
      const states = (await listDeliveries(hub.store.db, { limit: 9 })).rows.map(({ state }) => state)
      expect(states.sort()).toEqual(['held', 'pending', 'pending', 'pending'])
      expect(await issues.find(hub.store.db, issue.id)).toMatchObject({ state: 'closed' })
      // The cause was not mended: they are held again, which is told anew.
      hub.work()
      await hub.quiet()
      expect((await issues.list(hub.store.db, { state: 'open', limit: 9 })).rows.map(({ n, cause }) => [n, cause === issue.cause])).toContainEqual([3, true])
    })

    it('name the leads whose jobs are parked, and resume them', async () => {
      sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
      await open(`${WEB}\nconnections: { crm: { kind: sandbox, url: "${sandbox.url}", token: t } }`)
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      const [lead] = await hub.leads()
      const ownedBy = (to: string) => hub.act.decideLead({ lead: lead!.id, decision: { kind: 'owner', to } }, 'test')
      await ownedBy('nobody@vertrieb.example') // the sandbox refuses owners it does not know
      await hub.quiet()
      const issue = await first()
      expect(issue.kind).toBe('parked')
      expect([await tied(issue), await issueLeads.count(hub.store.db, tieOf(issue, 1)!)]).toEqual([[lead!.id], 1])
      expect(await foreseeResume(hub.store.db, issue)).toMatchObject({ kind: 'resume', count: 1 })
      await ownedBy('anna.berg@vertrieb.example')
      await hub.act.resumeIssue(issue.id, 'test')
      await hub.quiet()
      expect((await listJobs(hub.store.db, { state: 'parked', limit: 9 })).rows).toEqual([])
      expect(await issues.find(hub.store.db, issue.id)).toMatchObject({ state: 'closed' })
    })

    it('let a refused connection go on, whose waiting leads they name', async () => {
      sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 'another' })
      await open(`${WEB}\nconnections: { crm: { kind: sandbox, url: "${sandbox.url}", token: t } }`)
      await hub.send('web', wish('Anna'))
      const paused = async () => (await operation.connectionStates(hub.store.db)).get('crm')?.state
      await expect.poll(paused, { timeout: 10_000 }).toBe('paused')
      await vi.waitFor(async () => expect((await hub.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
      const issue = await first()
      expect(await tied(issue)).toEqual((await hub.leads()).map(({ id }) => id))
      expect(await foreseeResume(hub.store.db, issue)).toMatchObject({ kind: 'reconnect', count: 1 })
      await hub.stopWork()
      await hub.act.resumeIssue(issue.id, 'test')
      expect(await paused()).toBe('active')
    })

    it('refuse where the hub can do nothing again', async () => {
      await open()
      const id = await raise(1)
      await expect(hub.act.resumeIssue(id, 'test')).rejects.toThrow('do what it says')
      await expect(hub.act.resumeIssue('iss_0', 'test')).rejects.toThrow('there is no issue iss_0')
    })
  })
}

describe('the API of issues', () => {
  let hub: Served
  const tokens = { viewer: '', ops: '' }
  beforeAll(async () => {
    hub = await startServing('sqlite', WEB)
    for (const role of ['viewer', 'ops'] as const) tokens[role] = (await hub.app.act.createToken({ role, label: `${role} Ada`, expiresAt: null }, 'test')).token
    for (const i of [1, 2]) {
      const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
      await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers, body: JSON.stringify({ nachricht: `Wer bin ich ${i}` }) })
    }
    await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
  })
  afterAll(() => hub.stop())
  const ask = async (role: keyof typeof tokens, path: string, body?: object, method = body ? 'POST' : 'GET') => {
    const headers = { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json' }
    const answer = await fetch(`${hub.url}/v1/issues${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }

  it('tells of one issue, tries out what releasing would come to, and does it', async () => {
    const [{ id }] = (await ask('viewer', '?state=open')).body.items as [{ id: string }]
    const one = async () => (await ask('viewer', `/${id}`)).body
    expect(await one()).toMatchObject({
      count: 2,
      leads: 0,
      acknowledged: null,
      resume: { kind: 'release', count: 2 },
      history: [{ kind: 'grew' }, { kind: 'opened' }],
    })
    expect((await ask('viewer', `/${id}/leads`)).body).toEqual({ items: [], next: null })
    expect((await ask('ops', `/${id}/preview`, {})).body).toMatchObject({ deliveries: 2, newlyAccepted: 0 })
    expect((await ask('ops', `/${id}/acknowledge`, { note: 'the form is being mended' })).body).toEqual({ acknowledged: true })
    expect(await one()).toMatchObject({
      state: 'open',
      acknowledged: { byName: 'ops Ada', count: 2, note: 'the form is being mended', hasGrown: false },
      history: [{ kind: 'acknowledged', byName: 'ops Ada' }, {}, {}],
    })
    expect((await ask('ops', `/${id}/acknowledge`, undefined, 'DELETE')).body).toEqual({ unacknowledged: true })
    expect((await ask('ops', `/${id}/resume`, {})).body).toEqual({ resumed: 2 })
    await vi.waitFor(async () => expect((await ask('viewer', '?state=open')).body.items).toHaveLength(1), { timeout: 10_000 })
    const [again] = (await ask('viewer', '?state=open')).body.items as [{ id: string }]
    expect((await ask('viewer', `/${again!.id}`)).body.history).toContainEqual(expect.objectContaining({ kind: 'reopened', issue: again!.id }))
  })

  it('leaves acting to ops, and knows no other issue', async () => {
    for (const act of ['acknowledge', 'preview', 'resume', 'close']) expect((await ask('viewer', `/iss_0/${act}`, {})).status, act).toBe(403)
    expect((await ask('viewer', '/iss_0')).body).toMatchObject({ status: 404, detail: 'There is no issue iss_0.' })
    expect((await ask('ops', '/iss_0/resume', {})).status).toBe(404)
  })
})
