/**
 * The hub against a simple model: whatever arrives, is merged, erased, replayed or fails, in whatever order and with whatever
 * crashes between, everything accepted is there once, in order, and whoever was erased stays so.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../bench/verdict.ts'
import { mappingFiles } from '../core/compose/mapping-files.ts'
import * as erasures from '../core/store/erasures.ts'
import type { Store } from '../core/store/store.ts'
import { type Sandbox, type SandboxState, startSandbox } from '../sandbox/server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type Backend, backends } from './helpers/stores.ts'
import { FORM, replayAll } from './helpers/telling.ts'

/** More by hand: `MODEL_RUNS=500 MODEL_MINUTES=20 npx vitest run test/model.test.ts`. */
const RUNS = Number(process.env.MODEL_RUNS ?? 25)
const MINUTES = Number(process.env.MODEL_MINUTES ?? 0.25)

const PEOPLE = [
  ['Karla Rau', 'k.rau@ruebsam-pumpen.example', 'Rübsam Pumpen GmbH', '90402', 'Nürnberg'],
  ['Petra Lang', 'p.lang@ruebsam-pumpen.example', 'Rübsam Pumpen GmbH', '90402', 'Nürnberg'],
  ['Jost Mohn', 'j.mohn@velora.example', 'Velora Fluidtechnik GmbH', '28195', 'Bremen'],
  ['Uwe Thal', 'u.thal@velora.example', 'Velora Fluidtechnik GmbH', '28195', 'Bremen'],
  ['Enno Tjarks', 'enno.tjarks@kranbau-oste.example', 'Kranbau Oste GmbH', '21755', 'Hechthausen'],
] as const
const FAULTS = ['500', 'timeout-after-write', 'reset', 'half-response'] as const

type Plain = 'garbage' | 'merge' | 'unmerge' | 'crash' | 'retry' | 'replay' | 'rest'
type Op = { op: 'receive' | 'late'; who: number; n: number } | { op: Plain } | { op: 'fail'; how: (typeof FAULTS)[number] } | { op: 'erase'; who: number }

const who = fc.nat(PEOPLE.length - 1)
const plain = (...names: Plain[]): fc.Arbitrary<Op> => fc.record({ op: fc.constantFrom(...names) })
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ op: fc.constantFrom('receive' as const, 'late' as const), who, n: fc.nat(3) }) },
  { weight: 6, arbitrary: plain('garbage', 'merge', 'unmerge', 'crash', 'retry', 'rest') },
  { weight: 1, arbitrary: plain('replay') },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('fail' as const), how: fc.constantFrom(...FAULTS) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('erase' as const), who }) },
)

interface Merged {
  id: string
  /** Account of each delivery before. */
  places: ReadonlyMap<string, string>
}

/** What must be, told in the simplest way. */
interface Model {
  accepted: Set<string>
  /** Submissions that count as a touch, each once. */
  counted: Set<string>
  erased: Set<number>
  merged: Merged | null
}

for (const backend of backends) {
  describe(`the hub and its model on ${backend.name}`, { timeout: (MINUTES + 1) * 60_000 }, () => {
    it('agree after whatever happens', async () => {
      const done: Record<string, number> = {}
      let runs = 0
      await fc.assert(
        fc.asyncProperty(fc.array(op, { minLength: 6, maxLength: 24 }), async (ops) => {
          runs++
          await play(backend, ops, done)
        }),
        { numRuns: RUNS, interruptAfterTimeLimit: MINUTES * 60_000, endOnFailure: process.env.MODEL_RUNS === undefined },
      )
      process.stdout.write(`${backend.name}: ${runs} sequences, ${JSON.stringify(done)}\n`)
    })
  })
}

async function play(backend: Backend, ops: readonly Op[], done: Record<string, number>): Promise<void> {
  const sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
  const trial = await openTrial(backend, sandbox)
  const model: Model = { accepted: new Set(), counted: new Set(), erased: new Set(), merged: null }
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

interface Trial {
  readonly hub: TestHub
  /** The process dies in the middle of whatever it does, and another begins when its leases have run out. */
  crash(): Promise<void>
  rest(): Promise<void>
  close(): Promise<void>
}

async function openTrial(backend: Backend, { url }: Sandbox): Promise<Trial> {
  let ahead = 0
  const now = () => Date.now() + ahead
  const { store, drop } = await backend.fresh(now)
  const yaml = `
products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "${url}", token: t, timeoutSeconds: 5 } }
`
  const mappings = [FORM, ...mappingFiles().filter(({ kind }) => kind === 'crm')]
  const open = async () => {
    const life = mortal(store)
    return { life, hub: await startHub(backend, yaml, { store: life.store, mappings, now }) }
  }
  let current = await open()
  return {
    get hub() {
      return current.hub
    },
    crash: async () => {
      current.life.end()
      await current.hub.stop()
      ahead += 120_000
      current = await open()
    },
    rest: async () => {
      ahead += 3_600_000 // what waits for better weather is due
      await current.hub.quiet()
    },
    close: async () => {
      await current.hub.stop()
      await drop()
    },
  }
}

/** A store that this process can use until its end: no transaction is committed after it. */
function mortal(store: Store): { store: Store; end(): void } {
  let isOver = false
  const write: Store['write'] = (work, priority) =>
    store.write(async (db) => {
      const value = await work(db)
      if (isOver) throw new Error('the process ended')
      return value
    }, priority)
  return {
    store: { ...store, write },
    end: () => {
      isOver = true
    },
  }
}

async function perform(trial: Trial, model: Model, sandbox: Sandbox, one: Op): Promise<void> {
  const { hub } = trial
  switch (one.op) {
    case 'receive':
    case 'late': {
      const [name, mail, firma, plz, ort] = PEOPLE[one.who]!
      const submissionId = `${one.who}-${one.n}`
      const late = one.op === 'late' ? { zeit: '2026-08-01T08:00:00.000Z' } : {}
      model.accepted.add(await hub.send('web', { submissionId, wer: name, mail, firma, plz, ort, ruf: one.n === 0 ? 'ja' : 'nein', ...late }))
      if (!model.erased.has(one.who)) model.counted.add(submissionId)
      return
    }
    case 'garbage':
      model.accepted.add(await hub.send('web', '{"wer": '))
      return
    case 'fail':
      await fetch(`${sandbox.url}/_faults`, { method: 'POST', body: JSON.stringify([{ kind: one.how, next: 1 }]) })
      return
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
    case 'replay':
      await trial.rest()
      return replayAll(hub)
    case 'rest':
      return trial.rest()
    case 'merge':
      return merge(trial, model)
    case 'unmerge':
      return unmerge(trial, model)
    case 'erase':
      return erase(trial, model, one.who)
    default:
      return one satisfies never
  }
}

async function merge(trial: Trial, model: Model): Promise<void> {
  if (model.merged) return
  await trial.rest()
  const places = await placesOf(trial.hub)
  const [survivor, absorbed] = new Set(places.values())
  if (survivor === undefined || absorbed === undefined) return
  model.merged = { id: await trial.hub.act.merge({ level: 'account', survivor, absorbed, reason: 'renamed' }, 'test'), places }
  expect([...(await placesOf(trial.hub)).values()]).not.toContain(absorbed)
}

async function unmerge(trial: Trial, model: Model): Promise<void> {
  if (!model.merged) return
  await trial.rest()
  const { id, places } = model.merged
  model.merged = null
  await trial.hub.act.unmerge(id, 'not renamed', 'test')
  const now = await placesOf(trial.hub)
  for (const [event, account] of places) if (now.has(event)) expect(now.get(event)).toBe(account)
}

async function placesOf({ store }: TestHub): Promise<Map<string, string>> {
  const rows = await store.db.all<{ event_id: string; account_id: string }>(
    'select event_id, account_id from assignment where closed_at is null order by event_id',
  )
  return new Map(rows.map((row) => [row.event_id, row.account_id]))
}

async function erase(trial: Trial, model: Model, person: number): Promise<void> {
  await trial.rest()
  const { hub } = trial
  const mail = PEOPLE[person]![1]
  if (!(await knows(hub, mail))) return
  const id = await hub.act.erasePerson({ who: mail }, 'test')
  for (const until = Date.now() + 20_000; (await erasures.find(hub.store.db, id))!.state !== 'done'; await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() > until) throw new Error(`the erasure of ${mail} does not end`)
  model.erased.add(person)
}

const knows = async ({ store }: TestHub, mail: string): Promise<boolean> =>
  (await store.db.all<{ profile: string }>('select profile from contact')).some(({ profile }) => profile.toLowerCase().includes(mail))

async function agree(trial: Trial, model: Model, { url }: Sandbox): Promise<void> {
  await fetch(`${url}/_faults`, { method: 'DELETE' })
  await trial.rest()
  const { hub } = trial
  const sent = { size: model.counted.size, unanswered: 0 }
  expect(await judge(hub.store.db, model.accepted, sent)).toMatchObject({ lost: 0, doubled: 0, reordered: 0, parked: 0, unaccounted: 0 })
  const { duplicates } = (await (await fetch(`${url}/_state`)).json()) as SandboxState
  expect(Object.values(duplicates).flat()).toEqual([])
  for (const person of model.erased) expect(await knows(hub, PEOPLE[person]![1])).toBe(false)
}
