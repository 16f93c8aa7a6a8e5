/** How much memory the threads of a process let themselves have. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Left to itself, a thread on a large machine collects what it dropped only when there is several times as much as it uses: under
 * load a hub grew to a gigabyte of which it used a tenth. For all threads of the process; those begun later also keep less that is new.
 */
export function keepHeapsSmall(): void {
  setFlagsFromString('--heap-growing-percent=70')
  setFlagsFromString('--max-semi-space-size=16')
}

/** When a start is over, and whoever was waiting for it is served. */
const STARTED_MS = 5_000

/** What only the start of this thread needed is given back to the system: without need nothing would be collected, and it would hold twice as much for days. */
export function giveBackAfterStart(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as (how: object) => void
    collect({ type: 'major', flavor: 'last-resort' })
  }, STARTED_MS).unref()
}
