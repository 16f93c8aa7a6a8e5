/** The work that goes on by itself: deliveries, lanes, polls, replays, re-evaluation, housekeeping. */
import { randomUUID } from 'node:crypto'
import { keepAgreement } from '../flow/agreement/versions.ts'
import { endOverdueOffers } from '../flow/answer-offer.ts'
import { nurtures } from '../flow/audiences.ts'
import type { Context } from '../flow/context.ts'
import { remindSales } from '../flow/remind.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as erasures from '../store/erasures.ts'
import * as frequencies from '../store/frequencies.ts'
import * as imports from '../store/imports.ts'
import * as lanesStore from '../store/lanes.ts'
import * as operation from '../store/operation.ts'
import * as reconciliations from '../store/reconciliations.ts'
import * as replays from '../store/replays.ts'
import type { Store } from '../store/store.ts'
import { watchClock } from '../work/clock-watch.ts'
import { startDescribing } from '../work/describe-connection.ts'
import { startEraser } from '../work/eraser.ts'
import { startFader } from '../work/fader.ts'
import { hydrator } from '../work/hydrate.ts'
import { startImporter } from '../work/importer.ts'
import { keepPlans } from '../work/keep-plans.ts'
import { type LaneWorkers, startLanes } from '../work/lanes.ts'
import type { Lines } from '../work/line.ts'
import type { MappingLimits, MappingPool, Measured } from '../work/mapping.ts'
import { startNurturer } from '../work/nurturer.ts'
import { type Pipeline, startPipeline } from '../work/pipeline.ts'
import { startPolls } from '../work/polls.ts'
import { startReconciler } from '../work/reconciler.ts'
import { startReevaluator } from '../work/reevaluator.ts'
import { startReplayer } from '../work/replayer.ts'
import { startRetainer } from '../work/retainer.ts'
import { watchSources } from '../work/watch-sources.ts'
import { pipelineSize } from './importing.ts'
import { mappingCache } from './mapping-cache.ts'
import { replayerOptions } from './replaying.ts'

/** Told about what was done, for metrics. */
export interface WorkWatch {
  absorbed?: (source: string, state: string, receivedAt: number) => void
  attempted?: (connection: string, outcome: string, durationMs: number) => void
  mapped?: Measured
}

export interface Work {
  stop(): Promise<void>
}

/** Ways to tell the work that there is some; without work nobody listens. */
export interface Heard {
  received: () => void
  queued: () => void
  replays: () => void
  reconciliations: () => void
  imports: () => void
  erasures: () => void
  activated: () => void
}

const HOUSEKEEPING_MS = 60_000
const KEYS_KEPT_MS = 24 * 3_600_000

interface WorkParts {
  store: Store
  on: Context
  random: () => number
  lines: Lines
  threads: (limits: MappingLimits, measured?: Measured) => MappingPool
  watch: WorkWatch
  heard: Heard
}

export function startWork({ store, on, random, lines, threads, watch, heard }: WorkParts): Work {
  const { setup } = on
  const me = randomUUID()
  // A process that holds the database alone knows that whoever leased something is dead.
  if (!store.db.dialect.manyWriters) {
    const freed = store.write(async (db) => {
      await deliveries.unlease(db, on.now())
      await lanesStore.unlease(db)
      await replays.unlease(db)
      await reconciliations.unlease(db)
      await imports.unlease(db)
      await erasures.unlease(db)
    })
    freed.catch((error: Error) => on.log.warn('unlease.failed', { error: error.message }))
  }
  const known = [...setup.sources.keys()]
  void store.write((db) => deliveries.releaseKnown(db, known, on.now())).catch((error: Error) => on.log.warn('release.failed', { error: error.message }))
  void store.write((db) => keepAgreement(db, on)).catch((error: Error) => on.log.warn('agreement.failed', { error: error.message }))
  const pool = threads(setup.mappingLimits, watch.mapped)
  const { mapping: cached, forget } = mappingCache(store, on)
  heard.activated = forget
  lines.open()
  const hydrate = hydrator({ setup, converse: lines.converse, random, now: on.now })
  const lanes: LaneWorkers = startLanes({
    store,
    on,
    lines,
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
    ...pipelineSize(store),
    absorbed: (source, state, receivedAt) => {
      lanes.wake()
      watch.absorbed?.(source, state, receivedAt)
    },
  })
  const replayer = startReplayer(replayerOptions({ store, on, pool, hydrate, me, queued: lanes.wake }))
  const reconciler = startReconciler({ store, on, converse: lines.converse, me, random, queued: lanes.wake })
  const importer = startImporter({ store, on, me, random, received: pipeline.wake })
  const eraser = startEraser({ store, on, me, queued: lanes.wake })
  heard.erasures = eraser.wake
  const retainer = startRetainer({ store, on, erasing: eraser.wake })
  heard.replays = replayer.wake
  heard.imports = importer.wake
  heard.reconciliations = reconciler.wake
  heard.received = pipeline.wake
  heard.queued = lanes.wake
  void store.listen(pipeline.wake).catch((error: Error) => on.log.warn('listen.failed', { error: error.message }))
  const polls = startPolls({ store, on, converse: lines.converse, me, random, received: pipeline.wake })
  const watched = watchSources({ store, on })
  const clock = watchClock({ store, on })
  const plans = store.db.dialect.catalogue.outgrown === null ? null : keepPlans({ store, on })
  const fader = startFader({ store, on })
  const describing = startDescribing({ store, on, converse: lines.converse })
  const keepHouse = async (db: Db) => {
    await operation.dropKeys(db, on.now() - KEYS_KEPT_MS)
    await frequencies.takeIn(db)
    await deliveries.releaseKnown(db, known, on.now()) // held by a process that had not heard of their source yet
  }
  const reevaluator = setup.reevaluation ? startReevaluator({ store, on, nightlyHour: setup.reevaluation.nightlyHour, queued: lanes.wake }) : null
  const nurturer = nurtures(setup) ? startNurturer({ store, on, queued: lanes.wake }) : null
  const housekeeping = setInterval(
    () =>
      void store
        .write(keepHouse)
        .then(async () => (await endOverdueOffers(store, on)) + (await remindSales(store, on)))
        .then((done) => done > 0 && lanes.wake())
        .catch((error: Error) => on.log.warn('housekeeping.failed', { error: error.message })),
    HOUSEKEEPING_MS,
  )
  return {
    stop: async () => {
      clearInterval(housekeeping)
      await describing.stop()
      await watched.stop()
      clock.stop()
      await plans?.stop()
      await fader.stop()
      await polls.stop()
      await reevaluator?.stop()
      await retainer.stop()
      await eraser.stop()
      await nurturer?.stop()
      await importer.stop()
      await replayer.stop()
      await pipeline.stop()
      const ended = [reconciler.stop(), lanes.stop()]
      lines.close() // whoever waits for its turn would wait long
      await Promise.all(ended)
      await pool.close()
    },
  }
}
