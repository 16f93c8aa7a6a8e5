/** A hub whose process can die at any moment, whose clock can be put forward, and which is waited for no longer than it takes. */
import { left } from '../../bench/verdict.ts'
import { mappingFiles } from '../../core/compose/mapping-files.ts'
import type { Store } from '../../core/store/store.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startHub, type TestHub } from '../helpers/hub.ts'
import type { Backend } from '../helpers/stores.ts'
import { FORM } from '../helpers/telling.ts'
import { SOURCES } from './shapes.ts'

export interface Trial {
  readonly hub: TestHub
  /** The process dies in the middle of whatever it does, and another begins when its leases have run out. */
  crash(): Promise<void>
  /** Everything is done, also what waits for better weather. */
  rest(): Promise<void>
  /** The same until something is so. @param what for the error */
  until(what: string, isSo: () => Promise<boolean>): Promise<void>
  close(): Promise<void>
}

const LEASES_MS = 120_000
/** What waits for better weather comes after a few of these. */
const STEP_MS = 60_000
/** So many looks in which nothing gets done until the clock is put forward. */
const LOOKS = 3
const LOOK_MS = 12
const PATIENCE_MS = 60_000

export async function openTrial(backend: Backend, { url }: Sandbox): Promise<Trial> {
  let ahead = 0
  const now = () => Date.now() + ahead
  const { store, drop } = await backend.fresh(now)
  const yaml = `
products: [{ id: kran, name: Kran, default: true }]
sources: { ${SOURCES.map((id) => `${id}: { kind: form, secret: s }`).join(', ')} }
connections: { crm: { kind: sandbox, url: "${url}", token: t, timeoutSeconds: 1 } }
privacy: { rewriteMb: 0 }
`
  const mappings = [FORM, ...mappingFiles().filter(({ kind }) => kind === 'crm')]
  const open = async () => {
    const life = mortal(store)
    return { life, hub: await startHub(backend, yaml, { store: life.store, mappings, now }) }
  }
  let current = await open()
  /** All who would look for work by themselves only in a while. */
  const wake = async () => {
    await current.hub.act.releaseDeliveries([], 'test')
    await current.hub.act.resumeJobs({ connection: 'crm', ids: [] }, 'test')
    await current.hub.act.eraseAgain([], 'test')
  }
  const until = async (what: string, isSo: () => Promise<boolean>) => {
    let before = ''
    for (let looks = 0, end = Date.now() + PATIENCE_MS; !(await isSo()); looks++) {
      const there = await whatIsLeft(store, now())
      if (there.text !== before || there.isAtWork) looks = 0
      before = there.text
      if (Date.now() > end) throw new Error(`${what} does not happen: ${before}`)
      if (looks >= LOOKS) {
        ahead += STEP_MS
        looks = 0
        await wake()
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }
  return {
    get hub() {
      return current.hub
    },
    crash: async () => {
      current.life.end()
      await current.hub.stop()
      ahead += LEASES_MS
      current = await open()
    },
    until,
    rest: async () => {
      await wake()
      await until('the end of all work', async () => {
        return (await left(store.db)) === 0
      })
    },
    close: async () => {
      await current.hub.stop()
      await drop()
    },
  }
}

async function whatIsLeft({ db }: Store, now: number): Promise<{ text: string; isAtWork: boolean }> {
  const row = await db.get<Record<'deliveries' | 'tries' | 'jobs' | 'attempts' | 'leases', number>>(
    `select (select count(*) from delivery where state = 'pending') as deliveries, (select coalesce(sum(attempts), 0) from delivery) as tries,
       (select count(*) from job where state in ('pending', 'running')) as jobs, (select count(*) from attempt) as attempts,
       (select count(*) from lane where leased_until > $1) + (select count(*) from erasure where leased_by is not null and leased_until > $1) as leases`,
    [now],
  )
  return { text: JSON.stringify(row), isAtWork: row!.leases > 0 }
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
