/** How commands speak: a table or sentences for people, one JSON object as the last line for programs. */
import { InvalidArgumentError } from 'commander'

/** One JSON object as the last line. */
export const printJson = (value: unknown): void => console.log(JSON.stringify(value))

export const print = (text = ''): void => console.log(text)

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell))))
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)))
  const numeric = head.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'))
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.map(line)].join('\n')
}

/** One line that tells how far long work is, on standard error and only on a terminal. @param verb null: nothing is told */
export function progressLine(verb: string | null): { tell(done: number, total: number): void; end(): void } {
  const shows = verb !== null && process.stderr.isTTY
  return {
    tell: (done, total) => {
      if (shows) process.stderr.write(`\r${verb} ${done} of ${total}`)
    },
    end: () => {
      if (shows) process.stderr.write('\n')
    },
  }
}

const BAR = 24

/** A bar on standard error; where that is no terminal, a line each time that something else is done. */
export function progressBar(): { tell(text: string, done: number, total: number | null): void; end(): void } {
  let before = ''
  const { isTTY } = process.stderr
  return {
    tell: (text, done, total) => {
      const share = total === null ? 0 : total === 0 ? 1 : done / total
      const filled = Math.round(share * BAR)
      const bar = total === null ? '' : `[${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}] ${Math.floor(share * 100)} % `
      const line = `${bar}${done}${total === null ? '' : ` of ${total}`} ${text}`
      if (isTTY) process.stderr.write(`\r\x1b[K${line}`)
      else if (text !== before) process.stderr.write(`${line}\n`)
      before = text
    },
    end: () => {
      if (isTTY) process.stderr.write('\n')
    },
  }
}

/** A problem that ends a command with a sentence, without a stack. */
export class Failure extends Error {}

/** Reads an option that is a whole number. @throws InvalidArgumentError with a sentence */
export function wholeNumber(text: string): number {
  const n = Number(text)
  if (!Number.isSafeInteger(n) || n < 0) throw new InvalidArgumentError('Expected a whole number.')
  return n
}

const LONGEST_OVERLAP_HOURS = 720

/** Reads how long something that is replaced counts beside the new one. @throws InvalidArgumentError with a sentence */
export function overlapHours(text: string): number {
  const value = Number(text)
  if (!(value >= 0 && value <= LONGEST_OVERLAP_HOURS)) throw new InvalidArgumentError(`expected hours from 0 to ${LONGEST_OVERLAP_HOURS}`)
  return value
}
