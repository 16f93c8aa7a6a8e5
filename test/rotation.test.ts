/** A secret is replaced while both sides go on: the new one counts at once, the former one until the overlap is over, and no secret is kept in the clear. */
import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { openDoors } from '../core/compose/doors.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Context } from '../core/flow/context.ts'
import { endRotation, rotate, withRotations } from '../core/flow/rotate.ts'
import { idGenerator } from '../core/id.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { silentLog } from '../core/log.ts'
import * as rotations from '../core/store/rotations.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const KEY = 'an invented key for sealing, long enough'
const HOUR = 3_600_000
const yaml = (secret = 'first-secret') => `
sources:
  web: { kind: typeform, secret: "${secret}" }
  mail: { kind: standard-webhooks, secret: whsec_${Buffer.from('an invented key of 32 bytes, yes').toString('base64')} }
  signed: { kind: webhook, verify: { kind: signature, algorithm: ed25519, key: { field: publicKey }, signed: [{ request: body }], at: { header: x-sig }, encoding: hex }, settings: { publicKey: abc } }
  two: { kind: webhook, verify: { kind: allOf, checks: [{ kind: token, at: { header: x-a }, field: a }, { kind: token, at: { header: x-b }, field: b }] }, settings: { a: one, b: two } }
  open: { kind: webhook, verify: { kind: unsigned } }
`

for (const backend of backends) {
  describe(`rotation on ${backend.name}`, () => {
    const open = async () => {
      const clock = { at: 1_000_000 }
      const opened = await backend.fresh(() => clock.at)
      const on = (secret?: string): Context => ({
        setup: setupOf(parseConfig(yaml(secret), 'test'), {}),
        ...{ now: () => clock.at, newId: idGenerator(), log: silentLog, addressKey: '', model: MODEL },
      })
      const { store } = opened
      const turn = (source: string, more: object = {}, key: string | undefined = KEY) =>
        store.write((db) => rotate(db, on(), key, { source, overlapMs: HOUR, ...more }, 'test'))
      const secrets = async (source: string, field = 'secret', configured?: string) =>
        withRotations(on(configured).setup.sources.get(source)!, await rotations.list(store.db), KEY, clock.at).entry.values[field]
      return { opened, clock, on, store, turn, secrets }
    }

    it('lets both count until the overlap is over, then the new one alone', async () => {
      const { opened, clock, turn, secrets } = await open()
      const { field, secret, until } = await turn('web')
      expect([field, until]).toEqual(['secret', clock.at + HOUR])
      expect(secret).toMatch(/^[\w-]{43}$/)
      expect(await secrets('web')).toEqual([secret, 'first-secret'])
      clock.at += HOUR
      expect(await secrets('web')).toEqual([secret])
      await opened.drop()
    })

    it('is over when the configuration has other values, can be finished early, and taken back', async () => {
      const { opened, on, store, turn, secrets } = await open()
      const { secret } = await turn('web', { value: 'given by the sender' })
      expect(secret).toBe('given by the sender')
      expect(await secrets('web', 'secret', 'given by the sender')).toEqual(['given by the sender'])
      const end = (how: 'finish' | 'cancel') => store.write((db) => endRotation(db, on(), { source: 'web', how }, 'test'))
      expect(await end('finish')).toBe(true)
      expect(await secrets('web')).toEqual(['given by the sender'])
      expect(await end('cancel')).toBe(true)
      expect(await secrets('web')).toEqual(['first-secret'])
      expect(await end('cancel')).toBe(false)
      await opened.drop()
    })

    it('lets what the sender signs by count when it is replaced again, and nothing that was over', async () => {
      const { opened, clock, turn, secrets } = await open()
      const { secret: second } = await turn('web')
      clock.at += HOUR
      const { secret: third } = await turn('web')
      expect(await secrets('web')).toEqual([third, second])
      const { secret: fourth } = await turn('web')
      expect(await secrets('web')).toEqual([fourth, third, second])
      clock.at += HOUR
      expect(await secrets('web')).toEqual([fourth])
      await opened.drop()
    })

    it('keeps the configured secret beside the others while its overlap is not over', async () => {
      const { opened, turn, secrets } = await open()
      const { secret: second } = await turn('web')
      const { secret: third } = await turn('web')
      expect(await secrets('web')).toEqual([third, second, 'first-secret'])
      await opened.drop()
    })

    it('makes secrets as the source writes its keys, and says what cannot be made', async () => {
      const { opened, turn } = await open()
      expect((await turn('mail')).secret).toMatch(/^whsec_[\w+/]{43}=$/)
      await expect(turn('signed')).rejects.toThrow('enter the new public key that it shows')
      const publicKey = Buffer.alloc(32, 7).toString('base64')
      expect((await turn('signed', { value: publicKey })).field).toBe('publicKey')
      await expect(turn('signed', { value: 'def' })).rejects.toThrow('this is no key of signed: it is a public key for ed25519')
      await expect(turn('mail', { value: 'whsec_n*t base64' })).rejects.toThrow('it is written as base64')
      await expect(turn('two')).rejects.toThrow('several secrets: name one of a, b')
      await expect(turn('two', { field: 'c' })).rejects.toThrow("'c' is no secret of two; there are a, b")
      await expect(turn('open')).rejects.toThrow('not verified by a secret')
      await expect(turn('nobody')).rejects.toThrow("there is no source 'nobody'; known are web, mail, signed, two, open")
      await expect(turn('web', {}, '')).rejects.toThrow('LEITWERK_KEY is not set')
      await opened.drop()
    })

    it('keeps the new secret sealed only, and counts nothing that is over where it cannot be opened', async () => {
      const { opened, on, clock, store, turn } = await open()
      const { secret } = await turn('web')
      const rows = await rotations.list(store.db)
      expect(JSON.stringify(rows)).not.toContain(secret)
      const under = (key: string | undefined) => withRotations(on().setup.sources.get('web')!, rows, key, clock.at)
      expect(under('another key of enough letters')).toMatchObject({
        unread: expect.stringContaining('was sealed with another LEITWERK_KEY'),
        entry: { values: { secret: ['first-secret'] } },
      })
      clock.at += HOUR
      expect(under(undefined)).toMatchObject({ unread: expect.stringContaining('LEITWERK_KEY is not set'), entry: { values: { secret: [] } } })
      await expect(store.write((db) => rotate(db, on(), 'another key of enough letters', { source: 'web', overlapMs: HOUR }, 'test'))).rejects.toThrow(
        '--cancel',
      )
      await opened.drop()
    })

    it('tells once that a new secret cannot be opened', async () => {
      const { opened, on, store, turn } = await open()
      await turn('web')
      const errors: unknown[] = []
      const log = { ...silentLog, error: (...said: unknown[]) => void errors.push(said) }
      const doors = await openDoors({ setup: on().setup, store, log, now: on().now, key: 'another key of enough letters' })
      await doors.renew()
      doors.stop()
      expect(errors).toHaveLength(1)
      await opened.drop()
    })
  })

  describe(`rotation at the front door on ${backend.name}`, { timeout: 30_000 }, () => {
    let hub: Served
    beforeEach(async () => {
      vi.stubEnv('LEITWERK_KEY', KEY)
      hub = await startServing(backend.name, yaml())
    })
    afterEach(async () => {
      await hub.stop()
      vi.unstubAllEnvs()
    })

    const send = async (secret: string): Promise<number> => {
      const body = JSON.stringify({
        event_id: `e${Math.random()}`,
        event_type: 'form_response',
        form_response: { token: 't', submitted_at: '2026-09-15T08:00:00Z', answers: [] },
      })
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`
      return (await fetch(`${hub.url}/hooks/web`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'typeform-signature': signature } }))
        .status
    }

    it('counts without a restart, and the answer is kept without it', async () => {
      expect(await send('first-secret')).toBe(202)
      const headers = { 'idempotency-key': 'once' }
      const made = await hub.api('/v1/sources/web/rotations', { overlapHours: 1 }, headers)
      expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store'])
      const { secret } = (await made.json()) as { secret: string }
      expect(await (await hub.api('/v1/sources/web/rotations', { overlapHours: 1 }, headers)).json()).toMatchObject({ secret: null, field: 'secret' })
      await vi.waitFor(async () => expect(await send(secret)).toBe(202), { timeout: 10_000, interval: 250 })
      expect(await send('first-secret')).toBe(202)
      expect(await (await hub.api('/v1/sources/web/rotations')).json()).toMatchObject({ items: [{ field: 'secret' }] })
      expect(await (await hub.api('/v1/sources/web/rotations/finish', {})).json()).toEqual({ changed: true })
      await vi.waitFor(async () => expect(await send('first-secret')).toBe(401), { timeout: 10_000, interval: 250 })
      expect(await send(secret)).toBe(202)
      const reprocessed = await (await hub.api('/v1/refusals/reprocess', { source: 'web' })).json()
      // What came under the new secret before it counted is genuine; the former one is not any more.
      expect(reprocessed).toMatchObject({ refused: 1 })
    })

    it('is refused where it cannot be done, with a sentence', async () => {
      const refused = await hub.api('/v1/sources/two/rotations', {})
      expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([400, 'two has several secrets: name one of a, b'])
      expect((await hub.api('/v1/sources/nobody/rotations', {})).status).toBe(404)
    })
  })
}
