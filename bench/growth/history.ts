/** The history of a growing store: real deliveries once, then copies of what they left. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as operation from '../../core/store/operation.ts'
import { openStore, type Store } from '../../core/store/store.ts'
import { know } from '../known.ts'
import { backlog, configOf, submissions, untilDone } from '../pipeline.ts'
import { hubScript, startScript } from '../processes.ts'
import { addCopy, type Moulds, mouldsOf } from './copies.ts'
import type { Places } from './places.ts'

/** Ten deliveries of each company; as many companies again are known, and nothing came of them yet: they are what is measured. */
export const TEMPLATE = { units: 2_000, deliveries: 20_000, measured: 2_000 } as const
/** How long history goes back at the steady state. */
export const STEADY_DAYS = 90

const DAY_MS = 86_400_000
const MADE = 'bench|template'
const COPIES = 'bench|copies'
const TOLD_EVERY = 10

/** Lets a hub work through real deliveries, unless that was done. */
export async function makeTemplate(kind: 'sqlite' | 'postgres', places: Places, folder: string, say: (text: string) => void): Promise<void> {
  if ((await places.isThere('template')) && (await metaOf(places.urlOf('template'), MADE)) !== undefined) return
  await places.renew('template')
  const url = places.urlOf('template')
  const store = await openStore(url, { now: Date.now, poolSize: 4 })
  await know(store, submissions(TEMPLATE.units + TEMPLATE.measured))
  await backlog(store, { units: TEMPLATE.units, count: TEMPLATE.deliveries })
  await store.close()
  say(`${TEMPLATE.deliveries} deliveries to ${TEMPLATE.units} units go through a hub`)
  const sandbox = await startScript(hubScript, ['sandbox', '--listen', '127.0.0.1:0', '--token', 't', '--no-people'])
  const config = join(folder, 'template.yaml')
  writeFileSync(config, configOf(sandbox.url))
  const hub = await startScript(hubScript, ['serve', '--config', config, '--database', url, '--listen', '127.0.0.1:0'])
  await untilDone(url, kind)
  await hub.stop()
  await sandbox.stop()
  await setMeta(url, MADE, new Date().toISOString())
}

/** Writes copies until there are so many deliveries beside the template; goes on where it was broken off. @returns copies written now, and how fast */
export async function grow(places: Places, deliveries: number, steady: number, say: (text: string) => void): Promise<{ copies: number; perSecond: number }> {
  if (!(await places.isThere('large'))) await places.renew('large')
  const wanted = Math.round(deliveries / TEMPLATE.deliveries)
  const moulds = await read(places.urlOf('template'), mouldsOf)
  const between = (STEADY_DAYS * DAY_MS) / (steady / TEMPLATE.deliveries)
  const store = await openStore(places.urlOf('large'), { now: Date.now, poolSize: 4, throwaway: true })
  const done = Number((await operation.knownMeta(store.db, COPIES)) ?? 0)
  const began = performance.now()
  await places.packed('large', async () => {
    for (let nth = done + 1; nth <= wanted; nth++) {
      await addOne(store, moulds, nth, nth * between)
      if (nth % TOLD_EVERY === 0 || nth === wanted) say(`${nth} of ${wanted} copies of ${moulds.deliveries} deliveries, ${rate(nth - done, began)}/s`)
    }
  })
  if (wanted > done && store.db.dialect.manyWriters) await store.db.run('analyze')
  await store.close()
  return { copies: Math.max(0, wanted - done), perSecond: rate(wanted - done, began) }
}

const rate = (copies: number, began: number): number => Math.round((Math.max(0, copies) * TEMPLATE.deliveries) / ((performance.now() - began) / 1000))

/** A copy and its number in one transaction. */
async function addOne(store: Store, moulds: Moulds, nth: number, earlierMs: number): Promise<void> {
  await store.write(async (db) => {
    await addCopy(db, moulds, nth, earlierMs)
    await operation.setMeta(db, COPIES, String(nth))
  })
}

async function read<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url, { now: Date.now, poolSize: 1 })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const metaOf = (url: string, key: string) => read(url, (store) => operation.knownMeta(store.db, key))
const setMeta = (url: string, key: string, value: string) => read(url, (store) => store.write((db) => operation.setMeta(db, key, value)))
