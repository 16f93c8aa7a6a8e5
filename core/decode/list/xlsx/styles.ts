/** What number formats of a workbook make of a number: a date, a text with leading zeros, or the number itself. */
import type { Bytes } from '../bytes.ts'
import { hearAll } from './xml.ts'
import type { Part } from './zip.ts'

export type Shown = { as: 'number' } | { as: 'date' | 'time' | 'instant' } | { as: 'padded'; digits: number }

const NUMBER: Shown = { as: 'number' }

/** By the place of a cell's format. */
export type Styles = (style: number) => Shown

export async function stylesOf(bytes: Bytes, part: Part | undefined): Promise<Styles> {
  const own = new Map<number, string>()
  const formats: number[] = []
  let isCells = false
  await hearAll(bytes, part, {
    open: (name, attributes) => {
      if (name === 'numFmt') own.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      else if (name === 'cellXfs') isCells = true
      else if (name === 'xf' && isCells) formats.push(Number(attributes.numFmtId ?? 0))
    },
    close: (name) => {
      if (name === 'cellXfs') isCells = false
    },
  })
  const shown = formats.map((id) => shownBy(id, own.get(id)))
  return (style) => shown[style] ?? NUMBER
}

/** Formats that every program has: ids 14 to 22 and 45 to 47 are dates and times. */
function shownBy(id: number, code: string | undefined): Shown {
  if (code !== undefined) return ofCode(code)
  if (id === 22) return { as: 'instant' }
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return { as: 'date' }
  return (id >= 18 && id <= 21) || (id >= 45 && id <= 47) ? { as: 'time' } : NUMBER
}

/** `dd.mm.yyyy`, `hh:mm`, `00000`: what stands in quotes or brackets, or behind a backslash, is no format. */
function ofCode(code: string): Shown {
  const bare = code.split(';')[0]!.replace(/"[^"]*"|\[[^\]]*\]|\\.|_./g, '')
  const [isDate, isTime] = [/[ydjt]|mmm/i.test(bare), /[hs]/i.test(bare)]
  if (isDate) return { as: isTime ? 'instant' : 'date' }
  if (isTime) return { as: 'time' }
  return /^0{2,}$/.test(bare.trim()) ? { as: 'padded', digits: bare.trim().length } : NUMBER
}

const DAY_MS = 86_400_000

/** A serial day as a text: `2026-09-15`, `10:30`, `2026-09-15 10:30`. @param since1904 days are counted as old Macs did */
export function dateText(serial: number, as: 'date' | 'time' | 'instant', since1904: boolean): string {
  // Day 60 is 29 February 1900, which never was.
  const days = since1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial
  const at = new Date(Math.round(((days - 25_569) * DAY_MS) / 1000) * 1000)
  if (Number.isNaN(at.getTime()) || serial < 0) return String(serial)
  const [day, clock] = [at.toISOString().slice(0, 10), at.toISOString().slice(11, 19).replace(/:00$/, '')]
  if (as === 'time') return clock
  return as === 'instant' || clock !== '00:00' ? `${day} ${clock}` : day
}
