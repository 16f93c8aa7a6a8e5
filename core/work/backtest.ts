/**
 * What a mapping would do to deliveries that came already: the real steps - map, resolve, fold, deliver - over a copy of
 * what those deliveries touch. Nothing is written and nobody is called.
 */
import type { Backtest, BacktestInput } from '../action-data.ts'
import type { Context } from '../flow/context.ts'
import { reportedLead } from '../flow/feedback.ts'
import { type Foreseen, foresee } from '../flow/foresee.ts'
import { happenedAt } from '../flow/items.ts'
import type { Again, AgainResult } from '../flow/map.ts'
import { activeMapping, firstMapping } from '../flow/mappings.ts'
import { leadDocument } from '../flow/record.ts'
import { demandFilter, demandTargets } from '../flow/replays.ts'
import { connectionOf } from '../flow/take-effect.ts'
import { identityKeys } from '../lead/match/keys.ts'
import { submissionOf } from '../lead/submission.ts'
import { silentLog } from '../log.ts'
import type { Mapping } from '../mapped.ts'
import { Refusal } from '../refusal.ts'
import type { ConnectionEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as events from '../store/events.ts'
import * as leads from '../store/leads.ts'
import * as replays from '../store/replays.ts'
import { copyOf } from '../store/snapshot.ts'
import type { Store } from '../store/store.ts'
import { BacktestReport } from './backtest-report.ts'
import { look } from './look.ts'
import type { MappingPool } from './mapping.ts'
import { replayStep } from './replayer.ts'

/** Deliveries or leads taken where neither a number nor a time is given. */
const LAST = 1_000
const CHUNK = 200
const PAGE = 2_000
/** More would not fit into memory on a small machine. */
const MOST = 100_000

export interface Trial {
  /** Only read. */
  store: Store
  on: Context
  pool: MappingPool
  /** Told how many deliveries or leads of how many are done. */
  progress?: (done: number, total: number) => void
}

type Traffic = Exclude<BacktestInput, { kind: 'crm' }>

/** @throws a sentence when nothing is named that is there */
export async function backtest(trial: Trial, input: BacktestInput): Promise<Backtest> {
  if (input.kind !== 'replay') await demandCompiling(input.expression, trial.pool)
  return trial.store.snapshot((db) => (input.kind === 'crm' ? ofCrm(trial, db, input) : ofTraffic(trial, db, input)))
}

async function demandCompiling(expression: string, pool: MappingPool): Promise<void> {
  const problems = await pool.check(expression)
  if (problems.length > 0)
    throw new Refusal(`the draft does not compile: ${problems.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`).join('; ')}`)
}

async function ofTraffic(trial: Trial, db: Db, input: Traffic): Promise<Backtest> {
  const ids = await deliveriesFor(trial.on, db, input)
  const looked = await lookAt(trial, db, input, ids)
  const followers = await lookAt({ ...trial, progress: () => {} }, db, input, await followersOf(db, looked))
  const all = new Map([...looked, ...followers])
  const copy = await copyOf(db, await touchedBy(db, all), trial.on.now)
  try {
    const report = await BacktestReport.begin(trial.on, copy, db)
    report.skipped = ids.length - looked.size
    for (const again of looked.values()) await report.compare(copy.db, again)
    await play(trial, db, copy, input, { ids: [...looked.keys()], looked: all }, report)
    return await report.end(copy, ids.length)
  } finally {
    await copy.close()
  }
}

/** The newest deliveries of the sources that use the mapping, or those that a filter names; in the order they came. */
async function deliveriesFor(on: Context, db: Db, input: Traffic): Promise<string[]> {
  if (input.kind === 'replay') {
    demandFilter(on, input.filter)
    demandTargets(on, input.targets)
    return pages(db, input.filter)
  }
  const sources = [...on.setup.sources.values()].filter(({ mapping }) => mapping === input.name)
  if (sources.length === 0) throw new Refusal(`no source uses the mapping '${input.name}'`)
  const { from, to, last } = input
  const isTimed = from !== undefined || to !== undefined
  const lists = await Promise.all(
    sources.map(({ id: source }) => (isTimed ? pages(db, { source, from, to }) : deliveries.newestSettled(db, source, last ?? LAST))),
  )
  const all = lists.flat().sort()
  return last === undefined ? all : all.slice(-last)
}

async function pages(db: Db, filter: replays.ReplayFilter): Promise<string[]> {
  const ids: string[] = []
  for (let page = await replays.matching(db, filter, '', PAGE); page.length > 0; page = await replays.matching(db, filter, ids.at(-1)!, PAGE)) {
    ids.push(...page)
    if (ids.length > MOST) throw new Refusal(`more than ${MOST.toLocaleString('en')} deliveries match: take a shorter time, or try it on some with --last`)
  }
  return ids
}

async function lookAt({ store, on, pool, progress }: Trial, db: Db, input: Traffic, ids: readonly string[]): Promise<Map<string, Again>> {
  const draft: Mapping | null = input.kind === 'source' ? { id: 'draft', name: `the draft of ${input.name}`, expression: input.expression } : null
  const known = new Map<string, Promise<Mapping>>()
  const active = (name: string): Promise<Mapping> => {
    const mapping = known.get(name) ?? activeMapping(db, 'source', name)
    known.set(name, mapping)
    return mapping
  }
  const isOriginal = input.kind === 'replay' && input.mapping === 'original'
  const looking = {
    store: { ...store, db },
    on,
    pool,
    hydrate: null,
    mappingFor: async (entry: { mapping: string }, id: string) => draft ?? (isOriginal ? await firstMapping(db, id) : null) ?? active(entry.mapping),
  }
  const looked = new Map<string, Again>()
  for (let i = 0; i < ids.length; i += CHUNK) {
    for (const again of await look(looking, ids.slice(i, i + CHUNK))) looked.set(again.told.deliveryId, again)
    progress?.(Math.min(i + CHUNK, ids.length), ids.length)
  }
  return looked
}

/** Deliveries that may count where these tell nothing any more. */
async function followersOf(db: Db, looked: ReadonlyMap<string, Again>): Promise<string[]> {
  const followers = new Set<string>()
  for (const [id, { mapped }] of looked) {
    if (mapped.kind === 'mapped' && mapped.items.every(({ result }) => result.kind === 'events')) continue
    for (const other of await deliveries.repeatsOf(db, id)) followers.add(other)
    for (const row of await events.ofDelivery(db, id)) for (const other of await events.otherTellers(db, row)) followers.add(other)
  }
  return [...followers].filter((id) => !looked.has(id)).sort()
}

/** What must be at hand to take these deliveries in again. */
async function touchedBy(db: Db, looked: ReadonlyMap<string, Again>): Promise<Parameters<typeof copyOf>[1]> {
  const items: { source: string; key: string }[] = []
  const keys = new Set<string>()
  const leadIds = new Set<string>()
  for (const { told, mapped } of looked.values()) {
    if (mapped.kind === 'held') continue
    for (const item of mapped.items) {
      items.push({ source: told.entry.id, key: item.key })
      if (item.result.kind !== 'events') continue
      for (const event of item.result.events) {
        for (const key of identityKeys(submissionOf(event, happenedAt(event, told.receivedAt))).find) keys.add(key)
        const lead = event.crm && (await reportedLead(db, event.crm, connectionOf(told.entry)))
        if (lead) leadIds.add(lead)
      }
    }
  }
  return { deliveryIds: [...looked.keys()], items, identityKeys: [...keys], leadIds: [...leadIds] }
}

interface Played {
  /** Deliveries to look at. */
  ids: readonly string[]
  /** These, and those that may follow from them. */
  looked: ReadonlyMap<string, Again>
}

/** A replay as it would run, over the copy. */
async function play({ on, pool }: Trial, db: Db, copy: Store, input: Traffic, { ids, looked }: Played, report: BacktestReport): Promise<void> {
  const id = on.newId('rpl')
  const targets = input.kind === 'replay' ? (input.targets ?? null) : null
  const quiet: Context = { ...on, log: silentLog }
  await copy.write(async (to) => {
    await replays.add(to, { id, filter: {}, mapping: 'active', targets, perSecond: 1, createdAt: on.now(), createdBy: 'backtest' })
    await replays.addItems(to, id, ids)
    await replays.setState(to, id, ['planned'], 'running', on.now())
  })
  const me = 'backtest'
  const crm = new Map<string, Promise<Mapping>>()
  const parts = {
    store: copy,
    on: quiet,
    look: async (_replay: replays.ReplayRow, ids: readonly string[]) => ids.flatMap((one) => looked.get(one) ?? []),
    transform: pool.transform,
    crmMapping: (name: string) => {
      const mapping = crm.get(name) ?? activeMapping(db, 'crm', name)
      crm.set(name, mapping)
      return mapping
    },
    me,
    looked: (result: AgainResult) => report.count(result),
    foreseen: (connection: ConnectionEntry, seen: Foreseen) => report.foresee(connection, seen),
    isTrial: true,
  }
  for (let isOver = false; !isOver; ) {
    const replay = await copy.write((to) => replays.lease(to, me, on.now(), on.now() + 3_600_000))
    isOver = replay === null || (await replayStep(parts, replay)).isOver
  }
}

// --- CRM mappings -------------------------------------------------------------------------

/** The newest leads that were handed over, held against what was written to the CRM last. */
async function ofCrm({ on, pool, progress }: Trial, db: Db, input: Extract<BacktestInput, { kind: 'crm' }>): Promise<Backtest> {
  const connections = [...on.setup.connections.values()].filter(({ mapping }) => mapping === input.name)
  if (connections.length === 0) throw new Refusal(`no connection uses the mapping '${input.name}'`)
  const ids = (await leads.newestHandedOver(db, input.last ?? LAST)).map(({ id }) => id)
  const draft: Mapping = { id: 'draft', name: `the draft of ${input.name}`, expression: input.expression }
  const active = await activeMapping(db, 'crm', input.name)
  const copy = await copyOf(db, { deliveryIds: [], items: [], identityKeys: [], leadIds: ids }, on.now)
  try {
    const report = await BacktestReport.begin(on, copy, db)
    const quiet: Context = { ...on, log: silentLog }
    for (const [i, id] of ids.entries()) {
      const lead = await leads.find(copy.db, id)
      for (const connection of lead ? connections : []) {
        if (!lead?.state.offer || !connection.handover.lanes.includes(lead.state.offer.lane)) continue
        const { document } = await leadDocument(copy.db, quiet, lead, connection)
        const [before, after] = await pool.transformMany([
          { mapping: active, input: document },
          { mapping: draft, input: document },
        ])
        report.compareRecords(id, before!, after!)
        report.foresee(connection, await foresee({ store: copy, on: quiet, transform: async () => after!, isKept: true }, connection, draft, lead))
      }
      progress?.(i + 1, ids.length)
    }
    return await report.end(copy, 0)
  } finally {
    await copy.close()
  }
}
