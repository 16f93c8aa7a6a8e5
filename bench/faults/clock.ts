/** The clock of the machine is put right, forward or back. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './fault.ts'

const HOUR_MS = 3_600_000
/** The senders go on meanwhile, so that there is work from both times. */
const BETWEEN_MS = 1_500

/** @param by at the first strike, and back at the second */
const jumping = (name: string, by: number): Fault => ({
  name,
  tries: 2,
  needs: { preload: 'shifted-clock.ts', env: { FAULTS_CLOCK: 'FOLDER/clock' }, files: { clock: '0' } },
  strike: async ({ folder }, turn) => {
    writeFileSync(join(folder, 'clock'), String(turn % 2 === 0 ? by : 0))
    await sleep(BETWEEN_MS)
  },
})

export const jumpingClock: readonly Fault[] = [jumping('clock an hour forward, then back', HOUR_MS), jumping('clock an hour back, then forward', -HOUR_MS)]
