/** What became of bytes that were deleted: on the disk, in logs of the database. */

export type CleanCode =
  /** Log of SQLite: nothing is in it; somebody reads, so that it could not be emptied. */
  | 'log_emptied'
  | 'log_in_use'
  /** Written anew without what was deleted. */
  | 'rewritten'
  /** Looked through byte by byte; `n` bytes. */
  | 'searched'
  | 'still_found'
  /** A table of PostgreSQL is larger (`n` bytes) than may be written anew at once, or was in use. */
  | 'too_large'
  | 'in_use'
  /** PostgreSQL: a new segment of the log was begun; not allowed to. */
  | 'log_switched'
  | 'log_not_switched'
  | 'statistics_kept'

export interface Cleaned {
  code: CleanCode
  place: string | null
  n: number
}

/** Codes after which a person has something to do. */
export const TO_DO: ReadonlySet<CleanCode> = new Set([
  'log_in_use',
  'still_found',
  'too_large',
  'in_use',
  'log_switched',
  'log_not_switched',
  'statistics_kept',
])
