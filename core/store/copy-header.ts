/** A mark in the header of a SQLite file: it is a copy that nobody has written to since. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** SQLite's `application_id`: `LwCp`. */
export const COPY_ID = 0x4c774370
const OFFSET = 68

/** Read before SQLite opens it, since that would play a log beside it into it. */
export function isUntouchedCopy(path: string): boolean {
  const file = openIfThere(path)
  if (file === null) return false
  try {
    const id = Buffer.alloc(4)
    return readSync(file, id, 0, id.length, OFFSET) === id.length && id.readUInt32BE() === COPY_ID
  } finally {
    closeSync(file)
  }
}

/** @throws a sentence where the log of the database that lay there before was left behind */
export function assertNoForeignLog(path: string): void {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0)
    throw new Error(`${path} is a copy, and beside it lies the log of another database: remove ${path}-wal and ${path}-shm, which are of no use any more`)
}

function openIfThere(path: string): number | null {
  try {
    return statSync(path).isFile() ? openSync(path, 'r') : null
  } catch {
    return null // SQLite says why
  }
}
