/**
 * The file of a SQLite database, as long as a hub runs on it. Who moves or removes it leaves the hub with a file that nobody finds
 * again, and what is stored there is lost.
 */
import { type Stats, statSync } from 'node:fs'
import { resolve } from 'node:path'

export interface DatabaseFile {
  /** @throws a sentence where another file lies there now, or none */
  assertThere(): void
  /** Looks every second, until it is ended. @param gone told once, with a sentence */
  watch(gone: (error: Error) => void): () => void
}

const LOOK_MS = 1_000

/** Of an open database. */
export function databaseFile(path: string): DatabaseFile {
  const file = resolve(path) // whatever folder the process goes to
  const opened = statSync(file)
  const isThere = (): boolean => {
    const found = look(file)
    return found === 'unknown' || (found?.ino === opened.ino && found.dev === opened.dev)
  }
  const lost = () => new Error(`the database ${path} was moved, removed or replaced while the hub runs on it: put it back, then start the hub anew`)
  return {
    assertThere: () => {
      if (!isThere()) throw lost()
    },
    watch: (gone) => {
      const timer = setInterval(() => {
        if (isThere()) return
        clearInterval(timer)
        gone(lost())
      }, LOOK_MS)
      return () => clearInterval(timer)
    },
  }
}

/** `unknown`: the file system does not say for the moment, as where a right to look is missing or the disk fails. */
function look(file: string): Stats | undefined | 'unknown' {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    return 'unknown'
  }
}
