/** A process that is started anew whenever it ends, as a service manager does. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Started } from '../processes.ts'

export interface Kept {
  role: string
  /** Of the process that lives now, or of the next one once it is ready. */
  running(): Promise<Started>
  /** `kill -9`; the next one begins by itself. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the milliseconds until it is gone. The next one begins by itself. */
  terminate(): Promise<number>
  /** Ends it for good. */
  stop(): Promise<void>
  /** Processes that ended by themselves. */
  readonly died: number
}

const AGAIN_MS = 200
const LOOK_MS = 20

export function keepRunning(role: string, start: () => Promise<Started>): Kept {
  let current: Started | null = null
  let wanted = true
  let died = 0
  let isEnding = false

  const keep = async () => {
    while (wanted) {
      const one = await start().catch(() => null)
      if (one && !wanted) await one.stop()
      else if (one) {
        current = one
        while (one.child.exitCode === null && one.child.signalCode === null) await sleep(LOOK_MS)
        current = null
        if (!isEnding) died++
        isEnding = false
      }
      await sleep(AGAIN_MS)
    }
  }
  const keeping = keep()

  const running = async () => {
    while (!current) await sleep(LOOK_MS)
    return current
  }
  const end = async (how: 'kill' | 'stop') => {
    const one = await running()
    isEnding = true
    const began = performance.now()
    await one[how]()
    return Math.round(performance.now() - began)
  }
  return {
    role,
    running,
    kill: async () => void (await end('kill')),
    terminate: () => end('stop'),
    stop: async () => {
      wanted = false
      await current?.stop()
      await keeping
    },
    get died() {
      return died
    },
  }
}
