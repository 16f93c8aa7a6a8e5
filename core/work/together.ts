/**
 * Writes of many lanes to one connection, sent together where the CRM takes many at once: while one call is under way the
 * next ones gather. Each lane waits for its own outcome, so the order within a lane stays.
 */
import type { Dialogue, Settings } from '../connector.ts'
import type { Batch, Crm, Entity, Write } from '../crm.ts'
import type { Outcome, OutcomeKind, Refusal } from '../outcome.ts'
import type { Talk } from '../talk.ts'
import { asNow, type Within } from '../tracing.ts'

interface Waiting {
  write: Write
  /** Whoever wants it may have lost its lane meanwhile. */
  isWanted: () => boolean
  /** Its trace. */
  within: Within
  resolve: (talk: Talk<Outcome>) => void
  reject: (error: unknown) => void
}

export type WriteTogether = (write: Write, isWanted: () => boolean) => Promise<Talk<Outcome>>

interface Parts {
  crm: Pick<Crm, 'write' | 'batch'>
  settings: Settings
  talk: <Result>(dialogue: Dialogue<Result>) => Promise<Talk<Result>>
}

export function writesTogether({ crm, settings, talk }: Parts): WriteTogether {
  const { batch } = crm
  const gathered = new Map<Entity, Waiting[]>()
  const busy = new Set<Entity>()

  const single = (write: Write): Promise<Talk<Outcome>> => talk(crm.write(write, settings))

  async function several(batch: Batch, all: readonly Waiting[]): Promise<void> {
    const { result, calls } = await talk(
      batch.write(
        all.map(({ write }) => write),
        settings,
      ),
    )
    if ('kind' in result && !CONCERNS_ALL.has(result.kind)) return oneByOne(all)
    for (const [i, { resolve }] of all.entries()) resolve({ result: 'kind' in result ? result : (result[i] ?? UNANSWERED), calls })
  }

  async function oneByOne(all: readonly Waiting[]): Promise<void> {
    for (const { write, isWanted, within, resolve } of all) resolve(isWanted() ? await within(() => single(write)) : { result: TAKEN_OVER, calls: [] })
  }

  async function work(batch: Batch, entity: Entity, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) {
      const all = waiting.splice(0, batch.most).filter(({ isWanted, resolve }) => isWanted() || resolve({ result: TAKEN_OVER, calls: [] }))
      const [first] = all
      if (!first) continue
      try {
        // A call for many stands in the trace of the first.
        if (all.length === 1) first.resolve(await first.within(() => single(first.write)))
        else await first.within(() => several(batch, all))
      } catch (error) {
        for (const { reject } of all) reject(error)
      }
    }
    busy.delete(entity)
  }

  return (write, isWanted) => {
    // What a person insists on goes by itself: the CRM is told to overlook what it takes for a duplicate.
    if (!batch?.entities.includes(write.entity) || write.insist) return single(write)
    return new Promise((resolve, reject) => {
      const waiting = gathered.get(write.entity) ?? []
      gathered.set(write.entity, waiting)
      waiting.push({ write, isWanted, within: asNow(), resolve, reject })
      if (busy.has(write.entity)) return
      busy.add(write.entity)
      void work(batch, write.entity, waiting)
    })
  }
}

/** What is wrong with the call and not with a record in it. Anything else must not be held against the others. */
const CONCERNS_ALL: ReadonlySet<OutcomeKind> = new Set(['rateLimited', 'quotaExhausted', 'transient', 'unauthorised'])
export const TAKEN_OVER: Refusal = { kind: 'transient', reason: 'another worker took over' }
const UNANSWERED: Refusal = { kind: 'transient', reason: 'the CRM answered for fewer records than it was given', uncertain: true }
