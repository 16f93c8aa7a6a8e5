/** Rows of a text file whose cells are parted by a delimiter, read part by part; quoted cells may hold line breaks and delimiters. */
import { DELIMITERS, type Delimiter } from '../../list.ts'
import { Unreadable } from './unreadable.ts'

export interface Row {
  /** Of the file, counted from 1: where the row begins. */
  line: number
  cells: string[]
  /** Hidden or filtered out in its sheet. */
  isHidden?: boolean
}

/** Longer cells are a quote that was never closed, or no list at all. */
const MAX_CELL = 100_000
const MAX_CELLS = 5_000
const MAX_ROW = 2_000_000

/**
 * Takes text as it comes, gives the rows that are complete. A quote counts only where it begins a cell, and ends it only
 * before a delimiter or line end: `5" Rohr` and `"Halle "A" Nord"` stay as they are.
 */
export class RowReader {
  private readonly delimiter: string
  private rest = ''
  private line = 1

  constructor(delimiter: Delimiter) {
    this.delimiter = delimiter
  }

  /** @throws Unreadable when a cell or row has no end */
  push(text: string): Row[] {
    this.rest += text
    return this.take(false)
  }

  end(): Row[] {
    return this.take(true)
  }

  private take(isEnd: boolean): Row[] {
    const rows: Row[] = []
    let at = 0
    for (let row = this.row(at, isEnd); row !== null; row = this.row(at, isEnd)) {
      if (row.cells.length > 1 || row.cells[0] !== '') rows.push({ line: this.line, cells: row.cells })
      this.line += row.lines
      at = row.end
    }
    this.rest = this.rest.slice(at)
    if (this.rest.length > MAX_ROW) throw new Unreadable(`line ${this.line} does not end within ${MAX_ROW.toLocaleString('en')} letters: it is no list`)
    return rows
  }

  /** The row that begins there; null where it is not complete, or nothing is left. */
  private row(start: number, isEnd: boolean): { cells: string[]; end: number; lines: number } | null {
    const { rest: text, delimiter } = this
    if (start >= text.length) return null
    const cells: string[] = []
    let lines = 1
    for (let at = start; ; ) {
      const cell = text[at] === '"' ? this.quoted(at, isEnd) : this.plain(at, isEnd)
      if (cell === null) return null
      cells.push(cell.value)
      if (cells.length > MAX_CELLS) throw new Unreadable(`line ${this.line} has more than ${MAX_CELLS.toLocaleString('en')} cells`)
      lines += cell.breaks
      if (text[cell.end] === delimiter) at = cell.end + 1
      else return { cells, end: cell.end + (text[cell.end] === '\r' && text[cell.end + 1] === '\n' ? 2 : 1), lines }
    }
  }

  private plain(start: number, isEnd: boolean): Cell | null {
    const { rest: text, delimiter } = this
    for (let at = start; ; at++) {
      if (at >= text.length) return isEnd ? { value: text.slice(start), end: at, breaks: 0 } : this.unended(start)
      const sign = text[at]
      if (sign === delimiter || sign === '\n') return { value: text.slice(start, at), end: at, breaks: 0 }
      // Whether a line feed follows is known only then.
      if (sign === '\r') return at + 1 < text.length || isEnd ? { value: text.slice(start, at), end: at, breaks: 0 } : null
    }
  }

  private quoted(start: number, isEnd: boolean): Cell | null {
    const { rest: text, delimiter } = this
    for (let at = text.indexOf('"', start + 1); ; at = text.indexOf('"', at + 1)) {
      if (at < 0) return isEnd ? this.unclosed(start) : this.unended(start)
      if (at + 1 >= text.length && !isEnd) return null
      const next = text[at + 1]
      if (next === '"') {
        at++
        continue
      }
      if (next !== undefined && next !== delimiter && next !== '\n' && next !== '\r') continue
      if (next === '\r' && at + 2 >= text.length && !isEnd) return null
      const value = text.slice(start + 1, at)
      return { value: value.replaceAll('""', '"'), end: at + 1, breaks: breaksIn(value) }
    }
  }

  /** A quote that nobody closes is a sign of the text, as in `"Halle 3` at the end of a file. */
  private unclosed(start: number): Cell {
    const { value, end } = this.plain(start + 1, true)!
    return { value: `"${value}`, end, breaks: 0 }
  }

  private unended(start: number): null {
    if (this.rest.length - start > MAX_CELL)
      throw new Unreadable(
        `line ${this.line} begins a cell of more than ${MAX_CELL.toLocaleString('en')} letters: a quote is not closed there, or it is no list`,
      )
    return null
  }
}

interface Cell {
  value: string
  /** Of the sign behind it. */
  end: number
  /** Line ends inside. */
  breaks: number
}

const breaksIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0

export async function* rowsIn(text: AsyncIterable<string>, delimiter: Delimiter): AsyncGenerator<Row> {
  const reader = new RowReader(delimiter)
  for await (const part of text) yield* reader.push(part)
  yield* reader.end()
}

/** What parts the rows of a beginning into the most cells, as many in each. */
export function delimiterOf(start: string): Delimiter {
  const scored = DELIMITERS.map((delimiter) => ({ delimiter, score: scoreOf(start, delimiter) }))
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter
}

function scoreOf(start: string, delimiter: Delimiter): number {
  let rows: Row[]
  try {
    rows = new RowReader(delimiter).push(start.endsWith('\n') ? start : `${start}\n`)
  } catch {
    return 0
  }
  const counts = new Map<number, number>()
  for (const { cells } of rows) if (cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  const [width, n] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])
  return rows.length === 0 ? 0 : (n / rows.length) * Math.log2(width + 1)
}
