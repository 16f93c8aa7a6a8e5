/** The way to one connection: what the other side says of its limits slows everything that goes there, and nothing else does. */
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Dialogue } from '../core/connector.ts'
import type { Context } from '../core/flow/context.ts'
import { endpointOf } from '../core/flow/deliver.ts'
import { idGenerator } from '../core/id.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { silentLog } from '../core/log.ts'
import type { Store } from '../core/store/store.ts'
import type { Converse, ConverseOptions } from '../core/talk.ts'
import { openLines } from '../core/work/line.ts'

const setup = setupOf(parseConfig('connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: x, perSecond: 50 } }', 'test'), {})
const entry = setup.connections.get('crm')!
const elsewhere = { ...endpointOf(entry), id: 'another' }

/** Every dialogue is answered with its own result. */
const parroting: Converse = (async (dialogue: Dialogue<unknown>, _: unknown, options: ConverseOptions = {}) => {
  ;(await options.pace?.())?.()
  return { result: dialogue.next().value, calls: [] }
}) as Converse

// biome-ignore lint/correctness/useYield: it ends with what is known beforehand
function* saying<Result>(result: Result): Dialogue<Result> {
  return result
}

function lines() {
  const clock = { at: 1_000_000 }
  const paces: unknown[] = []
  const log = { ...silentLog, info: (event: string, data: object) => event === 'pace.changed' && paces.push(data) }
  const on: Context = { setup, now: () => clock.at, newId: idGenerator(), log: log as Context['log'], addressKey: '', model: MODEL }
  const store = { db: { dialect: { manyWriters: false } }, write: async () => undefined } as unknown as Store
  const opened = openLines({ store, on, converse: parroting })
  return { opened, line: opened.to(entry), clock, paces }
}

describe('a line', () => {
  it('rests as long as it is asked to, and does not take its own answer meanwhile for one more refusal', async () => {
    const { line, clock, paces } = lines()
    await line.talk(saying({ kind: 'quotaExhausted', reason: 'used up', afterMs: 60_000 }))
    const before = paces.length
    for (let i = 1; i <= 30; i++) {
      clock.at += 1_000
      const { result } = await line.talk(saying('hello'))
      expect(result).toEqual({ kind: 'rateLimited', reason: `${entry.label} asked for a break`, afterMs: 60_000 - i * 1_000 })
    }
    expect([line.pace.heldUntil, paces.slice(before)]).toEqual([1_060_000, []])
    clock.at = 1_060_000
    expect(await line.talk(saying('hello'))).toEqual({ result: 'hello', calls: [] })
  })

  it('hears a refusal in each outcome of a call for many', async () => {
    const { line, clock } = lines()
    const made = { kind: 'delivered', remoteId: '1', created: true }
    await line.talk(saying([made, { kind: 'rateLimited', reason: 'slow down', afterMs: 9_000 }]))
    expect(line.pace.heldUntil).toBe(clock.at + 9_000)
  })

  it('rests a quarter of an hour where a quota is used up and nobody says when it renews', async () => {
    const { line, clock } = lines()
    const used = { kind: 'quotaExhausted', reason: 'used up' }
    expect((await line.talk(saying([used]))).result).toEqual([{ ...used, afterMs: 900_000 }])
    expect(line.pace.heldUntil).toBe(clock.at + 900_000)
  })

  it('is the same one for whoever asks the connection, and no other endpoint waits for it', async () => {
    const { opened, line, clock } = lines()
    await opened.converse(saying({ kind: 'rateLimited', reason: 'slow down', afterMs: 5_000 }), endpointOf(entry))
    expect(line.pace.heldUntil).toBe(clock.at + 5_000)
    expect((await opened.converse(saying('hello'), endpointOf(entry))).result).toMatchObject({ kind: 'rateLimited' })
    expect((await opened.converse(saying('hello'), elsewhere)).result).toBe('hello')
    const namesake = { ...endpointOf(entry), baseUrl: 'https://api.vendor.example' }
    expect((await opened.converse(saying('hello'), namesake)).result).toBe('hello')
  })

  it('lets nobody wait for its turn when the hub stops', async () => {
    const { opened, line } = lines()
    opened.close()
    await expect(line.talk(saying('hello'))).rejects.toThrow('the hub stops')
    opened.open()
    expect((await line.talk(saying('hello'))).result).toBe('hello')
  })
})
