/** `leitwerk doctor`: what it finds, says and leaves alone, beside a running hub and without one. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { judgeClock, watchJumps } from '../core/compose/doctor/clock.ts'
import { examine } from '../core/compose/doctor/examine.ts'
import { judgeRunning, urlOf } from '../core/compose/doctor/running.ts'
import { judgeDisk, judgeSchema, judgeStore } from '../core/compose/doctor/storage.ts'
import { judgeLedger, judgeWaiting } from '../core/compose/doctor/traffic.ts'
import { lockDatabase } from '../core/compose/lock.ts'
import { type Finding, lasting, sized } from '../core/finding.ts'
import { SCHEMA_VERSION } from '../core/store/migrate.ts'
import { lookAt, openStore } from '../core/store/store.ts'
import { newFolder } from './helpers/folder.ts'
import { freePort } from './helpers/port.ts'
import { sandboxCrm } from './helpers/sandbox-crm.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const folder = newFolder('doctor')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const of = (findings: readonly Finding[], check: string): Finding => findings.find((one) => one.check === check)!
const states = (findings: readonly Finding[]): Record<string, string> => Object.fromEntries(findings.map(({ check, state }) => [check, state]))

/** @returns the file */
function configuration(name: string, yaml: string): string {
  const file = join(folder, `${name}.yaml`)
  writeFileSync(file, yaml)
  return file
}

const PRODUCTS = 'products: [{ id: kran, name: Kran, default: true }]\n'

for (const backend of backends)
  describe(`beside a hub, on ${backend.name}`, { timeout: 60_000 }, () => {
    let hub: Served | undefined
    afterEach(async () => {
      await hub?.stop()
      hub = undefined
    })

    it('says that all is well, and what is not', async () => {
      const crm = await sandboxCrm()
      const yaml = (token: string) =>
        `${PRODUCTS}sources: { web: { kind: form, secret: env:DOCTOR_SECRET } }\nconnections: { crm: { kind: sandbox, url: "${crm.url}", token: ${token} } }\n`
      process.env.DOCTOR_SECRET = 'sand'
      hub = await startServing(backend.name, yaml(crm.token))
      const { host } = new URL(hub.url)
      const look = (token: string, online: boolean) => {
        const config = configuration(backend.name, `${yaml(token)}listen: "${host}"\n`)
        return examine({ config, database: hub!.database }, online, { DOCTOR_SECRET: process.env.DOCTOR_SECRET })
      }
      const tell = async (n: number) => {
        const delivery = { id: `dlv_01k0000000000000000000000${n}`, source: 'web', receivedAt: Date.now(), method: 'POST', url: '', remote: '', headers: '{}' }
        await hub!.app.act.takeIn({ deliveries: [{ ...delivery, body: Buffer.from('{}') }], refusals: [], tallies: [] })
      }
      for (const n of [1, 2]) await tell(n)
      for (const until = Date.now() + 20_000; (await hub.app.act.workload()).deliveries > 0 && Date.now() < until; ) await new Promise((r) => setTimeout(r, 50))
      const well = await look(crm.token, true)
      expect(states(well)).toEqual({
        ...{
          version: 'ok',
          configuration: 'ok',
          secrets: 'ok',
          connection: 'ok',
          store: 'ok',
          migrations: 'ok',
          disk: well.find(({ check }) => check === 'disk')!.state,
        },
        ...{ clock: 'ok', hub: 'ok', unaccounted: 'ok', waiting: 'ok' },
      })
      expect(of(well, 'unaccounted').found).toBe('0 of 2 accepted requests are unaccounted for.')
      expect(of(well, 'hub').found).toBe(`A hub answers at ${hub.url} and is ready.`)

      const offline = await look('wrong', false)
      expect(of(offline, 'connection')).toEqual({ check: 'connection', state: 'ok', found: 'Not asked: crm; --online does.', todo: null })
      const refused = of(await look('wrong', true), 'connection')
      expect(refused).toMatchObject({ state: 'fail', todo: 'Enter the token that `leitwerk sandbox` was started with.' })
      expect(refused.found).toMatch(/^crm: /)

      await hub.app.act.pauseConnection('crm', 'moving', 'test')
      const other = await openStore(hub.database, { now: Date.now, poolSize: 1 })
      await other.write((db) => db.run("delete from delivery where id = 'dlv_01k00000000000000000000002'"))
      await other.write((db) => db.run("update delivery set state = 'pending', received_at = 1, due_at = 9999999999999"))
      await other.write((db) => db.run("update delivery set received_at = $1 where id = 'dlv_01k00000000000000000000001'", [Date.now() - 600_000]))
      await other.close()
      const ill = await look(crm.token, false)
      expect(of(ill, 'unaccounted')).toMatchObject({ state: 'fail', found: 'Accepted requests are unaccounted for: 1 of web.' })
      expect(of(ill, 'waiting')).toMatchObject({ state: 'warn', found: 'There wait 1 request, the oldest for 10 minutes.' })
      expect(of(ill, 'paused')).toMatchObject({ state: 'warn', todo: 'Mend the cause, then `leitwerk connection resume crm`.' })
      delete process.env.DOCTOR_SECRET
      const without = await look(crm.token, true)
      expect(of(without, 'secrets').found).toBe('Of 1 reference 1 cannot be read: sources.web.secret: the environment variable DOCTOR_SECRET is not set.')
      expect(of(without, 'connection')).toBeUndefined()
      await crm.close()
    })

    it('tells of secrets that cannot be opened, and of those being replaced', async () => {
      process.env.LEITWERK_KEY = 'a key that is long enough'
      try {
        hub = await startServing(backend.name, `${PRODUCTS}sources: { web: { kind: typeform, secret: former } }\n`)
        const { secret } = await hub.app.act.rotateSecret({ source: 'web', overlapMs: 3_600_000 }, 'test')
        await hub.app.act.putSecret('token', 'hush', 'test')
        const config = configuration('secrets', `${PRODUCTS}sources: { web: { kind: typeform, secret: former } }\nlisten: "${new URL(hub.url).host}"\n`)
        const look = (key?: string) => examine({ config, database: hub!.database }, false, key === undefined ? {} : { LEITWERK_KEY: key })
        const replacing = await look('a key that is long enough')
        expect(of(replacing, 'secrets').found).toBe('0 references can be read, and 1 stored secret opened.')
        expect(of(replacing, 'rotation')).toMatchObject({
          state: 'warn',
          found: expect.stringMatching(/^The secret of web is being replaced: both count until /),
        })
        expect(of(await look(), 'secrets')).toMatchObject({
          state: 'fail',
          found: '1 stored secret cannot be opened: token.',
          todo: expect.stringContaining('it is not set'),
        })
        expect(of(await look('another key, as long'), 'secrets').todo).toMatch(/^Set LEITWERK_KEY to what it was/)
        expect(JSON.stringify([replacing, await look()])).not.toMatch(new RegExp(`hush|former|${secret}`))
      } finally {
        delete process.env.LEITWERK_KEY
      }
    })
  })

describe('without a hub', () => {
  const config = () => configuration('alone', `${PRODUCTS}listen: "127.0.0.1:1"\n`)

  for (const backend of backends)
    it(`looks at ${backend.name} and writes nothing`, async () => {
      const { store, url, drop } = await backend.fresh()
      await store.write((db) => db.run('delete from migration where number = $1', [SCHEMA_VERSION]))
      const file = backend.name === 'sqlite' ? url.slice('sqlite:'.length) : null
      if (file) await store.close()
      const hash = () => (file === null ? null : createHash('sha256').update(readFileSync(file)).digest('hex'))
      const before = hash()
      const findings = await examine({ config: config(), database: url }, true, {})
      expect(of(findings, 'migrations')).toMatchObject({ state: 'warn', found: `1 migration of ${SCHEMA_VERSION} still to be applied.` })
      expect(of(findings, 'hub').state).toBe(file ? 'warn' : of(findings, 'hub').state) // on PostgreSQL the test itself is connected
      expect(of(findings, 'unaccounted')).toBeUndefined()
      expect(hash()).toBe(before)
      expect(await lookAt(url, async (db) => (await db.get<{ n: number }>('select max(number) as n from migration'))?.n)).toBe(SCHEMA_VERSION - 1)
      await expect(lookAt(url, (db) => db.run('create table mine (n integer)'))).rejects.toThrow(/read.?only/i)
      if (file) rmSync(file)
      else await drop()
    })

  it('names a database that is not there, and a server that does not answer', async () => {
    const none = await examine({ config: config(), database: `sqlite:${folder}/none.sqlite` }, false, {})
    expect(of(none, 'store')).toMatchObject({ state: 'fail', found: `There is no database at sqlite:${folder}/none.sqlite.` })
    const silent = await examine({ config: config(), database: 'postgres://hub:s3cr3t@127.0.0.1:1/leitwerk' }, false, {})
    expect(of(silent, 'store').found).toMatch(/127\.0\.0\.1:1\/leitwerk cannot be used: nothing listens there/)
    expect(JSON.stringify(silent)).not.toContain('s3cr3t')
  })

  it('finds a file that is damaged', async () => {
    const file = join(folder, 'damaged.sqlite')
    const store = await openStore(`sqlite:${file}`, { now: Date.now })
    await store.write(async (db) => {
      for (let i = 0; i < 2_000; i++) await db.run('insert into audit (id, at, by_whom, action, subject) values ($1, 1, $1, $1, $1)', [`aud_${i}`])
    })
    await store.close()
    const written = openSync(file, 'r+')
    const size = readFileSync(file).length
    for (let at = size - 40 * 4096; at < size; at += 4096) writeSync(written, Buffer.alloc(512, 7), 0, 512, at)
    const found = of(await examine({ config: config(), database: `sqlite:${file}` }, false, {}), 'store')
    expect(found).toMatchObject({ state: 'fail', todo: expect.stringContaining('restore the last backup') })
  })

  it('notices who holds the database and does not answer', async () => {
    const file = join(folder, 'held.sqlite')
    await (await openStore(`sqlite:${file}`, { now: Date.now })).close()
    const lock = lockDatabase(file)!
    const held = of(await examine({ config: config(), database: `sqlite:${file}` }, false, {}), 'hub')
    expect(held).toMatchObject({ state: 'fail', found: expect.stringMatching(/holds the database and does not answer: /) })
    lock.release()
    expect(of(await examine({ config: config(), database: `sqlite:${file}` }, false, {}), 'hub')).toMatchObject({
      state: 'warn',
      todo: 'Start it: `leitwerk serve`.',
    })
  })

  it('tells every problem of the configuration, and looks at the database all the same', async () => {
    const file = configuration('wrong', 'sources: { web: { kind: nothing } }\n')
    const database = `sqlite:${join(folder, 'wrong.sqlite')}`
    await (await openStore(database, { now: Date.now })).close()
    const findings = await examine({ config: file, database }, false, {})
    expect(of(findings, 'configuration')).toMatchObject({ state: 'fail', found: expect.stringContaining("there is no source 'nothing'") })
    expect(of(findings, 'store').state).toBe('ok')
    const unknown = await examine({ config: configuration('unknown', 'sauces: {}\n'), database }, false, {})
    expect(of(unknown, 'configuration').found).toContain('this setting does not exist')
    expect(of(unknown, 'store').state).toBe('ok')
  })

  it('looks at the database that a wrong configuration names, and at no other', async () => {
    const database = `sqlite:${join(folder, 'named.sqlite')}`
    await (await openStore(database, { now: Date.now })).close()
    const named = configuration('named', `database: "${database}"\nlisten: "127.0.0.1:1"\nsauces: {}\n`)
    for (const [where, environment] of [
      [{ config: named }, {}],
      [{ config: named }, { LEITWERK_LISTEN: 'nowhere' }],
      [{ config: configuration('broken', 'sources: [\n') }, { LEITWERK_DATABASE: database }],
      [{ config: join(folder, 'none.yaml'), database }, {}],
      [{ config: configuration('referred', 'database: env:PLACE\nsauces: {}\n') }, { PLACE: database }],
    ] as const) {
      const findings = await examine(where, false, environment)
      expect(states(findings)).toMatchObject({ configuration: 'fail', store: 'ok', hub: 'warn' })
    }
  })

  it.each([
    ['is no YAML', { config: () => configuration('broken', 'sources: [\n') }, 'broken.yaml:'],
    ['is not there', { config: () => join(folder, 'none.yaml') }, 'there is no such file'],
    ['names no address', { config: () => configuration('number', 'database: 17\n') }, 'database: '],
    ['names a variable that is not set', { config: () => configuration('unset', 'database: env:PLACE\n') }, 'PLACE is not set'],
  ])('looks at no database where the configuration %s', async (_, { config }, problem) => {
    const findings = await examine({ config: config() }, false, {})
    expect(of(findings, 'configuration')).toMatchObject({ state: 'fail', found: expect.stringContaining(problem) })
    expect(of(findings, 'store')).toMatchObject({ state: 'warn', found: expect.stringMatching(/^Which database is meant cannot be told/) })
    expect(findings.map(({ check }) => check)).toEqual(['version', 'configuration', 'store', 'clock'])
  })

  it('ends with 1 where somebody must act, and with an object where it is asked for one', async () => {
    const database = `sqlite:${join(folder, 'command.sqlite')}`
    await (await openStore(database, { now: Date.now })).close()
    const port = await freePort()
    const main = fileURLToPath(new URL('../core/main.ts', import.meta.url))
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LEITWERK_') && name !== 'NODE_OPTIONS'))
    const command = (...args: string[]) =>
      new Promise<{ code: number; out: string }>((resolve) => {
        const child = execFile(process.execPath, [main, 'doctor', ...args], { env: { ...environment, LEITWERK_LISTEN: `127.0.0.1:${port}` } }, (_, out) =>
          resolve({ code: child.exitCode ?? -1, out }),
        )
      })
    const [well, ill] = await Promise.all([command('--database', database, '--json'), command('--database', `sqlite:${folder}/none.sqlite`)])
    expect(well.code).toBe(0)
    const { findings, ...sums } = JSON.parse(well.out.trimEnd().split('\n').at(-1)!) as { findings: Finding[]; ok: boolean; failed: number; warned: number }
    expect(sums).toMatchObject({ ok: true, failed: 0 })
    expect(states(findings)).toMatchObject({ hub: 'warn', store: 'ok', waiting: 'ok' })
    expect(ill.code).toBe(1)
    expect(ill.out).toMatch(/✗ store {9}There is no database at .*\n {16}Start the hub once/)
    expect(ill.out).toMatch(/1 to act on now, \d to look at soon\.\n$/)
  })
})

describe('judgements', () => {
  const clock = { now: 1_000_000, jumped: 0, server: null, newest: null }

  it('of the clock', () => {
    expect(judgeClock(clock).state).toBe('ok')
    expect(judgeClock({ ...clock, jumped: -3_600_000 })).toMatchObject({ state: 'fail', found: 'The clock was set back by 1 hour while it was looked at.' })
    expect(judgeClock({ ...clock, newest: 1_300_000 })).toMatchObject({ state: 'warn', found: expect.stringContaining('5 minutes in the future') })
    expect(judgeClock({ ...clock, server: { ahead: 10_000, within: 5 } })).toMatchObject({ state: 'warn', found: expect.stringContaining('10 seconds behind') })
    expect(judgeClock({ ...clock, server: { ahead: -120_000, within: 5 } })).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('2 minutes ahead of'),
    })
    // What the way there takes may be all of it.
    expect(judgeClock({ ...clock, server: { ahead: 3_000, within: 2_000 } }).state).toBe('ok')
    const at = { wall: 0, steady: 0 }
    const jumped = watchJumps(
      () => at.wall,
      () => at.steady,
    )
    Object.assign(at, { wall: 61_000, steady: 1_000 })
    expect(jumped()).toBe(60_000)
  })

  it('of the disk', () => {
    const room = { folder: '/data', free: 5e9, isWritable: true }
    expect(judgeDisk(room, 1e9)).toMatchObject({ state: 'ok', found: '5 GB are free in /data.' })
    expect(judgeDisk({ ...room, free: 1e8 }, 1).state).toBe('fail')
    expect(judgeDisk(room, 6e9).state).toBe('warn')
    expect(judgeDisk({ ...room, isWritable: false }, 1)).toMatchObject({ state: 'fail', found: 'Nothing can be written to /data.' })
    expect(judgeDisk(null, 3e9).found).toContain('3 GB')
  })

  it('of the store', () => {
    const whole = { bytes: 2e9, damage: [], keptLog: null }
    expect(judgeStore(whole, 4e6)).toMatchObject({ state: 'ok', found: 'The database is reachable and no damage was found; it has 2 GB, and 4 MB in its log.' })
    expect(judgeStore(whole, 3e8).state).toBe('warn')
    expect(judgeStore({ ...whole, keptLog: 5e9 }, null)).toMatchObject({ state: 'warn', todo: 'Start that copy, or drop its replication slot.' })
    expect(judgeStore({ ...whole, damage: ['the index x is not valid'] }, null).state).toBe('fail')
    expect(judgeSchema(SCHEMA_VERSION + 1).state).toBe('fail')
    expect(judgeSchema(null).state).toBe('warn')
  })

  it('of a hub', () => {
    const facts = { isLocked: true, deaf: null, others: null, url: 'http://127.0.0.1:8080', answer: { version: '1', problems: [] }, version: '1' }
    expect(judgeRunning(facts).state).toBe('ok')
    expect(judgeRunning({ ...facts, version: '2' })).toMatchObject({ state: 'warn', found: 'The hub at http://127.0.0.1:8080 is version 1, this is 2.' })
    expect(judgeRunning({ ...facts, isLocked: false }).found).toContain('works on another database')
    expect(judgeRunning({ ...facts, answer: { version: '1', problems: ['the database does not answer'] } }).state).toBe('fail')
    expect(judgeRunning({ ...facts, answer: null }).found).toContain('nothing answers at')
    expect(judgeRunning({ ...facts, isLocked: null, others: 3, answer: null, url: null }).state).toBe('ok')
    expect([urlOf('0.0.0.0:80'), urlOf('[::]:81'), urlOf('hub.example:82'), urlOf('127.0.0.1:0')]).toEqual([
      'http://127.0.0.1:80',
      'http://[::1]:81',
      'http://hub.example:82',
      null,
    ])
  })

  it('of what waits and what is missing', () => {
    const row = { source: 'web', accepted: 3, processed: 3, duplicate: 0, filtered: 0, test: 0, held: 0, pending: 0, erased: 0, refused: 0, unaccounted: 0 }
    expect(judgeLedger([row]).state).toBe('ok')
    expect(judgeLedger([row, { ...row, source: 'fair', unaccounted: 2 }]).found).toBe('Accepted requests are unaccounted for: 2 of fair.')
    const now = 10_000_000
    const waiting = [{ queue: 'crm', n: 4, oldestAt: now - 7_200_000 }]
    const states = (connections: Parameters<typeof judgeWaiting>[0]['connections']) => judgeWaiting({ waiting, parked: 2, connections }, now)
    expect(states(new Map()).map(({ found }) => found)).toEqual([
      'There wait 4 jobs for crm, the oldest for 2 hours.',
      '2 jobs are parked until somebody decides.',
    ])
    const paused = new Map([['crm', { connection: 'crm', state: 'paused' as const, reason: null, since: 0, by: null }]])
    expect(states(paused).map(({ check, state }) => [check, state])).toEqual([
      ['waiting', 'ok'],
      ['parked', 'warn'],
      ['paused', 'warn'],
    ])
  })

  it('in words', () => {
    expect([sized(12), sized(1_500), sized(25_400_000), sized(3.25e9)]).toEqual(['12 bytes', '1.5 kB', '25 MB', '3.3 GB'])
    expect([lasting(900), lasting(60_000), lasting(3 * 86_400_000)]).toEqual(['1 second', '1 minute', '3 days'])
  })
})
