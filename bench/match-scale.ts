/**
 * How fast submissions are matched beside so many known accounts: each record of a set is an account of its own, as if
 * nothing had ever matched, so that more companies come near than in a store that grew; then the next ones are resolved.
 */
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import { idGenerator } from '../core/id.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { isResolvable, type Submission, submissionOf } from '../core/lead/submission.ts'
import { silentLog } from '../core/log.ts'
import type { MatchRecord } from '../core/match-record.ts'
import { openStore, type Store } from '../core/store/store.ts'
import { eventOf, matchRecords } from '../core/work/match-records.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import { know } from './known.ts'
import type { Options } from './main.ts'

const ACCOUNTS = 1_000_000
/** Resolved before anything is timed, and then: what is measured. */
const WARM_UP = 1_000
const TIMED = 10_000

export async function matchingAtScale({ database, n, set, say }: Options): Promise<object> {
  if (set === null) throw new Error('name a folder with records.jsonl: --set DIR')
  const results: Record<string, object> = {}
  const runs = (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one)
  for (const kind of runs) results[kind] = await measure(kind, join(set, 'records.jsonl'), n ?? ACCOUNTS, (text) => say(`${kind}: ${text}`))
  return results
}

async function measure(kind: 'sqlite' | 'postgres', file: string, accounts: number, say: (text: string) => void): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const server = kind === 'postgres' ? await startPostgres() : null
  const path = join(folder, 'hub.sqlite')
  const store = await openStore(server ? (await createDatabase(server.url)).url : `sqlite:${path}`, { now: Date.now, poolSize: 2, throwaway: true })
  try {
    const further: MatchRecord[] = []
    await know(store, firstOf(file, accounts, further, say))
    const of = (await store.db.get<{ n: number }>('select count(*) as n from account'))!
    say(`${of.n} accounts are known${server ? '' : `, ${Math.round(statSync(path).size / 2 ** 20)} MB`}`)
    await take(store, further.slice(0, WARM_UP))
    const { figures } = await take(store, further.slice(WARM_UP))
    say(`${figures.perSecond} records/s, p99 ${figures.p99Ms} ms, ${figures.peakMb} MB`)
    return { accounts: Number(of.n), ...figures }
  } finally {
    await store.close()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param further gets the records behind those that are known */
async function* firstOf(file: string, accounts: number, further: MatchRecord[], say: (text: string) => void): AsyncIterable<Submission> {
  let known = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (further.length === WARM_UP + TIMED) break
    const record = JSON.parse(line) as MatchRecord
    const submission = submissionOf(eventOf(record), 0)
    if (!isResolvable(submission)) continue
    if (known === accounts) further.push(record)
    else yield submission
    if (known < accounts && ++known % 100_000 === 0) say(`${known} accounts`)
  }
  if (further.length < WARM_UP + TIMED) throw new Error(`${file} has too few records for ${accounts} accounts`)
}

function take(store: Store, records: readonly MatchRecord[]) {
  const on = { setup: setupOf(parseConfig('', 'defaults'), {}, 'unread'), now: Date.now, newId: idGenerator(), log: silentLog, addressKey: '', model: MODEL }
  return matchRecords(store, on, records, { arrival: true, sweep: false, explain: false, progress: () => {} })
}
