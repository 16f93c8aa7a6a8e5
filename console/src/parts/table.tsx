/** Tables by columns: heads, cells, what leaves first on small screens. Long ones keep only the rows that are seen in the document. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { opens } from './link.tsx'
import type { Tone } from './tones.ts'

export interface Column<Row> {
  id: string
  head: ReactNode
  cell: (row: Row) => ReactNode
  /** Numbers stand right. */
  right?: boolean
  /** Leaves on small screens. */
  wideOnly?: boolean
  /** What tells the row apart: a `th`. */
  names?: boolean
  look?: string
  /** In the last line, of all rows. */
  foot?: ReactNode
}

interface TableProps<Row> {
  id: string
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** The edge of rows that need somebody. */
  toneOf?: (row: Row) => Tone | undefined
  /** Rows that open something. */
  open?: (row: Row) => void
  isCurrent?: (row: Row) => boolean
  /** Shown only where it is more than one row. */
  hasFoot?: boolean
  look?: string
}

/** Up to some hundred rows. */
export function Table<Row>(props: TableProps<Row>) {
  return (
    <div className="scroll">
      <TableOf {...props} />
    </div>
  )
}

const ROW_PX = 31
const BEYOND = 8

/** Any number of rows: it scrolls by itself, and only rows that are seen are in the document. */
interface LongProps {
  onEnd?: () => void
  /** Filled in: brings a row into sight. */
  scrollTo?: RefObject<((row: number) => void) | null>
}

export function LongTable<Row>({ rows, onEnd, scrollTo, ...props }: TableProps<Row> & LongProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: BEYOND,
    getItemKey: (i) => props.keyOf(rows[i]!),
  })
  useEffect(() => {
    if (scrollTo) scrollTo.current = (row) => virtual.scrollToIndex(row)
  }, [scrollTo, virtual])
  const seen = virtual.getVirtualItems()
  const [first, last] = [seen[0], seen.at(-1)]
  const atEnd = (event: { currentTarget: HTMLElement }) => {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget
    if (scrollHeight - scrollTop - clientHeight < 20 * ROW_PX) onEnd?.()
  }
  return (
    <div className="scroll rows" ref={scroller} onScroll={atEnd} data-testid={`${props.id}-scroll`} tabIndex={props.open ? undefined : 0}>
      <TableOf
        {...props}
        rows={seen.map(({ index }) => rows[index]!)}
        count={rows.length}
        from={first?.index ?? 0}
        measure={virtual.measureElement}
        before={first?.start ?? 0}
        after={virtual.getTotalSize() - (last?.end ?? 0)}
      />
    </div>
  )
}

interface Window {
  count?: number
  from?: number
  measure?: (row: HTMLTableRowElement | null) => void
  /** Pixels of the rows that are not in the document. */
  before?: number
  after?: number
}

function TableOf<Row>({ id, caption, columns, rows, keyOf, toneOf, open, isCurrent, hasFoot, look = '', ...window }: TableProps<Row> & Window) {
  const { count, from = 0, measure, before = 0, after = 0 } = window
  // Rows stay as they are while only what opening does is another function.
  const opener = useRef(open)
  useEffect(() => {
    opener.current = open
  })
  return (
    <table className={`table ${look}`.trim()} id={id} aria-rowcount={count === undefined ? undefined : count + 1}>
      <caption className="away">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={lookOf(column)}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {before > 0 && <Gap px={before} />}
        {rows.map((row, i) => (
          <Line
            key={keyOf(row)}
            row={row}
            columns={columns as readonly Column<unknown>[]}
            tone={toneOf?.(row)}
            isCurrent={isCurrent?.(row) ?? false}
            opener={open === undefined ? null : (opener as Opener)}
            measure={measure}
            index={count === undefined ? undefined : from + i}
          />
        ))}
        {after > 0 && <Gap px={after} />}
      </tbody>
      {hasFoot && rows.length > 1 && (
        <tfoot>
          <tr>
            {columns.map((column) =>
              column.names ? (
                <th key={column.id} scope="row">
                  {column.foot}
                </th>
              ) : (
                <td key={column.id} className={lookOf(column)}>
                  {column.foot}
                </td>
              ),
            )}
          </tr>
        </tfoot>
      )}
    </table>
  )
}

type Opener = RefObject<((row: unknown) => void) | undefined>

interface LineProps {
  row: unknown
  columns: readonly Column<unknown>[]
  tone: Tone | undefined
  isCurrent: boolean
  opener: Opener | null
  measure: Window['measure']
  index: number | undefined
}

/** Drawn anew only where something of it has changed: in a long list one goes through, that is two rows of many. */
const Line = memo(function Line({ row, columns, tone, isCurrent, opener, measure, index }: LineProps) {
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index === undefined ? undefined : index + 2}
      className={opener ? 'opens' : undefined}
      onClick={opener ? opens(() => opener.current?.(row)) : undefined}
      aria-current={isCurrent ? 'true' : undefined}
      data-tone={tone}
    >
      {columns.map((column) =>
        column.names ? (
          <th key={column.id} scope="row" className={lookOf(column)} data-term={column.id}>
            {column.cell(row)}
          </th>
        ) : (
          <td key={column.id} className={lookOf(column)} data-term={column.id}>
            {column.cell(row)}
          </td>
        ),
      )}
    </tr>
  )
})

const Gap = ({ px }: { px: number }) => (
  <tr className="beyond" aria-hidden>
    <td style={{ height: px }} />
  </tr>
)

const lookOf = ({ right = false, wideOnly = false, look = '' }: Pick<Column<never>, 'right' | 'wideOnly' | 'look'>): string | undefined =>
  [right && 'r', wideOnly && 'wide-only', look].filter(Boolean).join(' ') || undefined
