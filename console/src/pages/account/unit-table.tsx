/** Sites of an account, each with its leads: product, stage and class. */
import { useSession } from '../../app/session-context.ts'
import { ClassChip } from '../../parts/class-chip.tsx'
import { To } from '../../parts/link.tsx'
import { Status } from '../../parts/status.tsx'
import { Table } from '../../parts/table.tsx'
import { Id, Time } from '../../parts/value.tsx'
import { accountWords } from '../../words/account.ts'
import { columnWords } from '../../words/columns.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import type { LeadRow } from '../leads/page.tsx'
import type { Account } from './page.tsx'

interface Row {
  unit: Account['units'][number]
  lead: LeadRow | null
}

export function UnitTable({ account, leads }: { account: Account; leads: readonly LeadRow[] }) {
  const t = useWords(accountWords, columnWords, leadWords)
  const { productName } = useSession()
  const rows = account.units.flatMap((unit): Row[] => {
    const own = leads.filter((lead) => lead.unit === unit.id)
    return own.length === 0 ? [{ unit, lead: null }] : own.map((lead) => ({ unit, lead }))
  })
  return (
    <Table
      id="units"
      caption={t('account.units')}
      rows={rows}
      keyOf={({ unit, lead }) => `${unit.id} ${lead?.id}`}
      columns={[
        { id: 'unit', head: t('account.unit'), names: true, cell: ({ unit }) => unit.name ?? t('leads.openUnit') },
        {
          id: 'product',
          head: t('col.product'),
          cell: ({ lead }) =>
            lead === null ? <span className="faint">{t('account.noLead')}</span> : <To at={`/leads/${lead.id}`}>{productName(lead.product)}</To>,
        },
        { id: 'stage', head: t('col.stage'), cell: ({ lead }) => lead && <Status list="stage" value={lead.stage} /> },
        { id: 'class', head: t('col.class'), cell: ({ lead }) => lead && <ClassChip lead={lead} /> },
        { id: 'last', head: t('col.lastTouch'), wideOnly: true, right: true, cell: ({ lead }) => lead && <Time at={lead.lastTouchAt} /> },
        { id: 'id', head: t('account.id'), wideOnly: true, cell: ({ unit }) => <Id id={unit.id} /> },
      ]}
    />
  )
}
