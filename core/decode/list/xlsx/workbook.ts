/** An XLSX workbook: its sheets by name, and the rows of one. */
import type { Bytes } from '../bytes.ts'
import type { Row } from '../separated.ts'
import { Unreadable } from '../unreadable.ts'
import { type Look, sheetRows } from './sheet.ts'
import { sharedTexts } from './strings.ts'
import { stylesOf } from './styles.ts'
import { hearAll } from './xml.ts'
import { type Part, partsOf } from './zip.ts'

export interface Workbook {
  /** Those that people see, in their order. */
  sheets: readonly string[]
  /** @throws Unreadable where there is no such sheet */
  rows(sheet: string): AsyncGenerator<Row>
}

interface Sheet {
  name: string
  reference: string
  isHidden: boolean
}

/** @throws Unreadable where it is no workbook */
export async function openWorkbook(bytes: Bytes): Promise<Workbook> {
  const parts = await partsOf(bytes)
  const book = parts.get('xl/workbook.xml')
  if (book === undefined) throw new Unreadable('the file is a ZIP, but no XLSX workbook: save it as .xlsx or .csv')
  const { sheets, since1904 } = await listed(bytes, book)
  const targets = await targetsOf(bytes, parts.get('xl/_rels/workbook.xml.rels'))
  const texts = await sharedTexts(bytes, parts.get('xl/sharedstrings.xml'))
  const styles = await stylesOf(bytes, parts.get('xl/styles.xml'))
  const partOf = (name: string): Part => {
    const sheet = sheets.find((one) => one.name === name)
    const target = sheet && targets.get(sheet.reference)
    const part = target === undefined ? undefined : parts.get(target.toLowerCase())
    if (part === undefined) throw new Unreadable(`the workbook has no sheet '${name}'; it has ${sheets.map((one) => `'${one.name}'`).join(', ')}`)
    return part
  }
  return {
    sheets: sheets.filter(({ isHidden }) => !isHidden).map(({ name }) => name),
    rows: (sheet) => sheetRows(bytes, partOf(sheet), { texts, styles, since1904 } satisfies Look),
  }
}

async function listed(bytes: Bytes, book: Part): Promise<{ sheets: Sheet[]; since1904: boolean }> {
  const sheets: Sheet[] = []
  let since1904 = false
  await hearAll(bytes, book, {
    open: (name, attributes) => {
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
      if (name !== 'sheet') return
      const [, reference = ''] = Object.entries(attributes).find(([key]) => /:id$/i.test(key)) ?? []
      sheets.push({ name: attributes.name ?? '', reference, isHidden: (attributes.state ?? 'visible') !== 'visible' })
    },
  })
  return { sheets, since1904 }
}

/** Where the parts lie that the workbook refers to, by reference. */
async function targetsOf(bytes: Bytes, part: Part | undefined): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  await hearAll(bytes, part, {
    open: (name, { Id, Target = '' }) => {
      if (name === 'Relationship' && Id !== undefined) targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
    },
  })
  return targets
}
