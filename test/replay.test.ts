import { afterEach, describe, expect, it } from 'vitest'
import type { Backtest, BacktestInput } from '../core/action-data.ts'
import * as issues from '../core/store/issues.ts'
import { listJobs } from '../core/store/job-list.ts'
import * as ledger from '../core/store/ledger.ts'
import * as mappings from '../core/store/mappings.ts'
import * as replays from '../core/store/replays.ts'
import { backtest } from '../core/work/backtest.ts'
import { createMappingPool } from '../core/work/mapping.ts'
import { type Sandbox, type SandboxState, startSandbox } from '../sandbox/server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { knownTo, unordered } from './helpers/known.ts'
import { type Backend, backends } from './helpers/stores.ts'
import { FIXED, file, submission, WRONG } from './helpers/trial-mapping.ts'

const config = (url: string) => `
products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "${url}", token: t, timeoutSeconds: 5, concurrency: 8 } }
`

interface World {
  hub: TestHub
  sandbox: Sandbox
}

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function open(backend: Backend, expression: string): Promise<World> {
  const sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
  const hub = await startHub(backend, config(sandbox.url), { mappings: [file(expression), ...(await crmMappings())] })
  stops.push(
    () => hub.stop(),
    () => sandbox.close(),
  )
  return { hub, sandbox }
}

const crmMappings = async () => (await import('../core/compose/mapping-files.ts')).mappingFiles().filter(({ kind }) => kind === 'crm')

async function activate({ hub }: World, expression: string): Promise<string> {
  const draft = await hub.act.draftMapping({ kind: 'source', name: 'form', expression }, 'test')
  if (draft.state !== 'active') await hub.act.activateMapping({ id: draft.id }, 'test')
  return draft.id
}

/** Replays and waits for its end. */
async function replay({ hub }: World, filter: replays.ReplayFilter = { source: 'web' }): Promise<replays.Progress & { id: string }> {
  const { id } = await hub.act.planReplay({ filter, mapping: 'active', perSecond: 10_000 }, 'test')
  await hub.act.moveReplay(id, 'start', 'test')
  await ended(hub, id)
  await hub.quiet(60_000)
  return { id, ...(await replays.progress(hub.store.db, id)) }
}

async function ended(hub: TestHub, id: string, state: replays.ReplayState = 'done'): Promise<void> {
  for (const until = Date.now() + 60_000; (await replays.find(hub.store.db, id))!.state !== state; ) {
    if (Date.now() > until) throw new Error(`the replay is ${(await replays.find(hub.store.db, id))!.state}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** All that the CRM holds, without ids and times of its own. */
async function crm({ sandbox }: World): Promise<Record<string, string[]>> {
  const read = async (entity: string) => {
    const answer = await fetch(`${sandbox.url}/api/${entity}?limit=500`, { headers: { authorization: 'Bearer t' } })
    const { items } = (await answer.json()) as { items: Record<string, unknown>[] }
    return items.map((item) => JSON.stringify(unordered(Object.fromEntries(Object.entries(item).filter(([name]) => !OWN.has(name)))))).sort()
  }
  return { accounts: await read('accounts'), contacts: await read('contacts'), leads: await read('leads'), opportunities: await read('opportunities') }
}

const OWN = new Set([
  'id',
  'key',
  'externalKey',
  'createdAt',
  'updatedAt',
  'modifiedAt',
  'version',
  'url',
  'accountId',
  'contactId',
  'leadId',
  'account',
  'contact',
  'contactIds',
  'contacts',
  'score',
  'notes',
  'history',
])

/** Records made and written anew over there; histories and roles are not records. */
async function writeCalls({ sandbox }: World): Promise<{ create: number; update: number }> {
  const { last } = ((await (await fetch(`${sandbox.url}/_state`)).json()) as SandboxState).calls
  const count = (method: string) =>
    last.filter((call) => call.method === method && /^\/api\/(accounts|contacts|leads|opportunities)(\/[^/]+)?$/.test(call.path) && call.status < 300).length
  return { create: count('POST'), update: count('PATCH') + count('PUT') }
}

async function leadLooks(world: World) {
  const rows = await world.hub.store.db.all<{ id: string; stage: string; state: string; points: number }>('select id, stage, state, points from lead')
  const leads = new Map(rows.map((row) => [row.id, { stage: row.stage, look: JSON.stringify([row.points, { ...JSON.parse(row.state), through: null }]) }]))
  return { leads, facts: await facts(world) }
}

async function tryOut({ hub }: World, input: BacktestInput): Promise<Backtest> {
  const pool = createMappingPool(hub.setup.mappingLimits)
  try {
    return await backtest({ store: hub.store, on: hub.on, pool }, input)
  } finally {
    await pool.close()
  }
}

/** Calls that wrote something. */
const writes = async ({ sandbox }: World): Promise<number> =>
  ((await (await fetch(`${sandbox.url}/_state`)).json()) as SandboxState).calls.last.filter(({ method }) => method !== 'GET').length

for (const backend of backends) {
  describe(`replay on ${backend.name}`, { timeout: 180_000 }, () => {
    it('puts a hundred wrongly mapped deliveries right, as if they had been mapped right, and writes nothing the second time', async () => {
      const world = await open(backend, WRONG)
      for (let n = 0; n < 100; n++) await world.hub.send('web', submission(n))
      await world.hub.quiet(60_000)
      expect((await ledger.sources(world.hub.store.db))[0]).toMatchObject({ accepted: 100, processed: 75, held: 25, unaccounted: 0 })
      const wrong = await crm(world)
      expect(wrong.accounts!.length).toBeGreaterThan(2)
      const asItWas = await leadLooks(world)
      const foretold = await tryOut(world, { kind: 'source', name: 'form', expression: FIXED })
      expect(await facts(world)).toEqual(asItWas.facts)

      await activate(world, FIXED)
      const written = await writeCalls(world)
      const first = await replay(world)
      expect(first).toMatchObject({ total: 100, done: 100, outcomes: { changed: 75, newlyAccepted: 25, newlyHeld: 0, unchanged: 0, skipped: 0 } })

      expect(foretold).toMatchObject({
        deliveries: 100,
        skipped: 0,
        eventsChanged: 75,
        eventsAdded: 25,
        eventsRetracted: 0,
        newlyHeld: first.outcomes.newlyHeld,
        newlyAccepted: first.outcomes.newlyAccepted,
        findings: 0,
        problems: [],
      })
      const is = await leadLooks(world)
      const changed = [...new Set([...is.leads.keys(), ...asItWas.leads.keys()])].filter((id) => is.leads.get(id)?.look !== asItWas.leads.get(id)?.look)
      expect(foretold.leadsChanged).toBe(changed.length)
      expect(foretold.stagesChanged).toBe(changed.filter((id) => is.leads.get(id)?.stage !== asItWas.leads.get(id)?.stage).length)
      const { create, update } = await writeCalls(world)
      expect(foretold.crmWrites).toMatchObject({ create: create - written.create, update: update - written.update })
      expect(foretold.differences).toContainEqual(expect.objectContaining({ path: 'person.firstName', before: 'Weiß', after: 'Anna' }))
      expect(foretold.differences).toContainEqual(expect.objectContaining({ path: 'state', before: expect.stringContaining('held: '), after: 'taken in' }))

      const fresh = await open(backend, FIXED)
      for (let n = 0; n < 100; n++) await fresh.hub.send('web', submission(n))
      await fresh.hub.quiet(60_000)
      expect(await knownTo(world.hub)).toEqual(await knownTo(fresh.hub))
      expect(await crm(world)).toEqual(await crm(fresh))
      expect(await crm(world)).not.toEqual(wrong)
      expect((await ledger.sources(world.hub.store.db))[0]).toMatchObject({ accepted: 100, processed: 100, held: 0, unaccounted: 0 })

      const before = [await knownTo(world.hub), await crm(world), await writes(world), await facts(world)]
      const second = await replay(world)
      expect(second).toMatchObject({ total: 100, done: 100, outcomes: { unchanged: 100 }, leads: { queued: 0 }, findings: 0 })
      expect([await knownTo(world.hub), await crm(world), await writes(world), await facts(world)]).toEqual(before)
    })

    it('goes on where it was stopped, beside new traffic, and loses nothing', async () => {
      const world = await open(backend, WRONG)
      for (let n = 0; n < 60; n++) await world.hub.send('web', submission(n))
      await world.hub.quiet(60_000)
      await activate(world, FIXED)
      const { id } = await world.hub.act.planReplay({ filter: { source: 'web' }, mapping: 'active', perSecond: 150 }, 'test')
      await world.hub.act.moveReplay(id, 'start', 'test')
      for (let rounds = 0; ; rounds++) {
        await new Promise((resolve) => setTimeout(resolve, 40))
        const { done } = await replays.progress(world.hub.store.db, id)
        if (done >= 16 && done < 60) break
        if (rounds > 200 || done === 60) throw new Error(`it was over before it could be stopped: ${done}`)
      }
      // The process ends; deliveries arrive meanwhile, and another process takes up the work, the lease still standing.
      await world.hub.stopWork()
      expect((await replays.find(world.hub.store.db, id))!.state).toBe('running')
      for (let n = 60; n < 100; n++) {
        await world.hub.send('web', submission(n))
        if (n === 80) {
          await world.hub.store.write((db) => db.run('update replay set leased_until = 0'))
          world.hub.work()
        }
        expect((await ledger.sources(world.hub.store.db))[0]).toMatchObject({ accepted: n + 1, unaccounted: 0 })
      }
      await ended(world.hub, id)
      await world.hub.quiet(60_000)
      expect(await replays.progress(world.hub.store.db, id)).toMatchObject({ total: 60, done: 60, outcomes: { skipped: 0 } })
      const fresh = await open(backend, FIXED)
      for (let n = 0; n < 100; n++) await fresh.hub.send('web', submission(n))
      await fresh.hub.quiet(60_000)
      expect(await knownTo(world.hub)).toEqual(await knownTo(fresh.hub))
      expect(await crm(world)).toEqual(await crm(fresh))
    })

    it('that is paused rests, and one that is cancelled still tells the CRMs what it corrected', async () => {
      const world = await open(backend, WRONG)
      for (let n = 0; n < 40; n++) await world.hub.send('web', submission(n))
      await world.hub.quiet(60_000)
      await activate(world, FIXED)
      await world.hub.stopWork()
      const { id, total } = await world.hub.act.planReplay({ filter: { source: 'web' }, mapping: 'active' }, 'test')
      expect(total).toBe(40)
      await expect(world.hub.act.moveReplay(id, 'pause', 'test')).rejects.toThrow(`the replay ${id} is planned: it cannot be paused`)
      await world.hub.act.moveReplay(id, 'start', 'test')
      await world.hub.act.moveReplay(id, 'pause', 'test')
      world.hub.work()
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(await replays.progress(world.hub.store.db, id)).toMatchObject({ done: 0 })
      await world.hub.store.write((db) => db.run('update replay set per_second = 5'))
      await world.hub.act.moveReplay(id, 'start', 'test')
      while ((await replays.progress(world.hub.store.db, id)).done === 0) await new Promise((resolve) => setTimeout(resolve, 20))
      await world.hub.act.moveReplay(id, 'cancel', 'test')
      await ended(world.hub, id, 'cancelled')
      await world.hub.quiet(60_000)
      const { outcomes, leads } = await replays.progress(world.hub.store.db, id)
      expect(outcomes.skipped).toBeGreaterThan(0)
      expect(outcomes.changed + outcomes.newlyAccepted).toBeGreaterThan(0)
      expect(leads).toMatchObject({ waiting: 0 })
      expect(leads.queued).toBeGreaterThan(0)
    })

    it('holds what the new mapping cannot take, takes back what it told, and lets a repeat take its place', async () => {
      const world = await open(backend, FIXED)
      const told = submission(0)
      const first = await world.hub.send('web', told)
      await world.hub.quiet()
      const { telefon: _telefon, ...without } = told
      const second = await world.hub.send('web', { ...without, submissionId: told.submissionId! })
      await world.hub.quiet()
      expect(await world.hub.delivery(second)).toMatchObject({ state: 'duplicate', duplicateOf: first })
      await activate(world, FIXED.replace('$assert($exists(mail)', '$assert($not($exists(telefon)), "no telephone is wanted"); $assert($exists(mail)'))
      expect(await tryOut(world, { kind: 'replay', filter: { ids: [first] }, mapping: 'active' })).toMatchObject({ newlyHeld: 1, newlyAccepted: 1 })
      expect(await replay(world, { ids: [first] })).toMatchObject({ outcomes: { newlyHeld: 1, newlyAccepted: 1 } })
      expect(await world.hub.delivery(first)).toMatchObject({ state: 'held' })
      expect(await world.hub.delivery(second)).toMatchObject({ state: 'processed' })
      expect((await world.hub.leads()).map(({ state }) => state.touches)).toEqual([1])
      // And back: who came first counts again.
      await world.hub.act.rollBackMapping({ kind: 'source', name: 'form' }, 'test')
      await replay(world)
      expect(await world.hub.delivery(first)).toMatchObject({ state: 'processed' })
      expect(await world.hub.delivery(second)).toMatchObject({ state: 'duplicate', duplicateOf: first })
      expect((await world.hub.leads()).map(({ state }) => state.touches)).toEqual([1])
      expect((await ledger.sources(world.hub.store.db))[0]).toMatchObject({ accepted: 2, processed: 1, duplicate: 1, unaccounted: 0 })
    })

    it('keeps the records of somebody who comes back, and names those that nobody is behind meanwhile', async () => {
      const world = await open(backend, FIXED)
      await world.hub.send('web', { ...submission(0), rueckruf: 'ja' })
      await world.hub.quiet()
      const there = await crm(world)
      await activate(world, '{"ignore": "nobody wants it"}')
      const away = await replay(world)
      expect((await replays.findings(world.hub.store.db, away.id)).map(({ kind, subject }) => [kind, subject.split(' ')[1]])).toEqual(
        expect.arrayContaining([
          ['record', 'account'],
          ['record', 'contact'],
          ['handover', undefined],
        ]),
      )
      expect(await crm(world)).toEqual(there) // nothing is taken back, and nothing blanked
      expect((await listJobs(world.hub.store.db, { state: 'parked', limit: 5 })).rows).toEqual([])
      await world.hub.act.rollBackMapping({ kind: 'source', name: 'form' }, 'test')
      await replay(world)
      expect(await crm(world)).toEqual(there)
      expect(await ledger.totals(world.hub.store.db)).toMatchObject({ accounts: 1, units: 1, contacts: 1, leads: 1 })
    })

    it('tells the CRM of a corrected company through the leads it has there', async () => {
      const world = await open(backend, FIXED.replace('"name": firma', '"name": formular = "Katalog" ? kurz : undefined'))
      await world.hub.send('web', submission(0)) // a catalogue for the other product, of a company under a wrong name
      await world.hub.quiet()
      await world.hub.send('web', { ...submission(1), mail: 'anna.0@hallbauer.example', rueckruf: 'ja' })
      await world.hub.quiet()
      expect((await crm(world)).accounts).toMatchObject([expect.stringContaining('Hall Gruppe')])
      await activate(world, FIXED.replace('"name": firma', '"name": formular = "Katalog" ? firma : undefined'))
      await replay(world)
      expect((await crm(world)).accounts).toMatchObject([expect.stringContaining('Hallbauer Fördertechnik')])
    })

    it('foretells what a changed CRM mapping writes, and what the CRM would not take, and brings it there', async () => {
      const world = await open(backend, FIXED)
      for (let n = 0; n < 20; n++) await world.hub.send('web', submission(n))
      await world.hub.quiet(60_000)
      const { expression } = (await mappings.active(world.hub.store.db, 'crm', 'sandbox'))!
      const changed = expression.replace('"title": $title,', '"title": "Anfrage " & $title,')
      expect(changed).not.toBe(expression)
      const same = await tryOut(world, { kind: 'crm', name: 'sandbox', expression })
      expect(same).toMatchObject({ deliveries: 0, newlyHeld: 0, differences: [], crmWrites: { create: 0, update: 0 } })
      const foretold = await tryOut(world, { kind: 'crm', name: 'sandbox', expression: changed })
      expect(foretold.crmWrites.update).toBeGreaterThan(0)
      expect(foretold.crmWrites.create).toBe(0)
      expect(foretold.differences[0]).toMatchObject({
        delivery: null,
        lead: expect.stringMatching(/^led_/),
        path: 'lead.title',
        after: expect.stringMatching(/^Anfrage /),
      })

      await world.hub.act.describeConnection('crm')
      const odd = await tryOut(world, { kind: 'crm', name: 'sandbox', expression: expression.replace('"title": $title,', '"titel": $title,') })
      expect(odd.problems.map(({ sentence }) => sentence)).toContainEqual(expect.stringMatching(/^lead\.titel is not a field there; did you mean 'title'/))
      const failing = await tryOut(world, { kind: 'crm', name: 'sandbox', expression: `$error("nothing goes")` })
      expect(failing.newlyHeld).toBeGreaterThan(0)

      const draft = await world.hub.act.draftMapping({ kind: 'crm', name: 'sandbox', expression: changed }, 'test')
      await world.hub.act.activateMapping({ id: draft.id, untested: true }, 'test')
      const before = await writeCalls(world)
      expect((await replay(world)).leads).toMatchObject({ queued: 0 }) // no lead came out otherwise
      const { id } = await world.hub.act.planReplay({ filter: { source: 'web' }, mapping: 'active', targets: ['crm'], perSecond: 10_000 }, 'test')
      await world.hub.act.moveReplay(id, 'start', 'test')
      await ended(world.hub, id)
      await world.hub.quiet(60_000)
      const after = await writeCalls(world)
      expect({ create: after.create - before.create, update: after.update - before.update }).toEqual({ create: 0, update: foretold.crmWrites.update })
      expect((await crm(world)).leads!.every((lead) => lead.includes('"title":"Anfrage '))).toBe(true)
    })

    it('names hand-overs that lost their grounds, and takes none of them back', async () => {
      const world = await open(backend, FIXED)
      await world.hub.send('web', { ...submission(0), rueckruf: 'ja' })
      await world.hub.quiet()
      expect((await world.hub.leads())[0]!.state.offer).toMatchObject({ lane: 'fast', state: 'open' })
      await activate(world, FIXED.replace('$truth(rueckruf)', 'false'))
      const { id, findings } = await replay(world)
      expect(findings).toBe(1)
      expect(await replays.findings(world.hub.store.db, id)).toMatchObject([{ kind: 'handover', about: (await world.hub.leads())[0]!.id }])
      expect((await world.hub.leads())[0]!.state.offer).toMatchObject({ lane: 'fast', state: 'open' })
      expect((await issues.list(world.hub.store.db, { state: 'open', limit: 10 })).rows).toMatchObject([{ cause: `replay|${id}`, kind: 'review' }])
    })

    it('takes no empty filter, and says what is not there', async () => {
      const world = await open(backend, FIXED)
      await expect(world.hub.act.planReplay({ filter: {}, mapping: 'active' }, 'test')).rejects.toThrow('say which deliveries')
      await expect(world.hub.act.planReplay({ filter: { source: 'nobody' }, mapping: 'active' }, 'test')).rejects.toThrow("there is no source 'nobody'")
      await expect(world.hub.act.planReplay({ filter: { source: 'web' }, mapping: 'active', targets: ['sap'] }, 'test')).rejects.toThrow(
        "there is no connection 'sap'",
      )
      await expect(world.hub.act.planReplay({ filter: { ids: ['dlv_gone'] }, mapping: 'active' }, 'test')).rejects.toThrow(
        'there is no delivery to replay under dlv_gone: the id is unknown',
      )
    })
  })
}

/** Rows of everything a replay could write. */
async function facts({ hub }: World): Promise<unknown> {
  const count = async (table: string) => (await hub.store.db.get<{ n: number }>(`select count(*) as n from ${table}`))!.n
  return Promise.all(
    ['event', 'event_personal', 'lead_fact', 'lead_step', 'assignment', 'consent', 'job', 'attempt', 'account', 'unit', 'contact', 'lead'].map(count),
  )
}
