/** The live list: one line per delivery. */
import { type RefObject, useMemo, useRef } from 'react'
import { type Format, useFormat } from '../../parts/format.ts'
import { useKeys } from '../../parts/keys.ts'
import { type Query, To, useGo, useIdOfAddress, useQueryOfAddress } from '../../parts/link.tsx'
import { labelOf, type Source } from '../../parts/names.ts'
import type { Selection } from '../../parts/selection.ts'
import { Status } from '../../parts/status.tsx'
import { type Column, LongTable } from '../../parts/table.tsx'
import { toneOf } from '../../parts/tones.ts'
import { Said, shortId, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { deliveryWords } from '../../words/deliveries.ts'
import { type Say, useWords } from '../../words/say.ts'
import type { Delivery } from './use-deliveries.ts'

interface ListProps {
  rows: readonly Delivery[]
  sources: readonly Source[]
  /** null: whoever looks may not act. */
  selection: Selection | null
  replay: (ids: string[]) => void
  readMore: () => void
}

export function DeliveryList({ rows, sources, selection, replay, readMore }: ListProps) {
  const t = useWords(deliveryWords, columnWords)
  const go = useGo()
  const query = useQueryOfAddress()
  const chosen = useIdOfAddress()
  const columns = useColumns(sources, selection)
  const scrollTo = useRef<((row: number) => void) | null>(null)
  const at = () => rows.findIndex(({ id }) => id === (chosen ?? focusedRow()))
  const by = (step: 1 | -1) => {
    const to = at() + step
    if (rows[to] === undefined) return
    scrollTo.current?.(to)
    go(`/deliveries/${rows[to].id}`, query, chosen !== null)
  }
  const select = () => {
    const row = rows[at()]
    if (row) selection?.toggle(row.id)
  }
  const replayThese = () => {
    const row = rows[at()]
    const ids = selection?.ids.length ? selection.ids : row ? [row.id] : []
    if (selection && ids.length > 0) replay(ids)
  }
  const search = () => document.querySelector<HTMLElement>('[data-testid=filter-text]')?.focus()
  useKeys({ j: () => by(1), k: () => by(-1), '/': search }, { repeats: true })
  useKeys({ x: select, r: replayThese })
  return (
    <LongTable
      id="deliveries"
      caption={t('deliveries.caption')}
      look="sticky"
      rows={rows}
      keyOf={({ id }) => id}
      open={({ id }) => go(`/deliveries/${id}`, query)}
      isCurrent={({ id }) => id === chosen}
      toneOf={({ state }) => (toneOf('delivery', state) === 'hold' ? 'hold' : undefined)}
      onEnd={readMore}
      scrollTo={scrollTo as RefObject<((row: number) => void) | null>}
      columns={columns}
    />
  )
}

/** The id of the row that the keyboard is in. */
const focusedRow = (): string | undefined => document.activeElement?.closest('tr')?.querySelector<HTMLElement>('[data-open]')?.dataset.open

function useColumns(sources: readonly Source[], selection: Selection | null): Column<Delivery>[] {
  const t = useWords(deliveryWords, columnWords)
  const format = useFormat()
  const query = useQueryOfAddress()
  // Rows are drawn anew only where these change.
  return useMemo(() => columnsOf({ sources, selection, query, t, format }), [sources, selection, query, t, format])
}

interface Drawn {
  sources: readonly Source[]
  selection: Selection | null
  query: Query
  t: Say<keyof typeof deliveryWords | keyof typeof columnWords>
  format: Format
}

function columnsOf({ sources, selection, query, t, format }: Drawn): Column<Delivery>[] {
  const columns: Column<Delivery>[] = [
    {
      id: 'time',
      head: t('col.time'),
      look: 'when',
      cell: ({ id, receivedAt }) => (
        <To at={`/deliveries/${id}`} query={query} className="plain" data-open={id}>
          <Time at={receivedAt} />
        </To>
      ),
    },
    { id: 'state', head: t('col.state'), look: 'state-col', cell: ({ state }) => <Status list="delivery" value={state} /> },
    {
      id: 'source',
      head: t('col.source'),
      look: 'source-col cut',
      cell: (row) => (
        <>
          {labelOf(sources, row.source)}
          <div className="faint cut narrow-only">
            <Result row={row} />
          </div>
        </>
      ),
    },
    {
      id: 'number',
      head: t('col.number'),
      right: true,
      wideOnly: true,
      look: 'number',
      cell: ({ seq }) => <span className="num">{format.number(seq)}</span>,
    },
    { id: 'result', head: t('col.result'), wideOnly: true, look: 'cut soft', cell: (row) => <Result row={row} /> },
  ]
  if (selection === null) return columns
  const { ids, has, toggle, toggleAll } = selection
  const pick: Column<Delivery> = {
    id: 'pick',
    head: (
      <label>
        <input type="checkbox" checked={ids.length > 0} onChange={toggleAll} aria-label={t('deliveries.selectAll')} data-testid="select-all" />
      </label>
    ),
    look: 'pick',
    wideOnly: true,
    cell: ({ id, seq }) => (
      <label>
        <input type="checkbox" checked={has(id)} onChange={() => toggle(id)} aria-label={t('deliveries.selectOne', { n: format.number(seq) })} />
      </label>
    ),
  }
  return [pick, ...columns]
}

/** What became of it, in few words. */
function Result({ row: { state, reason, duplicateOf, itemCount } }: { row: Delivery }) {
  const t = useWords(deliveryWords)
  if (duplicateOf !== null) return `${t('detail.sameAs')} ${shortId(duplicateOf)}`
  if (reason !== null) return <Said>{reason}</Said>
  if (state === 'pending') return t('deliveries.waiting')
  return itemCount === null ? null : t.counted('deliveries.items', itemCount)
}
