/** Which row of a list names its columns, where titles and remarks may stand above it, and how the columns are called. */
import type { Header } from '../../list.ts'
import type { Row } from './separated.ts'
import { Unreadable } from './unreadable.ts'

/** @param knows whether columns of lists are usually called so */
export type Knows = (name: string) => boolean

/**
 * Guesses among the first rows: the one with the most usual names of columns, else the first that is filled and looks
 * like no data. @throws Unreadable where none does
 */
export function headerOf(rows: readonly Row[], knows: Knows): Header {
  const width = usualWidth(rows)
  const candidates = rows.filter(({ cells }) => couldBe(cells, width)).map((row) => ({ row, known: row.cells.filter((cell) => knows(cell)).length }))
  const [first] = candidates
  if (first === undefined)
    throw new Unreadable('no row of the list names its columns: put a row with their names above the data, or say which row it is with --header')
  const best = candidates.reduce((most, one) => (one.known > most.known ? one : most), first)
  return headerAt(best.row, best.known > 0)
}

export const headerAt = ({ line, cells }: Row, isSure = true): Header => ({ line, columns: namesOf(cells), isSure })

/** Filled cells of a row in the middle of all. */
function usualWidth(rows: readonly Row[]): number {
  const widths = rows.map(({ cells }) => cells.filter((cell) => cell.trim() !== '').length).sort((a, b) => a - b)
  return widths[Math.floor(widths.length / 2)] ?? 0
}

/** Half as many cells as rows usually have, all different, none of them a value. */
function couldBe(cells: readonly string[], width: number): boolean {
  const names = cells.map(tidy).filter((cell) => cell !== '')
  if (names.length === 0 || names.length < width / 2 || (names.length === 1 && width > 1)) return false
  return new Set(names).size > names.length / 2 && !names.some(isValue)
}

/** Addresses, numbers and dates, and whole sentences. */
const isValue = (cell: string): boolean => /\S@\S/.test(cell) || /^[\d\s.,:/()+€%-]+$/.test(cell) || cell.length > 120

/** Nameless columns are called by their place, equal ones are numbered: nothing of a row gets lost. */
function namesOf(cells: readonly string[]): string[] {
  const used = new Set<string>()
  return cells.map((cell, i) => {
    const name = (tidy(cell) || `Column ${i + 1}`).slice(0, 200)
    let own = name
    for (let n = 2; used.has(own); n++) own = `${name} (${n})`
    used.add(own)
    return own
  })
}

const tidy = (cell: string): string => cell.replace(/\s+/g, ' ').trim()
