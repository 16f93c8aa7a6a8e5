/** One line per lead: the unit, and where it stands. */

import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { ClassChip } from '../../parts/class-chip.tsx'
import { useFormat } from '../../parts/format.ts'
import { To, useGo } from '../../parts/link.tsx'
import type { Selection } from '../../parts/selection.ts'
import { Status } from '../../parts/status.tsx'
import { type Column, LongTable } from '../../parts/table.tsx'
import { UnitName } from '../../parts/unit-name.tsx'
import { Missing, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { leadListWords } from '../../words/lead-list.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import type { LeadRow } from './page.tsx'

interface LeadTableProps {
  rows: readonly LeadRow[]
  /** null: whoever looks may not act. */
  selection: Selection | null
  readMore: () => void
  hasMore: boolean
}

export function LeadTable({ rows, selection, readMore, hasMore }: LeadTableProps) {
  const t = useWords(leadWords, leadListWords, columnWords, stateWords, frameWords)
  const format = useFormat()
  const go = useGo()
  const { productName } = useSession()
  const grades = ({ score: { fit, engagement } }: LeadRow) => t('leads.grades', { fit, engagement })
  const pick: Column<LeadRow>[] = selection
    ? [
        {
          id: 'pick',
          head: (
            <input
              type="checkbox"
              checked={selection.ids.length > 0}
              onChange={selection.toggleAll}
              aria-label={t('list.selectAll')}
              data-testid="select-all"
            />
          ),
          look: 'pick',
          wideOnly: true,
          cell: ({ id, accountName, unitName }) => (
            <label>
              <input
                type="checkbox"
                checked={selection.has(id)}
                onChange={() => selection.toggle(id)}
                aria-label={t('list.selectOne', { lead: [accountName, unitName].filter(Boolean).join(' · ') })}
              />
            </label>
          ),
        },
      ]
    : []
  return (
    <>
      <LongTable
        id="leads"
        caption={t('leads.caption')}
        look="sticky"
        rows={rows}
        keyOf={({ id }) => id}
        open={({ id }) => go(`/leads/${id}`)}
        onEnd={readMore}
        columns={[
          ...pick,
          {
            id: 'unit',
            head: t('col.unit'),
            names: true,
            cell: (lead) => (
              <>
                <To at={`/leads/${lead.id}`} className="unit">
                  <UnitName lead={lead} />
                </To>
                <div className="faint narrow-only">{productName(lead.product)}</div>
              </>
            ),
          },
          { id: 'product', head: t('col.product'), wideOnly: true, look: 'product', cell: ({ product }) => productName(product) },
          {
            id: 'stage',
            head: t('col.stage'),
            look: 'stage',
            cell: (lead) => (
              <>
                <Status list="stage" value={lead.stage} />
                <div className="narrow-only">
                  <ClassChip lead={lead} />
                </div>
                {lead.substage !== null && <div className="faint">{t.word('substage', lead.substage)}</div>}
              </>
            ),
          },
          { id: 'class', head: t('col.class'), wideOnly: true, look: 'classes', cell: (lead) => <ClassChip lead={lead} /> },
          { id: 'score', head: t('col.score'), right: true, look: 'score', cell: ({ score }) => <span className="num">{format.number(score.points)}</span> },
          { id: 'grades', head: t('col.grades'), wideOnly: true, look: 'soft grades', cell: grades },
          { id: 'owner', head: t('col.owner'), wideOnly: true, look: 'cut owner', cell: ({ owner }) => owner ?? <Missing /> },
          { id: 'lastTouch', head: t('col.lastTouch'), right: true, wideOnly: true, look: 'last-touch', cell: ({ lastTouchAt }) => <Time at={lastTouchAt} /> },
        ]}
      />
      <p className="pager faint">
        <span className="grow" />
        {t('page.shown', { count: format.number(rows.length) })}
        {hasMore && (
          <Button kind="small" onClick={readMore} testId="older">
            {t('page.older')}
          </Button>
        )}
      </p>
    </>
  )
}
