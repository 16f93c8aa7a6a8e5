/**
 * `kill -9` at random moments under load, again and again: on SQLite the one process, on PostgreSQL web and work apart.
 * Senders repeat what got no answer, as real ones do. Afterwards every answered delivery must be there, once, and the CRM
 * must hold no duplicate.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader, openStore } from '../core/store/store.ts'
import { freePort } from '../test/helpers/port.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import { hubScript, type Started, startScript } from './processes.ts'
import { SECRET, startSenders } from './senders.ts'
import { drained, judge, type Verdict } from './verdict.ts'

const KILLS = 50
const SENDERS = 12
const GAP_MS = 5

interface Killed extends Verdict {
  kills: number
  crmDuplicates: number
}

export async function kill({ database, n, say }: Options): Promise<object> {
  const total: Killed = { kills: 0, answered2xx: 0, lost: 0, doubled: 0, reordered: 0, parked: 0, crmDuplicates: 0, unaccounted: 0 }
  for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one)) {
    const verdict = await killing(kind, n ?? KILLS, say)
    say(`${kind}: ${JSON.stringify(verdict)}`)
    for (const name of Object.keys(total) as (keyof Killed)[]) total[name] += verdict[name]
  }
  return total
}

async function killing(kind: 'sqlite' | 'postgres', kills: number, say: (text: string) => void): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-kill-'))
  const server = kind === 'postgres' ? await startPostgres() : null
  const database = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
  const sandbox = await startScript(hubScript, ['sandbox', '--listen', '127.0.0.1:0', '--token', 't', '--no-people'])
  const port = await freePort()
  const config = join(folder, 'hub.yaml')
  writeFileSync(
    config,
    `log: error\nproducts: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]\nsources: { web: { kind: form, secret: ${SECRET} } }\nconnections: { crm: { kind: sandbox, url: "${sandbox.url}", token: t, timeoutSeconds: 5, concurrency: 6 } }\n`,
  )
  const start = (role: string, listen: string): Promise<Started> =>
    startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', listen, '--role', role])
  const front = `127.0.0.1:${port}`
  const processes: { role: string; listen: string; running: Started }[] = []
  for (const [role, listen] of kind === 'sqlite'
    ? [['all', front]]
    : [
        ['web', front],
        ['work', '127.0.0.1:0'],
        ['work', '127.0.0.1:0'],
      ])
    processes.push({ role: role!, listen: listen!, running: await start(role!, listen!) })

  const senders = startSenders(`http://${front}/hooks/web`, { senders: SENDERS, gapMs: GAP_MS })
  for (let i = 1; i <= kills; i++) {
    await sleep(150 + Math.random() * 900)
    const victim = processes[Math.floor(Math.random() * processes.length)]!
    await victim.running.kill()
    victim.running = await start(victim.role, victim.listen)
    if (i % 10 === 0) say(`${kind}: ${i} kills, ${senders.answered.size} deliveries answered with 2xx`)
  }
  const sent = await senders.stop()
  const reader = kind === 'sqlite' ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 2 })
  const started = Date.now()
  await drained(reader.db, (text) => say(`${kind}: ${text}`))
  say(`${kind}: nothing left after ${Math.round((Date.now() - started) / 1000)} s`)
  const judged = await judge(reader.db, senders.answered, sent)
  if (judged.parked > 0) throw new Error(`${kind}: ${judged.parked} jobs were parked`)
  const { duplicateGroups, duplicates } = (await (await fetch(`${sandbox.url}/_state`)).json()) as { duplicateGroups: number; duplicates: unknown }
  const verdict: Killed = { kills, ...judged, crmDuplicates: duplicateGroups }
  if (duplicateGroups > 0) say(`duplicates in the CRM: ${JSON.stringify(duplicates).slice(0, 2000)}`)
  await reader.close()
  for (const { running } of processes) await running.stop()
  await sandbox.stop()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
  return verdict
}
