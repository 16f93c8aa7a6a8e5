/** The rows of a sheet, one after the other, as a person sees them: dates as dates, postal codes with their zeros, results of formulas. */
import type { Bytes } from '../bytes.ts'
import type { Row } from '../separated.ts'
import { Unreadable } from '../unreadable.ts'
import type { SharedTexts } from './strings.ts'
import { dateText, type Styles } from './styles.ts'
import { hear } from './xml.ts'
import type { Part } from './zip.ts'

export interface Look {
  texts: SharedTexts
  styles: Styles
  since1904: boolean
}

const MAX_COLUMNS = 5_000
const MAX_CELL = 100_000

/** Cells that are merged hold their value in the first one only, as in the file; that is right for titles, and for data a gap. */
export async function* sheetRows(bytes: Bytes, part: Part, look: Look): AsyncGenerator<Row> {
  const ready: Row[] = []
  let line = 0
  let row: string[] = []
  let isHidden = false
  let cell: { column: number; type: string; style: number; value: string } | null = null
  let isValue = false
  let isSpelling = false
  for await (const _ of hear(bytes, part, {
    open: (name, { r, t, s, hidden }) => {
      if (name === 'row') {
        line = r === undefined ? line + 1 : Number(r)
        row = []
        isHidden = hidden === '1' || hidden === 'true'
      } else if (name === 'c') cell = { column: r === undefined ? row.length : columnOf(r), type: t ?? 'n', style: Number(s ?? 0), value: '' }
      else if (name === 'v' || name === 't') isValue = !isSpelling
      else if (name === 'rPh') isSpelling = true
    },
    text: (text) => {
      if (!isValue || cell === null) return
      cell.value += text
      if (cell.value.length > MAX_CELL) throw new Unreadable(`a cell in line ${line} holds more than ${MAX_CELL.toLocaleString('en')} letters`)
    },
    close: (name) => {
      if (name === 'v' || name === 't') isValue = false
      else if (name === 'rPh') isSpelling = false
      else if (name === 'c' && cell !== null) {
        if (cell.column >= MAX_COLUMNS) throw new Unreadable(`line ${line} has more than ${MAX_COLUMNS.toLocaleString('en')} columns`)
        while (row.length < cell.column) row.push('')
        row[cell.column] = shown(cell, look)
        cell = null
      } else if (name === 'row' && row.some((one) => one !== '')) ready.push({ line, cells: row, isHidden })
    },
  }))
    yield* ready.splice(0)
  yield* ready
}

/** `AB12` is column 27. */
function columnOf(reference: string): number {
  let column = 0
  for (const sign of /^[A-Z]{1,3}/i.exec(reference)?.[0].toUpperCase() ?? '') column = column * 26 + sign.charCodeAt(0) - 64
  return column - 1
}

function shown({ type, style, value }: { type: string; style: number; value: string }, { texts, styles, since1904 }: Look): string {
  if (type === 's') return texts.at(Number(value))
  if (type === 'b') return value === '1' ? 'ja' : 'nein'
  if (type === 'e') return '' // #NV, #WERT!: the formula came to nothing
  if (type === 'd') return value.replace('T', ' ').replace(/(?::00)?(?:\.0+)?Z?$/, '')
  if (type !== 'n' || value === '') return value
  const n = Number(value)
  if (!Number.isFinite(n)) return value
  const { as, ...more } = styles(style)
  if (as === 'number') return plainNumber(value, n)
  return as === 'padded' ? String(Math.round(n)).padStart('digits' in more ? more.digits : 0, '0') : dateText(n, as, since1904)
}

/** As a person typed it: Excel keeps 0.1 + 0.2 as 0.30000000000000004, and phone numbers as 4.9221E+11. */
function plainNumber(value: string, n: number): string {
  if (Number.isSafeInteger(n)) return String(n)
  return value.length > 16 || /e/i.test(value) ? String(Number(n.toPrecision(15))) : value
}
