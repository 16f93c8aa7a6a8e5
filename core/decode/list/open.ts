/** A list in a file, whatever it was saved as: its format found out, its rows read one after the other. */
import type { Header, ListFormat, ListRow, ListWishes } from '../../list.ts'
import type { Bytes } from './bytes.ts'
import { encodingOf, textIn } from './encoding.ts'
import { headerAt, headerOf, type Knows } from './header.ts'
import { delimiterOf, type Row, rowsIn } from './separated.ts'
import { Unreadable } from './unreadable.ts'
import { openWorkbook } from './xlsx/workbook.ts'
import { isZip } from './xlsx/zip.ts'

/** Rows that are looked at for the header. */
const LOOKED_AT = 30
/** Of a text, for the delimiter. */
const START = 64 * 1024

/** @throws Unreadable with a sentence for whoever sent it */
export async function formatOf(bytes: Bytes, wishes: ListWishes, knows: Knows): Promise<ListFormat> {
  if (bytes.size === 0) throw new Unreadable('the file is empty')
  const start = await bytes.read(0, 8)
  if (isOldExcel(start)) throw new Unreadable('the file is in the old Excel format (.xls), or protected by a password: save it as .xlsx or .csv')
  const how = isZip(start) ? await workbookFormat(bytes, wishes) : await textFormat(bytes, wishes)
  return { ...how, ...(await header(bytes, how, wishes.header, knows)) }
}

type How = Omit<Extract<ListFormat, { kind: 'text' }>, keyof Header> | Omit<Extract<ListFormat, { kind: 'xlsx' }>, keyof Header>

const isOldExcel = (start: Uint8Array): boolean => start[0] === 0xd0 && start[1] === 0xcf && start[2] === 0x11 && start[3] === 0xe0

async function workbookFormat(bytes: Bytes, { sheet, visibleOnly = false }: ListWishes): Promise<How> {
  const { sheets } = await openWorkbook(bytes)
  const chosen = sheet ?? sheets[0]
  if (chosen === undefined) throw new Unreadable('the workbook has no sheet')
  return { kind: 'xlsx', sheet: chosen, sheets, visibleOnly }
}

async function textFormat(bytes: Bytes, wishes: ListWishes): Promise<How> {
  const encoding = wishes.encoding ?? (await encodingOf(bytes))
  if (wishes.delimiter !== undefined) return { kind: 'text', encoding, delimiter: wishes.delimiter }
  const start = new TextDecoder(encoding).decode(await bytes.read(0, START))
  const said = /^sep=(.)\r?\n/i.exec(start)?.[1]
  return { kind: 'text', encoding, delimiter: said === ';' || said === ',' || said === '\t' || said === '|' ? said : delimiterOf(start) }
}

async function header(bytes: Bytes, how: How, line: number | undefined, knows: Knows): Promise<Header> {
  const first: Row[] = []
  for await (const row of rowsOf(bytes, how)) {
    if (line === undefined || row.line === line) first.push(row)
    if (line === undefined ? first.length === LOOKED_AT : row.line >= line) break
  }
  if (line === undefined) return headerOf(first, knows)
  if (first[0] === undefined) throw new Unreadable(`there is no row at line ${line} that could name the columns`)
  return headerAt(first[0])
}

async function* rowsOf(bytes: Bytes, how: How): AsyncGenerator<Row> {
  if (how.kind === 'xlsx') return yield* (await openWorkbook(bytes)).rows(how.sheet)
  for await (const row of rowsIn(textIn(bytes, how.encoding), how.delimiter)) {
    // Excel's own word to itself.
    if (row.line === 1 && /^sep=.?$/i.test(row.cells[0]!)) continue
    yield row
  }
}

/** The rows behind the header, without blank ones and repeats of the header. */
export async function* listRows(bytes: Bytes, format: ListFormat): AsyncGenerator<ListRow> {
  const { columns } = format
  for await (const row of rowsOf(bytes, format)) {
    if (row.line <= format.line || (row.isHidden && format.kind === 'xlsx' && format.visibleOnly)) continue
    const cells = row.cells.map((cell) => cell.trim())
    while (cells.length > columns.length && cells.at(-1) === '') cells.pop()
    if (cells.every((cell) => cell === '') || cells.every((cell, i) => cell === columns[i])) continue
    yield { ...listRow(row.line, cells, format), isHidden: row.isHidden ?? false }
  }
}

function listRow(line: number, cells: string[], { columns, kind }: ListFormat): Omit<ListRow, 'isHidden'> {
  const values = Object.fromEntries(columns.flatMap((name, i) => (cells[i] === undefined || cells[i] === '' ? [] : [[name, cells[i]]])))
  // A sheet knows nothing of cells that were never filled.
  return { line, values, tooMany: cells.length > columns.length ? cells : null, missing: kind === 'text' ? Math.max(0, columns.length - cells.length) : 0 }
}
