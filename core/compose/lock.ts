/** One hub per SQLite file: a lock that the system itself releases when the process dies, however it dies. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { explainedFile } from '../store/file-errors.ts'

export interface Lock {
  release(): void
}

/** @returns null while another process holds it @throws a sentence where the file cannot be used */
export function lockDatabase(path: string): Lock | null {
  try {
    return hold(path)
  } catch (error) {
    throw explainedFile(error, path)
  }
}

function hold(path: string): Lock | null {
  const folder = dirname(resolve(path))
  mkdirSync(folder, { recursive: true })
  // What SQLite cannot hold in memory goes beside the database, which may be the only place to write to. It looks here once, before the first file is opened.
  process.env.SQLITE_TMPDIR ??= folder
  // A file of its own, locked by SQLite's own means, so that it works wherever the database does.
  const db = new Database(`${path}-lock`, { timeout: 200 })
  try {
    db.exec('begin exclusive')
  } catch (error) {
    db.close()
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null
    throw error
  }
  return { release: () => db.close() }
}

/** Whether a process holds it, for those who only look: nothing is made, and it is held no longer than it takes to see. */
export function isLocked(path: string): boolean {
  if (!existsSync(`${path}-lock`)) return false
  const db = new Database(`${path}-lock`, { readonly: true, timeout: 0 })
  try {
    db.pragma('schema_version') // reading takes a shared lock, which its holder lets nobody have
    return false
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return true
    throw error
  } finally {
    db.close()
  }
}

/** Where the running hub of a database answers commands: beside it, or, where that path is too long for a socket, in the temporary folder. */
export function socketPath(path: string): string {
  const beside = `${resolve(path)}.sock`
  return beside.length < 100 ? beside : join(tmpdir(), `leitwerk-${createHash('sha256').update(resolve(path)).digest('hex').slice(0, 16)}.sock`)
}
