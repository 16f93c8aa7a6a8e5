/**
 * Jobs into a CRM that answers at once: leads that nobody brought there yet wait while its connection is paused, then it is
 * resumed. Into one that finds and takes many records in a call (a stand-in of Salesforce), one that takes many but finds each by
 * itself (of Odoo), and one that takes each by itself (the sandbox).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from '../core/store/db.ts'
import * as deliveries from '../core/store/deliveries.ts'
import { setConnectionState } from '../core/store/operation.ts'
import { openStore } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import { finished, untilDone, untilMapped, wishOf } from './pipeline.ts'
import { hubScript, startScript } from './processes.ts'
import { VENDORS } from './vendors.ts'
import { firm } from './world.ts'

const JOBS = 3_000
const CRMS = { batched: 'salesforce', taken: 'odoo', single: 'sandbox' } as const

export async function jobsPerSecond({ database, n, variant: only, say }: Options): Promise<object> {
  const results: Record<string, number> = {}
  for (const kind of ['sqlite', 'postgres'] as const) {
    if (database !== 'both' && database !== kind) continue
    for (const [variant, crm] of Object.entries(CRMS)) {
      if (only !== null && only !== variant) continue
      const perSecond = await measure(kind, crm, n ?? JOBS)
      results[`${kind}${variant[0]!.toUpperCase()}${variant.slice(1)}PerSecond`] = perSecond
      say(`${kind}, ${crm}: ${perSecond} jobs/s`)
    }
  }
  return results
}

async function measure(kind: 'sqlite' | 'postgres', crm: string, count: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const server = kind === 'postgres' ? await startPostgres() : null
  const database = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
  const vendor = await VENDORS[crm]!()
  const config = join(folder, 'hub.yaml')
  writeFileSync(config, configOf(crm, vendor.settings))
  const serve = () => startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', '127.0.0.1:0'])
  const change = async (work: (db: Db) => Promise<unknown>) => {
    const store = await openStore(database, { now: Date.now, poolSize: 1 })
    await store.write(work)
    await store.close()
  }
  const become = (state: 'active' | 'paused') => (db: Db) => setConnectionState(db, { connection: 'crm', state, reason: null, since: Date.now(), by: null })
  try {
    await change(become('paused'))
    await change((db) =>
      deliveries.accept(
        db,
        Array.from({ length: count }, (_, i) => wishOf(firm(i), i, count)),
      ),
    )
    const mapping = await serve()
    await untilMapped(database, kind)
    await mapping.stop()
    let jobs = 0 // what a newer state of its lead superseded is done already
    await change(async (db) => {
      jobs = (await db.get<{ n: number }>("select count(*) as n from job where state = 'pending'"))!.n
      await become('active')(db)
    })
    const hub = await serve()
    const started = performance.now()
    await untilDone(database, kind)
    const seconds = (performance.now() - started) / 1000
    await finished(database, kind)
    await hub.stop()
    return Math.round(jobs / seconds)
  } finally {
    await vendor.close()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const configOf = (crm: string, settings: Readonly<Record<string, string>>): string => `
log: warn
products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: bench } }
connections: { crm: { kind: ${crm}, concurrency: 16, ${Object.entries(settings)
  .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  .join(', ')} } }
`
