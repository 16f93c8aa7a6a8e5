/**
 * How the pipeline grows with the number of its processes, on PostgreSQL: one, two and four that do the work, each of which may run only so much
 * of the time, as on smaller machines. On two processors more than one that runs freely would only take from each other and from the database.
 */
import type { Options } from './main.ts'
import { measure } from './pipeline.ts'
import { hubScript, startScript, undoneAtEnd } from './processes.ts'

/** For each process; most of them are worked off while it gets warm, which takes it long. */
const DELIVERIES = 2_000
const WARM = 0.75
const UNITS = 10_000
const PROCESSES = [1, 2, 4]
const ROUNDS = 2
/** Each runs so much of the time, and stands still so much of it. */
const RUNS_MS = 10
const STANDS_MS = 40

export async function workers({ n, say }: Options): Promise<object> {
  const rates = new Map<number, number[]>(PROCESSES.map((processes) => [processes, []]))
  for (let round = 0; round < ROUNDS; round++)
    for (const processes of PROCESSES) {
      const count = (n ?? DELIVERIES) * processes
      const { perSecond } = await measure({ kind: 'postgres', units: UNITS, count, warm: count * WARM, start: started(processes), say: () => {} })
      rates.get(processes)!.push(perSecond)
      say(`${processes} work processes, each a fifth of the time: ${perSecond} deliveries/s`)
    }
  const perSecond = Object.fromEntries([...rates].map(([processes, all]) => [processes, Math.round(all.reduce((sum, one) => sum + one, 0) / ROUNDS)]))
  return {
    share: RUNS_MS / (RUNS_MS + STANDS_MS),
    perSecond,
    grows: PROCESSES.map((processes) => Math.round((perSecond[processes]! / perSecond[1]!) * 100) / 100),
  }
}

const started = (processes: number) => async (args: readonly string[]) => {
  const all = await Promise.all(
    Array.from({ length: processes }, () => startScript(hubScript, ['serve', '--role', 'work', ...args, '--listen', '127.0.0.1:0'])),
  )
  return all.map((one) => {
    const free = heldBack(one.pid)
    return {
      ...one,
      stop: () => {
        free()
        return one.stop()
      },
    }
  })
}

/** Stops a process most of the time. @returns lets it run freely again */
function heldBack(pid: number): () => void {
  let timer: NodeJS.Timeout
  const signal = (name: NodeJS.Signals, then: () => void, ms: number) => {
    try {
      process.kill(pid, name)
    } catch {
      return // it is gone
    }
    timer = setTimeout(then, ms)
  }
  const runs = (): void => signal('SIGCONT', stands, RUNS_MS)
  const stands = (): void => signal('SIGSTOP', runs, STANDS_MS)
  stands()
  return undoneAtEnd(() => {
    clearTimeout(timer)
    try {
      process.kill(pid, 'SIGCONT')
    } catch {
      // it is gone
    }
  })
}
