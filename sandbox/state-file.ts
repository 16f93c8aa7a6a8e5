/** The records in a file, so that a sandbox can be stopped and started again. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Dump } from './records.ts'

const SAVE_AFTER_MS = 200

export interface StateFile {
  load(): Dump | null
  /** Saves soon; several changes are saved together. */
  changed(): void
  save(): void
}

/** @param path without one nothing is kept */
export function stateFile(path: string | undefined, dump: () => Dump): StateFile {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    timer = undefined
    if (path === undefined) return
    writeFileSync(`${path}.new`, JSON.stringify(dump()))
    renameSync(`${path}.new`, path)
  }
  return {
    save,
    changed: () => {
      if (path !== undefined) timer ??= setTimeout(save, SAVE_AFTER_MS)
    },
    load: (): Dump | null => {
      if (path === undefined) return null
      try {
        return JSON.parse(readFileSync(path, 'utf8')) as Dump // written by this server
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      }
    },
  }
}
