/** How well and how fast a first load pairs a CRM's accounts with the hub's: of a labelled set every other record makes the CRM, the rest went through the hub. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Context } from '../core/flow/context.ts'
import { startReconciliation } from '../core/flow/reconcile.ts'
import { reportOf } from '../core/flow/reconciliation-report.ts'
import { idGenerator } from '../core/id.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { silentLog } from '../core/log.ts'
import type { MatchRecord } from '../core/match-record.ts'
import * as reconciled from '../core/store/reconciled.ts'
import * as runs from '../core/store/reconciliations.ts'
import { openStore, type Store } from '../core/store/store.ts'
import { createConversation } from '../core/work/converse.ts'
import { matchRecords } from '../core/work/match-records.ts'
import { startReconciler } from '../core/work/reconciler.ts'
import { linesOf } from './labelled.ts'
import { crmOf, type MadeAccount, madeOf } from './made-crm.ts'
import type { Options } from './main.ts'
import type { Truth } from './match-score.ts'

/** CRM accounts, where the set has so many. */
const ACCOUNTS = 20_000
const CONNECTION = 'crm'

export async function reconciling({ set, n, say }: Options): Promise<object> {
  if (set === null) throw new Error('name a folder with records.jsonl and truth.jsonl: --set DIR')
  const records = linesOf<MatchRecord>(join(set, 'records.jsonl'))
  const truth = new Map(linesOf<Truth>(join(set, 'truth.jsonl')).map((one) => [one.record_id, one]))
  const made = madeOf(
    records.filter((_, i) => i % 2 === 0),
    truth,
    n ?? ACCOUNTS,
  )
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-reconcile-'))
  const store = await openStore(`sqlite:${join(folder, 'hub.sqlite')}`, { now: Date.now, throwaway: true })
  try {
    const on = contextOf(made)
    const ours = records.filter((_, i) => i % 2 === 1)
    say(`${made.accounts.length} accounts in the CRM; ${ours.length} submissions go through the hub`)
    const { matched } = await matchRecords(store, on, ours, { arrival: false, sweep: true, explain: false, progress: () => {} })
    const truthOf = majority(matched, truth)
    say(`${truthOf.size} accounts in the hub; they are held against each other`)
    const { seconds, peakMb } = await run(store, on)
    const { pairs, ambiguous, onlyCrm, onlyHub } = (await reportOf(store.db, CONNECTION))!.entities.account!
    const score = await scored(store, made.accounts, truthOf)
    return { set: basename(set), crmAccounts: made.accounts.length, hubAccounts: truthOf.size, pairs, ambiguous, onlyCrm, onlyHub, ...score, seconds, peakMb }
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function contextOf(made: Parameters<typeof crmOf>[0]): Context {
  const setup = setupOf(parseConfig(`connections: { ${CONNECTION}: { kind: sandbox, url: "http://127.0.0.1:9", token: x } }`, 'bench'), {})
  const entry = setup.connections.get(CONNECTION)!
  const connections = new Map([[CONNECTION, { ...entry, crm: crmOf(made) }]])
  return { setup: { ...setup, connections }, now: Date.now, newId: idGenerator(), log: silentLog, addressKey: '', model: MODEL }
}

async function run(store: Store, on: Context): Promise<{ seconds: number; peakMb: number }> {
  const conversation = createConversation({ timeoutMs: 1_000, maxBytes: 1_000_000, now: Date.now })
  const { id } = await store.write((db) => startReconciliation(db, on, { connection: CONNECTION }, 'bench'))
  let peak = 0
  const started = performance.now()
  const worker = startReconciler({ store, on, converse: conversation.converse, me: 'bench', random: Math.random, queued: () => {} })
  for (let state = 'running'; state === 'running'; state = (await runs.find(store.db, id))!.state) {
    peak = Math.max(peak, process.memoryUsage.rss())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10
  await worker.stop()
  conversation.close()
  const ended = (await runs.find(store.db, id))!
  if (ended.state !== 'done') throw new Error(`it is ${ended.state}: ${ended.reason}`)
  return { seconds, peakMb: Math.round(peak / 2 ** 20) }
}

/** Who most submissions of an account of the hub really were from; by those that anybody could tell, where there are any. */
function majority(matched: readonly { record_id: string; account: string }[], truth: ReadonlyMap<string, Truth>): Map<string, Company> {
  const counts = new Map<string, Map<string, number>>()
  const telling = new Set<string>()
  for (const { record_id, account } of matched) {
    const { account_id, resolvable } = truth.get(record_id)!
    if (!account.startsWith('acc_')) continue
    if (resolvable !== 'none') telling.add(account)
    const of = counts.get(account) ?? new Map<string, number>()
    counts.set(account, of.set(account_id, (of.get(account_id) ?? 0) + (resolvable === 'none' ? 1 : UNTOLD)))
  }
  return new Map([...counts].map(([account, of]) => [account, { id: [...of].sort(([, a], [, b]) => b - a)[0]![0], isTold: telling.has(account) }]))
}

interface Company {
  id: string
  /** Somebody could tell. */
  isTold: boolean
}

/** One submission that tells outweighs all that do not. */
const UNTOLD = 10_000

/**
 * Precision: of the pairs, those that are right. Recall: of the CRM's accounts that the hub has, those that are in a right pair.
 * `asked`: of those, the ones that a person is asked about with the right one among the candidates.
 */
async function scored(store: Store, accounts: readonly MadeAccount[], truthOf: ReadonlyMap<string, Company>) {
  const known = new Set([...truthOf.values()].filter(({ isTold }) => isTold).map(({ id }) => id))
  const tally = { right: 0, wrong: 0, both: 0, asked: 0, missed: 0 }
  const worst: object[] = []
  for (const { remoteId, label, truth } of accounts) {
    const row = (await reconciled.find(store.db, { connection: CONNECTION, entity: 'account', remoteId }))!
    const isBoth = known.has(truth)
    const candidates = [row.hubId, ...row.others.map((one) => one.hubId)].map((hubId) => truthOf.get(hubId ?? '')?.id)
    if (isBoth) tally.both++
    if (row.state === 'pair') tally[candidates[0] === truth ? 'right' : 'wrong']++
    else if (isBoth) tally[candidates.includes(truth) ? 'asked' : 'missed']++
    if (row.state === 'pair' && candidates[0] !== truth)
      worst.push({ label, hubId: row.hubId, total: row.total, evidence: row.evidence.map(toldOf).join('; ') })
  }
  const { right, wrong, both, asked, missed } = tally
  return {
    both,
    right,
    wrong,
    asked,
    missed,
    precision: right / Math.max(1, right + wrong),
    recall: right / Math.max(1, both),
    recallWithAsked: (right + asked) / Math.max(1, both),
    worst: worst.slice(0, WORST),
  }
}

const WORST = 10

const toldOf = ({ kind, field, theirs, ours, weight }: reconciled.RecordRow['evidence'][number]): string =>
  `${kind ?? field} ${weight.toFixed(1)} (${theirs} | ${ours})`

export const toldOfReconciling = (result: object): string => JSON.stringify(result, null, 2)
