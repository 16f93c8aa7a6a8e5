/** The live list: one line per delivery; j and k go through it, / to the filters. */
import { useEffect } from 'react'
import { useFormat } from '../../parts/format.ts'
import { To, useGo, useIdOfAddress, useQueryOfAddress } from '../../parts/link.tsx'
import { labelOf, type Source } from '../../parts/names.ts'
import { Status } from '../../parts/status.tsx'
import { LongTable } from '../../parts/table.tsx'
import { toneOf } from '../../parts/tones.ts'
import { Said, shortId, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { deliveryWords } from '../../words/deliveries.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import type { Delivery } from './use-deliveries.ts'

interface ListProps {
  rows: readonly Delivery[]
  sources: readonly Source[]
  readMore: () => void
  hasMore: boolean
}

export function DeliveryList({ rows, sources, readMore, hasMore }: ListProps) {
  const t = useWords(deliveryWords, columnWords, frameWords)
  const format = useFormat()
  const go = useGo()
  const query = useQueryOfAddress()
  const chosen = useIdOfAddress()
  useKeys(rows, chosen, (id) => go(`/deliveries/${id}`, query, chosen !== null))
  return (
    <>
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
        columns={[
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
            look: 'cut',
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
        ]}
      />
      <p className="pager faint">
        <span className="wide-only keys">
          <kbd>j</kbd> <kbd>k</kbd> {t('deliveries.keysMove')} <kbd>Esc</kbd> {t('deliveries.keysClose')} <kbd>/</kbd> {t('deliveries.keysFilter')}
        </span>
        <span className="grow" />
        {t('page.shown', { count: format.number(rows.length) })}
        {hasMore && (
          <button type="button" className="btn small" onClick={readMore} data-testid="older">
            {t('page.older')}
          </button>
        )}
      </p>
    </>
  )
}

/** What became of it, in few words. */
function Result({ row: { state, reason, duplicateOf, itemCount } }: { row: Delivery }) {
  const t = useWords(deliveryWords)
  if (duplicateOf !== null) return `${t('detail.sameAs')} ${shortId(duplicateOf)}`
  if (reason !== null) return <Said>{reason}</Said>
  if (state === 'pending') return t('deliveries.waiting')
  return itemCount === null ? null : t.counted('deliveries.items', itemCount)
}

/** Keys that go through the rows, unless somebody writes. */
function useKeys(rows: readonly Delivery[], chosen: string | null, choose: (id: string) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      const now = rows.findIndex(({ id }) => id === chosen)
      if (event.key === '/') {
        event.preventDefault()
        document.querySelector<HTMLElement>('[data-testid=filter-source]')?.focus()
      }
      const to = event.key === 'j' ? rows[now + 1] : event.key === 'k' ? rows[now - 1] : undefined
      if (to) choose(to.id)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}

const isWriting = (target: EventTarget | null): boolean => target instanceof Element && target.closest('input, select, textarea, [role=dialog]') !== null
