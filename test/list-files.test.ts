/** Lists as people save them: any encoding, delimiter and header, text or workbook; hostile files are refused with a sentence. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../core/decode/list/bytes.ts'
import { formatOf, listRows } from '../core/decode/list/open.ts'
import { RowReader } from '../core/decode/list/separated.ts'
import { Unreadable } from '../core/decode/list/unreadable.ts'
import { DELIMITERS, type ListRow, type ListWishes } from '../core/list.ts'
import { workbook, zip } from './helpers/xlsx.ts'

const KNOWN = new Set(['firma', 'vorname', 'nachname', 'e-mail', 'plz', 'ort', 'telefon', 'bemerkung'])
const knows = (name: string): boolean => KNOWN.has(name.trim().toLowerCase())

async function read(file: Buffer | string, wishes: ListWishes = {}) {
  const bytes = bytesOf(Buffer.from(file))
  const format = await formatOf(bytes, wishes, knows)
  const rows: ListRow[] = []
  for await (const row of listRows(bytes, format)) rows.push(row)
  return { format, rows, values: rows.map(({ values }) => values) }
}

const windows1252 = (text: string): Buffer => Buffer.from(text.replaceAll('€', '\x80').replaceAll('–', '\x96'), 'latin1')
const utf16 = (text: string, big = false): Buffer => (big ? Buffer.from(`\uFEFF${text}`, 'utf16le').swap16() : Buffer.from(`\uFEFF${text}`, 'utf16le'))

describe('a text list', () => {
  const text = 'Firma;Nachname;PLZ;Bemerkung\r\nMühlbauer Fördertechnik GmbH;Öztürk;01067;"Budget 250.000,00 € –\r\nzwei ""Kräne""; eilt"\r\n'
  const expected = [{ Firma: 'Mühlbauer Fördertechnik GmbH', Nachname: 'Öztürk', PLZ: '01067', Bemerkung: 'Budget 250.000,00 € –\r\nzwei "Kräne"; eilt' }]

  it.each([
    ['windows-1252', windows1252(text)],
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\uFEFF${text}`)],
    ['utf-16le', utf16(text)],
    ['utf-16be', utf16(text, true)],
    ['utf-16le', utf16(text).subarray(2)],
  ])('in %s', async (encoding, file) => {
    const { format, values } = await read(file)
    expect(format).toMatchObject({ kind: 'text', encoding, delimiter: ';', line: 1, isSure: true })
    expect(values).toEqual(expected)
  })

  it('is read as Windows-1252 where the only umlaut stands in the last row', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `Firma ${i};Meier;80331`).join('\n')
    const { format, values } = await read(windows1252(`Firma;Nachname;PLZ\n${rows}\nKühn AG;Süß;01067`))
    expect(format).toMatchObject({ encoding: 'windows-1252' })
    expect(values.at(-1)).toEqual({ Firma: 'Kühn AG', Nachname: 'Süß', PLZ: '01067' })
  })

  it.each([[';'], [','], ['\t'], ['|']])('with the delimiter %j', async (delimiter) => {
    const { format, values } = await read(`Firma${delimiter}PLZ${delimiter}Ort\n"Holz; Stahl, Glas|Co\tKG"${delimiter}80331${delimiter}München\n`)
    expect(format).toMatchObject({ delimiter })
    expect(values).toEqual([{ Firma: 'Holz; Stahl, Glas|Co\tKG', PLZ: '80331', Ort: 'München' }])
  })

  it('takes the word of Excel for its delimiter', async () => {
    const { format, rows } = await read('sep=|\nFirma|Ort\nA;B, C|Ulm\n')
    expect(format).toMatchObject({ delimiter: '|', line: 2 })
    expect(rows).toMatchObject([{ line: 3, values: { Firma: 'A;B, C', Ort: 'Ulm' } }])
  })

  it('finds the header below titles, skips blank rows and repeated headers, and numbers lines as editors do', async () => {
    const { format, rows } = await read(
      'Aussteller: Kranbau;;\nMesse Halle 4;15.09.2026;\n\nFirma;Ort;Telefon\n"A\nB";Ulm;0731 1\n;;\nFirma;Ort;Telefon\nC;Bonn;0228 2\n',
    )
    expect(format).toMatchObject({ line: 4, columns: ['Firma', 'Ort', 'Telefon'], isSure: true })
    expect(rows.map(({ line, values }) => [line, values.Firma])).toEqual([
      [5, 'A\nB'],
      [9, 'C'],
    ])
  })

  it('takes the first row for the header where no name is a usual one, and says that it is not sure', async () => {
    expect((await read('Betriebsteil;Kürzel\nHalle 3;H3\n')).format).toMatchObject({ line: 1, isSure: false })
  })

  it('takes the row for the header that it is told to', async () => {
    expect((await read('Firma;Ort\nWer;Wo\nA;Ulm\n', { header: 2 })).values).toEqual([{ Wer: 'A', Wo: 'Ulm' }])
    await expect(read('Firma;Ort\nA;Ulm\n', { header: 7 })).rejects.toThrow('no row at line 7')
  })

  it('tells two columns of one name apart, and names those that have none', async () => {
    expect((await read('Firma;Telefon;;Telefon\nA;1;2;3\n')).values).toEqual([{ Firma: 'A', Telefon: '1', 'Column 3': '2', 'Telefon (2)': '3' }])
  })

  it('tells rows with too many cells, and how many cells are missing', async () => {
    const { rows } = await read('Firma;Ort;PLZ\nA;Ulm\nB;Bonn;53111;;\nC;Köln;50667;x\n')
    expect(rows).toMatchObject([
      { line: 2, missing: 1, tooMany: null },
      { line: 3, missing: 0, tooMany: null },
      { line: 4, tooMany: ['C', 'Köln', '50667', 'x'] },
    ])
  })

  it('leaves quotes inside a text alone', async () => {
    expect((await read('Firma;Ort\n5" Rohr GmbH;"Halle "A" Nord"\n"Werk "West";Ulm\n')).values).toEqual([
      { Firma: '5" Rohr GmbH', Ort: 'Halle "A" Nord' },
      { Firma: 'Werk "West', Ort: 'Ulm' },
    ])
  })

  it.each([
    ['', 'is empty'],
    ['a@b.example;1\nc@d.example;2\n', 'no row of the list names its columns'],
    [Buffer.from([0, 1, 2, 3, 255, 0, 9, 9, 9, 1]), 'is binary'],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'old Excel format'],
    [`Firma;Ort\nA;"Ulm\n${'x;y\n'.repeat(60_000)}`, 'line 2 begins a cell'],
  ])('that is none (%#) is refused with a sentence', async (file, sentence) => {
    await expect(read(file)).rejects.toThrow(sentence)
    await expect(read(file)).rejects.toBeInstanceOf(Unreadable)
  })

  it('gives back whatever was written, however it is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'Ü', '"', ';', ',', '\n', '\r', '\t', ' ', '|'), maxLength: 6 })
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }),
        fc.constantFrom(...DELIMITERS),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 9 }),
        (rows, delimiter, end, size) => {
          const text = rows.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(delimiter) + end).join('')
          const reader = new RowReader(delimiter)
          const got = []
          for (let at = 0; at < text.length; at += size) got.push(...reader.push(text.slice(at, at + size)))
          got.push(...reader.end())
          expect(got.map(({ cells }) => cells)).toEqual(rows)
        },
      ),
    )
  })

  it('never fails on any bytes but with a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('', 'Firma;Ort\n', 'PK\x03\x04', '\xff\xfe'), async (bytes, start) => {
        await read(Buffer.concat([Buffer.from(start, 'latin1'), bytes])).catch((error) => expect(error).toBeInstanceOf(Unreadable))
      }),
    )
  })
})

describe('a workbook', () => {
  const styled = (style: number, value: number | string) => ({ attributes: `s="${style}"`, inside: `<v>${value}</v>` })

  it('shows what a person sees: dates, leading zeros, results of formulas, long numbers', async () => {
    const file = workbook([
      {
        name: 'Leads',
        rows: [
          ['Messe Köln'],
          [],
          ['Firma', 'PLZ', 'Telefon', 'Datum', 'Uhrzeit', 'Wann', 'Summe', 'Formel', 'Inline', 'Wahr', 'Fehler', 'Tage'],
          [
            'Kühn & Söhne <AG>',
            styled(2, 1067),
            492214710233,
            styled(1, 46280),
            styled(4, 0.4375),
            styled(3, 46280.4375),
            styled(0, '0.30000000000000004'),
            { attributes: 't="str"', inside: '<f>A4&amp;"x"</f><v>Ergebnis</v>' },
            { attributes: 't="inlineStr"', inside: '<is><r><t>ri</t></r><r><t>ch</t></r></is>' },
            { attributes: 't="b"', inside: '<v>1</v>' },
            { attributes: 't="e"', inside: '<v>#N/A</v>' },
            styled(5, 12),
          ],
        ],
      },
    ])
    const { format, rows } = await read(file)
    expect(format).toMatchObject({ kind: 'xlsx', sheet: 'Leads', line: 3, isSure: true })
    expect(rows).toMatchObject([{ line: 4, missing: 0 }])
    expect(rows[0]!.values).toEqual({
      Firma: 'Kühn & Söhne <AG>',
      PLZ: '01067',
      Telefon: '492214710233',
      Datum: '2026-09-15',
      Uhrzeit: '10:30',
      Wann: '2026-09-15 10:30',
      Summe: '0.3',
      Formel: 'Ergebnis',
      Inline: 'rich',
      Wahr: 'ja',
      Tage: '12',
    })
  })

  it('has sheets: the first that is visible, or the one asked for', async () => {
    const file = workbook([
      { name: 'Codes', state: 'hidden', rows: [['Firma'], ['x']] },
      {
        name: 'Tag 1',
        rows: [
          ['Firma', 'Ort'],
          ['A', 'Ulm'],
        ],
      },
      {
        name: 'Tag 2',
        rows: [
          ['Firma', 'Ort'],
          [null, null],
          ['B', 'Bonn'],
        ],
        hidden: [3],
      },
    ])
    expect((await read(file)).values).toEqual([{ Firma: 'A', Ort: 'Ulm' }])
    expect((await read(file, { sheet: 'Tag 2' })).rows).toMatchObject([{ line: 3, isHidden: true, values: { Firma: 'B', Ort: 'Bonn' } }])
    expect((await read(file, { sheet: 'Tag 2', visibleOnly: true })).rows).toEqual([])
    await expect(read(file, { sheet: 'Tag 3' })).rejects.toThrow("no sheet 'Tag 3'; it has 'Codes', 'Tag 1', 'Tag 2'")
  })

  it('that is a bomb, broken, or something else is refused with a sentence', async () => {
    const bomb = zip([
      ['xl/workbook.xml', '<workbook/>'],
      ['xl/sharedStrings.xml', Buffer.alloc(40 * 1024 * 1024, 32)],
    ])
    await expect(read(bomb)).rejects.toThrow('far too large')
    const entities = zip([['xl/workbook.xml', '<!DOCTYPE x [<!ENTITY a "b">]><workbook>&a;</workbook>']])
    await expect(read(entities)).rejects.toThrow('declares a document type')
    await expect(read(zip([['word/document.xml', '<a/>']]))).rejects.toThrow('no XLSX workbook')
    const whole = workbook([
      {
        name: 'A',
        rows: [
          ['Firma', 'Ort'],
          ['A', 'Ulm'],
        ],
      },
    ])
    await expect(read(whole.subarray(0, whole.length - 30))).rejects.toThrow(Unreadable)
    await expect(read(Buffer.concat([whole.subarray(0, 60), Buffer.alloc(20), whole.subarray(80)]))).rejects.toThrow(Unreadable)
  })
})
