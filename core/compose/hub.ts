/** Puts the hub together over one database: what can be asked of it, and the work that goes on by itself. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Actions, MatchAnswer } from '../app.ts'
import type { Checked } from '../connector.ts'
import { crmEndpoint } from '../endpoint.ts'
import type { Context } from '../flow/context.ts'
import { decideLead, decideReview } from '../flow/decide.ts'
import { activateVersion, activeMapping, addDraft, firstMapping, type MappingFile, missingMappings, rollBack, syncFiles } from '../flow/mappings.ts'
import { match } from '../flow/match.ts'
import { merge } from '../flow/merge.ts'
import { activateModel, draftModel, keepShipped, modelInForce, rollBackModel } from '../flow/models.ts'
import * as operate from '../flow/operate.ts'
import { doorOf } from '../flow/receive.ts'
import { refuseRelation, setRelation } from '../flow/relations.ts'
import { moveReplay, planReplay } from '../flow/replays.ts'
import { reprocess } from '../flow/reprocess.ts'
import { say } from '../flow/say.ts'
import { putSecret, removeSecret } from '../flow/secrets.ts'
import { createToken, revokeToken } from '../flow/tokens.ts'
import { changeUnit, takeBackChange } from '../flow/unit-change.ts'
import { unmerge } from '../flow/unmerge.ts'
import { idGenerator } from '../id.ts'
import { MODEL } from '../lead/match/model.ts'
import type { Log } from '../log.ts'
import type { Mapping } from '../mapped.ts'
import type { ConnectionEntry, Setup, SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as frequencies from '../store/frequencies.ts'
import * as lanesStore from '../store/lanes.ts'
import * as mappings from '../store/mappings.ts'
import * as operation from '../store/operation.ts'
import { workload } from '../store/pulse.ts'
import * as refusals from '../store/refusals.ts'
import * as replays from '../store/replays.ts'
import type { Store } from '../store/store.ts'
import { checkConnection } from '../work/check-connection.ts'
import { type Conversation, createConversation } from '../work/converse.ts'
import { describeConnection, startDescribing } from '../work/describe-connection.ts'
import { type Hydrate, hydrator } from '../work/hydrate.ts'
import { type LaneWorkers, startLanes } from '../work/lanes.ts'
import { look } from '../work/look.ts'
import { createMappingPool, type MappingPool } from '../work/mapping.ts'
import { checkTexts, demandCases } from '../work/mapping-trial.ts'
import { type Pipeline, startPipeline } from '../work/pipeline.ts'
import { startPolls } from '../work/polls.ts'
import { startReevaluator } from '../work/reevaluator.ts'
import { type ReplayerOptions, startReplayer } from '../work/replayer.ts'

export interface HubOptions {
  store: Store
  setup: Setup
  log: Log
  now: () => number
  random: () => number
  mappingFiles: readonly MappingFile[]
}

export interface Hub {
  on: Context
  act: Actions
  /** Works off a replay that was started, for a command where no hub runs. */
  runReplay(id: string): Promise<void>
  /** Takes up the work; hears of everything that arrives from then on. */
  startWork(watch?: WorkWatch): Work
  close(): Promise<void>
}

/** Told about what was done, for metrics. */
export interface WorkWatch {
  absorbed?: (source: string, state: string, receivedAt: number) => void
  attempted?: (connection: string, outcome: string, durationMs: number) => void
}

export interface Work {
  stop(): Promise<void>
  breakers(): ReadonlyMap<string, string>
}

/** Per CRM call, until the last byte; a connection may set its own. */
const CALL = { timeoutMs: 20_000, maxBytes: 20 * 1024 * 1024 }
const HOUSEKEEPING_MS = 60_000
const KEYS_KEPT_MS = 24 * 3_600_000
/** An activated mapping reaches running workers within this time. */
const MAPPING_CACHE_MS = 2_000
/** And an activated model of identity. */
const MODEL_CACHE_MS = 2_000

export async function openHub({ store, setup, log, now, random, mappingFiles }: HubOptions): Promise<Hub> {
  const newId = idGenerator(now)
  const addressKey = await store.write((db) => operation.meta(db, 'address_key', () => randomBytes(32).toString('base64')))
  const on: Context = { setup, now, newId, log, addressKey, model: MODEL }
  const inForce = await keepModel(store, on)
  const synced = await store.write((db) => syncFiles(db, on, mappingFiles))
  if (synced.drafts.length > 0) log.warn('mapping.drafts', { names: synced.drafts.join(', ') })
  for (const { kind, name, neededBy } of await missingMappings(store.db, setup)) log.error('mapping.missing', { kind, name, neededBy })
  const conversation = createConversation({ ...CALL, now })
  const doors = new Map([...setup.sources.values()].map((entry) => [entry.id, doorOf(entry)]))
  const heard = { received: () => {}, queued: () => {}, replays: () => {}, activated: () => {} }
  let trialPool: MappingPool | undefined
  /** Threads for trying things out, apart from those that work; made when first asked for. */
  const trial = (): MappingPool => {
    trialPool ??= createMappingPool({ ...setup.mappingLimits, threads: 1 })
    return trialPool
  }

  const act: Actions = {
    takeIn: async ({ deliveries: accepted, refusals: refused, tallies }) => {
      await store.write(async (db) => {
        if (accepted.length > 0) await deliveries.accept(db, accepted)
        if (refused.length > 0) await refusals.keep(db, refused)
        if (tallies.length > 0) await refusals.tally(db, tallies)
        if (accepted.length > 0) await store.tell(db)
      }, 'receive')
      if (accepted.length > 0) heard.received()
    },
    createToken: (input, by) => store.write((db) => createToken(db, on, input, by)),
    revokeToken: (id, by) => store.write((db) => revokeToken(db, on, id, by)),
    putSecret: (name, value, by) => store.write((db) => putSecret(db, on, process.env.LEITWERK_KEY, name, value, by)),
    removeSecret: (name, by) => store.write((db) => removeSecret(db, on, name, by)),
    releaseDeliveries: async (ids, by) => {
      const released = await store.write((db) => operate.releaseDeliveries(db, on, ids, by))
      heard.received()
      return released
    },
    reprocessRefusals: async ({ source, ids }, by) => {
      const door = doors.get(source)
      if (!door) throw new Error(`there is no source '${source}'`)
      const wanted = ids ?? (await refusals.list(store.db, { source, limit: refusals.KEPT_ROWS })).rows.map((row) => row.id)
      const done = await store.write((db) => reprocess(db, on, door, wanted, by))
      heard.received()
      return done
    },
    pauseConnection: (id, reason, by) => store.write((db) => operate.pauseConnection(db, on, id, reason, by)),
    resumeConnection: async (id, by) => {
      const resumed = await store.write((db) => operate.resumeConnection(db, on, id, by))
      heard.queued()
      return resumed
    },
    checkConnection: (id) => check(setup, conversation, id),
    describeConnection: async (id) => describeConnection({ store, on, converse: conversation.converse }, connectionOf(setup, id)),
    resumeJobs: async (input, by) => {
      const resumed = await store.write((db) => operate.resumeJobs(db, on, input, by))
      heard.queued()
      return resumed
    },
    cancelJobs: (ids, reason, by) => store.write((db) => operate.cancelJobs(db, on, ids, reason, by)),
    decideLead: async (input, by) => {
      const decided = await store.write((db) => decideLead(db, on, input, by))
      heard.queued()
      return decided
    },
    decideReview: async (input, by) => {
      const decided = await store.write((db) => decideReview(db, on, input, by))
      heard.queued()
      return decided
    },
    draftMapping: async (draft, by) => {
      await checkTexts({ ...draft, cases: draft.cases ?? null }, trial())
      return store.write((db) => addDraft(db, on, draft, by))
    },
    activateMapping: async ({ id, note, untested }, by) => {
      const version = await mappings.find(store.db, id)
      if (!version) throw new Error(`there is no mapping version ${id}`)
      if (!untested) await demandCases(version, trial())
      const active = await store.write((db) => activateVersion(db, on, id, note ?? null, by))
      heard.activated()
      return active
    },
    rollBackMapping: async (input, by) => {
      const active = await store.write((db) => rollBack(db, on, input, by))
      heard.activated()
      return active
    },
    draftModel: (draft, by) => store.write((db) => draftModel(db, on, draft, by)),
    activateModel: async (input, by) => {
      await store.write((db) => activateModel(db, on, input, by))
      await inForce.renew()
    },
    rollBackModel: async (by) => {
      const version = await store.write((db) => rollBackModel(db, on, by))
      await inForce.renew()
      return version
    },
    merge: async (input, by) => {
      const id = await store.write((db) => merge(db, on, input, by))
      heard.queued()
      return id
    },
    unmerge: async (id, reason, by) => {
      await store.write((db) => unmerge(db, on, id, reason, by))
      heard.queued()
    },
    setRelation: (input, by) => store.write((db) => setRelation(db, on, input, by)),
    refuseRelation: (id, by) => store.write((db) => refuseRelation(db, on, id, by)),
    say: async (input, by) => {
      await store.write((db) => say(db, on, input, by))
      heard.queued()
    },
    changeUnit: async (input, by) => {
      const id = await store.write((db) => changeUnit(db, on, input, by))
      heard.queued()
      return id
    },
    takeBackChange: async (id, by) => {
      await store.write((db) => takeBackChange(db, on, id, by))
      heard.queued()
    },
    planReplay: (wanted, by) => planReplay(store, on, wanted, by),
    moveReplay: async (id, move, by) => {
      await store.write((db) => moveReplay(db, on, id, move, by))
      heard.replays()
    },
    closeIssue: (id, by) => store.write((db) => operate.closeIssue(db, on, id, by)),
    claimKey: (key, by, hash) => store.write((db) => operation.claimKey(db, key, by, hash, now())),
    answerKey: (key, by, status, answer) => store.write((db) => operation.answerKey(db, key, by, status, answer)),
    freeKey: (key, by) => store.write((db) => operation.freeKey(db, key, by)),
    match: (event): Promise<MatchAnswer> => match(store.db, on.model, event, now()),
    backup: (path) => store.backup(path),
    workload: () => workload(store.db),
  }

  return {
    on,
    act,
    runReplay: async (id) => {
      const hydrate = hydrator(setup, conversation.converse, random)
      const replayer = startReplayer(replayerOptions({ store, on, pool: trial(), hydrate, me: randomUUID(), queued: () => {} }))
      const isUnderWay = async () => ['running', 'cancelling'].includes((await replays.find(store.db, id))?.state ?? '')
      while (await isUnderWay()) await new Promise((resolve) => setTimeout(resolve, 200))
      await replayer.stop()
    },
    startWork: (watch = {}) => startWork({ store, on, random, conversation, watch, heard }),
    close: async () => {
      await inForce.stop()
      conversation.close()
      await trialPool?.close()
    },
  }
}

async function check(setup: Setup, conversation: Conversation, id: string): Promise<Checked> {
  const { crm, settings } = connectionOf(setup, id)
  return (await checkConnection(crm, crmEndpoint(id, crm, settings), conversation.converse)).checked
}

function connectionOf(setup: Setup, id: string): ConnectionEntry {
  const connection = setup.connections.get(id)
  if (!connection) throw new Error(`there is no connection '${id}'; known are ${[...setup.connections.keys()].join(', ') || 'none'}`)
  return connection
}

interface WorkParts {
  store: Store
  on: Context
  random: () => number
  conversation: Conversation
  watch: WorkWatch
  heard: { received: () => void; queued: () => void; replays: () => void; activated: () => void }
}

function startWork({ store, on, random, conversation, watch, heard }: WorkParts): Work {
  const { setup } = on
  const me = randomUUID()
  // A process that holds the database alone knows that whoever leased something is dead.
  if (!store.db.dialect.manyWriters) {
    const freed = store.write(async (db) => {
      await deliveries.unlease(db, on.now())
      await lanesStore.unlease(db)
      await replays.unlease(db)
    })
    freed.catch((error: Error) => on.log.error('unlease.failed', { error: error.message }))
  }
  const pool = createMappingPool(setup.mappingLimits)
  const { mapping: cached, forget } = mappingCache(store, on)
  heard.activated = forget
  const hydrate = hydrator(setup, conversation.converse, random)
  const lanes: LaneWorkers = startLanes({
    store,
    on,
    converse: conversation.converse,
    mappingOf: (name) => cached('crm', name),
    transform: (mapping, input) => pool.transform(mapping, input),
    me,
    random,
    ...(watch.attempted && { attempted: watch.attempted }),
  })
  const pipeline: Pipeline = startPipeline({
    store,
    on,
    pool,
    mappingOf: (name) => cached('source', name),
    hydrate,
    random,
    batch: 64,
    writers: store.db.dialect.manyWriters ? 6 : 64,
    absorbed: (source, state, receivedAt) => {
      lanes.wake()
      watch.absorbed?.(source, state, receivedAt)
    },
  })
  const replayer = startReplayer(replayerOptions({ store, on, pool, hydrate, me, queued: lanes.wake }))
  heard.replays = replayer.wake
  heard.received = pipeline.wake
  heard.queued = lanes.wake
  void store.listen(pipeline.wake).catch((error: Error) => on.log.warn('listen.failed', { error: error.message }))
  const polls = startPolls({ store, on, converse: conversation.converse, me, random, received: pipeline.wake })
  const describing = startDescribing({ store, on, converse: conversation.converse })
  const keepHouse = async (db: Db) => {
    await operation.dropKeys(db, on.now() - KEYS_KEPT_MS)
    await frequencies.takeIn(db)
  }
  const reevaluator = setup.reevaluation ? startReevaluator({ store, on, nightlyHour: setup.reevaluation.nightlyHour, queued: lanes.wake }) : null
  const housekeeping = setInterval(
    () => void store.write(keepHouse).catch((error: Error) => on.log.warn('housekeeping.failed', { error: error.message })),
    HOUSEKEEPING_MS,
  )
  return {
    breakers: lanes.breakers,
    stop: async () => {
      clearInterval(housekeeping)
      await describing.stop()
      await polls.stop()
      await reevaluator?.stop()
      await replayer.stop()
      await pipeline.stop()
      await lanes.stop()
      await pool.close()
    },
  }
}

interface ReplayParts {
  store: Store
  on: Context
  pool: MappingPool
  hydrate: Hydrate
  me: string
  queued: () => void
}

/** Mappings not a moment old: a replay follows an activation at once. */
function replayerOptions({ store, on, pool, hydrate, me, queued }: ReplayParts): ReplayerOptions {
  const mappingFor = async (replay: replays.ReplayRow, entry: SourceEntry, delivery: string) =>
    (replay.mapping === 'original' ? await firstMapping(store.db, delivery) : null) ?? activeMapping(store.db, 'source', entry.mapping)
  return {
    store,
    on,
    look: (replay, ids) => look({ store, on, pool, hydrate, mappingFor: (entry, id) => mappingFor(replay, entry, id) }, ids),
    transform: pool.transform,
    crmMapping: (name) => activeMapping(store.db, 'crm', name),
    me,
    queued,
  }
}

/** Active mappings, read anew every few seconds, so that an activation reaches every process without a restart; this one at once. */
function mappingCache(store: Store, on: Context): { mapping: (kind: mappings.MappingKind, name: string) => Promise<Mapping>; forget: () => void } {
  const known = new Map<string, { mapping: Promise<Mapping>; at: number }>()
  const mapping = (kind: mappings.MappingKind, name: string): Promise<Mapping> => {
    const key = `${kind}/${name}`
    const held = known.get(key)
    if (held && on.now() - held.at < MAPPING_CACHE_MS) return held.mapping
    const active = activeMapping(store.db, kind, name)
    known.set(key, { mapping: active, at: on.now() })
    active.catch(() => known.delete(key))
    return active
  }
  return { mapping, forget: () => known.clear() }
}

/** The model of identity in force: read anew every few seconds, so that an activation reaches every process; this one at once. */
async function keepModel(store: Store, on: Context): Promise<{ renew: () => Promise<void>; stop: () => Promise<void> }> {
  const stays = await store.write((db) => keepShipped(db, on))
  if (stays !== null) on.log.warn('model.shipped_newer', { active: stays, shipped: MODEL.version })
  let before = Promise.resolve()
  const renew = () => {
    const renewed = before.then(async () => {
      on.model = await modelInForce(store.db)
    })
    before = renewed.catch((error: Error) => on.log.warn('model.not_renewed', { error: error.message }))
    return renewed
  }
  await renew()
  const timer = setInterval(() => void renew().catch(() => {}), MODEL_CACHE_MS)
  timer.unref()
  return {
    renew,
    stop: () => {
      clearInterval(timer)
      return before
    },
  }
}
