/** How long figures take: every one told apart by channel, of one industry, over three years by month, beside what reading everything anew takes. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '../../config/load.ts'
import { setupOf } from '../../core/compose/setup.ts'
import type { Asked } from '../../core/figure-data.ts'
import { FIGURES } from '../../core/metrics/figures/index.ts'
import { openStore, type Store } from '../../core/store/store.ts'
import { createFigureDesk } from '../../core/work/figure-desk.ts'
import { createDatabase, startPostgres } from '../../test/helpers/postgres.ts'
import type { Options } from '../main.ts'
import { hubScript } from '../processes.ts'
import { writeLog } from './log.ts'

const TIMES = 5
/** Simulated, and promised no such time. */
const SLOW = new Set(['forecast', 'targets'])
const CHANGED = 100

export async function figureSpeed(options: Options): Promise<object> {
  const { database, store: url, variant, say } = options
  if (url !== null) return { [url.split(':')[0]!]: await measured(url, variant, say) }
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const results: Record<string, object> = {}
  try {
    const log = options.set ?? join(folder, 'log')
    if (options.set === null) await writeLog({ ...options, out: log })
    for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one)) {
      const server = kind === 'postgres' ? await startPostgres() : null
      const at = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
      const begun = performance.now()
      execFileSync(process.execPath, [hubScript, 'figures', 'import', log, '--database', at, '--json'], { stdio: ['ignore', 'ignore', 'inherit'] })
      const importSeconds = seconds(begun)
      say(`${kind}: imported in ${importSeconds} s`)
      results[kind] = { importSeconds, ...(await measured(at, variant, say)) }
      await server?.stop()
    }
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param only one figure, or null for all */
async function measured(url: string, only: string | null, say: Options['say']): Promise<object> {
  const store = await openStore(url, { now: Date.now, poolSize: 1 })
  try {
    const now = await lastReceived(store)
    let ahead = 0
    const setup = setupOf(parseConfig('products: [{ id: p1, name: P1, default: true }]', 'bench.yaml'), {})
    const desk = createFigureDesk({ db: store.db, setup, now: () => now + ahead })
    const to = new Date(now).toISOString().slice(0, 10)
    const asked: Asked = {
      figure: '',
      from: `${Number(to.slice(0, 4)) - 3}${to.slice(4)}`,
      to,
      period: 'month',
      by: 'channel',
      mode: null,
      kind: null,
      where: { industry: 'machinery' },
      asOf: null,
    }
    const read = performance.now()
    await desk.ask({ ...asked, figure: 'leads-created' })
    const readSeconds = seconds(read)
    const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20)
    say(`everything read in ${readSeconds} s, ${megabytes} MB`)
    const figures: Record<string, { first: number; median: number }> = {}
    for (const { name, dimensions } of FIGURES.filter((one) => (only === null ? !SLOW.has(one.name) && one.basis !== 'receipt' : one.name === only))) {
      const question = { ...asked, figure: name, by: dimensions.includes('channel') ? ('channel' as const) : (dimensions[0] ?? null) }
      const times: number[] = []
      for (let i = 0; i < TIMES; i++) {
        const begun = performance.now()
        await desk.ask(question)
        times.push(performance.now() - begun)
      }
      figures[name] = { first: Math.round(times[0]!), median: Math.round([...times].sort((a, b) => a - b)[Math.floor(TIMES / 2)]!) }
      say(`${name.padEnd(28)} first ${figures[name].first} ms, median ${figures[name].median} ms`)
    }
    await store.write(async (db) => {
      await db.run(`update lead set updated_at = $1 where id in (select id from lead order by id limit ${CHANGED})`, [now + 60_000])
    })
    ahead = 60_000
    const refresh = performance.now()
    await desk.ask({ ...asked, figure: 'leads-created' })
    const medians = Object.values(figures).map(({ median }) => median)
    return {
      readSeconds,
      megabytes,
      afterChangesMs: Math.round(performance.now() - refresh),
      slowestMs: Math.max(...medians),
      over300: medians.filter((ms) => ms > 300).length,
      figures,
    }
  } finally {
    await store.close()
  }
}

const lastReceived = async ({ db }: Pick<Store, 'db'>): Promise<number> =>
  (await db.get<{ at: number }>('select max(recorded_at) as at from lead_step'))!.at + 1
const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10
