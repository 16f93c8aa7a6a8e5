/** Figures that the database knows: what waits and since when, what is missing, what a day may still have. Cheap however long the history is. */
import type { Setup } from '../setup.ts'
import { lastNumbers, missing } from '../store/gaps.ts'
import { countOpen } from '../store/issues.ts'
import * as lanes from '../store/lanes.ts'
import { connectionStates } from '../store/operation.ts'
import * as pace from '../store/pace.ts'
import { waitingBySource } from '../store/pulse.ts'
import type { Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry.ts'

/** Read so often at most, however often it is asked for. */
const FRESH_MS = 5_000
const DAY_MS = 86_400_000

/** @param setup of now */
export function pulseOf(store: Pick<Store, 'db'>, setup: () => Setup, telemetry: Telemetry): () => Promise<void> {
  const gaps = gapWatch()
  let at = 0
  let reading: Promise<void> | null = null
  const read = async () => {
    await showWaiting(store, setup(), telemetry)
    await showTargets(store, setup(), telemetry)
    telemetry.unaccounted.reset()
    for (const [source, n] of await gaps(store)) telemetry.unaccounted.set({ source }, n)
    telemetry.issuesOpen.reset()
    for (const { kind, n } of await countOpen(store.db)) telemetry.issuesOpen.set({ kind }, n)
    at = Date.now()
  }
  return async () => {
    if (Date.now() - at < FRESH_MS) return
    reading ??= read().finally(() => {
      reading = null
    })
    await reading
  }
}

/** Whoever has nothing waiting is told of, too: a figure that is absent raises no alarm. */
async function showWaiting({ db }: Pick<Store, 'db'>, { sources, connections, notifiers, audiences }: Setup, telemetry: Telemetry): Promise<void> {
  const deliveries = await waitingBySource(db)
  const jobs = new Map((await lanes.waiting(db)).map((row) => [row.connection, row]))
  const now = Date.now()
  const age = (oldestAt: number | null | undefined) => (oldestAt == null ? 0 : Math.max(0, now - oldestAt) / 1000)
  for (const gauge of [telemetry.deliveriesWaiting, telemetry.deliveriesHeld, telemetry.oldestDelivery]) gauge.reset()
  for (const source of new Set([...sources.keys(), ...deliveries.keys()])) {
    const { waiting = 0, held = 0, oldestAt } = deliveries.get(source) ?? {}
    telemetry.deliveriesWaiting.set({ source }, waiting)
    telemetry.deliveriesHeld.set({ source }, held)
    telemetry.oldestDelivery.set({ source }, age(oldestAt))
  }
  for (const gauge of [telemetry.jobsWaiting, telemetry.jobsParked, telemetry.oldestJob]) gauge.reset()
  for (const connection of new Set([...connections.keys(), ...notifiers.keys(), ...audiences.keys(), ...jobs.keys()])) {
    const open = jobs.get(connection)
    telemetry.jobsWaiting.set({ connection }, open?.jobs ?? 0)
    telemetry.jobsParked.set({ connection }, await lanes.countParked(db, connection))
    telemetry.oldestJob.set({ connection }, age(open?.oldest))
  }
}

/** Who is paused, and what is left of the day's calls. */
async function showTargets({ db }: Pick<Store, 'db'>, { connections, notifiers, audiences }: Setup, telemetry: Telemetry): Promise<void> {
  const states = await connectionStates(db)
  telemetry.paused.reset()
  telemetry.paceDayLeft.reset()
  for (const connection of [...connections.keys(), ...notifiers.keys(), ...audiences.keys()])
    telemetry.paused.set({ connection }, states.get(connection)?.state === 'paused' ? 1 : 0)
  const today = Math.floor(Date.now() / DAY_MS)
  for (const { id, perDay } of connections.values()) {
    if (perDay === null) continue
    const row = await pace.find(db, id)
    telemetry.paceDayLeft.set({ connection: id }, Math.max(0, perDay - (row?.day === today ? row.spent : 0)))
  }
}

/** Numbers of a source that are counted together, and how many such pieces of the past at a time. */
const PIECE = 10_000
const PIECES = 10

/**
 * Rows that are missing in the ledger, by source. The newest piece of each is counted every time, older ones in turn;
 * whatever of the past was counted last is remembered.
 */
export function gapWatch(piece = PIECE, pieces = PIECES): (store: Pick<Store, 'db'>) => Promise<Map<string, number>> {
  const known = new Map<string, number>()
  let turn = 0
  return async ({ db }) => {
    const sources = await lastNumbers(db)
    const past = sources.flatMap(({ source, last }) =>
      Array.from({ length: newest(last, piece) }, (_, number) => ({ source, number, to: (number + 1) * piece })),
    )
    const now = sources.map(({ source, last }) => ({ source, number: newest(last, piece), to: last }))
    const chosen = Array.from({ length: Math.min(pieces, past.length) }, () => past[turn++ % past.length]!)
    for (const { source, number, to } of [...now, ...chosen]) known.set(`${source} ${number}`, await missing(db, source, number * piece + 1, to))
    return new Map(
      sources.map(({ source, last }) => [source, sum(Array.from({ length: newest(last, piece) + 1 }, (_, i) => known.get(`${source} ${i}`) ?? 0))]),
    )
  }
}

/** The piece that the last number is in, counted from 0. */
const newest = (last: number, piece: number): number => Math.max(0, Math.ceil(last / piece) - 1)

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
