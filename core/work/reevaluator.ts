/**
 * Looks again at companies that learnt something new, together with those close to them, and by night at a slice of all of
 * them. New deliveries go first: while one of them waits, this rests.
 */
import type { Context } from '../flow/context.ts'
import { reevaluate } from '../flow/reevaluate.ts'
import { said } from '../log.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import { knownMeta, setMeta } from '../store/operation.ts'
import { waitingDeliveries } from '../store/pulse.ts'
import type { Store } from '../store/store.ts'
import * as touched from '../store/touched.ts'
import { pauses } from './pauses.ts'

/** Whoever is heard of at the moment is left in peace: more may come. */
const RESTING_MS = 30_000
const POLL_MS = 5_000
/** Whoever took accounts and is not done with them by then was stopped: others may take them. */
const LEASE_MS = 600_000
/** Accounts taken at one time, and the pause after each, so that the processor is others' most of the time. */
const TAKEN = 20
const PAUSE_MS = 50
/** Submissions that are put together anew with an account, its own among them: half a second in which nothing else is done; twice as many take three times as long. */
const TOGETHER = 150
/** A key that more accounts share makes nobody close. */
const SHARED_BY = 20
/** All accounts are looked at within so many nights. */
const NIGHTS = 30
const PAGE = 1_000

export interface Reevaluator {
  stop(): Promise<void>
}

interface Parts {
  store: Store
  on: Context
  /** Hour of the night in UTC at which a slice of all accounts is marked. */
  nightlyHour: number
  queued: () => void
}

export function startReevaluator({ store, on, nightlyHour, queued }: Parts): Reevaluator {
  const pause = pauses()
  const mustRest = async () => (await waitingDeliveries(store.db)).n > 0

  async function turn(): Promise<void> {
    if (new Date(on.now()).getUTCHours() === nightlyHour) await store.write((db) => markSlice(db, on))
    if (await mustRest()) return
    for (const claim of await store.write((db) => touched.claim(db, on.now() - RESTING_MS, on.now() + LEASE_MS, TAKEN))) {
      while (!pause.stopping && (await mustRest())) await pause.sleep(PAUSE_MS)
      if (pause.stopping) return
      await look(claim).catch((error) => on.log.warn('reevaluation.fault', { account: claim.accountId, error: said(error) }))
      await pause.sleep(PAUSE_MS)
    }
  }

  async function look(claim: touched.Claim): Promise<void> {
    if ((await lookAgain(store, on, claim.accountId)) > 0) queued()
    await store.write((db) => touched.done(db, claim))
  }

  async function run(): Promise<void> {
    while (!pause.stopping) {
      await turn().catch((error) => on.log.warn('reevaluation.fault', { error: said(error) }))
      await pause.sleep(POLL_MS)
    }
  }
  const running = run()
  return {
    stop: async () => {
      pause.stop()
      await running
    },
  }
}

/** The account with those closest to it, as many as fit. @returns how many submissions belong elsewhere now */
export async function lookAgain(store: Store, on: Context, accountId: string): Promise<number> {
  const [account] = await identity.accounts(store.db, [accountId])
  if (!account || account.mergedInto !== null) return 0
  const close = await touched.neighbours(store.db, accountId, SHARED_BY)
  const sizes = await touched.sizesOf(store.db, [accountId, ...close.slice(0, TOGETHER)])
  const own = sizes.get(accountId) ?? 0
  if (own > TOGETHER) on.log.warn('reevaluation.too_large', { account: accountId, submissions: own, most: TOGETHER })
  const group: string[] = []
  let together = 0
  for (const id of [accountId, ...close]) {
    together += sizes.get(id) ?? 0
    if (together > TOGETHER) break
    if (sizes.has(id)) group.push(id)
  }
  if (group.length === 0) return 0
  const moved = await reevaluate(store, on, group, true)
  if (moved > 0) on.log.info('reevaluation.moved', { account: accountId, accounts: group.length, submissions: moved })
  return moved
}

/** Once a night. */
export async function markSlice(db: Db, on: Pick<Context, 'now'>): Promise<void> {
  const night = new Date(on.now()).toISOString().slice(0, 10)
  const state = JSON.parse((await knownMeta(db, 'nightly_slice')) ?? '{}') as { night?: string; after?: string }
  if (state.night === night) return
  const slice = Math.max(PAGE, Math.ceil((await touched.accounts(db)) / NIGHTS))
  let after = state.after ?? ''
  for (let marked = 0; marked < slice; marked += PAGE) {
    after = await touched.touchSlice(db, after, PAGE, on.now())
    if (after === '') break
  }
  await setMeta(db, 'nightly_slice', JSON.stringify({ night, after }))
}
