/** Processes that end: at once, or as they are told to. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

const TRIES = 4
/** Longest that a process may take from SIGTERM until it is gone. */
const DRAIN_MS = 15_000

const chosen = ({ processes }: Stage, role: string) => processes.find((one) => one.role === role)!

const killed = (role: string): Fault => ({
  name: `kill -9 ${role}`,
  on: role === 'all' ? ['sqlite', 'postgres'] : ['postgres'],
  tries: TRIES,
  strike: async (stage) => {
    await sleep(Math.random() * 700)
    await chosen(stage, role).kill()
  },
})

const ended = (role: string): Fault => ({
  name: `SIGTERM ${role}`,
  on: role === 'all' ? ['sqlite', 'postgres'] : ['postgres'],
  tries: TRIES,
  strike: async (stage) => {
    await sleep(Math.random() * 700)
    const ms = await chosen(stage, role).terminate()
    stage.say(`${role} was gone ${ms} ms after SIGTERM`)
    if (ms > DRAIN_MS) throw new Error(`${role} took ${ms} ms to end, ${DRAIN_MS} is the limit`)
  },
})

export const killedProcesses: readonly Fault[] = ['all', 'web', 'work'].flatMap((role) => [killed(role), ended(role)])
