/** Lists as spreadsheets export them: the first row names the columns, every further row is an object. */
import type { JsonObject } from '../connector.ts'
import type { Parsed } from './json.ts'
import { MAX_VALUES, undecodable } from './limits.ts'

const DELIMITERS = [';', ',', '\t', '|'] as const

/** Decodes to a list of objects. Commas, semicolons and tabs part columns, as the first row shows; quoted cells may hold line breaks. */
export function parseCsv(text: string): Parsed {
  const source = text.replace(/^\uFEFF/, '')
  const delimiter = delimiterOf(source)
  const rows = rowsOf(source, delimiter)
  if (rows === null) return undecodable('the list ends inside a quoted cell')
  const [head = [], ...cells] = rows
  const names = head.map((name) => name.trim())
  if (names.length < 2 || names.some((name) => name === '')) return undecodable('the first row of the list does not name its columns')
  if (new Set(names).size < names.length) return undecodable('two columns of the list have the same name')
  if (names.length * cells.length > MAX_VALUES) return undecodable(`the list has more than ${MAX_VALUES.toLocaleString('en')} cells`)
  const longer = cells.findIndex((row) => row.length > names.length)
  if (longer >= 0) return undecodable(`row ${longer + 2} of the list has more cells than there are columns`)
  const objects = cells.map((row): JsonObject => Object.fromEntries(names.map((name, i) => [name, row[i]?.trim() ?? ''])))
  return { kind: 'decoded', value: objects }
}

/** Whether a text without a type is such a list: several rows, of which the first two have as many cells. */
export function looksLikeCsv(text: string): boolean {
  const source = text.replace(/^\uFEFF/, '')
  if (/^\s*[{[<&]/.test(source)) return false
  const rows = rowsOf(source.slice(0, 20_000), delimiterOf(source)) ?? []
  return rows.length > 1 && rows[0]!.length > 1 && rows[1]!.length === rows[0]!.length
}

/** What parts most cells in the first line. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1)
  const outside = first.replace(/"[^"]*"/g, '')
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: outside.split(delimiter).length }))
  return counted.reduce((most, one) => (one.count > most.count ? one : most)).delimiter
}

/** Rows without blank ones; null where a quote never ends. Time in proportion to the text. */
function rowsOf(text: string, delimiter: string): string[][] | null {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at <= text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at, delimiter) : plainCell(text, at, delimiter)
    if (cell === null) return null
    row.push(cell.value)
    at = cell.end
    if (text[at] === delimiter) at++
    else {
      if (row.length > 1 || row[0] !== '') rows.push(row)
      row = []
      if (text[at] === '\r') at++
      at++
    }
  }
  return rows
}

function plainCell(text: string, start: number, delimiter: string): { value: string; end: number } {
  let end = start
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++
  return { value: text.slice(start, end), end }
}

/** A doubled quote inside stands for one; what stands behind the closing one belongs to the cell. */
function quotedCell(text: string, start: number, delimiter: string): { value: string; end: number } | null {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] === '"') continue
    const behind = plainCell(text, at + 1, delimiter)
    return { value: text.slice(start + 1, at).replaceAll('""', '"') + behind.value, end: behind.end }
  }
  return null
}
