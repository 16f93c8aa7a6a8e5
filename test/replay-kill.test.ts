/** A real hub, killed with kill -9 in the middle of a replay and started again, while submissions go on arriving. */
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, it } from 'vitest'
import { hubScript, type Started, startScript } from '../bench/processes.ts'
import * as leads from '../core/store/leads.ts'
import * as ledger from '../core/store/ledger.ts'
import * as replays from '../core/store/replays.ts'
import { openReader, openStore, type Store } from '../core/store/store.ts'
import { newFolder } from './helpers/folder.ts'
import { startHub } from './helpers/hub.ts'
import { knownTo } from './helpers/known.ts'
import { freePort } from './helpers/port.ts'
import { createDatabase } from './helpers/postgres.ts'
import { backends } from './helpers/stores.ts'
import { FIXED, file, submission, WRONG } from './helpers/trial-mapping.ts'

const call = promisify(execFile)

for (const backend of backends) {
  describe(`a replay on ${backend.name}`, { timeout: 120_000 }, () => {
    it('goes on after kill -9, beside new traffic, and ends as if nothing had happened', async () => {
      const folder = newFolder('replay')
      const own = backend.name === 'postgres' ? await createDatabase(inject('postgresUrl')) : null
      const database = own?.url ?? `sqlite:${join(folder, 'hub.sqlite')}`
      mkdirSync(join(folder, 'mappings', 'sources'), { recursive: true })
      writeFileSync(join(folder, 'mappings', 'sources', 'form.jsonata'), WRONG)
      writeFileSync(join(folder, 'fixed.jsonata'), FIXED)
      const products = 'products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]'
      const config = join(folder, 'hub.yaml')
      writeFileSync(config, `${products}\nlog: error\nmapping: { folder: ${join(folder, 'mappings')} }\nsources: { web: { kind: form, secret: s } }\n`)
      const listen = `127.0.0.1:${await freePort()}`
      const start = (): Promise<Started> => startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', listen])
      const leitwerk = async (...args: string[]) =>
        (await call(process.execPath, [hubScript, ...args, '--config', config, '--database', database])).stdout.trimEnd().split('\n').at(-1)!
      const send = async (n: number): Promise<void> => {
        for (let attempt = 0; ; attempt++) {
          const answer = await fetch(`http://${listen}/hooks/web`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
            body: JSON.stringify(submission(n)),
          }).catch(() => null)
          if (answer?.status === 202) return
          if (attempt === 600) throw new Error(`the hub does not answer: ${answer?.status}`)
          await sleep(50)
        }
      }
      let hub = await start()
      let reader: Store | undefined
      try {
        for (let n = 0; n < 60; n++) await send(n)
        const known = backend.name === 'sqlite' ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 2 })
        reader = known
        const { db } = known
        const unaccounted = async () => (await ledger.sources(db))[0]!.unaccounted
        const quiet = async () => {
          for (const until = Date.now() + 30_000; (await ledger.sources(db))[0]!.pending > 0; await sleep(50))
            if (Date.now() > until) throw new Error('it does not get done')
        }
        await quiet()
        await leitwerk('mapping', 'activate', 'sources/form', '--draft', join(folder, 'fixed.jsonata'))
        const { id } = JSON.parse(await leitwerk('replay', '--source', 'web', '--per-second', '60', '--json')) as { id: string }
        await leitwerk('replay', 'start', id)
        while ((await replays.progress(db, id)).done === 0) await sleep(10)
        await hub.kill()
        const half = await replays.progress(db, id)
        expect(half.done).toBeGreaterThan(0)
        expect(half.done).toBeLessThan(60)
        expect(await unaccounted()).toBe(0)
        const arriving = (async () => {
          for (let n = 60; n < 100; n++) await send(n)
        })()
        hub = await start()
        // On PostgreSQL another process could still be alive: the lease of the killed one runs out first.
        for (const until = Date.now() + 60_000; (await replays.find(db, id))!.state !== 'done'; await sleep(50)) {
          if (Date.now() > until) throw new Error(`the replay is ${JSON.stringify(await replays.progress(db, id))}`)
          expect(await unaccounted()).toBe(0)
        }
        await arriving
        await quiet()
        expect(await replays.progress(db, id)).toMatchObject({ total: 60, done: 60, outcomes: { skipped: 0, newlyHeld: 0 } })
        const fresh = await startHub(backend, `${products}\nsources: { web: { kind: form, secret: s } }`, { mappings: [file(FIXED)] })
        try {
          for (let n = 0; n < 100; n++) await fresh.send('web', submission(n))
          await fresh.quiet(60_000)
          expect(await knownTo({ store: known, leads: async () => (await leads.list(db, { limit: 200 })).rows })).toEqual(await knownTo(fresh))
        } finally {
          await fresh.stop()
        }
      } finally {
        await hub.kill()
        await reader?.close()
        await own?.drop()
        rmSync(folder, { recursive: true, force: true })
      }
    })
  })
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
