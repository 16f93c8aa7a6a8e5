/** The disk of the database: full, read-only, slow. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { bound } from '../processes.ts'
import type { Fault } from './fault.ts'
import { during, type Stage } from './stage.ts'

const HOLD_MS = 4_000
/** Of each flush. */
const FLUSH_DELAY_US = 150_000

/** Takes all room that is left. */
function fill(disk: string): void {
  const file = openSync(join(disk, 'rest'), 'w')
  try {
    for (let size = 1024 * 1024; size >= 1024; )
      try {
        writeSync(file, Buffer.alloc(size))
      } catch {
        size >>= 1
      }
  } finally {
    closeSync(file)
  }
}

/** The kernel answers calls of the database's writers otherwise, until the tracer ends. */
async function injected(stage: Stage, inject: string): Promise<() => Promise<void>> {
  const pids = await stage.writers()
  const calls = inject.slice(0, inject.indexOf(':'))
  const tracer: ChildProcess = bound(
    spawn('strace', ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${inject}`, ...pids.flatMap((pid) => ['-p', String(pid)])], {
      stdio: 'ignore',
    }),
  )
  const gone = new Promise<void>((resolve) => tracer.once('exit', () => resolve()))
  return async () => {
    tracer.kill('SIGINT')
    await gone
  }
}

async function withCalls(stage: Stage, inject: string): Promise<void> {
  let end = async () => {}
  await during(
    async () => {
      end = await injected(stage, inject)
    },
    HOLD_MS,
    () => end(),
  )
}

/** A server that the fault ended is started anew. */
const up = async ({ server }: Stage): Promise<void> => server?.restart()

export const badDisk: readonly Fault[] = [
  {
    name: 'disk full',
    tries: 2,
    needs: { diskMb: 400 },
    strike: async (stage) => {
      await during(
        () => fill(stage.disk),
        HOLD_MS,
        () => rmSync(join(stage.disk, 'rest')),
      )
      await up(stage)
    },
  },
  {
    name: 'disk read-only',
    tries: 2,
    strike: async (stage) => {
      await withCalls(stage, 'pwrite64,pwritev,ftruncate,fdatasync,fsync:error=EROFS')
      await up(stage)
    },
  },
  { name: 'disk slow', tries: 1, strike: (stage) => withCalls(stage, `fdatasync,fsync:delay_enter=${FLUSH_DELAY_US}`) },
]
