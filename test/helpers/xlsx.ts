/** Writes workbooks for tests: cells as XML, packed as a ZIP. */
import { crc32, deflateRawSync } from 'node:zlib'

/** A text is shared, a number stays one; otherwise the XML of the cell's inside and attributes. */
export type CellOf = string | number | null | { attributes: string; inside: string }

export interface SheetOf {
  name: string
  rows: readonly (readonly CellOf[])[]
  /** Lines that are hidden, counted from 1. */
  hidden?: readonly number[]
  state?: 'hidden'
}

/** Formats by their place: 0 general, 1 a date, 2 five digits, 3 date and time, 4 a clock time, 5 a word in quotes. */
const STYLES = `<styleSheet><numFmts count="4"><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/><numFmt numFmtId="166" formatCode="[h]:mm"/><numFmt numFmtId="167" formatCode="0 &quot;days&quot;"/></numFmts>
<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/><xf numFmtId="167"/></cellXfs></styleSheet>`

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

export function workbook(sheets: readonly SheetOf[]): Buffer {
  const shared: string[] = []
  const cell = (value: CellOf, column: number, line: number): string => {
    if (value === null) return ''
    const r = `r="${columnName(column)}${line}"`
    if (typeof value === 'number') return `<c ${r}><v>${value}</v></c>`
    if (typeof value !== 'string') return `<c ${r} ${value.attributes}>${value.inside}</c>`
    shared.push(`<si><t xml:space="preserve">${escaped(value)}</t></si>`)
    return `<c ${r} t="s"><v>${shared.length - 1}</v></c>`
  }
  const sheetXml = ({ rows, hidden = [] }: SheetOf): string =>
    `<worksheet><sheetData>${rows
      .map(
        (row, i) => `<row r="${i + 1}"${hidden.includes(i + 1) ? ' hidden="1"' : ''}>${row.map((value, column) => cell(value, column, i + 1)).join('')}</row>`,
      )
      .join('')}</sheetData></worksheet>`
  const parts = sheets.map((sheet, i): [string, string] => [`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet)])
  const book = sheets.map(({ name, state }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"${state ? ` state="${state}"` : ''}/>`)
  const links = sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`)
  return zip([
    ['xl/workbook.xml', `<workbook><sheets>${book.join('')}</sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships>${links.join('')}</Relationships>`],
    ['xl/styles.xml', STYLES],
    ['xl/sharedStrings.xml', `<sst>${shared.join('')}</sst>`],
    ...parts,
  ])
}

const columnName = (column: number): string => (column < 26 ? '' : columnName(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26))

export function zip(parts: readonly (readonly [name: string, content: string | Buffer])[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of parts) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const title = Buffer.from(name)
    const about = Buffer.alloc(26) // version, flags, method, time, date, checksum, sizes, lengths: the same in both places
    about.writeUInt16LE(20, 0)
    about.writeUInt16LE(8, 4)
    about.writeUInt32LE(crc32(bytes), 10)
    about.writeUInt32LE(packed.length, 14)
    about.writeUInt32LE(bytes.length, 18)
    about.writeUInt16LE(title.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    files.push(Buffer.from([0x50, 0x4b, 3, 4]), about, title, packed)
    directory.push(Buffer.from([0x50, 0x4b, 1, 2]), Buffer.from([20, 0]), about, place, title)
    offset += 30 + title.length + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...files, listed, Buffer.from([0x50, 0x4b, 5, 6]), end])
}
