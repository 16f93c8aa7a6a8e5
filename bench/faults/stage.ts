/** A hub in front of a sandbox CRM, with senders that never stop: where faults are played. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader, openStore, type Store } from '../../core/store/store.ts'
import type { SandboxState } from '../../sandbox/server.ts'
import { freePort } from '../../test/helpers/port.ts'
import { createDatabase, type RunningPostgres, startPostgres } from '../../test/helpers/postgres.ts'
import { fileOf, hubScript, startScript, undoneAtEnd } from '../processes.ts'
import { SECRET, type SendersOptions, startSenders } from '../senders.ts'
import { drained, judge, missing, type Verdict } from '../verdict.ts'
import { type Gate, openGate } from './gate.ts'
import { type Kept, keepRunning } from './kept.ts'
import { SHORT_SECONDS } from './settings.ts'

export type Kind = 'sqlite' | 'postgres'

/** What a fault needs of the stage. */
export interface Needs {
  /** Loaded before the hub, from this folder. */
  preload?: string
  /** For the hub; `FOLDER` in a value is that of the stage. */
  env?: Readonly<Record<string, string>>
  /** Files in the folder of the stage, by name. */
  files?: Readonly<Record<string, string>>
  /** The database lies on a disk of its own, of this size. */
  diskMb?: number
  /** The CRM has this name instead of an address. */
  crmName?: string
  load?: Partial<SendersOptions>
  /** Another CRM than the sandbox. */
  crm?: () => Promise<OtherCrm>
}

export interface OtherCrm {
  /** Of its connection. */
  settings: Readonly<Record<string, string>>
  /** What it holds of the hub's, and how much of that twice. `keys`: the hub's keys of its records and notes, where it tells. */
  held(): Promise<{ records: number; duplicates: number; keys?: ReadonlySet<string> }>
  close(): unknown
}

export interface Stage {
  kind: Kind
  folder: string
  /** Where the database writes. */
  disk: string
  front: string
  processes: readonly Kept[]
  server: RunningPostgres | null
  gate: Gate
  crm: OtherCrm
  say: (text: string) => void
  /** Processes that write to the database. */
  writers(): Promise<number[]>
  /** Everything taken and delivered, nobody sends. */
  settle(): Promise<void>
  resume(): void
  /** @throws when nothing reached the CRM, since that proves nothing */
  verdict(): Promise<Verdict & { crmDuplicates: number }>
  close(): Promise<void>
}

const USUAL: SendersOptions = { senders: 6, gapMs: 60 }

export async function openStage(kind: Kind, needs: Needs, say: (text: string) => void): Promise<Stage> {
  const ends: (() => unknown)[] = []
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const folder = mkdtempSync(join(tmpdir(), 'leitwerk-faults-'))
    ends.push(undoneAtEnd(() => rmSync(folder, { recursive: true, force: true })))
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    if (needs.diskMb !== undefined) {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${needs.diskMb}m,mode=755`, 'leitwerk-faults', disk])
      ends.push(undoneAtEnd(() => execFileSync('umount', ['-l', disk])))
    }
    execFileSync('chmod', ['755', folder])
    const server = kind === 'postgres' ? await startPostgres({ within: disk }) : null
    ends.push(() => server?.stop())
    const database = server ? (await createDatabase(server.url)).url : `sqlite:${join(disk, 'hub.sqlite')}`
    const crm = await (needs.crm ?? sandboxCrm)()
    ends.push(() => crm.close())
    const target = new URL(crm.settings.url!)
    const gate = await openGate(target)
    ends.push(() => gate.close())
    const through = `http://${needs.crmName ?? '127.0.0.1'}:${gate.port}`
    const settings = Object.fromEntries(Object.entries(crm.settings).map(([name, value]) => [name, value.replace(target.origin, through)]))
    const config = join(folder, 'hub.yaml')
    writeFileSync(config, configOf(settings))
    for (const [name, text] of Object.entries(needs.files ?? {})) writeFileSync(join(folder, name), text)

    const env = {
      ...Object.fromEntries(Object.entries(needs.env ?? {}).map(([name, value]) => [name, value.replace('FOLDER', folder)])),
      ...(needs.preload !== undefined && { NODE_OPTIONS: `--import=${fileOf(`faults/${needs.preload}`)}` }),
    }
    const front = `127.0.0.1:${await freePort()}`
    const roles = kind === 'sqlite' ? [['all', front]] : [['web', front], ['work', '127.0.0.1:0'], ['all', '127.0.0.1:0']] // biome-ignore format: pairs
    const processes = roles.map(([role, listen]) =>
      keepRunning(role!, () => startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', listen!, '--role', role!], { env })),
    )
    ends.push(() => Promise.all(processes.map((one) => one.stop())))
    for (const one of processes) await one.running()

    const senders = startSenders(`http://${front}/hooks/web`, { ...USUAL, ...needs.load })
    ends.push(senders.stop) // while there is somebody to answer
    let store: Store | null = null
    ends.push(() => store?.close())
    const reader = async () => (store ??= kind === 'sqlite' ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 2, lost: () => {} }))
    return {
      kind,
      folder,
      disk,
      front,
      processes,
      server,
      gate,
      crm,
      say,
      writers: async () => (server ? [server.pid!, ...backends(server.pid!)] : Promise.all(processes.map(async (one) => (await one.running()).pid))),
      settle: async () => {
        await senders.rest()
        await drained((await reader()).db, say)
      },
      resume: senders.resume,
      verdict: async () => {
        const sent = await senders.stop()
        const { records, duplicates, keys } = await crm.held()
        if (records === 0) throw new Error('nothing reached the CRM')
        const { db } = await reader()
        const { lost, ...judged } = await judge(db, senders.answered, sent)
        return { ...judged, lost: lost + (keys ? await missing(db, keys) : 0), crmDuplicates: duplicates }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Processes of a server besides its first one. */
const backends = (pid: number): number[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number)

async function sandboxCrm(): Promise<OtherCrm> {
  const sandbox = await startScript(hubScript, ['sandbox', '--listen', '127.0.0.1:0', '--token', 't', '--no-people'])
  return {
    settings: { kind: 'sandbox', url: sandbox.url, token: 't' },
    held: async () => {
      const { counts, duplicateGroups } = (await (await fetch(`${sandbox.url}/_state`)).json()) as SandboxState
      return { records: counts.accounts!, duplicates: duplicateGroups }
    },
    close: sandbox.stop,
  }
}

const configOf = (settings: Readonly<Record<string, string>>): string => `log: error
mapping: { timeoutMs: 5000 }
products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
sources: { web: { kind: form, secret: ${SECRET} } }
connections: { crm: ${JSON.stringify({ ...settings, timeoutSeconds: SHORT_SECONDS, concurrency: 6 })} }
`

/** Begins something, holds it, ends it. */
export async function during(begin: () => unknown, ms: number, end: () => unknown): Promise<void> {
  await begin()
  try {
    await sleep(ms)
  } finally {
    await end()
  }
}
