/** Figures beside the hub: who waits for whom, and what is said to whoever asks too early. */
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { hubScript, startScript } from '../bench/processes.ts'
import { parseConfig } from '../config/load.ts'
import { type FiguresApart, figuresApart } from '../core/compose/figures-thread.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Asked } from '../core/figure-data.ts'
import { NotYet } from '../core/refusal.ts'
import { openReader } from '../core/store/store.ts'
import { createFigureDesk } from '../core/work/figure-desk.ts'
import { newFolder } from './helpers/folder.ts'

const base: Asked = { figure: 'leads-created', from: null, to: null, period: null, by: null, mode: null, kind: null, where: {}, asOf: null }

describe('figures in threads of their own', { timeout: 60_000 }, () => {
  let folder: string
  let database: string
  const stops: (() => Promise<void>)[] = []
  beforeAll(async () => {
    folder = newFolder('figures-thread')
    database = `sqlite:${join(folder, 'log.sqlite')}`
    await promisify(execFile)(process.execPath, [
      hubScript,
      'figures',
      'import',
      fileURLToPath(new URL('figures/public', import.meta.url)),
      '--database',
      database,
    ])
  })
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const loaded = () => parseConfig('{}', 'test.yaml', { database, listen: '127.0.0.1:0', log: 'silent' })
  const apart = (patienceMs?: number): FiguresApart => {
    const figures = figuresApart(loaded(), {}, patienceMs)
    stops.push(figures.stop)
    return figures
  }

  it('say that leads are being read, instead of letting somebody hang, and answer once they are', async () => {
    const figures = apart(5)
    await expect(figures.ask(base)).rejects.toThrow(NotYet)
    await expect(figures.ask(base)).rejects.toThrow(/^the history of the leads is being read/)
    const reply = await vi.waitFor(() => figures.ask(base), { timeout: 20_000, interval: 50 })
    expect(reply.rows[0]!.n).toBeGreaterThan(200)
    await expect(figures.ask({ ...base, figure: 'leads' })).rejects.toThrow('there is no figure')
  })

  it('answer others while one is foretold', async () => {
    const figures = apart()
    await figures.ask(base)
    const done: string[] = []
    const foretold = figures.ask({ ...base, figure: 'forecast' }).then(() => done.push('forecast'))
    for (const figure of ['leads-created', 'velocity', 'offers']) await figures.ask({ ...base, figure }).then(() => done.push(figure))
    await foretold
    expect(done.at(-1)).toBe('forecast')
  })

  it('are answered one after the other, refused or not, and end with the hub', async () => {
    const figures = apart()
    const asked = [base, { ...base, figure: 'nothing' }, { ...base, figure: 'velocity' }].map((one) => figures.ask(one))
    const said = await Promise.allSettled(asked)
    expect(said.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const late = figures.ask({ ...base, asOf: Date.parse('2025-01-01') })
    await figures.stop()
    await expect(late).rejects.toThrow('the hub stops')
  })

  it('count once what several ask at the same time', async () => {
    const figures = apart()
    const [one, same, other] = await Promise.all([figures.ask(base), figures.ask({ ...base }), figures.ask({ ...base, by: 'channel' })])
    expect(same).toBe(one)
    expect(other).not.toBe(one)
  })

  it('tell how far they are, and read ahead what is asked for', async () => {
    const store = openReader(database)
    const told: unknown[] = []
    const setup = setupOf(loaded(), process.env, 'unread')
    const desk = createFigureDesk({ db: store.db, setup, now: Date.now, tell: (read) => told.push(read) })
    await desk.readAhead()
    expect(told).toEqual([{ leads: expect.any(Number), of: expect.any(Number) }, null])
    await desk.ask(base)
    expect(told.length).toBe(2)
    await store.close()
  })

  it.each([
    ['all', true],
    ['web', true],
    ['work', false],
  ] as const)('a hub in the role %s reads them before anybody asks: %s', async (role, isRead) => {
    const { child, stop } = await startScript(hubScript, ['serve', '--role', role, '--database', database, '--listen', '127.0.0.1:0'], {
      env: { LEITWERK_LOG: 'info' },
    })
    stops.push(stop)
    let said = ''
    child.stdout!.on('data', (chunk) => {
      said += chunk
    })
    const read = vi.waitFor(() => expect(said).toContain('"msg":"figures.read"'), { timeout: isRead ? 30_000 : 3_000, interval: 50 })
    if (isRead) await read
    else await expect(read).rejects.toThrow()
  })
})
