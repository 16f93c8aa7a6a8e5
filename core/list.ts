/** Lists that are imported: what is asked for, and what is told of a run. Types, and the names that all rooms use. */
import type { LeadEvent } from './lead/event.ts'

export const ENCODINGS = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof ENCODINGS)[number]

export const DELIMITERS = [';', ',', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** What somebody says of the file, instead of a guess. */
export interface ListWishes {
  encoding?: Encoding | undefined
  delimiter?: Delimiter | undefined
  /** Line of the row that names the columns. */
  header?: number | undefined
  sheet?: string | undefined
  /** Hidden and filtered rows of a sheet are left out. */
  visibleOnly?: boolean | undefined
}

/** The row that names the columns. */
export interface Header {
  line: number
  /** One for each column, all different. */
  columns: string[]
  /** Some of the names are known ones; else it is only the first row that could be a header. */
  isSure: boolean
}

/** As it was found out: enough to read the file the same way again. */
export type ListFormat = Header &
  ({ kind: 'text'; encoding: Encoding; delimiter: Delimiter } | { kind: 'xlsx'; sheet: string; sheets: readonly string[]; visibleOnly: boolean })

/** One row of the list. */
export interface ListRow {
  line: number
  /** By column; empty cells are absent. */
  values: Record<string, string>
  /** As they stand there, where the row has more cells than there are columns: nobody can say which is which. */
  tooMany: string[] | null
  /** Cells that the row has too few: an export that cuts empty ends, or a row that was torn apart. */
  missing: number
  /** Hidden or filtered out in its sheet. */
  isHidden: boolean
}

export interface ImportOptions extends ListWishes {
  /** Name of a mapping, instead of the source's own. */
  mapping?: string | undefined
  /** Column that tells the rows apart: a changed row with the same value corrects the one before. */
  key?: string | undefined
}

export interface NewImport {
  source: string
  /** Its name, for people. */
  file: string
  options: ImportOptions
}

/** What is found out about a list before its rows are taken in. */
export interface Survey {
  format: ListFormat
  rows: number
  /** Rows with more cells than columns. */
  tooLong: Counted
  /** Rows with fewer. */
  tooShort: Counted
  hidden: Counted
}

/** How many, and the lines of the first. */
export interface Counted {
  n: number
  lines: number[]
}

/** `new`: it made a lead. `merged`: added to one that was there. `duplicate`: the very row was here before. `filtered`: not to be taken in, and said why. */
export const ROW_OUTCOMES = ['new', 'merged', 'duplicate', 'held', 'filtered'] as const
export type RowOutcome = (typeof ROW_OUTCOMES)[number]

export type Totals = Record<RowOutcome, number>

export interface PreviewInput {
  source: string
  file: string
  options: ImportOptions
  /** Rows whose fate is looked at. */
  first: number
}

export interface ImportPreview {
  survey: Survey
  /** Which column becomes what in a lead event, found out by the first rows. */
  columns: { column: string; targets: string[]; example: string | null }[]
  /** What the first rows tell. */
  examples: { line: number; events: readonly LeadEvent[]; reason: string | null }[]
  /** Rows whose fate was looked at: all, or the first so many. */
  looked: number
  totals: Totals
  /** Why rows would be held or filtered, most rows first. */
  reasons: { reason: string; n: number; lines: number[] }[]
}

/** Method of deliveries that are rows of a list: no request can have it. */
export const IMPORTED = 'IMPORT'

/** Headers of such a delivery. */
export const ROW_HEADERS = { key: 'idempotency-key', version: 'x-list-version', file: 'x-list-file', line: 'x-list-line', mapping: 'x-list-mapping' } as const

/** Bytes of a file that are kept and sent at once. */
export const PIECE = 256 * 1024

/** Larger files are refused. */
export const MAX_FILE = 512 * 1024 * 1024
