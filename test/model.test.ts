/**
 * The hub against a simple model: whatever arrives, is merged, erased, replayed or fails, in whatever order and with whatever
 * crashes between, everything accepted is there once, in order, and whoever was erased stays so.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../bench/verdict.ts'
import * as erasures from '../core/store/erasures.ts'
import { lookAgain } from '../core/work/reevaluator.ts'
import { type Sandbox, type SandboxState, startSandbox } from '../sandbox/server.ts'
import type { TestHub } from './helpers/hub.ts'
import { type Backend, backends } from './helpers/stores.ts'
import { FORM, replayAll } from './helpers/telling.ts'
import { type Arrival, companyOf, type Op, PEOPLE, SOURCES, sequences } from './model/shapes.ts'
import { openTrial, type Trial } from './model/trial.ts'

/** More by hand: `MODEL_MINUTES=20 LEITWERK_TEST_SEED=random npx vitest run test/model.test.ts`. */
const MINUTES = Number(process.env.MODEL_MINUTES ?? 0.4)
/** More than fit into the time. */
const MOST = Math.ceil(2_000 * MINUTES)
/** Much of a sequence is waiting, so some are played at the same time. */
const PLAYERS = 2
const TOKEN = 't'

/** What must be, told in the simplest way. */
interface Model {
  accepted: Set<string>
  /** Submissions that count as a touch, each once, and the delivery that told them first. */
  counted: Map<string, string>
  erased: Set<number>
  /** The one merge by hand that stands, and the account of each event before. */
  merged: { id: string; places: ReadonlyMap<string, string> } | null
  /** Accounts that a person said are two. */
  apart: [string, string][]
  /** By source and submission: the event, and the delivery that told it. */
  events: Map<string, { id: string; by: string }>
}

describe.concurrent('the hub and its model', { timeout: (MINUTES + 1) * 60_000 }, () => {
  for (const backend of backends)
    it(`agree after whatever happens on ${backend.name}`, async () => {
      const done: Record<string, number> = {}
      let runs = 0
      const until = Date.now() + MINUTES * 60_000
      const { seed = Date.now() % 1_000_000_000 } = fc.readConfigureGlobal()
      const player = (nth: number) =>
        fc.assert(
          fc.asyncProperty(sequences, async (ops) => {
            if (Date.now() > until) return
            runs++
            await play(backend, ops, done)
          }),
          { seed: seed + nth, numRuns: MOST, endOnFailure: true },
        )
      try {
        await Promise.all(Array.from({ length: PLAYERS }, (_, nth) => player(nth)))
      } finally {
        process.stdout.write(`${backend.name}: ${runs} sequences, ${JSON.stringify(done)}\n`)
      }
    })
})

async function play(backend: Backend, ops: readonly Op[], done: Record<string, number>): Promise<void> {
  const sandbox = await startSandbox({ listen: '127.0.0.1:0', token: TOKEN })
  const trial = await openTrial(backend, sandbox)
  const model: Model = { accepted: new Set(), counted: new Map(), erased: new Set(), merged: null, apart: [], events: new Map() }
  try {
    for (const one of ops) {
      done[one.op] = (done[one.op] ?? 0) + 1
      await perform(trial, model, sandbox, one)
    }
    await agree(trial, model, sandbox)
  } finally {
    await trial.close()
    await sandbox.close()
  }
}

async function perform(trial: Trial, model: Model, sandbox: Sandbox, one: Op): Promise<void> {
  const { hub } = trial
  switch (one.op) {
    case 'receive':
      return receive(hub, model, one)
    case 'garbage':
      model.accepted.add(await hub.send('web', '{"wer": '))
      return
    case 'fail': {
      await calm(sandbox)
      await fetch(`${sandbox.url}/_faults`, { method: 'POST', body: JSON.stringify([{ kind: one.how, next: 1, match: { method: 'POST', path: one.made } }]) })
      return
    }
    case 'crash':
      return trial.crash()
    case 'retry': {
      await hub.act.resumeJobs({ connection: 'crm' }, 'test')
      const held = await hub.store.db.all<{ id: string }>("select id from delivery where state = 'held'")
      await hub.act.releaseDeliveries(
        held.map(({ id }) => id),
        'test',
      )
      return
    }
    case 'rest':
      return rest(trial, model)
    case 'replay':
      await rest(trial, model)
      for (const source of SOURCES) await replayAll(hub, source)
      return
    case 'remap':
      return remap(trial, model)
    case 'merge':
      return merge(trial, model)
    case 'unmerge':
      return unmerge(trial, model)
    case 'look':
      await rest(trial, model)
      for (const account of new Set((await placesOf(hub)).values())) await lookAgain(hub.store, hub.on, account)
      return rest(trial, model)
    case 'erase':
      return erase(trial, model, one.who)
    default:
      return one satisfies never
  }
}

async function receive(hub: TestHub, model: Model, { who, source, n, isLate }: Arrival): Promise<void> {
  const submissionId = `${who}-${n}`
  const late = isLate ? { zeit: '2026-08-01T08:00:00.000Z' } : {}
  const id = await hub.send(source, { submissionId, ...PEOPLE[who]!, ruf: n > 0 && isLate ? 'nein' : 'ja', ...late })
  model.accepted.add(id)
  const key = `${source} ${submissionId}`
  if (!model.erased.has(who) && !model.counted.has(key)) model.counted.set(key, id)
}

async function rest(trial: Trial, model: Model): Promise<void> {
  await trial.rest()
  await keepsEvents(trial.hub, model)
  await staysApart(trial.hub, model)
  await keepsCompanies(trial.hub, model)
}

/** An event that was told once is the same event for ever, by the word of who told it until now or who came first: two at the same moment may go in any order. */
async function keepsEvents({ store }: TestHub, { events, counted }: Model): Promise<void> {
  const rows = await store.db.all<{ id: string; delivery_id: string; source: string; item_key: string }>(
    "select id, delivery_id, source, item_key from event where state = 'active'",
  )
  for (const { id, delivery_id, source, item_key } of rows) {
    const key = `${source} ${item_key}`
    const known = events.get(key) ?? { id, by: delivery_id }
    expect(id, `the event of ${key}`).toBe(known.id)
    expect([known.by, counted.get(key)], `who told ${key}`).toContain(delivery_id)
    events.set(key, { id, by: delivery_id })
  }
}

async function staysApart({ store }: TestHub, { apart }: Model): Promise<void> {
  const rows = await store.db.all<{ id: string; merged_into: string | null }>('select id, merged_into from account')
  const into = new Map(rows.map((row) => [row.id, row.merged_into]))
  const standing = (id: string): string => {
    const next = into.get(id)
    return next ? standing(next) : id
  }
  for (const [a, b] of apart) expect(standing(a), 'told apart by a person').not.toBe(standing(b))
}

async function keepsCompanies(hub: TestHub, model: Model): Promise<void> {
  if (model.merged) return
  const companies = new Map<string, Set<string>>()
  for (const { account, who } of await seats(hub)) companies.set(account, (companies.get(account) ?? new Set()).add(companyOf(who)))
  for (const [account, those] of companies) expect([...those], `companies of ${account}`).toHaveLength(1)
}

/** Whose events are where. */
async function seats({ store }: TestHub): Promise<{ account: string; who: number }[]> {
  const rows = await store.db.all<{ account: string; item_key: string }>(
    `select a.account_id as account, e.item_key from event e join assignment a on a.event_id = e.id and a.closed_at is null where e.state = 'active'`,
  )
  return rows.map(({ account, item_key }) => ({ account, who: Number(/(\d)-\d/.exec(item_key)![1]) }))
}

/** The mapping says something else of every submission, and all are told anew. */
async function remap(trial: Trial, model: Model): Promise<void> {
  await rest(trial, model)
  const { act } = trial.hub
  const expression = FORM.expression.replace('"system": "form"', `"system": "form", "campaign": "as of ${trial.hub.on.now()}"`)
  const { id } = await act.draftMapping({ kind: 'source', name: 'form', expression }, 'test')
  await act.activateMapping({ id, untested: true }, 'test')
  for (const source of SOURCES) await replayAll(trial.hub, source)
  await rest(trial, model)
}

async function merge(trial: Trial, model: Model): Promise<void> {
  if (model.merged) return
  await rest(trial, model)
  const places = await placesOf(trial.hub)
  const [survivor, absorbed] = new Set(places.values())
  if (survivor === undefined || absorbed === undefined) return
  model.merged = { id: await trial.hub.act.merge({ level: 'account', survivor, absorbed, reason: 'renamed' }, 'test'), places }
  model.apart = [] // the later word counts
  expect([...(await placesOf(trial.hub)).values()]).not.toContain(absorbed)
}

/** The one by hand, else the last one that the hub made by itself. */
async function unmerge(trial: Trial, model: Model): Promise<void> {
  await rest(trial, model)
  const { store, act } = trial.hub
  const rows = await store.db.all<{ id: string; survivor: string; absorbed: string; by_whom: string }>(
    "select id, survivor, absorbed, by_whom from merge where undone_at is null and level = 'account' order by at desc, id desc",
  )
  const one = model.merged ? rows.find(({ id }) => id === model.merged?.id) : rows[0]
  if (!one || rows[0]?.id !== one.id) return // others came after it
  const places = model.merged?.places ?? new Map<string, string>()
  model.merged = null
  await act.unmerge(one.id, 'two companies', 'test')
  model.apart.push([one.survivor, one.absorbed])
  const now = await placesOf(trial.hub)
  for (const [event, account] of places) if (now.has(event)) expect(now.get(event), `the place of ${event}`).toBe(account)
  await rest(trial, model)
}

async function placesOf({ store }: TestHub): Promise<Map<string, string>> {
  const rows = await store.db.all<{ event_id: string; account_id: string }>(
    'select event_id, account_id from assignment where closed_at is null order by event_id',
  )
  return new Map(rows.map((row) => [row.event_id, row.account_id]))
}

async function erase(trial: Trial, model: Model, person: number): Promise<void> {
  await rest(trial, model)
  const { hub } = trial
  const { mail } = PEOPLE[person]!
  if (!(await namedIn(hub, mail)).includes('contact')) return
  const id = await hub.act.erasePerson({ who: mail }, 'test')
  await trial.until(`the erasure of ${mail}`, async () => (await erasures.find(hub.store.db, id))!.state === 'done')
  model.erased.add(person)
}

/** Where an address stands. */
async function namedIn({ store: { db } }: TestHub, mail: string): Promise<string[]> {
  const texts = {
    contact: await db.all<{ text: string }>('select profile as text from contact'),
    event: await db.all<{ text: string }>('select data as text from event_personal'),
    request: (await db.all<{ body: Uint8Array | null }>('select body from delivery_raw')).map(({ body }) => ({ text: Buffer.from(body ?? []).toString() })),
  }
  return Object.entries(texts).flatMap(([where, rows]) => (rows.some(({ text }) => text.toLowerCase().includes(mail)) ? [where] : []))
}

const calm = (sandbox: Sandbox) => fetch(`${sandbox.url}/_faults`, { method: 'DELETE' })

async function agree(trial: Trial, model: Model, sandbox: Sandbox): Promise<void> {
  await calm(sandbox)
  await rest(trial, model)
  const { hub } = trial
  const sent = { size: model.counted.size, unanswered: 0 }
  expect(await judge(hub.store.db, model.accepted, sent)).toMatchObject({ lost: 0, doubled: 0, reordered: 0, parked: 0, unaccounted: 0 })
  expect([...model.events.keys()].sort(), 'submissions that count').toEqual([...model.counted.keys()].sort())
  const { duplicates } = (await (await fetch(`${sandbox.url}/_state`)).json()) as SandboxState
  expect(Object.values(duplicates).flat()).toEqual([])
  for (const person of model.erased) expect(await namedIn(hub, PEOPLE[person]!.mail), `${PEOPLE[person]!.mail}, who was erased`).toEqual([])
}
