/** A database in a file that is given its name only once it is whole and on the disk. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

export function keep(unfinished: string, path: string): void {
  flush(unfinished)
  renameSync(unfinished, path)
  flush(dirname(path))
}

/** With what SQLite has beside it. */
export function forget(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
