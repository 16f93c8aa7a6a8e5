/** One fact, one flat line of JSON: what happened, to which record, with the unit in the name of every number. */
import { pino } from 'pino'
import type { DebugMessage, ErrorMessage, InfoMessage, LastingMessage, WarnMessage } from './log-messages.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** What can be said, and at which level, stands in `log-messages.ts`. */
export interface Log {
  debug(message: DebugMessage, fields?: Fields): void
  /** Life: nothing is to be done. */
  info(message: InfoMessage, fields?: Fields): void
  /** Somebody must act soon. */
  warn(message: WarnMessage, fields?: Fields): void
  /** Somebody must act now. */
  error(message: ErrorMessage, fields?: Fields): void
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

/** Faults of work that repeats itself. */
export interface Faults {
  happened(fields: Fields): void
  /** It worked. */
  over(): void
}

/** Until then it may pass: a server that starts anew, a short cut of the network. */
const LASTING_MS = 60_000

/** To be looked at soon, and to be acted on once it has not worked for a minute. */
export function faultsOf(log: Log, message: LastingMessage, now: () => number): Faults {
  let since: number | null = null
  return {
    happened: (fields) => {
      since ??= now()
      if (now() - since < LASTING_MS) log.warn(message, fields)
      else log.error(message, fields)
    },
    over: () => {
      since = null
    },
  }
}

/** What went wrong, for a log line: the message of an error without its stack, never an object that could carry a payload. */
export const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))
