import { afterEach, describe, expect, it, vi } from 'vitest'
import { reportOf } from '../core/flow/reconciliation-report.ts'
import { silentLog } from '../core/log.ts'
import * as attempts from '../core/store/attempts.ts'
import * as crosswalk from '../core/store/crosswalk.ts'
import * as issues from '../core/store/issues.ts'
import { listJobs } from '../core/store/job-list.ts'
import * as lanes from '../core/store/lanes.ts'
import * as leadSteps from '../core/store/lead-steps.ts'
import * as leadStore from '../core/store/leads.ts'
import * as ledger from '../core/store/ledger.ts'
import * as operation from '../core/store/operation.ts'
import * as reviews from '../core/store/reviews.ts'
import { type Sandbox, type SandboxState, startSandbox } from '../sandbox/server.ts'
import { httpServer, json } from './helpers/http-server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'

const SECRET = 'whsec_dGVzdC1jcm0tc2VjcmV0LTMyLWJ5dGVzLWxvbmchISE='

const config = (url: string, more = '') => `
products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
sources:
  web: { kind: form, secret: s }
  sales: { kind: sandbox-crm, connection: crm, secret: ${SECRET} }
connections:
  crm: { kind: sandbox, url: "${url}", token: t, timeoutSeconds: 1, concurrency: 8${more} }
`

const wish = (first: string, over: Record<string, unknown> = {}) => ({
  vorname: first,
  nachname: 'Muster',
  email: `${first.toLowerCase()}@hallbauer-foerdertechnik.example`,
  firma: 'Hallbauer Fördertechnik GmbH & Co. KG',
  plz: '90402',
  ort: 'Nürnberg',
  rueckruf: 'ja',
  ...over,
})

for (const backend of backends) {
  describe(`delivery on ${backend.name}`, () => {
    let hub: TestHub
    let sandbox: Sandbox
    const stops: (() => Promise<unknown>)[] = []
    const open = async (more = '', works = true) => {
      // What the sandbox's sales people do reaches the hub as their webhooks say it.
      const ear = await httpServer((heard, response) => {
        void hub.send('sales', heard.body.toString(), { headers: { 'webhook-id': String(heard.headers['webhook-id']) } }).then(() => json(response, {}, 202))
      })
      sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't', webhook: { url: ear.url, secret: SECRET } })
      hub = await startHub(backend, config(sandbox.url, more), { works })
      stops.push(
        () => sandbox.close(),
        async () => ear.close(),
        () => hub.stop(),
      )
    }
    afterEach(async () => {
      for (const stop of stops.splice(0)) await stop()
    })
    const crm = async () => (await (await fetch(`${sandbox.url}/_state`)).json()) as SandboxState
    const faults = (rules: unknown) =>
      fetch(`${sandbox.url}/_faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rules) })
    const act = async (action: Record<string, unknown>) => {
      const answer = await fetch(`${sandbox.url}/_act`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(action) })
      expect(answer.status, await answer.clone().text()).toBe(200)
    }
    const records = async (entity: string) =>
      (
        (await (await fetch(`${sandbox.url}/api/${entity}?limit=100`, { headers: { authorization: 'Bearer t' } })).json()) as {
          items: Record<string, unknown>[]
        }
      ).items
    const jobStates = async () => (await listJobs(hub.store.db, { limit: 100 })).rows.map(({ state }) => state).reverse()

    it.each(['crm', 'hub'] as const)('leaves no difference between hub and CRM after the conversion by the %s', async (by) => {
      await open(`, handover: { convert: ${by} }`)
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      const [lead] = await hub.leads()
      const remote = await crosswalk.find(hub.store.db, 'crm', 'lead', lead!.id)
      if (by === 'crm') await act({ action: 'convert', lead: remote!.remoteId })
      else await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'stage', to: 'sql', reason: null } }, 'maria')
      await vi.waitFor(async () => expect(await crosswalk.find(hub.store.db, 'crm', 'opportunity', lead!.id)).toBeDefined(), 10_000)
      await hub.quiet()
      await hub.act.startReconciliation({ connection: 'crm' }, 'maria')
      await vi.waitFor(async () => expect(await reportOf(hub.store.db, 'crm')).toMatchObject({ run: { state: 'done' } }), 10_000)
      expect((await reportOf(hub.store.db, 'crm'))!.differences).toEqual({ notThere: 0, thereAgain: 0, keyDiffers: 0, linkedTwice: 0, keyTwice: 0 })
      if (by === 'hub') return
      // What sales made bears no key until it is asked for.
      await hub.act.startReconciliation({ connection: 'crm', writeKeys: true }, 'maria')
      await vi.waitFor(async () => expect(await records('opportunities')).toMatchObject([{ externalKey: lead!.id }]), 10_000)
    })

    it('hands a lead over as account, contact and lead, with its history', async () => {
      await open()
      await hub.send('web', wish('Anna', { nachricht: 'Bitte Angebot', werk: 'Werk Nürnberg' }))
      await hub.quiet()
      expect(await crm()).toMatchObject({ counts: { accounts: 1, contacts: 1, leads: 1 }, duplicateGroups: 0 })
      const [lead] = await hub.leads()
      const links = await crosswalk.ofHubIds(hub.store.db, [lead!.id, lead!.accountId])
      expect(links.map(({ entity }) => entity).sort()).toEqual(['account', 'lead'])
      expect(await jobStates()).toEqual(['delivered'])
    })

    it('says of a role what the CRM could not take over', async () => {
      await open(', handover: { as: opportunity }', false)
      const connection = hub.setup.connections.get('crm')!
      connection.crm = {
        ...connection.crm,
        // biome-ignore lint/correctness/useYield: it needs no call to say so
        *link({ opportunity }) {
          return { kind: 'delivered', remoteId: opportunity, created: false, remarks: ['the role stays empty'] }
        },
      }
      hub.work()
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      expect((await listJobs(hub.store.db, { limit: 9 })).rows).toMatchObject([{ state: 'delivered', reason: 'the role stays empty' }])
    })

    it('changes nothing when nothing has changed', async () => {
      await open()
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      const { total } = (await crm()).calls
      const [lead] = await hub.leads()
      await hub.store.write((db) =>
        lanes.enqueue(db, { id: 'job_again', connection: 'crm', lane: lead!.accountId, kind: 'state', subject: lead!.id, task: 'sync' }, Date.now()),
      )
      await hub.quiet()
      expect((await crm()).calls.total).toBe(total)
      expect(await jobStates()).toEqual(['delivered', 'unchanged'])
    })

    it('leaves to the CRM what the configuration gives to the CRM', async () => {
      await open(', rules: { account: { city: crm } }')
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      const headers = { authorization: 'Bearer t', 'content-type': 'application/json' }
      const read = async () => ((await (await fetch(`${sandbox.url}/api/accounts`, { headers })).json()) as { items: Record<string, string>[] }).items[0]!
      const { id, city } = await read()
      expect(city).toBe('Nürnberg')
      await fetch(`${sandbox.url}/_act`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ action: 'edit', account: id, values: { city: 'Fürth', postalCode: '1' } }),
      })
      await hub.send('web', wish('Bea', { ort: 'Nürnberg', telefon: '0911 123456' }))
      await hub.quiet()
      expect(await read()).toMatchObject({ city: 'Fürth', postalCode: '90402' })
    })

    it('shows in a dry run what it would write beside what stands there, and writes nothing', async () => {
      await open(', handover: { as: lead }')
      await hub.act.pauseConnection('crm', 'dry', 'test')
      await hub.send('web', wish('Anna'))
      await vi.waitFor(async () => expect(await hub.leads()).toHaveLength(1), { timeout: 15_000 })
      const [lead] = await hub.leads()
      const rehearse = () => hub.act.rehearse({ connection: 'crm', lead: lead!.id })
      const first = await rehearse()
      expect(first.steps.map(({ what, action }) => `${what.split(' ')[0]} ${action}`)).toEqual([
        'account creates',
        'contact creates',
        'lead creates',
        'note creates',
      ])
      expect(first.steps[0]).toMatchObject({ call: 'POST /accounts', changes: expect.arrayContaining([{ field: 'postalCode', from: null, to: '90402' }]) })
      expect((await crm()).counts).toMatchObject({ accounts: 0, contacts: 0, leads: 0 })
      expect((await crm()).calls.last.every(({ method }) => method === 'GET')).toBe(true)
      expect(await crosswalk.ofHubIds(hub.store.db, [lead!.id, lead!.accountId])).toEqual([])

      const headers = { authorization: 'Bearer t', 'content-type': 'application/json' }
      const known = { name: 'Hallbauer Fördertechnik GmbH & Co. KG', postalCode: '90402' }
      await fetch(`${sandbox.url}/api/accounts`, { method: 'POST', headers, body: JSON.stringify(known) })
      const second = await rehearse()
      expect(second.steps[0]).toMatchObject({ what: `account ${lead!.accountId}`, action: 'updates', call: expect.stringMatching(/^PUT|^PATCH/) })
      expect(second.steps[0]!.changes.map(({ field }) => field)).not.toContain('postalCode')

      const noneOfThem = { connection: 'crm', entity: 'account' as const, hubId: lead!.accountId, remoteId: '', state: 'insist' as const }
      await hub.store.write((db) => crosswalk.put(db, { ...noneOfThem, hash: null, remoteVersion: null, url: null }, Date.now()))
      expect((await rehearse()).steps[0]).toMatchObject({ action: 'creates', call: expect.stringMatching(/^POST/) })
      await hub.store.write((db) => db.run("delete from crosswalk where state = 'insist'"))

      await hub.act.resumeConnection('crm', 'test')
      await hub.quiet()
      expect(await rehearse()).toEqual({ lead: lead!.id, connection: 'crm', unchanged: 3, steps: [] })
    })

    it('makes one account of three plants with two products that come all at once', async () => {
      await open()
      const all = ['Werk Nürnberg', 'Werk Linz', 'Werk Dresden'].flatMap((werk, i) =>
        ['kran', 'service'].map((produkt) => wish(`P${i}`, { werk, produkt, nachricht: produkt })),
      )
      await Promise.all(all.map((body) => hub.send('web', body)))
      await hub.quiet()
      expect(await crm()).toMatchObject({ counts: { accounts: 1, contacts: 3, leads: 6 }, duplicateGroups: 0 })
    })

    it('survives a CRM that is away, in order and without a duplicate', async () => {
      await open()
      await faults([
        { kind: '500', first: 3 },
        { kind: 'reset', first: 1 },
        { kind: 'half-response', first: 1 },
      ])
      await Promise.all([1, 2, 3].map((i) => hub.send('web', wish(`P${i}`, { werk: `Werk ${i}` }))))
      await hub.quiet(40_000)
      expect(await crm()).toMatchObject({ counts: { accounts: 1, contacts: 3, leads: 3 }, duplicateGroups: 0 })
    })

    it('looks before it repeats a write whose answer never came', async () => {
      await open()
      await faults([{ kind: 'timeout-after-write', match: { method: 'POST' }, first: 3 }])
      await hub.send('web', wish('Anna'))
      await hub.quiet(40_000)
      expect(await crm()).toMatchObject({ counts: { accounts: 1, contacts: 1, leads: 1 }, duplicateGroups: 0 })
    })

    it('waits exactly as long as the CRM asks', async () => {
      await open()
      await faults([{ kind: '429', retryAfter: 1, first: 1 }])
      const started = Date.now()
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      expect(Date.now() - started).toBeGreaterThanOrEqual(950)
      expect((await attempts.ofJob(hub.store.db, (await listJobs(hub.store.db, { limit: 1 })).rows[0]!.id)).map(({ outcome }) => outcome)).toEqual([
        'rateLimited',
        'delivered',
      ])
    })

    it('goes on behind a crash with the step that was not done', async () => {
      await open('', false)
      // The account was written, its answer recorded; then the process died with the job in hand.
      await faults([{ kind: 'hang', match: { method: 'POST', path: '/api/contacts' }, first: 1 }])
      hub.work()
      await hub.send('web', wish('Anna'))
      await hub.quiet(30_000)
      const posts = (await crm()).calls.last.filter(({ method, path }) => method === 'POST' && path.startsWith('/api/accounts'))
      expect(posts).toHaveLength(1)
      expect(await crm()).toMatchObject({ counts: { accounts: 1, contacts: 1, leads: 1 }, duplicateGroups: 0 })
    })

    it('says nothing of a fault when the hub is told to stop while calls wait for their turn', async () => {
      sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
      const warned: string[] = []
      hub = await startHub(backend, config(sandbox.url, ', perSecond: 2'), { log: { ...silentLog, warn: (message) => void warned.push(message) } })
      stops.push(
        () => hub.stop(),
        () => sandbox.close(),
      )
      await hub.send('web', wish('Anna'))
      await expect.poll(async () => (await crm()).calls.total, { timeout: 10_000 }).toBeGreaterThan(0)
      await hub.stopWork()
      expect(warned).toEqual([])
      const [job] = (await listJobs(hub.store.db, { limit: 1 })).rows
      expect(job).toMatchObject({ state: 'pending', reason: expect.stringContaining('the hub was stopped') })
      hub.work()
      await hub.quiet(30_000)
      expect(await crm()).toMatchObject({ counts: { accounts: 1, contacts: 1, leads: 1 }, duplicateGroups: 0 })
    })

    it('pauses with one issue when the credentials are refused, and loses nothing', async () => {
      await open(', label: Vertrieb')
      await hub.act.pauseConnection('crm', 'first look', 'test')
      await hub.send('web', wish('Anna'))
      // Were Bert the first, Anna would be of his plant: she names none.
      await vi.waitFor(async () => expect(await hub.leads()).toHaveLength(1), { timeout: 15_000 })
      await hub.send('web', wish('Bert', { werk: 'Werk Linz' }))
      await expect.poll(async () => (await ledger.connections(hub.store.db))[0], { timeout: 10_000 }).toMatchObject({ jobs: 2, pending: 2 })
      await new Promise((resolve) => setTimeout(resolve, 800)) // time enough to go out, were it not paused
      expect((await crm()).calls.total).toBe(0)
      await hub.act.resumeConnection('crm', 'test')
      await hub.quiet()
      expect(await crm()).toMatchObject({ counts: { leads: 2 } })
    })

    it('pauses by itself when the CRM does not know the token', async () => {
      sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 'another' })
      hub = await startHub(backend, config(sandbox.url))
      stops.push(
        () => hub.stop(),
        () => sandbox.close(),
      )
      for (const i of [1, 2, 3]) await hub.send('web', wish(`P${i}`, { werk: `Werk ${i}` }))
      await expect.poll(async () => (await operation.connectionStates(hub.store.db)).get('crm')?.state, { timeout: 10_000 }).toBe('paused')
      expect((await issues.list(hub.store.db, { state: 'open', limit: 9 })).rows).toMatchObject([
        { kind: 'connection', subject: 'crm', todo: expect.stringContaining('connection check crm') },
      ])
      await expect.poll(async () => (await ledger.connections(hub.store.db))[0], { timeout: 10_000 }).toMatchObject({ parked: 0, delivered: 0, pending: 3 })
    })

    it('parks what the CRM refuses, under one issue, and goes on with the rest', async () => {
      await open()
      await hub.send('web', wish('Anna', { produkt: 'kran' }))
      await hub.quiet()
      // The sandbox refuses owners it does not know.
      await hub.act.decideLead({ lead: (await hub.leads())[0]!.id, decision: { kind: 'owner', to: 'nobody@vertrieb.example' } }, 'test')
      await hub.quiet()
      const [open_] = (await issues.list(hub.store.db, { state: 'open', limit: 9 })).rows
      expect(open_).toMatchObject({ kind: 'parked', subject: 'crm' })
      await hub.send('web', wish('Bert', { werk: 'Werk Linz' }))
      await hub.quiet()
      expect((await crm()).counts).toMatchObject({ leads: 2 })
      expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 1, delivered: 2 })
      // Mended, and resumed with one action.
      await hub.act.decideLead({ lead: (await hub.leads())[0]!.id, decision: { kind: 'owner', to: 'anna.berg@vertrieb.example' } }, 'test')
      await hub.act.resumeJobs({ connection: 'crm', issueId: open_!.id }, 'test')
      await hub.quiet()
      expect((await ledger.connections(hub.store.db))[0]).toMatchObject({ parked: 0 })
      expect((await issues.list(hub.store.db, { state: 'open', limit: 9 })).rows).toEqual([])
    })

    it('takes the record that surely is it, and asks which one where several could be', async () => {
      await open()
      const headers = { authorization: 'Bearer t', 'content-type': 'application/json' }
      const make = (body: unknown) =>
        fetch(`${sandbox.url}/api/accounts`, { method: 'POST', headers: { ...headers, 'x-allow-duplicate': 'true' }, body: JSON.stringify(body) })
      await make({ name: 'Hallbauer Fördertechnik GmbH & Co. KG', postalCode: '90402', website: 'https://hallbauer-foerdertechnik.example' })
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      expect((await crm()).counts).toMatchObject({ accounts: 1, leads: 1 })

      await make({ name: 'Nordlicht Sensorik GmbH' })
      await hub.send('web', { vorname: 'Eva', nachname: 'Lang', email: 'eva@nordlicht-sensorik.example', firma: 'Nordlicht Sensorik GmbH', rueckruf: 'ja' })
      await hub.quiet()
      const [review] = (await reviews.list(hub.store.db, { state: 'open', limit: 9 })).rows
      expect(review).toMatchObject({ kind: 'crm_candidates', connection: 'crm' })
      const { candidates } = review!.detail as { candidates: { remoteId: string }[] }
      await hub.act.decideReview({ review: review!.id, decision: 'adopt', remoteId: candidates[0]!.remoteId }, 'test')
      await hub.quiet()
      expect((await crm()).counts).toMatchObject({ accounts: 2, leads: 2 })
    })

    it('hears back what sales did: accepted, converted, won', async () => {
      await open()
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      const [lead] = await hub.leads()
      const stage = async () => (await leadStore.find(hub.store.db, lead!.id))!.state.stage
      const remoteLead = (await crosswalk.find(hub.store.db, 'crm', 'lead', lead!.id))!.remoteId
      await act({ action: 'accept', lead: remoteLead })
      await expect.poll(stage).toBe('sal')
      await act({ action: 'convert', lead: remoteLead })
      await expect.poll(stage).toBe('sql')
      const opportunity = (await records('opportunities'))[0]!
      expect(await crosswalk.byRemote(hub.store.db, 'crm', 'opportunity', String(opportunity.id))).toMatchObject({ hubId: lead!.id })
      await act({ action: 'win', opportunity: opportunity.id, amount: 42_000 })
      await expect.poll(stage).toBe('customer')
      expect((await hub.leads())[0]!.state).toMatchObject({ offer: { state: 'accepted' }, orders: [{ amount: 42_000 }] })
      expect((await leadSteps.ofLead(hub.store.db, lead!.id)).filter(({ kind }) => kind === 'stage').map(({ data }) => data.to)).toEqual([
        'sal',
        'sql',
        'customer',
      ])
    })

    it('takes the same news a second time as an echo', async () => {
      await open()
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      const remoteLead = (await crosswalk.find(hub.store.db, 'crm', 'lead', (await hub.leads())[0]!.id))!.remoteId
      await act({ action: 'accept', lead: remoteLead })
      await expect.poll(async () => (await hub.leads())[0]!.state.stage).toBe('sal')
      const [said] = await hub.store.db.all<{ body: Uint8Array }>(
        "select r.body from delivery d join delivery_raw r on r.delivery_id = d.id where d.source = 'sales' order by d.seq desc limit 1",
      )
      const echo = await hub.send('sales', Buffer.from(said!.body), { headers: { 'webhook-id': 'msg_echo' } })
      await hub.quiet()
      expect(await hub.delivery(echo)).toMatchObject({ state: 'filtered', reason: expect.stringContaining('nothing new') })
    })

    it('rejected with a reason goes back to nurturing', async () => {
      await open()
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      const remoteLead = (await crosswalk.find(hub.store.db, 'crm', 'lead', (await hub.leads())[0]!.id))!.remoteId
      await act({ action: 'reject', lead: remoteLead, reason: 'wrong persona' })
      await expect.poll(async () => (await hub.leads())[0]!.state).toMatchObject({ stage: 'recycled', reason: 'wrong persona', offer: { state: 'rejected' } })
    })

    it('repairs a link whose answer was lost, by the key on the record', async () => {
      await open()
      await hub.send('web', wish('Anna'))
      await hub.quiet()
      const [lead] = await hub.leads()
      await hub.store.write((db) => db.run("delete from crosswalk where entity = 'lead'"))
      const [record] = await records('leads')
      await act({ action: 'accept', lead: record!.id })
      await expect.poll(async () => (await hub.leads())[0]!.state.stage).toBe('sal')
      expect((await crosswalk.find(hub.store.db, 'crm', 'lead', lead!.id))!.remoteId).toBe(record!.id)
    })

    describe('what a CRM reports', () => {
      let lead: leadStore.LeadRow
      let remoteLead: string
      let n = 0
      /** Sends a webhook as the sandbox would: what happened to which record, so many seconds after the hand-over. */
      const tell = async (type: string, remoteId: string, second: number, more: Record<string, unknown> = {}, record: Record<string, unknown> = {}) => {
        const [entity] = type.split('.') as ['lead' | 'opportunity']
        const timestamp = new Date(lead.state.offer!.at + second * 1000).toISOString()
        const body = { type, timestamp, data: { entity, record: { id: remoteId, ...record }, ...more } }
        const id = await hub.send('sales', body, { headers: { 'webhook-id': `msg_${++n}` }, at: Date.now() })
        return id
      }
      const state = async () => (await leadStore.find(hub.store.db, lead.id))!.state
      const converted = { converted: { opportunity: 'O1' } }
      const begin = async () => {
        await open()
        // Everything reported lies in the past, as a hub that is told of the future would not believe it.
        await hub.send('web', wish('Anna'))
        await hub.quiet()
        lead = (await hub.leads())[0]!
        await hub.store.write((db) => db.run('update lead_fact set at = at - 600000, recorded_at = recorded_at - 600000'))
        await hub.act.decideLead({ lead: lead.id, decision: { kind: 'class', to: 'B1', reason: null }, at: lead.state.offer!.at - 660_000 }, 'test')
        lead = (await hub.leads())[0]!
        remoteLead = (await crosswalk.find(hub.store.db, 'crm', 'lead', lead.id))!.remoteId
      }

      it('is taken in although the report that links it comes later', async () => {
        await begin()
        const won = await tell('opportunity.won', 'O1', 30)
        await hub.quiet()
        expect(await hub.delivery(won)).toMatchObject({ state: 'filtered' })
        expect((await state()).stage).toBe('lead')
        await tell('lead.converted', remoteLead, 20, converted)
        await hub.quiet()
        expect(await state()).toMatchObject({ stage: 'customer' })
        expect(await hub.delivery(won)).toMatchObject({ state: 'processed', reason: null })
      })

      it('says nothing again by repeating it beside something new', async () => {
        await begin()
        await tell('lead.converted', remoteLead, 10, { ...converted, owner: { email: 'a@vertrieb.example' } })
        await tell('opportunity.won', 'O1', 20)
        await hub.quiet()
        await tell('lead.converted', remoteLead, 30, { ...converted, owner: { email: 'b@vertrieb.example' } })
        await hub.quiet()
        expect(await state()).toMatchObject({ stage: 'customer', owner: 'b@vertrieb.example' })
      })

      it('gives the same state in whatever order it comes', async () => {
        const story: [string, string, number, Record<string, unknown>?, Record<string, unknown>?][] = [
          ['lead.accepted', 'LEAD', 10],
          ['lead.rejected', 'LEAD', 20, { reason: 'no budget' }],
          ['lead.accepted', 'LEAD', 30],
          ['lead.converted', 'LEAD', 40, converted],
          ['opportunity.stage', 'O1', 50, {}, { stage: 'offer' }],
          ['opportunity.stage', 'O1', 60, {}, { stage: 'closing' }],
          ['opportunity.stage', 'O1', 70, {}, { stage: 'offer' }],
        ]
        const ends: unknown[] = []
        for (const order of [
          [0, 1, 2, 3, 4, 5, 6],
          [6, 5, 4, 3, 2, 1, 0],
          [3, 1, 6, 0, 5, 2, 4],
        ]) {
          await begin()
          for (const i of order) {
            const [type, remoteId, second, more, record] = story[i]!
            await tell(type, remoteId === 'LEAD' ? remoteLead : remoteId, second, more, record)
            await hub.quiet()
          }
          const { stage, substage, reason, offer } = await state()
          ends.push({ stage, substage, reason, offer: offer?.state })
          for (const stop of stops.splice(0)) await stop()
        }
        expect(ends[0]).toMatchObject({ stage: 'sql', substage: 'offer' })
        expect(ends[1]).toEqual(ends[0])
        expect(ends[2]).toEqual(ends[0])
      })

      it('is believed although the CRM clock is seconds behind', async () => {
        await begin()
        await tell('lead.rejected', remoteLead, -3, { reason: 'wrong persona' })
        await hub.quiet()
        expect(await state()).toMatchObject({ stage: 'recycled', offer: { state: 'rejected' } })
      })

      it('leaves the original linked where a record was copied with its key', async () => {
        await begin()
        const copy = await tell('lead.rejected', 'COPY', 10, { reason: 'a copy' }, { externalKey: lead.id })
        await hub.quiet()
        expect(await hub.delivery(copy)).toMatchObject({ state: 'filtered' })
        expect((await crosswalk.find(hub.store.db, 'crm', 'lead', lead.id))!.remoteId).toBe(remoteLead)
        expect((await issues.list(hub.store.db, { state: 'open', limit: 9 })).rows).toMatchObject([{ title: expect.stringContaining('COPY') }])
      })

      it('reopens what was lost, and takes back what was won', async () => {
        await begin()
        await tell('lead.converted', remoteLead, 10, converted)
        await tell('opportunity.lost', 'O1', 20, { reason: 'price' })
        await hub.quiet()
        expect(await state()).toMatchObject({ stage: 'lost' })
        await tell('opportunity.stage', 'O1', 30, {}, { stage: 'closing' })
        await hub.quiet()
        expect(await state()).toMatchObject({ stage: 'sql', substage: 'closing' })
        await tell('opportunity.won', 'O1', 40)
        await tell('opportunity.stage', 'O1', 50, {}, { stage: 'offer' })
        await hub.quiet()
        expect(await state()).toMatchObject({ stage: 'sql', substage: 'offer', orders: [] })
      })

      it('of an earlier cycle says nothing about the next, which is handed over as a record of its own', async () => {
        await begin()
        await tell('lead.converted', remoteLead, 10, converted)
        await tell('opportunity.lost', 'O1', 20, { reason: 'price' })
        await hub.quiet()
        await hub.send('web', wish('Anna', { nachricht: 'jetzt doch' }))
        await hub.quiet()
        expect(await state()).toMatchObject({ cycle: 2, offer: { state: 'open' } })
        expect((await crm()).counts).toMatchObject({ accounts: 1, contacts: 1, leads: 2 })
        expect((await crosswalk.find(hub.store.db, 'crm', 'lead', `${lead.id}-2`))!.remoteId).not.toBe(remoteLead)
        await tell('opportunity.lost', 'O1', 590, { reason: 'too late' }, { amount: 7 })
        await tell('opportunity.stage', 'O1', 700, {}, { stage: 'offer' })
        await hub.quiet()
        await tell('opportunity.lost', 'O1', 700, { reason: 'again' })
        await hub.quiet()
        expect(await state()).toMatchObject({ cycle: 2, stage: expect.not.stringMatching('lost'), offer: { state: 'open' } })
      })
    })

    it('keeps the other connection and the front door going while one CRM hangs with all its workers', async () => {
      const hanging = await httpServer(() => {})
      sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
      const both = `${config(sandbox.url)}  stuck: { kind: sandbox, url: "${hanging.url}", token: t, timeoutSeconds: 300, concurrency: 2 }\n`
      hub = await startHub(backend, both)
      stops.push(
        async () => hanging.close(),
        () => hub.stop(),
        () => sandbox.close(),
      )
      for (let i = 0; i < 10; i++) await hub.send('web', wish(`P${i}`, { firma: `Firma Nummer ${i} Beispielbau GmbH`, email: `p${i}@firma-${i}.example` }))
      await expect.poll(async () => (await crm()).counts.leads, { timeout: 15_000 }).toBe(10)
      const slow: number[] = []
      for (let i = 0; i < 20; i++) {
        const started = performance.now()
        await hub.send('web', { email: `late${i}@nordlicht.example` })
        slow.push(performance.now() - started)
      }
      expect(Math.max(...slow)).toBeLessThan(500)
      expect((await ledger.connections(hub.store.db)).find(({ connection }) => connection === 'stuck')).toMatchObject({ jobs: 10, pending: 10 })
    })
  })
}
