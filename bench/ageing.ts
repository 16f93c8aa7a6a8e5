/**
 * What waiting costs beside a million leads: a look that finds nothing due, and leads whose points have faded counted anew.
 * Leads are made with the rules of a hub; a thousand of them are due.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import { fadeScores } from '../core/flow/fade-scores.ts'
import { idGenerator } from '../core/id.ts'
import { nextFading } from '../core/lead/fade.ts'
import { nothing } from '../core/lead/lead-state.ts'
import { scoreAt } from '../core/lead/score.ts'
import { insertInto, json } from '../core/store/db.ts'
import type { Value } from '../core/store/sql.ts'
import { openStore, type Store } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'

const LEADS = 1_000_000
const DUE = 1_000
const AT_ONCE = 10_000
const LOOKS = 200
const DAY_MS = 86_400_000
const insertLead = insertInto('lead', [
  'id',
  'unit_id',
  'account_id',
  'product',
  'created_at',
  'cycle',
  'stage',
  'points',
  'fit',
  'engagement',
  'state',
  'steps',
  'updated_at',
  'fades_at',
])

export async function ageing({ database, n, say }: Options): Promise<object> {
  const results: Record<string, object> = {}
  for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one))
    results[kind] = await measure(kind, n ?? LEADS, (text) => say(`${kind}: ${text}`))
  return results
}

async function measure(kind: 'sqlite' | 'postgres', leads: number, say: (text: string) => void): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const server = kind === 'postgres' ? await startPostgres() : null
  const store = await openStore(server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`, { now: Date.now, throwaway: true })
  try {
    const setup = setupOf(parseConfig('{}', 'bench'), {})
    const now = Date.now()
    await fill(store, setup.rules, leads, now)
    if (server) await store.db.run('analyze lead')
    say(`${leads} leads are in place, ${DUE} of them due`)
    const turn = () => timed(() => store.write((db) => fadeScores(db, { now: () => now, setup }, 100)))
    const fading = await times(DUE / 100, turn)
    const looks = await times(LOOKS, turn)
    const left = await store.db.get<{ n: number }>('select count(*) as n from lead where fades_at <= $1', [now])
    if (Number(left?.n) > 0) throw new Error(`${left?.n} leads are still due`)
    const figures = { leads, looksWithNothingDue: spread(looks), hundredLeads: spread(fading) }
    say(`nothing due: ${figures.looksWithNothingDue.p50} ms; a hundred leads: ${figures.hundredLeads.p50} ms`)
    return figures
  } finally {
    await store.close()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fill(store: Store, rules: Parameters<typeof scoreAt>[0], leads: number, now: number): Promise<void> {
  const newId = idGenerator()
  for (let from = 0; from < leads; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, leads - from) }, (_, i): Value[] => {
      const touched = now - ((from + i) % Math.floor(leads / DUE) === 0 ? 60 : 1) * DAY_MS
      const engagement = { 90: { points: 40, at: touched } }
      const score = scoreAt(rules, {}, engagement, touched)
      const state = json({ ...nothing(), stage: 'lead', touches: 1, lastTouchAt: touched, identifiedAt: touched, engagement })
      const ids = [newId('led'), newId('unt'), newId('acc')]
      return [...ids, 'kran', touched, 1, 'lead', score.points, score.fit, score.engagement, state, 0, touched, nextFading(rules, engagement, touched)]
    })
    await store.write((db) => insertLead(db, rows))
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function times(n: number, work: () => Promise<number>): Promise<number[]> {
  const all: number[] = []
  for (let i = 0; i < n; i++) all.push(await work())
  return all
}

const spread = (all: readonly number[]) => {
  const sorted = [...all].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 100) / 100
  return { p50: at(0.5), p99: at(0.99) }
}
