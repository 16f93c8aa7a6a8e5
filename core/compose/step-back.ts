/** Work that nobody's lead waits for gives way to what is received, worked through and delivered. */
import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/** For the calling thread and those that it begins, for good; where threads cannot be told apart nothing happens. */
export function stepBack(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Not Linux, or not allowed to: it works as quickly as everything else.
  }
}
