/** Why a database in a file cannot be used, as a sentence that names the file. */

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_CANTOPEN/, 'it cannot be opened; it must be a file, in a folder that the hub may write to'],
  [/^SQLITE_READONLY/, 'it may only be read; mount it for writing, and give it to the user that the hub runs as'],
  [/^SQLITE_FULL/, 'its disk is full; make room'],
  [/^SQLITE_IOERR/, 'its disk fails, or is full; `leitwerk doctor` tells which'],
  [/^SQLITE_NOTADB/, 'it is no SQLite database'],
  [/^SQLITE_CORRUPT/, 'it is damaged; keep it, and restore the last backup'],
]

/** Errors that say something else stay as they are. */
export function explainedFile(error: unknown, path: string): unknown {
  const { code = '', syscall } = error as NodeJS.ErrnoException
  const reason = syscall === 'mkdir' ? `its folder cannot be made (${code})` : REASONS.find(([codes]) => codes.test(code))?.[1]
  return reason === undefined ? error : new Error(`the database ${path} cannot be used: ${reason}`, { cause: error })
}
