/** Folders for what a test writes: in memory where there is room, as nothing in them must survive the machine. */
import { mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
const ROOM = 2 * 1024 ** 3

/** An empty folder, for data: programs may not run from there. */
export const newFolder = (name: string): string => mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), `leitwerk-${name}-`))

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= ROOM
  } catch {
    return false
  }
}
