/** Tables by columns: heads, cells, what leaves first on small screens. Long ones keep only the rows that are seen in the document. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
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
const BEYOND = 12

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
    // biome-ignore lint/a11y/noNoninteractiveTabindex: rows that open nothing are scrolled by keyboard
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
          <tr
            key={keyOf(row)}
            ref={measure}
            data-index={count === undefined ? undefined : from + i}
            aria-rowindex={count === undefined ? undefined : from + i + 2}
            className={open && 'opens'}
            onClick={open && opens(() => open(row))}
            aria-current={isCurrent?.(row) ? 'true' : undefined}
            data-tone={toneOf?.(row)}
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

const Gap = ({ px }: { px: number }) => (
  <tr className="beyond" aria-hidden>
    <td style={{ height: px }} />
  </tr>
)

const lookOf = ({ right = false, wideOnly = false, look = '' }: Column<never>): string | undefined =>
  [right && 'r', wideOnly && 'wide-only', look].filter(Boolean).join(' ') || undefined
