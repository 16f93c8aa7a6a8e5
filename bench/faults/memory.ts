/** A hub with little memory, and senders with much to say. */
import { setTimeout as sleep } from 'node:timers/promises'
import { post } from '../senders.ts'
import type { Fault } from './fault.ts'

const HEAP_MB = 96
const LARGE = 200
const LARGE_BYTES = 2 * 1024 * 1024
const HOLD_MS = 3_000

export const littleMemory: readonly Fault[] = [
  {
    name: 'little memory',
    tries: 2,
    dies: true,
    needs: { env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` } },
    strike: async ({ front, processes, say }, turn) => {
      const url = `http://${front}/hooks/web`
      const large = (i: number) =>
        JSON.stringify({ submissionId: `large-${turn}-${i}`, email: `gross${i}@gross.example`, firma: `Gross ${i} GmbH`, nachricht: 'x'.repeat(LARGE_BYTES) })
      const answered = await Promise.all(Array.from({ length: LARGE }, (_, i) => post(url, large(i))))
      await sleep(HOLD_MS)
      const died = processes.reduce((sum, one) => sum + one.died, 0)
      say(
        `${answered.filter((id) => id !== null).length} of ${LARGE} bodies of ${LARGE_BYTES / 1024 / 1024} MiB at once were accepted; ${died} processes died so far`,
      )
    },
  },
]
