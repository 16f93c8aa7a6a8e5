/** Asks a CRM what its records look like, and keeps the answer: on demand, once a day by itself, and soon after the CRM refused values. */
import type { DescribeAnswer } from '../action-data.ts'
import type { Context } from '../flow/context.ts'
import { endpointOf } from '../flow/deliver.ts'
import { said } from '../log.ts'
import type { ConnectionEntry } from '../setup.ts'
import * as descriptions from '../store/descriptions.ts'
import { connectionStates } from '../store/operation.ts'
import type { Store } from '../store/store.ts'
import type { Converse } from '../talk.ts'
import { asProblem } from './check-connection.ts'

export const DAY_MS = 24 * 3_600_000
/** After a failure, and between two readings that the CRM itself gave cause for. */
export const REST_MS = 3_600_000
/** How often it is looked whether a description is due. */
const TURN_MS = 60_000

export interface DescribeOptions {
  store: Store
  on: Context
  converse: Converse
}

/** Asks now and keeps the answer; a problem is told as `connection check` tells it, and what was known before stays. */
export async function describeConnection({ store, on, converse }: DescribeOptions, connection: ConnectionEntry): Promise<DescribeAnswer> {
  const { crm, id } = connection
  if (!crm.describe)
    return { kind: 'problem', problem: `${crm.label} does not tell what its records look like`, field: null, todo: 'Look them up in its documentation.' }
  const { result, calls } = await converse(crm.describe(connection.settings), endpointOf(connection), { timeoutMs: connection.timeoutMs })
  if (result.kind !== 'described') return asProblem(result, crm, calls.at(-1)?.status)
  const describedAt = on.now()
  await store.write((db) => descriptions.put(db, { connection: id, describedAt, entities: result.entities }, describedAt + DAY_MS))
  return { kind: 'described', describedAt, entities: result.entities }
}

/** Reads anew what is due, one connection after the other; of several processes one does it. A failure is logged and harmless. @returns the connections read */
export async function describeDue(options: DescribeOptions): Promise<string[]> {
  const { store, on } = options
  const states = await connectionStates(store.db)
  const read: string[] = []
  for (const connection of on.setup.connections.values()) {
    const { id, crm } = connection
    if (!crm.describe || states.get(id)?.state === 'paused') continue
    try {
      if (!(await store.write((db) => descriptions.claim(db, id, on.now(), REST_MS)))) continue
      const answer = await describeConnection(options, connection)
      if (answer.kind === 'described') read.push(id)
      else on.log.warn('describe.failed', { connection: id, reason: answer.problem })
    } catch (error) {
      on.log.warn('describe.fault', { connection: id, error: said(error) })
    }
  }
  return read
}

/** Looks every minute, until stopped. */
export function startDescribing(options: DescribeOptions): { stop(): Promise<void> } {
  let running: Promise<unknown> | null = null
  let isFirst = true
  const turn = async () => {
    if (isFirst) await doubtAll(options)
    isFirst = false
    await describeDue(options)
  }
  const timer = setInterval(() => {
    running ??= turn()
      .catch((error) => options.on.log.warn('describe.fault', { error: said(error) }))
      .finally(() => {
        running = null
      })
  }, TURN_MS)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** A new process may have been configured to talk to another CRM under the same name. */
const doubtAll = ({ store, on }: DescribeOptions): Promise<void> =>
  store.write(async (db) => {
    for (const id of on.setup.connections.keys()) await descriptions.doubt(db, id, on.now(), REST_MS)
  })
