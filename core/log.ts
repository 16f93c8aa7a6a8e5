/** One fact, one flat line of JSON: what happened, to which record, with the unit in the name of every number. */
import { pino } from 'pino'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

export interface Log {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  /** Worth a look today. */
  warn(message: string, fields?: Fields): void
  /** Somebody must act now. */
  error(message: string, fields?: Fields): void
}

/** Writes to standard output, or to standard error where a command's output is its result. */
export function createLog(level: LogLevel = 'info', destination: 1 | 2 = 1): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    pino.destination({ dest: destination, sync: false }),
  )
  const at = (method: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: Fields) =>
    fields ? logger[method](fields, message) : logger[method](message)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** What went wrong, for a log line: the message of an error without its stack, never an object that could carry a payload. */
export const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))
